//! Differences as columns and tables.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::FlameDiff;
use super::estimates::{Estimates, Quantity};
use crate::analysis::flame_graph::{FrameSums, FrameTimes, Layout};
use crate::sort::sort_by;

/// Properties of a frame of a [`FlameDiff`], as bits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct FrameMarks(pub u8);

impl FrameMarks {
    /// The baseline does not have it.
    pub const NEW: Self = Self(1);
    /// The selection does not have it.
    pub const GONE: Self = Self(1 << 1);
    /// The difference of its total is at least two standard errors, and not zero.
    pub const CLEAR: Self = Self(1 << 2);
    /// The same for the difference of its self time.
    pub const CLEAR_SELF: Self = Self(1 << 3);

    /// Whether all bits of `other` are set.
    #[must_use]
    pub fn contains(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }
}

/// How frames differ, from the baseline to the selection.
///
/// # Shape and units
///
/// Each column has one entry for each frame. Differences and errors are nanoseconds per unit. A total's difference is that of its own
/// time and of the totals of the frames in it.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct FrameDeltas {
    /// The difference of its own time.
    #[serde(with = "crate::column")]
    pub self_ns: Vec<f64>,
    /// The standard error of that.
    #[serde(with = "crate::column")]
    pub self_error_ns: Vec<f64>,
    /// The difference of its total.
    #[serde(with = "crate::column")]
    pub total_ns: Vec<f64>,
    /// The standard error of that.
    #[serde(with = "crate::column")]
    pub total_error_ns: Vec<f64>,
    /// The difference of its own share of the time outside of parents.
    #[serde(with = "crate::column")]
    pub outside_self_ns: Vec<f64>,
    /// The difference of its total of that.
    #[serde(with = "crate::column")]
    pub outside_total_ns: Vec<f64>,
    /// The standard error of that.
    #[serde(with = "crate::column")]
    pub outside_total_error_ns: Vec<f64>,
    /// The width to draw: the mean of its totals on both sides, or its total on the only side with units.
    #[serde(with = "crate::column")]
    pub width_ns: Vec<f64>,
    /// The same for the time outside of parents.
    #[serde(with = "crate::column")]
    pub outside_width_ns: Vec<f64>,
    /// Bits of [`FrameMarks`]: 1 the baseline lacks it, 2 the selection lacks it, 4 the difference of its total is clear, 8 the difference
    /// of its self time is clear.
    #[serde(with = "crate::column")]
    pub marks: Vec<u8>,
}

/// The part of a service in a change, in nanoseconds per unit.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ServiceDelta {
    /// Its name, empty where it is unknown.
    pub service: String,
    /// The difference of its own time.
    pub own_ns: f64,
    /// The difference of the time in transit to it.
    pub in_transit_ns: f64,
}

impl FlameDiff {
    /// The answer without its frames.
    pub(super) fn new(layout: &Layout, sums: &[FrameSums; 2], estimates: &Estimates, compared: [u32; 2]) -> Self {
        let [selection, baseline] = sums;
        let both = selection.units > 0 && baseline.units > 0;
        let times = [selection.times(layout), baseline.times(layout)];
        let deltas = FrameDeltas::new(layout, &times, estimates, sums);
        let [selection_times, baseline_times] = times;
        let delta_mean_ns = if both { selection.mean_ns() - baseline.mean_ns() } else { 0.0 };
        Self {
            selection_units: selection.units,
            baseline_units: baseline.units,
            selection_compared: compared[0],
            baseline_compared: compared[1],
            selection_mean_ns: selection.mean_ns(),
            baseline_mean_ns: baseline.mean_ns(),
            delta_mean_ns,
            mix_ns: delta_mean_ns - deltas.self_ns.iter().sum::<f64>(),
            contributors: contributors(&deltas.self_ns),
            services: services(layout, &deltas.self_ns),
            selection: selection_times,
            baseline: baseline_times,
            deltas,
            ..Self::default()
        }
    }
}

