//! Error causes whose exceptions are logs: the same as if spans had recorded them themselves.

use proptest::collection::vec;
use proptest::prelude::*;
use spanlens::analysis::{ErrorCauses, ErrorCausesOptions, error_causes};
use spanlens::ingest::FileReader;
use spanlens::store::{
    EventDraft, LogDraft, PairRow, Population, RawValue, SourceRow, SpanDraft, Store, StoreBuilder, check,
};
use spanlens::units::{FailureRule, Severity, SpanId, StatusCode, TraceId};

use crate::strategies::few;

/// A span of a trace, as small numbers.
#[derive(Debug, Clone)]
struct Span {
    trace: u8,
    /// How many spans before it its parent is. Zero is no parent.
    parent: u8,
    error: bool,
    message: bool,
    /// Each with its type, its message, and its name.
    exceptions: Vec<(u8, u8, u8)>,
}

fn spans() -> impl Strategy<Value = Vec<Span>> {
    let span = (0..2_u8, 0..3_u8, any::<bool>(), any::<bool>(), vec((0..3_u8, 0..3_u8, 0..3_u8), 0..3));
    few(
        10,
        span.prop_map(|(trace, parent, error, message, exceptions)| Span { trace, parent, error, message, exceptions }),
    )
}

/// Where exceptions are.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Signal {
    Events,
    Logs,
    Both,
}

fn store_of(spans: &[Span], signal: Signal) -> Store {
    let mut builder = StoreBuilder::new();
    let source = builder.add_source("drawn", "default");
    for (span, id) in spans.iter().zip(1_u64..) {
        let mut draft = SpanDraft {
            trace_id: TraceId([span.trace + 1; 16]),
            span_id: SpanId(id),
            parent_id: SpanId(if span.parent == 0 { 0 } else { id.saturating_sub(span.parent.into()) }),
            name: builder.intern("GET").unwrap(),
            start_ns: 10 * id,
            end_ns: 1_000,
            status: if span.error { StatusCode::Error } else { StatusCode::Unset },
            ..SpanDraft::default()
        };
        if span.message {
            draft.status_message = builder.intern("beside").unwrap();
        }
        for (exception, at) in span.exceptions.iter().zip(0..) {
            add(&mut builder, (exception, draft.start_ns + at), signal, source, &mut draft);
        }
        builder.push(&draft, StoreBuilder::UNKNOWN_SCOPE, source).unwrap();
    }
    let store = builder.seal();
    check(&store).unwrap();
    store
}

/// Adds an exception to a span, or its log to the store.
fn add(
    builder: &mut StoreBuilder,
    (&(error_type, message, name), time_ns): (&(u8, u8, u8), u64),
    signal: Signal,
    source: SourceRow,
    draft: &mut SpanDraft,
) {
    let mut pair = |key: &str, value: &str| -> PairRow {
        let (key, value) = (builder.intern(key).unwrap(), builder.intern(value).unwrap());
        builder.intern_pair(key, RawValue::string(value)).unwrap()
    };
    let mut attributes = Vec::new();
    if error_type > 0 {
        attributes.push(pair("exception.type", ["", "Oops", "Timeout"][usize::from(error_type)]));
    }
    if message > 0 {
        attributes.push(pair("exception.message", ["", "no luck in cart 7", "late"][usize::from(message)]));
    }
    let name = builder.intern(["exception", "http.server.request.exception", "retry"][usize::from(name)]).unwrap();
    if signal != Signal::Logs {
        let start = draft.nested.len();
        draft.nested.extend(&attributes);
        let attributes = start..draft.nested.len();
        draft.events.push(EventDraft { time_ns, name, attributes, ..EventDraft::default() });
    }
    if signal != Signal::Events {
        let &mut SpanDraft { trace_id, span_id, .. } = draft;
        let severity = Severity::WARN;
        let log = LogDraft { trace_id, span_id, time_ns, name, severity, attributes, ..LogDraft::default() };
        builder.push_log(&log, StoreBuilder::UNKNOWN_SCOPE, source).unwrap();
    }
}

