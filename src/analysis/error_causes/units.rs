//! The units of one cause, as a selection.

use std::ops::ControlFlow;

use serde::{Deserialize, Serialize};

use super::fates::Fates;
use super::table::CauseTable;
use super::{CauseKey, Fate};
use crate::analysis::Fold;
use crate::analysis::units_ahead::UnitsAhead;
use crate::store::{RowSet, Store};
use crate::units::FailureRule;

/// A condition on units: an error with this key has this fate.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CauseSelection {
    /// The key of the error.
    pub key: CauseKey,
    /// Its fate. A cause made the unit fail, or was handled in it.
    #[serde(default)]
    pub fate: Fate,
}

/// The units of one cause, in the making.
#[derive(Debug)]
pub struct CauseUnitsFold {
    units: UnitsAhead<1>,
    cause: CauseSelection,
    fates: Fates,
    table: CauseTable,
    /// Of the causes of the table, the one that is meant, once it is there.
    meant: Option<u32>,
    /// The causes that were compared with the key.
    compared: usize,
    found: RowSet,
}

impl CauseUnitsFold {
    /// A search among units for those of a cause, where the rule says which spans are errors. O(spans / 4,096).
    #[must_use]
    pub fn new(store: &Store, units: RowSet, cause: CauseSelection, rule: FailureRule) -> Self {
        Self {
            units: UnitsAhead::new([units]),
            cause,
            fates: Fates::new(store, rule),
            table: CauseTable::new(store),
            meant: None,
            compared: 0,
            found: RowSet::empty(store.spans().len()),
        }
    }
}

impl Fold for CauseUnitsFold {
    type Out = RowSet;

    fn step(mut self, store: &Store, spans: u32) -> ControlFlow<RowSet, Self> {
        let Self { units, cause, fates, table, meant, compared, found } = &mut self;
        let mut left = spans.max(1);
        if fates.search(store, &mut left) || left < spans / 2 {
            return ControlFlow::Continue(self);
        }
        let key = [&cause.key.service, &cause.key.name, &cause.key.error_type, &cause.key.message].map(String::as_str);
        let is_under_way = units.look(spans, |_, unit| {
            let mut cost = 1;
            for &(span, _) in fates.of_unit(store, unit).iter().filter(|(_, fate)| *fate == cause.fate) {
                let of_span = table.of(store, span);
                let is_meant = |&at: &usize| table.texts(store, at) == key;
                *meant = meant.or_else(|| u32::try_from((*compared..table.len()).find(is_meant)?).ok());
                *compared = table.len();
                if *meant == Some(of_span) {
                    found.insert(unit);
                }
                cost += 1;
            }
            cost
        });
        if is_under_way { ControlFlow::Continue(self) } else { ControlFlow::Break(self.found) }
    }
}

/// Those of some units in which an error of a key has a fate. The rule says which spans are errors.
///
/// # Complexity
///
/// As [`error_causes`](super::error_causes()).
///
/// # Example
///
/// ```
/// use spanlens::analysis::{CauseKey, CauseSelection, Fate, units_of_cause};
/// use spanlens::sketch::sketch;
/// use spanlens::units::FailureRule;
///
/// let store = sketch("shop GET /  0..9 !\"cart 7 is locked\"\n\n shop GET /  0..9 !\"cart 8 is locked\"\n\n shop GET /  0..9 !")?;
/// let key = CauseKey {
///     service: "shop".to_owned(),
///     name: "GET /".to_owned(),
///     message: "cart <n> is locked".to_owned(),
///     ..CauseKey::default()
/// };
/// let cause = CauseSelection { key, fate: Fate::Cause };
/// assert_eq!(units_of_cause(&store, store.requests(), &cause, FailureRule::Status).count(), 2);
/// # Ok::<(), spanlens::error::Error>(())
/// ```
#[must_use]
pub fn units_of_cause(store: &Store, units: &RowSet, cause: &CauseSelection, rule: FailureRule) -> RowSet {
    CauseUnitsFold::new(store, units.clone(), cause.clone(), rule).run(store)
}