impl FrameDeltas {
    fn new(layout: &Layout, times: &[FrameTimes; 2], estimates: &Estimates, sums: &[FrameSums; 2]) -> Self {
        let estimate = |quantity| layout.order.iter().map(move |&frame| estimates.get(frame, quantity));
        let differences = |quantity| estimate(quantity).map(|estimate| estimate.difference_ns).collect::<Vec<_>>();
        let errors = |quantity| estimate(quantity).map(|estimate| estimate.error_ns()).collect::<Vec<_>>();
        let widths = |of: fn(&FrameTimes) -> &[f64]| {
            let sides = of(&times[0]).iter().zip(of(&times[1]));
            let divisor = sums.iter().filter(|side| side.units > 0).count().max(1);
            #[expect(clippy::cast_precision_loss, reason = "there are two sides")]
            sides.map(|(selection, baseline)| (selection + baseline) / divisor as f64).collect::<Vec<f64>>()
        };
        let self_ns = differences(Quantity::Own);
        let outside_self_ns = differences(Quantity::OutsideOwn);
        let mut deltas = Self {
            total_ns: layout.frames.totals(&self_ns),
            self_ns,
            self_error_ns: errors(Quantity::Own),
            total_error_ns: errors(Quantity::Total),
            outside_total_ns: layout.frames.totals(&outside_self_ns),
            outside_self_ns,
            outside_total_error_ns: errors(Quantity::OutsideTotal),
            width_ns: widths(|times| &times.total_ns),
            outside_width_ns: widths(|times| &times.outside_total_ns),
            marks: Vec::new(),
        };
        let both = sums.iter().all(|side| side.units > 0);
        deltas.marks = (0..layout.order.len()).map(|frame| deltas.marks_of(frame, times, both).0).collect();
        deltas
    }

    fn marks_of(&self, frame: usize, times: &[FrameTimes; 2], both: bool) -> FrameMarks {
        let [selection_calls, baseline_calls] = [&times[0], &times[1]].map(|times| times.calls[frame]);
        let is_clear =
            |difference_ns: f64, error_ns: f64| difference_ns != 0.0 && difference_ns.abs() >= 2.0 * error_ns;
        let marks = [
            (FrameMarks::NEW, both && baseline_calls == 0.0),
            (FrameMarks::GONE, both && selection_calls == 0.0),
            (FrameMarks::CLEAR, is_clear(self.total_ns[frame], self.total_error_ns[frame])),
            (FrameMarks::CLEAR_SELF, is_clear(self.self_ns[frame], self.self_error_ns[frame])),
        ];
        FrameMarks(marks.into_iter().filter(|&(_, holds)| holds).fold(0, |bits, (mark, _)| bits | mark.0))
    }
}

/// The frames with a difference, the largest first.
fn contributors(self_ns: &[f64]) -> Vec<u32> {
    let size = |frame: u32| self_ns[frame as usize].abs();
    let mut frames: Vec<u32> = (0..).zip(self_ns).filter(|&(_, &ns)| ns != 0.0).map(|(frame, _)| frame).collect();
    sort_by(&mut frames, |&a, &b| size(b).total_cmp(&size(a)));
    frames
}

/// Differences by service: of its own time, and of the time in transit to it.
fn services(layout: &Layout, self_ns: &[f64]) -> Vec<ServiceDelta> {
    let frames = &layout.frames;
    let mut services: BTreeMap<&str, (f64, f64)> = BTreeMap::new();
    for (frame, self_ns) in self_ns.iter().enumerate() {
        match frames.callee(frame) {
            Some(callee) => services.entry(callee).or_default().1 += self_ns,
            None => services.entry(frames.service(frame)).or_default().0 += self_ns,
        }
    }
    let mut rows: Vec<ServiceDelta> = services
        .into_iter()
        .map(|(service, (own_ns, in_transit_ns))| ServiceDelta { service: service.to_owned(), own_ns, in_transit_ns })
        .collect();
    let size = |row: &ServiceDelta| (row.own_ns + row.in_transit_ns).abs();
    sort_by(&mut rows, |a, b| size(b).total_cmp(&size(a)));
    rows
}