fn causes(store: &Store, population: Population) -> ErrorCauses {
    let options = ErrorCausesOptions { max_rows: u32::MAX, ..ErrorCausesOptions::default() };
    error_causes(store, &store.units(population), &options, FailureRule::Status)
}

proptest! {
    #[test]
    fn exceptions_in_logs_give_the_causes_that_events_give(spans in spans()) {
        let [events, logs, both] = [Signal::Events, Signal::Logs, Signal::Both].map(|signal| store_of(&spans, signal));
        prop_assert!(!events.has_logs());
        for population in [Population::Requests, Population::Entries, Population::Spans] {
            let expected = causes(&events, population);
            prop_assert_eq!(&causes(&logs, population), &expected);
            prop_assert_eq!(&causes(&both, population), &expected);
        }
    }
}

#[test]
fn the_most_severe_exception_counts_and_then_the_latest() {
    for (exceptions, expected) in [
        (&[(13, 1, "early"), (13, 2, "late")][..], "late"),
        (&[(17, 1, "severe"), (13, 2, "late")], "severe"),
        (&[(0, 9, "unsaid"), (13, 2, "warned")], "warned"),
        (&[(17, 1, "first"), (21, 1, "worst"), (17, 3, "last")], "worst"),
    ] {
        let mut builder = StoreBuilder::new();
        let source = builder.add_source("drawn", "default");
        let (trace_id, span_id) = (TraceId([1; 16]), SpanId(1));
        for &(severity, time_ns, message) in exceptions {
            let (key, value) = (builder.intern("exception.message").unwrap(), builder.intern(message).unwrap());
            let attributes = vec![builder.intern_pair(key, RawValue::string(value)).unwrap()];
            let severity = Severity::new(severity).unwrap();
            let log = LogDraft { trace_id, span_id, time_ns, severity, attributes, ..LogDraft::default() };
            builder.push_log(&log, StoreBuilder::UNKNOWN_SCOPE, source).unwrap();
        }
        let span = SpanDraft { trace_id, span_id, end_ns: 9, status: StatusCode::Error, ..SpanDraft::default() };
        builder.push(&span, StoreBuilder::UNKNOWN_SCOPE, source).unwrap();
        let answer = causes(&builder.seal(), Population::Requests);
        assert_eq!(answer.rows[0].key.message, expected, "{exceptions:?}");
    }
}

/// What the Python SDK sent when `tests/data/sdk/python.py` ran: exceptions as events, as logs, and as both; of each the traces and the logs.
const SENT: [(&str, [&[u8]; 2]); 3] = [
    (
        "event",
        [include_bytes!("../data/sdk/python-event.traces.pb"), include_bytes!("../data/sdk/python-event.logs.pb")],
    ),
    ("log", [include_bytes!("../data/sdk/python-log.traces.pb"), include_bytes!("../data/sdk/python-log.logs.pb")]),
    ("both", [include_bytes!("../data/sdk/python-both.traces.pb"), include_bytes!("../data/sdk/python-both.logs.pb")]),
];

fn read_messages(files: [&[u8]; 2]) -> Store {
    let mut builder = StoreBuilder::new();
    for bytes in files {
        let mut reader = FileReader::new(builder.add_source("python.pb", "default"));
        reader.push(&mut builder, bytes).unwrap();
        let report = reader.finish(&mut builder);
        assert_eq!((report.fault, report.findings), (None, Vec::new()));
    }
    builder.seal()
}

#[test]
fn exceptions_of_the_python_sdk_are_one_cause_as_events_as_logs_and_as_both() {
    for (way, [traces, logs]) in SENT {
        for files in [[traces, logs], [logs, traces]] {
            let store = read_messages(files);
            assert_eq!(store.events().len(), 14, "ten lines, and four exceptions, each once: {way}");
            let answer = causes(&store, Population::Requests);
            let [row] = &answer.rows[..] else { panic!("{way}: {:#?}", answer.rows) };
            assert_eq!((answer.failing, row.failing, row.handled), (4, 4, 0), "{way}");
            let key = [&row.key.name, &row.key.error_type, &row.key.message].map(String::as_str);
            assert_eq!(key, ["reserve", "LookupError", "no stock of sku-<n>"], "{way}");
        }
    }
}
