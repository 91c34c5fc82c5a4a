//! Writes rows of ClickHouse in both formats, as tables of four kinds have them, and says what of spans they can carry.

use serde_json::{Map, Value as Json, json};

use super::model::{Attributes, Event, Scalar, Span, with_text};
use crate::reader::native::{self, Values};

/// The collector's table since 2024-08, and before; with attributes as JSON; and one of somebody's own, of other types.
const OLD: usize = 1;
const JSON: usize = 2;
const OWN: usize = 3;

const KINDS: [&str; 6] = ["Unspecified", "Internal", "Server", "Client", "Producer", "Consumer"];
const STATUSES: [&str; 3] = ["Unset", "Ok", "Error"];

/// What tables carry of spans: no counts of what was dropped, and but for JSON only text. The old one has no place for the version of a
/// scope without a name.
pub(super) fn carried(spans: &[Span], shape: usize) -> Vec<Span> {
    let as_text = |attributes: &Attributes| with_text(attributes, |_| shape != JSON);
    let event = |event: &Event| Event { attributes: as_text(&event.attributes), dropped: 0, ..event.clone() };
    let span = |span: &Span| Span {
        attributes: as_text(&span.attributes),
        events: span.events.iter().map(event).collect(),
        resource: as_text(&span.resource),
        dropped: [0; 3],
        ..span.clone()
    };
    spans.iter().map(span).collect()
}

/// The attributes of a span with its scope, where that has no columns.
fn attributes_of(span: &Span, shape: usize) -> Attributes {
    let mut attributes = span.attributes.clone();
    if shape == OLD {
        let (name, version) = &span.scope;
        for (key, text) in [("otel.scope.name", name), ("otel.scope.version", version)] {
            if !text.is_empty() {
                attributes.insert(0, (key.to_owned(), Scalar::Text(text.clone())));
            }
        }
    }
    attributes
}

fn resource_of(span: &Span) -> Attributes {
    let mut resource = span.resource.clone();
    if !span.service.is_empty() {
        resource.push(("service.name".to_owned(), Scalar::Text(span.service.clone())));
    }
    resource
}

fn duration_ns(span: &Span) -> u64 {
    match span.duration_us {
        Some(duration_us) => duration_us * 1_000,
        // As the exporter subtracts a start from an end of zero.
        None => 0_u64.wrapping_sub(span.start_us * 1_000),
    }
}

fn kind(span: &Span, shape: usize) -> String {
    let kind = KINDS[span.kind];
    if shape == OLD { format!("SPAN_KIND_{}", kind.to_uppercase()) } else { kind.to_owned() }
}

fn status(span: &Span, shape: usize) -> String {
    let status = STATUSES[span.status.0];
    if shape == OLD { format!("STATUS_CODE_{}", status.to_uppercase()) } else { status.to_owned() }
}

fn parent(span: &Span) -> String {
    if span.parent == 0 { String::new() } else { format!("{:016x}", span.parent) }
}

/// The spans as blocks of so many rows.
pub(super) fn write(spans: &[Span], shape: usize, rows: usize) -> Vec<u8> {
    if spans.is_empty() {
        // Nothing at all is written of nothing.
        return br#"{"resourceSpans":[]}"#.to_vec();
    }
    spans.chunks(rows).flat_map(|spans| native::block(spans.len(), &columns(spans, shape))).collect()
}

