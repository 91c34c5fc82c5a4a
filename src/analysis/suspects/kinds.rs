//! Kinds: groups of selected units that are slow for different reasons.

mod drafts;
mod halves;
mod joining;
mod marked;
mod marking;
mod overlap;
mod spread;
mod sums;

use serde::{Deserialize, Serialize};

use super::marks::MarkSelection;
use super::row_name::RowName;

pub(crate) use marked::MarkedUnits;
pub(crate) use sums::KindSums;

/// The index of the selection wherever there is something for either side.
const SELECTION: usize = 0;

/// Whether units are enough to be told of among so many that are selected: a twentieth.
fn is_twentieth(units: u32, selected: u32) -> bool {
    u64::from(units) * 20 >= u64::from(selected)
}

impl MarkedUnits {
    /// The kinds, once all selected units have been looked at.
    pub(crate) fn finish(self, templates: bool) -> Kinds {
        let Self { selected, unused_rows, operations, .. } = self;
        let drafts = operations.values().flat_map(|operation| drafts::of(operation, selected));
        let kinds = joining::join(drafts.collect(), templates);
        let in_kinds: u32 = kinds.iter().map(|kind| kind.units).sum();
        Kinds { kinds, neither: selected - in_kinds, unused_rows }
    }
}

/// Groups of selected units that are slow for different reasons, if there are several reasons.
///
/// # Marks
///
/// Operations with at least a twentieth of the selected units are analysed, each against the baseline's units of the same operation. A row
/// of the suspects has one number for each unit: its time on the unit's critical path, zero if the unit does not have the row. Otsu's
/// method finds the best threshold for these numbers, on histograms with sixteen bins per doubling, with everything above the 99.9 %
/// quantile in the quantile's bin: once in the selection alone, once in both sides together. Of the two thresholds, the one with the larger
/// share of variance between its classes is used. A row *marks* the units above the threshold if that share is at least 0.8, and if the
/// share of marked units in the selection is larger by five percentage points and by more than chance explains (a log-likelihood ratio
/// above 10). At most 64 rows of an operation mark units, those with the clearest thresholds.
///
/// Rows that mark the same units are one: each row, the clearest first, joins the first row before it with which it shares 80 % of the
/// selected units that either marks.
///
/// # Kinds
///
/// Units with the same marks are one kind, if there are at least five of them and they are at least a twentieth of the selection. Such a
/// kind is split in two if a marking row divides it again (by Otsu's method on 256 bins of equal width) with 0.9 of the variance between
/// its classes, both parts are large enough, and their means differ by 15 %. Kinds that wait for the same callee are merged. The row with
/// the most time beyond the baseline's names the callee, among the rows that the kind does not share with another kind that has rows of its
/// own. The slower parts of split kinds are merged only with each other. The eight largest kinds are returned.
///
/// # Shape and units
///
/// The kinds are ordered by units, the largest first, then by service and name. `Σ units + neither` is the number of selected units.
/// Times are nanoseconds per unit of the kind.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Kinds {
    /// The kinds. A single kind shows what the slow units have in common.
    pub kinds: Vec<Kind>,
    /// The selected units of no kind.
    pub neither: u32,
    /// How many further rows would mark units, but are not among the clearest of their operations.
    pub unused_rows: u32,
}

/// Selected units that wait for the same callee.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Kind {
    /// The number of selected units.
    pub units: u32,
    /// The service that they wait for. Empty if unknown.
    pub service: String,
    /// The operation that they wait for, if known.
    pub name: Option<String>,
    /// How much more time its rows take than in the baseline's units of the same operations. The sum over `rows`.
    pub added_ns: f64,
    /// The rows that mark the units, by added time, the largest first, then by name.
    pub rows: Vec<KindRow>,
    /// The units, as a condition of a selection: among the selected units it matches exactly these.
    pub marks: MarkSelection,
}

/// A row that marks units of a kind.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct KindRow {
    /// The name of the row.
    pub row: RowName,
    /// How many units of the kind it marks.
    pub units: u32,
    /// How much more time it takes than in the baseline's units of the same operations.
    pub added_ns: f64,
}
