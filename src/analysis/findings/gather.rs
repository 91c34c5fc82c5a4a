//! The units of each group, by operation.

use super::blocks::Blocks;
use super::series::Timed;
use crate::analysis::operations::Operations;
use crate::store::{SpanRow, Store};
use crate::units::{FailureRule, TimeRange};

/// The units of one group.
#[derive(Debug, Clone, Default)]
pub(super) struct Gathered {
    pub(super) operations: Operations,
    /// The units of each operation, and what they take together.
    pub(super) units: Vec<Blocks<Timed>>,
    pub(super) durations_ns: Vec<u128>,
    /// From the first start to after the last one.
    pub(super) range: Option<TimeRange>,
}

impl Gathered {
    /// Adds a unit.
    #[inline]
    pub(super) fn add(&mut self, store: &Store, unit: SpanRow, rule: FailureRule) {
        let spans = store.spans();
        let operation = self.operations.of(store, unit) as usize;
        if operation == self.units.len() {
            self.units.push(Blocks::default());
            self.durations_ns.push(0);
        }
        let (start_ns, duration_ns) = (spans.start_ns(unit), spans.duration_ns(unit));
        self.units[operation].push(Timed { start_ns, duration_ns, fails: spans.fails(unit, rule) });
        self.durations_ns[operation] += u128::from(duration_ns);
        self.range = Some(TimeRange::with(self.range, start_ns));
    }
}
