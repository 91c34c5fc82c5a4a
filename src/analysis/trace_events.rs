//! The events and logs of one trace, by time, a page at a time.

use serde::{Deserialize, Serialize};

use super::span_details::{EventDetails, event_details};
use super::trace::known;
use super::trace_search::Search;
use crate::error::Result;
use crate::sort::sort_by_key;
use crate::store::{Event, Log, SpanRow, Store, TraceRow};
use crate::units::Severity;

/// Which page of which events and logs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct TraceEventsOptions {
    /// The lowest severity to include, as in OTLP from 1 to 24; zero includes all. Exceptions are always included.
    pub severity: u8,
    /// A text that must occur, ignoring case, in the name, the body, or keys and values of attributes. The empty text includes all.
    pub text: String,
    /// How many come before the page.
    pub offset: u32,
    /// How many the page has at most.
    pub limit: u32,
    /// An event or log that the page must contain: then the page is the one with this event among pages of `limit`, and `offset` is
    /// ignored. If it is left out or does not exist, this has no effect.
    pub around: Option<TraceEventKey>,
}

/// Identifies an event or a log of a trace.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct TraceEventKey {
    /// The span that it belongs to, numbered as in [`Trace`](super::Trace). Absent for a log of the trace alone.
    pub span: Option<u32>,
    /// Its number among the events of the span, or among the logs of the trace that have none.
    pub number: u32,
}

impl Default for TraceEventsOptions {
    /// The first 100 of all.
    fn default() -> Self {
        Self { severity: 0, text: String::new(), offset: 0, limit: 100, around: None }
    }
}

/// A page of the events and logs of a trace, with or without a span.
///
/// # Shape and units
///
/// Ordered by time, then by the row of the span, logs of no span last, then as in the details of the span.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct TraceEvents {
    /// All events and logs of the trace.
    pub total: u32,
    /// The number of those that match, on any page.
    pub matching: u32,
    /// How many of these come before the page.
    pub offset: u32,
    /// Those of the page.
    pub rows: Vec<TraceEvent>,
}

/// An event or a log, with its span.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct TraceEvent {
    /// The span that it belongs to, numbered from zero as in [`Trace`](super::Trace). Absent for a log without a span.
    pub span: Option<u32>,
    /// The name of that span, or empty.
    pub span_name: String,
    /// The service of that span, or, without a span, the service that wrote the log.
    pub service: String,
    /// Its number from zero among the events of the span, or among the logs of the trace that have none.
    pub number: u32,
    /// Its content, with its offset from the start of the earliest span of the trace.
    pub event: EventDetails,
}

/// An event or a log of a trace, wherever it is kept.
#[derive(Debug, Clone, Copy)]
struct Place {
    time_ns: u64,
    /// The row of the span, or none.
    span: u32,
    /// Its position among the events, or among the logs of traces.
    position: u32,
}

const NO_SPAN: u32 = u32::MAX;

impl Place {
    fn read(self, store: &Store) -> (&Event, Option<Log>) {
        if self.span == NO_SPAN {
            let log = store.trace_logs().value(self.position);
            return (&log.event, Some(log.log));
        }
        (store.events().value(self.position), store.log(self.position))
    }

    /// What it is called among those of its trace.
    fn key(self, store: &Store, TraceRow(trace): TraceRow) -> TraceEventKey {
        if self.span == NO_SPAN {
            let first = store.trace_logs().of(trace..trace + 1).start;
            return TraceEventKey { span: None, number: self.position - first };
        }
        let first = store.events().of(self.span..self.span + 1).start;
        let first_span = store.traces().spans(TraceRow(trace)).start;
        TraceEventKey { span: Some(self.span - first_span), number: self.position - first }
    }
}

