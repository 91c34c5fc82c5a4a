//! What the SDKs of OpenTelemetry print: Python's `ConsoleSpanExporter`, and `stdouttrace` of Go.
//!
//! Both print one object after the other, indented or on a line each, mixed with whatever else the program prints. Lines of text, and objects that
//! are no spans, are passed over and counted. What JavaScript's `ConsoleSpanExporter` prints is no JSON and is not read.
//!
//! # Mapping
//!
//! From the names of `ReadableSpan.to_json` of opentelemetry-python (`opentelemetry-sdk/src/opentelemetry/sdk/trace/__init__.py`), and of `SpanStub` of
//! opentelemetry-go (`sdk/trace/tracetest/span.go`), which `exporters/stdout/stdouttrace` prints, to those of OTLP. Older versions are read, too.
//!
//! | Python | Go | here |
//! |---|---|---|
//! | `context`: `trace_id`, `span_id` as `0x…` | `SpanContext`: `TraceID`, `SpanID` | trace id, span id |
//! | `context.trace_state`, a list of members as Python prints one | `SpanContext.TraceState`; a list before 1.0 | trace state, as W3C writes it |
//! | | `SpanContext.TraceFlags`; a number before 1.0 | trace flags |
//! | `parent_id` | `Parent.SpanID`; `ParentSpanID` before 1.0 | parent |
//! | | `Parent.Remote`; `HasRemoteParent` before 1.0 | trace flags: whether the parent is remote |
//! | `name` | `Name` | name |
//! | `kind`, as `SpanKind.SERVER` | `SpanKind`, by number | kind |
//! | `start_time`, `end_time` | `StartTime`, `EndTime` | start and end; the first second of year 1 is none |
//! | `status`: `status_code`, `description` | `Status`: `Code`, `Description`; `StatusCode`, `StatusMessage` before 1.0 | status, with the message |
//! | `attributes` | `Attributes`: `Key`, `Value` with its `Type` | attributes; a number of the type `FLOAT64` is a float, whatever it looks like |
//! | `events`: `name`, `timestamp`, `attributes` | `Events`: `Name`, `Time`, `Attributes`; `MessageEvents` before 1.0 | events |
//! | `links`: `context`, `attributes` | `Links`: `SpanContext`, `Attributes` | links |
//! | | `DroppedAttributes`, `DroppedEvents`, `DroppedLinks`, `DroppedAttributeCount`, … | what was left out |
//! | `resource`: `attributes`, `schema_url`; its attributes alone before 1.12 | `Resource` | resource |
//! | | `InstrumentationScope`; `InstrumentationLibrary` before 1.20 | scope |
//! | | `ChildSpanCount`, `SpanContext.Remote` of a span | nothing |

mod attributes;
mod context;
mod keys;
mod origin;
mod records;
mod span;

use super::outline::Outline;
use super::reader::Reader;
use super::steps::Steps;
use crate::store::SourceRow;
use keys::KeyHints;
use records::Spans;

/// A step of what an SDK printed.
type Record<'a, 'b> = super::record::Record<'a, 'b, KeyHints>;

/// A reader of what SDKs print.
pub(super) fn reader(source: SourceRow) -> Box<dyn Reader> {
    Box::new(Steps::new(Outline::new(Spans::new(source))))
}
