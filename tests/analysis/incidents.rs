//! What the analyses say of the demo's incidents, beside what a simpler rule would say.

use std::collections::BTreeMap;

use spanlens::analysis::{
    AttributeDiff, AttributeDiffOptions, AttributeOrigin, AttributeSignal, ErrorCauses, ErrorCausesOptions, Selection,
    attribute_diff, error_causes, select,
};
use spanlens::demo::{Incident, Trouble};
use spanlens::store::{RowSet, SpanRow};
use spanlens::units::{FailureRule, StatusCode};

use super::hours::{HOUR, incident};

/// The requests of an incident's window, all or those that fail.
fn window(incident: &Incident, errors_only: bool) -> RowSet {
    let selection = Selection { time: Some(incident.window), errors_only, ..Selection::default() };
    select(&HOUR, HOUR.requests(), &selection, FailureRule::Status).unwrap()
}

fn causes(incident: &Incident) -> ErrorCauses {
    error_causes(&HOUR, &window(incident, false), &ErrorCausesOptions::default(), FailureRule::Status)
}

/// The failing requests of the window against all others of it.
fn compared(incident: &Incident) -> AttributeDiff {
    let (failing, mut others) = (window(incident, true), window(incident, false));
    others.subtract(&failing);
    attribute_diff(&HOUR, &failing, &others, &AttributeDiffOptions::default())
}

fn is((key, value): (&str, &str), signal: &AttributeSignal) -> bool {
    let same = signal.same.iter().map(|same| &same.signal);
    std::iter::once(&signal.signal).chain(same).any(|signal| signal.key == key && signal.text == value)
}

/// Whether a value comes behind another, or is no row at all.
fn is_behind(answer: &AttributeDiff, decoy: (&str, &str), attribute: (&str, &str)) -> bool {
    let place = |of| answer.values.iter().position(|signal| is(of, signal)).unwrap_or(usize::MAX);
    place(attribute) < place(decoy)
}

#[test]
fn the_feature_flag_is_the_first_cause_with_its_true_share() {
    let incident = incident(Trouble::FeatureFlag);
    let answer = causes(incident);
    let first = &answer.rows[0];
    assert_eq!((&first.key.service[..], &first.key.name[..]), (incident.service, incident.operations[0]));
    assert_eq!(Some(&first.key.error_type[..]), incident.exception);
    assert_eq!(first.failing, incident.failing);
    assert!((first.failing_share - f64::from(incident.failing) / f64::from(answer.failing)).abs() < 1e-12);
}

#[test]
fn the_feature_flag_is_the_first_attribute_and_no_symptom() {
    let incident = incident(Trouble::FeatureFlag);
    let answer = compared(incident);
    assert!(is(incident.attribute, &answer.values[0]), "{:?}", answer.values[0]);
    assert_eq!(answer.values[0].signal.origin, AttributeOrigin::Span);
    assert!(answer.values[0].notable && answer.notable > 0);
    assert!(!answer.symptoms.iter().any(|signal| is(incident.attribute, signal)));
    assert!(is_behind(&answer, incident.decoy.attribute, incident.attribute));
    let decoy = answer.values.iter().find(|signal| is(incident.decoy.attribute, signal));
    assert!(decoy.is_none_or(|decoy| !decoy.notable));
}

#[test]
fn the_tenant_comes_first_alone_or_in_a_pair() {
    let incident = incident(Trouble::TenantQuota);
    let first = &causes(incident).rows[0];
    assert_eq!((&first.key.service[..], first.failing), (incident.service, incident.failing));
    assert_eq!(Some(&first.key.error_type[..]), incident.exception);

    let answer = compared(incident);
    let is_tenant = |row: u32| is(incident.attribute, &answer.values[row as usize]);
    let in_first_pair = answer.pairs.first().is_some_and(|pair| is_tenant(pair.first) || is_tenant(pair.second));
    assert!(is_tenant(0) || in_first_pair, "{:#?} {:#?}", &answer.values[..4], answer.pairs.first());
    assert!(is_behind(&answer, incident.decoy.attribute, incident.attribute));
}

#[test]
fn retries_that_worked_are_recovered_and_what_really_failed_is_the_cause() {
    let incident = incident(Trouble::RetryStorm);
    let answer = causes(incident);
    let retried = answer.rows.iter().filter(|row| Some(&row.key.error_type[..]) == incident.exception);
    let (recovered, failing) = retried.fold((0, 0), |(recovered, failing), row| {
        assert_eq!(row.key.service, incident.service);
        (recovered + row.recovered, failing + row.failing + row.handled)
    });
    assert_eq!((recovered, failing), (incident.affected, incident.failing));
    assert_eq!(
        (&answer.rows[0].key.error_type[..], answer.rows[0].failing),
        (incident.decoy.attribute.1, incident.decoy.failing)
    );
}

/// Coroot's error causes: ERROR spans without an ERROR child, recovered or not, by service and name, the most spans first.
fn by_error_spans(units: &RowSet) -> Vec<((&'static str, &'static str), usize)> {
    let store = &*HOUR;
    let is_error = |span: SpanRow| store.spans().status(span) == StatusCode::Error;
    let mut counts = BTreeMap::new();
    for span in units.iter().flat_map(|unit| store.subtree(unit)).map(SpanRow) {
        if is_error(span) && !store.children(span).any(is_error) {
            *counts.entry((store.text(store.service(span)), store.text(store.spans().name(span)))).or_insert(0) += 1;
        }
    }
    let mut rows: Vec<_> = counts.into_iter().collect();
    rows.sort_by_key(|&(operation, count)| (std::cmp::Reverse(count), operation));
    rows
}

/// Coroot's attributes: for each value the share of the selection's spans with it among all spans with it, wherever that is one the
/// value stands above all others, be it on a single span.
fn is_on_failing_spans_only((key, value): (&str, &str), incident: &Incident) -> bool {
    let store = &*HOUR;
    let failing = window(incident, true);
    let has = |unit: SpanRow| {
        store.subtree(unit).map(SpanRow).any(|span| {
            store
                .attributes(span)
                .iter()
                .any(|&pair| store.text(store.pairs().key(pair)) == key && store.value(pair).to_string() == value)
        })
    };
    window(incident, false).iter().filter(|&unit| has(unit)).all(|unit| failing.contains(unit))
}

#[test]
fn simpler_rules_fall_for_the_decoys() {
    let flag = incident(Trouble::FeatureFlag);
    assert!(is_on_failing_spans_only(flag.decoy.attribute, flag), "a build of two requests tops the list");
    assert!(!is_on_failing_spans_only(flag.attribute, flag), "the flag does not, as some with it succeed");

    let storm = incident(Trouble::RetryStorm);
    let first = by_error_spans(&window(storm, false))[0];
    assert_eq!(first.0.0, storm.service, "recovered retries are named first");
    assert!(causes(storm).rows[0].key.service != storm.service);
}