/// A page of the events and logs of a trace.
///
/// # Errors
///
/// `BadOption` if there is no such row.
///
/// # Complexity
///
/// O(n log n) for n events and logs of the trace, and O(their attributes) where a text is looked for.
///
/// # Example
///
/// ```
/// use spanlens::analysis::{TraceEventKey, TraceEventsOptions, trace_events};
/// use spanlens::sketch::sketch;
/// use spanlens::store::TraceRow;
///
/// let store = sketch(
///     "shop GET /cart   0..100  ^begin
///        cart get      10..60   ~\"warn: cache miss for cart 17\"",
/// )?;
/// let all = trace_events(&store, TraceRow(0), &TraceEventsOptions::default())?;
/// assert_eq!((all.total, &all.rows[0].event.name[..], all.rows[1].span), (2, "begin", Some(1)));
/// let warnings = TraceEventsOptions { severity: 13, text: "CACHE".to_owned(), ..TraceEventsOptions::default() };
/// let found = trace_events(&store, TraceRow(0), &warnings)?;
/// let log = found.rows[0].event.log.as_ref().ok_or("a log")?;
/// assert_eq!((found.matching, &log.level[..], &log.text[..]), (1, "warn", "cache miss for cart 17"));
/// let second = TraceEventKey { span: Some(1), number: 0 };
/// let its_page = TraceEventsOptions { limit: 1, around: Some(second), ..TraceEventsOptions::default() };
/// assert_eq!(trace_events(&store, TraceRow(0), &its_page)?.offset, 1);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn trace_events(store: &Store, row: TraceRow, options: &TraceEventsOptions) -> Result<TraceEvents> {
    known(store, row)?;
    let mut places = places(store, row);
    let total = count(places.len());
    let mut search = Search::new(store, &options.text);
    places.retain(|place| {
        let (event, log) = place.read(store);
        let severity = log.map_or(Severity::NONE, |log| log.severity);
        let is_bad = severity.number() >= options.severity || store.tells_exception(event);
        is_bad && search.as_mut().is_none_or(|search| search.is_in_event(event, log))
    });
    sort_by_key(&mut places, |place| (place.time_ns, place.span, place.position));
    let starts = store.traces().spans(row).map(|row| store.spans().start_ns(SpanRow(row)));
    let origin_ns = starts.min().unwrap_or_default();
    let offset = offset(store, row, &places, options);
    let page = places.iter().skip(offset as usize).take(options.limit as usize);
    let rows = page.map(|&place| told(store, (row, origin_ns), place)).collect();
    Ok(TraceEvents { total, matching: count(places.len()), offset, rows })
}

fn places(store: &Store, row: TraceRow) -> Vec<Place> {
    let (events, logs) = (store.events(), store.trace_logs());
    let of_spans = events.of(store.traces().spans(row)).map(|position| {
        let (time_ns, span) = (events.value(position).time_ns, events.owner(position));
        Place { time_ns, span, position }
    });
    let of_trace = logs.of(row.0..row.0 + 1).map(|position| {
        let time_ns = logs.value(position).event.time_ns;
        Place { time_ns, span: NO_SPAN, position }
    });
    of_spans.chain(of_trace).collect()
}

/// How many come before the page that is asked for.
fn offset(store: &Store, row: TraceRow, places: &[Place], options: &TraceEventsOptions) -> u32 {
    let key = options.around.filter(|_| options.limit > 0);
    let at = key.and_then(|key| places.iter().position(|place| place.key(store, row) == key));
    at.map_or(options.offset, |at| count(at) / options.limit * options.limit)
}

fn told(store: &Store, (trace, origin_ns): (TraceRow, u64), place: Place) -> TraceEvent {
    let TraceEventKey { span, number } = place.key(store, trace);
    let (event, log) = place.read(store);
    let event = event_details(store, (event, log), origin_ns);
    let (service, span_name) = if place.span == NO_SPAN {
        (log.map(|log| store.scopes().service(log.scope)).unwrap_or_default(), "")
    } else {
        let span = SpanRow(place.span);
        (store.service(span), store.text(store.spans().name(span)))
    };
    TraceEvent { span, span_name: span_name.to_owned(), service: store.text(service).to_owned(), number, event }
}

fn count(of: usize) -> u32 {
    u32::try_from(of).unwrap_or(u32::MAX)
}
