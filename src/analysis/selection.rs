//! Selections and baselines: the two sides of every comparison, as sets of units.

use serde::{Deserialize, Serialize};

use crate::store::{RowSet, SpanRow, Store};
use crate::units::{DurationRange, StatusCode, TimeRange};

/// Which units to look at. Conditions are evaluated as numbers, all of them hold, and an absent one always does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Selection {
    /// When the unit starts.
    pub time: Option<TimeRange>,
    /// How long the unit takes.
    pub durations: Option<DurationRange>,
    /// Whether only failing units are meant: those whose own span is ERROR.
    pub errors_only: bool,
}

/// What a selection is compared with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Baseline {
    /// All other units.
    #[default]
    Rest,
    /// The units of another selection that are not selected themselves.
    Rectangle(Selection),
    /// The units that start in the time directly before the selection's, as long as it is, whatever else the selection asks.
    Before,
}

impl Selection {
    /// Whether a span, as a unit, is selected.
    #[must_use]
    #[inline]
    pub fn contains(&self, store: &Store, unit: SpanRow) -> bool {
        let spans = store.spans();
        self.time.is_none_or(|range| range.contains(spans.start_ns(unit)))
            && self.durations.is_none_or(|range| range.contains(spans.duration_ns(unit)))
            && (!self.errors_only || spans.status(unit) == StatusCode::Error)
    }

    /// The time directly before, of the same length, cut at the epoch. `None` where the selection is of all time.
    #[must_use]
    pub fn time_before(&self) -> Option<TimeRange> {
        self.time.map(|TimeRange { from_ns, to_ns }| TimeRange {
            from_ns: from_ns.saturating_sub(to_ns.saturating_sub(from_ns)),
            to_ns: from_ns,
        })
    }
}

/// The units that a selection selects. O(units).
///
/// # Example
///
/// ```
/// use spanlens::analysis::{Selection, select};
/// use spanlens::sketch::sketch;
///
/// let store = sketch("shop GET /  0..120 !\n\n shop GET /  5..10 !\n\n shop GET /  5..500")?;
/// let slow = serde_json::from_str(r#"{"durations": {"minNs": 100000000, "maxNs": null}}"#)?;
/// assert_eq!(select(&store, store.requests(), &slow).count(), 2);
/// let slow_errors = Selection { errors_only: true, ..slow };
/// assert_eq!(select(&store, store.requests(), &slow_errors).count(), 1);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[must_use]
pub fn select(store: &Store, units: &RowSet, selection: &Selection) -> RowSet {
    let mut selected = RowSet::empty(units.universe());
    let units = units.iter().filter(|&unit| selection.contains(store, unit));
    units.for_each(|unit| selected.insert(unit));
    selected
}

/// The units that a selection is compared with. Never a unit that is selected itself: no unit speaks for both sides.
///
/// `units` are those of the range, with the filter of the view and without its zoom. Nothing comes before a selection of all time.
/// O(units).
///
/// # Example
///
/// ```
/// use spanlens::analysis::{Baseline, Selection, baseline_of};
/// use spanlens::sketch::{ORIGIN_NS, sketch};
/// use spanlens::units::TimeRange;
///
/// let store = sketch("a x 0..1\n\n a x 10..11\n\n a x 20..21\n\n a x 30..31")?;
/// let at = |ms: u64| ORIGIN_NS + ms * 1_000_000;
/// let time = Some(TimeRange { from_ns: at(20), to_ns: at(30) });
/// let selection = Selection { time, ..Selection::default() };
/// let count = |baseline| baseline_of(&store, store.requests(), &selection, &baseline).count();
/// assert_eq!((count(Baseline::Rest), count(Baseline::Before)), (3, 1));
/// # Ok::<(), spanlens::error::Error>(())
/// ```
#[must_use]
pub fn baseline_of(store: &Store, units: &RowSet, selection: &Selection, baseline: &Baseline) -> RowSet {
    let mut others = match baseline {
        Baseline::Rest => units.clone(),
        Baseline::Rectangle(other) => select(store, units, other),
        Baseline::Before => match selection.time_before() {
            Some(time) => {
                let before = Selection { time: Some(time), ..Selection::default() };
                select(store, units, &before)
            }
            None => RowSet::empty(units.universe()),
        },
    };
    others.subtract(&select(store, units, selection));
    others
}
