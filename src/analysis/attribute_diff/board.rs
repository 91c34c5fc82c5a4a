//! Which units have which values.

use super::AttributeOrigin;
use super::cells::{Cell, Keys, SparseCells, Tick, Units};
use super::scope_sets::ScopeSets;
use super::signal::Handle;
use super::walk::{EventsAhead, Rows};
use crate::store::{LogLines, SpanRow, Store, Sym};
use crate::units::SpanKind;

/// What was counted.
#[derive(Debug)]
pub(super) struct Board {
    pub(super) all: Units,
    pub(super) keys: Keys,
    /// One for each pair of the store.
    pub(super) spans: Vec<Cell>,
    /// Attributes and names of events, lines, names, kinds; scopes, resources and services once all units are there.
    pub(super) others: [SparseCells; 8],
    pub(super) sets: ScopeSets,
    ticks: u32,
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
            others: [Event, Name, Kind, Scope, Resource, Service, EventName, LogLine].map(SparseCells::new),
            sets: ScopeSets::new(store),
            ticks: 0,
        }
    }

    /// Counts what has some rows, which count as one, on a side. O(their attributes).
    pub(super) fn look(
        &mut self,
        (store, lines): (&Store, &mut LogLines),
        (rows, side): (Rows, usize),
        events: &mut EventsAhead,
    ) {
        self.ticks += 1;
        let tick = Tick { number: self.ticks, units: Units::one(side, self.ticks) };
        self.all.add(&tick.units);
        let Self { keys, spans: cells, others, sets, .. } = self;
        let spans = store.spans();
        let mut kinds = 0_u8;
        for span in rows.iter().flat_map(Clone::clone).map(SpanRow) {
            sets.mark(spans.scope(span), tick.number);
            kinds |= 1 << spans.kind(span) as u8;
            others[NAMES].mark((store, keys), (spans.name(span).0, store.strings().len()), &tick);
            for &pair in store.attributes(span) {
                let handle = Handle { origin: AttributeOrigin::Span, row: pair.0 };
                keys.mark(store, (&mut cells[pair.0 as usize], handle), &tick);
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
        sets.close(&tick.units);
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

    /// Everything that was met.
    pub(super) fn cells(&self) -> impl Iterator<Item = (AttributeOrigin, u32, &Cell)> {
        let spans = (0..).zip(&self.spans).map(|(row, cell)| (AttributeOrigin::Span, row, cell));
        let others = self.others.iter().flat_map(SparseCells::iter);
        spans.filter(|(_, _, cell)| cell.units.count() > 0).chain(others)
    }
}
