//! Kinds: selected units that are slow for different reasons, told apart.

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

/// The reasons for which selected units are slow, as far as there are several: which unit is slow for which.
///
/// # Marks
///
/// Looked at are operations of units that are a twentieth of the selection at least, each against the baseline's units of the same
/// operation. A row of the suspects has one number in each of them: its time on the critical path of the unit, zero where it is not
/// there. Of these numbers the best cut is looked for, by Otsu's method on bins, sixteen a doubling, with everything above the 99.9 %
/// quantile in its bin: once in the selection alone, once in both sides together. Of the two cuts the one counts that has the larger
/// part of the variance between its classes. A row *marks* the units above the cut if that part is 0.8 at least, and if the share of
/// marked units is larger in the selection by five points and by more than chance explains (a log-likelihood ratio above 10). At most
/// 64 rows of an operation mark units, those with the clearest cuts.
///
/// Rows that mark the same units are one: each row, the clearest first, joins the first row before it with which it shares 80 % of the
/// selected units that either marks.
///
/// # Kinds
///
/// Units with the same marks are of one kind, if there are five of them and a twentieth of the selection. Where one of the marking rows
/// cuts them once more (by Otsu's method on 256 bins of equal width) with 0.9 of the variance between its classes, both of these large
/// enough and their means 15 % apart, they are two. Kinds that wait for the same are one. What they wait for is told by the row with the
/// most time beyond the baseline's, among those that no other kind shares which has rows of its own, too. Slower halves are one with
/// each other only. The eight largest kinds are told.
///
/// # Shape and units
///
/// The kinds are ordered by units, the largest first, then by service and name. `Σ units + neither` is the number of selected units.
/// Times are nanoseconds per unit of the kind.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Kinds {
    /// The kinds. One alone says what marks the units that are slow.
    pub kinds: Vec<Kind>,
    /// The selected units of no kind.
    pub neither: u32,
    /// How many rows would mark units, but are not among the clearest of their operations.
    pub unused_rows: u32,
}

/// Selected units that wait for the same.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Kind {
    /// The number of selected units.
    pub units: u32,
    /// The service that they wait for. Empty where it is unknown.
    pub service: String,
    /// What it does, where that is known.
    pub name: Option<String>,
    /// How much more time its rows take than in the baseline's units of the same operations. The sum over `rows`.
    pub added_ns: f64,
    /// The rows that mark the units, by added time, the largest first, then by name.
    pub rows: Vec<KindRow>,
    /// The units, as a condition of a selection: among the selected ones these are all that it means.
    pub marks: MarkSelection,
}

/// A row that marks units of a kind.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct KindRow {
    /// What it is called.
    pub row: RowName,
    /// How many units of the kind it marks.
    pub units: u32,
    /// How much more time it takes than in the baseline's units of the same operations.
    pub added_ns: f64,
}
