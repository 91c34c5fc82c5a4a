//! Jaeger JSON of every shape, tiny, with the quirks of real files mixed in.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{Map, Value as Json, json};

use crate::reader::generate::{Field, list, object, one_of, unknown};

fn id() -> BoxedStrategy<Json> {
    one_of(vec![json!("eee19b7ec3c1b174"), json!("1"), json!("0000000000000001"), json!("AB"), json!(""), json!(null)])
}

fn trace_id() -> BoxedStrategy<Json> {
    one_of(vec![json!("5b8efff798038103d269b633813fc60c"), json!("a1"), json!("00000000000000a1")])
}

fn text() -> BoxedStrategy<Json> {
    one_of(vec![
        json!("a"),
        json!("a rather long text of more than eight bytes"),
        json!("é\"\\\n"),
        json!(""),
        json!(null),
        json!(7),
    ])
}

fn time() -> BoxedStrategy<Json> {
    one_of(vec![
        json!(1_700_000_000_000_000_u64),
        json!("1700000000000001"),
        json!(1_700_000_000_000_000.5),
        json!(0),
        json!(-5),
        json!("x"),
        json!(null),
        json!([]),
    ])
}

fn duration() -> BoxedStrategy<Json> {
    one_of(vec![json!(0), json!(5), json!("7"), json!(1.25), json!(-1), json!(null)])
}

/// A tag: a usual one, one that means more, or an odd one.
fn tag() -> BoxedStrategy<Json> {
    let typed = |kind: &str, value: Json| json!({"type": kind, "value": value});
    let values = vec![
        typed("string", json!("a")),
        typed("string", json!("true")),
        typed("string", json!("é\"\n")),
        typed("string", json!(5)),
        typed("string", json!(null)),
        typed("bool", json!(true)),
        typed("bool", json!("false")),
        typed("bool", json!("no")),
        typed("int64", json!(12)),
        typed("int64", json!("-9223372036854775808")),
        typed("int64", json!("n/a")),
        typed("int64", json!(1.5)),
        typed("float64", json!(1)),
        typed("float64", json!(0.5)),
        typed("float64", json!("2.5")),
        typed("binary", json!("AAECAw==")),
        typed("binary", json!("00003039")),
        typed("new", json!([1, {"a": "]"}, null, true, 0.5])),
        typed("string", json!({"a": {}})),
        json!({"value": "a"}),
        json!({"value": 3}),
        json!({"type": "string"}),
    ];
    let keys = vec![
        "a",
        "b",
        "a.rather.long.key.with.many.parts",
        "error",
        "otel.dropped_events_count",
        "event",
        "message",
        "hostname",
    ];
    let plain = (select(keys), select(values)).prop_map(|(key, mut tag)| {
        tag["key"] = json!(key);
        tag
    });
    let special = select(vec![
        ("span.kind", "server"),
        ("span.kind", "CLIENT"),
        ("span.kind", "odd"),
        ("error", "true"),
        ("error", "false"),
        ("otel.status_code", "OK"),
        ("otel.status_code", "error"),
        ("otel.status_code", "?"),
        ("otel.status_description", "why"),
        ("http.status_message", "Bad"),
        ("otel.scope.name", "s"),
        ("otel.library.name", "s"),
        ("otel.library.name", "l"),
        ("otel.library.version", "1"),
        ("w3c.tracestate", "a=b"),
        ("event", "error"),
        ("error.kind", "E"),
        ("error.object", "it broke"),
        ("stack", "at f"),
        ("host.name", "h"),
        ("service.name", "other"),
    ]);
    let special = special.prop_map(|(key, text)| json!({"key": key, "type": "string", "value": text}));
    prop_oneof![2 => plain, 1 => special].boxed()
}

fn tags() -> BoxedStrategy<Json> {
    list(tag(), 5)
}

/// Tags as an object, with dots or what stands for them.
fn tag_map() -> BoxedStrategy<Json> {
    let entry = (
        select(vec!["a", "http@method", "x@y@z"]),
        select(vec![json!("server"), json!(true), json!(7), json!([1]), json!(null)]),
    );
    vec(entry, 0..3)
        .prop_map(|entries| {
            entries.into_iter().map(|(key, value)| (key.to_owned(), value)).collect::<Map<_, _>>().into()
        })
        .boxed()
}

