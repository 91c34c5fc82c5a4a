//! Findings: what is wrong, without a selection.

mod answer;
mod axis;
mod blocks;
mod change;
mod changes;
mod columns;
mod cost;
mod data;
mod depth;
mod explain;
mod explaining;
mod fold;
mod gather;
mod ground;
mod inside;
mod join;
mod modes;
mod numbers;
mod percentiles;
mod ranking;
mod rate;
mod repeats;
mod rows;
mod scan;
mod scene;
mod series;
mod standing;
mod tallies;
mod words;

use super::Fold;
use crate::store::{Population, RowSet, Store};
use crate::units::FailureRule;

pub use answer::{
    Anomaly, ComparedGroups, DataFinding, DataKind, FindingCalls, FindingCause, FindingKind, FindingOperation,
    FindingSuspect, Findings, GroupChange, GroupPair, Searched,
};
pub use changes::ChangesFold;
pub use fold::FindingsFold;

/// The findings among units of a population, the costliest first. The rule says which of them fail.
///
/// # In time
///
/// For each operation, and then for all operations together, units are put into columns of time: those of a heatmap, at most 120, or columns of equal counts if there are gaps longer
/// than a tenth of the whole time. A unit can have *marks*: it fails, or it does not fail and is slower than the 25th, 50th, 75th, 90th, 95th or 99th percentile of the units of its
/// operation that do not fail. For every run of columns with at most nine tenths of the units that can have a mark, the likelihood ratio is that of `k` marked among `n` inside against
/// the rest, by Bernoulli (Kulldorff 1997, "A spatial scan statistic"). The run with the largest ratio is a finding if its logarithm is above `ln(tests / 10⁻⁴)`, where every run, mark
/// and operation counts as a test, and if it is large enough: at least 3 failures more than expected, with a share that is doubled and at least 0.01 higher; or a share of slow units
/// at least 0.1 higher, and at least a fiftieth of the time inside added. Then its columns are removed, and the rest is scanned again, up to four times.
///
/// Runs of one kind, failing or slow, that share at least half of the columns of either are one finding. Its run is the most likely one for all
/// of them together, among runs that begin where one of theirs begins and end where one of theirs ends. A run over all operations is a finding
/// only if no single operation shows it. Each group is analysed by itself.
///
/// # Inside of units
///
/// For each row of the [`Suspects`](super::Suspects), in units of each operation, there is one number a unit: its mean time per call. In a run of columns it
/// takes `Σ calls · d − 5 · √(Σ calls² · SE²)` longer for certain, over operations, where `d` is the difference of the means inside and outside and SE its
/// standard error. The run with the most is found if that is a hundredth of the time of all units; then the rest is scanned again, as above. It is a finding
/// unless units are slower in time at the same time.
///
/// # How many
///
/// An operation has *more* units in a run, or *fewer*, than expected from its share of all units outside of the run, by the same likelihood ratio, corrected
/// for the operation's usual variation. More means at least 20 more, three times as many as expected, twice as many per second, and a fifth of all units of
/// that time; fewer means at least 20 fewer, a tenth of the expected number or less, half as many per second, and at least a hundredth of all units of that
/// time missing.
///
/// # At all times
///
/// Among units in no finding in time: causes that make at least 3 units, and at least a hundredth of the units, of an operation fail; errors that were
/// recovered in a twentieth of them; repeated calls of one span to one callee by one name, at least 5 in the median unit, four fifths of them sequential,
/// and a tenth of the time together; and a second mode of durations (Otsu's threshold over their logarithms) that an attribute value distinguishes from the
/// first with a score of at least 0.5.
///
/// # Limits
///
/// The 200 operations with the largest shares of units or of time are scanned individually, the others only as part of all operations together. Up to 8,192
/// rows of suspects are tracked, each in units of one operation. [`Searched`] says how many operations and rows are left out. For at most 5 operations,
/// those whose second mode costs most, attributes are compared between the modes.
///
/// # Complexity
///
/// O(units) and 24 bytes for each, and O(n log n) where time has gaps; the cost of the [`suspects`](super::suspects()) and the [error
/// causes](super::error_causes()) of all units; O(columns² · (operations · marks + rows)) for the scans; and the cost of the questions that explain
/// the first five.
///
/// # Example
///
/// ```
/// use spanlens::analysis::{FindingKind, findings};
/// use spanlens::sketch::sketch;
/// use spanlens::store::Population;
/// use spanlens::units::FailureRule;
///
/// // A request each second, and of those from 60 to 80 s every second one fails.
/// let unit = |at: u32| {
///     let fails = if (60..80).contains(&at) && at % 2 == 0 { "!" } else { "" };
///     format!("shop GET /  {}..{} {fails}\n\n", at * 1000, at * 1000 + 20)
/// };
/// let store = sketch(&(0..600).map(unit).collect::<String>())?;
/// let answer = findings(&store, store.requests(), Population::Requests, FailureRule::Status);
/// let [finding] = &answer.findings[..] else { unreachable!() };
/// assert_eq!((finding.kind, finding.failing, finding.extra_units), (FindingKind::Failing, 10, 10.0));
/// assert!(finding.what.ends_with("of GET / fail, else none: 10 more."), "{}", finding.what);
/// # Ok::<(), spanlens::error::Error>(())
/// ```
#[must_use]
pub fn findings(store: &Store, units: &RowSet, population: Population, rule: FailureRule) -> Findings {
    FindingsFold::new(store, units.clone(), population, rule).run(store)
}

