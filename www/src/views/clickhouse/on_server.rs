//! A range whose requests the server counts, as it has more spans than are read: what is said of that, and what to do about questions that need
//! spans.

use leptos::prelude::*;
use spanlens::clickhouse::{CountedSummary, Coverage, PartOf};
use spanlens::protocol::Progress;
use spanlens::units::TimeRange;

use crate::effect::reactive;
use crate::format;
use crate::questions::{Cost, cost};
use crate::session::Session;
use crate::state::State;
use crate::words::{Period, Tab};

/// What the numbers that are shown are of.
pub(in crate::views) fn coverage(counted: &CountedSummary) -> String {
    let CountedSummary { spans, requests, without_root, has_incomplete, repeats, further_roots, .. } = counted;
    let whole = format!(
        "Counted by the server, all of them: {} requests, of {} spans that start in this range.",
        format::count(*requests),
        format::count(*spans)
    );
    let rootless = match without_root {
        None => Some(
            "Traces without a root are not in these numbers. The server could not count them within its limits."
                .to_owned(),
        ),
        Some(0) => None,
        Some(count) if *has_incomplete => Some(format!("{} of them are traces without a root.", format::count(*count))),
        Some(count) => Some(format!("{} traces have no root and are not in these numbers.", format::count(*count))),
    };
    let repeated = match repeats {
        None => Some("Spans that are stored twice count twice.".to_owned()),
        Some(0) => None,
        Some(count) => Some(format!("{} roots that are stored again count once.", format::count(*count))),
    };
    let several = further_roots.filter(|&count| count > 0).map(|count| {
        let count = format::count(count);
        format!("{count} requests are further roots of a trace: a filter takes all roots of a trace or none.")
    });
    [Some(whole), rootless, repeated, several].into_iter().flatten().collect::<Vec<_>>().join(" ")
}

/// Whether there are traces without a root, or may be, that are not in the numbers.
pub(in crate::views) fn has_rootless_left_out(counted: &CountedSummary) -> bool {
    !counted.has_incomplete && counted.without_root != Some(0)
}

/// The time of the selection and as long before it, to compare it with.
fn part_to_read(state: State) -> Option<TimeRange> {
    state.selection.with(|selection| {
        let time = selection.as_ref()?.time?;
        let before = selection.as_ref()?.time_before()?;
        Some(TimeRange { from_ns: before.from_ns, to_ns: time.to_ns })
    })
}

/// Of how many requests the answers are for which traces were fetched.
pub(in crate::views) fn fetched(coverage: &Coverage) -> String {
    let Coverage { selection, baseline, spans, without_errors } = coverage;
    let part = |part: &PartOf| format!("{} of {}", format::count(part.units), format::count(part.of));
    let compared = baseline.map(|baseline| format!(", against {}", part(&baseline))).unwrap_or_default();
    let is_sampled = [Some(*selection), *baseline].into_iter().flatten().any(|part| part.units < part.of);
    let chosen = if is_sampled { ", chosen by a hash of their traces" } else { "" };
    let spans = format::count(*spans);
    match without_errors {
        None => format!(
            "Answers that need spans are computed from {} requests{compared}{chosen}; {spans} spans were fetched.",
            part(selection)
        ),
        Some(others) => format!(
            "Error causes look at {} requests whose traces have an error{chosen}; {spans} spans were fetched. Of {} without one it is not known \
             whether exceptions are noted.",
            part(selection),
            format::count(*others)
        ),
    }
}

/// That traces are being fetched for a tab, until its answer is there.
#[component]
pub(in crate::views) fn Fetching(tab: Tab) -> impl IntoView {
    let state = expect_context::<Session>().state;
    let is_awaited = move || {
        let has_none = match tab {
            Tab::Traces => state.traces.with(Option::is_none),
            Tab::Causes => state.causes.with(Option::is_none),
            Tab::Attributes => state.attributes.with(Option::is_none),
            Tab::Latency => state.latency.with(Option::is_none),
            Tab::Map => state.service_map.with(Option::is_none),
            Tab::Overview => state.overview.with(Option::is_none),
            Tab::Findings | Tab::Report => false,
        };
        has_none && state.waiting.get() > 0
    };
    view! {
        <Show when=is_awaited>
            <p class="fetching" role="status">
                {reactive(move || state.arriving.get().map(|Progress { spans, total_spans, .. }| view! {
                    <progress aria-label="Fetching" max=total_spans.to_string() prop:value=f64::from(spans)></progress>
                }))}
                {reactive(move || fetching(state.arriving.get().as_ref()))}
            </p>
        </Show>
    }
}

/// That traces are being fetched, and how far that is.
fn fetching(arriving: Option<&Progress>) -> String {
    let Some(Progress { spans, total_spans, .. }) = arriving else {
        return "The traces are being fetched from the server…".to_owned();
    };
    let (spans, total) = (format::count(*spans), format::counted(*total_spans, "span", "spans"));
    format!("The traces are being fetched from the server: {spans} of {total}.")
}

