//! Logs find their spans and traces, whatever comes first, and in whatever pieces.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;
use spanlens::store::{
    Event, EventDraft, KeptLogs, Log, LogDraft, RawValue, ResourceDraft, ScopeDraft, ScopeRow, SourceRow, SpanDraft,
    SpanRow, Store, StoreBuilder, TraceLog, TraceRow, check,
};
use spanlens::units::{Severity, SpanId, SpanKind, TraceId};

use super::dump::dump;
use crate::strategies::{Span, builder, few, push, spans};

/// A log, as small numbers.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Logged {
    source: u32,
    trace: u8,
    span: u64,
    time_ns: u64,
    severity: u8,
    body: u8,
    name: u8,
    attribute: bool,
    service: u8,
}

fn logs() -> impl Strategy<Value = Vec<Logged>> {
    let ids = (0..3_u32, 0..4_u8, 0..5_u64, 0..3_u64);
    let words = (prop_oneof![Just(0_u8), Just(9), Just(13), Just(17)], 0..3_u8, 0..3_u8, any::<bool>(), 0..2_u8);
    few(
        12,
        (ids, words).prop_map(|((source, trace, span, time_ns), (severity, body, name, attribute, service))| Logged {
            source,
            trace,
            span,
            time_ns,
            severity,
            body,
            name,
            attribute,
            service,
        }),
    )
}

fn scope(builder: &mut StoreBuilder, service: &str) -> ScopeRow {
    let key = builder.intern("service.name").unwrap();
    let service = RawValue::string(builder.intern(service).unwrap());
    let attributes = vec![builder.intern_pair(key, service).unwrap()];
    let resource = builder.intern_resource(&mut ResourceDraft { attributes, ..ResourceDraft::default() }).unwrap();
    builder.intern_scope(resource, &mut ScopeDraft::default()).unwrap()
}

fn push_log(builder: &mut StoreBuilder, log: &Logged) {
    let scope = scope(builder, ["shop", "cart"][usize::from(log.service)]);
    let body = match log.body {
        0 => RawValue::EMPTY,
        1 => RawValue::int(7),
        _ => RawValue::string(builder.intern("seven").unwrap()),
    };
    let key = builder.intern("k").unwrap();
    let attribute = builder.intern_pair(key, RawValue::bool(true)).unwrap();
    let draft = LogDraft {
        trace_id: TraceId(u128::from(log.trace).to_be_bytes()),
        span_id: SpanId(log.span),
        time_ns: log.time_ns,
        name: builder.intern(["", "done", "x.exception"][usize::from(log.name)]).unwrap(),
        severity: Severity::new(log.severity).unwrap(),
        body,
        attributes: if log.attribute { vec![attribute] } else { Vec::new() },
        ..LogDraft::default()
    };
    builder.push_log(&draft, scope, SourceRow(log.source)).unwrap();
}

/// A record of a file.
#[derive(Debug, Clone)]
enum Record {
    Span(Span),
    Log(Logged),
}

fn push_all(builder: &mut StoreBuilder, records: &[Record]) {
    for record in records {
        match record {
            Record::Span(span) => push(builder, std::slice::from_ref(span)),
            Record::Log(log) => push_log(builder, log),
        }
    }
}

fn records() -> impl Strategy<Value = Vec<Record>> {
    (spans(), logs()).prop_map(|(spans, logs)| {
        spans.into_iter().map(Record::Span).chain(logs.into_iter().map(Record::Log)).collect()
    })
}

fn store_of(records: &[Record]) -> Store {
    let mut builder = builder();
    push_all(&mut builder, records);
    builder.seal()
}

/// What is in a log, as text, and whose it is in the store.
fn found(store: &Store) -> BTreeMap<String, BTreeSet<String>> {
    let mut found: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let mut add = |event: &Event, log: Log, home: String| {
        let text = format!(
            "{} {} {:?} {:?} {} {}",
            event.time_ns,
            log.severity.number(),
            store.body(log.body),
            store.text(event.name),
            store.event_attributes(event).len(),
            store.text(store.scopes().service(log.scope)),
        );
        assert!(found.entry(text).or_default().insert(home), "a log is there twice");
    };
    for at in 0..store.events().len() {
        if let Some(log) = store.log(at) {
            add(store.events().value(at), log, format!("row {}", store.events().owner(at)));
        }
    }
    for at in 0..store.trace_logs().len() {
        let &TraceLog { span_id, event, log } = store.trace_logs().value(at);
        add(&event, log, format!("trace {} as {span_id}", store.trace_logs().owner(at)));
    }
    found
}

