//! Findings: what is wrong, before anybody has selected anything.

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

/// What is wrong with some units of a population, the costliest first. The rule says which of them fail.
///
/// # In time
///
/// For each operation, and then for all of them together, units are put into columns of time: those of a heatmap, at most 120; where there
/// are stretches without units that are longer than a tenth of the whole time, columns of equal counts. A unit can be *marked*: it fails, or it
/// does not and is slower than the 25th, 50th, 75th, 90th, 95th or 99th percentile of those of its operation that do not fail. For every run of columns with at most nine tenths of the
/// units that can have a mark, the likelihood ratio is that of `k` marked among `n` inside against the rest, by Bernoulli (Kulldorff 1997, "A spatial scan
/// statistic"). What has the largest one is found if its logarithm is above `ln(tests / 10⁻⁴)`, where every run, mark and operation is a
/// test, and if it is worth it: at least 3 failures more than expected, the share doubled and a hundredth higher; or the share of slow ones
/// a tenth higher, and at least a fiftieth of the time inside added. Then its columns are taken out, and the rest is scanned again, up to four
/// times.
///
/// What is found of one trouble, failing or slow, in runs that share at least half of the columns of either, is one finding. Its run is the one,
/// from where one of them begins to where one ends, that is most likely for all. What is found over all operations is told where no
/// operation shows it. Groups are looked at each by itself.
///
/// # Inside of units
///
/// For each row of the [`Suspects`](super::Suspects), in units of each operation, there is one number a unit: its mean time per call. In a run of columns it
/// takes `Σ calls · d − 5 · √(Σ calls² · SE²)` longer for certain, over operations, where `d` is the difference of the means inside and outside and SE its
/// standard error. The run with the most is found if that is a hundredth of the time of all units; then the rest is scanned again, as above.
/// It is told unless something is slower in time at the same time.
///
/// # How many
///
/// An operation has *more* units in a run, or *fewer*, than its share outside of all units lets expect, by the same likelihood ratio. What is taken off for is
/// how unevenly it comes otherwise. More is at least 20, three times as many, and a fifth of all units of that time; fewer is at least 20, and a
/// tenth or less.
///
/// # At all times
///
/// Among units that are in no finding in time: causes that make at least 3 and a hundredth of the units of an operation fail; errors that were recovered in
/// a twentieth of them; calls of one span to one callee by one name, at least 5 in the median unit, four fifths of them one after the other, and a tenth of
/// the time together; and a second heap of durations (Otsu's threshold over their logarithms) that a value of an attribute tells from the
/// first with a score of at least 0.5.
///
/// # Limits
///
/// The 200 operations with the largest shares of units or of time are scanned each by itself, the others together with all. 8,192 rows are followed, each in
/// units of one operation. [`Searched`] says how many of either are left out. At most 5 operations are asked for what tells their heaps apart, those whose
/// second costs most.
///
/// # Complexity
///
/// O(units) and 24 bytes for each, and O(n log n) where time has gaps; what the [`suspects`](super::suspects()) of all units cost, and of their [error
/// causes](super::error_causes()); O(columns² · (operations · marks + rows)) for the scans; and what the questions cost that explain the first five.
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

/// What became worse from one group to another, operation by operation, the costliest first, and then which operations are new or gone. The rule
/// says which units fail.
///
/// # What is told
///
/// Every operation is tested for each mark of [`findings`], and for being there at all, by the likelihood ratio of the units after against those of both
/// groups; its logarithm has to be above `ln(tests / 10⁻⁴)`. What *fails more* has at least 3 failures more than the share before lets expect, and a
/// hundredth of the units. What is *slower* has a tenth more of the units above one of the percentiles of both groups, and a fiftieth of their time
/// added; or a mean of which, with at least 20 units on both sides that do not fail, a fiftieth is longer for certain. What is *new* has no unit before,
/// and what is *gone* none after.
///
/// *Certain* is what is left with five standard errors: of shares the lower end of Newcombe's interval (1998, his method 10), of means the difference
/// less five times `√(σ² / n + σ² / n)`.
///
/// # Units
///
/// `units`, `failing` and `mean_ns` of a finding are those after, and what is *expected* is what the units before say. Its cost is a share of the units
/// after or of their time; of what is gone, the share of the units before. It has no time. [`Searched`] has both groups together, and no columns.
///
/// The first five are explained at once, as in [`findings`]; the cause is the one with most failures more than the group before lets expect, and no value is
/// named that all units after have.
///
/// # Complexity
///
/// O(units) and 24 bytes for each, and what the questions cost that explain the first five.
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
