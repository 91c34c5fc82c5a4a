//! Rows of ClickHouse, as the tables of traces in it have them: blocks of columns (`FORMAT Native`), and objects of JSON (`FORMAT JSONEachRow`).
//!
//! A file of such rows is what `SELECT … FROM otel_traces … INTO OUTFILE` writes, and the answer of a server to such a query is the same bytes.
//! Columns are found by their names and read by their types, whatever those are. Columns with other names are passed over.
//!
//! # Mapping
//!
//! From the columns of `otel_traces` as the exporter of OpenTelemetry's collector creates it, in all of its generations, with the relatives of that
//! table (Coroot, ClickStack). Sources: `exporter/clickhouseexporter` of open-telemetry/opentelemetry-collector-contrib, above all
//! `internal/sqltemplates`; the documentation of ClickHouse on the formats `Native` and `JSONEachRow`, and `src/Formats/NativeReader.cpp` and
//! `src/DataTypes/Serializations/` of ClickHouse/ClickHouse.
//!
//! | column | here |
//! |---|---|
//! | `TraceId`, `SpanId`, `ParentSpanId` | ids; as text, as numbers, as UUIDs, or as bytes |
//! | `Timestamp` | start; as a time, or as a number of nanoseconds |
//! | `Duration` | end, which is the start and the duration in 64 bits, as the exporter subtracts in 64 bits: so an end before the start comes back, and that of a span without one is zero |
//! | `SpanName`, `TraceState`, `StatusMessage` | the same |
//! | `SpanKind`: `Server`, or `SPAN_KIND_SERVER` as before | kind |
//! | `StatusCode`: `Error`, or `STATUS_CODE_ERROR` as before | status |
//! | `SpanAttributes`, `ResourceAttributes`: a map, or JSON as text | attributes; objects in objects have the names of both with a point between |
//! | `ServiceName` | `service.name` of the resource |
//! | `ScopeName`, `ScopeVersion`; in tables without them the attributes `otel.scope.name`, `otel.scope.version` | scope |
//! | `Events.Timestamp`, `Events.Name`, `Events.Attributes`, lists of equal length; or one column `Events` | events |
//! | `Links.TraceId`, `Links.SpanId`, `Links.TraceState`, `Links.Attributes`; or one column `Links` | links |
//!
//! From those of `otel_logs`, which has no `SpanName` and has a `Body`, in all of its generations:
//!
//! | column | here |
//! |---|---|
//! | `Timestamp`, `TraceId`, `SpanId` | time, and the ids of the trace and the span that the log belongs to |
//! | `Body` | what it says, as text; nothing where it is empty |
//! | `SeverityNumber`, or what `SeverityText` means where that is zero or absent | severity |
//! | `LogAttributes` | attributes, as those of spans |
//! | `EventName`, or the attribute `event.name` | name |
//! | `ResourceSchemaUrl`, `ScopeSchemaUrl`, `ScopeAttributes` | the same, beside what rows of spans have of resource and scope |

mod attributes;
mod blocks;
mod cells;
mod column;
mod decode;
mod json;
mod keeper;
mod keys;
mod look;
mod native;
mod nested;
mod row;
#[cfg(test)]
mod tests;
mod type_text;
mod types;
mod wire;
mod words;

use super::outline::Outline;
use super::reader::Reader;
use super::steps::Steps;
use crate::store::SourceRow;
use crate::units::{SpanId, TraceId};
pub(crate) use blocks::{Block, Blocks};
pub(crate) use column::Cell;
use json::Rows;
use keys::KeyHints;
pub(super) use look::{Look, look};
use native::Native;

/// A row that is being read.
type Record<'a, 'b> = super::record::Record<'a, 'b, KeyHints>;

/// The id of a trace in a cell, as rows have it. None where there is none.
pub(crate) fn trace_id(cell: Cell<'_>) -> TraceId {
    match cell {
        Cell::Text(text) => words::trace_id(text).id,
        _ => TraceId::NONE,
    }
}

/// The id of a span in a cell, likewise.
pub(crate) fn span_id(cell: Cell<'_>) -> SpanId {
    match cell {
        Cell::Text(text) => words::span_id(text).id,
        Cell::Uint(number) => SpanId(number),
        Cell::Int(number) => SpanId(number.cast_unsigned()),
        _ => SpanId::NONE,
    }
}

/// A reader of blocks of columns.
pub(super) fn native_reader(source: SourceRow) -> Box<dyn Reader> {
    Box::new(Native::new(source))
}

/// A reader of rows as objects of JSON.
pub(super) fn json_reader(source: SourceRow) -> Box<dyn Reader> {
    Box::new(Steps::new(Outline::new(Rows::new(source))))
}
