//! What a field can be on a span, looked for in the store.

use spanlens::store::{PairRow, SpanRow, Store, Value};

/// What a field can be on a span.
#[derive(Debug, Clone, Copy)]
pub(super) enum Found<'a> {
    Value(Value<'a>),
    Word(&'static str),
}

pub(super) fn is_bool(found: Found) -> bool {
    matches!(found, Found::Value(Value::Bool(_) | Value::String(_)))
}

pub(super) fn written(found: Found) -> String {
    match found {
        Found::Word(word) => word.to_owned(),
        Found::Value(Value::String(text) | Value::Bytes(text) | Value::Array(text) | Value::Map(text)) => {
            text.to_owned()
        }
        Found::Value(Value::Bool(value)) => value.to_string(),
        Found::Value(Value::Int(value)) => value.to_string(),
        Found::Value(Value::Double(value)) => value.to_string(),
        Found::Value(Value::Empty) => String::new(),
    }
}

/// Numbers here are small enough for `f64`.
#[expect(clippy::cast_precision_loss, reason = "large numbers stay large")]
pub(super) fn number(found: Found) -> Option<f64> {
    match found {
        Found::Value(Value::Int(value)) => Some(value as f64),
        Found::Value(Value::Double(value)) => Some(value),
        Found::Value(Value::String(text)) => text.parse().ok(),
        _ => None,
    }
}

/// The values of a field of a span, one by one.
pub(super) fn values<'a>(field: &str, store: &'a Store, span: SpanRow) -> Vec<Found<'a>> {
    if let Some(of_parent) = field.strip_prefix("parent.") {
        // Without a scope it is an attribute of the span or of its resource.
        let of_parent = if of_parent.starts_with('"') { format!(".{of_parent}") } else { of_parent.to_owned() };
        return store.parent(span).map(|parent| values(&of_parent, store, parent)).unwrap_or_default();
    }
    let spans = store.spans();
    let (scope, trace) = (spans.scope(span), spans.trace(span));
    let resource = store.scopes().resource(scope);
    let head = SpanRow(store.traces().spans(trace).start);
    let own_events = || (0..store.events().len()).filter(|&at| store.events().owner(at) == span.0);
    let own_links = || (0..store.links().len()).filter(|&at| store.links().owner(at) == span.0);
    let text = |sym| vec![Found::Value(Value::String(store.text(sym)))];
    let number = |value: u64| vec![Found::Value(Value::Int(i64::try_from(value).unwrap()))];
    match field {
        "name" => text(spans.name(span)),
        "status" => vec![Found::Word(["unset", "ok", "error"][spans.status(span) as usize])],
        "kind" => {
            let words = ["unspecified", "internal", "server", "client", "producer", "consumer"];
            vec![Found::Word(words[spans.kind(span) as usize])]
        }
        "statusMessage" => text(spans.status_message(span)),
        "duration" => number(spans.duration_ns(span)),
        "traceDuration" => {
            let rows = || store.traces().spans(trace).map(SpanRow);
            let start_ns = rows().map(|span| spans.start_ns(span)).min().unwrap();
            number(rows().map(|span| spans.end_ns(span)).max().unwrap() - start_ns)
        }
        "childCount" => number((0..spans.len()).filter(|&row| store.parent(SpanRow(row)) == Some(span)).count() as u64),
        "nestedSetLeft" | "nestedSetRight" | "nestedSetParent" => {
            vec![Found::Value(Value::Int(nested_set(field, store, span)))]
        }
        "event:timeSinceStart" => {
            own_events().flat_map(|at| number(store.events().value(at).time_ns - spans.start_ns(span))).collect()
        }
        "link:traceID" | "link:spanID" => {
            let is_trace = field == "link:traceID";
            let ids = own_links().map(|at| store.links().value(at));
            let texts = ids.map(|link| {
                let (ids, id) = if is_trace {
                    (&ID_TEXTS[1], u128::from_be_bytes(link.trace_id.0))
                } else {
                    (&ID_TEXTS[0], link.span_id.0.into())
                };
                ids[usize::try_from(id).unwrap()]
            });
            texts.map(Found::Word).collect()
        }
        "rootName" => text(spans.name(head)),
        "rootServiceName" => text(store.service(head)),
        "event:name" => own_events().flat_map(|at| text(store.events().value(at).name)).collect(),
        "instrumentation:name" => text(store.scopes().name(scope)),
        "span:id" | "span:parentID" | "trace:id" => {
            // Few ids: their texts can be written down.
            let id = match field {
                "span:id" => u128::from(spans.span_id(span).0),
                "span:parentID" => u128::from(spans.parent_id(span).0),
                _ => u128::from_be_bytes(store.traces().id(trace).0),
            };
            vec![Found::Word(ID_TEXTS[usize::from(field == "trace:id")][usize::try_from(id).unwrap()])]
        }
        _ => {
            let (prefix, key) = field.split_once('"').unwrap();
            let lists: Vec<&[PairRow]> = match prefix {
                "span." => vec![store.attributes(span)],
                "resource." => vec![store.resource_attributes(resource)],
                "." => vec![store.attributes(span), store.resource_attributes(resource)],
                "instrumentation." => vec![store.scope_attributes(scope)],
                "event." => own_events().map(|at| store.event_attributes(store.events().value(at))).collect(),
                _ => own_links().map(|at| store.link_attributes(store.links().value(at))).collect(),
            };
            let pairs = lists.into_iter().flatten();
            let own = pairs.filter(|&&pair| store.text(store.pairs().key(pair)) == key.trim_end_matches('"'));
            own.map(|&pair| Found::Value(store.value(pair))).collect()
        }
    }
}

/// A number of the walk over a trace that counts every coming and going, by walking.
fn nested_set(field: &str, store: &Store, span: SpanRow) -> i64 {
    fn walk(store: &Store, span: SpanRow, parent: i64, next: &mut i64, seen: &mut Vec<(SpanRow, [i64; 3])>) {
        let left = *next;
        *next += 1;
        store.children(span).for_each(|child| walk(store, child, left, next, seen));
        seen.push((span, [left, *next, parent]));
        *next += 1;
    }
    let (mut seen, mut next) = (Vec::new(), 1);
    let trace = store.traces().spans(store.spans().trace(span));
    for head in trace.map(SpanRow).filter(|&span| store.requests().contains(span)) {
        walk(store, head, -1, &mut next, &mut seen);
    }
    let at = ["nestedSetLeft", "nestedSetRight", "nestedSetParent"].iter().position(|known| *known == field).unwrap();
    seen.iter().find(|(other, _)| *other == span).map_or(0, |(_, numbers)| numbers[at])
}

/// The texts of the ids that the data have, of spans and of traces.
const ID_TEXTS: [[&str; 5]; 2] = [
    ["", "0000000000000001", "0000000000000002", "0000000000000003", "0000000000000004"],
    ["", "00000000000000000000000000000001", "00000000000000000000000000000002", "", ""],
];
