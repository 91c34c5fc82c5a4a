//! Attribute comparison: what sets the selected units apart.

mod answer;
mod board;
mod cells;
mod fold;
mod ids;
mod masks;
mod numbers;
mod pairs;
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
    /// Whether the spans of the units are counted, each by itself and once on a side, instead of the units.
    pub count_spans: bool,
    /// The most rows of values to give, and of symptoms; at least 50 are given of either. Everything is compared all the same.
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
/// A unit has a value if any of its spans has it; detached spans are of their trace's first request. Compared are the attributes of
/// resources, scopes, spans and events, each origin by itself, services, names and kinds of spans, names of events, and the lines of logs,
/// which are bodies in the form of their [template](super::template()). Logs are events of their spans. That no span of a unit has a key is
/// a value of that key as well: *absence*.
///
/// The *score* of a value is the end of Newcombe's 95 % interval of the difference of its shares that is nearer to zero, or 0 if zero is
/// inside: so much larger, at least, is the share on one side. `p` is of a G-test, `q` by Benjamini and Hochberg over every row, symptoms
/// included, whose value is in at least five units. A row is *notable* with q < 0.01 and a score of at least 0.1.
///
/// Values whose units are equal or complementary are one row, and the first of them heads it: by origin (span, event, line, name of an
/// event, scope, resource, service, name, kind), a value before an absence, one that the selection has more of before others, then by key and value.
/// Sets of units are compared by sums of 128 random bits for each unit, so that two that differ are taken for equal with a probability
/// of less than 10⁻²⁶ among a million values.
///
/// *Symptoms* are the keys that say again how it went or how long it took, and the names of events that tell of exceptions. They are rows
/// of their own. *Numeric* keys, all of whose
/// values are numbers and more than 20 distinct, are told as distributions; *id-like* keys, with more than 0.9 distinct values for each
/// of at least 20 units, are told as keys. The values of either are no rows; their absence is.
///
/// # Shape and units
///
/// `values` and `symptoms` are ordered by score, then by the difference of the shares, then by units, largest first, then as the
/// heads of rows are chosen. Their first rows are given; `value_count` and `symptom_count` are of all rows. `pairs` name rows of `values`.
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
    /// Two of the 50 first rows of `values` whose common units have a score that is better than that of either by at least 0.05. Best
    /// first, then in the order of the rows.
    pub pairs: Vec<AttributePair>,
    /// The number of rows that were tested: those in at least five units.
    pub tested: u32,
    /// The number of notable rows that are no symptoms.
    pub notable: u32,
    /// What both sides were before sampling, where that is asked for. Scores, tests and the order of rows are then of what units stand for; numeric
    /// and id-like keys, and all other counts, are of stored units.
    #[serde(default)]
    pub estimates: Option<AttributeDiffEstimates>,
}

/// How many have something, and which share of all that is, on both sides.
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
    /// What that was before sampling, where that is asked for. Not told of id-like keys and their values.
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
    /// By how much its shares differ at least, from 0 to 1.
    pub score: f64,
    /// The probability of such a difference or a larger one where there is none.
    pub p: f64,
    /// The share of false discoveries among all that are at least as surprising. Absent where fewer than five units have it.
    pub q: Option<f64>,
    /// Whether `q` is below 0.01 and the score at least 0.1.
    pub notable: bool,
    /// What else has equal or complementary units: the first 20.
    pub same: Vec<SameSignal>,
    /// The number of all of those.
    pub same_count: u32,
}

/// A value that says the same as another.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SameSignal {
    /// The value.
    pub signal: Signal,
    /// Whether exactly those have it that do not have the other.
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
    /// By how much the shares of these differ at least.
    pub score: f64,
}

/// What sets the selected units apart from those of the baseline. See [`AttributeDiff`] for what that means.
///
/// # Complexity
///
/// O(attributes of the units' spans, events and logs, twice, + values · log values). For each distinct value of the store 32 bytes, and 40 more for those
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
