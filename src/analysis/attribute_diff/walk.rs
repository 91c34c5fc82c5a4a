//! Which rows are looked at together: those of a unit, or each span by itself.

use std::ops::Range;

use crate::store::{RowSet, SpanRow, Store};

/// The rows of what counts as one: a subtree, and the detached spans that are counted with it.
pub(super) type Rows = [Range<u32>; 2];

/// Goes over units, once.
#[derive(Debug)]
pub(super) struct Walk {
    /// The spans that were counted on each side, where spans are counted.
    counted: Option<[RowSet; 2]>,
    events: EventsAhead,
}

impl Walk {
    pub(super) fn new(store: &Store, count_spans: bool) -> Self {
        let none = || RowSet::empty(store.spans().len());
        Self { counted: count_spans.then(|| [none(), none()]), events: EventsAhead(0) }
    }

    /// Calls `each` for what counts as one in a unit. Where spans are counted, each counts once on a side, however many units of that
    /// side it is in. Gives the number of spans that were looked at.
    pub(super) fn unit(
        &mut self,
        store: &Store,
        (unit, side): (SpanRow, usize),
        mut each: impl FnMut(&mut EventsAhead, Rows),
    ) -> usize {
        let rows = [store.subtree(unit), store.detached(unit)];
        let Self { counted, events } = self;
        let Some(counted) = counted.as_mut().map(|sides| &mut sides[side]) else {
            let spans = rows.iter().map(ExactSizeIterator::len).sum();
            each(events, rows);
            return spans;
        };
        let mut spans = 0;
        for range in rows {
            // With a span, all below it was counted.
            for row in range {
                spans += 1;
                if !counted.contains(SpanRow(row)) {
                    counted.insert(SpanRow(row));
                    each(events, [row..row + 1, 0..0]);
                } else if row == unit.0 {
                    break;
                }
            }
        }
        spans
    }
}

/// Finds the events of rows that mostly ascend.
#[derive(Debug)]
pub(super) struct EventsAhead(u32);

impl EventsAhead {
    /// The positions of the events of some rows. Linear in the events over all ranges that ascend.
    pub(super) fn of(&mut self, store: &Store, rows: &Range<u32>) -> Range<u32> {
        let events = store.events();
        if rows.is_empty() || events.is_empty() {
            return 0..0;
        }
        let Self(next) = self;
        if *next > 0 && events.owner(*next - 1) >= rows.start {
            *next = events.of(rows.clone()).start;
        }
        while *next < events.len() && events.owner(*next) < rows.start {
            *next += 1;
        }
        let mut end = *next;
        while end < events.len() && events.owner(end) < rows.end {
            end += 1;
        }
        *next..end
    }
}
