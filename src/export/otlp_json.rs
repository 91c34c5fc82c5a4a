//! OTLP in JSON: ids in hexadecimal digits, 64-bit integers in quotes, enumerations as numbers.
//!
//! Source: "JSON Protobuf Encoding" of the specification of OTLP.

use std::fmt::{Display, Write};

use super::logs::ExportedLog;
use super::redaction::Redactor;
use super::tree::Tree;
use crate::ingest::canonical;
use crate::store::{Event, Link, PairRow, ResourceRow, ScopeRow, SpanRow, Store};
use crate::units::{SpanId, StatusCode, TraceId};

/// Appends spans as a line, those of a resource together, and of these those of a scope.
pub(super) fn write(store: &Store, redactor: &mut Redactor<'_>, rows: &[SpanRow], out: &mut String) {
    let scope_of = |&row: &SpanRow| store.spans().scope(row);
    let write =
        |redactor: &mut Redactor<'_>, &row: &SpanRow, fields: &mut Fields<'_>| span(store, redactor, row, fields);
    write_records(store, redactor, (rows, scope_of), ["resourceSpans", "scopeSpans", "spans"], write, out);
}

/// Appends logs as a line, those of a resource together, and of these those of a scope.
pub(super) fn write_logs(store: &Store, redactor: &mut Redactor<'_>, logs: &[ExportedLog], out: &mut String) {
    let scope_of = |record: &ExportedLog| record.log.scope;
    let write = |redactor: &mut Redactor<'_>, record: &ExportedLog, fields: &mut Fields<'_>| {
        log(store, redactor, record, fields);
    };
    write_records(store, redactor, (logs, scope_of), ["resourceLogs", "scopeLogs", "logRecords"], write, out);
}

/// Appends records as a line of lists within lists, which are called so.
fn write_records<T>(
    store: &Store,
    redactor: &mut Redactor<'_>,
    (records, scope_of): (&[T], impl Fn(&T) -> ScopeRow),
    [of_resources, of_scopes, of_records]: [&str; 3],
    write: impl Fn(&mut Redactor<'_>, &T, &mut Fields<'_>),
    out: &mut String,
) {
    let resource_of = |record: &T| store.scopes().resource(scope_of(record));
    object(out, |document| {
        let resources = records.chunk_by(|a, b| resource_of(a) == resource_of(b));
        document.objects(of_resources, resources, |entry, records| {
            let row = resource_of(&records[0]);
            entry.object("resource", |fields| resource(store, redactor, row, fields));
            let scopes = records.chunk_by(|a, b| scope_of(a) == scope_of(b));
            entry.objects(of_scopes, scopes, |entry, records| {
                let row = scope_of(&records[0]);
                entry.object("scope", |fields| scope(store, redactor, row, fields));
                entry.objects(of_records, records.iter(), |fields, record| write(redactor, record, fields));
                entry.text("schemaUrl", store.text(store.scopes().schema_url(row)));
            });
            entry.text("schemaUrl", store.text(store.resources().schema_url(row)));
        });
    });
    out.push('\n');
}

fn log(store: &Store, redactor: &mut Redactor<'_>, record: &ExportedLog, fields: &mut Fields<'_>) {
    let ExportedLog { trace_id, span_id, event, log } = record;
    fields.quoted("timeUnixNano", event.time_ns);
    fields.count("severityNumber", log.severity.number().into());
    if let Some(body) = redactor.body(store, log.body) {
        fields.object("body", |fields| value(&body, fields));
    }
    attributes(store, redactor, store.event_attributes(event), fields);
    fields.count("droppedAttributesCount", event.dropped_attributes);
    fields.trace_id(*trace_id);
    fields.span_id("spanId", *span_id);
    fields.text("eventName", &redactor.name(store.text(event.name)));
}

fn resource(store: &Store, redactor: &mut Redactor<'_>, row: ResourceRow, fields: &mut Fields<'_>) {
    attributes(store, redactor, store.resource_attributes(row), fields);
    fields.count("droppedAttributesCount", store.resources().dropped_attributes(row));
}

fn scope(store: &Store, redactor: &mut Redactor<'_>, scope: ScopeRow, fields: &mut Fields<'_>) {
    let scopes = store.scopes();
    fields.text("name", store.text(scopes.name(scope)));
    fields.text("version", store.text(scopes.version(scope)));
    attributes(store, redactor, store.scope_attributes(scope), fields);
    fields.count("droppedAttributesCount", scopes.dropped_attributes(scope));
}

