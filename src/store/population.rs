//! What is counted: requests, entries into services, or all spans.

use std::ops::Range;

use serde::{Deserialize, Serialize};

use super::rows::SpanRow;
use super::{RowSet, Store};
use crate::units::SpanKind;

/// The unit that is counted and selected. A unit is a span with its subtree.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Population {
    /// Roots, and the earliest orphan of each trace without a root.
    #[default]
    Requests,
    /// Spans at which a service is entered: without a parent, or with a parent in another service, or of kind SERVER or CONSUMER.
    Entries,
    /// Every span. Units of this population and of entries can be nested; each counts.
    Spans,
}

impl Store {
    /// The units of a population. O(1) for requests and all spans but for the copy, O(n) for entries.
    ///
    /// # Example
    ///
    /// ```
    /// use spanlens::{sketch::sketch, store::Population};
    ///
    /// let store = sketch(
    ///     "shop GET /        0..100
    ///        shop render     0..20
    ///        cart get      20..90",
    /// )?;
    /// let count = |population| store.units(population).count();
    /// assert_eq!(count(Population::Requests), 1);
    /// assert_eq!(count(Population::Entries), 2);
    /// assert_eq!(count(Population::Spans), 3);
    /// # Ok::<(), spanlens::error::Error>(())
    /// ```
    #[must_use]
    pub fn units(&self, population: Population) -> RowSet {
        match population {
            Population::Requests => self.requests.clone(),
            Population::Spans => RowSet::all(self.spans().len()),
            Population::Entries => {
                let mut units = RowSet::empty(self.spans().len());
                let entries = (0..self.spans().len()).map(SpanRow).filter(|&span| self.is_entry(span));
                entries.for_each(|span| units.insert(span));
                units
            }
        }
    }

    /// The rows of the detached spans of a trace, if `unit` is the first span of the trace's first request, with which they are counted and
    /// searched; otherwise none. O(requests of the trace).
    #[must_use]
    pub fn detached(&self, unit: SpanRow) -> Range<u32> {
        if self.counts.detached_spans == 0 {
            return 0..0;
        }
        let trace = self.traces().spans(self.spans().trace(unit));
        if unit.0 != trace.start {
            return 0..0;
        }
        let mut start = trace.start;
        while start < trace.end && self.requests.contains(SpanRow(start)) {
            start = self.subtree(SpanRow(start)).end;
        }
        start..trace.end
    }

    /// Whether a service is entered at a span.
    pub(crate) fn is_entry(&self, span: SpanRow) -> bool {
        matches!(self.spans().kind(span), SpanKind::Server | SpanKind::Consumer)
            || self.parent(span).is_none_or(|parent| self.service(parent) != self.service(span))
    }
}