/// The same of the logs themselves, found one by one, and how many are of no trace that is there.
fn expected(store: &Store, logs: &[Logged]) -> (BTreeMap<String, BTreeSet<String>>, usize) {
    let mut expected: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let mut loose = 0;
    for log in logs.iter().filter(|log| log.trace != 0) {
        let id = TraceId(u128::from(log.trace).to_be_bytes());
        let group = log.source / 2;
        let is_home = |&row: &u32| {
            (store.traces().id(TraceRow(row)), store.group(TraceRow(row))) == (id, ["before", "after"][group as usize])
        };
        let Some(trace) = (0..store.traces().len()).find(is_home) else {
            loose += 1;
            continue;
        };
        let of_id = store.traces().spans(TraceRow(trace)).map(SpanRow);
        let of_id: Vec<SpanRow> =
            of_id.filter(|&row| log.span != 0 && store.spans().span_id(row) == SpanId(log.span)).collect();
        let is_callee = |row: &&SpanRow| matches!(store.spans().kind(**row), SpanKind::Server | SpanKind::Consumer);
        let home = match of_id.iter().find(is_callee).or(of_id.first()) {
            Some(SpanRow(row)) => format!("row {row}"),
            None => format!("trace {trace} as {}", SpanId(log.span)),
        };
        let body = ["Empty", "Int(7)", "String(\"seven\")"][usize::from(log.body)];
        let name = ["", "done", "x.exception"][usize::from(log.name)];
        let service = ["shop", "cart"][usize::from(log.service)];
        let (time_ns, severity, attributes) = (log.time_ns, log.severity, u8::from(log.attribute));
        let text = format!("{time_ns} {severity} {body} {name:?} {attributes} {service}");
        expected.entry(text).or_default().insert(home);
    }
    (expected, loose)
}

