//! The units of one cause, as a selection.

use super::fates::Fates;
use super::table::CauseTable;
use super::{CauseKey, Fate};
use crate::store::{RowSet, SpanRow, Store};

/// The units of one cause, in the making. All units come from one store.
#[derive(Debug)]
pub struct CauseUnitsFold {
    key: CauseKey,
    fate: Fate,
    fates: Fates,
    table: CauseTable,
    /// Of the causes of the table, the one that is meant, once it is there.
    meant: Option<u32>,
    /// The causes that were compared with the key.
    compared: usize,
    found: RowSet,
}

impl CauseUnitsFold {
    /// A search for the units of a cause. O(spans).
    #[must_use]
    pub fn new(store: &Store, key: &CauseKey, fate: Fate) -> Self {
        Self {
            key: key.clone(),
            fate,
            fates: Fates::new(store),
            table: CauseTable::new(store),
            meant: None,
            compared: 0,
            found: RowSet::empty(store.spans().len()),
        }
    }

    /// Looks at more units, as [`units_of_cause`].
    pub fn add(&mut self, store: &Store, units: impl IntoIterator<Item = SpanRow>) {
        for unit in units {
            let Self { key, fate, fates, table, meant, compared, found } = self;
            for &(span, _) in fates.of_unit(store, unit).iter().filter(|(_, other)| other == fate) {
                let cause = table.of(store, span);
                let key = [&key.service, &key.name, &key.error_type, &key.message].map(String::as_str);
                let is_meant = |&at: &usize| table.texts(store, at) == key;
                *meant = meant.or_else(|| u32::try_from((*compared..table.len()).find(is_meant)?).ok());
                *compared = table.len();
                if *meant == Some(cause) {
                    found.insert(unit);
                }
            }
        }
    }

    /// The units that were found.
    #[must_use]
    pub fn finish(self) -> RowSet {
        self.found
    }
}

/// The units in which an error of this key has this fate: for [`Fate::Cause`] the units that it made fail and those that handled it.
///
/// # Complexity
///
/// As [`error_causes`](super::error_causes()).
///
/// # Example
///
/// ```
/// use spanlens::analysis::{CauseKey, Fate, units_of_cause};
/// use spanlens::sketch::sketch;
///
/// let store = sketch("shop GET /  0..9 !\"cart 7 is locked\"\n\n shop GET /  0..9 !\"cart 8 is locked\"\n\n shop GET /  0..9 !")?;
/// let key = CauseKey {
///     service: "shop".to_owned(),
///     name: "GET /".to_owned(),
///     message: "cart <n> is locked".to_owned(),
///     ..CauseKey::default()
/// };
/// assert_eq!(units_of_cause(&store, store.requests(), &key, Fate::Cause).count(), 2);
/// # Ok::<(), spanlens::error::Error>(())
/// ```
#[must_use]
pub fn units_of_cause(store: &Store, units: &RowSet, key: &CauseKey, fate: Fate) -> RowSet {
    let mut fold = CauseUnitsFold::new(store, key, fate);
    fold.add(store, units.iter());
    fold.finish()
}
