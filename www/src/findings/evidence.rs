//! What a finding rests on, with the tab that has all of it.

use spanlens::analysis::{Anomaly, AttributeSignal, FindingCause, FindingKind, FindingSuspect, GroupChange};

use crate::format;
use crate::words::Tab;

/// Something that is known of a finding: a number of the tab that it leads to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Evidence {
    pub(crate) tab: Tab,
    pub(crate) words: String,
}

/// What is known of a finding, what explains it first. `nouns` are the words for one unit and for many.
pub(crate) fn evidence(finding: &Anomaly, nouns: (&str, &str)) -> Vec<Evidence> {
    let cause = finding.cause.as_ref().map(|known| (Tab::Causes, cause(known, finding.kind, nouns.1)));
    let suspect = finding.suspect.as_ref().map(|known| (Tab::Latency, suspect(known, nouns.0)));
    let attribute = finding.attribute.as_ref().map(|known| (Tab::Attributes, attribute(known)));
    let calls = finding.calls.as_ref().map(|calls| {
        let per_unit = format::mean_count(calls.per_unit);
        let [service, name, callee] = [&calls.service, &calls.name, &calls.callee].map(String::as_str);
        let to = if callee.is_empty() { String::new() } else { format!(" of {callee}") };
        let words = format!("{service} calls {name}{to} {per_unit} times in a {}.", nouns.0);
        (Tab::Latency, words)
    });
    let numbers = (Tab::Overview, numbers(finding, nouns));
    let list = (Tab::Traces, format!("The {}, one by one.", selected(finding, nouns)));
    let all = cause.into_iter().chain(suspect).chain(calls).chain(attribute).chain([numbers, list]);
    all.map(|(tab, words)| Evidence { tab, words }).collect()
}

/// Where errors began, in how many of those that fail.
fn cause(FindingCause { key, units, of }: &FindingCause, kind: FindingKind, many: &str) -> String {
    let [service, name] = [&key.service, &key.name];
    let part = format!("{} of {}", format::count(*units), format::count(*of));
    let what = if kind == FindingKind::Retries { "recovered from it" } else { "that fail have it" };
    format!("{service} {name}, {}: {part} {many} {what}.", format::error(key))
}

/// Who made them slower, and how sure that is.
fn suspect(known: &FindingSuspect, one: &str) -> String {
    let FindingSuspect { service, certain_ns, expected_ns, delta_mean_ns, name } = known;
    format!(
        "{}: at least {} for certain and {} expected, of {} per {one}.",
        format::callee(service, Some(name)),
        format::signed_duration(*certain_ns),
        format::signed_duration(*expected_ns),
        format::signed_duration(*delta_mean_ns)
    )
}

/// What sets them apart, on both sides.
fn attribute(AttributeSignal { signal, counts, .. }: &AttributeSignal) -> String {
    let side = |count: u32, share: f64| format!("{} ({:.1} %)", format::count(count), 100.0 * share);
    format!(
        "{}: {} of the selection, {} of the baseline.",
        format::signal(signal),
        side(counts.selection, counts.selection_share),
        side(counts.baseline, counts.baseline_share)
    )
}

/// What was measured, beside what was expected.
fn numbers(finding: &Anomaly, (one, many): (&str, &str)) -> String {
    let units = format::counted(finding.units, one, many);
    if let Some(change) = &finding.change {
        return change_in_numbers(finding, change, (one, many));
    }
    let expected = |number: f64| format::decimal(number.round());
    match finding.kind {
        FindingKind::Failing => {
            let failing = format::count(finding.failing);
            format!("{units}, {failing} of them failing; {} were to be expected.", expected(finding.expected_failing))
        }
        FindingKind::Slower | FindingKind::SlowerInside | FindingKind::SecondMode => {
            let [mean, otherwise] = [finding.mean_ns, finding.expected_mean_ns].map(format::mean_duration);
            format!("{units}. Those that do not fail take {mean} in the mean; {otherwise} was to be expected.")
        }
        FindingKind::More | FindingKind::Fewer => {
            format!("{units}; {} were to be expected.", expected(f64::from(finding.units) - finding.extra_units))
        }
        FindingKind::Cause
        | FindingKind::Retries
        | FindingKind::RepeatedCalls
        | FindingKind::New
        | FindingKind::Gone => {
            let mean = format::mean_duration(finding.mean_ns);
            format!("{units}, {} of them failing. The others take {mean} in the mean.", format::count(finding.failing))
        }
    }
}

/// What there is in both groups, and what of the change is certain.
fn change_in_numbers(finding: &Anomaly, change: &GroupChange, (one, many): (&str, &str)) -> String {
    let side = |name: &str, units: u32, failing: u32, mean_ns: f64| {
        let others = format!(", the others {} in the mean", format::mean_duration(mean_ns));
        let others = if failing < units { others } else { String::new() };
        format!("{name}: {}, {} failing{others}.", format::counted(units, one, many), format::count(failing))
    };
    let GroupChange { groups, before_units, before_failing, before_mean_ns, certain_share, certain_ns } = change;
    let sides = [
        side(&groups.before, *before_units, *before_failing, *before_mean_ns),
        side(&groups.after, finding.units, finding.failing, finding.mean_ns),
    ];
    let certain = match finding.kind {
        FindingKind::Failing => format!(" Certain: {:.1} percentage points more.", 100.0 * certain_share),
        FindingKind::Slower => format!(" Certain: {} in the mean.", format::signed_duration(*certain_ns)),
        _ => String::new(),
    };
    format!("{}{certain}", sides.join(" "))
}

