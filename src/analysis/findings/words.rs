//! Findings as sentences: what is wrong and how much of it there is, and what explains it.

use super::answer::{
    Anomaly, FindingCalls, FindingCause, FindingKind, FindingOperation, FindingSuspect, GroupChange, GroupPair,
    Searched,
};
use super::numbers::{count, counted, duration, listed, points, share, times};
use crate::analysis::{AttributeOrigin, AttributeSignal, CauseKey, Signal};
use crate::store::Population;

/// How many operations a sentence names.
const NAMED: usize = 2;

/// The words for one unit and for many.
pub(super) fn nouns(population: Population) -> (&'static str, &'static str) {
    match population {
        Population::Requests => ("request", "requests"),
        Population::Entries => ("entry", "entries"),
        Population::Spans => ("span", "spans"),
    }
}

/// What is wrong, and how much of it there is, without the time.
pub(super) fn what(finding: &Anomaly, population: Population) -> String {
    let nouns = nouns(population);
    if let Some(change) = &finding.change {
        return changed(finding, change, nouns);
    }
    let units = f64::from(finding.units.max(1));
    let those = whose(finding, nouns);
    match finding.kind {
        FindingKind::Failing => {
            let failing = share(f64::from(finding.failing) / units);
            let otherwise = share(finding.expected_failing / units);
            let more = count(finding.extra_units);
            format!("{failing} of {those} fail, else {otherwise}: {more} more.")
        }
        FindingKind::Slower => {
            let (mean, expected) = (duration(finding.mean_ns), duration(finding.expected_mean_ns));
            format!(
                "{those} {} {mean} in the mean, else {expected}: {} more for {}.",
                verb(finding, ["takes", "take"]),
                duration(finding.added_ns),
                counted(f64::from(finding.units), nouns)
            )
        }
        FindingKind::SlowerInside => {
            let calls = finding.calls.as_ref().map(called).unwrap_or_default();
            format!("{calls} takes longer in {those}: {} more.", duration(finding.added_ns))
        }
        FindingKind::More => {
            let before = units - finding.extra_units;
            let factor = if before >= 1.0 {
                format!("{} as many as else", times(units / before))
            } else {
                "else none".to_owned()
            };
            format!("{} of {those}, {factor}.", counted(units, nouns))
        }
        FindingKind::Fewer => {
            let there = if finding.units == 0 { "No".to_owned() } else { format!("Only {}", finding.units) };
            let expected = f64::from(finding.units) - finding.extra_units;
            format!("{there} {} of {those}, else {}.", nouns.1, count(expected))
        }
        FindingKind::Cause => {
            let (units, of) = (f64::from(finding.failing), share(f64::from(finding.failing) / units));
            format!("{of} of {those} fail at all times by one cause: {}.", counted(units, nouns))
        }
        FindingKind::RepeatedCalls => {
            let (calls, per_unit, part) = finding
                .calls
                .as_ref()
                .map_or_else(Default::default, |calls| (called(calls), count(calls.per_unit), share(calls.share)));
            let verb = verb(finding, ["calls", "call"]);
            format!("{those} {verb} {calls} {per_unit} times, one call after the other: {part} of the time.")
        }
        FindingKind::Retries => {
            let (number, of) =
                finding.cause.as_ref().map_or((0.0, 0.0), |cause| (f64::from(cause.units), f64::from(cause.of)));
            format!(
                "{} of {those} succeed only after another attempt: {}.",
                share(number / of.max(1.0)),
                counted(number, nouns)
            )
        }
        FindingKind::SecondMode => {
            let (mean, expected) = (duration(finding.mean_ns), duration(finding.expected_mean_ns));
            format!(
                "{} of {those} take {mean} in the mean, all others {expected}: {} more.",
                counted(f64::from(finding.units), nouns),
                duration(finding.added_ns)
            )
        }
        // These are changes.
        FindingKind::New | FindingKind::Gone => those,
    }
}

/// What changed from one group to another, with what of it is certain.
fn changed(finding: &Anomaly, change: &GroupChange, nouns: (&str, &str)) -> String {
    let GroupChange { groups: GroupPair { before, after }, certain_share, certain_ns, .. } = change;
    let those = whose(finding, nouns);
    let counts = |units: u32, failing: u32| {
        let failing = share(f64::from(failing) / f64::from(units.max(1)));
        format!("{}, {failing} of them failing", counted(f64::from(units), nouns))
    };
    match finding.kind {
        FindingKind::Failing => {
            let units = f64::from(finding.units.max(1));
            let [now, earlier] =
                [f64::from(finding.failing), finding.expected_failing].map(|failing| share(failing / units));
            let more = count(finding.extra_units);
            let certain = if *certain_share > 0.0 {
                format!(" At least {} percentage points of it are certain.", points(*certain_share))
            } else {
                String::new()
            };
            format!("In {after} {now} of {those} fail, in {before} {earlier}: {more} more.{certain}")
        }
        FindingKind::Slower => {
            let [now, earlier] = [finding.mean_ns, finding.expected_mean_ns].map(duration);
            let verb = verb(finding, ["takes", "take"]);
            let certain = if *certain_ns > 0.0 {
                format!("at least {} of it for certain", duration(*certain_ns))
            } else {
                "more of them take long, but nothing of the mean is certain".to_owned()
            };
            format!("In {after} {those} {verb} {now} in the mean, in {before} {earlier}: {certain}.")
        }
        FindingKind::Gone => {
            format!("{those} is gone: {} in {before}.", counts(change.before_units, change.before_failing))
        }
        _ => format!("{those} is new: {} in {after}.", counts(finding.units, finding.failing)),
    }
}

