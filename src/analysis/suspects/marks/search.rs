//! The search for units with certain times of certain rows, in steps.

use std::collections::BTreeMap;
use std::ops::ControlFlow;

use super::{MarkSelection, UnitMarks};
use crate::analysis::flame_graph::{FlameGraphOptions, Profiler};
use crate::analysis::suspects::row_name::RowName;
use crate::analysis::suspects::rows::SuspectRows;
use crate::analysis::units_ahead::{UnitsAhead, in_depth};
use crate::analysis::{Fold, NO_PARENT};
use crate::store::{RowSet, SpanRow, Store};

/// The units that a [`MarkSelection`] means, in the making.
#[derive(Debug, Clone)]
pub struct MarkedUnitsFold {
    units: UnitsAhead<1>,
    search: Search,
}

#[derive(Debug, Clone)]
struct Search {
    /// The alternatives.
    any_of: Vec<UnitMarks>,
    profiler: Profiler,
    rows: SuspectRows,
    /// The alternatives about each operation, by the numbers of its service and name.
    by_operation: BTreeMap<(u32, u32), Vec<usize>>,
    /// For each part of a row that was seen, the conditions that it counts for: an alternative, and one of its rows.
    meant: Vec<Vec<(usize, usize)>>,
    /// What the unit at hand has, by alternative and row.
    times_ns: Vec<Vec<u64>>,
    found: RowSet,
}

impl MarkedUnitsFold {
    /// A search among units.
    #[must_use]
    pub fn new(store: &Store, units: RowSet, marks: MarkSelection) -> Self {
        let MarkSelection { any_of, templates } = marks;
        let options = FlameGraphOptions { templates, ..FlameGraphOptions::default() };
        let search = Search {
            times_ns: any_of.iter().map(|marks| vec![0; marks.rows.len()]).collect(),
            any_of,
            profiler: Profiler::new(store, &options),
            rows: SuspectRows::default(),
            by_operation: BTreeMap::new(),
            meant: Vec::new(),
            found: RowSet::empty(units.universe()),
        };
        Self { units: UnitsAhead::new([units]), search }
    }
}

impl Fold for MarkedUnitsFold {
    type Out = RowSet;

    /// O(n log n + n · depth) for the n spans of each unit of an operation that is asked for.
    fn step(mut self, store: &Store, spans: u32) -> ControlFlow<RowSet, Self> {
        let Self { units, search } = &mut self;
        let is_under_way = units.look(spans, |_, unit| search.look_at(store, unit));
        if is_under_way { ControlFlow::Continue(self) } else { ControlFlow::Break(self.search.found) }
    }
}

impl Search {
    /// Adds the unit if it is meant. Gives what looking at it costs.
    fn look_at(&mut self, store: &Store, unit: SpanRow) -> u32 {
        let root = self.profiler.tree.enter(store, NO_PARENT, unit);
        let operation = self.profiler.tree.operation(root);
        let about = self.about(store, operation);
        if about.is_empty() {
            return in_depth(1);
        }
        self.profiler.profile_path(store, unit);
        self.rows.find(&self.profiler);
        self.learn_parts(store);
        self.add_up(&about);
        let is_meant = |&at: &usize| {
            let rows = self.any_of[at].rows.iter().zip(&self.times_ns[at]);
            rows.into_iter().all(|(mark, &ns)| mark.durations.contains(ns))
        };
        if about.iter().any(is_meant) {
            self.found.insert(unit);
        }
        in_depth(store.subtree(unit).len())
    }

    /// The alternatives about units of an operation.
    fn about(&mut self, store: &Store, (service, name): (u32, u32)) -> Vec<usize> {
        let Self { any_of, profiler, by_operation, .. } = self;
        let labels = &profiler.tree.labels;
        let is_about = |marks: &UnitMarks| {
            labels.name_text(name) == marks.name && labels.service_text(store, service) == marks.service
        };
        let find = || (0..).zip(&*any_of).filter(|(_, marks)| is_about(marks)).map(|(at, _)| at).collect();
        by_operation.entry((service, name)).or_insert_with(find).clone()
    }

    /// Finds out what the parts count for that the last unit was the first to have.
    fn learn_parts(&mut self, store: &Store) {
        let Self { any_of, profiler, rows, by_operation, meant, .. } = self;
        for part in &rows.keys[meant.len()..] {
            let row = RowName::of(store, &profiler.tree.labels, &part.row);
            let about = by_operation.get(&part.unit).into_iter().flatten();
            let conditions =
                about.flat_map(|&at| (0..).zip(&any_of[at].rows).map(move |(condition, mark)| (at, condition, mark)));
            meant.push(
                conditions.filter(|(.., mark)| mark.row == row).map(|(at, condition, _)| (at, condition)).collect(),
            );
        }
    }

    /// Adds up what the last unit has of each row that is asked for.
    fn add_up(&mut self, about: &[usize]) {
        for &at in about {
            self.times_ns[at].fill(0);
        }
        for (part, ns) in self.rows.times() {
            for &(at, condition) in &self.meant[part as usize] {
                let time_ns = &mut self.times_ns[at][condition];
                *time_ns = time_ns.saturating_add(ns);
            }
        }
    }
}
