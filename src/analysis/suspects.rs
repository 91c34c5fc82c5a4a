//! Suspects: which service made units slower.
//!
//! The time of units on their critical paths is divided into rows, each a kind of time that a service can be responsible for. Rows are
//! compared between the sides per call, and their changes are charged to services.

mod charging;
mod fold;
mod kinds;
mod marks;
mod report;
mod row_name;
mod rows;
mod sums;

use serde::{Deserialize, Serialize};

use super::Fold;
use crate::store::{RowSet, Store};

pub use fold::SuspectsFold;
pub use kinds::{Kind, KindRow, Kinds};
pub use marks::{MarkSelection, MarkedUnitsFold, RowMark, UnitMarks};
pub use row_name::RowName;
pub use rows::RowKind;
pub use sums::SuspectSums;

pub(crate) use kinds::{KindSums, MarkedUnits};
pub(crate) use rows::{RowKey, SuspectRows};

/// Which services made the selected units slower than the baseline, with the evidence.
///
/// # Rows
///
/// A call with a span on its callee's side has a row for each of its *legs*: its self time before the callee's span starts, and all after.
/// A call that only names its callee has a *wire* row. Any other span has a row of its *own time*. Spans of the same kind, services and
/// operations share a row. Each has one number in it, which is zero if the span is off the critical path.
///
/// Calls are compared within units of the same operation: if the selection has more exports, for example, its average query takes longer
/// without being slower. In units of operation `o` that both sides have, a row contributes `q_o · d_o`: the selected units' calls per unit
/// times the difference of the means per call. The row's contribution is the sum over `o`. Its certain part is the contribution reduced by
/// `1.96 · √(Σ q_o² SE_o²)`; if all units are of one operation, that is `q · max(0, d − 1.96 · SE)`, mirrored if `d < 0`. A side with a
/// single call uses the other side's variance; with one call on each side, nothing is certain. Two other effects are given separately: more
/// or fewer calls, at their old mean, and calls that only one side has. So
/// `Σ contribution_ns + Σ call_count_ns + Σ one_sided_ns = delta_mean_ns`.
///
/// # Charging
///
/// Own time is charged to its service. Of a leg between a caller and a callee, the caller is charged with the change that all of its
/// callees share: the lower median of that leg's change per call over them. A caller with a single callee is charged with the change beyond
/// the lower median over the callee's other callers. The rest is charged to the callee. Contributions and certain parts are charged
/// separately.
///
/// # Shape and units
///
/// Times are nanoseconds per unit. `suspects` has every service that is charged with time, ranked by the certain part, then by the expected
/// value, then by name. If a side has no units, there are no suspects and no rows.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Suspects {
    /// The number of selected units.
    pub selection_units: u32,
    /// The number of units in the baseline.
    pub baseline_units: u32,
    /// The change of the mean duration, from the baseline to the selection. Zero where a side has no units.
    pub delta_mean_ns: f64,
    /// The services, the most suspect first.
    pub suspects: Vec<Suspect>,
    /// The evidence: by certain part, then by contribution, then by the time of calls that only one side has, then by the effect of call
    /// counts, each with the largest absolute value first; then by kind, services and operations.
    pub rows: Vec<SuspectRow>,
    /// The selected units grouped by the callee that they wait for, if they wait for different ones. This takes a second pass over the
    /// selected units, which [`SuspectSums`] does not make: there, and if a side has no units, no unit has a kind.
    pub kinds: Kinds,
}

/// The time that a service is charged with, in nanoseconds per unit.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Suspect {
    /// Its name, empty where it is unknown.
    pub service: String,
    /// The certain part.
    pub certain_ns: f64,
    /// The expected value.
    pub expected_ns: f64,
}

