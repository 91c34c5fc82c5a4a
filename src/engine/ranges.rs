//! Which of the loaded units count: those in the time ranges that sources were asked for, and of traces that have arrived.
//!
//! Traces are loaded whole, so they can contain units that start outside of the range. These are dropped before any question is answered, as
//! are units of traces that are still arriving.

use std::rc::Rc;

use crate::store::{RowSet, SourceRow, SpanRow, SpanTable, Store, TraceRow};
use crate::units::TimeRange;

/// The ranges that some sources were asked for. Of other sources all is meant, but for traces that are held back.
#[derive(Debug, Clone, Default)]
pub(super) struct Ranges {
    times: Vec<(SourceRow, TimeRange)>,
    /// The traces that are held back, ascending.
    held: Rc<[TraceRow]>,
}

impl Ranges {
    pub(super) fn add(&mut self, source: SourceRow, range: TimeRange) {
        self.times.push((source, range));
    }

    /// Says which traces are held back, ascending, in place of those that were.
    pub(super) fn hold_back(&mut self, held: Vec<TraceRow>) {
        self.held = held.into();
    }

    pub(super) fn is_empty(&self) -> bool {
        self.times.is_empty() && self.held.is_empty()
    }

    /// Whether a span is meant as a unit.
    pub(super) fn has(&self, spans: &SpanTable, unit: SpanRow) -> bool {
        let range = self.times.iter().find(|(source, _)| *source == spans.source(unit));
        range.is_none_or(|(_, range)| range.contains(spans.start_ns(unit)))
            && self.held.binary_search(&spans.trace(unit)).is_err()
    }

    /// Those of some units that are meant. O(units).
    pub(super) fn keep(&self, store: &Store, units: RowSet) -> RowSet {
        if self.is_empty() {
            return units;
        }
        let mut kept = RowSet::empty(units.universe());
        units.iter().filter(|&unit| self.has(store.spans(), unit)).for_each(|unit| kept.insert(unit));
        kept
    }
}

/// From the start of the earliest unit to just after the start of the latest. `None` without units.
pub(super) fn start_range(store: &Store, units: &RowSet) -> Option<TimeRange> {
    let starts = || units.iter().map(|span| store.spans().start_ns(span));
    Some(TimeRange { from_ns: starts().min()?, to_ns: starts().max()?.saturating_add(1) })
}
