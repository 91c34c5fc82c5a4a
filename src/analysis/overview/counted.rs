//! An overview from counts of another program, such as a database.

use super::fold::order;
use super::summary::Summary;
use super::{CountedSide, Overview, Red};
use crate::error::Result;
use crate::units::TimeRange;

/// An operation on both sides: those of the selection, and those of the baseline.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CountedOperation {
    /// Its service, empty where it is unknown.
    pub service: String,
    /// Its name.
    pub name: String,
    /// The selection, and the baseline.
    pub sides: [CountedSide; 2],
}

impl Overview {
    /// The overview of operations in any order, each named once: the same as of the units themselves. `totals` are both sides as a whole,
    /// and `ranges` the times that they were taken from. Operations that no side has are left out. There is a baseline if `has_baseline`.
    /// O(operations · log operations).
    ///
    /// # Errors
    ///
    /// `Limit` if a side has more than 2³² − 1 units.
    ///
    /// # Example
    ///
    /// ```
    /// use spanlens::analysis::{CountedOperation, CountedSide, Overview};
    /// use spanlens::units::TimeRange;
    ///
    /// let side = CountedSide { units: 2, failing: 1, percentiles_ns: [5_000, 9_000, 9_000], longest_ns: 9_000 };
    /// let none = CountedSide::default();
    /// let operation = CountedOperation { service: "shop".to_owned(), name: "GET /".to_owned(), sides: [side, none] };
    /// let range = TimeRange { from_ns: 0, to_ns: 4_000_000_000 };
    /// let overview = Overview::from_counts(&[operation], [side, none], [range; 2], false)?;
    /// assert_eq!((overview.selection_total.rate_per_s, overview.selection.p99_ns[0]), (0.5, 9_000));
    /// # Ok::<(), spanlens::error::Error>(())
    /// ```
    pub fn from_counts(
        operations: &[CountedOperation],
        totals: [CountedSide; 2],
        ranges: [TimeRange; 2],
        has_baseline: bool,
    ) -> Result<Self> {
        let sides = if has_baseline { 2 } else { 1 };
        let has_units = |operation: &&CountedOperation| operation.sides[..sides].iter().any(|side| side.units > 0);
        let operations: Vec<&CountedOperation> = operations.iter().filter(has_units).collect();
        let names: Vec<_> = operations.iter().map(|of| (of.service.as_str(), of.name.as_str())).collect();
        let numbers = |at: usize| -> Result<(Vec<Red>, Red)> {
            let summary = Summary::new(ranges[at], totals[at].longest_ns)?;
            let rows = operations.iter().map(|of| summary.counted(&of.sides[at])).collect::<Result<_>>()?;
            Ok((rows, summary.counted(&totals[at])?))
        };
        let (selection, selection_total) = numbers(0)?;
        let baseline = has_baseline.then(|| numbers(1)).transpose()?;
        let baseline = baseline.as_ref().map(|(rows, total)| (rows.as_slice(), *total));
        let order = order(&names, &selection, baseline.map(|(rows, _)| rows));
        Ok(Self::of(&names, &order, (&selection, selection_total), baseline))
    }
}
