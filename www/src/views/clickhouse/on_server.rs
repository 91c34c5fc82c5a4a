//! A range whose requests the server counts, as it has more spans than are read: what is said of that, and what to do about questions that need
//! spans.

use leptos::prelude::*;
use spanlens::clickhouse::CountedSummary;
use spanlens::units::TimeRange;

use crate::format;
use crate::session::Session;
use crate::state::State;
use crate::words::Period;

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
            "How many traces have no root, and so are not in these numbers, the server could not tell within its limits."
                .to_owned(),
        ),
        Some(0) => None,
        Some(count) if *has_incomplete => Some(format!("{} of them are traces without a root.", format::count(*count))),
        Some(count) => Some(format!("{} traces have no root and are not in these numbers.", format::count(*count))),
    };
    let repeated = match repeats {
        None => Some("What is stored twice counts twice.".to_owned()),
        Some(0) => None,
        Some(count) => Some(format!("{} roots that are stored again count once.", format::count(*count))),
    };
    let several = further_roots.filter(|&count| count > 0).map(|count| {
        let count = format::count(count);
        format!("{count} requests are further roots of a trace: a filter takes all roots of a trace or none.")
    });
    [Some(whole), rootless, repeated, several].into_iter().flatten().collect::<Vec<_>>().join(" ")
}

/// The time of the selection and as long before it, to compare it with.
fn part_to_read(state: State) -> Option<TimeRange> {
    state.selection.with(|selection| {
        let time = selection.as_ref()?.time?;
        let before = selection.as_ref()?.time_before()?;
        Some(TimeRange { from_ns: before.from_ns, to_ns: time.to_ns })
    })
}

/// About how many spans the part of a range has, by the share of its requests that start there.
fn spans_in(counted: &CountedSummary, requests: u32) -> u64 {
    let spans = u128::from(counted.spans) * u128::from(requests) / u128::from(counted.requests.max(1));
    u64::try_from(spans).unwrap_or(u64::MAX)
}

/// In place of an answer that needs spans.
#[component]
pub(in crate::views) fn NeedsSpans() -> impl IntoView {
    let session = expect_context::<Session>();
    let state = session.state;
    let about = move || {
        let sides = state.sides.get()?;
        let counted = state.counted()?;
        Some(format!(" The selected requests have about {} spans.", format::count(spans_in(&counted, sides.selected))))
    };
    view! {
        <div class="box needs-spans">
            <p>
                "This needs the spans of traces, and this range has more than are read. The heatmap, the overview and all counts are of all requests, \
                 by the server."
            </p>
            {move || match part_to_read(state) {
                None => view! { <p>"Drag over a part of the heatmap to read the spans of that time."</p> }.into_any(),
                Some(part) => view! {
                    <p>"The time of the selection can be read, and as long before it to compare it with."{about}</p>
                    <p class="choices">
                        <button type="button" class="primary" on:click=move |_| session.read_period(Period::Between(part))>
                            {move || format!("Read {}", format::dated_time_range(part, state.zone.get()))}
                        </button>
                    </p>
                }
                .into_any(),
            }}
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
        assert!(coverage(&unknown).ends_with("What is stored twice counts twice."));
        let several = CountedSummary { further_roots: Some(3), ..counted() };
        assert!(
            coverage(&several)
                .ends_with("3 requests are further roots of a trace: a filter takes all roots of a trace or none.")
        );
        let repeated = CountedSummary { repeats: Some(90), ..counted() };
        assert_eq!(coverage(&repeated), format!("{plain} 90 roots that are stored again count once."));
    }

    #[test]
    fn a_share_of_requests_has_a_share_of_spans() {
        assert_eq!(spans_in(&counted(), 1_333_334), 20_000_000);
        assert_eq!(spans_in(&CountedSummary { requests: 0, ..counted() }, 0), 0);
    }
}
