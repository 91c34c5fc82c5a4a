//! Jaeger JSON read in the obvious way, from a tree of JSON values.

use std::collections::HashMap;

use serde_json::Value as Json;
use spanlens::store::Value;

use crate::reader::dump::{Head, SpanText, attribute, event_text, link_text, origin_text, scope_name};

/// Reads documents; how often something was skipped, repaired or odd comes along.
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

/// An attribute: its key, its text if that is what it is, and how the dump writes it.
#[derive(Debug, Clone, PartialEq)]
struct Tag {
    key: String,
    text: Option<String>,
    is_true: bool,
    number: Option<u32>,
    value: String,
}

impl Tag {
    fn of(key: &str, value: Value<'_>) -> Self {
        let text = if let Value::String(text) = value { Some(text.to_owned()) } else { None };
        let number = match value {
            Value::Int(number) => number.try_into().ok(),
            Value::String(text) => text.parse().ok(),
            _ => None,
        };
        let is_true = matches!(value, Value::Bool(true) | Value::String("true"));
        Self { key: key.to_owned(), text, is_true, number, value: format!("{value:?}") }
    }

    fn renamed(&self, key: &str) -> Self {
        Self { key: key.to_owned(), ..self.clone() }
    }
}

/// Attributes as the dump writes them, each once.
fn dumped(tags: &[Tag]) -> Vec<String> {
    let mut texts: Vec<String> = Vec::new();
    for tag in tags {
        let text = format!("{} = {}", tag.key, tag.value);
        if !texts.contains(&text) {
            texts.push(text);
        }
    }
    texts
}

fn find<'a>(tags: &'a [Tag], key: &str) -> Option<&'a Tag> {
    tags.iter().find(|tag| tag.key == key)
}

impl Oracle {
    fn document(&mut self, document: &Json) {
        for inner in [&document["data"], &document["_source"]] {
            match inner {
                Json::Array(inner) => return inner.iter().for_each(|document| self.document(document)),
                Json::Object(_) => return self.document(inner),
                _ => {}
            }
        }
        if document.get("spans").is_some() {
            self.trace(document);
        } else if document.get("operationName").is_some() {
            let resource = self.own_process(document, true);
            let span = self.span(document, true, &resource.unwrap_or_else(nothing));
            self.spans.push(span);
        }
    }

    fn trace(&mut self, trace: &Json) {
        let mut processes = HashMap::new();
        for (name, process) in trace["processes"].as_object().into_iter().flatten() {
            if process.is_object() {
                let process = self.process(process, false);
                processes.insert(name.as_str(), process);
            } else {
                self.flaws += 1;
            }
        }
        // What stands beside the spans is read as if the document might be a span.
        for span in self.list(&trace["spans"]) {
            let named = processes.get(span["processID"].as_str().unwrap_or_default());
            let own = self.own_process(span, false);
            self.flaws += u64::from(own.is_none() && named.is_none());
            let resource = own.or_else(|| named.cloned()).unwrap_or_else(nothing);
            let span = self.span(span, false, &resource);
            self.spans.push(span);
        }
    }

    fn own_process(&mut self, span: &Json, is_document: bool) -> Option<String> {
        let process = &span["process"];
        self.flaws += u64::from(!process.is_object() && !process.is_null());
        process.is_object().then(|| self.process(process, is_document))
    }

    fn process(&mut self, process: &Json, is_document: bool) -> String {
        let service = self.text(&process["serviceName"]);
        let mut tags = self.tags(&process["tags"], is_document);
        tags.extend(tag_map(&process["tag"]));
        let mut once: Vec<Tag> = Vec::new();
        for tag in tags {
            if !once.contains(&tag) {
                once.push(tag);
            }
        }
        let mut tags = once;
        if !service.is_empty() && service != "OTLPResourceNoServiceName" {
            tags.retain(|tag| tag.key != "service.name");
            tags.push(Tag::of("service.name", Value::String(&service)));
        }
        if find(&tags, "host.name").is_none()
            && let Some(at) = tags.iter().position(|tag| tag.key == "hostname")
        {
            tags[at] = tags[at].renamed("host.name");
        }
        origin_text("resource", "", 0, dumped(&tags))
    }

    fn span(&mut self, span: &Json, is_document: bool, resource: &str) -> SpanText {
        let trace = self.id(&span["traceID"], 32);
        let mut parent = self.id(&span["parentSpanID"], 16);
        let links = self.references(&span["references"], &trace, &mut parent);
        let mut tags = self.tags(&span["tags"], is_document);
        tags.extend(tag_map(&span["tag"]));
        let start_ns = match (self.time(&span["startTime"]), self.time(&span["startTimeMillis"])) {
            (0, millis) => millis * 1_000,
            (start_ns, _) => start_ns,
        };
        let duration_ns = self.nanoseconds(&span["duration"]);
        let mut head = Head {
            ids: [trace, self.id(&span["spanID"], 16), parent],
            name: self.text(&span["operationName"]),
            start_ns,
            end_ns: duration_ns.map_or(0, |duration_ns| start_ns + duration_ns),
            flags: self.flags(&span["flags"]),
            ..Head::default()
        };
        let (mut attributes, scope) = translate(tags, &mut head);
        attributes.extend(self.warnings(&span["warnings"]));
        let events: Vec<_> = self.list(&span["logs"]).into_iter().map(|log| self.log(log, is_document)).collect();
        SpanText {
            head: head.text(),
            attributes,
            nested: events.into_iter().chain(links).collect(),
            scope,
            resource: resource.to_owned(),
        }
    }

