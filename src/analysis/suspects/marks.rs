//! Rows as conditions on units: how much time of a row a unit has.

mod search;

use serde::{Deserialize, Serialize};

use super::row_name::RowName;
use crate::store::{RowSet, Store};
use crate::units::DurationRange;

pub use search::MarkedUnitsFold;

/// A condition on the times that units spend on rows of the suspects: it matches units for which any of the alternatives is true.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct MarkSelection {
    /// The alternatives. Without any, no unit matches.
    pub any_of: Vec<UnitMarks>,
    /// Whether names are templates, as in [`FlameGraphOptions`](crate::analysis::FlameGraphOptions).
    pub templates: bool,
}

/// Units of one operation whose rows all have times in some range.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct UnitMarks {
    /// The service of the unit's own span.
    pub service: String,
    /// The name of it.
    pub name: String,
    /// The rows, the most significant first.
    pub rows: Vec<RowMark>,
}

/// How much time of a row a unit has, over all of its spans.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct RowMark {
    /// The row.
    pub row: RowName,
    /// Its time on the critical path of the unit. Zero if the unit does not have the row.
    pub durations: DurationRange,
}

impl MarkSelection {
    /// The search among units for those that are meant.
    pub(crate) fn search(self, store: &Store, units: RowSet) -> MarkedUnitsFold {
        MarkedUnitsFold::new(store, units, self)
    }
}
