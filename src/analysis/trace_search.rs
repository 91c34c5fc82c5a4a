//! Search within a trace: the spans that contain a text, and the failed spans.

mod needle;

use serde::{Deserialize, Serialize};

use super::trace::known;
use crate::error::Result;
use crate::store::{BodyRow, Event, Log, PairRow, SpanRow, Store, Sym, TraceRow};
use crate::units::FailureRule;
use needle::Needle;

/// Some of the spans of a trace.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SpanMatches {
    /// The spans, ascending, numbered from zero as in [`Trace`](super::Trace).
    #[serde(with = "crate::column")]
    pub spans: Vec<u32>,
}

/// The spans that contain a text, ignoring case.
///
/// The search covers the name, the service, the span id as hexadecimal digits, the status message, the names of events and logs, the bodies of logs, and keys and
/// values of the attributes of the span, its events and its logs, values as their text. Apart from the service, resources and scopes are not searched, as they are
/// the same for all spans of a service. Texts are compared character by character in lower case. The empty text is in no span.
///
/// # Errors
///
/// `BadOption` if there is no such row.
///
/// # Complexity
///
/// O(spans, attributes and events of the trace); each distinct text is looked at once.
///
/// # Example
///
/// ```
/// use spanlens::analysis::trace_search;
/// use spanlens::sketch::sketch;
/// use spanlens::store::TraceRow;
///
/// let store = sketch(
///     "shop GET /cart   0..100
///        cart get      10..60  cart.id=42
///          redis GET   20..50  !\"Cart is locked\"
///        shop render   60..90",
/// )?;
/// assert_eq!(trace_search(&store, TraceRow(0), "cart")?.spans, [0, 1, 2]);
/// assert_eq!(trace_search(&store, TraceRow(0), "42")?.spans, [1]);
/// assert_eq!(trace_search(&store, TraceRow(0), "0000000000000004")?.spans, [3]);
/// # Ok::<(), spanlens::error::Error>(())
/// ```
pub fn trace_search(store: &Store, row: TraceRow, text: &str) -> Result<SpanMatches> {
    known(store, row)?;
    let Some(mut search) = Search::new(store, text) else { return Ok(SpanMatches::default()) };
    let rows = store.traces().spans(row);
    Ok(SpanMatches {
        spans: rows.clone().filter(|&row| search.is_in(SpanRow(row))).map(|row| row - rows.start).collect(),
    })
}

/// The spans of a trace that fail by a rule, in the order of its rows. O(spans of the trace).
///
/// # Errors
///
/// `BadOption` if there is no such row.
///
/// # Example
///
/// ```
/// use spanlens::analysis::trace_errors;
/// use spanlens::sketch::sketch;
/// use spanlens::store::TraceRow;
/// use spanlens::units::FailureRule;
///
/// let store = sketch("shop GET /   0..100 !\n  cart get   5..10\n  cart get  20..30 !")?;
/// assert_eq!(trace_errors(&store, TraceRow(0), FailureRule::Status)?.spans, [0, 2]);
/// # Ok::<(), spanlens::error::Error>(())
/// ```
pub fn trace_errors(store: &Store, row: TraceRow, rule: FailureRule) -> Result<SpanMatches> {
    known(store, row)?;
    let rows = store.traces().spans(row);
    let errors = rows.clone().filter(|&row| store.spans().fails(SpanRow(row), rule));
    Ok(SpanMatches { spans: errors.map(|row| row - rows.start).collect() })
}

/// A search, and what it has found out about texts and pairs.
pub(super) struct Search<'a> {
    store: &'a Store,
    needle: Needle,
    texts: Memo,
    pairs: Memo,
    bodies: Memo,
}

impl<'a> Search<'a> {
    /// A search for a text. `None` for no text.
    pub(super) fn new(store: &'a Store, text: &str) -> Option<Self> {
        let [texts, pairs, bodies] = [store.strings().len(), store.pairs().len(), store.bodies().len()].map(Memo::of);
        Some(Self { store, needle: Needle::new(text)?, texts, pairs, bodies })
    }

    fn is_in(&mut self, span: SpanRow) -> bool {
        let (store, spans) = (self.store, self.store.spans());
        self.is_in_text(spans.name(span))
            || self.is_in_text(store.service(span))
            || self.is_in_text(spans.status_message(span))
            || self.needle.is_in_id(spans.span_id(span))
            || store.attributes(span).iter().any(|&pair| self.is_in_pair(pair))
            || self.is_in_events(span)
    }

    fn is_in_events(&mut self, span: SpanRow) -> bool {
        let store = self.store;
        store.events().of(span.0..span.0 + 1).any(|at| self.is_in_event(store.events().value(at), store.log(at)))
    }

    /// Whether the name, an attribute or the body of an event contains the text.
    pub(super) fn is_in_event(&mut self, event: &Event, log: Option<Log>) -> bool {
        self.is_in_text(event.name)
            || self.store.event_attributes(event).iter().any(|&pair| self.is_in_pair(pair))
            || log.is_some_and(|log| self.is_in_body(log.body))
    }

    fn is_in_text(&mut self, text: Sym) -> bool {
        let Self { store, needle, texts, .. } = self;
        texts.recall(text.0, || needle.is_in(store.text(text)))
    }

    fn is_in_pair(&mut self, pair: PairRow) -> bool {
        let Self { store, needle, pairs, .. } = self;
        pairs.recall(pair.0, || {
            needle.is_in(store.text(store.pairs().key(pair))) || needle.is_in(&store.value(pair).to_string())
        })
    }

    fn is_in_body(&mut self, body: BodyRow) -> bool {
        let Self { store, needle, bodies, .. } = self;
        bodies.recall(body.0, || needle.is_in(&store.body(body).to_string()))
    }
}

/// Answers by row, each found once.
struct Memo(Vec<Option<bool>>);

impl Memo {
    fn of(rows: usize) -> Self {
        Self(vec![None; rows])
    }

    fn recall(&mut self, row: u32, find: impl FnOnce() -> bool) -> bool {
        *self.0[row as usize].get_or_insert_with(find)
    }
}
