//! Zipkin JSON read in the obvious way, from a tree of JSON values. Of version 1 it knows tags only.

use serde_json::{Value as Json, json};
use spanlens::store::Value;

use crate::reader::dump::{Head, SpanText, attribute, event_text, link_text, origin_text, scope_name};

/// Reads spans; how often something was skipped, repaired or odd comes along.
pub(crate) fn read(spans: &[Json], in_list: bool) -> (Vec<SpanText>, u64) {
    let mut oracle = Oracle { flaws: 0 };
    let read: Vec<Read> = spans.iter().filter_map(|span| oracle.span(span, in_list)).collect();
    let of_trace = |of: &Read| {
        let starts = read.iter().filter(|other| other.head.ids[0] == of.head.ids[0]).map(|other| other.head.start_ns);
        starts.filter(|&start_ns| start_ns > 0).min()
    };
    let texts = read.iter().map(|span| {
        let first_event_ns = span.event_times.iter().copied().filter(|&time_ns| time_ns > 0).min();
        let start_ns = first_event_ns.or_else(|| of_trace(span)).unwrap_or_default();
        let head = Head {
            ids: span.head.ids.clone(),
            name: span.head.name.clone(),
            message: span.head.message.clone(),
            trace_state: span.head.trace_state.clone(),
            start_ns: if span.head.start_ns == 0 { start_ns } else { span.head.start_ns },
            end_ns: match span.head.end_ns {
                0 => 0,
                end_ns if span.head.start_ns == 0 => start_ns + end_ns,
                end_ns => end_ns,
            },
            ..span.head
        };
        SpanText { head: head.text(), ..span.text.clone() }
    });
    let texts = texts.collect();
    (texts, oracle.flaws)
}

struct Read {
    head: Head,
    text: SpanText,
    event_times: Vec<u64>,
}

struct Oracle {
    flaws: u64,
}

/// A tag; its text if that is what it is, and how the dump writes it.
struct Tag {
    key: String,
    text: Option<String>,
    is_false: bool,
    number: Option<u32>,
    dumped: String,
}

fn tag(key: &str, value: &Json) -> Tag {
    let (array, map) = (value.to_string(), value.to_string());
    let value = match value {
        Json::Null => Value::Empty,
        Json::Bool(truth) => Value::Bool(*truth),
        Json::String(text) => Value::String(text),
        Json::Number(number) => number.as_i64().map_or_else(|| Value::Double(number.as_f64().unwrap()), Value::Int),
        Json::Array(_) => Value::Array(&array),
        Json::Object(_) => Value::Map(&map),
    };
    let text = if let Value::String(text) = value { Some(text.to_owned()) } else { None };
    let number = match value {
        Value::Int(number) => number.try_into().ok(),
        Value::String(text) => text.parse().ok(),
        _ => None,
    };
    let is_false = matches!(value, Value::Bool(false) | Value::String("false"));
    Tag { key: key.to_owned(), text, is_false, number, dumped: attribute(key, value) }
}

fn once(mut texts: Vec<String>) -> Vec<String> {
    let mut seen = Vec::new();
    texts.retain(|text| {
        let is_new = !seen.contains(text);
        seen.push(text.clone());
        is_new
    });
    texts
}

impl Oracle {
    fn span(&mut self, span: &Json, in_list: bool) -> Option<Read> {
        if span.get("id").is_none() {
            self.flaws += u64::from(in_list);
            return None;
        }
        let ids = [self.id(&span["traceId"], 32), self.id(&span["id"], 16), self.id(&span["parentId"], 16)];
        let parent = if ids[1] == ids[2] { "0".repeat(16) } else { ids[2].clone() };
        let start_ns = self.time(&span["timestamp"]).unwrap_or_default();
        let duration_ns = self.time(&span["duration"]);
        let mut head = Head {
            ids: [ids[0].clone(), ids[1].clone(), parent],
            name: self.text(&span["name"]),
            kind: self.kind(&span["kind"]),
            start_ns,
            ..Head::default()
        };
        let shared = &span["shared"];
        self.flaws += u64::from(!shared.is_boolean() && !shared.is_null());
        let local = self.endpoint(&span["localEndpoint"]);
        let remote = self.endpoint(&span["remoteEndpoint"]);
        let (events, event_times): (Vec<_>, Vec<_>) =
            self.list(&span["annotations"]).into_iter().map(|annotation| self.event(annotation)).unzip();
        let tags = self.tags(span);
        // In version 1 nothing is a duration.
        let is_v1 = span["binaryAnnotations"].as_array().is_some_and(|list| !list.is_empty());
        let duration_ns = duration_ns.filter(|&duration_ns| !is_v1 || duration_ns > 0 && start_ns > 0);
        head.end_ns = duration_ns.map_or(0, |duration_ns| start_ns + duration_ns);
        self.flaws += u64::from(start_ns == 0);
        let text = translate(tags, &mut head, &local, &remote);
        let nested = events.into_iter().chain(text.nested).collect();
        Some(Read { head, text: SpanText { nested, ..text }, event_times })
    }

