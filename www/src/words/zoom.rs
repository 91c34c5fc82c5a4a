//! Which part of the heatmap is shown.

use spanlens::units::{DurationRange, TimeRange};

/// The part of the heatmap that is shown. All of it where nothing is said.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(crate) struct Zoom {
    pub(crate) time: Option<TimeRange>,
    pub(crate) durations: Option<DurationRange>,
    /// From the first to below the second, where rows are of another number than durations.
    pub(crate) numbers: Option<(f64, f64)>,
}
