//! Adding up units.

use serde::{Deserialize, Serialize};

use super::layout::{Frames, Layout};
use super::profile::Profiler;
use crate::store::{SpanRow, Store};

/// The times and calls of frames, per unit on average.
///
/// # Shape and units
///
/// Each column has one entry for each frame. Times are nanoseconds per unit; all are zero without units. A frame's total is its self time
/// plus the totals of its child frames, in either pair of columns.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct FrameTimes {
    /// Its self time.
    #[serde(with = "crate::column")]
    pub self_ns: Vec<f64>,
    /// Its self time and that of all frames below it.
    #[serde(with = "crate::column")]
    pub total_ns: Vec<f64>,
    /// Its own part of the time in which spans ran outside of their parents.
    #[serde(with = "crate::column")]
    pub outside_self_ns: Vec<f64>,
    /// That of it and of all frames below it.
    #[serde(with = "crate::column")]
    pub outside_total_ns: Vec<f64>,
    /// How many spans it has; for frames in transit, how many calls.
    #[serde(with = "crate::column")]
    pub calls: Vec<f64>,
}

/// Sums over units, by the frames of a tree.
#[derive(Debug, Clone, Default)]
pub(crate) struct FrameSums {
    pub(crate) units: u32,
    /// The durations of the units.
    pub(crate) duration_ns: f64,
    pub(crate) rows: Vec<FrameSum>,
}

#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct FrameSum {
    pub(crate) self_ns: f64,
    pub(crate) outside_ns: f64,
    pub(crate) calls: f64,
}

impl FrameSums {
    /// Adds a unit.
    pub(crate) fn add(&mut self, store: &Store, unit: SpanRow, profiler: &Profiler) {
        self.units += 1;
        self.duration_ns += super::duration_ns(store, unit);
        self.rows.resize(profiler.tree.rows.len(), FrameSum::default());
        for share in profiler.shares() {
            self.rows[share.frame as usize].calls += 1.0;
            let own = &mut self.rows[share.own_frame as usize];
            if share.own_frame != share.frame {
                own.calls += 1.0;
            }
            own.self_ns += share.self_ns;
            own.outside_ns += share.outside_ns;
        }
    }

    /// The mean duration of the units, zero without units.
    pub(crate) fn mean_ns(&self) -> f64 {
        self.duration_ns / self.divisor()
    }

    /// Means over units, by the frames of a layout.
    pub(crate) fn times(&self, layout: &Layout) -> FrameTimes {
        let column = |of: fn(&FrameSum) -> f64| -> Vec<f64> {
            let sum = |&frame: &u32| self.rows.get(frame as usize).map_or(0.0, of);
            layout.order.iter().map(|frame| sum(frame) / self.divisor()).collect()
        };
        let self_ns = column(|sum| sum.self_ns);
        let outside_self_ns = column(|sum| sum.outside_ns);
        let totals = |of_itself: &[f64]| Frames::totals(&layout.frames, of_itself);
        FrameTimes {
            total_ns: totals(&self_ns),
            self_ns,
            outside_total_ns: totals(&outside_self_ns),
            outside_self_ns,
            calls: column(|sum| sum.calls),
        }
    }

    fn divisor(&self) -> f64 {
        f64::from(self.units.max(1))
    }
}