proptest! {
    #[test]
    fn a_store_of_some_traces_is_as_if_nothing_else_had_come(records in records(), kept in 0..4_u8, keeps_loose in any::<bool>()) {
        let whole = store_of(&records);
        let id = |trace: u8| TraceId(u128::from(trace).to_be_bytes());
        let is_kept = |trace: TraceRow| whole.traces().id(trace) == id(kept);
        let of_group = |group: u32, trace: u8| {
            (0..whole.traces().len()).any(|row| (whole.traces().id(TraceRow(row)), whole.traces().group(TraceRow(row))) == (id(trace), group))
        };
        let stays = |record: &&Record| match record {
            Record::Span(span) => span.trace == kept,
            Record::Log(log) if of_group(log.source / 2, log.trace) => log.trace == kept,
            Record::Log(_) => keeps_loose,
        };
        let expected: Vec<Record> = records.iter().filter(stays).cloned().collect();
        let kept_traces: Vec<bool> = (0..whole.traces().len()).map(|row| is_kept(TraceRow(row))).collect();
        let retained = whole.into_builder().retaining(|TraceRow(row)| kept_traces[row as usize], |_| keeps_loose).unwrap();
        let (retained, expected) = (retained.seal(), store_of(&expected));
        prop_assert_eq!(check(&retained), Ok(()));
        prop_assert_eq!(&dump(&retained)[1..], &dump(&expected)[1..]);
        prop_assert_eq!(retained.counts().logs_without_trace, expected.counts().logs_without_trace);
        prop_assert!(retained.strings().len() <= expected.strings().len() && retained.pairs().len() <= expected.pairs().len());
        // What did not change is not read again, and the store is another one.
        prop_assert!(retained.into_builder().seal().counts().spans == expected.counts().spans);
    }

    #[test]
    fn every_log_is_with_its_span_or_its_trace_or_counted(spans in spans(), logs in logs()) {
        let records: Vec<Record> =
            spans.into_iter().map(Record::Span).chain(logs.iter().cloned().map(Record::Log)).collect();
        let store = store_of(&records);
        prop_assert_eq!(check(&store), Ok(()));
        let (expected, loose) = expected(&store, &logs);
        prop_assert_eq!(&found(&store), &expected);
        let counts = store.counts();
        let kept: usize = expected.values().map(BTreeSet::len).sum();
        prop_assert_eq!(counts.logs as usize, kept);
        prop_assert_eq!(counts.logs_without_span, store.trace_logs().len());
        prop_assert_eq!(counts.logs_without_trace as usize, loose);
        let with_id = logs.iter().filter(|log| log.trace != 0).count();
        prop_assert_eq!((counts.logs + counts.logs_without_trace + counts.repeated_logs) as usize, with_id);
    }

    #[test]
    fn the_order_of_logs_and_spans_changes_nothing(
        (records, shuffled) in records().prop_flat_map(|records| (Just(records.clone()), Just(records).prop_shuffle())),
    ) {
        prop_assert_eq!(dump(&store_of(&records)), dump(&store_of(&shuffled)));
    }

    #[test]
    fn sealing_in_between_parts_and_joins_logs_again(
        records in records().prop_flat_map(|records| Just(records).prop_shuffle()),
        at in 0..=24_usize,
        again in 0..=24_usize,
    ) {
        let mut growing = builder();
        let mut from = 0;
        for to in [at.min(again), at.max(again), records.len()].map(|to| to.min(records.len())) {
            push_all(&mut growing, &records[from..to]);
            let sealed = growing.seal();
            prop_assert_eq!(check(&sealed), Ok(()));
            growing = sealed.into_builder();
            from = to;
        }
        let (grown, whole) = (growing.seal(), store_of(&records));
        // As for spans, what was removed when may differ in its reason; what is there may not.
        prop_assert_eq!(&dump(&grown)[1..], &dump(&whole)[1..]);
        prop_assert_eq!(grown.counts().logs, whole.counts().logs);
        prop_assert_eq!(grown.counts().logs_without_trace, whole.counts().logs_without_trace);
    }

    #[test]
    fn batches_carry_logs(records in records(), at in 0..=24_usize) {
        let (first, rest) = records.split_at(at.min(records.len()));
        // All of one source.
        let of_first = |records: &[Record]| -> Vec<Record> {
            let moved = records.iter().cloned().map(|record| match record {
                Record::Span(span) => Record::Span(Span { source: 0, ..span }),
                Record::Log(log) => Record::Log(Logged { source: 0, ..log }),
            });
            moved.collect()
        };
        let (first, rest) = (of_first(first), of_first(rest));
        let mut apart = builder();
        push_all(&mut apart, &rest);
        let mut joined = builder();
        push_all(&mut joined, &first);
        joined.append_batch(&apart.to_batch(), SourceRow(0)).unwrap();
        prop_assert_eq!(dump(&joined.seal()), dump(&store_of(&[first, rest].concat())));
    }
}

/// A span with an exception, as an event of its own, as a log, or both.
fn with_exception(as_event: bool, log: Option<(&str, &str)>) -> Store {
    let mut builder = StoreBuilder::new();
    let source = builder.add_source("file", "default");
    let (trace_id, span_id) = (TraceId([1; 16]), SpanId(1));
    let pairs: Vec<_> = [("exception.type", "Oops"), ("exception.message", "no luck")]
        .map(|(key, value)| {
            let (key, value) = (builder.intern(key).unwrap(), builder.intern(value).unwrap());
            builder.intern_pair(key, RawValue::string(value)).unwrap()
        })
        .to_vec();
    let name = builder.intern("exception").unwrap();
    let mut span =
        SpanDraft { trace_id, span_id, start_ns: 5, end_ns: 9, nested: pairs.clone(), ..SpanDraft::default() };
    if as_event {
        span.events.push(EventDraft { time_ns: 7, name, attributes: 0..2, ..EventDraft::default() });
    }
    if let Some((body, more)) = log {
        let mut draft = LogDraft { trace_id, span_id, time_ns: 8, severity: Severity::ERROR, ..LogDraft::default() };
        draft.attributes = pairs;
        if !body.is_empty() {
            draft.body = RawValue::string(builder.intern(body).unwrap());
        }
        if !more.is_empty() {
            let key = builder.intern(more).unwrap();
            draft.attributes.push(builder.intern_pair(key, RawValue::bool(true)).unwrap());
        }
        builder.push_log(&draft, StoreBuilder::UNKNOWN_SCOPE, source).unwrap();
    }
    builder.push(&span, StoreBuilder::UNKNOWN_SCOPE, source).unwrap();
    let store = builder.seal();
    check(&store).unwrap();
    store
}

