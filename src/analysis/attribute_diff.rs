//! Attribute comparison: what sets the selected units apart.

mod answer;
mod board;
mod cells;
mod fold;
mod ids;
mod masks;
mod numbers;
mod pairs;
mod rank;
mod ranking;
mod scope_sets;
mod signal;
mod statistics;
mod values;
mod walk;
mod weights;

use serde::{Deserialize, Serialize};

use super::Fold;
use crate::store::{RowSet, Store};

pub use fold::AttributeDiffFold;
pub use ids::AttributeIds;
pub use numbers::{AttributeNumbers, Distribution};
pub use signal::{AttributeOrigin, Signal};
use statistics::Counts;
pub(crate) use statistics::{interval, log_likelihood_ratio};
pub use weights::{AttributeDiffEstimates, SignalEstimates};

/// How to compare attributes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct AttributeDiffOptions {
    /// Whether to count spans of the units, each once per side, instead of units.
    pub count_spans: bool,
    /// The largest number of rows of values to return, and of symptoms; at least 50 of each are returned. All values are compared in any
    /// case.
    pub max_rows: u32,
}

impl Default for AttributeDiffOptions {
    /// Units are counted, and 200 rows given.
    fn default() -> Self {
        Self { count_spans: false, max_rows: 200 }
    }
}

/// What sets the selected units apart from those of the baseline.
///
/// # Definitions
///
/// A unit has a value if any of its spans has it; detached spans count to their trace's first request. The comparison covers the attributes
/// of resources, scopes, spans and events, each origin separately; services, names and kinds of spans; names of events; and log lines,
/// which are bodies in the form of their [template](super::template()). Logs are events of their spans. The *absence* of a key in all spans
/// of a unit counts as a value of that key.
///
/// The *score* of a value is the smallest difference between its shares on both sides that is compatible with the data: the end of
/// Newcombe's 95 % interval of the difference that is nearer to zero, or 0 if the interval contains zero. `p` is from a G-test; `q` is `p`
/// corrected by Benjamini and Hochberg over every row, symptoms included, whose value is in at least five units. A row is *notable* with q
/// < 0.01 and a score of at least 0.1.
///
/// Values whose sets of units are equal or complementary share one row, named by the first of them: in the order of origins (span, event, line, name
/// of an event, scope, resource, service, name, kind), a value before an absence, one that is more frequent in the selection before others, then by
/// key and value. Sets of units are compared by sums of 128 random bits per unit: among a million values, the probability that two different sets
/// are taken for equal is below 10⁻²⁶.
///
/// *Symptoms* are keys that restate the outcome or the duration, and the event names of exceptions. They have rows of their own. *Numeric*
/// keys, with more than 20 distinct values, all of them numbers, are compared as distributions. *Id-like* keys, with more than 0.9 distinct
/// values per unit in at least 20 units, are only listed. The values of both have no rows; their absence has.
///
/// # Shape and units
///
/// `values` and `symptoms` are ordered by score, then by the difference of the shares, then by units, largest first, then in the order that
/// names rows. They have the first rows only; `value_count` and `symptom_count` count all rows. `pairs` refer to rows of `values`.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct AttributeDiff {
    /// The selected units, or their spans where spans are counted.
    pub selection: u32,
    /// The units of the baseline, or their spans where spans are counted.
    pub baseline: u32,
    /// Whether spans are counted.
    pub counts_spans: bool,
    /// Values, best first.
    pub values: Vec<AttributeSignal>,
    /// The number of all rows of values.
    pub value_count: u32,
    /// Values of symptoms, best first.
    pub symptoms: Vec<AttributeSignal>,
    /// The number of all rows of symptoms.
    pub symptom_count: u32,
    /// The numeric keys, symptoms among them: by distance, largest first, then by origin and key.
    pub numbers: Vec<AttributeNumbers>,
    /// The id-like keys: by their units, most first, then by origin and key.
    pub ids: Vec<AttributeIds>,
    /// Pairs of the first 50 rows of `values` whose common units have a score at least 0.05 above that of each row. Best first, then in the
    /// order of the rows.
    pub pairs: Vec<AttributePair>,
    /// The number of rows that were tested: those in at least five units.
    pub tested: u32,
    /// The number of notable rows that are not symptoms.
    pub notable: u32,
    /// Estimates of both sides before sampling, if requested. Scores, tests and the order of rows then use weighted shares; numeric and id-like
    /// keys, and all other counts, use stored units.
    #[serde(default)]
    pub estimates: Option<AttributeDiffEstimates>,
}

