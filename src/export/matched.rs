//! Fewer traces to compare with: as many as are selected.

use super::whole_traces;
use crate::sort::sort_by_key;
use crate::store::hash::hash_bytes;
use crate::store::{RowSet, Store, TraceRow};

/// The units of a selection, and the units of the baseline in as many traces as the selection has, of those that have no selected unit.
///
/// Which traces these are depends on their ids alone, by a hash: nothing of what they are about has a say in it, and they are the same
/// whenever they are drawn. Where the baseline has no more traces than that, all of these are there.
///
/// # Complexity
///
/// O(units + t · log t) for t traces of the baseline.
///
/// # Example
///
/// ```
/// use spanlens::export::{whole_traces, with_as_many};
/// use spanlens::sketch::sketch;
/// use spanlens::store::RowSet;
///
/// # fn main() -> spanlens::error::Result<()> {
/// let store = sketch("shop a 0..1\n\nshop b 2..3\n\nshop c 4..5")?;
/// let mut selection = RowSet::empty(3);
/// selection.insert(store.requests().iter().last().unwrap_or_default());
/// let mut rest = store.requests().clone();
/// rest.subtract(&selection);
/// let units = with_as_many(&store, &selection, &rest);
/// assert_eq!(whole_traces(&store, &units).count(), 2);
/// # Ok(())
/// # }
/// ```
#[must_use]
pub fn with_as_many(store: &Store, selection: &RowSet, baseline: &RowSet) -> RowSet {
    let mut others = baseline.clone();
    others.subtract(&whole_traces(store, selection));
    let mut drawn = traces_of(store, &others);
    sort_by_key(&mut drawn, |&trace| (hash_bytes(&store.traces().id(trace).0), trace.0));
    drawn.truncate(traces_of(store, selection).len());
    let mut units = selection.clone();
    for trace in drawn {
        others.iter_in(store.traces().spans(trace)).for_each(|unit| units.insert(unit));
    }
    units
}

/// The traces of units, each once.
fn traces_of(store: &Store, units: &RowSet) -> Vec<TraceRow> {
    let mut traces: Vec<TraceRow> = units.iter().map(|unit| store.spans().trace(unit)).collect();
    // The units of a trace are neighbours.
    traces.dedup_by_key(|trace| trace.0);
    traces
}
