//! Kinds of one operation: units with the same marks.

use std::collections::BTreeMap;

use super::halves;
use super::is_twentieth;
use super::marked::{Group, Mark, Operation};
use super::overlap::{heads, members};
use crate::analysis::otsu::wide;
use crate::analysis::suspects::marks::{RowMark, UnitMarks};
use crate::analysis::suspects::row_name::RowName;
use crate::units::DurationRange;

/// The fewest units that are a kind.
const FEWEST: u32 = 5;

/// Units of one operation that are a kind, or a part of one.
#[derive(Debug, Clone)]
pub(super) struct Draft {
    pub(super) units: u32,
    /// Whether they are the slower half of the units with their marks.
    pub(super) is_slower: bool,
    /// The row that tells what they wait for.
    pub(super) lead: RowName,
    /// The rows that mark them, with what these take beyond the baseline, over all units, and how many they mark.
    pub(super) rows: Vec<(RowName, f64, u32)>,
    /// Which units they are.
    pub(super) marks: UnitMarks,
}

/// Rows that are one, for an operation.
struct Families<'a> {
    operation: &'a Operation,
    /// The head of each mark.
    heads: Vec<usize>,
    /// The units by the heads that mark them: sets of heads, with the groups of each.
    sets: BTreeMap<u64, Vec<(u64, &'a Group)>>,
}

/// The kinds of an operation, where so many units are selected of all operations.
pub(super) fn of(operation: &Operation, selected: u32) -> Vec<Draft> {
    let families = Families::new(operation);
    let enough = |units: u32| units >= FEWEST && is_twentieth(units, selected);
    let is_enough = |groups: &Vec<(u64, &Group)>| enough(groups.iter().map(|(_, group)| group.len()).sum());
    let large = families.sets.iter().filter(|(set, groups)| **set != 0 && is_enough(groups));
    let large: Vec<u64> = large.map(|(&set, _)| set).collect();
    large.iter().flat_map(|&set| families.drafts(set, &large, enough)).collect()
}

impl<'a> Families<'a> {
    fn new(operation: &'a Operation) -> Self {
        let heads = heads(operation.marks.len(), &operation.groups);
        let mut sets: BTreeMap<u64, Vec<(u64, &Group)>> = BTreeMap::new();
        for (&marks, group) in &operation.groups {
            let set = members(marks).filter(|&mark| heads[mark] == mark).fold(0, |set, head| set | 1 << head);
            sets.entry(set).or_default().push((marks, group));
        }
        Self { operation, heads, sets }
    }

    /// The units that a set of heads marks, with their marks and their times.
    fn units(&self, set: u64) -> impl Iterator<Item = (u64, &'a [(u8, u64)])> {
        let groups = self.sets.get(&set).into_iter().flatten();
        groups.flat_map(|&(marks, group)| group.units().map(move |times| (marks, times)))
    }

    /// The units that a set of heads marks: whole, or in two halves.
    fn drafts(&self, set: u64, large: &[u64], enough: impl Fn(u32) -> bool) -> Vec<Draft> {
        let cuts = members(set).filter_map(|head| {
            let times: Vec<u64> = self.units(set).map(|(_, times)| time_of(times, head)).collect();
            halves::cut(&times, &enough).map(|cut| (head, cut))
        });
        let best = cuts.reduce(|best, next| if next.1.eta > best.1.eta { next } else { best });
        match best {
            None => vec![self.draft(set, large, None)],
            Some((head, cut)) => {
                [false, true].map(|is_slower| self.draft(set, large, Some((head, cut.min_ns, is_slower)))).into()
            }
        }
    }

