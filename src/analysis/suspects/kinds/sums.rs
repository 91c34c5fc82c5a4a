//! The first look at all units: how the times of each row spread.

use std::collections::BTreeMap;

use super::marked::{Mark, MarkedUnits, Operation};
use super::marking::threshold;
use super::spread::Spread;
use super::{SELECTION, is_twentieth};
use crate::analysis::flame_graph::Labels;
use crate::analysis::otsu::wide;
use crate::analysis::suspects::row_name::RowName;
use crate::analysis::suspects::rows::SuspectRows;
use crate::sort::sort_by;
use crate::store::Store;

/// How many rows of an operation mark units at most: as many as a set of marks has bits.
const MOST_MARKS: usize = 64;

/// How the times of rows spread over units of both sides.
#[derive(Debug, Clone, Default)]
pub(crate) struct KindSums {
    /// The units of each operation.
    units: BTreeMap<(u32, u32), [u32; 2]>,
    /// The times of each part of a row, in units that have it.
    spreads: Vec<[Spread; 2]>,
    /// What the unit at hand has.
    times: Vec<(u32, u64)>,
}

impl KindSums {
    /// Adds the unit whose parts were found last.
    pub(crate) fn add(&mut self, side: usize, rows: &SuspectRows) {
        let Some(operation) = rows.operation() else { return };
        self.units.entry(operation).or_default()[side] += 1;
        rows.times_by_part(&mut self.times);
        self.spreads.resize_with(rows.keys.len(), <[Spread; 2]>::default);
        for &(part, ns) in &self.times {
            self.spreads[part as usize][side].push(ns);
        }
    }

    /// The rows that mark units, before it is known which.
    pub(crate) fn marks(self, store: &Store, rows: &SuspectRows, labels: &Labels) -> MarkedUnits {
        let selected = self.units.values().map(|units| units[SELECTION]).sum();
        let mut marks: BTreeMap<(u32, u32), Vec<Mark>> = BTreeMap::new();
        for ((key, spreads), part) in rows.keys.iter().zip(&self.spreads).zip(0..) {
            let Some(&units) = self.units.get(&key.unit).filter(|units| is_twentieth(units[SELECTION], selected))
            else {
                continue;
            };
            if let Some(threshold) = threshold(spreads, units) {
                let baseline_ns = wide(spreads[1].sum()) / f64::from(units[1]);
                let row = RowName::of(store, labels, &key.row);
                marks.entry(key.unit).or_default().push(Mark { part, row, threshold, baseline_ns });
            }
        }
        let mut unused_rows = 0;
        let operations = marks.into_iter().map(|((service, name), mut marks)| {
            sort_by(&mut marks, |a, b| b.threshold.eta.total_cmp(&a.threshold.eta).then_with(|| a.row.cmp(&b.row)));
            unused_rows += marks.len().saturating_sub(MOST_MARKS);
            marks.truncate(MOST_MARKS);
            let names = (labels.service_text(store, service).to_owned(), labels.name_text(name).to_owned());
            ((service, name), Operation::new(names, marks))
        });
        let operations = operations.collect();
        MarkedUnits::new(selected, u32::try_from(unused_rows).unwrap_or(u32::MAX), operations)
    }
}
