//! Jaeger JSON, in all the shapes that files have: the answers of Jaeger's query API and what its page saves, traces by themselves, in arrays
//! or a line each, and spans by themselves, as Jaeger keeps them in Elasticsearch.
//!
//! # Mapping
//!
//! From Jaeger's words to OpenTelemetry's, as the specification's page "OpenTelemetry to Jaeger Transformation" and its page on compatibility
//! with `OpenTracing` have it, and as `pkg/translator/jaeger` of opentelemetry-collector-contrib and `internal/storage/v2/elasticsearch/tracestore`
//! of jaegertracing/jaeger read it.
//!
//! | Jaeger | here |
//! |---|---|
//! | `traceID`, `spanID` | ids; hexadecimal digits, of which leading zeros may be missing |
//! | `parentSpanID`, else the first `CHILD_OF` of the same trace, else the first `FOLLOWS_FROM` of the same trace | parent |
//! | any other reference, and a `FOLLOWS_FROM` that is the parent | link with the attribute `opentracing.ref_type` |
//! | `operationName` | name |
//! | `startTime`, `duration` | start and end, in microseconds, of which there may be fractions |
//! | `startTimeMillis` | start, where there is no `startTime` |
//! | `flags` | trace flags |
//! | tag `span.kind` | kind |
//! | tag `error`, if it is true | status ERROR, the last word on it |
//! | tag `otel.status_code` | status, in letters of either case |
//! | tag `otel.status_description`, else of a failed span `http.status_message` | status message |
//! | tags `otel.scope.name`, `.version`, else `otel.library.name`, `.version` | instrumentation scope |
//! | tag `w3c.tracestate` | trace state |
//! | tags `otel.dropped_…_count` | what the sender left out |
//! | any other tag | attribute, of the type that the tag says; text is read as that type |
//! | `logs` | events; the field `event`, else `message`, is the name |
//! | fields `error.kind`, `message` or `error.object`, `stack` of an event `error` or `exception` | an event `exception` with `exception.type`, `.message`, `.stacktrace` |
//! | `warnings` of a span | attribute `@jaeger@warnings`, Jaeger's own name for it |
//! | `process`, or the one of the trace that `processID` names | resource |
//! | `serviceName`, unless it is `OTLPResourceNoServiceName` | `service.name` |
//! | process tag `hostname`, where there is no `host.name` | `host.name` |
//!
//! An HTTP status alone makes no span ERROR, unlike in the collector: here as for OTLP, the span says so itself.
//!
//! Because processes mostly stand behind their spans, spans are stored without a resource first; when the trace ends, or the file,
//! [`Processes`](processes::Processes) tells the store whose they are.

mod keys;
mod logs;
mod outline;
mod processes;
mod references;
mod span;
mod tags;
mod translate;

use super::reader::Reader;
use super::steps::Steps;
use crate::store::SourceRow;
use keys::KeyHints;
use outline::Outline;

/// A step of Jaeger JSON.
type Record<'a, 'b> = super::record::Record<'a, 'b, KeyHints>;

/// A reader of Jaeger JSON.
pub(super) fn reader(source: SourceRow) -> Box<dyn Reader> {
    Box::new(Steps::new(Outline::new(source)))
}
