//! Exact percentiles of each column, at little cost.
//!
//! The counts of the cells already say in which row a percentile lies. So only the durations of those cells, three a column, are
//! gathered and searched: a small part of all, and no histogram is needed that would round them.

use crate::analysis::quantile::rank;

/// Where a percentile of a column is.
#[derive(Clone, Copy)]
struct Place {
    cell: usize,
    /// From zero, among the durations of the cell.
    rank: usize,
}

/// The 50th, 95th and 99th percentile of the durations in each column, given the count of each cell and the cell and duration of
/// each unit. Zero where a column is empty. O(units + cells) on average.
pub(super) fn percentiles(counts: &[u32], rows: usize, (cells, durations_ns): (&[u32], &[u64])) -> [Vec<u64>; 3] {
    let places = [50, 95, 99].map(|percent| -> Vec<Option<Place>> {
        let columns = counts.chunks_exact(rows).enumerate();
        columns.map(|(column, counts)| place(counts, column * rows, percent)).collect()
    });
    let mut gathered = Gathered::of(counts, places.iter().flatten().flatten());
    gathered.fill(cells, durations_ns);
    places.map(|column| column.iter().map(|place| place.map_or(0, |place| gathered.select(place))).collect())
}

fn place(counts: &[u32], first_cell: usize, percent: u64) -> Option<Place> {
    let total = counts.iter().map(|&count| u64::from(count)).sum();
    let mut left = rank(total, percent).checked_sub(1)?;
    for (cell, &count) in (first_cell..).zip(counts) {
        if left < u64::from(count) {
            return Some(Place { cell, rank: usize::try_from(left).ok()? });
        }
        left -= u64::from(count);
    }
    None
}

/// The durations of some of the cells, those of a cell together.
struct Gathered {
    /// Where the durations of each cell start, or `NONE`.
    starts: Vec<u32>,
    /// Where they end so far.
    ends: Vec<u32>,
    durations_ns: Vec<u64>,
}

const NONE: u32 = u32::MAX;

impl Gathered {
    /// Room for the durations of the cells of some places.
    fn of<'a>(counts: &[u32], places: impl Iterator<Item = &'a Place>) -> Self {
        let mut starts = vec![NONE; counts.len()];
        let mut total = 0;
        for &Place { cell, .. } in places {
            if starts[cell] == NONE {
                starts[cell] = total;
                total += counts[cell];
            }
        }
        Self { ends: starts.clone(), starts, durations_ns: vec![0; total as usize] }
    }

    fn fill(&mut self, cells: &[u32], durations_ns: &[u64]) {
        for (&cell, &duration_ns) in cells.iter().zip(durations_ns) {
            let end = &mut self.ends[cell as usize];
            if *end != NONE {
                self.durations_ns[*end as usize] = duration_ns;
                *end += 1;
            }
        }
    }

    fn select(&mut self, Place { cell, rank }: Place) -> u64 {
        let durations_ns = &mut self.durations_ns[self.starts[cell] as usize..self.ends[cell] as usize];
        *durations_ns.select_nth_unstable(rank).1
    }
}
