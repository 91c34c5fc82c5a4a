//! Search against reading everything.

use proptest::prelude::*;
use spanlens::analysis::{trace_errors, trace_search};
use spanlens::error::ErrorCode;
use spanlens::store::{PairRow, SpanRow, Store, TraceRow};
use spanlens::units::{FailureRule, StatusCode};

use super::trees::tree;
use crate::strategies::{spans, store_of};

/// Every text of a span that is searched.
fn texts(store: &Store, span: SpanRow) -> Vec<String> {
    let spans = store.spans();
    let id = spans.span_id(span);
    let syms = [spans.name(span), store.service(span), spans.status_message(span)];
    let mut texts: Vec<String> = syms.iter().map(|&sym| store.text(sym).to_owned()).collect();
    texts.extend((!id.is_none()).then(|| id.to_string()));
    let mut pairs: Vec<PairRow> = store.attributes(span).to_vec();
    for at in store.events().of(span.0..span.0 + 1) {
        let event = store.events().value(at);
        texts.push(store.text(event.name).to_owned());
        pairs.extend(store.event_attributes(event));
    }
    for pair in pairs {
        texts.push(store.text(store.pairs().key(pair)).to_owned());
        texts.push(store.value(pair).to_string());
    }
    texts
}

proptest! {
    #[test]
    fn what_is_found_is_what_contains_the_text(
        spans in prop_oneof![spans(), tree()],
        text in prop::sample::select(vec!["", "get", "oS", "HOP", "n", "1", "2", "03", "0000000000000004", "00004 ", "é"]),
    ) {
        let store = store_of(&spans);
        for trace in (0..store.traces().len()).map(TraceRow) {
            let rows = store.traces().spans(trace);
            let contains = |&row: &u32| {
                texts(&store, SpanRow(row)).iter().any(|other| other.to_lowercase().contains(&text.to_lowercase()))
            };
            let expected: Vec<u32> =
                rows.clone().filter(|row| !text.is_empty() && contains(row)).map(|row| row - rows.start).collect();
            prop_assert_eq!(trace_search(&store, trace, text).unwrap().spans, expected);
        }
    }

    #[test]
    fn errors_are_found_in_order(spans in prop_oneof![spans(), tree()]) {
        let store = store_of(&spans);
        let mut found = Vec::new();
        for trace in (0..store.traces().len()).map(TraceRow) {
            let first = store.traces().spans(trace).start;
            found.extend(trace_errors(&store, trace, FailureRule::Status).unwrap().spans.into_iter().map(|at| first + at));
        }
        let is_error = |&row: &u32| store.spans().status(SpanRow(row)) == StatusCode::Error;
        prop_assert_eq!(found, (0..store.spans().len()).filter(is_error).collect::<Vec<_>>());
    }
}

#[test]
fn a_trace_that_is_not_there_is_an_error() {
    let store = store_of(&[]);
    assert_eq!(trace_search(&store, TraceRow(7), "x").unwrap_err().code(), ErrorCode::BadOption);
    assert_eq!(trace_errors(&store, TraceRow(0), FailureRule::Status).unwrap_err().code(), ErrorCode::BadOption);
}
