//! The first pass: which units have which values.

use super::board::{Cell, Keys, SparseCells, Tick, Units};
use super::pairs::AttributePairsFold;
use super::ranking::Ranking;
use super::scope_sets::ScopeSets;
use super::signal::Handle;
use super::walk::{EventsAhead, Rows, Walk};
use super::{AttributeDiffOptions, AttributeOrigin};
use crate::store::{SpanRow, Store};
use crate::units::SpanKind;

/// An attribute comparison in the making: first all units of both sides are added, then ranked, then added again for pairs of values.
///
/// All units come from one store, each once. They are looked at fastest in ascending order.
#[derive(Debug)]
pub struct AttributeDiffFold {
    options: AttributeDiffOptions,
    walk: Walk,
    board: Board,
}

/// What was counted.
#[derive(Debug)]
pub(super) struct Board {
    pub(super) all: Units,
    pub(super) keys: Keys,
    /// One for each pair of the store.
    pub(super) spans: Vec<Cell>,
    /// Events, names, kinds; scopes, resources and services once all units are there.
    pub(super) others: [SparseCells; 6],
    pub(super) sets: ScopeSets,
    ticks: u32,
}

const EVENTS: usize = 0;
const NAMES: usize = 1;
const KINDS: usize = 2;
const SCOPES: usize = 3;
const RESOURCES: usize = 4;
const SERVICES: usize = 5;

impl AttributeDiffFold {
    /// A comparison of no units yet. O(distinct values).
    #[must_use]
    pub fn new(store: &Store, options: &AttributeDiffOptions) -> Self {
        use AttributeOrigin::{Event, Kind, Name, Resource, Scope, Service};
        let board = Board {
            all: Units::default(),
            keys: Keys::default(),
            spans: vec![Cell::default(); store.pairs().len()],
            others: [Event, Name, Kind, Scope, Resource, Service].map(SparseCells::new),
            sets: ScopeSets::new(store),
            ticks: 0,
        };
        Self { options: *options, walk: Walk::new(store, options.count_spans), board }
    }

    /// Adds units to the selection. O(attributes of all of their spans).
    pub fn add_selection(&mut self, store: &Store, units: impl IntoIterator<Item = SpanRow>) {
        units.into_iter().for_each(|unit| self.add(store, (unit, 0)));
    }

    /// Adds units to the baseline. O(attributes of all of their spans).
    pub fn add_baseline(&mut self, store: &Store, units: impl IntoIterator<Item = SpanRow>) {
        units.into_iter().for_each(|unit| self.add(store, (unit, 1)));
    }

    fn add(&mut self, store: &Store, (unit, side): (SpanRow, usize)) {
        let Self { walk, board, .. } = self;
        walk.unit(store, (unit, side), |events, rows| board.look(store, (rows, side), events));
    }

    /// Scores and ranks what was counted. O(values · log values).
    #[must_use]
    pub fn rank(mut self, store: &Store) -> AttributePairsFold {
        self.board.unfold_sets(store);
        AttributePairsFold::new(store, Ranking::new(store, self.board, self.options))
    }
}

impl Board {
    fn look(&mut self, store: &Store, (rows, side): (Rows, usize), events: &mut EventsAhead) {
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
            for &pair in store.event_attributes(store.events().value(at)) {
                others[EVENTS].mark((store, keys), (pair.0, store.pairs().len()), &tick);
            }
        }
        for kind in SpanKind::ALL.into_iter().filter(|&kind| kinds >> kind as u8 & 1 == 1) {
            others[KINDS].mark((store, keys), (kind as u32, SpanKind::ALL.len()), &tick);
        }
        sets.close(&tick.units);
    }

    /// Counts what scopes, resources and services say. O(what the scopes of each distinct set say).
    fn unfold_sets(&mut self, store: &Store) {
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
}