fn process() -> BoxedStrategy<Json> {
    let service = one_of(vec![json!("shop"), json!("cart"), json!("OTLPResourceNoServiceName"), json!(""), json!(1)]);
    object(vec![(&["serviceName"], service), (&["tags"], tags()), (&["tag"], tag_map()), unknown()])
}

fn span_fields() -> Vec<Field> {
    let kind = one_of(vec![json!("CHILD_OF"), json!("FOLLOWS_FROM"), json!("x"), json!(1)]);
    let other = one_of(vec![json!({"traceID": "a1", "references": [{"span": {}}]}), json!(null)]);
    let traces = one_of(vec![json!("a1"), json!("5b8efff798038103d269b633813fc60c"), json!("b"), json!("")]);
    let reference = object(vec![(&["refType"], kind), (&["traceID"], traces), (&["spanID"], id()), (&["span"], other)]);
    let log = object(vec![(&["timestamp"], time()), (&["fields"], tags()), unknown()]);
    let flags = one_of(vec![json!(1), json!("2"), json!(-1), json!(null)]);
    vec![
        (&["spanID"], id()),
        (&["parentSpanID"], id()),
        (&["flags"], flags),
        (&["operationName"], text()),
        (&["references"], list(reference, 3)),
        (&["startTime"], time()),
        (&["duration"], duration()),
        (&["tags"], tags()),
        (&["logs"], list(log, 2)),
        (&["warnings"], one_of(vec![json!([]), json!(null), json!(["clock \"skew\"", 1]), json!(5)])),
        unknown(),
    ]
}

/// A span, always with the id of its trace.
fn span(more: Vec<Field>) -> BoxedStrategy<Json> {
    let fields = span_fields().into_iter().chain(more).collect();
    (object(fields), trace_id())
        .prop_map(|(mut span, trace)| {
            span["traceID"] = trace;
            span
        })
        .boxed()
}

fn trace() -> BoxedStrategy<Json> {
    let process_id = one_of(vec![json!("p1"), json!("p2"), json!("missing"), json!(null)]);
    let own = prop_oneof![process(), Just(json!(null)), Just(json!(3))].boxed();
    let spans = list(span(vec![(&["processID"], process_id), (&["process"], own), (&["tag"], tag_map())]), 3);
    let processes = (process(), process(), any::<bool>())
        .prop_map(|(one, two, odd)| if odd { json!({"p1": one, "p2": 7}) } else { json!({"p1": one, "p2": two}) });
    object(vec![(&["traceID"], trace_id()), (&["processes"], processes.boxed()), unknown()])
        .prop_flat_map(move |trace| {
            spans.clone().prop_map(move |spans| {
                let mut trace = trace.clone();
                trace["spans"] = spans;
                trace
            })
        })
        .boxed()
}

/// A span by itself.
fn lone_span() -> BoxedStrategy<Json> {
    let millis = one_of(vec![json!(1_700_000_000_123_u64), json!(null)]);
    let own = prop_oneof![process(), Just(json!(null))].boxed();
    span(vec![(&["process"], own), (&["tag"], tag_map()), (&["startTimeMillis"], millis)])
        .prop_map(|mut span| {
            // Without this nothing tells a span from the rest of a trace.
            span["operationName"] = json!("alone");
            span
        })
        .boxed()
}

/// A document.
pub(crate) fn document() -> BoxedStrategy<Json> {
    prop_oneof![
        2 => trace(),
        2 => vec(trace(), 0..3).prop_map(|traces| json!({"data": traces, "total": 0})),
        1 => trace().prop_map(|trace| json!({"data": trace})),
        2 => lone_span(),
        1 => lone_span().prop_map(|span| json!({"_id": "x", "_source": span})),
        1 => unknown().1.prop_map(|unknown| json!({"unknown": unknown})),
    ]
    .boxed()
}
