//! A source without an end: how it goes on, how much of it is kept, and what to do where nothing has come yet.

use leptos::prelude::*;
use spanlens::protocol::{LiveQuestion, LiveSummary, LiveWindow};

use crate::effect::reactive;
use crate::format;
use crate::session::Session;
use crate::signals::Memo;
use crate::views::copy_button::CopyButton;

const MINUTE_NS: u64 = 60_000_000_000;

/// The most spans of windows that are chosen by their time.
const MOST_SPANS: u32 = 1_000_000;

/// What can be kept: spans, and minutes if they are what limits it.
const WINDOWS: [(u32, Option<u64>); 6] = [
    (50_000, None),
    (LiveWindow::MAX_SPANS, None),
    (MOST_SPANS, None),
    (MOST_SPANS, Some(5)),
    (MOST_SPANS, Some(15)),
    (MOST_SPANS, Some(60)),
];

fn window((max_spans, minutes): (u32, Option<u64>)) -> LiveWindow {
    LiveWindow { max_spans, max_age_ns: minutes.map(|minutes| minutes * MINUTE_NS) }
}

/// How the source goes on, and what of it is shown.
#[component]
pub(super) fn LiveBar() -> impl IntoView {
    let session = expect_context::<Session>();
    let live = Memo::new(move |_| session.state.summary.with(|summary| summary.as_ref()?.live.clone()));
    let how =
        Memo::new(move |_| live.with(|live| live.as_ref().map(|live| (live.paused, live.has_ended, live.window))));
    let spans = Memo::new(move |_| {
        session.state.summary.with(|summary| summary.as_ref().map_or(0, |summary| summary.counts.spans))
    });
    view! {
        {reactive(move || how.get().map(|(paused, has_ended, shown)| {
            let toggle = move |_| session.steer_live(LiveQuestion { paused: !paused, window: shown });
            view! {
                <div class="line live-bar" role="group" aria-label="Live traces">
                    <b class="live-state" class:paused=paused class:ended=has_ended>{state_words(paused, has_ended)}</b>
                    {(!has_ended).then(|| view! {
                        <button type="button" on:click=toggle title=if paused {
                            "Shows the data received meanwhile, and continues"
                        } else {
                            "Pauses the view. New data waits"
                        }>
                            {if paused { "Resume" } else { "Pause" }}
                        </button>
                    })}
                    <label>
                        "Keep "
                        <select
                            title="Beyond this, the earliest traces are dropped whole. A log counts as a span"
                            on:change=move |event| {
                                let chosen = event_target_value(&event).parse().ok().and_then(|at: usize| WINDOWS.get(at).copied());
                                if let Some(chosen) = chosen {
                                    session.steer_live(LiveQuestion { paused, window: window(chosen) });
                                }
                            }
                        >
                            {WINDOWS.into_iter().enumerate().map(|(at, choice)| view! {
                                <option value=at.to_string() prop:selected=window(choice) == shown>{window_words(choice)}</option>
                            }).collect_view()}
                        </select>
                    </label>
                    <span class="live-words">{reactive(move || live.with(|live| live.as_ref().map(|live| words(live, spans.get()))))}</span>
                </div>
            }
        }))}
    }
}

fn state_words(paused: bool, has_ended: bool) -> &'static str {
    match (has_ended, paused) {
        (true, _) => "Ended",
        (false, true) => "Paused",
        (false, false) => "Live",
    }
}

fn window_words((max_spans, minutes): (u32, Option<u64>)) -> String {
    match minutes {
        None => format!("the last {} spans", format::count(max_spans)),
        Some(60) => "the last hour".to_owned(),
        Some(minutes) => format!("the last {minutes} min"),
    }
}

/// What has become of all that has come.
fn words(live: &LiveSummary, shown: u32) -> String {
    let LiveWindow { max_spans, max_age_ns } = live.window;
    let parts = [
        max_age_ns.map(|_| format!("at most {} spans", format::count(max_spans))),
        Some(format!("{} received", counted(live.received_spans, "span", "spans"))),
        (live.dropped_spans > 0).then(|| format!("{} dropped, the oldest", format::count(live.dropped_spans))),
        (live.arriving_traces > 0).then(|| {
            format!(
                "{} still arriving: counted when complete, or after 10 s",
                format::counted(live.arriving_traces, "trace", "traces")
            )
        }),
        (live.waiting_bytes > 0 && live.paused).then(|| format!("{} waiting", format::bytes(live.waiting_bytes))),
        (live.missed > 0).then(|| format!("{} missed while paused", counted(live.missed, "delivery", "deliveries"))),
        (live.missed_before > 0).then(|| {
            format!("{} missed before this page was open", counted(live.missed_before, "delivery", "deliveries"))
        }),
        (live.unreadable > 0)
            .then(|| format!("{} could not be read", counted(live.unreadable, "delivery", "deliveries"))),
        (live.metrics > 0).then(|| format!("{} of metrics not kept", counted(live.metrics, "delivery", "deliveries"))),
        (live.has_ended && shown > 0)
            .then(|| "the program has stopped, or was too long without an answer; what came is still here".to_owned()),
    ];
    parts.into_iter().flatten().collect::<Vec<_>>().join(" · ")
}

/// A number that may be larger than that of what is loaded.
fn counted(number: u64, one: &str, many: &str) -> String {
    format!("{} {}", format::count(number), if number == 1 { one } else { many })
}

/// What to do where nothing has come yet.
#[component]
pub(super) fn Waiting(live: LiveSummary) -> impl IntoView {
    let LiveSummary { endpoint, has_ended, arriving_traces, .. } = live;
    let told = endpoint.map(|endpoint| {
        let variable = format!("OTEL_EXPORTER_OTLP_ENDPOINT={endpoint}");
        view! {
            <p class="variables">
                <code class="variable">{variable.clone()}</code>
                <CopyButton text=variable what="the variable".to_owned()/>
            </p>
            <p>
                "Set it where your programs run. If their SDK sends by gRPC unless it is told otherwise, set "
                <code>"OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf"</code>", too."
            </p>
        }
    });
    let heading = match (has_ended, arriving_traces) {
        (true, _) => "The program has stopped, and nothing has come",
        (false, 0) => "Waiting for the first spans",
        (false, _) => "The first spans are coming in",
    };
    view! {
        <div class="box invitation" role="status">
            <h2>{heading}</h2>
            {told}
        </div>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_became_of_it_is_said_where_there_is_something_to_say() {
        let live = LiveSummary { received_spans: 1, ..LiveSummary::default() };
        assert_eq!(words(&live, 1), "1 span received");
        let live = LiveSummary {
            window: window(WINDOWS[3]),
            received_spans: 300_000,
            dropped_spans: 120_000,
            arriving_traces: 2,
            missed_before: 1,
            metrics: 4,
            ..LiveSummary::default()
        };
        assert_eq!(
            words(&live, 180_000),
            "at most 1,000,000 spans · 300,000 spans received · 120,000 dropped, the oldest · 2 traces still arriving: counted when complete, or after 10 s · 1 delivery \
             missed before this page was open · 4 deliveries of metrics not kept"
        );
    }

    #[test]
    fn one_of_the_windows_is_the_usual_one() {
        assert!(WINDOWS.into_iter().any(|choice| window(choice) == LiveWindow::default()));
        assert_eq!(window_words(WINDOWS[4]), "the last 15 min");
    }
}