fn columns(spans: &[Span], shape: usize) -> Vec<(&'static str, Values)> {
    let texts = |text: &dyn Fn(&Span) -> String| spans.iter().map(|span| text(span).into_bytes()).collect::<Vec<_>>();
    let low = |text: &dyn Fn(&Span) -> String| match shape {
        OWN => Values::Nullable(
            spans.iter().map(|span| text(span).is_empty()).collect(),
            Box::new(Values::Text(texts(text))),
        ),
        _ => Values::Low(texts(text)),
    };
    let id = |len: usize, text: &dyn Fn(&Span) -> String| match shape {
        OWN => Values::Fixed(len, texts(text)),
        _ => Values::Text(texts(text)),
    };
    let number = |name: &'static str, names: Vec<&'static str>, of: &dyn Fn(&Span) -> usize, text: Values| match shape {
        OWN => (name, Values::Enum(names, spans.iter().map(|span| i8::try_from(of(span)).unwrap()).collect())),
        _ => (name, text),
    };
    let attributes = |of: &dyn Fn(&Span) -> Attributes| {
        let lists: Vec<Attributes> = spans.iter().map(of).collect();
        map(&lists, shape)
    };
    let durations = spans.iter().map(duration_ns);
    let mut columns = vec![
        ("SpanAttributes", attributes(&|span| attributes_of(span, shape))),
        ("Timestamp", Values::Time(spans.iter().map(|span| (span.start_us * 1_000).cast_signed()).collect())),
        ("TraceId", id(32, &|span| format!("{:032x}", span.trace))),
        ("SpanId", id(16, &|span| format!("{:016x}", span.id))),
        ("ParentSpanId", id(16, &parent)),
        ("TraceState", Values::Text(texts(&|span| span.trace_state.clone()))),
        ("SpanName", low(&|span| span.name.clone())),
        number("SpanKind", KINDS.to_vec(), &|span| span.kind, low(&|span| kind(span, shape))),
        ("ServiceName", low(&|span| span.service.clone())),
        ("ResourceAttributes", attributes(&resource_of)),
        (
            "Duration",
            match shape {
                OLD => Values::Int(durations.map(u64::cast_signed).collect()),
                _ => Values::Uint(durations.collect()),
            },
        ),
        number("StatusCode", STATUSES.to_vec(), &|span| span.status.0, low(&|span| status(span, shape))),
        ("StatusMessage", Values::Text(texts(&|span| span.status.1.clone()))),
        ("Unknown", Values::Array(vec![0; spans.len()], Box::new(Values::Low(vec![])))),
    ];
    if shape != OLD {
        columns.push(("ScopeName", Values::Text(texts(&|span| span.scope.0.clone()))));
        columns.push(("ScopeVersion", Values::Text(texts(&|span| span.scope.1.clone()))));
    }
    columns.extend(events(spans, shape));
    columns.extend(links(spans, shape));
    columns
}

/// The attributes of rows, or of events.
fn map(lists: &[Attributes], shape: usize) -> Values {
    if shape == JSON {
        return Values::Text(lists.iter().map(|list| nested(list).to_string().into_bytes()).collect());
    }
    let all = || lists.iter().flatten();
    let keys = Values::Low(all().map(|(key, _)| key.clone().into_bytes()).collect());
    let values = Values::Text(all().map(|(_, value)| value.text().into_bytes()).collect());
    Values::Map(lists.iter().map(Vec::len).collect(), Box::new((keys, values)))
}

fn events(spans: &[Span], shape: usize) -> Vec<(&'static str, Values)> {
    let all: Vec<&Event> = spans.iter().flat_map(|span| &span.events).collect();
    let counts: Vec<usize> = spans.iter().map(|span| span.events.len()).collect();
    let attributes: Vec<Attributes> = all.iter().map(|event| event.attributes.clone()).collect();
    let parts = [
        Values::Time(all.iter().map(|event| (event.time_us * 1_000).cast_signed()).collect()),
        Values::Low(all.iter().map(|event| event.name.clone().into_bytes()).collect()),
        map(&attributes, shape),
    ];
    together(
        shape,
        &counts,
        "Events",
        ["Timestamp", "Name", "Attributes"],
        parts,
        ["Events.Timestamp", "Events.Name", "Events.Attributes"],
    )
}

fn links(spans: &[Span], shape: usize) -> Vec<(&'static str, Values)> {
    let all: Vec<(u128, u64)> = spans.iter().flat_map(|span| span.links.clone()).collect();
    let counts: Vec<usize> = spans.iter().map(|span| span.links.len()).collect();
    let parts = [
        Values::Text(all.iter().map(|(trace, _)| format!("{trace:032x}").into_bytes()).collect()),
        Values::Text(all.iter().map(|(_, id)| format!("{id:016x}").into_bytes()).collect()),
        map(&vec![Attributes::new(); all.len()], shape),
    ];
    together(
        shape,
        &counts,
        "Links",
        ["TraceId", "SpanId", "Attributes"],
        parts,
        ["Links.TraceId", "Links.SpanId", "Links.Attributes"],
    )
}