    fn tags(&mut self, span: &Json) -> Vec<Tag> {
        self.flaws += u64::from(!span["tags"].is_object() && !span["tags"].is_null());
        let tags = span["tags"].as_object().into_iter().flatten();
        let mut tags: Vec<Tag> = tags.map(|(key, value)| tag(key, value)).collect();
        for annotation in span["binaryAnnotations"].as_array().into_iter().flatten() {
            let key = annotation["key"].as_str().unwrap_or_default();
            let value = &annotation["value"];
            if key != "lc" || *value != "" && !value.is_null() {
                tags.push(tag(key, value));
            }
        }
        tags
    }

    fn event(&mut self, annotation: &Json) -> ((String, Vec<String>), u64) {
        let time_ns = self.time(&annotation["timestamp"]).unwrap_or_default();
        let value = annotation["value"].as_str().unwrap_or_default();
        let known = match value {
            "\"name\": {\"k\": 1, \"é\": \"x\"}" => Some((0, json!({"k": 1, "é": "x"}))),
            "{\"name\": {\"k\": [1, {}]}}" => Some((0, json!({"k": [1, {}]}))),
            "name|{\"k\":true}|3" => Some((3, json!({"k": true}))),
            _ => None,
        };
        let event = match known {
            Some((dropped, attributes)) => {
                let attributes = attributes.as_object().into_iter().flatten();
                let attributes = attributes.map(|(key, value)| tag(key, value).dumped).collect();
                (event_text("name", time_ns, dropped), attributes)
            }
            None => (event_text(value, time_ns, 0), Vec::new()),
        };
        (event, time_ns)
    }

    fn endpoint(&mut self, endpoint: &Json) -> [Vec<(String, Json)>; 2] {
        self.flaws += u64::from(!endpoint.is_object() && !endpoint.is_null());
        let text = |key: &str| endpoint[key].as_str().filter(|text| !text.is_empty()).map(Json::from);
        let port = &endpoint["port"];
        let number: Option<u32> = match port {
            Json::String(text) => text.parse().ok(),
            _ => port.as_u64().and_then(|port| port.try_into().ok()),
        };
        self.flaws += u64::from(number.is_none() && !port.is_null());
        let service = text("serviceName").map(|service| ("service".to_owned(), service));
        let addresses = [text("ipv4"), text("ipv6")].into_iter().flatten().map(|text| ("address".to_owned(), text));
        let port = number.filter(|&port| port > 0).map(|port| ("port".to_owned(), Json::from(port)));
        [service.into_iter().collect(), addresses.chain(port).collect()]
    }

    fn text(&mut self, value: &Json) -> String {
        self.flaws += u64::from(!value.is_string() && !value.is_null());
        value.as_str().unwrap_or_default().to_owned()
    }

    fn kind(&mut self, value: &Json) -> usize {
        let text = self.text(value).to_lowercase();
        let kinds = ["", "internal", "server", "client", "producer", "consumer"];
        let kind = kinds.iter().position(|kind| *kind == text);
        self.flaws += u64::from(kind.is_none());
        kind.unwrap_or_default()
    }

    fn id(&mut self, value: &Json, digits: usize) -> String {
        format!("{:0>digits$}", self.text(value).to_lowercase())
    }

    /// Microseconds, with a fraction or not, in nanoseconds.
    fn time(&mut self, value: &Json) -> Option<u64> {
        let text = match value {
            Json::Number(number) => number.to_string(),
            Json::String(text) => text.clone(),
            Json::Null => return None,
            _ => "not a number".to_owned(),
        };
        let (whole, fraction) = text.split_once('.').unwrap_or((&text, ""));
        let time_ns = format!("{whole}{fraction:0<3}").parse().ok();
        self.flaws += u64::from(time_ns.is_none());
        time_ns
    }

    /// The objects in a list; other entries are flaws.
    fn list<'a>(&mut self, list: &'a Json) -> Vec<&'a Json> {
        let Json::Array(entries) = list else {
            self.flaws += u64::from(!list.is_null());
            return Vec::new();
        };
        let (objects, others): (Vec<&Json>, Vec<&Json>) = entries.iter().partition(|entry| entry.is_object());
        self.flaws += others.len() as u64;
        objects
    }
}

