//! The events of spans, and logs.

use serde::{Deserialize, Serialize};

use super::attributes::{self, Attribute, AttributeValue};
use super::exception::{self, Exception};
use crate::store::{Event, Log, SpanRow, Store};

/// An event of a span, or a log.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct EventDetails {
    /// When it happened, in nanoseconds since the Unix epoch.
    pub time_ns: u64,
    /// When it happened, in nanoseconds since the start of the span or, for a log without a span, of the trace. Negative if it was before; saturates at 64 bits.
    pub offset_ns: i64,
    /// What it is called.
    pub name: String,
    /// Its attributes in the order of the record.
    pub attributes: Vec<Attribute>,
    /// Its exception, if it is one.
    pub exception: Option<Exception>,
    /// The number of attributes that the sender dropped.
    pub dropped_attributes: u32,
    /// Its fields as a log. Absent for an event that the span recorded itself.
    pub log: Option<LogDetails>,
}

/// The fields of a log beyond those of an event. Missing texts are empty.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct LogDetails {
    /// The severity, numbered as in OTLP: 1 to 24. Zero if unknown.
    pub severity: u8,
    /// The word for the severity: trace, debug, info, warn, error, fatal.
    pub level: String,
    /// The body, with its type.
    pub body: AttributeValue,
    /// The body, as text to be shown and copied.
    pub text: String,
    /// The name of the instrumentation scope: of the logger.
    pub logger: String,
    /// The service that wrote it.
    pub service: String,
}

/// The first events of a span, or all.
pub(super) fn of(store: &Store, span: SpanRow, max_events: Option<u32>) -> Vec<EventDetails> {
    let start_ns = store.spans().start_ns(span);
    let positions = store.events().of(span.0..span.0 + 1).take(max_events.map_or(usize::MAX, |most| most as usize));
    positions.map(|at| details(store, (store.events().value(at), store.log(at)), start_ns)).collect()
}

/// An event, or a log, of what started then.
pub(in crate::analysis) fn details(store: &Store, (event, log): (&Event, Option<Log>), start_ns: u64) -> EventDetails {
    let attributes = attributes::in_order(store, store.event_attributes(event));
    let name = store.text(event.name).to_owned();
    let exception = exception::told_by(&attributes).or_else(|| exception::named(&name));
    EventDetails {
        time_ns: event.time_ns,
        offset_ns: offset_ns(event.time_ns, start_ns),
        name,
        attributes,
        exception,
        dropped_attributes: event.dropped_attributes,
        log: log.map(|log| log_details(store, log)),
    }
}

fn log_details(store: &Store, Log { severity, body, scope }: Log) -> LogDetails {
    let body = store.body(body);
    LogDetails {
        severity: severity.number(),
        level: severity.word().unwrap_or_default().to_owned(),
        text: body.to_string(),
        body: body.into(),
        logger: store.text(store.scopes().name(scope)).to_owned(),
        service: store.text(store.scopes().service(scope)).to_owned(),
    }
}

/// The time from a start to an event. What 64 bits do not hold is cut.
fn offset_ns(time_ns: u64, start_ns: u64) -> i64 {
    let size = i64::try_from(time_ns.abs_diff(start_ns)).unwrap_or(i64::MAX);
    if time_ns < start_ns { -size } else { size }
}