    fn warnings(&mut self, warnings: &Json) -> Option<String> {
        self.flaws += u64::from(!warnings.is_array() && !warnings.is_null());
        let list = warnings.as_array().filter(|list| !list.is_empty())?;
        Some(attribute("@jaeger@warnings", Value::Array(&Json::from(list.clone()).to_string())))
    }

    fn references(&mut self, list: &Json, trace: &str, parent: &mut String) -> Vec<(String, Vec<String>)> {
        let mut references = Vec::new();
        for reference in self.list(list) {
            let of = self.id(&reference["traceID"], 32);
            let of = if of.trim_matches('0').is_empty() { trace.to_owned() } else { of };
            let follows = reference["refType"] == "FOLLOWS_FROM";
            let kind = reference.get("refType");
            self.flaws += u64::from(kind.is_some_and(|kind| !kind.is_string()));
            references.push((follows, of, self.id(&reference["spanID"], 16)));
        }
        let none = "0".repeat(16);
        if *parent == none {
            let first = |wanted: bool| references.iter().find(|(follows, of, _)| *follows == wanted && of == trace);
            if let Some((.., id)) = first(false).or_else(|| first(true)) {
                parent.clone_from(id);
            }
        }
        references.retain(|(follows, of, id)| *id != none && (*follows || of != trace || id != parent));
        let link = |(follows, of, id): &(bool, String, String)| {
            let kind = if *follows { "follows_from" } else { "child_of" };
            (link_text(of, id, "", 0, 0), vec![attribute("opentracing.ref_type", Value::String(kind))])
        };
        references.iter().map(link).collect()
    }

    fn log(&mut self, log: &Json, is_document: bool) -> (String, Vec<String>) {
        let time_ns = self.time(&log["timestamp"]);
        let mut fields = self.tags(&log["fields"], is_document);
        let name_at = ["event", "message"].iter().find_map(|key| {
            let is_name = |tag: &Tag| tag.key == *key && tag.text.as_ref().is_some_and(|text| !text.is_empty());
            fields.iter().position(is_name)
        });
        let Some(name_at) = name_at else { return (event_text("", time_ns, 0), all(&fields)) };
        let mut name = fields.remove(name_at).text.unwrap_or_default();
        if matches!(name.as_str(), "error" | "exception") {
            "exception".clone_into(&mut name);
            for (old, new) in [
                ("error.kind", "exception.type"),
                ("message", "exception.message"),
                ("error.object", "exception.message"),
                ("stack", "exception.stacktrace"),
            ] {
                let at = fields.iter().position(|field| field.key == old);
                if let (Some(at), None) = (at, find(&fields, new)) {
                    fields[at] = fields[at].renamed(new);
                }
            }
        }
        (event_text(&name, time_ns, 0), all(&fields))
    }

    fn tags(&mut self, list: &Json, is_document: bool) -> Vec<Tag> {
        self.list(list).into_iter().map(|tag| self.tag(tag, is_document)).collect()
    }

    fn tag(&mut self, tag: &Json, is_document: bool) -> Tag {
        let key = tag["key"].as_str().unwrap_or_default();
        let kind = tag["type"].as_str().unwrap_or_default();
        let value = &tag["value"];
        if let Json::String(text) = value {
            let bytes = match (text.as_str(), is_document) {
                ("AAECAw==", _) => Some("AAECAw=="),
                ("00003039", true) => Some("AAAwOQ=="),
                ("00003039", false) => Some("00003039"),
                _ => None,
            };
            let typed = match kind {
                "bool" => text.parse().ok().map(Value::Bool),
                "int64" => text.parse().ok().map(Value::Int),
                "float64" => text.parse().ok().map(Value::Double),
                "binary" => bytes.map(Value::Bytes),
                _ => Some(Value::String(text)),
            };
            self.flaws += u64::from(typed.is_none());
            return Tag::of(key, typed.unwrap_or(Value::String(text)));
        }
        #[expect(clippy::cast_precision_loss, reason = "the numbers here are small")]
        let value = match plain(value) {
            Plain::Value(Value::Int(number)) if kind == "float64" => Plain::Value(Value::Double(number as f64)),
            value => value,
        };
        let tag = value.tag(key);
        let is_typed = match kind {
            "string" | "binary" => false,
            "bool" => matches!(value, Plain::Value(Value::Bool(_))),
            "int64" => matches!(value, Plain::Value(Value::Int(_))),
            "float64" => matches!(value, Plain::Value(Value::Double(_))),
            _ => true,
        };
        self.flaws += u64::from(!is_typed && !matches!(value, Plain::Value(Value::Empty)));
        tag
    }

