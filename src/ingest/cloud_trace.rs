//! Google Cloud Trace: what version 1 of its API answers, and the spans that version 2 takes.
//!
//! Version 1 has traces with their spans, whose labels are text: `{"traces":[{"projectId","traceId","spans":[{"spanId","labels":{…}}]}]}`, an
//! array of traces, or one. Version 2 has spans alone: `{"spans":[{"name":"projects/…/traces/…/spans/…","displayName":{…},"attributes":{…}}]}`.
//!
//! # Mapping
//!
//! From Cloud Trace's words (the references of both versions, and the page "Trace labels" of its documentation) to OpenTelemetry's: the way
//! that OpenTelemetry's exporters went, backwards, in the names that the semantic conventions have now. Sources: `exporter/trace/trace_proto.go` of
//! GoogleCloudPlatform/opentelemetry-operations-go, `opentelemetry/exporter/cloud_trace/__init__.py` of opentelemetry-operations-python.
//!
//! | Cloud Trace | here |
//! |---|---|
//! | `traceId` of a trace; in version 2 the one in `name` | trace id |
//! | `spanId`, `parentSpanId` | span id, parent; in version 1 decimal numbers, in version 2 hexadecimal |
//! | `name`; in version 2 `displayName` | name |
//! | `startTime`, `endTime` | start and end |
//! | `kind` `RPC_SERVER`, `RPC_CLIENT`; in version 2 `spanKind` | kind |
//! | `status`: `code` 0 or none, any other | status OK, ERROR with the message; a code that is not 2 is `rpc.grpc.status_code`, too |
//! | in version 1 `/error/name`, or `/http/status_code` from 500 | status ERROR with `/error/message` |
//! | `timeEvents`: `annotation`, `messageEvent` | events; those of messages are named `rpc.message` |
//! | `links` | links; a `type` is the attribute `cloudtrace.link.type` |
//! | `sameProcessAsParentSpan` | trace flags: whether the parent is remote |
//! | `stackTrace`, `/stacktrace` | `code.stacktrace` |
//! | `projectId`, or the one in `name` | `cloud.account.id` of the resource |
//! | `dropped…Count` | what the sender left out |
//! | labels of its own, such as `/http/method`, in an older form `trace.cloud.google.com/http/method` | attributes, see [`labels`] |
//! | labels `g.co/…`, and attributes that the semantic conventions know of resources | resource |
//! | labels `service.name`, `g.co/r/k8s_container/container_name`, `g.co/gae/app/module`, `g.co/r/cloud_run_revision/service_name`, `/component`: the first that is there | `service.name` |
//! | any other label or attribute | attribute |
//! | `truncatedByteCount`, `nextPageToken`, a trace without `spans` | told in the report |

mod attributes;
mod events;
mod ids;
mod keys;
mod labels;
mod records;
mod span;
mod translate;

use super::outline::Outline;
use super::reader::Reader;
use super::steps::Steps;
use crate::store::SourceRow;
use keys::KeyHints;
use records::Spans;

/// A step of Cloud Trace's JSON.
type Record<'a, 'b> = super::record::Record<'a, 'b, KeyHints>;

/// A reader of Cloud Trace's JSON.
pub(super) fn reader(source: SourceRow) -> Box<dyn Reader> {
    Box::new(Steps::new(Outline::new(Spans::new(source))))
}
