//! OTLP in protobuf.
//!
//! Source: `opentelemetry/proto/{trace,logs,resource,common}/v1` of open-telemetry/opentelemetry-proto. Fields are written in the order of
//! their numbers. Times are written always, so that a span or a log is never taken for a record of
//! another signal.

use prost::encoding::{bool, double, fixed32, fixed64, int32, int64};

use super::logs::ExportedLog;
use super::redaction::Redactor;
use super::tree::Tree;
use super::wire::{bytes, count, message, text};
use crate::ingest::base64;
use crate::store::{Event, Link, PairRow, ResourceRow, ScopeRow, SpanRow, Store};
use crate::units::{SpanId, StatusCode};

/// Appends spans as a message, those of a resource together, and of these those of a scope.
pub(super) fn write(store: &Store, redactor: &mut Redactor<'_>, rows: &[SpanRow], out: &mut Vec<u8>) {
    let scope_of = |&row: &SpanRow| store.spans().scope(row);
    let write = |redactor: &mut Redactor<'_>, &row: &SpanRow, out: &mut Vec<u8>| span(store, redactor, row, out);
    write_records(store, redactor, (rows, scope_of), write, out);
}

/// Appends logs as a message, those of a resource together, and of these those of a scope.
pub(super) fn write_logs(store: &Store, redactor: &mut Redactor<'_>, logs: &[ExportedLog], out: &mut Vec<u8>) {
    let scope_of = |record: &ExportedLog| record.log.scope;
    let write =
        |redactor: &mut Redactor<'_>, record: &ExportedLog, out: &mut Vec<u8>| log(store, redactor, record, out);
    write_records(store, redactor, (logs, scope_of), write, out);
}

