//! What is told of the units of a page.

use super::TraceList;
use super::order::is_incomplete;
use crate::store::{SpanRow, Store, Sym};
use crate::units::{FailureRule, Severity};

/// Adds the rows of a page.
pub(super) fn fill(store: &Store, page: Vec<SpanRow>, rule: FailureRule, list: &mut TraceList) {
    let spans = store.spans();
    let mut services = Vec::new();
    for unit in page {
        let trace = spans.trace(unit);
        let errors = store.subtree(unit).filter(|&row| spans.fails(SpanRow(row), rule));
        list.units.push(store.span_handle(unit));
        list.traces.push(store.trace_handle(trace));
        list.trace_ids.push(store.traces().id(trace).to_string());
        list.groups.push(store.group(trace).to_owned());
        list.span_ids.push(spans.span_id(unit).to_string());
        list.start_ns.push(spans.start_ns(unit));
        list.duration_ns.push(spans.duration_ns(unit));
        list.span_counts.push(store.subtree(unit).end - unit.0);
        list.error_counts.push(errors.map(|_| 1).sum());
        list.logged_errors.push(logged_errors(store, unit));
        list.services.push(store.text(store.service(unit)).to_owned());
        list.names.push(store.text(spans.name(unit)).to_owned());
        services_of(store, unit, &mut services);
        list.all_services.push(services.iter().map(|&service| store.text(service).to_owned()).collect());
        list.statuses.push(spans.status(unit));
        list.fails.push(spans.fails(unit, rule));
        list.incomplete.push(is_incomplete(store, unit));
    }
}

/// How many logs of the spans of a unit are errors or worse.
fn logged_errors(store: &Store, unit: SpanRow) -> u32 {
    if !store.has_logs() {
        return 0;
    }
    let logs = store.events().of(store.subtree(unit)).filter_map(|at| store.log(at));
    logs.map(|log| u32::from(log.severity >= Severity::ERROR)).sum()
}

/// Replaces `services` by those of a unit.
fn services_of(store: &Store, unit: SpanRow, services: &mut Vec<Sym>) {
    services.clear();
    for service in store.subtree(unit).map(|row| store.service(SpanRow(row))) {
        // A unit has few services, and the next span is likely to be of the last.
        if service != Sym::EMPTY && !services.iter().rev().any(|&known| known == service) {
            services.push(service);
        }
    }
}
