//! Which units have which values.

use std::ops::Range;

use super::cells::{Cell, KeyCell, Keys, SparseCells, Tick, Units};
use super::scope_sets::ScopeSets;
use super::signal::Handle;
use super::statistics::{Counts, Sizes};
use super::walk::{EventsAhead, Rows};
use super::weights::{Sides, Sums, add_at, whole};
use super::{AttributeOrigin, SignalCounts};
use crate::store::{LogLines, SpanRow, Store, Sym};
use crate::units::SpanKind;

/// What was counted.
#[derive(Debug)]
pub(super) struct Board {
    pub(super) all: Units,
    pub(super) keys: Keys,
    /// One for each pair of the store.
    pub(super) spans: Vec<Cell>,
    /// The last tick that had each of these.
    span_ticks: Vec<u32>,
    /// Attributes and names of events, lines, names, kinds; scopes, resources and services once all units are there.
    pub(super) others: [SparseCells; 8],
    pub(super) sets: ScopeSets,
    ticks: u32,
    /// What all units stand for, where that is asked for.
    pub(super) weighed: Option<Sides>,
    /// The same of the units of each pair of the store. Shorter than the pairs where that is not asked for.
    span_sums: Vec<Sums>,
}

const EVENTS: usize = 0;
const NAMES: usize = 1;
const KINDS: usize = 2;
const SCOPES: usize = 3;
const RESOURCES: usize = 4;
const SERVICES: usize = 5;
const EVENT_NAMES: usize = 6;
const LINES: usize = 7;

impl Board {
    /// Nothing was counted yet. O(distinct values).
    pub(super) fn new(store: &Store) -> Self {
        use AttributeOrigin::{Event, EventName, Kind, LogLine, Name, Resource, Scope, Service};
        Self {
            all: Units::default(),
            keys: Keys::default(),
            spans: vec![Cell::default(); store.pairs().len()],
            span_ticks: vec![0; store.pairs().len()],
            others: [Event, Name, Kind, Scope, Resource, Service, EventName, LogLine].map(SparseCells::new),
            sets: ScopeSets::new(store),
            ticks: 0,
            weighed: None,
            span_sums: Vec::new(),
        }
    }

    /// The same, which also adds up what units stand for.
    pub(super) fn weighted(self) -> Self {
        Self { weighed: Some(Sides::default()), ..self }
    }

    /// Counts what has some rows, which count as one, on a side. O(their attributes).
    pub(super) fn look(
        &mut self,
        (store, lines): (&Store, &mut LogLines),
        (rows, side): (Rows, usize),
        events: &mut EventsAhead,
    ) {
        self.ticks += 1;
        // Whatever counts as one is headed by the span that says what it stands for.
        let sums = self.weighed.as_mut().map(|weighed| {
            let weight = store.weights().of(SpanRow(rows[0].start));
            weighed.0[side].add(weight);
            std::array::from_fn(|of| if of == side { weight } else { 0.0 })
        });
        let tick = Tick { number: self.ticks, units: Units::one(side, self.ticks), sums };
        self.all.add(&tick.units);
        let Self { keys, spans: cells, span_ticks, others, sets, span_sums, .. } = self;
        let spans = store.spans();
        let mut kinds = 0_u8;
        for span in rows.iter().flat_map(Clone::clone).map(SpanRow) {
            sets.mark(spans.scope(span), tick.number);
            kinds |= 1 << spans.kind(span) as u8;
            others[NAMES].mark((store, keys), (spans.name(span).0, store.strings().len()), &tick);
            for &pair in store.attributes(span) {
                let handle = Handle { origin: AttributeOrigin::Span, row: pair.0 };
                let at = pair.0 as usize;
                let is_first = keys.mark(store, (&mut span_ticks[at], &mut cells[at], handle), &tick);
                if let (true, Some(more)) = (is_first, tick.sums) {
                    add_at(span_sums, at, more);
                }
            }
        }
        for at in rows.iter().flat_map(|range| events.of(store, range)) {
            let event = store.events().value(at);
            if event.name != Sym::EMPTY {
                others[EVENT_NAMES].mark((store, keys), (event.name.0, store.strings().len()), &tick);
            }
            if let Some(line) = lines.at(store, at) {
                // There are no more lines than bodies.
                others[LINES].mark((store, keys), (line, store.bodies().len()), &tick);
            }
            for &pair in store.event_attributes(event) {
                others[EVENTS].mark((store, keys), (pair.0, store.pairs().len()), &tick);
            }
        }
        for kind in SpanKind::ALL.into_iter().filter(|&kind| kinds >> kind as u8 & 1 == 1) {
            others[KINDS].mark((store, keys), (kind as u32, SpanKind::ALL.len()), &tick);
        }
        sets.close(&tick);
    }

