//! Zipkin JSON of both versions: arrays of spans, or of arrays of them, and spans a line each.
//!
//! # Mapping
//!
//! From Zipkin's words to OpenTelemetry's, as the specification's page "OpenTelemetry to Zipkin Transformation" has it, and as
//! `pkg/translator/zipkin` of opentelemetry-collector-contrib reads it; version 1 and pieces as `V1SpanConverter` and `Trace` of openzipkin/zipkin.
//!
//! | Zipkin | here |
//! |---|---|
//! | `traceId`, `id`, `parentId` | ids, of 64 or 128 bits; a parent that is the span itself is none |
//! | `name` | name |
//! | `kind`, else the tag `span.kind` | kind |
//! | `timestamp`, `duration` | start and end, in microseconds; a span without a duration is unfinished |
//! | no `timestamp` | the start of the first event, else of the trace, and the attribute `otel.zipkin.absentField.startTime`, the collector's name for it |
//! | `localEndpoint.serviceName`, unless there is a tag `service.name` | `service.name`, or what the tag `otlp.service.name.source` names |
//! | address and port of `localEndpoint` | `network.local.address`, `.port` |
//! | `remoteEndpoint.serviceName`, unless there is a tag `peer.service` | `peer.service` |
//! | address and port of `remoteEndpoint` | `network.peer.address`, `.port` |
//! | tag `error` of any value but false | status ERROR; its text is the message, unless that is "true" |
//! | tag `otel.status_code`, with or without `STATUS_CODE_`; `otel.status_description` | status and message |
//! | tags `otel.scope.name`, `.version`, else `otel.library.name`, `.version` | instrumentation scope |
//! | tag `w3c.tracestate` | trace state |
//! | tags `otel.dropped_…_count` | what the sender left out |
//! | tags that are a resource's by the semantic conventions | resource attributes |
//! | tags `otlp.link.N` | links |
//! | any other tag | attribute |
//! | `annotations` | events; `"name": {…}`, `{"name": {…}}` and `name\|{…}\|dropped` are events with attributes |
//! | `shared`, two sides of a call in one object or under one id | two spans, the callee's below the caller's |
//! | `debug` | nothing: it asked Zipkin to keep the span |
//!
//! In version 1 `binaryAnnotations` are tags, but for the addresses `sa`, `ca` and `ma`; `lc` is `component`; the annotations `cs`, `cr`, `sr`, `ss`, `ms`,
//! `mr`, `ws`, `wr` say kind, start and end of whoever they name.

mod annotations;
mod classes;
mod endpoint;
mod keys;
mod outline;
mod packed;
mod part;
mod pieces;
mod starts;
mod translate;
mod v1;

use super::reader::Reader;
use super::steps::Steps;
use crate::store::SourceRow;
use keys::KeyHints;
use outline::Outline;

/// A step of Zipkin JSON.
type Record<'a, 'b> = super::record::Record<'a, 'b, KeyHints>;

/// A reader of Zipkin JSON.
pub(super) fn reader(source: SourceRow) -> Box<dyn Reader> {
    Box::new(Steps::new(Outline::new(source)))
}
