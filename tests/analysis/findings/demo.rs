//! The demo: its four incidents are found by themselves, to the minute and with their true cost, so is what is wrong at all times, and nothing
//! else is.

use std::sync::LazyLock;

use spanlens::analysis::{Anomaly, AttributeOrigin, DataKind, FindingCalls, FindingKind, Findings};
use spanlens::demo::{INCIDENTS, Incident, LOST_PARENTS, REPEATED_CALLS, Trouble};

use super::all;
use crate::analysis::hours::{CALM, HOUR, incident};

static ANSWER: LazyLock<Findings> = LazyLock::new(|| all(&HOUR));

fn finding(trouble: Trouble) -> &'static Anomaly {
    let window = Some(incident(trouble).window);
    let found = ANSWER.findings.iter().find(|finding| finding.time == window);
    found.unwrap_or_else(|| panic!("{trouble:?} is not found: {:#?}", sentences()))
}

fn sentences() -> Vec<String> {
    let told = |finding: &Anomaly| format!("{:?} {:?}: {} {}", finding.kind, finding.time, finding.what, finding.why);
    ANSWER.findings.iter().map(told).collect()
}

#[test]
fn the_incidents_are_found_to_the_minute_and_nothing_in_quiet_stretches() {
    for incident in &INCIDENTS {
        finding(incident.trouble);
    }
    let is_in_one = |finding: &&Anomaly| {
        let is_in = |incident: &Incident| {
            finding
                .time
                .is_some_and(|time| incident.window.from_ns <= time.from_ns && time.to_ns <= incident.window.to_ns)
        };
        INCIDENTS.iter().any(is_in)
    };
    let in_time = ANSWER.findings.iter().filter(|finding| finding.time.is_some());
    assert_eq!(in_time.filter(|finding| !is_in_one(finding)).count(), 0, "{:#?}", sentences());
}

/// What has no place in time.
fn standing() -> Vec<&'static Anomaly> {
    ANSWER.findings.iter().filter(|finding| finding.time.is_none()).collect()
}

#[test]
fn no_decoy_is_a_finding_or_explains_one() {
    let is_in_time: Vec<bool> = ANSWER.findings.iter().map(|finding| finding.time.is_some()).collect();
    assert_eq!(is_in_time, [true, true, true, true, false], "{:#?}", sentences());
    for incident in &INCIDENTS {
        let (key, value) = incident.decoy.attribute;
        for finding in &ANSWER.findings {
            assert!(!finding.why.contains(&format!("{key} = {value}")), "{}", finding.why);
            let cause = finding.cause.as_ref().map(|cause| &*cause.key.error_type);
            assert_ne!(cause, Some(value), "{}", finding.what);
        }
    }
    let is_decoy = |calls: &FindingCalls| REPEATED_CALLS.decoys.iter().any(|decoy| decoy.callee == calls.callee);
    assert!(!ANSWER.findings.iter().filter_map(|finding| finding.calls.as_ref()).any(is_decoy), "{:#?}", sentences());
}

#[test]
fn what_is_asked_again_and_again_is_found_at_all_times() {
    let known = REPEATED_CALLS;
    let [finding] = standing()[..] else { panic!("{:#?}", sentences()) };
    assert_eq!((finding.kind, finding.units), (FindingKind::RepeatedCalls, known.requests));
    assert_eq!(finding.operations.iter().map(|of| &*of.name).collect::<Vec<_>>(), [known.operation]);
    let calls = finding.calls.as_ref().unwrap();
    assert_eq!((&*calls.callee, &*calls.name), (known.callee, known.name));
    assert_eq!(calls.per_unit as u32, known.median);
    assert!(finding.what.starts_with("GET /orders calls SELECT order_items of orders-db 7 times"), "{}", finding.what);
}

#[test]
fn a_service_that_lacks_parents_is_told_and_others_are_not() {
    let known = LOST_PARENTS;
    let lacking = ANSWER.data.iter().filter(|limit| limit.kind == DataKind::Orphans);
    let told: Vec<_> = lacking.map(|limit| (&*limit.service, limit.count, limit.of)).collect();
    assert_eq!(told, [(known.service, known.orphans, known.spans)]);
    let calm = all(&CALM);
    assert!(calm.data.iter().all(|limit| limit.kind != DataKind::Orphans), "{:#?}", calm.data);
}

#[test]
fn failures_are_counted_and_explained() {
    for trouble in [Trouble::FeatureFlag, Trouble::TenantQuota] {
        let (incident, finding) = (incident(trouble), finding(trouble));
        assert_eq!(finding.kind, FindingKind::Failing);
        let cause = finding.cause.as_ref().unwrap();
        assert_eq!((cause.units, &*cause.key.service), (incident.failing, incident.service), "{}", finding.why);
        assert_eq!(Some(&*cause.key.error_type), incident.exception);
        let attribute = finding.attribute.as_ref().unwrap();
        let same = attribute.same.iter().map(|same| &same.signal);
        let is_it = std::iter::once(&attribute.signal)
            .chain(same)
            .any(|signal| (&*signal.key, &*signal.text) == incident.attribute);
        assert!(is_it, "{}", finding.why);
    }
}

#[test]
fn added_time_is_measured_and_explained() {
    for trouble in [Trouble::SlowCache, Trouble::RetryStorm] {
        let (incident, finding) = (incident(trouble), finding(trouble));
        assert_eq!(finding.kind, FindingKind::Slower);
        let share = finding.added_ns / incident.added_ns as f64;
        assert!((0.98..1.02).contains(&share), "{share} of what {trouble:?} added");
        let suspect = finding.suspect.as_ref().unwrap();
        assert!(trouble == Trouble::RetryStorm || suspect.service == incident.service, "{}", finding.why);
        if let Some(line) = incident.line {
            let signal = &finding.attribute.as_ref().unwrap().signal;
            assert_eq!((signal.origin, &*signal.text), (AttributeOrigin::LogLine, line), "{}", finding.why);
            assert!(finding.why.contains(&format!("have the line “{line}”")), "{}", finding.why);
        }
    }
}

#[test]
fn sentences_say_it() {
    let flag = finding(Trouble::FeatureFlag);
    assert!(flag.what.ends_with("fail, else none: 272 more."), "{}", flag.what);
    assert!(flag.why.contains("It began in catalog, shop.Catalog/Quote"), "{}", flag.why);
    assert!(flag.why.contains("app.feature_flag.dynamic-pricing = on"), "{}", flag.why);
}

#[test]
fn a_calm_hour_has_no_findings() {
    let answer = all(&CALM);
    let told: Vec<&String> = answer.findings.iter().map(|finding| &finding.what).collect();
    assert_eq!(answer.findings.len(), 0, "{told:?}");
    assert!(
        answer.searched.summary.starts_with("Nothing stands out in 23,805 requests of "),
        "{}",
        answer.searched.summary
    );
}