fn span(store: &Store, redactor: &mut Redactor<'_>, row: SpanRow, fields: &mut Fields<'_>) {
    let spans = store.spans();
    let dropped = spans.dropped(row);
    fields.trace_id(store.traces().id(spans.trace(row)));
    fields.span_id("spanId", spans.span_id(row));
    fields.text("traceState", store.text(spans.trace_state(row)));
    fields.span_id("parentSpanId", spans.parent_id(row));
    fields.count("flags", spans.flags(row));
    fields.text("name", &redactor.name(store.text(spans.name(row))));
    fields.count("kind", spans.kind(row) as u32);
    fields.quoted("startTimeUnixNano", spans.start_ns(row));
    fields.quoted("endTimeUnixNano", spans.recorded_end_ns(row).unwrap_or_default());
    attributes(store, redactor, store.attributes(row), fields);
    fields.count("droppedAttributesCount", dropped.attributes);
    let own = store.events().of(row.0..row.0 + 1).filter(|&at| store.log(at).is_none());
    let events = own.map(|at| store.events().value(at));
    fields.objects("events", events, |fields, value| event(store, redactor, value, fields));
    fields.count("droppedEventsCount", dropped.events);
    let links = store.links().of(row.0..row.0 + 1).map(|at| store.links().value(at));
    fields.objects("links", links, |fields, value| link(store, redactor, value, fields));
    fields.count("droppedLinksCount", dropped.links);
    let message = redactor.message(store.text(spans.status_message(row)));
    let status = spans.status(row);
    if status != StatusCode::Unset || !message.is_empty() {
        fields.object("status", |fields| {
            fields.text("message", &message);
            fields.count("code", status as u32);
        });
    }
}

fn event(store: &Store, redactor: &mut Redactor<'_>, event: &Event, fields: &mut Fields<'_>) {
    fields.quoted("timeUnixNano", event.time_ns);
    fields.text("name", &redactor.name(store.text(event.name)));
    attributes(store, redactor, store.event_attributes(event), fields);
    fields.count("droppedAttributesCount", event.dropped_attributes);
}

fn link(store: &Store, redactor: &mut Redactor<'_>, link: &Link, fields: &mut Fields<'_>) {
    fields.trace_id(link.trace_id);
    fields.span_id("spanId", link.span_id);
    fields.text("traceState", store.text(link.trace_state));
    attributes(store, redactor, store.link_attributes(link), fields);
    fields.count("droppedAttributesCount", link.dropped_attributes);
    fields.count("flags", link.flags);
}

fn attributes(store: &Store, redactor: &mut Redactor<'_>, pairs: &[PairRow], fields: &mut Fields<'_>) {
    fields.objects("attributes", redactor.attributes(store, pairs), |fields, (key, tree)| {
        key_value(fields, key, &tree);
    });
}

fn key_value(fields: &mut Fields<'_>, key: &str, tree: &Tree<'_>) {
    canonical::write_string(key, fields.name("key"));
    fields.object("value", |fields| value(tree, fields));
}

/// Writes the one field of an `AnyValue`, if the value has a type.
fn value(tree: &Tree<'_>, fields: &mut Fields<'_>) {
    match tree {
        Tree::Empty => {}
        Tree::String(text) => canonical::write_string(text, fields.name("stringValue")),
        Tree::Bool(value) => fields.name("boolValue").push_str(if *value { "true" } else { "false" }),
        Tree::Int(value) => fields.quoted("intValue", value),
        Tree::Double(value) if value.is_finite() => canonical::write_double(*value, fields.name("doubleValue")),
        Tree::Double(value) => {
            let out = fields.name("doubleValue");
            out.push('"');
            canonical::write_double(*value, out);
            out.push('"');
        }
        Tree::Bytes(base64) => canonical::write_string(base64, fields.name("bytesValue")),
        Tree::Array(items) => fields.object("arrayValue", |list| {
            list.objects("values", items.iter(), |fields, item| value(item, fields));
        }),
        Tree::Map(entries) => fields.object("kvlistValue", |list| {
            list.objects("values", entries.iter(), |fields, (key, value)| key_value(fields, key, value));
        }),
    }
}

/// Appends an object.
fn object(out: &mut String, write: impl FnOnce(&mut Fields<'_>)) {
    out.push('{');
    write(&mut Fields { out, has_some: false });
    out.push('}');
}

/// The fields of an object that is being written. What is empty or zero is left out.
struct Fields<'o> {
    out: &'o mut String,
    has_some: bool,
}

impl Fields<'_> {
    /// Begins a field, whose value comes next.
    fn name(&mut self, name: &str) -> &mut String {
        let comma = if std::mem::replace(&mut self.has_some, true) { "," } else { "" };
        self.out.extend([comma, "\"", name, "\":"]);
        self.out
    }

    fn text(&mut self, name: &str, text: &str) {
        if !text.is_empty() {
            canonical::write_string(text, self.name(name));
        }
    }

    fn count(&mut self, name: &str, count: u32) {
        if count != 0 {
            _ = write!(self.name(name), "{count}");
        }
    }

    fn quoted(&mut self, name: &str, value: impl Display) {
        _ = write!(self.name(name), "\"{value}\"");
    }

    fn trace_id(&mut self, id: TraceId) {
        if !id.is_none() {
            self.quoted("traceId", id);
        }
    }

    fn span_id(&mut self, name: &str, id: SpanId) {
        if !id.is_none() {
            self.quoted(name, id);
        }
    }

    fn object(&mut self, name: &str, write: impl FnOnce(&mut Fields<'_>)) {
        object(self.name(name), write);
    }

    /// A list of objects, unless there are none.
    fn objects<T>(&mut self, name: &str, items: impl Iterator<Item = T>, mut write: impl FnMut(&mut Fields<'_>, T)) {
        let mut is_open = false;
        for item in items {
            if std::mem::replace(&mut is_open, true) {
                self.out.push(',');
            } else {
                self.name(name).push('[');
            }
            object(self.out, |fields| write(fields, item));
        }
        if is_open {
            self.out.push(']');
        }
    }
}