/// What it takes to fetch traces.
fn costs(Cost { looked_through, sent }: Cost) -> String {
    format!(
        "The traces can be fetched. For that the server looks through about {} spans, which takes a while, and sends up to {} of them.",
        format::count(looked_through),
        format::count(sent)
    )
}

/// In place of an answer that needs spans.
#[component]
pub(in crate::views) fn NeedsSpans(tab: Tab) -> impl IntoView {
    let session = expect_context::<Session>();
    let state = session.state;
    view! {
        <div class="box needs-spans">
            <p>
                "This needs the spans of traces, and this range has more than are read. The heatmap, the overview and all counts are of all requests, \
                 by the server."
            </p>
            {reactive(move || cost(state, tab).map(|cost| view! {
                <p>{costs(cost)}</p>
                <p class="choices">
                    <button type="button" class="primary" on:click=move |_| state.fetches.set(true)>"Fetch them"</button>
                </p>
            }))}
            {reactive(move || match part_to_read(state) {
                None => view! { <p>"Drag over a part of the heatmap: a short time takes less."</p> }.into_any(),
                Some(part) => view! {
                    <p>"You can read the time of the selection, and the same length before it for comparison, as a range of its own."</p>
                    <p class="choices">
                        <button type="button" on:click=move |_| session.read_period(Period::Between(part))>
                            {reactive(move || format!("Read {}", format::dated_time_range(part, state.zone.get())))}
                        </button>
                    </p>
                }
                .into_any(),
            })}
        </div>
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use spanlens::clickhouse::ClickhouseTableName;

    fn counted() -> CountedSummary {
        CountedSummary {
            table: ClickhouseTableName::default(),
            spans: 20_000_000,
            requests: 1_333_334,
            range: None,
            without_root: Some(0),
            has_incomplete: false,
            repeats: Some(0),
            further_roots: Some(0),
        }
    }

    #[test]
    fn what_is_left_out_is_said() {
        let plain =
            "Counted by the server, all of them: 1,333,334 requests, of 20,000,000 spans that start in this range.";
        assert_eq!(coverage(&counted()), plain);
        let without_root = CountedSummary { without_root: Some(26_667), ..counted() };
        let words = format!("{plain} 26,667 traces have no root and are not in these numbers.");
        assert_eq!(coverage(&without_root), words);
        let among = CountedSummary { has_incomplete: true, ..without_root };
        assert_eq!(coverage(&among), format!("{plain} 26,667 of them are traces without a root."));
        let unknown = CountedSummary { without_root: None, repeats: None, ..counted() };
        assert!(coverage(&unknown).ends_with("Spans that are stored twice count twice."));
        let several = CountedSummary { further_roots: Some(3), ..counted() };
        assert!(
            coverage(&several)
                .ends_with("3 requests are further roots of a trace: a filter takes all roots of a trace or none.")
        );
        let repeated = CountedSummary { repeats: Some(90), ..counted() };
        assert_eq!(coverage(&repeated), format!("{plain} 90 roots that are stored again count once."));
    }

    #[test]
    fn what_was_fetched_is_said_of_each_side() {
        let whole = PartOf { units: 619, of: 619 };
        let coverage = Coverage { selection: whole, baseline: None, spans: 9_285, without_errors: None };
        assert_eq!(
            fetched(&coverage),
            "Answers that need spans are computed from 619 of 619 requests; 9,285 spans were fetched."
        );
        let baseline = Some(PartOf { units: 4_100, of: 1_314_049 });
        assert_eq!(
            fetched(&Coverage { baseline, ..coverage }),
            "Answers that need spans are computed from 619 of 619 requests, against 4,100 of 1,314,049, chosen by a hash of their traces; 9,285 spans were fetched."
        );
        assert_eq!(
            fetched(&Coverage { without_errors: Some(7_000), ..coverage }),
            "Error causes look at 619 of 619 requests whose traces have an error; 9,285 spans were fetched. Of 7,000 without one it is not known \
             whether exceptions are noted."
        );
    }

    #[test]
    fn how_far_traces_have_come_is_said() {
        let progress = Progress { spans: 1_200, total_spans: 20_000, ..Progress::default() };
        assert_eq!(fetching(None), "The traces are being fetched from the server…");
        assert_eq!(fetching(Some(&progress)), "The traces are being fetched from the server: 1,200 of 20,000 spans.");
    }

    #[test]
    fn what_it_takes_is_said() {
        assert_eq!(
            costs(Cost { looked_through: 20_000_000, sent: 1_000_000 }),
            "The traces can be fetched. For that the server looks through about 20,000,000 spans, which takes a while, and sends up to 1,000,000 of them."
        );
    }
}