/// The operations that became worse from one group to another, the costliest first, followed by new and gone operations. The rule says which
/// units fail.
///
/// # What is told
///
/// Every operation is tested for each mark of [`findings`], and for its presence, by the likelihood ratio of the units after against those of both
/// groups; its logarithm must be above `ln(tests / 10⁻⁴)`. An operation *fails more* if it has at least 3 failures more than expected from the share
/// before, and these are at least a hundredth of the units. It is *slower* if the share of units above one of the percentiles of both groups is at
/// least 0.1 higher, and a fiftieth of their time is added; or if, with at least 20 units on both sides that do not fail, its mean is for certain
/// longer by at least a fiftieth. It is *new* if it has no unit before, and *gone* if it has none after.
///
/// The *certain* part of a change is what remains after five standard errors: for shares, the lower end of Newcombe's interval (1998, his method 10);
/// for means, the difference minus five times `√(σ² / n + σ² / n)`.
///
/// # Units
///
/// `units`, `failing` and `mean_ns` of a finding refer to the units after; the *expected* numbers come from the units before. Its cost is a share of
/// the units after or of their time; for an operation that is gone, a share of the units before. A finding has no time. [`Searched`] covers both groups
/// together, and has no columns.
///
/// The first five are explained in the answer, as in [`findings`]; the cause is the one whose failures exceed the number expected from the group before by
/// most, and values that all units after have are not named.
///
/// # Complexity
///
/// O(units) and 24 bytes for each, and the cost of the questions that explain the first five.
///
/// # Example
///
/// ```
/// use spanlens::analysis::{FindingKind, GroupPair, changes};
/// use spanlens::sketch::sketch;
/// use spanlens::store::Population;
/// use spanlens::units::FailureRule;
///
/// // One group alone has nothing to be compared with.
/// let store = sketch("shop GET /  0..20\n\n shop GET /  5..25")?;
/// let groups = GroupPair { before: "before".to_owned(), after: "after".to_owned() };
/// let answer = changes(&store, store.requests(), Population::Requests, FailureRule::Status, groups);
/// assert!(answer.findings.is_empty());
/// # Ok::<(), spanlens::error::Error>(())
/// ```
#[must_use]
pub fn changes(
    store: &Store,
    units: &RowSet,
    population: Population,
    rule: FailureRule,
    groups: GroupPair,
) -> Findings {
    ChangesFold::new(store, units.clone(), population, rule, groups).run(store)
}
