//! The second look, at selected units: which rows mark each.

use std::collections::BTreeMap;

use super::marking::Threshold;
use crate::analysis::NO_PARENT;
use crate::analysis::flame_graph::Profiler;
use crate::analysis::suspects::row_name::RowName;
use crate::analysis::suspects::rows::SuspectRows;
use crate::analysis::units_ahead::in_depth;
use crate::store::{SpanRow, Store};

/// Selected units, with the rows that mark them.
#[derive(Debug, Clone, Default)]
pub(crate) struct MarkedUnits {
    /// How many units are selected, marked or not.
    pub(super) selected: u32,
    pub(super) unused_rows: u32,
    pub(super) operations: BTreeMap<(u32, u32), Operation>,
    /// The mark that a part of a row is, among those of its operation.
    mark_of: BTreeMap<u32, u8>,
    /// What the unit at hand has.
    times: Vec<(u32, u64)>,
}

/// The units of one operation.
#[derive(Debug, Clone)]
pub(super) struct Operation {
    /// The service and the name of the units.
    pub(super) names: (String, String),
    /// The rows that mark units, the clearest first.
    pub(super) marks: Vec<Mark>,
    /// The units that any row marks, by the set of rows: bit `i` is `marks[i]`.
    pub(super) groups: BTreeMap<u64, Group>,
}

/// A row that marks units.
#[derive(Debug, Clone)]
pub(super) struct Mark {
    /// The part of it that is of the operation.
    pub(super) part: u32,
    pub(super) row: RowName,
    pub(super) threshold: Threshold,
    /// Its mean time in the baseline's units of the operation.
    pub(super) baseline_ns: f64,
}

/// Units that the same rows mark.
#[derive(Debug, Clone, Default)]
pub(super) struct Group {
    /// What each has of rows that mark units, be it marked by them or not, one unit after the other; and where each unit ends.
    times: Vec<(u8, u64)>,
    ends: Vec<usize>,
}

impl Group {
    /// How many units there are.
    pub(super) fn len(&self) -> u32 {
        u32::try_from(self.ends.len()).unwrap_or(u32::MAX)
    }

    /// Units of which nothing is known but how many there are.
    #[cfg(test)]
    pub(super) fn of_units(count: u32) -> Self {
        Self { times: Vec::new(), ends: vec![0; count as usize] }
    }

    /// The times of each unit: marks in ascending order, each with its nanoseconds where these are not zero.
    pub(super) fn units(&self) -> impl Iterator<Item = &[(u8, u64)]> {
        let starts = std::iter::once(0).chain(self.ends.iter().copied());
        starts.zip(&self.ends).map(|(start, &end)| &self.times[start..end])
    }
}

impl Operation {
    pub(super) fn new(names: (String, String), marks: Vec<Mark>) -> Self {
        Self { names, marks, groups: BTreeMap::new() }
    }

    /// Adds a unit with its times by mark, if any row marks it.
    fn add(&mut self, of_unit: &[(u8, u64)]) {
        let is_marked = |&&(mark, ns): &&(u8, u64)| ns >= self.marks[usize::from(mark)].threshold.min_ns;
        let set = of_unit.iter().filter(is_marked).fold(0, |set, &(mark, _)| set | 1 << mark);
        if set != 0 {
            let Group { times, ends } = self.groups.entry(set).or_default();
            times.extend_from_slice(of_unit);
            ends.push(times.len());
        }
    }
}

impl MarkedUnits {
    pub(super) fn new(selected: u32, unused_rows: u32, operations: BTreeMap<(u32, u32), Operation>) -> Self {
        let marks = operations.values().flat_map(|operation| operation.marks.iter().zip(0..));
        let mark_of = marks.map(|(mark, at)| (mark.part, at)).collect();
        Self { selected, unused_rows, operations, mark_of, times: Vec::new() }
    }

    /// Whether any row marks units, so that these are to be looked at.
    pub(crate) fn has_marks(&self) -> bool {
        !self.operations.is_empty()
    }

    /// Looks at a selected unit for the second time. Gives what that costs.
    pub(crate) fn look_at(
        &mut self,
        store: &Store,
        profiler: &mut Profiler,
        rows: &mut SuspectRows,
        unit: SpanRow,
    ) -> u32 {
        let root = profiler.tree.enter(store, NO_PARENT, unit);
        let Self { operations, mark_of, times, .. } = self;
        let Some(operation) = operations.get_mut(&profiler.tree.operation(root)) else { return in_depth(1) };
        profiler.profile_path(store, unit);
        rows.find(profiler);
        rows.times_by_part(times);
        let marks = times.iter().filter_map(|&(part, ns)| Some((*mark_of.get(&part)?, ns)));
        let mut marks: Vec<(u8, u64)> = marks.collect();
        marks.sort_unstable();
        operation.add(&marks);
        in_depth(store.subtree(unit).len())
    }
}