/// The form of a verb for the operations of a finding.
fn verb(finding: &Anomaly, [one, many]: [&'static str; 2]) -> &'static str {
    if finding.operations.len() == 1 && !finding.is_everywhere { one } else { many }
}

/// What explains a finding. Empty where nothing does.
pub(super) fn why(finding: &Anomaly, population: Population) -> String {
    let mut sentences: Vec<String> = Vec::new();
    let is_of_retries = finding.kind == FindingKind::Retries;
    sentences.extend(finding.cause.as_ref().map(|cause| began(cause, is_of_retries)));
    sentences.extend(finding.suspect.as_ref().map(|suspect| blamed(suspect, population)));
    sentences.extend(finding.attribute.as_ref().map(apart));
    sentences.join(" ")
}

/// Nothing, or how many.
pub(super) fn summary(findings: &[Anomaly], searched: &Searched, population: Population) -> String {
    let looked_at = counted(f64::from(searched.units), nouns(population));
    let of = counted(f64::from(searched.operations), ("operation", "operations"));
    match u32::try_from(findings.len()).unwrap_or(u32::MAX) {
        0 => format!("Nothing stands out in {looked_at} of {of}."),
        1 => format!("One thing stands out in {looked_at} of {of}."),
        number => format!("{number} things stand out in {looked_at} of {of}."),
    }
}

/// Nothing, or how many, of what changed from one group to another.
pub(super) fn summary_of_changes(
    findings: &[Anomaly],
    searched: &Searched,
    population: Population,
    GroupPair { before, after }: &GroupPair,
) -> String {
    let looked_at = counted(f64::from(searched.units), nouns(population));
    let of = counted(f64::from(searched.operations), ("operation", "operations"));
    let found = match findings.len() {
        0 => "Nothing is worse, new or gone".to_owned(),
        1 => "One thing is worse, new or gone".to_owned(),
        number => format!("{number} things are worse, new or gone"),
    };
    format!("{found} in {after}, compared with {before}: {looked_at} of {of}.")
}

/// The operations of a finding.
fn whose(finding: &Anomaly, (_, many): (&str, &str)) -> String {
    if finding.is_everywhere || finding.operations.is_empty() {
        return format!("all {many}");
    }
    let name = |operation: &FindingOperation| {
        let FindingOperation { service, name, .. } = operation;
        if name.is_empty() { service.clone() } else { name.clone() }
    };
    let mut names: Vec<String> = finding.operations.iter().take(NAMED).map(name).collect();
    names.dedup();
    let others = finding.operations.len().saturating_sub(NAMED);
    if others > 0 {
        let others = u32::try_from(others).unwrap_or(u32::MAX);
        names.push(counted(f64::from(others), ("other operation", "other operations")));
    }
    listed(&names)
}

fn called(calls: &FindingCalls) -> String {
    let FindingCalls { service, name, callee, .. } = calls;
    if callee.is_empty() { format!("{service} {name}") } else { format!("{name} of {callee}") }
}

/// Where errors began.
fn began(FindingCause { key, units, of }: &FindingCause, is_of_retries: bool) -> String {
    let CauseKey { service, name, error_type, message } = key;
    let place = if service.is_empty() { name.clone() } else { format!("{service}, {name}") };
    let words = match (error_type.as_str(), message.as_str()) {
        ("", "") => String::new(),
        (words, "") | ("", words) => format!(": {words}"),
        (error_type, message) => format!(": {error_type}, {message}"),
    };
    let part = if is_of_retries || units >= of { String::new() } else { format!(" in {units} of {of}") };
    format!("It began in {place}{part}{words}.")
}

/// Which service made units slower.
fn blamed(suspect: &FindingSuspect, population: Population) -> String {
    let FindingSuspect { service, certain_ns, name, delta_mean_ns, .. } = suspect;
    let service = if service.is_empty() { "(no service)" } else { service };
    let of = if certain_ns <= delta_mean_ns { format!(" of the {}", duration(*delta_mean_ns)) } else { String::new() };
    format!("It is {service}, {name}: at least {}{of} for each {}.", duration(*certain_ns), nouns(population).0)
}

/// What sets the units apart: a value that they have more of.
fn apart(signal: &AttributeSignal) -> String {
    let [inside, outside] = [signal.counts.selection_share, signal.counts.baseline_share];
    let Signal { origin, key, text, .. } = &signal.signal;
    let value =
        if *origin == AttributeOrigin::LogLine { format!("the line “{text}”") } else { format!("{key} = {text}") };
    if outside <= 0.005 {
        let all = if inside >= 0.995 { String::new() } else { format!(", {} of these", share(inside)) };
        format!("Only these have {value}{all}.")
    } else {
        format!("{} have {value}, of the others {}.", share(inside), share(outside))
    }
}
