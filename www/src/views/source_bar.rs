//! The bar at the top: what is open, how to open something else, and how the page looks.

use leptos::html;
use leptos::prelude::*;
use spanlens::store::KeptLogs;

use super::kept_logs::KeptLogsChoice;
use super::servers::Servers;
use super::share::Share;
use super::{HelpOpen, UrlFormOpen};
use crate::effect::reactive;
use crate::files::picked;
use crate::format::{self, Zone};
use crate::session::Session;
use crate::sources::{Opened, Source};
use crate::theme::Themes;
use crate::words::{AFTER, BEFORE};
use crate::zone;

/// The bar at the top.
#[component]
pub(crate) fn SourceBar() -> impl IntoView {
    let session = expect_context::<Session>();
    let state = session.state;
    let UrlFormOpen(url_form) = expect_context();
    let can_add = move || !state.is_demo() && state.summary.with(Option::is_some) && state.counted().is_none();
    let has_logs = move || !state.is_demo() && (state.has_logs() || state.logs.get() != KeptLogs::default());
    view! {
        <header part="header">
            <h1>"Spanlens"</h1>
            <Show when=move || !session.is_shared><nav aria-label="Sources">
                <button
                    type="button"
                    aria-pressed=move || (state.is_demo() && !state.origins.with(Vec::is_empty)).to_string()
                    on:click=move |_| session.open(Opened::Demo)
                >
                    "Demo"
                </button>
                <FilePicker label="Open files" on_pick=move |sources| session.open(Opened::Files(sources))/>
                // A file that has everything in it may ask nobody.
                {(!session.host.is_file).then(|| view! {
                    <button type="button" on:click=move |_| url_form.set(true)>"Open URL"</button>
                    <Servers/>
                })}
                <Show when=can_add>
                    <FilePicker label="Add files" on_pick=move |sources| session.add(Opened::Files(sources))/>
                </Show>
                <span class="groups" role="group" aria-label="Compare two groups of files" title="Open files as two groups, and compare them">
                    <FilePicker label="Before" on_pick=move |sources| session.open_to_compare(Opened::as_group(BEFORE, sources))/>
                    <FilePicker label="After" on_pick=move |sources| session.open_to_compare(Opened::as_group(AFTER, sources))/>
                </span>
                <Show when=has_logs><KeptLogsChoice on_choice=move |logs| session.keep_logs(logs)/></Show>
            </nav></Show>
            <p class="source" title=move || state.source.get()>{reactive(move || state.source.get())}</p>
            <p class="totals">{reactive(move || totals(session))}</p>
            <div class="tools">
                <Share/>
                <ZoneSwitch/>
                <ThemeSwitch/>
                <HelpButton/>
            </div>
        </header>
    }
}

/// Spans, traces and the time that they are of.
fn totals(session: Session) -> Option<impl IntoView> {
    let zone = session.state.zone.get();
    session.state.summary.with(|summary| {
        let summary = summary.as_ref()?;
        let numbers = match &summary.counted {
            Some(counted) => {
                format!("{} spans · {} requests", format::count(counted.spans), format::count(counted.requests))
            }
            None => format!(
                "{} · {}",
                format::counted(summary.counts.spans, "span", "spans"),
                format::counted(summary.counts.traces, "trace", "traces"),
            ),
        };
        let range = summary.range.map(|range| format::dated_time_range(format::rounded_to_minutes(range), zone));
        Some(view! {
            <span>{numbers}</span>
            <span>{range}</span>
        })
    })
}

/// A button that picks files.
#[component]
fn FilePicker(label: &'static str, on_pick: impl Fn(Vec<Source>) + 'static) -> impl IntoView {
    let input = NodeRef::<html::Input>::new();
    let pick = move || {
        let Some(input) = input.get() else { return };
        let sources = input.files().map(|list| picked(&list)).unwrap_or_default();
        // The same file can be picked again.
        input.set_value("");
        if !sources.is_empty() {
            on_pick(sources);
        }
    };
    let open = move |_| {
        if let Some(input) = input.get() {
            input.click();
        }
    };
    view! {
        <button type="button" on:click=open>{label}</button>
        <input node_ref=input class="hidden" type="file" multiple aria-label=label tabindex="-1" on:change=move |_| pick()/>
    }
}

/// Tells all times in UTC or by the clock of this machine.
#[component]
fn ZoneSwitch() -> impl IntoView {
    let state = expect_context::<Session>().state;
    // Clocks are set in the course of a year: the one at the data is meant.
    let at_ns = move || state.summary.with(|summary| summary.as_ref()?.range).map_or(0, |range| range.from_ns);
    view! {
        <button
            type="button"
            class="quiet zone"
            title="Times: UTC or local"
            aria-label=move || match state.zone.get() {
                Zone::Utc => "Times: UTC".to_owned(),
                local @ Zone::Local(_) => format!("Times: local, {}", local.name(at_ns())),
            }
            on:click=move |_| state.zone.update(|zone| *zone = zone::other(*zone))
        >
            {reactive(move || state.zone.get().name(at_ns()))}
        </button>
    }
}

#[component]
fn ThemeSwitch() -> impl IntoView {
    let themes = expect_context::<Themes>();
    view! {
        <button
            type="button"
            class="quiet theme"
            title="Theme: as the system has it, light, or dark"
            aria-label=move || format!("Theme: {}", themes.chosen.get().title())
            on:click=move |_| themes.chosen.update(|theme| *theme = theme.next())
        >
            <span aria-hidden="true">"◐ "</span>{reactive(move || themes.chosen.get().title())}
        </button>
    }
}

#[component]
fn HelpButton() -> impl IntoView {
    let help = expect_context::<HelpOpen>();
    view! {
        <button type="button" class="quiet" aria-label="Keys" title="Keys (?)" on:click=move |_| help.0.set(true)>
            "?"
        </button>
    }
}
