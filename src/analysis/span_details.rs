//! All details of one span.

mod attributes;
mod events;
mod exception;
mod linked_from;
mod links;
mod model_call;

use serde::{Deserialize, Serialize};

use crate::error::{ErrorKind, Result};
use crate::store::{ScopeRow, SpanHandle, SpanRow, Store, TraceHandle};
use crate::units::{SpanKind, StatusCode};

pub use attributes::{Attribute, AttributeValue};
pub(super) use events::details as event_details;
pub use events::{EventDetails, LogDetails};
pub use exception::Exception;
pub use linked_from::{LinkSource, LinkedFrom};
pub use links::{LinkDetails, LinkTarget};
pub use model_call::{ModelCall, ModelMessage};

/// A span with all fields of its record. Missing texts are empty.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SpanDetails {
    /// The span itself.
    pub handle: SpanHandle,
    /// Its trace.
    pub trace: TraceHandle,
    /// The id of the trace, 32 hexadecimal digits, all zero if missing.
    pub trace_id: String,
    /// The id of the span, 16 hexadecimal digits, all zero if missing.
    pub span_id: String,
    /// The id of the parent as in the record, whether that span exists or not. All zero for roots.
    pub parent_span_id: String,
    /// The parent, if it exists.
    pub parent: Option<SpanHandle>,
    /// The service.
    pub service: String,
    /// The name of the operation.
    pub name: String,
    /// The kind of the span.
    pub kind: SpanKind,
    /// The start in nanoseconds since the Unix epoch.
    pub start_ns: u64,
    /// The end as in the record, even if it is before the start. Absent if the span is unfinished.
    pub end_ns: Option<u64>,
    /// The duration in nanoseconds; zero for spans that are unfinished or ended before they started.
    pub duration_ns: u64,
    /// The self time: the time in which none of its children runs, in nanoseconds.
    pub self_ns: u64,
    /// The status of the span.
    pub status: StatusCode,
    /// The message beside the status.
    pub status_message: String,
    /// The W3C trace state.
    pub trace_state: String,
    /// The W3C trace flags and OTLP's bits above them.
    pub flags: u32,
    /// The attributes of the span itself, in the order of the record.
    pub attributes: Vec<Attribute>,
    /// The exception in the span's own attributes.
    pub exception: Option<Exception>,
    /// The call of a language model in the span, with its messages. Messages in events that are not returned are left out.
    pub model_call: Option<ModelCall>,
    /// The events in the order of the record, and then the logs by time; only the first ones if a maximum was given.
    pub events: Vec<EventDetails>,
    /// The number of all events and logs, including those not returned.
    pub event_count: u32,
    /// The links in the order of the record.
    pub links: Vec<LinkDetails>,
    /// The spans with links to this one.
    pub linked_from: LinkedFrom,
    /// The number of attributes of the span itself that the sender dropped.
    pub dropped_attributes: u32,
    /// The number of events that the sender dropped.
    pub dropped_events: u32,
    /// The number of links that the sender dropped.
    pub dropped_links: u32,
    /// The instrumentation scope.
    pub scope: ScopeDetails,
    /// The resource that recorded the span.
    pub resource: ResourceDetails,
    /// The file or other source that the span came from.
    pub source: String,
    /// The group of that file.
    pub group: String,
}

/// An instrumentation scope.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ScopeDetails {
    /// The name of the instrumenting library.
    pub name: String,
    /// Its version.
    pub version: String,
    /// The schema URL of its spans.
    pub schema_url: String,
    /// Its attributes by key, as text.
    pub attributes: Vec<Attribute>,
    /// The number of attributes that the sender dropped.
    pub dropped_attributes: u32,
}

/// A resource.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ResourceDetails {
    /// The schema URL of its attributes.
    pub schema_url: String,
    /// Its attributes by key, as text.
    pub attributes: Vec<Attribute>,
    /// The number of attributes that the sender dropped.
    pub dropped_attributes: u32,
}

