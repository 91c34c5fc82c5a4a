//! Keys whose values are ids: nearly every unit has its own.

use serde::{Deserialize, Serialize};

use super::board::Board;
use super::ranking::{Class, Ranking};
use super::signal::{Handle, Texts, compare_values};
use super::{AttributeOrigin, Signal, SignalCounts};
use crate::sort::sort_by;

/// Of so many values of a key each is told.
const TOLD: usize = 3;

/// A key that is id-like: it has more than 0.9 distinct values for each unit that has it, and at least 20 units have it. Its values
/// are counted and not compared.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct AttributeIds {
    /// Its origin.
    pub origin: AttributeOrigin,
    /// The key.
    pub key: String,
    /// The units that have it.
    pub counts: SignalCounts,
    /// The number of distinct values.
    pub distinct: u32,
    /// The values that the most units have, at least two: at most three of them, with their units. The other values are `distinct`
    /// less these.
    pub values: Vec<(Signal, SignalCounts)>,
}

/// The id-like keys by their units, most first, then by origin and key.
pub(super) fn ids(texts: Texts<'_>, ranking: &Ranking) -> Vec<AttributeIds> {
    let Ranking { board, classes, .. } = ranking;
    let mut told = vec![Vec::new(); classes.len()];
    for (origin, row, cell) in board.cells() {
        if classes[cell.key as usize] == Class::IdLike && cell.units.count() > 1 {
            let most = &mut told[cell.key as usize];
            most.push((cell.units.counts, Handle { origin, row }));
            sort_by(most, |(a, handle_a), (b, handle_b)| {
                let total = |counts: &[u32; 2]| counts[0] + counts[1];
                (total(b), b[0])
                    .cmp(&(total(a), a[0]))
                    .then_with(|| compare_values(handle_a.value(texts), handle_b.value(texts)))
            });
            most.truncate(TOLD);
        }
    }
    let rows = (0..).zip(told).filter(|&(key, _)| classes[key] == Class::IdLike);
    let mut rows: Vec<AttributeIds> = rows.map(|(key, told)| row(texts, board, (key, &told))).collect();
    sort_by(&mut rows, |a, b| {
        let count = |row: &AttributeIds| row.counts.selection + row.counts.baseline;
        count(b).cmp(&count(a)).then_with(|| (a.origin, &a.key).cmp(&(b.origin, &b.key)))
    });
    rows
}

fn row(texts: Texts<'_>, board: &Board, (key, told): (usize, &[([u32; 2], Handle)])) -> AttributeIds {
    let cell = &board.keys.cells[key];
    let counts = |counts| SignalCounts::new(counts, board.all.counts);
    AttributeIds {
        origin: cell.origin,
        key: texts.0.text(cell.key).to_owned(),
        counts: counts(cell.units.counts),
        distinct: cell.distinct,
        values: told.iter().map(|&(units, handle)| (handle.signal(texts), counts(units))).collect(),
    }
}
