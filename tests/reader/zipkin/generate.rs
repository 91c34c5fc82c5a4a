//! Zipkin JSON, tiny, with the quirks of real files mixed in.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{Map, Value as Json, json};

use crate::reader::generate::{list, object, one_of, unknown};

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
        json!(null),
        json!([]),
    ])
}

fn endpoint() -> BoxedStrategy<Json> {
    let port = one_of(vec![json!(80), json!("8080"), json!(0), json!(-1), json!(null)]);
    object(vec![
        (&["serviceName"], one_of(vec![json!("shop"), json!("OTLPResourceNoServiceName"), json!(""), json!(null)])),
        (&["ipv4"], one_of(vec![json!("10.0.0.1"), json!(null)])),
        (&["ipv6"], one_of(vec![json!("::1")])),
        (&["port"], port),
        unknown(),
    ])
}

fn annotation() -> BoxedStrategy<Json> {
    let value = one_of(vec![
        json!("plain"),
        json!("cs"),
        json!(""),
        json!("\"name\": {\"k\": 1, \"é\": \"x\"}"),
        json!("{\"name\": {\"k\": [1, {}]}}"),
        json!("name|{\"k\":true}|3"),
        json!("name|{oops}|3"),
        json!("\"name\": {oops}"),
        json!("{\"name\": 5}"),
    ]);
    object(vec![(&["timestamp"], time()), (&["value"], value), unknown()])
}

fn tags() -> BoxedStrategy<Json> {
    let keys = select(vec![
        "a",
        "a.rather.long.key.with.many.parts",
        "error",
        "span.kind",
        "otel.status_code",
        "otel.status_description",
        "otel.scope.name",
        "otel.library.name",
        "otel.scope.version",
        "w3c.tracestate",
        "otel.dropped_links_count",
        "host.id",
        "service.name",
        "peer.service",
        "otlp.link.0",
    ]);
    let values = select(vec![
        json!("a"),
        json!("server"),
        json!("internal"),
        json!("ERROR"),
        json!("STATUS_CODE_OK"),
        json!("true"),
        json!("false"),
        json!(""),
        json!("3"),
        json!(4),
        json!(true),
        json!(null),
        json!("000000000000000000000000000000b0|00000000000000c0|s|{\"k\":\"v\"}|2"),
    ]);
    vec((keys, values), 0..6)
        .prop_map(|tags| tags.into_iter().map(|(key, value)| (key.to_owned(), value)).collect::<Map<_, _>>().into())
        .boxed()
}

fn span() -> BoxedStrategy<Json> {
    let kind = one_of(vec![
        json!("CLIENT"),
        json!("SERVER"),
        json!("consumer"),
        json!("ODD"),
        json!(""),
        json!(null),
        json!(2),
    ]);
    let binary = object(vec![
        (&["key"], one_of(vec![json!("a"), json!("lc"), json!("error")])),
        (&["value"], one_of(vec![json!("b"), json!(5), json!(true), json!("")])),
    ]);
    let duration = one_of(vec![json!(0), json!(5), json!("7"), json!(1.25), json!(-1), json!(null)]);
    object(vec![
        (&["parentId"], one_of(vec![json!("eee19b7ec3c1b174"), json!("1"), json!(""), json!(null), json!(5)])),
        (&["name"], text()),
        (&["kind"], kind),
        (&["timestamp"], time()),
        (&["duration"], duration),
        (&["localEndpoint"], prop_oneof![endpoint(), Just(json!(null)), Just(json!(3))].boxed()),
        (&["remoteEndpoint"], endpoint()),
        (&["annotations"], list(annotation(), 2)),
        (&["tags"], prop_oneof![4 => tags(), 1 => one_of(vec![json!(null), json!([])])].boxed()),
        (&["binaryAnnotations"], vec(binary, 0..2).prop_map(Json::Array).boxed()),
        (&["shared"], one_of(vec![json!(true), json!(false), json!(null), json!(1)])),
        (&["debug"], one_of(vec![json!(true)])),
        unknown(),
    ])
}

/// Spans, each with an id of its own, and what is none.
pub(crate) fn spans() -> BoxedStrategy<Vec<Json>> {
    let trace = one_of(vec![json!("5b8efff798038103d269b633813fc60c"), json!("d269b633813fc60c"), json!("A0")]);
    let odd = one_of(vec![json!({}), json!({"a": 1}), json!(7), json!(null)]);
    let entry = prop_oneof![9 => (span(), trace).prop_map(Ok), 1 => odd.prop_map(Err)];
    vec(entry, 0..5)
        .prop_map(|entries| {
            let with_id = |(at, entry): (usize, Result<(Json, Json), Json>)| match entry {
                Ok((mut span, trace)) => {
                    (span["traceId"], span["id"]) = (trace, json!(format!("{:x}", at + 1)));
                    span
                }
                Err(odd) => odd,
            };
            entries.into_iter().enumerate().map(with_id).collect()
        })
        .boxed()
}
