//! Why a server does not answer, with what can be done about it.

use leptos::either::EitherOf3;
use leptos::html;
use leptos::prelude::*;
use spanlens::error::Failure;
use web_sys::{ScrollIntoViewOptions, ScrollLogicalPosition};

use super::advice::{Advice, Step, advice};
use crate::effect::effect;
use crate::views::copy_button::CopyButton;
use crate::words::{Clickhouse, Period};

/// What a person can do about a failure, beside what the advice says.
#[derive(Clone, Copy)]
pub(in crate::views) struct Ways {
    /// Puts user and password into the addresses of requests, and asks again.
    pub(in crate::views) credentials_in_url: Callback<()>,
    /// Asks again.
    pub(in crate::views) again: Option<Callback<()>>,
    /// Asks for less.
    pub(in crate::views) shorter: Option<Callback<()>>,
    /// Says something else of the server.
    pub(in crate::views) change: Option<Callback<()>>,
    /// Leaves it.
    pub(in crate::views) leave: Option<Callback<()>>,
}

/// What is in the way, and what to change.
pub(super) fn trouble(failure: &Failure, place: &Clickhouse, ways: Ways) -> impl IntoView + use<> {
    let page = window().location().origin().unwrap_or_default();
    advised(advice(failure, place, &page), place.period, ways)
}

/// An advice, about a range of time that was asked for.
pub(in crate::views) fn advised(advice: Advice, period: Period, ways: Ways) -> impl IntoView + use<> {
    let all = NodeRef::<html::Div>::new();
    effect(move || {
        if let Some(all) = all.get() {
            let options = ScrollIntoViewOptions::new();
            options.set_block(ScrollLogicalPosition::Nearest);
            all.scroll_into_view_with_scroll_into_view_options(&options);
        }
    });
    let Advice { heading, steps, said, is_too_much, may_pass } = advice;
    let steps = steps.into_iter().map(|step| match step {
        Step::Say(text) => EitherOf3::A(view! { <p>{text}</p> }),
        Step::Copy(what, text) => EitherOf3::B(view! {
            <div class="to-copy">
                <p>{what}":"</p>
                <pre tabindex="0" aria-label=what>{text.clone()}</pre>
                <CopyButton text what="this".to_owned()/>
            </div>
        }),
        Step::CredentialsInUrl => EitherOf3::C(view! {
            <p class="way">
                <button type="button" on:click=move |_| ways.credentials_in_url.run(())>"Put the password into the address"</button>
                " This needs nothing of the server. But a proxy or a log on the way may write the address down, and the password with it."
            </p>
        }),
    });
    let shorter = period.shorter().filter(|_| is_too_much).and(ways.shorter);
    let again = ways.again.filter(|_| may_pass);
    let button = |way: Option<Callback<()>>, label: String| {
        way.map(|way| view! { <button type="button" on:click=move |_| way.run(())>{label}</button> })
    };
    let buttons = [
        button(shorter, format!("Read the last {}", shorter_name(period))),
        button(again, "Try again".to_owned()),
        button(ways.change, "Change…".to_owned()),
        button(ways.leave, "Keep what is shown".to_owned()),
    ];
    let buttons: Vec<_> = buttons.into_iter().flatten().collect();
    view! {
        <div node_ref=all class="box trouble" role="alert">
            <h2>{heading}</h2>
            {steps.collect_view()}
            {said.map(|words| view! { <p class="quiet">{words}</p> })}
            {(!buttons.is_empty()).then(|| view! { <p class="choices">{buttons}</p> })}
        </div>
    }
}

/// What the next shorter range is called.
fn shorter_name(period: Period) -> &'static str {
    let name = |minutes: u32| Period::PRESETS.iter().find(|(preset, _)| *preset == minutes).map(|&(_, name)| name);
    match period.shorter() {
        Some(Period::Last(minutes)) => name(minutes).unwrap_or_default(),
        _ => "",
    }
}