    fn text(&mut self, value: &Json) -> String {
        self.flaws += u64::from(!value.is_string() && !value.is_null());
        value.as_str().unwrap_or_default().to_owned()
    }

    fn id(&mut self, value: &Json, digits: usize) -> String {
        format!("{:0>digits$}", self.text(value).to_lowercase())
    }

    fn flags(&mut self, value: &Json) -> u32 {
        let number = value.as_str().map_or_else(|| value.as_u64(), |text| text.parse().ok());
        self.flaws += u64::from(number.is_none() && !value.is_null());
        number.and_then(|number| number.try_into().ok()).unwrap_or_default()
    }

    fn time(&mut self, value: &Json) -> u64 {
        self.nanoseconds(value).unwrap_or_default()
    }

    /// Microseconds, with a fraction or not, in nanoseconds.
    fn nanoseconds(&mut self, value: &Json) -> Option<u64> {
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

/// A value that keeps its own type.
enum Plain<'a> {
    Value(Value<'a>),
    Array(String),
    Map(String),
}

impl Plain<'_> {
    fn tag(&self, key: &str) -> Tag {
        match self {
            Self::Value(value) => Tag::of(key, *value),
            Self::Array(text) => Tag::of(key, Value::Array(text)),
            Self::Map(text) => Tag::of(key, Value::Map(text)),
        }
    }
}

fn plain(value: &Json) -> Plain<'_> {
    Plain::Value(match value {
        Json::Array(_) => return Plain::Array(value.to_string()),
        Json::Object(_) => return Plain::Map(value.to_string()),
        Json::Null => Value::Empty,
        Json::Bool(truth) => Value::Bool(*truth),
        Json::String(text) => Value::String(text),
        Json::Number(number) => match number.as_i64() {
            Some(number) => Value::Int(number),
            None => Value::Double(number.as_f64().unwrap()),
        },
    })
}

fn tag_map(map: &Json) -> Vec<Tag> {
    let entries = map.as_object().into_iter().flatten();
    entries.map(|(key, value)| plain(value).tag(&key.replace('@', "."))).collect()
}

fn nothing() -> String {
    origin_text("resource", "", 0, Vec::new())
}

/// Fields of an event, repeated or not.
fn all(fields: &[Tag]) -> Vec<String> {
    fields.iter().map(|tag| format!("{} = {}", tag.key, tag.value)).collect()
}

/// Takes what is no attribute out of the tags of a span; the attributes and the scope.
fn translate(tags: Vec<Tag>, head: &mut Head) -> (Vec<String>, String) {
    let kinds = ["unspecified", "internal", "server", "client", "producer", "consumer"];
    let mut attributes = Vec::new();
    let mut taken: HashMap<&str, Tag> = HashMap::new();
    let mut code = None;
    for tag in tags {
        let text = tag.text.clone();
        match (tag.key.as_str(), text) {
            ("span.kind", Some(text)) => {
                let kind = kinds.iter().skip(1).position(|kind| kind.eq_ignore_ascii_case(&text)).map(|at| at + 1);
                match kind {
                    Some(kind) if head.kind == 0 || head.kind == kind => head.kind = kind,
                    _ => attributes.push(tag),
                }
            }
            ("error", _) if !taken.contains_key("error") => _ = taken.insert("error", tag),
            ("otel.status_code", Some(text)) => {
                match ["unset", "ok", "error"].iter().position(|code| code.eq_ignore_ascii_case(&text)) {
                    Some(at) => code = Some(at),
                    None => attributes.push(tag),
                }
            }
            ("w3c.tracestate", Some(text)) => head.trace_state = text,
            ("otel.dropped_events_count", _) if tag.number.is_some() => head.dropped[1] = tag.number.unwrap(),
            ("otel.status_description", Some(_)) => _ = taken.insert("description", tag),
            ("otel.scope.name", Some(_)) => _ = taken.insert("scope", tag),
            ("otel.library.name", Some(_)) => _ = taken.insert("library", tag),
            ("otel.library.version", Some(_)) => _ = taken.insert("version", tag),
            (key, _) => {
                if key == "http.status_message" {
                    taken.insert("http", tag.clone());
                }
                attributes.push(tag);
            }
        }
    }
    let text = |key: &str| taken.get(key).and_then(|tag| tag.text.clone());
    let failed = taken.get("error").is_some_and(|tag| tag.is_true);
    attributes.extend(taken.get("error").filter(|_| !failed).cloned());
    head.status = if failed { 2 } else { code.unwrap_or(0) };
    match text("description") {
        Some(message) if failed || code.is_some() => head.message = message,
        Some(_) => attributes.extend(taken.get("description").cloned()),
        None if failed => head.message = text("http").unwrap_or_default(),
        None => {}
    }
    let name = match (text("scope"), text("library")) {
        (Some(name), library) => {
            attributes.extend(taken.get("library").filter(|_| library.as_ref() != Some(&name)).cloned());
            name
        }
        (None, library) => library.unwrap_or_default(),
    };
    let scope = origin_text(&scope_name(&name, &text("version").unwrap_or_default()), "", 0, Vec::new());
    (dumped(&attributes), scope)
}
