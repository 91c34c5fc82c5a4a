//! Selections and baselines: the two sides of every comparison, as sets of units.

mod matching;
mod narrow;

use serde::{Deserialize, Serialize};

use super::Fold;
use super::error_causes::CauseSelection;
use super::flame_graph::FrameSelection;
use super::suspects::MarkSelection;
use super::unit_number::NumberRange;
use crate::error::Result;
use crate::filter::Filter;
use crate::store::{RowSet, SpanRow, Store};
use crate::units::{DurationRange, FailureRule, TimeRange};

pub use matching::MatchingFold;
pub use narrow::NarrowFold;

/// Which units are selected: those that meet all conditions. Conditions are exact numbers, not positions on a chart; an absent condition is
/// always met.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Selection {
    /// When the unit starts.
    pub time: Option<TimeRange>,
    /// How long the unit takes.
    pub durations: Option<DurationRange>,
    /// Whether to select only failing units: those whose own span fails by the rule of the view.
    pub errors_only: bool,
    /// The text of a [`Filter`] that the unit matches.
    pub filter: Option<String>,
    /// An error that the unit has.
    pub cause: Option<CauseSelection>,
    /// The name of the group that the unit's trace belongs to.
    pub group: Option<String>,
    /// A frame that the unit's flame graph has.
    pub frame: Option<FrameSelection>,
    /// The operations, as service and name, of which the unit's own span has one. If empty, any operation.
    pub operations: Vec<(String, String)>,
    /// A number that the unit has, and the range that it is in.
    pub number: Option<NumberRange>,
    /// The times that the unit spends on rows of the suspects, as given by the kinds of [`Suspects`](super::Suspects).
    pub marks: Option<MarkSelection>,
}

/// What a selection is compared with.
#[expect(clippy::large_enum_variant, reason = "there are a few at a time, and a box would be in everybody's way")]
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Baseline {
    /// All other units.
    #[default]
    Rest,
    /// The units of another selection that are not selected themselves.
    Rectangle(Selection),
    /// The units of the same group that start directly before the selection's time, over the same length of time. The selection's other
    /// conditions do not apply.
    Before,
}

impl Baseline {
    /// The baseline of a selection as a selection of its own, before the selected units are removed. `None` if it is empty: there is
    /// nothing before a selection of all time.
    #[must_use]
    pub fn as_selection(&self, selection: &Selection) -> Option<Selection> {
        match self {
            Self::Rest => Some(Selection::default()),
            Self::Rectangle(other) => Some(other.clone()),
            Self::Before => selection.time_before().map(|time| Selection {
                time: Some(time),
                group: selection.group.clone(),
                ..Selection::default()
            }),
        }
    }
}

impl Selection {
    /// Whether a span, as a unit, meets all conditions except the filter, the number, the cause, the frame and the marks. The rule says which units
    /// fail.
    #[must_use]
    #[inline]
    pub fn contains(&self, store: &Store, unit: SpanRow, rule: FailureRule) -> bool {
        let spans = store.spans();
        self.time.is_none_or(|range| range.contains(spans.start_ns(unit)))
            && self.durations.is_none_or(|range| range.contains(spans.duration_ns(unit)))
            && (!self.errors_only || spans.fails(unit, rule))
            && self.group.as_ref().is_none_or(|group| store.group(spans.trace(unit)) == group)
            && (self.operations.is_empty() || self.has_operation(store, unit))
    }

    /// Whether the operation of a unit is one of those that are meant.
    fn has_operation(&self, store: &Store, unit: SpanRow) -> bool {
        let (service, name) = (store.text(store.service(unit)), store.text(store.spans().name(unit)));
        self.operations.iter().any(|(a_service, a_name)| a_service == service && a_name == name)
    }

    /// The time directly before, of the same length, clipped at the epoch. `None` if the selection has no time.
    #[must_use]
    pub fn time_before(&self) -> Option<TimeRange> {
        self.time.map(|TimeRange { from_ns, to_ns }| TimeRange {
            from_ns: from_ns.saturating_sub(to_ns.saturating_sub(from_ns)),
            to_ns: from_ns,
        })
    }
}

/// The units that a selection selects; the rule says which of them fail. O(units), and the cost of its filter.
///
/// # Errors
///
/// `BadFilter` if its filter is invalid.
///
/// # Example
///
/// ```
/// use spanlens::analysis::{Selection, select};
/// use spanlens::sketch::sketch;
/// use spanlens::units::FailureRule;
///
/// let store = sketch("shop GET /  0..120 !\n\n shop GET /  5..10 !\n\n shop GET /  5..500")?;
/// let slow: Selection = serde_json::from_str(r#"{"durations": {"minNs": 100000000, "maxNs": null}}"#)?;
/// let count = |selection: &Selection| select(&store, store.requests(), selection, FailureRule::Status).map(|units| units.count());
/// assert_eq!(count(&slow)?, 2);
/// let slow_errors = Selection { errors_only: true, ..slow.clone() };
/// assert_eq!(count(&slow_errors)?, 1);
/// let slower = Selection { filter: Some("{ duration > 200ms }".to_owned()), ..slow };
/// assert_eq!(count(&slower)?, 1);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn select(store: &Store, units: &RowSet, selection: &Selection, rule: FailureRule) -> Result<RowSet> {
    let Some(text) = &selection.filter else { return Ok(narrow(store, units, selection, rule)) };
    let matching = MatchingFold::new(store, units.clone(), &Filter::parse(text)?);
    Ok(matching.then(|_, units| NarrowFold::new(units, selection, rule)).run(store))
}

/// Those of some units that meet all conditions of a selection except the filter. O(units), and the cost of evaluating a number, a cause, a frame and
/// marks.
#[must_use]
pub fn narrow(store: &Store, units: &RowSet, selection: &Selection, rule: FailureRule) -> RowSet {
    NarrowFold::new(units.clone(), selection, rule).run(store)
}

/// The units that a selection is compared with. They never include a selected unit: no unit is on both sides.
///
/// `units` are those of the range that match the filter of the view, whatever its zoom. There is nothing before a selection of all time.
/// O(units), and the cost of the filters.
///
/// # Errors
///
/// `BadFilter` if a filter is invalid.
///
/// # Example
///
/// ```
/// use spanlens::analysis::{Baseline, Selection, baseline_of};
/// use spanlens::sketch::{ORIGIN_NS, sketch};
/// use spanlens::units::{FailureRule, TimeRange};
///
/// let store = sketch("a x 0..1\n\n a x 10..11\n\n a x 20..21\n\n a x 30..31")?;
/// let at = |ms: u64| ORIGIN_NS + ms * 1_000_000;
/// let time = Some(TimeRange { from_ns: at(20), to_ns: at(30) });
/// let selection = Selection { time, ..Selection::default() };
/// let units = store.requests();
/// let count = |baseline| baseline_of(&store, units, &selection, &baseline, FailureRule::Status).map(|units| units.count());
/// assert_eq!((count(Baseline::Rest)?, count(Baseline::Before)?), (3, 1));
/// # Ok::<(), spanlens::error::Error>(())
/// ```
pub fn baseline_of(
    store: &Store,
    units: &RowSet,
    selection: &Selection,
    baseline: &Baseline,
    rule: FailureRule,
) -> Result<RowSet> {
    let mut others = match baseline.as_selection(selection) {
        Some(other) => select(store, units, &other, rule)?,
        None => RowSet::empty(units.universe()),
    };
    others.subtract(&select(store, units, selection, rule)?);
    Ok(others)
}