/// All details of a span; of its events and logs the first `max_events`, or all.
///
/// # Errors
///
/// `BadOption` if there is no such row.
///
/// # Complexity
///
/// O(size of the span + links of the store), and if it has links O((traces + links) · log links + spans of the linked traces).
///
/// # Example
///
/// ```
/// use spanlens::analysis::{AttributeValue, span_details};
/// use spanlens::sketch::sketch;
/// use spanlens::store::SpanRow;
///
/// let store = sketch("shop GET /cart  0..120 @server http.response.status_code=500 !\"no luck\" ^retry")?;
/// let details = span_details(&store, SpanRow(0), None)?;
/// assert_eq!((&details.name[..], &details.status_message[..]), ("GET /cart", "no luck"));
/// assert_eq!(details.attributes[0].value, AttributeValue::Int(500));
/// assert_eq!(details.resource.attributes[0].key, "service.name");
/// assert_eq!((&details.events[0].name[..], details.events[0].offset_ns), ("retry", 0));
/// # Ok::<(), spanlens::error::Error>(())
/// ```
pub fn span_details(store: &Store, span: SpanRow, max_events: Option<u32>) -> Result<SpanDetails> {
    let spans = store.spans();
    if span.0 >= spans.len() {
        return Err(ErrorKind::BadOption { option: "the span", expected: "the row of a span that is loaded" }.into());
    }
    let (trace, dropped) = (spans.trace(span), spans.dropped(span));
    let sources = store.sources();
    let source = sources.sources().get(spans.source(span).0 as usize);
    let group = source.and_then(|source| sources.groups().get(source.group as usize));
    let attributes = attributes::in_order(store, store.attributes(span));
    let events = events::of(store, span, max_events);
    Ok(SpanDetails {
        handle: store.span_handle(span),
        trace: store.trace_handle(trace),
        trace_id: store.traces().id(trace).to_string(),
        span_id: spans.span_id(span).to_string(),
        parent_span_id: spans.parent_id(span).to_string(),
        parent: store.parent(span).map(|parent| store.span_handle(parent)),
        service: store.text(store.service(span)).to_owned(),
        name: store.text(spans.name(span)).to_owned(),
        kind: spans.kind(span),
        start_ns: spans.start_ns(span),
        end_ns: spans.recorded_end_ns(span),
        duration_ns: spans.duration_ns(span),
        self_ns: super::self_time_ns(store, span),
        status: spans.status(span),
        status_message: store.text(spans.status_message(span)).to_owned(),
        trace_state: store.text(spans.trace_state(span)).to_owned(),
        flags: spans.flags(span),
        exception: exception::told_by(&attributes),
        model_call: model_call::told_by(&attributes, &events),
        attributes,
        events,
        event_count: event_count(store, span),
        links: links::of(store, span),
        linked_from: linked_from::of(store, span),
        dropped_attributes: dropped.attributes,
        dropped_events: dropped.events,
        dropped_links: dropped.links,
        scope: scope(store, spans.scope(span)),
        resource: resource(store, spans.scope(span)),
        source: source.map(|source| source.name.clone()).unwrap_or_default(),
        group: group.cloned().unwrap_or_default(),
    })
}

fn event_count(store: &Store, SpanRow(row): SpanRow) -> u32 {
    let events = store.events().of(row..row + 1);
    events.end - events.start
}

fn scope(store: &Store, scope: ScopeRow) -> ScopeDetails {
    let scopes = store.scopes();
    ScopeDetails {
        name: store.text(scopes.name(scope)).to_owned(),
        version: store.text(scopes.version(scope)).to_owned(),
        schema_url: store.text(scopes.schema_url(scope)).to_owned(),
        attributes: attributes::by_key(store, store.scope_attributes(scope)),
        dropped_attributes: scopes.dropped_attributes(scope),
    }
}

fn resource(store: &Store, scope: ScopeRow) -> ResourceDetails {
    let (resources, resource) = (store.resources(), store.scopes().resource(scope));
    ResourceDetails {
        schema_url: store.text(resources.schema_url(resource)).to_owned(),
        attributes: attributes::by_key(store, store.resource_attributes(resource)),
        dropped_attributes: resources.dropped_attributes(resource),
    }
}