/// A row of the evidence.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SuspectRow {
    /// What the time was spent on.
    pub kind: RowKind,
    /// The service of the spans; for a call, the caller.
    pub service: String,
    /// The name of the spans.
    pub name: String,
    /// For calls, the called service.
    pub callee: Option<String>,
    /// For legs, the name of the callee's span.
    pub callee_name: Option<String>,
    /// The calls of the selected units.
    pub selection: RowSide,
    /// The calls of the baseline's units.
    pub baseline: RowSide,
    /// The selection's calls per unit, times the difference of the means per call, in units of an operation that both sides have.
    pub contribution_ns: f64,
    /// The part of it that is certain.
    pub certain_ns: f64,
    /// How much of the contribution is charged to `service`; the rest is the callee's.
    pub own_contribution_ns: f64,
    /// How much of the certain part is charged to `service`; the rest is the callee's.
    pub own_certain_ns: f64,
    /// The change of calls per unit, times the baseline's mean per call, in units of an operation that both sides have.
    pub call_count_ns: f64,
    /// The time of the row in units of operations in which only one side has it, negative for the baseline.
    pub one_sided_ns: f64,
}

/// The calls of a row on one side.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct RowSide {
    /// The number of calls.
    pub calls: u32,
    /// The mean of their time on the critical path, in nanoseconds. Zero without calls.
    pub mean_ns: f64,
    /// The sample variance of that time, in square nanoseconds. Zero with fewer than two calls.
    pub variance: f64,
}

/// Which services made the selected units slower than the baseline. A side without units is not an error, see [`Suspects`].
///
/// # Complexity
///
/// O(n log n + n · depth) for the n spans of each unit, and O(callees · log callees) for each leg.
///
/// # Example
///
/// ```
/// use spanlens::analysis::suspects;
/// use spanlens::sketch::sketch;
/// use spanlens::store::{RowSet, SpanRow};
///
/// let unit = |answer: u32| format!("shop GET /   0..{}\n shop get    5..{} @client\n  cart get  10..20 @server", answer + 5, answer);
/// let units = [25, 26, 125, 126].map(unit);
/// let store = sketch(&units.join("\n\n"))?;
/// let (mut slow, mut fast) = (RowSet::empty(12), RowSet::empty(12));
/// [0, 3].into_iter().for_each(|row| fast.insert(SpanRow(row)));
/// [6, 9].into_iter().for_each(|row| slow.insert(SpanRow(row)));
/// let answer = suspects(&store, &slow, &fast);
/// assert_eq!((&*answer.suspects[0].service, answer.suspects[0].expected_ns), ("cart", 100e6));
/// # Ok::<(), spanlens::error::Error>(())
/// ```
#[must_use]
pub fn suspects(store: &Store, selection: &RowSet, baseline: &RowSet) -> Suspects {
    SuspectsFold::new(store, selection.clone(), baseline.clone()).run(store)
}

/// The kinds among selected units: groups of units that are slow for different reasons. They are also part of the answer of [`suspects`].
///
/// # Complexity
///
/// As [`suspects`], plus O(n log n + n · depth) for the n spans of each selected unit of an operation with marking rows. Memory is O(rows +
/// marked rows of each selected unit).
///
/// # Example
///
/// ```
/// use spanlens::analysis::kinds;
/// use spanlens::sketch::sketch;
/// use spanlens::store::RowSet;
///
/// let unit = |(cart, pay): (u32, u32)| {
///     format!("shop GET /  0..{}\n cart get  0..{cart}\n pay charge  {cart}..{}", cart + pay + 1, cart + pay)
/// };
/// let times = [vec![(2, 3); 40], vec![(80, 3); 12], vec![(2, 90); 15], vec![(9, 3); 2]].concat();
/// let store = sketch(&times.into_iter().map(unit).collect::<Vec<_>>().join("\n\n"))?;
/// let (mut slow, mut fast) = (store.requests().clone(), RowSet::empty(store.spans().len()));
/// store.requests().iter().take(40).for_each(|unit| fast.insert(unit));
/// slow.subtract(&fast);
/// let answer = kinds(&store, &slow, &fast);
/// let told: Vec<_> = answer.kinds.iter().map(|kind| (&*kind.service, kind.units, kind.added_ns)).collect();
/// assert_eq!(told, [("pay", 15, 87e6), ("cart", 12, 78e6)]);
/// assert_eq!(answer.neither, 2);
/// # Ok::<(), spanlens::error::Error>(())
/// ```
#[must_use]
pub fn kinds(store: &Store, selection: &RowSet, baseline: &RowSet) -> Kinds {
    suspects(store, selection, baseline).kinds
}