    /// The units that a set of heads marks; of two halves, which a time of one of the heads divides, one.
    fn draft(&self, set: u64, large: &[u64], half: Option<(usize, u64, bool)>) -> Draft {
        let is_in_half =
            |times: &[(u8, u64)]| half.is_none_or(|(head, ns, is_slower)| (time_of(times, head) >= ns) == is_slower);
        let marks = &self.operation.marks;
        let (mut units, mut sums, mut marked) = (0_u32, vec![0_u128; marks.len()], vec![0_u32; marks.len()]);
        for (set, times) in self.units(set).filter(|(_, times)| is_in_half(times)) {
            units += 1;
            for &(mark, ns) in times {
                sums[usize::from(mark)] += u128::from(ns);
            }
            members(set).for_each(|mark| marked[mark] += 1);
        }
        let added: Vec<f64> =
            marks.iter().zip(&sums).map(|(mark, &sum)| wide(sum) - f64::from(units) * mark.baseline_ns).collect();
        let is_of = |family: u64, mark: usize| family >> self.heads[mark] & 1 == 1;
        let rows = (0..marks.len()).filter(|&mark| is_of(set, mark));
        let lead = most(rows.clone().filter(|&mark| is_of(own(set, large), mark)), &added);
        Draft {
            units,
            is_slower: half.is_some_and(|(.., is_slower)| is_slower),
            lead: marks.get(lead).map(|mark| mark.row.clone()).unwrap_or_default(),
            rows: rows.map(|mark| (marks[mark].row.clone(), added[mark], marked[mark])).collect(),
            marks: self.conditions(set, lead, half),
        }
    }

    /// What is true of these units, and of no other selected ones.
    fn conditions(&self, set: u64, lead: usize, half: Option<(usize, u64, bool)>) -> UnitMarks {
        let marks = &self.operation.marks;
        let condition = |mark: &Mark, min_ns, max_ns| RowMark {
            row: mark.row.clone(),
            durations: DurationRange { min_ns, max_ns },
        };
        let has = |head: usize| {
            let (mut min_ns, mut max_ns) = (marks[head].threshold.min_ns, None);
            match half {
                Some((other, ns, true)) if other == head => min_ns = ns,
                Some((other, ns, false)) if other == head => max_ns = Some(ns),
                _ => {}
            }
            condition(&marks[head], min_ns, max_ns)
        };
        // Heads that mark units with all of these marks, too: their units are not of this kind.
        let supersets = self.sets.keys().filter(|&&other| other & set == set).fold(0, |all, other| all | other);
        let has_not = |head: usize| condition(&marks[head], 0, Some(marks[head].threshold.min_ns));
        let (first, rest): (Vec<usize>, Vec<usize>) = members(set).partition(|&head| head == lead);
        // A row that is one with a head only names what the units wait for.
        let named = first.is_empty().then(|| marks.get(lead).map(|mark| condition(mark, 0, None))).flatten();
        let rows = first.into_iter().chain(rest).map(has);
        let rows = named.into_iter().chain(rows).chain(members(supersets & !set).map(has_not)).collect();
        let (service, name) = self.operation.names.clone();
        UnitMarks { service, name, rows }
    }
}

/// The time of a row in a unit, from times by row.
fn time_of(times: &[(u8, u64)], mark: usize) -> u64 {
    let found = times.binary_search_by_key(&mark, |&(mark, _)| usize::from(mark));
    found.map_or(0, |at| times[at].1)
}

/// Those of a set that no other set shares that has members of its own, as the set has. All where there are none.
fn own(set: u64, sets: &[u64]) -> u64 {
    let apart = sets.iter().filter(|&&other| set & !other != 0 && other & !set != 0);
    let shared = apart.fold(0, |shared, other| shared | other);
    if set & !shared == 0 { set } else { set & !shared }
}

/// The row with the most added time, of equal ones the first.
fn most(rows: impl Iterator<Item = usize>, added: &[f64]) -> usize {
    rows.reduce(|best, row| if added[row] > added[best] { row } else { best }).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_kinds_apart_share_is_not_their_own() {
        for (set, sets, expected) in [
            (0b011, &[0b011, 0b101][..], 0b010),
            (0b101, &[0b011, 0b101], 0b100),
            // One has no more than the other.
            (0b001, &[0b001, 0b011], 0b001),
            (0b011, &[0b001, 0b011], 0b011),
            (0b011, &[0b011, 0b100], 0b011),
            // Nothing is its own.
            (0b011, &[0b011, 0b101, 0b110], 0b011),
        ] {
            assert_eq!(own(set, sets), expected, "{set:b}");
        }
    }
}
