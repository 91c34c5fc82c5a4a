//! Charging: whether the caller or the callee is responsible for a longer leg of a call.
//!
//! An overloaded caller is slow to send and to read on all of its calls; a callee behind a slow network is slow for all of its callers. So
//! a change that several callees share is charged to the caller, and a change that several callers share to the callee.

#![expect(clippy::similar_names, reason = "callers and callees are what this is about")]

use std::collections::BTreeMap;

use super::rows::{RowKey, RowKind};
use crate::sort::sort_by;

/// Calls per unit, and the change of one kind of their time in nanoseconds per unit.
#[derive(Debug, Clone, Copy, Default)]
struct Change {
    calls: f64,
    ns: f64,
}

/// What changed between a caller and a callee.
#[derive(Debug, Clone, Copy, Default)]
struct Edge {
    request: Change,
    response: Change,
    wire: Change,
}

/// The changes between callers and callees.
#[derive(Debug, Default)]
pub(super) struct Charging {
    edges: BTreeMap<(u32, u32), Edge>,
    callees: BTreeMap<u32, Vec<u32>>,
    callers: BTreeMap<u32, Vec<u32>>,
}

impl Change {
    /// Nanoseconds per call. `None` without calls.
    fn per_call(self) -> Option<f64> {
        (self.calls > 0.0).then(|| self.ns / self.calls)
    }
}

impl Edge {
    fn part(&mut self, kind: RowKind) -> Option<&mut Change> {
        match kind {
            RowKind::OwnTime => None,
            RowKind::Request => Some(&mut self.request),
            RowKind::Response => Some(&mut self.response),
            RowKind::Wire => Some(&mut self.wire),
        }
    }

    /// What a kind of time changed by in each call. Where a callee is known by name only, its wire is all that there is to show for
    /// either leg; where a callee has legs, both together are what a wire would show.
    fn shows(&self, kind: RowKind) -> f64 {
        let legs = self.request.per_call().zip(self.response.per_call());
        let shown = match kind {
            RowKind::Request => self.request.per_call().or_else(|| self.wire.per_call()),
            RowKind::Response => self.response.per_call().or_else(|| self.wire.per_call()),
            RowKind::Wire => self.wire.per_call().or_else(|| legs.map(|(request, response)| request + response)),
            RowKind::OwnTime => None,
        };
        shown.unwrap_or_default()
    }
}

impl Charging {
    /// From rows with their calls per unit and their change in nanoseconds per unit.
    pub(super) fn of<'a>(rows: impl Iterator<Item = (&'a RowKey, f64, f64)>) -> Self {
        let mut charging = Self::default();
        for (key, calls, ns) in rows {
            let (caller, callee) = (key.service, key.callee);
            // What a service does to itself needs no charging.
            if key.kind != RowKind::OwnTime
                && caller != callee
                && let Some(change) = charging.edges.entry((caller, callee)).or_default().part(key.kind)
            {
                change.calls += calls;
                change.ns += ns;
            }
        }
        for &(caller, callee) in charging.edges.keys() {
            charging.callees.entry(caller).or_default().push(callee);
            charging.callers.entry(callee).or_default().push(caller);
        }
        charging
    }

    /// The share of a row's change that is its own service's, in `[0, 1]`. The rest is the callee's.
    pub(super) fn own_share(&self, key: &RowKey) -> f64 {
        let (caller, callee) = (key.service, key.callee);
        if key.kind == RowKind::OwnTime || caller == callee {
            return 1.0;
        }
        let shows = |edge: (u32, u32)| self.edges.get(&edge).map_or(0.0, |edge| edge.shows(key.kind));
        let change = shows((caller, callee));
        let callees = self.callees.get(&caller).map_or(&[][..], Vec::as_slice);
        let callers = self.callers.get(&callee).map_or(&[][..], Vec::as_slice);
        if callees.len() > 1 {
            return part(lower_median(callees.iter().map(|&other| shows((caller, other)))), change);
        }
        let others = callers.iter().filter(|&&other| other != caller);
        lower_median(others.map(|&other| shows((other, callee)))).map_or(0.0, |shown| 1.0 - part(Some(shown), change))
    }
}

/// How much of a change something explains that changed by `shown`: as a share in `[0, 1]`.
fn part(shown: Option<f64>, change: f64) -> f64 {
    match shown {
        Some(shown) if change != 0.0 => (shown / change).clamp(0.0, 1.0),
        _ => 0.0,
    }
}

/// The middle one of some numbers, or the lower of the two in the middle. `None` without numbers.
fn lower_median(numbers: impl Iterator<Item = f64>) -> Option<f64> {
    let mut numbers: Vec<f64> = numbers.collect();
    sort_by(&mut numbers, f64::total_cmp);
    numbers.get(numbers.len().checked_sub(1)? / 2).copied()
}