/// The units that the selection has.
fn selected(finding: &Anomaly, (one, many): (&str, &str)) -> String {
    let number = match finding.kind {
        FindingKind::Failing | FindingKind::Cause => finding.failing,
        FindingKind::Gone => finding.change.as_ref().map_or(0, |change| change.before_units),
        FindingKind::Retries => finding.cause.as_ref().map_or(finding.units, |cause| cause.units),
        _ => finding.units,
    };
    format::counted(number, one, many)
}

#[cfg(test)]
mod tests {
    use spanlens::analysis::{
        AttributeOrigin, AttributeValue, CauseKey, FindingCalls, GroupPair, Signal, SignalCounts,
    };

    use super::*;

    const NOUNS: (&str, &str) = ("request", "requests");

    fn told(finding: &Anomaly) -> Vec<(Tab, String)> {
        evidence(finding, NOUNS).into_iter().map(|Evidence { tab, words }| (tab, words)).collect()
    }

    #[test]
    fn failures_have_their_cause_and_what_sets_them_apart() {
        let key = CauseKey {
            service: "catalog".to_owned(),
            name: "Quote".to_owned(),
            error_type: "RuleSetMissing".to_owned(),
            ..CauseKey::default()
        };
        let flag = AttributeSignal {
            signal: Signal {
                origin: AttributeOrigin::Span,
                key: "flag".to_owned(),
                value: Some(AttributeValue::String("on".to_owned())),
                text: "on".to_owned(),
            },
            counts: SignalCounts {
                selection: 272,
                baseline: 3,
                selection_share: 1.0,
                baseline_share: 0.0044,
                estimates: None,
            },
            score: 0.9,
            p: 0.0,
            q: Some(0.0),
            notable: true,
            same: Vec::new(),
            same_count: 0,
        };
        let finding = Anomaly {
            units: 940,
            failing: 272,
            cause: Some(FindingCause { key, units: 270, of: 272 }),
            attribute: Some(flag),
            ..Anomaly::default()
        };
        let expected = [
            (Tab::Causes, "catalog Quote, RuleSetMissing: 270 of 272 requests that fail have it."),
            (Tab::Attributes, "flag = on: 272 (100.0 %) of the selection, 3 (0.4 %) of the baseline."),
            (Tab::Overview, "940 requests, 272 of them failing; 0 were to be expected."),
            (Tab::Traces, "The 272 requests, one by one."),
        ];
        assert_eq!(told(&finding), expected.map(|(tab, words)| (tab, words.to_owned())));
    }

    #[test]
    fn slowness_has_its_suspect_with_what_is_certain() {
        let suspect = FindingSuspect {
            service: "cart-redis".to_owned(),
            certain_ns: 402e6,
            expected_ns: 440e6,
            delta_mean_ns: 461e6,
            name: "HGETALL".to_owned(),
        };
        let slower = Anomaly {
            kind: FindingKind::Slower,
            units: 1,
            mean_ns: 500e6,
            expected_mean_ns: 39e6,
            suspect: Some(suspect),
            ..Anomaly::default()
        };
        let expected = [
            (
                Tab::Latency,
                "cart-redis, HGETALL: at least +402 ms for certain and +440 ms expected, of +461 ms per request.",
            ),
            (Tab::Overview, "1 request. Those that do not fail take 500 ms in the mean; 39 ms was to be expected."),
            (Tab::Traces, "The 1 request, one by one."),
        ];
        assert_eq!(told(&slower), expected.map(|(tab, words)| (tab, words.to_owned())));
    }

    #[test]
    fn a_change_has_both_groups_and_what_is_certain() {
        let groups = GroupPair { before: "before".to_owned(), after: "after".to_owned() };
        let change = GroupChange {
            groups,
            before_units: 200,
            before_failing: 2,
            before_mean_ns: 9e6,
            certain_share: 0.021,
            ..GroupChange::default()
        };
        let failing = Anomaly { units: 1, failing: 1, change: Some(change.clone()), ..Anomaly::default() };
        assert_eq!(
            told(&failing)[0].1,
            "before: 200 requests, 2 failing, the others 9 ms in the mean. after: 1 request, 1 failing. \
             Certain: 2.1 percentage points more."
        );
        let gone = Anomaly { kind: FindingKind::Gone, change: Some(change), ..Anomaly::default() };
        assert_eq!(told(&gone)[1].1, "The 200 requests, one by one.");
    }

    #[test]
    fn calls_and_rates_have_their_numbers() {
        let calls = FindingCalls {
            service: "shop".to_owned(),
            name: "SELECT".to_owned(),
            callee: "db".to_owned(),
            per_unit: 12.0,
            ..FindingCalls::default()
        };
        let repeated = Anomaly { kind: FindingKind::RepeatedCalls, calls: Some(calls), ..Anomaly::default() };
        assert_eq!(told(&repeated)[0].1, "shop calls SELECT of db 12 times in a request.");
        let fewer = Anomaly { kind: FindingKind::Fewer, units: 3, extra_units: -97.2, ..Anomaly::default() };
        assert_eq!(told(&fewer)[0].1, "3 requests; 100 were to be expected.");
    }
}
