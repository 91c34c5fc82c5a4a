//! OTLP in protobuf: `ExportTraceServiceRequest`, which is `TracesData`, and `ExportLogsServiceRequest`, which is `LogsData`, as often as they
//! come. Messages may simply follow one another, as `resource_spans` and `resource_logs` repeat.
//!
//! A span is read straight from its bytes into the store: no message becomes a value of its own. It is the same there as from
//! [`otlp_json`](super::otlp_json):
//!
//! | OTLP | here |
//! |---|---|
//! | `resource_spans`, `scope_spans`, `spans` | resource, scope and span; all fields of theirs but `entity_refs` |
//! | `instrumentation_library_spans` (1000) | as `scope_spans`, unless there were some |
//! | `trace_id`, `span_id`, `parent_span_id` | ids; fewer bytes are the low end; text is decoded, and counted |
//! | `fixed64` times | as they are |
//! | `Status.deprecated_code` | not 0 where `code` is unset: ERROR |
//! | `array_value`, `kvlist_value`, `bytes_value` | canonical text, see [`Value`](crate::store::Value) |
//! | `resource_logs`, `scope_logs`, `log_records` | resource, scope and log; all fields but `flags`, and `severity_text` beside a number |
//! | `resource_metrics`, `resource_profiles` | counted |
//! | unknown fields, groups | skipped |
//!
//! By the rules of protobuf, a field that comes twice counts as it came last, and a message that comes twice is joined. Fields of a known
//! number that are written in another way than theirs are an error: what is left of their `ResourceSpans` is skipped, and
//! counted if another follows.
//!
//! Sources: open-telemetry/opentelemetry-proto (`opentelemetry/proto/{collector/trace,trace,logs,resource,common}/v1`, and its history for what
//! is deprecated); the encoding guide of Protocol Buffers.

mod fields;
mod ids;
mod log;
mod origin;
mod outline;
mod parts;
mod probe;
mod record;
mod signal;
mod span;
mod value;
mod wire;
mod wire_type;

use super::reader::Reader;
use crate::store::SourceRow;
use outline::Outline;
pub(super) use probe::{Look, look};

/// What a request starts with: the tag of `resource_spans`.
const FIRST_BYTE: u8 = 0x0a;

/// A reader of OTLP in protobuf.
pub(super) fn reader(source: SourceRow) -> Box<dyn Reader> {
    Box::new(Outline::new(source))
}