/// How many units have a value, and their share of all, on both sides.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SignalCounts {
    /// On the side of the selection.
    pub selection: u32,
    /// On the side of the baseline.
    pub baseline: u32,
    /// Of all selected, from 0 to 1. Zero on an empty side.
    pub selection_share: f64,
    /// Of all in the baseline, from 0 to 1. Zero on an empty side.
    pub baseline_share: f64,
    /// Estimates before sampling, if requested. Absent for id-like keys and their values.
    #[serde(default)]
    pub estimates: Option<SignalEstimates>,
}

impl SignalCounts {
    fn new(counts: Counts, totals: Counts) -> Self {
        let [selection_share, baseline_share] = statistics::shares(counts.map(f64::from), totals.map(f64::from));
        Self { selection: counts[0], baseline: counts[1], selection_share, baseline_share, estimates: None }
    }
}

/// A value, or the absence of a key, compared.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct AttributeSignal {
    /// What is compared.
    pub signal: Signal,
    /// How many have it.
    pub counts: SignalCounts,
    /// The smallest plausible difference of its shares, from 0 to 1.
    pub score: f64,
    /// The probability of this or a larger difference if the sides do not differ.
    pub p: f64,
    /// The expected share of false discoveries among all rows with at most this `p`. Absent if fewer than five units have the value.
    pub q: Option<f64>,
    /// Whether `q` is below 0.01 and the score at least 0.1.
    pub notable: bool,
    /// Other values with equal or complementary units: the first 20.
    pub same: Vec<SameSignal>,
    /// The number of all such values.
    pub same_count: u32,
}

/// A value with the same or the complementary units as another.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SameSignal {
    /// The value.
    pub signal: Signal,
    /// Whether its units are exactly those without the other value.
    pub is_complement: bool,
}

/// Two values in the same unit.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct AttributePair {
    /// The row of one in `values`.
    pub first: u32,
    /// The row of the other, below it.
    pub second: u32,
    /// How many have both.
    pub counts: SignalCounts,
    /// The smallest plausible difference of the shares of these.
    pub score: f64,
}

/// What sets the selected units apart from those of the baseline. See [`AttributeDiff`] for what that means.
///
/// # Complexity
///
/// O(attributes of the units' spans, events and logs, twice, + values · log values). For each distinct value of the store 36 bytes, and 80 more for those
/// that are compared.
///
/// # Example
///
/// ```
/// use spanlens::analysis::{AttributeDiffOptions, Selection, attribute_diff, baseline_of, select};
/// use spanlens::sketch::sketch;
/// use spanlens::units::FailureRule;
///
/// let store = sketch(&["shop GET /  0..90 ! flag=on", "shop GET /  0..10"].map(|unit| format!("{unit}\n\n").repeat(20)).concat())?;
/// let failing = Selection { errors_only: true, ..Selection::default() };
/// let selection = select(&store, store.requests(), &failing, FailureRule::Status)?;
/// let baseline = baseline_of(&store, store.requests(), &failing, &Default::default(), FailureRule::Status)?;
/// let answer = attribute_diff(&store, &selection, &baseline, &AttributeDiffOptions::default());
/// let first = &answer.values[0];
/// assert_eq!((&first.signal.key[..], &first.signal.text[..]), ("flag", "on"));
/// assert_eq!((first.counts.selection_share, first.counts.baseline_share), (1.0, 0.0));
/// assert!(first.score > 0.75 && first.notable);
/// // Those that are not selected lack the flag, which says the same.
/// assert!(first.same[0].signal.value.is_none() && first.same[0].is_complement);
/// # Ok::<(), spanlens::error::Error>(())
/// ```
#[must_use]
pub fn attribute_diff(
    store: &Store,
    selection: &RowSet,
    baseline: &RowSet,
    options: &AttributeDiffOptions,
) -> AttributeDiff {
    AttributeDiffFold::new(store, selection.clone(), baseline.clone(), options).run(store)
}