/// Sorts tags by what they are, and adds what the endpoints say.
fn translate(
    tags: Vec<Tag>,
    head: &mut Head,
    local: &[Vec<(String, Json)>; 2],
    remote: &[Vec<(String, Json)>; 2],
) -> SpanText {
    let kinds = ["unspecified", "internal", "server", "client", "producer", "consumer"];
    let (mut attributes, mut resource, mut links) = (Vec::new(), Vec::new(), Vec::new());
    let (mut code, mut error, mut description, mut service) = (None, None, None, None);
    let (mut scope, mut library, mut version) = (None, None, String::new());
    for tag in tags {
        match (tag.key.as_str(), tag.text.clone()) {
            ("span.kind", Some(text)) => match kinds.iter().skip(1).position(|kind| *kind == text).map(|at| at + 1) {
                Some(kind) if head.kind == 0 || head.kind == kind => head.kind = kind,
                _ => attributes.push(tag.dumped),
            },
            ("error", _) if error.is_none() => error = Some(tag),
            ("otel.status_code", Some(text)) => {
                let name = text.strip_prefix("STATUS_CODE_").unwrap_or(&text).to_lowercase();
                match ["unset", "ok", "error"].iter().position(|code| *code == name) {
                    Some(at) => code = Some(at),
                    None => attributes.push(tag.dumped),
                }
            }
            ("otel.status_description", Some(_)) => description = Some(tag),
            ("otel.scope.name", Some(text)) => scope = Some(text),
            ("otel.library.name", Some(_)) => library = Some(tag),
            ("otel.scope.version", Some(text)) => version = text,
            ("w3c.tracestate", Some(text)) => head.trace_state = text,
            ("otel.dropped_links_count", _) if tag.number.is_some() => head.dropped[2] = tag.number.unwrap(),
            ("host.id", _) => resource.push(tag.dumped),
            ("service.name", text) => service = text.or(service),
            ("otlp.link.0", Some(text)) if text.contains('|') => {
                let head = link_text("000000000000000000000000000000b0", "00000000000000c0", "s", 0, 2);
                links.push((head, vec![attribute("k", Value::String("v"))]));
            }
            ("lc", _) => attributes.push(tag.dumped.replacen("lc", "component", 1)),
            _ => attributes.push(tag.dumped),
        }
    }
    let failed = error.as_ref().filter(|tag| !tag.is_false);
    attributes.extend(error.iter().filter(|tag| tag.is_false).map(|tag| tag.dumped.clone()));
    head.status = if failed.is_some() { 2 } else { code.unwrap_or(0) };
    let message = failed.and_then(|tag| tag.text.clone()).filter(|text| text != "true").unwrap_or_default();
    match description {
        Some(tag) if failed.is_some() || code.is_some() => {
            head.message = tag.text.unwrap_or_default();
            if !message.is_empty() && message != head.message {
                attributes.extend(failed.map(|tag| tag.dumped.clone()));
            }
        }
        description => {
            attributes.extend(description.map(|tag| tag.dumped));
            head.message = message;
        }
    }
    let older = library.as_ref().and_then(|tag| tag.text.clone()).unwrap_or_default();
    let name = match scope.filter(|scope| !scope.is_empty()) {
        Some(scope) => {
            attributes.extend(library.filter(|_| older != scope).map(|tag| tag.dumped));
            scope
        }
        None => older,
    };
    let has_peer = attributes.iter().any(|attribute| attribute.starts_with("peer.service = "));
    attributes.extend(remote[0].iter().filter(|_| !has_peer).map(|(_, value)| tag("peer.service", value).dumped));
    for (side, endpoint) in [("network.peer", remote), ("network.local", local)] {
        attributes.extend(endpoint[1].iter().map(|(key, value)| tag(&format!("{side}.{key}"), value).dumped));
    }
    if head.start_ns == 0 {
        attributes.push(attribute("otel.zipkin.absentField.startTime", Value::Bool(true)));
    }
    let service = service.or_else(|| local[0].first().and_then(|(_, service)| service.as_str().map(str::to_owned)));
    if let Some(service) = service.filter(|service| !service.is_empty() && service != "OTLPResourceNoServiceName") {
        resource.push(attribute("service.name", Value::String(&service)));
    }
    SpanText {
        head: String::new(),
        attributes: once(attributes),
        nested: links,
        scope: origin_text(&scope_name(&name, &version), "", 0, Vec::new()),
        resource: origin_text("resource", "", 0, once(resource)),
    }
}