/// Appends records: messages around them have the same fields, whatever they are.
fn write_records<T>(
    store: &Store,
    redactor: &mut Redactor<'_>,
    (records, scope_of): (&[T], impl Fn(&T) -> ScopeRow),
    write: impl Fn(&mut Redactor<'_>, &T, &mut Vec<u8>),
    out: &mut Vec<u8>,
) {
    let resource_of = |record: &T| store.scopes().resource(scope_of(record));
    for records in records.chunk_by(|a, b| resource_of(a) == resource_of(b)) {
        message(1, out, |out| {
            let row = resource_of(&records[0]);
            message(1, out, |out| resource(store, redactor, row, out));
            for records in records.chunk_by(|a, b| scope_of(a) == scope_of(b)) {
                let row = scope_of(&records[0]);
                message(2, out, |out| write_scope(store, redactor, (row, records), &write, out));
            }
            text(3, store.text(store.resources().schema_url(row)), out);
        });
    }
}

fn write_scope<T>(
    store: &Store,
    redactor: &mut Redactor<'_>,
    (row, records): (ScopeRow, &[T]),
    write: impl Fn(&mut Redactor<'_>, &T, &mut Vec<u8>),
    out: &mut Vec<u8>,
) {
    message(1, out, |out| scope(store, redactor, row, out));
    for record in records {
        message(2, out, |out| write(redactor, record, out));
    }
    text(3, store.text(store.scopes().schema_url(row)), out);
}

fn log(store: &Store, redactor: &mut Redactor<'_>, record: &ExportedLog, out: &mut Vec<u8>) {
    let ExportedLog { trace_id, span_id: span, event, log } = record;
    fixed64::encode(1, &event.time_ns, out);
    count(2, log.severity.number().into(), out);
    if let Some(body) = redactor.body(store, log.body) {
        message(5, out, |out| value(&body, out));
    }
    attributes(store, redactor, 6, store.event_attributes(event), out);
    count(7, event.dropped_attributes, out);
    bytes(9, &trace_id.0, out);
    span_id(10, *span, out);
    text(12, &redactor.name(store.text(event.name)), out);
}

fn resource(store: &Store, redactor: &mut Redactor<'_>, row: ResourceRow, out: &mut Vec<u8>) {
    attributes(store, redactor, 1, store.resource_attributes(row), out);
    count(2, store.resources().dropped_attributes(row), out);
}

fn scope(store: &Store, redactor: &mut Redactor<'_>, scope: ScopeRow, out: &mut Vec<u8>) {
    let scopes = store.scopes();
    text(1, store.text(scopes.name(scope)), out);
    text(2, store.text(scopes.version(scope)), out);
    attributes(store, redactor, 3, store.scope_attributes(scope), out);
    count(4, scopes.dropped_attributes(scope), out);
}

fn span(store: &Store, redactor: &mut Redactor<'_>, row: SpanRow, out: &mut Vec<u8>) {
    let spans = store.spans();
    let dropped = spans.dropped(row);
    bytes(1, &store.traces().id(spans.trace(row)).0, out);
    span_id(2, spans.span_id(row), out);
    text(3, store.text(spans.trace_state(row)), out);
    span_id(4, spans.parent_id(row), out);
    text(5, &redactor.name(store.text(spans.name(row))), out);
    count(6, spans.kind(row) as u32, out);
    fixed64::encode(7, &spans.start_ns(row), out);
    fixed64::encode(8, &spans.recorded_end_ns(row).unwrap_or_default(), out);
    attributes(store, redactor, 9, store.attributes(row), out);
    count(10, dropped.attributes, out);
    for at in store.events().of(row.0..row.0 + 1).filter(|&at| store.log(at).is_none()) {
        message(11, out, |out| event(store, redactor, store.events().value(at), out));
    }
    count(12, dropped.events, out);
    for at in store.links().of(row.0..row.0 + 1) {
        message(13, out, |out| link(store, redactor, store.links().value(at), out));
    }
    count(14, dropped.links, out);
    let status_message = redactor.message(store.text(spans.status_message(row)));
    let status = spans.status(row);
    if status != StatusCode::Unset || !status_message.is_empty() {
        message(15, out, |out| {
            text(2, &status_message, out);
            int32::encode(3, &i32::from(status as u8), out);
        });
    }
    flags(16, spans.flags(row), out);
}

fn event(store: &Store, redactor: &mut Redactor<'_>, event: &Event, out: &mut Vec<u8>) {
    fixed64::encode(1, &event.time_ns, out);
    text(2, &redactor.name(store.text(event.name)), out);
    attributes(store, redactor, 3, store.event_attributes(event), out);
    count(4, event.dropped_attributes, out);
}

fn link(store: &Store, redactor: &mut Redactor<'_>, link: &Link, out: &mut Vec<u8>) {
    bytes(1, &link.trace_id.0, out);
    span_id(2, link.span_id, out);
    text(3, store.text(link.trace_state), out);
    attributes(store, redactor, 4, store.link_attributes(link), out);
    count(5, link.dropped_attributes, out);
    flags(6, link.flags, out);
}

fn span_id(number: u32, id: SpanId, out: &mut Vec<u8>) {
    if !id.is_none() {
        bytes(number, &id.0.to_be_bytes(), out);
    }
}

fn flags(number: u32, flags: u32, out: &mut Vec<u8>) {
    if flags != 0 {
        fixed32::encode(number, &flags, out);
    }
}

fn attributes(store: &Store, redactor: &mut Redactor<'_>, number: u32, pairs: &[PairRow], out: &mut Vec<u8>) {
    for (key, tree) in redactor.attributes(store, pairs) {
        key_value(number, key, &tree, out);
    }
}

fn key_value(number: u32, key: &str, tree: &Tree<'_>, out: &mut Vec<u8>) {
    message(number, out, |out| {
        text(1, key, out);
        message(2, out, |out| value(tree, out));
    });
}

/// Appends the one field of an `AnyValue`, if the value has a type.
fn value(tree: &Tree<'_>, out: &mut Vec<u8>) {
    match tree {
        Tree::Empty => {}
        Tree::String(text) => bytes(1, text.as_bytes(), out),
        Tree::Bool(value) => bool::encode(2, value, out),
        Tree::Int(value) => int64::encode(3, value, out),
        Tree::Double(value) => double::encode(4, value, out),
        Tree::Array(items) => message(5, out, |out| {
            for item in items {
                message(1, out, |out| value(item, out));
            }
        }),
        Tree::Map(entries) => message(6, out, |out| {
            for (key, value) in entries {
                key_value(1, key, value, out);
            }
        }),
        Tree::Bytes(text) => match base64::decode(text.as_bytes()) {
            Some(decoded) => bytes(7, &decoded, out),
            None => bytes(1, text.as_bytes(), out),
        },
    }
}