    /// Counts what scopes, resources and services say. O(what the scopes of each distinct set say).
    pub(super) fn unfold_sets(&mut self, store: &Store) {
        let Self { keys, others, sets, .. } = self;
        for (tick, scopes) in sets.iter() {
            for scope in scopes {
                let resource = store.scopes().resource(scope);
                let service = (store.scopes().service(scope).0, store.strings().len());
                others[SERVICES].mark((store, keys), service, &tick);
                for &pair in store.scope_attributes(scope) {
                    others[SCOPES].mark((store, keys), (pair.0, store.pairs().len()), &tick);
                }
                for &pair in store.resource_attributes(resource) {
                    others[RESOURCES].mark((store, keys), (pair.0, store.pairs().len()), &tick);
                }
            }
        }
    }

    /// What the units with a value stand for, if that is asked for.
    pub(super) fn sums(&self, origin: AttributeOrigin, row: u32) -> Option<Sums> {
        self.weighed?;
        Some(match self.others.iter().find(|cells| cells.origin() == origin) {
            Some(cells) => cells.sums(row),
            None => self.span_sums.get(row as usize).copied().unwrap_or_default(),
        })
    }

    /// What the units without a key stand for, if that is asked for.
    pub(super) fn sums_without(&self, key: &KeyCell) -> Option<Sums> {
        let all = self.weighed?.0.map(|all| all.sum);
        Some([0, 1].map(|side| (all[side] - key.sums[side]).max(0.0)))
    }

    /// How large both sides are as samples.
    pub(super) fn sizes(&self) -> Sizes {
        self.weighed.map_or_else(|| whole(self.all.counts), |weighed| weighed.sizes())
    }

    /// How much of that has what some units have.
    pub(super) fn sizes_of(&self, counts: Counts, sums: Option<Sums>) -> Sizes {
        match self.weighed.zip(sums) {
            Some((weighed, sums)) => weighed.sizes_of(sums),
            None => whole(counts),
        }
    }

    /// What some units are as something to read.
    pub(super) fn counts_of(&self, counts: Counts, sums: Option<Sums>) -> SignalCounts {
        let estimates = self.weighed.zip(sums).map(|(weighed, sums)| weighed.signal(sums));
        SignalCounts { estimates, ..SignalCounts::new(counts, self.all.counts) }
    }

    /// How many values there could be, or were met where few of those that could be are.
    pub(super) fn cell_count(&self) -> usize {
        self.spans.len() + self.others.iter().map(SparseCells::len).sum::<usize>()
    }

    /// Those of some of these values that were met.
    pub(super) fn cells_in(&self, some: Range<usize>) -> impl Iterator<Item = (AttributeOrigin, u32, &Cell)> {
        let of_spans = some.start.min(self.spans.len())..some.end.min(self.spans.len());
        let first = u32::try_from(of_spans.start).unwrap_or(u32::MAX);
        let spans = (first..).zip(&self.spans[of_spans]).map(|(row, cell)| (AttributeOrigin::Span, row, cell));
        let begins = self.others.iter().scan(self.spans.len(), |next, cells| {
            let begin = *next;
            *next += cells.len();
            Some((begin, cells))
        });
        let others = begins.flat_map(move |(begin, cells)| {
            cells.iter_in(some.start.saturating_sub(begin)..some.end.saturating_sub(begin))
        });
        spans.filter(|(_, _, cell)| cell.units.count() > 0).chain(others)
    }

    /// Everything that was met.
    pub(super) fn cells(&self) -> impl Iterator<Item = (AttributeOrigin, u32, &Cell)> {
        self.cells_in(0..self.cell_count())
    }
}