#[test]
fn an_exception_that_is_an_event_and_a_log_is_one() {
    for (as_event, log, events, repeats) in [
        (true, None, 1, 0),
        (false, Some(("", "")), 1, 0),
        (true, Some(("", "")), 1, 1),
        (true, Some(("no luck", "exception.stacktrace")), 1, 1),
        // It says more than the event does.
        (true, Some(("order 5 failed", "")), 2, 0),
        (true, Some(("", "thread.name")), 2, 0),
    ] {
        let store = with_exception(as_event, log);
        let found = (store.events().len(), store.counts().repeated_exceptions);
        assert_eq!(found, (events, repeats), "{as_event} {log:?}");
        let again = store.into_builder().seal();
        assert_eq!((again.events().len(), again.counts().repeated_exceptions), (events, repeats), "{as_event} {log:?}");
    }
}

#[test]
fn a_log_of_a_span_that_was_sent_twice_is_of_the_ended_one() {
    let mut builder = StoreBuilder::new();
    let source = builder.add_source("file", "default");
    let (trace_id, span_id) = (TraceId([1; 16]), SpanId(1));
    let started = SpanDraft { trace_id, span_id, start_ns: 5, ..SpanDraft::default() };
    builder.push(&started, StoreBuilder::UNKNOWN_SCOPE, source).unwrap();
    let log = LogDraft { trace_id, span_id, time_ns: 6, ..LogDraft::default() };
    builder.push_log(&log, StoreBuilder::UNKNOWN_SCOPE, source).unwrap();
    let mut builder = builder.seal().into_builder();
    let ended = SpanDraft { end_ns: 9, ..started };
    builder.push(&ended, StoreBuilder::UNKNOWN_SCOPE, source).unwrap();
    let store = builder.seal();
    assert_eq!((store.spans().len(), store.counts().superseded, store.counts().logs), (1, 1, 1));
    assert_eq!((store.events().len(), store.log(0).is_some()), (1, true));
}

#[test]
fn logs_are_left_out_by_severity_and_exception() {
    let kept = |kept: KeptLogs, severity: u8, name: &str, key: &str| {
        let mut builder = StoreBuilder::new();
        let source = builder.add_source("file", "default");
        builder.keep_logs(kept);
        let mut draft = LogDraft { trace_id: TraceId([1; 16]), ..LogDraft::default() };
        draft.severity = Severity::new(severity).unwrap();
        draft.name = builder.intern(name).unwrap();
        let key = builder.intern(key).unwrap();
        draft.attributes = vec![builder.intern_pair(key, RawValue::EMPTY).unwrap()];
        builder.push_log(&draft, StoreBuilder::UNKNOWN_SCOPE, source).unwrap().is_some()
    };
    for (severity, name, key, expected) in [
        (9, "", "k", [true, false, false, false]),
        (13, "", "k", [true, true, false, false]),
        (24, "gave.up", "k", [true, true, false, false]),
        (0, "", "k", [true, false, false, false]),
        (0, "http.client.request.exception", "k", [true, true, true, false]),
        (9, "", "exception.type", [true, true, true, false]),
    ] {
        let found = [KeptLogs::All, KeptLogs::Warn, KeptLogs::Exceptions, KeptLogs::None]
            .map(|which| kept(which, severity, name, key));
        assert_eq!(found, expected, "{severity} {name} {key}");
    }
}

#[test]
fn a_store_without_logs_has_no_room_for_them() {
    let sizes = [false, true].map(|sealed_again| {
        let mut builder = builder();
        for row in 0..1_000_u64 {
            let draft = SpanDraft { trace_id: TraceId([1; 16]), span_id: SpanId(row + 1), ..SpanDraft::default() };
            builder.push(&draft, StoreBuilder::UNKNOWN_SCOPE, SourceRow(0)).unwrap();
        }
        let store = builder.seal();
        if sealed_again { store.into_builder().seal().heap_bytes() } else { store.heap_bytes() }
    });
    // The columns of logs are there with the first log.
    let mut builder = builder();
    builder.push(&SpanDraft::default(), StoreBuilder::UNKNOWN_SCOPE, SourceRow(0)).unwrap();
    let without = builder.seal();
    assert!(!without.has_logs() && without.trace_logs().is_empty());
    assert_eq!(sizes[0], sizes[1]);
}
