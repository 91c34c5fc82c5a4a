//! What `opentelemetry-proto` writes is read back as it was.

use opentelemetry_proto::tonic::common::v1::any_value::Value as Any;
use opentelemetry_proto::tonic::common::v1::{AnyValue, ArrayValue, InstrumentationScope, KeyValue, KeyValueList};
use opentelemetry_proto::tonic::resource::v1::Resource;
use opentelemetry_proto::tonic::trace::v1::span::{Event, Link};
use opentelemetry_proto::tonic::trace::v1::{ResourceSpans, ScopeSpans, Span, Status, TracesData};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use spanlens::store::Value;

use super::dump::{self, Head, SpanText, attribute, event_text, link_text, origin_text, scope_name};
use super::read;

proptest! {
    #[test]
    fn messages_are_read_back(messages in vec(traces(), 1..3)) {
        let text: String = messages.iter().map(|message| serde_json::to_string(message).unwrap() + "\n").collect();
        let (store, report) = read([text.as_bytes()]);
        prop_assert_eq!((&report.fault, &report.findings), (&None, &vec![]), "{}", text);
        let mut expected: Vec<SpanText> = messages.iter().flat_map(texts).collect();
        let mut found = dump::spans(&store);
        for spans in [&mut expected, &mut found] {
            spans.sort();
            spans.dedup();
        }
        prop_assert_eq!(found, expected, "{}", text);
    }
}

fn text() -> impl Strategy<Value = String> {
    select(vec!["", "a", "b.c", "é\"\\\n😀", "a text of more than eight bytes"]).prop_map(str::to_owned)
}

fn id(length: usize) -> impl Strategy<Value = Vec<u8>> {
    select(vec![1_u8, 2, 0xfe]).prop_map(move |byte| vec![byte; length])
}

/// A time that looks like nanoseconds: what looks like microseconds or less is told of.
fn time_ns() -> impl Strategy<Value = u64> {
    4_102_444_800_000_000..=u64::MAX
}

fn any_value() -> impl Strategy<Value = AnyValue> {
    let simple = prop_oneof![
        text().prop_map(Any::StringValue),
        any::<bool>().prop_map(Any::BoolValue),
        select(vec![0, -1, i64::MIN, i64::MAX]).prop_map(Any::IntValue),
        select(vec![0.0, 0.1, -1.5e300, 5e-324, 1e22]).prop_map(Any::DoubleValue),
    ];
    let value = simple.prop_recursive(2, 6, 3, |value| {
        let value = value.prop_map(|value| AnyValue { value: Some(value) });
        prop_oneof![
            vec(value.clone(), 0..3).prop_map(|values| Any::ArrayValue(ArrayValue { values })),
            vec((text(), value), 0..3).prop_map(|entries| {
                let values = entries.into_iter().map(|(key, value)| key_value(key, value)).collect();
                Any::KvlistValue(KeyValueList { values })
            }),
        ]
    });
    value.prop_map(|value| AnyValue { value: Some(value) })
}

fn key_value(key: String, value: AnyValue) -> KeyValue {
    KeyValue { key, value: Some(value), ..KeyValue::default() }
}

fn attributes() -> impl Strategy<Value = Vec<KeyValue>> {
    vec((text(), any_value()).prop_map(|(key, value)| key_value(key, value)), 0..3)
}

fn event() -> impl Strategy<Value = Event> {
    (time_ns(), text(), attributes(), any::<u32>()).prop_map(|(time_unix_nano, name, attributes, dropped)| Event {
        time_unix_nano,
        name,
        attributes,
        dropped_attributes_count: dropped,
    })
}

fn link() -> impl Strategy<Value = Link> {
    (id(16), id(8), text(), attributes(), any::<[u32; 2]>()).prop_map(
        |(trace_id, span_id, trace_state, attributes, [dropped_attributes_count, flags])| Link {
            trace_id,
            span_id,
            trace_state,
            attributes,
            dropped_attributes_count,
            flags,
        },
    )
}

fn span() -> impl Strategy<Value = Span> {
    let ids = (id(16), id(8), prop_oneof![Just(vec![]), id(8)]);
    let texts = (text(), text(), text());
    let numbers = (0..6, 0..3, [time_ns(), time_ns()], any::<[u32; 4]>());
    let lists = (attributes(), vec(event(), 0..2), vec(link(), 0..2));
    (ids, texts, numbers, lists).prop_map(|(ids, texts, (kind, code, times, counts), (attributes, events, links))| {
        Span {
            trace_id: ids.0,
            span_id: ids.1,
            parent_span_id: ids.2,
            name: texts.0,
            trace_state: texts.1,
            status: Some(Status { message: texts.2, code }),
            kind,
            start_time_unix_nano: times[0],
            end_time_unix_nano: times[1],
            flags: counts[0],
            dropped_attributes_count: counts[1],
            dropped_events_count: counts[2],
            dropped_links_count: counts[3],
            attributes,
            events,
            links,
        }
    })
}

