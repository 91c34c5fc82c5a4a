//! Which range of time is shown of a server, and how to come to another.

use std::time::Duration;

use leptos::either::EitherOf3;
use leptos::prelude::*;
use spanlens::error::Failure;

use super::ClickhouseOpen;
use super::trouble::{Ways, trouble};
use crate::effect::{effect, reactive};
use crate::format;
use crate::session::Session;
use crate::state::{Phase, Reread};
use crate::views::loading::LoadingLine;
use crate::words::{Clickhouse, Period, RangeMove};

/// How often a range that moves with the clock can be read again: seconds, and what they are called.
const INTERVALS: [(u32, &str); 3] = [(60, "every minute"), (300, "every 5 min"), (900, "every 15 min")];

/// The range, and what reads it again or another. Below it what is read meanwhile, or why it could not be.
#[component]
pub(in crate::views) fn RangeBar(period: Period) -> impl IntoView {
    let session = expect_context::<Session>();
    let state = session.state;
    let ClickhouseOpen(form) = expect_context();
    follow_clock(session);
    let presets = Period::PRESETS.map(|(minutes, name)| {
        let preset = Period::Last(minutes);
        view! {
            <button
                type="button"
                aria-pressed=(period == preset).to_string()
                title=format!("The last {name}, up to a minute before now")
                on:click=move |_| session.read_period(preset)
            >
                {name}
            </button>
        }
    });
    let is_reading = move || state.reread.with(|reread| matches!(reread, Reread::UnderWay(_)));
    view! {
        <div class="line range-bar" role="group" aria-label="Range of time">
            <span class="presets">
                {presets}
                <button type="button" aria-pressed=(!period.is_live()).to_string() on:click=move |_| form.set(true)>"Between…"</button>
            </span>
            {shown_range(session)}
            <button type="button" title="Read it once more (r)" disabled=is_reading on:click=move |_| session.refresh()>"Refresh"</button>
            {period.is_live().then(|| view! { <IntervalChoice/> })}
            <button type="button" class="quiet" on:click=move |_| form.set(true)>"Change…"</button>
        </div>
        {reactive(move || match state.reread.get() {
            Reread::Nothing => EitherOf3::A(()),
            Reread::UnderWay(loading) => EitherOf3::B(view! { <LoadingLine loading on_cancel=Callback::new(move |()| session.cancel_reading())/> }),
            Reread::Failed(wanted, failure) => EitherOf3::C(not_read(session, &wanted, &failure)),
        })}
    }
}

/// The range that was read, in the zone that is chosen, between what leads to those beside it.
fn shown_range(session: Session) -> impl IntoView {
    let state = session.state;
    let is_reading = move || state.reread.with(|reread| matches!(reread, Reread::UnderWay(_)));
    let way = move |way: RangeMove, sign: &'static str, name: &'static str, title: &'static str| {
        view! {
            <button type="button" class="sign" aria-label=name title=title disabled=is_reading on:click=move |_| { session.move_range(way); }>
                {sign}
            </button>
        }
    };
    let words = move || {
        let minutes = format::rounded_to_minutes(state.read_range()?);
        Some(format::dated_time_range(minutes, state.zone.get()))
    };
    let zoomed = move || state.zoom.with(|zoom| zoom.time).filter(|time| Some(*time) != state.read_range());
    view! {
        <span class="read">
            {way(RangeMove::Earlier, "‹", "Earlier", "Read the range half of its length earlier (a, where there is no more to see)")}
            {words}
            {way(RangeMove::Later, "›", "Later", "Read the range half of its length later (d, where there is no more to see)")}
        </span>
        <button
            type="button"
            title="Read a range twice as long, about the middle of this one (s, where all of it is shown)"
            disabled=is_reading
            on:click=move |_| { session.move_range(RangeMove::Longer); }
        >
            "Twice as long"
        </button>
        {reactive(move || zoomed().map(|time| view! {
            <button
                type="button"
                title="Read only the time that the heatmap shows"
                disabled=is_reading
                on:click=move |_| session.read_period(Period::Between(time))
            >
                "Only what is shown"
            </button>
        }))}
    }
}

/// Whether the range is read again by itself.
#[component]
fn IntervalChoice() -> impl IntoView {
    let state = expect_context::<Session>().state;
    view! {
        <select
            aria-label="Refresh by itself"
            title="Reads the range again by itself, while this tab can be seen"
            on:change=move |event| state.refresh_s.set(event_target_value(&event).parse().ok())
        >
            <option value="" prop:selected=move || state.refresh_s.get().is_none()>"by hand"</option>
            {INTERVALS.map(|(seconds, name)| view! {
                <option value=seconds.to_string() prop:selected=move || state.refresh_s.get() == Some(seconds)>{name}</option>
            })}
        </select>
    }
}

/// Reads the range again as often as is chosen, for as long as the owner lives.
fn follow_clock(session: Session) {
    let state = session.state;
    effect(move || {
        let Some(seconds) = state.refresh_s.get() else { return };
        let tick = move || {
            let is_live = untrack(|| state.clickhouse()).is_some_and(|place| place.period.is_live());
            // What failed is for a person to look at: nobody knocks again and again with a wrong password.
            let is_idle = state.phase.with_untracked(|phase| *phase == Phase::Ready)
                && state.reread.with_untracked(|reread| *reread == Reread::Nothing);
            if is_live && is_idle && !document().hidden() {
                session.refresh();
            }
        };
        if let Ok(handle) = set_interval_with_handle(tick, Duration::from_secs(u64::from(seconds))) {
            on_cleanup(move || handle.clear());
        }
    });
}

/// Why another range, or the same at another time, could not be read.
fn not_read(session: Session, wanted: &Clickhouse, failure: &Failure) -> impl IntoView + use<> {
    let leave = Callback::new(move |()| session.forget_asked());
    let ways = Ways { leave: Some(leave), ..ways(session, wanted) };
    trouble(failure, wanted, ways)
}

/// Why a range could not be opened.
pub(in crate::views) fn not_opened(session: Session, place: &Clickhouse, failure: &Failure) -> impl IntoView + use<> {
    trouble(failure, place, ways(session, place))
}

fn ways(session: Session, place: &Clickhouse) -> Ways {
    let ClickhouseOpen(form) = expect_context();
    let period = place.period;
    Ways {
        credentials_in_url: Callback::new(move |()| session.read_with_credentials_in_url(period)),
        again: Some(Callback::new(move |()| session.read_period(period))),
        shorter: period.shorter().map(|shorter| Callback::new(move |()| session.read_period(shorter))),
        change: Some(Callback::new(move |()| form.set(true))),
        leave: None,
    }
}