/// Parts of what hangs on spans: a column each, or all in one.
fn together(
    shape: usize,
    counts: &[usize],
    name: &'static str,
    names: [&'static str; 3],
    parts: [Values; 3],
    columns: [&'static str; 3],
) -> Vec<(&'static str, Values)> {
    if shape == OWN {
        let tuple = Values::Tuple(names.into_iter().zip(parts).collect());
        return vec![(name, Values::Array(counts.to_vec(), Box::new(tuple)))];
    }
    columns.into_iter().zip(parts).map(|(name, part)| (name, Values::Array(counts.to_vec(), Box::new(part)))).collect()
}

/// Attributes as a column of the type JSON gives them: split at the points of their keys.
fn nested(attributes: &Attributes) -> Json {
    let mut object = Map::new();
    for (key, value) in attributes {
        let value: Json = serde_json::from_str(&value.json()).unwrap();
        let mut place = &mut object;
        let mut parts: Vec<&str> = key.split('.').collect();
        let last = parts.pop().unwrap();
        for part in parts {
            let inner = place.entry(part).or_insert_with(|| json!({}));
            place = inner.as_object_mut().unwrap();
        }
        place.insert(last.to_owned(), value);
    }
    Json::Object(object)
}

/// The spans as objects of JSON: a line each, or in one document.
pub(super) fn write_json(spans: &[Span], shape: usize, in_one: bool) -> String {
    if spans.is_empty() {
        return r#"{"resourceSpans":[]}"#.to_owned();
    }
    let rows: Vec<Json> = spans.iter().map(|span| row(span, shape)).collect();
    if in_one {
        return json!({"meta": [{"name": "Timestamp", "type": "DateTime64(9)"}], "data": rows, "rows": rows.len()})
            .to_string();
    }
    let lines: Vec<String> = rows.iter().map(Json::to_string).collect();
    lines.join("\n")
}

fn row(span: &Span, shape: usize) -> Json {
    let attributes = |attributes: &Attributes| match shape {
        JSON => nested(attributes),
        _ => {
            attributes.iter().map(|(key, value)| (key.clone(), Json::from(value.text()))).collect::<Map<_, _>>().into()
        }
    };
    let time = |time_us: u64| format!("{}.{:06}000", time_us / 1_000_000, time_us % 1_000_000);
    let mut row = json!({
        "Timestamp": time(span.start_us),
        "TraceId": format!("{:032x}", span.trace),
        "SpanId": format!("{:016x}", span.id),
        "ParentSpanId": parent(span),
        "TraceState": span.trace_state,
        "SpanName": span.name,
        "SpanKind": kind(span, shape),
        "ServiceName": span.service,
        "ResourceAttributes": attributes(&resource_of(span)),
        "SpanAttributes": attributes(&attributes_of(span, shape)),
        "Duration": duration_ns(span).to_string(),
        "StatusCode": status(span, shape),
        "StatusMessage": span.status.1,
        "Unknown": [{}],
    });
    if shape == OLD {
        row["Duration"] = duration_ns(span).cast_signed().into();
    } else {
        (row["ScopeName"], row["ScopeVersion"]) = (json!(span.scope.0), json!(span.scope.1));
    }
    let event = |event: &Event| json!({"Timestamp": time(event.time_us), "Name": event.name, "Attributes": attributes(&event.attributes)});
    let link = |(trace, id): &(u128, u64)| json!({"TraceId": format!("{trace:032x}"), "SpanId": format!("{id:016x}"), "TraceState": "", "Attributes": {}});
    let events: Vec<Json> = span.events.iter().map(event).collect();
    let links: Vec<Json> = span.links.iter().map(link).collect();
    if shape == OWN {
        (row["Events"], row["Links"]) = (json!(events), json!(links));
        return row;
    }
    for (name, parts) in [("Events", &events), ("Links", &links)] {
        for part in ["Timestamp", "Name", "Attributes", "TraceId", "SpanId", "TraceState"] {
            let list: Vec<&Json> = parts.iter().filter_map(|one| one.get(part)).collect();
            if !list.is_empty() {
                row[format!("{name}.{part}")] = json!(list);
            }
        }
    }
    row
}