/// A message.
pub(crate) fn traces() -> impl Strategy<Value = TracesData> {
    let scope = (text(), text(), attributes(), any::<u32>());
    let scope = scope.prop_map(|(name, version, attributes, dropped)| InstrumentationScope {
        name,
        version,
        attributes,
        dropped_attributes_count: dropped,
    });
    let scope_spans = (prop::option::of(scope), vec(span(), 0..3), text())
        .prop_map(|(scope, spans, schema_url)| ScopeSpans { scope, spans, schema_url });
    let resource = (attributes(), any::<u32>()).prop_map(|(attributes, dropped)| Resource {
        attributes,
        dropped_attributes_count: dropped,
        ..Resource::default()
    });
    let resource_spans = (prop::option::of(resource), vec(scope_spans, 0..3), text())
        .prop_map(|(resource, scope_spans, schema_url)| ResourceSpans { resource, scope_spans, schema_url });
    vec(resource_spans, 0..3).prop_map(|resource_spans| TracesData { resource_spans })
}

/// The spans of a message, as a store would describe them.
fn texts(message: &TracesData) -> Vec<SpanText> {
    let mut spans = Vec::new();
    for ResourceSpans { resource, scope_spans, schema_url } in &message.resource_spans {
        let Resource { attributes, dropped_attributes_count, .. } = resource.clone().unwrap_or_default();
        let resource = origin_text("resource", schema_url, dropped_attributes_count, attribute_texts(&attributes));
        for ScopeSpans { scope, spans: list, schema_url } in scope_spans {
            let scope = scope.clone().unwrap_or_default();
            let name = scope_name(&scope.name, &scope.version);
            let attributes = attribute_texts(&scope.attributes);
            let scope = origin_text(&name, schema_url, scope.dropped_attributes_count, attributes);
            spans.extend(list.iter().map(|span| span_text(span, &scope, &resource)));
        }
    }
    spans
}

fn span_text(span: &Span, scope: &str, resource: &str) -> SpanText {
    let status = span.status.clone().unwrap_or_default();
    let head = Head {
        ids: [hex(&span.trace_id, 32), hex(&span.span_id, 16), hex(&span.parent_span_id, 16)],
        name: span.name.clone(),
        kind: usize::try_from(span.kind).unwrap(),
        start_ns: span.start_time_unix_nano,
        end_ns: span.end_time_unix_nano,
        status: usize::try_from(status.code).unwrap(),
        message: status.message,
        trace_state: span.trace_state.clone(),
        flags: span.flags,
        dropped: [span.dropped_attributes_count, span.dropped_events_count, span.dropped_links_count],
    };
    let events = span.events.iter().map(|event| {
        let head = event_text(&event.name, event.time_unix_nano, event.dropped_attributes_count);
        (head, attribute_texts(&event.attributes))
    });
    let links = span.links.iter().map(|link| {
        let ids = [hex(&link.trace_id, 32), hex(&link.span_id, 16)];
        let head = link_text(&ids[0], &ids[1], &link.trace_state, link.flags, link.dropped_attributes_count);
        (head, attribute_texts(&link.attributes))
    });
    SpanText {
        head: head.text(),
        attributes: attribute_texts(&span.attributes),
        nested: events.chain(links).collect(),
        scope: scope.to_owned(),
        resource: resource.to_owned(),
    }
}

fn hex(bytes: &[u8], digits: usize) -> String {
    let number = bytes.iter().fold(0, |number, &byte| number << 8 | u128::from(byte));
    format!("{number:0digits$x}")
}

fn attribute_texts(attributes: &[KeyValue]) -> Vec<String> {
    let text = |KeyValue { key, value, .. }: &KeyValue| {
        let value = value.as_ref().and_then(|value| value.value.as_ref());
        match value {
            Some(Any::StringValue(text)) => attribute(key, Value::String(text)),
            Some(Any::BoolValue(value)) => attribute(key, Value::Bool(*value)),
            Some(Any::IntValue(value)) => attribute(key, Value::Int(*value)),
            Some(Any::DoubleValue(value)) => attribute(key, Value::Double(*value)),
            Some(list @ Any::ArrayValue(_)) => attribute(key, Value::Array(&canonical(Some(list)))),
            Some(list @ Any::KvlistValue(_)) => attribute(key, Value::Map(&canonical(Some(list)))),
            _ => attribute(key, Value::Empty),
        }
    };
    attributes.iter().map(text).collect()
}

fn canonical(value: Option<&Any>) -> String {
    let inner = |value: &Option<AnyValue>| canonical(value.as_ref().and_then(|value| value.value.as_ref()));
    let string = |text: &str| serde_json::Value::from(text).to_string();
    match value {
        Some(Any::StringValue(text)) => string(text),
        Some(Any::BoolValue(value)) => value.to_string(),
        Some(Any::IntValue(value)) => value.to_string(),
        Some(Any::DoubleValue(value)) => format!("{value:?}"),
        Some(Any::ArrayValue(list)) => {
            let values: Vec<String> = list.values.iter().map(|value| canonical(value.value.as_ref())).collect();
            format!("[{}]", values.join(","))
        }
        Some(Any::KvlistValue(list)) => {
            let entry = |entry: &KeyValue| format!("{}:{}", string(&entry.key), inner(&entry.value));
            let entries: Vec<String> = list.values.iter().map(entry).collect();
            format!("{{{}}}", entries.join(","))
        }
        _ => "null".to_owned(),
    }
}

/// The message that a line of JSON is, if it is a whole one.
pub(crate) fn request(line: &[u8]) -> Option<TracesData> {
    serde_json::from_slice(line).ok()
}
