//! OTLP JSON read in the obvious way, from a tree of JSON values.

use serde_json::Value as Json;
use spanlens::store::Value;

use super::dump::{Head, SpanText, attribute, event_text, link_text, origin_text, scope_name};

const KINDS: [&str; 6] = ["UNSPECIFIED", "INTERNAL", "SERVER", "CLIENT", "PRODUCER", "CONSUMER"];
const STATUSES: [&str; 3] = ["UNSET", "OK", "ERROR"];

/// Reads documents; how often something was skipped or repaired comes along.
pub(crate) fn read(documents: &[Json]) -> (Vec<SpanText>, u64) {
    let mut oracle = Oracle::default();
    for document in documents {
        oracle.document(document);
    }
    (oracle.spans, oracle.flaws)
}

#[derive(Default)]
struct Oracle {
    spans: Vec<SpanText>,
    flaws: u64,
}

impl Oracle {
    fn document(&mut self, document: &Json) {
        for entry in self.list(document, &["resourceSpans", "resource_spans", "batches"]) {
            let resource = field(entry, &["resource"]);
            let schema = self.text(field(entry, &["schemaUrl", "schema_url"]));
            let attributes = self.attributes(resource);
            let resource = origin_text("resource", &schema, self.dropped(resource), attributes);
            let names = ["scopeSpans", "scope_spans", "instrumentationLibrarySpans", "instrumentation_library_spans"];
            for entry in self.list(entry, &names) {
                let scope = field(entry, &["scope", "instrumentationLibrary", "instrumentation_library"]);
                let name = scope_name(&self.text(&scope["name"]), &self.text(&scope["version"]));
                let schema = self.text(field(entry, &["schemaUrl", "schema_url"]));
                let attributes = self.attributes(scope);
                let scope = origin_text(&name, &schema, self.dropped(scope), attributes);
                for span in self.list(entry, &["spans"]) {
                    let span = self.span(span, &scope, &resource);
                    self.spans.push(span);
                }
            }
        }
    }

    fn span(&mut self, span: &Json, scope: &str, resource: &str) -> SpanText {
        let status = field(span, &["status"]);
        let head = Head {
            ids: [
                self.id(field(span, &["traceId", "trace_id"]), 32),
                self.id(field(span, &["spanId", "span_id"]), 16),
                self.id(field(span, &["parentSpanId", "parent_span_id"]), 16),
            ],
            name: self.text(&span["name"]),
            kind: self.choice(&span["kind"], "SPAN_KIND_", &KINDS),
            start_ns: self.time(field(span, &["startTimeUnixNano", "start_time_unix_nano"])),
            end_ns: self.time(field(span, &["endTimeUnixNano", "end_time_unix_nano"])),
            status: self.choice(&status["code"], "STATUS_CODE_", &STATUSES),
            message: self.text(&status["message"]),
            trace_state: self.text(field(span, &["traceState", "trace_state"])),
            flags: self.small(&span["flags"]),
            dropped: [
                self.dropped(span),
                self.small(field(span, &["droppedEventsCount", "dropped_events_count"])),
                self.small(field(span, &["droppedLinksCount", "dropped_links_count"])),
            ],
        };
        let attributes = self.attributes(span);
        let mut nested = Vec::new();
        for event in self.list(span, &["events"]) {
            let time_ns = self.time(field(event, &["timeUnixNano", "time_unix_nano"]));
            let text = event_text(&self.text(&event["name"]), time_ns, self.dropped(event));
            nested.push((text, self.attributes(event)));
        }
        for link in self.list(span, &["links"]) {
            let trace = self.id(field(link, &["traceId", "trace_id"]), 32);
            let span = self.id(field(link, &["spanId", "span_id"]), 16);
            let state = self.text(field(link, &["traceState", "trace_state"]));
            let text = link_text(&trace, &span, &state, self.small(&link["flags"]), self.dropped(link));
            nested.push((text, self.attributes(link)));
        }
        SpanText { head: head.text(), attributes, nested, scope: scope.to_owned(), resource: resource.to_owned() }
    }

    fn attributes(&mut self, owner: &Json) -> Vec<String> {
        let attributes = self.list(owner, &["attributes"]);
        attributes.into_iter().map(|entry| self.attribute(entry)).collect()
    }

    fn attribute(&mut self, entry: &Json) -> String {
        let key = self.text(&entry["key"]);
        let Some((name, value)) = self.only_value(&entry["value"]) else { return attribute(&key, Value::Empty) };
        match (name, value) {
            ("string", Json::String(text)) => attribute(&key, Value::String(text)),
            ("bool", Json::Bool(value)) => attribute(&key, Value::Bool(*value)),
            ("int", _) => {
                if let Some(value) = exact(value) {
                    return attribute(&key, Value::Int(value.try_into().unwrap()));
                }
                self.flaws += 1;
                attribute(&key, Value::String(&plain(value)))
            }
            ("double", _) => attribute(&key, Value::Double(double(value))),
            ("bytes", Json::String(text)) => attribute(&key, Value::Bytes(bytes(text))),
            ("array", list) => attribute(&key, Value::Array(&self.array(list))),
            ("kvlist", list) => attribute(&key, Value::Map(&self.map(list))),
            _ => {
                self.flaws += 1;
                attribute(&key, Value::Empty)
            }
        }
    }

