//! Sums of the weights of units with a value, for estimates before sampling.
//!
//! The sums stand beside the cells that count units, and exist only if estimates are requested. Shares are computed from the sums. Scores
//! and tests use these shares with Kish's effective sample size of a side, `(Σ w)² / Σ w²`.

use serde::{Deserialize, Serialize};

use super::statistics::{Counts, Sizes, shares, wilson};
use crate::analysis::estimate::{Estimate, Weighed, Z};

/// What some units stand for, on both sides.
pub(super) type Sums = [f64; 2];

/// Adds to the sums at a place.
#[inline]
pub(super) fn add_at(sums: &mut Vec<Sums>, at: usize, more: Sums) {
    if sums.len() <= at {
        sums.resize(at + 1, Sums::default());
    }
    sums[at] = [0, 1].map(|side| sums[at][side] + more[side]);
}

/// Estimates of a comparison before sampling.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct AttributeDiffEstimates {
    /// The selected units, or their spans where spans are counted.
    pub selection: Estimate,
    /// The units of the baseline, likewise.
    pub baseline: Estimate,
    /// Kish's effective sample size of the selection: how many units of equal weight carry as much information.
    pub selection_size: f64,
    /// Kish's effective sample size of the baseline.
    pub baseline_size: f64,
}

/// How many units have a value, and their share, before sampling.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SignalEstimates {
    /// On the side of the selection.
    pub selection: f64,
    /// On the side of the baseline.
    pub baseline: f64,
    /// Of all selected: Wilson's interval for the effective size of that side.
    pub selection_share: Estimate,
    /// Of all in the baseline, likewise.
    pub baseline_share: Estimate,
}

/// What all units of both sides stand for.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Sides(pub(super) [Weighed; 2]);

impl Sides {
    /// How many units of equal weight tell as much as those of each side.
    pub(super) fn sizes(&self) -> Sizes {
        self.0.each_ref().map(Weighed::effective_size)
    }

    /// How many of these have what units have that stand for so many.
    pub(super) fn sizes_of(&self, sums: Sums) -> Sizes {
        let (sizes, shares) = (self.sizes(), self.shares(sums));
        [0, 1].map(|side| sizes[side] * shares[side])
    }

    /// Which share of each side that is.
    pub(super) fn shares(&self, sums: Sums) -> [f64; 2] {
        shares(sums, self.0.map(|all| all.sum)).map(|share| share.clamp(0.0, 1.0))
    }

    pub(super) fn signal(&self, sums: Sums) -> SignalEstimates {
        let (sizes, shares) = (self.sizes(), self.shares(sums));
        let [selection_share, baseline_share] = [0, 1].map(|side| {
            let (size, value) = (sizes[side], shares[side]);
            let (low, high) = if size > 0.0 { wilson(value * size, size, Z) } else { (0.0, 0.0) };
            Estimate { value, low: low.clamp(0.0, value), high: high.clamp(value, 1.0) }
        });
        SignalEstimates { selection: sums[0], baseline: sums[1], selection_share, baseline_share }
    }

    pub(super) fn told(&self) -> AttributeDiffEstimates {
        let [selection, baseline] = self.0.each_ref().map(Weighed::total);
        let [selection_size, baseline_size] = self.sizes();
        AttributeDiffEstimates { selection, baseline, selection_size, baseline_size }
    }
}

/// Counts as sizes: every unit stands for itself.
pub(super) fn whole(counts: Counts) -> Sizes {
    counts.map(f64::from)
}
