//! From tallies to rows.

use std::cmp::Reverse;

use super::counts::{CauseCounts, Tally, Totals, Weight};
use super::{CauseEstimates, EntryPoint, ErrorCause, ErrorCauses, ErrorCausesEstimates, ErrorCausesOptions, PathStep};
use crate::analysis::operations::Operations;
use crate::sort::{by_number, sort_by_key};
use crate::store::{SpanRow, Store};
use crate::units::{FailureRule, TimeRange};

/// Of so many entry points the names are told.
const ENTRY_POINTS: usize = 10;

impl CauseCounts {
    /// The causes of the units so far.
    #[must_use]
    pub fn finish(self, store: &Store, options: &ErrorCausesOptions) -> ErrorCauses {
        let Self { rule, table, tallies, occurrences, totals, .. } = &self;
        let mut order: Vec<usize> = (0..tallies.len()).collect();
        sort_by_key(&mut order, |&at| (tallies[at].counts.map(Reverse), table.texts(store, at)));
        order.truncate(options.max_rows as usize);

        let (units, starts) = by_number(tallies.len(), occurrences.iter().copied());
        let mut entries = Entries::default();
        let row = |&at: &usize| {
            let units = &units[starts[at]..starts[at + 1]];
            let told = ErrorCause {
                key: table.key(store, at),
                sample_message: table.conventions().read(store, tallies[at].sample.2).1.1.into_owned(),
                trend: trend(store, units, (totals.range.unwrap_or_default(), options.trend_buckets)),
                path: path(store, tallies[at].sample, *rule),
                estimates: self.is_weighted.then(|| estimates(&tallies[at], totals)),
                ..told(store, &tallies[at], totals)
            };
            let (entry_points, entry_point_count) = entries.of(store, units);
            ErrorCause { entry_points, entry_point_count, ..told }
        };
        ErrorCauses {
            units: totals.units,
            failing: totals.failing,
            handled: totals.handled,
            recovered: totals.recovered,
            asynchronous: totals.asynchronous,
            exceptions_without_error: totals.exceptions_without_error,
            causes: u32::try_from(tallies.len()).unwrap_or(u32::MAX),
            range: totals.range,
            rows: order.iter().map(row).collect(),
            estimates: self.is_weighted.then(|| {
                let of = |weight: Weight| totals.weighed[weight as usize].total_in(&totals.weighed[4]);
                ErrorCausesEstimates {
                    units: totals.weighed[4].total(),
                    failing: of(Weight::Failing),
                    handled: of(Weight::Handled),
                    recovered: of(Weight::Recovered),
                    asynchronous: of(Weight::Asynchronous),
                }
            }),
        }
    }
}

/// What the numbers of a tally were before sampling.
fn estimates(Tally { weighed, .. }: &Tally, totals: &Totals) -> CauseEstimates {
    let of = |weight: Weight| weighed[weight as usize].total_in(&totals.weighed[4]);
    CauseEstimates {
        failing: of(Weight::Failing),
        failing_share: weighed[Weight::Failing as usize].share_in(&totals.weighed[Weight::Failing as usize]),
        handled: of(Weight::Handled),
        recovered: of(Weight::Recovered),
        asynchronous: of(Weight::Asynchronous),
        units: weighed[4].total(),
    }
}

/// What the tally itself says.
fn told(store: &Store, tally: &Tally, totals: &Totals) -> ErrorCause {
    let (_, unit, span) = tally.sample;
    let failing = tally.counts[Weight::Failing as usize];
    let trace = store.spans().trace(span);
    ErrorCause {
        failing,
        failing_share: if failing > 0 { f64::from(failing) / f64::from(totals.failing) } else { 0.0 },
        handled: tally.counts[Weight::Handled as usize],
        recovered: tally.counts[Weight::Recovered as usize],
        asynchronous: tally.counts[Weight::Asynchronous as usize],
        units: tally.units,
        sample_unit: store.span_handle(unit),
        sample_span: store.span_handle(span),
        sample_span_id: store.spans().span_id(span).to_string(),
        sample_trace: store.trace_handle(trace),
        sample_trace_id: store.traces().id(trace).to_string(),
        sample_group: store.group(trace).to_owned(),
        first_ns: tally.first_ns,
        last_ns: tally.last_ns,
        ..ErrorCause::default()
    }
}

fn trend(store: &Store, units: &[SpanRow], (range, buckets): (TimeRange, u32)) -> Vec<u32> {
    let mut counts = vec![0; buckets as usize];
    let width_ns = u128::from(range.to_ns.saturating_sub(range.from_ns)).max(1);
    for &unit in units {
        let after_ns = u128::from(store.spans().start_ns(unit) - range.from_ns);
        let bucket = usize::try_from(after_ns * u128::from(buckets) / width_ns).unwrap_or(usize::MAX);
        if let Some(last) = counts.len().checked_sub(1) {
            counts[bucket.min(last)] += 1;
        }
    }
    counts
}

/// The steps from a span up to a unit's own. From the head of a detached subtree it goes on at the unit's own span.
fn path(store: &Store, (_, unit, span): (Weight, SpanRow, SpanRow), rule: FailureRule) -> Vec<PathStep> {
    let mut steps: Vec<(SpanRow, PathStep)> = Vec::new();
    let mut at = span;
    loop {
        let parent = store.parent(at).filter(|_| at != unit);
        let gap = parent.is_none() && at != unit;
        let spans = store.spans();
        let is_same = |other: SpanRow| {
            let tell = |of| (store.service(of), spans.name(of), spans.status(of), spans.fails(of, rule));
            tell(other) == tell(at)
        };
        if let Some((_, step)) = steps.last_mut().filter(|(last, step)| is_same(*last) && !step.gap) {
            step.times += 1;
            step.gap = gap;
        } else {
            let service = store.text(store.service(at)).to_owned();
            let name = store.text(spans.name(at)).to_owned();
            let (status, fails) = (spans.status(at), spans.fails(at, rule));
            steps.push((at, PathStep { service, name, status, fails, times: 1, gap }));
        }
        if at == unit {
            return steps.into_iter().map(|(_, step)| step).collect();
        }
        at = parent.unwrap_or(unit);
    }
}

/// Counts units by operation, cause by cause.
#[derive(Default)]
struct Entries {
    operations: Operations,
    /// The units of each operation. All zero between two causes.
    counts: Vec<u32>,
}

impl Entries {
    fn of(&mut self, store: &Store, units: &[SpanRow]) -> (Vec<EntryPoint>, u32) {
        let mut seen = Vec::new();
        for &unit in units {
            let at = self.operations.of(store, unit) as usize;
            self.counts.resize(self.counts.len().max(at + 1), 0);
            if self.counts[at] == 0 {
                seen.push(at);
            }
            self.counts[at] += 1;
        }
        sort_by_key(&mut seen, |&at| (Reverse(self.counts[at]), self.operations.text(store, at)));
        let first = seen.iter().take(ENTRY_POINTS).map(|&at| {
            let (service, name) = self.operations.text(store, at);
            EntryPoint { service: service.to_owned(), name: name.to_owned(), units: self.counts[at] }
        });
        let entry_points = first.collect();
        for &at in &seen {
            self.counts[at] = 0;
        }
        (entry_points, u32::try_from(seen.len()).unwrap_or(u32::MAX))
    }
}
