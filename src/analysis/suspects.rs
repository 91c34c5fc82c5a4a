//! Suspects: which service made units slower.
//!
//! The time of units on their critical paths falls into rows, each a kind of time that some service could be to blame for. Rows are
//! compared between the sides call by call, and what changed is charged to services.

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

/// Which services made the selected units slower than the baseline's, with the evidence.
///
/// # Rows
///
/// A call with a span of its callee's side has a row for each of its *legs*: its own time before the callee's span starts, and all
/// after. A call that only names its callee has a *wire* row. Any other span has a row of its *own time*. Spans of the same kind, services
/// and operations share a row, each with one number, which is zero where it is off the critical path.
///
/// Calls in units of one operation are compared with each other: with more exports among the requests, the average query takes longer and
/// is no slower. In units of operation `o` that both sides have, a row contributes `q_o · d_o`: the selected units' calls per unit times
/// the difference of the means per call. The row's contribution is the sum over `o`, and all of it is certain but for
/// `1.96 · √(Σ q_o² SE_o²)`; where all units are of one operation that is `q · max(0, d − 1.96 · SE)`, mirrored where `d < 0`. A side with
/// a single call borrows the other's variance, and with one on each nothing is certain. What else changed is beside it: calls that
/// became more or fewer at their old mean, and calls that one side does not have. So
/// `Σ contribution_ns + Σ call_count_ns + Σ one_sided_ns = delta_mean_ns`.
///
/// # Charging
///
/// Own time is charged to its service. Of a leg between a caller and a callee, the caller's part is what all of its callees show: the
/// lower median of that leg's change per call over them. A caller with no other callee has the part that the callee does not show to
/// its other callers, by their lower median. All else is the callee's. Contributions and certain parts are charged each on their own.
///
/// # Shape and units
///
/// Times are nanoseconds per unit. `suspects` has every service that is charged with something, ranked by what is certain, then by what is
/// expected, then by name. Where a side has no units there are neither suspects nor rows.
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
    /// The evidence: by certain part, then by contribution, then by what one side has alone, then by the effect of call counts, each
    /// the largest first whatever its sign; then by kind, services and operations.
    pub rows: Vec<SuspectRow>,
    /// The selected units by what they wait for, where that differs. A second look at the selected units finds it, which
    /// [`SuspectSums`] does not take: there, as where a side has no units, all units are of no kind.
    pub kinds: Kinds,
}

/// What a service is charged with, in nanoseconds per unit.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Suspect {
    /// Its name, empty where it is unknown.
    pub service: String,
    /// What is certain.
    pub certain_ns: f64,
    /// What is to be expected.
    pub expected_ns: f64,
}

/// A row of the evidence.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SuspectRow {
    /// What the time was spent on.
    pub kind: RowKind,
    /// The service whose spans they are; the caller's of a call.
    pub service: String,
    /// What the spans are called.
    pub name: String,
    /// The service that is called, of calls.
    pub callee: Option<String>,
    /// What it is asked for, of legs.
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
    /// What the row takes of units of operations in which only one side has it, negative for the baseline.
    pub one_sided_ns: f64,
}

/// The calls of one row on one side.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct RowSide {
    /// How many there are.
    pub calls: u32,
    /// The mean of their time on the critical path, in nanoseconds. Zero without calls.
    pub mean_ns: f64,
    /// The variance of that as of a sample, in square nanoseconds. Zero with fewer than two calls.
    pub variance: f64,
}

/// Which services made the selected units slower than the baseline's. A side without units has an answer too, see [`Suspects`].
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

/// The kinds among selected units: those that are slow for different reasons, told apart. They are a part of [`suspects`].
///
/// # Complexity
///
/// As [`suspects`], and O(n log n + n · depth) once more for the n spans of each selected unit of an operation that rows mark. Memory is
/// O(rows + marked rows of each selected unit).
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
