//! Causes and retries, unit by unit: what fails at all times.

use std::collections::BTreeMap;

use crate::analysis::Fate;

/// A cause makes at least so many units fail.
const FEWEST_FAILING: u32 = 3;

/// It makes at least this part of the units of an operation fail.
const LEAST_FAILING: f64 = 0.01;

/// At least this part of the units of an operation succeeds only after another attempt.
const LEAST_RETRIED: f64 = 0.05;

/// What units of an operation have of one cause.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Has {
    Failing,
    Recovered,
}

/// A unit, as far as it matters here.
#[derive(Debug, Clone, Copy)]
pub(super) struct Tallied {
    pub(super) series: usize,
    pub(super) fails: bool,
    /// Whether it is in no finding.
    pub(super) is_quiet: bool,
    pub(super) duration_ns: f64,
}

/// Causes by operation.
#[derive(Debug, Clone, Default)]
pub(super) struct Tallies {
    /// The units of each series.
    units: BTreeMap<usize, Count>,
    counts: BTreeMap<(Has, u32, usize), Count>,
}

/// Units counted.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(super) struct Count {
    pub(super) all: u32,
    /// Those that are in no finding, and the time that they take.
    pub(super) quiet: u32,
    pub(super) quiet_ns: f64,
}

impl Count {
    fn add(&mut self, is_quiet: bool, duration_ns: f64) {
        self.all += 1;
        if is_quiet {
            self.quiet += 1;
            self.quiet_ns += duration_ns;
        }
    }

    /// How much longer than the others of all these take, in nanoseconds.
    pub(super) fn added_ns(&self, all: &Self) -> f64 {
        let others = f64::from(all.quiet - self.quiet);
        if others == 0.0 {
            0.0
        } else {
            self.quiet_ns - f64::from(self.quiet) * (all.quiet_ns - self.quiet_ns) / others
        }
    }
}

/// A series, its units that have a cause, all of its units.
pub(super) type OfSeries = (usize, Count, Count);

/// A cause that stands out, with the units of each series that have it.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Standing {
    pub(super) is_retries: bool,
    pub(super) cause: u32,
    pub(super) series: Vec<OfSeries>,
}

impl Tallies {
    /// Adds a unit, which may be in no finding, with its causes.
    pub(super) fn add(&mut self, unit: Tallied, causes: &[(u32, Fate)]) {
        let Tallied { series, fails, is_quiet, duration_ns } = unit;
        self.units.entry(series).or_default().add(is_quiet, duration_ns);
        for &(cause, fate) in causes {
            let has = match fate {
                Fate::Cause if fails => Has::Failing,
                Fate::Recovered => Has::Recovered,
                Fate::Cause | Fate::Asynchronous => continue,
            };
            self.counts.entry((has, cause, series)).or_default().add(is_quiet, duration_ns);
        }
    }

    /// The causes that stand out among the units that are in no finding, failures first, in order of their first appearance.
    pub(super) fn finish(&self) -> Vec<Standing> {
        let mut found: BTreeMap<(Has, u32), Vec<OfSeries>> = BTreeMap::new();
        for (&(has, cause, series), &count) in &self.counts {
            let units = self.units.get(&series).copied().unwrap_or_default();
            let least = match has {
                Has::Failing => LEAST_FAILING,
                Has::Recovered => LEAST_RETRIED,
            };
            if count.quiet >= FEWEST_FAILING && f64::from(count.quiet) >= least * f64::from(units.quiet) {
                found.entry((has, cause)).or_default().push((series, count, units));
            }
        }
        let standing = |((has, cause), series)| Standing { is_retries: has == Has::Recovered, cause, series };
        found.into_iter().map(standing).collect()
    }
}
