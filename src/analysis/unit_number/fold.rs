//! The numbers of units in steps, and the units whose number is in a range.
//!
//! Units may lie within each other. Rows have parents first and every subtree is one run of them, so one pass with a stack of the units
//! that the row at hand is in looks at each span once: what a unit has is added to the one around it when its run ends.

use std::ops::ControlFlow;

use super::reader::Reader;
use super::{NumberRange, UnitNumber};
use crate::analysis::Fold;
use crate::analysis::units_ahead::{UnitsAhead, in_depth};
use crate::store::{RowSet, SpanRow, Store};

/// The numbers of some units.
#[derive(Debug, Clone, Default)]
pub struct UnitNumbers {
    /// One for each unit, in the order of the store; NaN where it has none.
    values: Vec<f64>,
}

impl UnitNumbers {
    /// One for each unit, in the order of the store; NaN where it has none.
    #[must_use]
    pub fn values(&self) -> &[f64] {
        &self.values
    }

    /// The number of a unit by its place among all units, NaN where it has none.
    #[inline]
    pub(crate) fn at(&self, place: usize) -> f64 {
        self.values.get(place).copied().unwrap_or(f64::NAN)
    }
}

/// The numbers of units, in the making.
#[derive(Debug)]
pub struct UnitNumbersFold {
    reader: Reader,
    units: RowSet,
    /// The first row that was not looked at.
    next: u32,
    /// The units that the next row is in, unless they end before it. The outermost first.
    open: Vec<Open>,
    numbers: UnitNumbers,
}

/// A unit of which some spans were looked at.
#[derive(Debug)]
struct Open {
    /// The first row behind it.
    end: u32,
    /// Its place among all units.
    place: usize,
    number: f64,
}

impl UnitNumbersFold {
    /// Numbers of no units yet.
    #[must_use]
    pub fn new(store: &Store, units: RowSet, of: &UnitNumber) -> Self {
        Self { reader: Reader::new(store, of), units, next: 0, open: Vec::new(), numbers: UnitNumbers::default() }
    }

    /// Ends the units that lie before a row.
    fn close(&mut self, row: u32) {
        while let Some(Open { place, number, .. }) = self.open.pop_if(|open| open.end <= row) {
            self.numbers.values[place] = number;
            if let Some(around) = self.open.last_mut() {
                around.number = self.reader.both(around.number, number);
            }
        }
    }

    /// Looks at a row, and begins the unit that begins there.
    fn look(&mut self, store: &Store, row: u32) {
        self.close(row);
        if self.units.contains(SpanRow(row)) {
            let place = self.numbers.values.len();
            self.numbers.values.push(f64::NAN);
            self.open.push(Open { end: store.subtree(SpanRow(row)).end, place, number: self.reader.none() });
        }
        if let Some(open) = self.open.last_mut() {
            open.number = self.reader.both(open.number, self.reader.of(store, SpanRow(row)));
        }
    }

    /// The next row that is in a unit, at most `end`.
    fn next_in_unit(&self, end: u32) -> u32 {
        if self.open.first().is_some_and(|outermost| outermost.end > self.next) {
            return self.next;
        }
        self.units.iter_in(self.next..end).next().map_or(end, |unit| unit.0)
    }

    /// The number of spans is known of each unit.
    fn step_spans(mut self, store: &Store, spans: u32) -> ControlFlow<UnitNumbers, Self> {
        let end = self.next.saturating_add(spans.max(1)).min(self.units.universe());
        let sizes = self.units.iter_in(self.next..end).map(|unit| f64::from(size(store, unit)));
        self.numbers.values.extend(sizes);
        self.next = end;
        if end < self.units.universe() { ControlFlow::Continue(self) } else { ControlFlow::Break(self.numbers) }
    }
}

fn size(store: &Store, unit: SpanRow) -> u32 {
    let subtree = store.subtree(unit);
    subtree.end - subtree.start
}

impl Fold for UnitNumbersFold {
    type Out = UnitNumbers;

    fn step(mut self, store: &Store, spans: u32) -> ControlFlow<UnitNumbers, Self> {
        if matches!(self.reader, Reader::Spans) {
            return self.step_spans(store, spans);
        }
        let universe = self.units.universe();
        // As many rows without units as spans at a glance; each span in a unit costs a look at all that it has.
        let (end, mut left) = (self.next.saturating_add(spans.max(1)).min(universe), (spans / in_depth(1)).max(1));
        while self.next < end && left > 0 {
            self.next = self.next_in_unit(end);
            if self.next < end {
                self.look(store, self.next);
                self.next += 1;
                left -= 1;
            }
        }
        if self.next < universe {
            return ControlFlow::Continue(self);
        }
        self.close(u32::MAX);
        ControlFlow::Break(self.numbers)
    }
}

/// The units whose number is in a range, in the making.
#[derive(Debug)]
pub struct NumberUnitsFold {
    range: NumberRange,
    units: RowSet,
    pass: Pass,
}

#[derive(Debug)]
enum Pass {
    Numbers(UnitNumbersFold),
    /// The units that were found so far, and the place of the next one.
    Units(UnitsAhead<1>, UnitNumbers, (RowSet, usize)),
}

impl NumberUnitsFold {
    /// A search among units for those whose number is in a range.
    #[must_use]
    pub fn new(store: &Store, units: RowSet, range: NumberRange) -> Self {
        let pass = Pass::Numbers(UnitNumbersFold::new(store, units.clone(), &range.of));
        Self { range, units, pass }
    }
}

impl Fold for NumberUnitsFold {
    type Out = RowSet;

    fn step(self, store: &Store, spans: u32) -> ControlFlow<RowSet, Self> {
        let Self { range, units, pass } = self;
        let pass = match pass {
            Pass::Numbers(fold) => match fold.step(store, spans) {
                ControlFlow::Continue(fold) => Pass::Numbers(fold),
                ControlFlow::Break(numbers) => {
                    let none = RowSet::empty(units.universe());
                    Pass::Units(UnitsAhead::new([units.clone()]), numbers, (none, 0))
                }
            },
            Pass::Units(mut ahead, numbers, (mut found, mut place)) => {
                let is_under_way = ahead.glance(spans, |_, unit| {
                    if range.contains(numbers.at(place)) {
                        found.insert(unit);
                    }
                    place += 1;
                });
                if !is_under_way {
                    return ControlFlow::Break(found);
                }
                Pass::Units(ahead, numbers, (found, place))
            }
        };
        ControlFlow::Continue(Self { range, units, pass })
    }
}