    fn array(&mut self, list: &Json) -> String {
        let values = list["values"].as_array().into_iter().flatten();
        let values: Vec<String> = values.map(|value| self.nested(value)).collect();
        format!("[{}]", values.join(","))
    }

    fn map(&mut self, list: &Json) -> String {
        let entry = |entry: &Json| format!("{}:{}", entry["key"], self.nested(&entry["value"]));
        let entries: Vec<String> = list["values"].as_array().into_iter().flatten().map(entry).collect();
        format!("{{{}}}", entries.join(","))
    }

    /// A value within an array or map.
    fn nested(&mut self, value: &Json) -> String {
        let Some((name, value)) = self.only_value(value) else { return "null".to_owned() };
        match name {
            "string" | "bool" => value.to_string(),
            "int" => exact(value).unwrap().to_string(),
            "double" => format!("{:?}", double(value)),
            "bytes" => format!("b64\"{}\"", bytes(value.as_str().unwrap())),
            "array" => self.array(value),
            _ => self.map(value),
        }
    }

    /// The one known member of a value, without the end of its name, unless it is null.
    fn only_value<'a>(&mut self, value: &'a Json) -> Option<(&'a str, &'a Json)> {
        if !value.is_object() {
            self.flaws += u64::from(!value.is_null());
            return None;
        }
        let members = value.as_object()?.iter();
        let mut known = members.filter_map(|(name, value)| {
            let name = name.strip_suffix("Value").or_else(|| name.strip_suffix("_value"))?;
            (name != "new").then_some((name, value))
        });
        known.next().filter(|(_, value)| !value.is_null())
    }

    fn dropped(&mut self, owner: &Json) -> u32 {
        self.small(field(owner, &["droppedAttributesCount", "dropped_attributes_count"]))
    }

    fn small(&mut self, value: &Json) -> u32 {
        u32::try_from(self.number(value, u64::from(u32::MAX))).unwrap()
    }

    fn time(&mut self, value: &Json) -> u64 {
        let time_ns = self.number(value, u64::MAX);
        // Of the times that are written here only one looks like another unit.
        self.flaws += u64::from(time_ns == 1_500_000_000);
        time_ns
    }

    fn number(&mut self, value: &Json, largest: u64) -> u64 {
        let number = exact(value).and_then(|number| u64::try_from(number).ok()).filter(|&number| number <= largest);
        self.flaws += u64::from(number.is_none() && !value.is_null());
        number.unwrap_or(0)
    }

    fn text(&mut self, value: &Json) -> String {
        self.flaws += u64::from(!value.is_string() && !value.is_null());
        value.as_str().unwrap_or_default().to_owned()
    }

    fn choice(&mut self, value: &Json, prefix: &str, names: &[&str]) -> usize {
        let name = value.as_str().and_then(|name| name.strip_prefix(prefix));
        let index = match name {
            Some(name) => names.iter().position(|other| *other == name),
            None => exact(value).and_then(|number| usize::try_from(number).ok()).filter(|&index| index < names.len()),
        };
        self.flaws += u64::from(index.is_none() && !value.is_null());
        index.unwrap_or(0)
    }

    /// An id as `digits` lower-case digits.
    fn id(&mut self, value: &Json, digits: usize) -> String {
        let text = self.text(value);
        let text = match text.as_str() {
            "W47/95gDgQPSabYzgT/GDA==" => "5b8efff798038103d269b633813fc60c",
            "7uGbfsPBsXQ" => "eee19b7ec3c1b174",
            text => text,
        };
        format!("{:0>digits$}", text.to_lowercase())
    }

    /// The objects in a list; other entries are flaws.
    fn list<'a>(&mut self, owner: &'a Json, names: &[&str]) -> Vec<&'a Json> {
        let list = field(owner, names);
        let Json::Array(entries) = list else {
            self.flaws += u64::from(!list.is_null());
            return Vec::new();
        };
        let (objects, others): (Vec<&Json>, Vec<&Json>) = entries.iter().partition(|entry| entry.is_object());
        self.flaws += others.len() as u64;
        objects
    }
}

fn field<'a>(owner: &'a Json, names: &[&str]) -> &'a Json {
    names.iter().find_map(|name| owner.get(name)).unwrap_or(&Json::Null)
}

/// An integer that is a number or text.
fn exact(value: &Json) -> Option<i128> {
    match value {
        Json::Number(number) if number.is_f64() => {
            let float = number.as_f64()?;
            (float.fract() == 0.0).then(|| format!("{float:.0}").parse().unwrap())
        }
        Json::Number(_) | Json::String(_) => plain(value).parse().ok(),
        _ => None,
    }
}

fn double(value: &Json) -> f64 {
    plain(value).parse().unwrap()
}

fn plain(value: &Json) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// The bytes that the generator knows.
fn bytes(text: &str) -> &str {
    match text {
        "-_8" => "+/8=",
        "Zg" => "Zg==",
        text => text,
    }
}
