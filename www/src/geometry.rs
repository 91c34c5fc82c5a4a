//! The geometry of charts: from numbers to places and back. It draws nothing and knows nothing of the browser.
//!
//! Places are CSS pixels from the top left corner of the plot, the area within the axes.

mod alignment;
mod brackets;
mod broken_axis;
mod cells;
mod cursor;
mod elapsed_ticks;
pub(crate) mod flame;
mod intensity;
pub(crate) mod layered;
mod layout;
mod row_axis;
mod spread;
mod ticks;
mod time_axis;
pub(crate) mod waterfall;
mod zoom;

pub(crate) use alignment::{Aligned, Alignment};
pub(crate) use brackets::{Bracket, around, brackets};
pub(crate) use broken_axis::{AxisBreak, BrokenAxis};
pub(crate) use cells::{Cell, Grid, Rect, run};
pub(crate) use cursor::{Cursor, Direction};
pub(crate) use elapsed_ticks::elapsed_ticks;
pub(crate) use intensity::{Scale, color_cap, intensity};
pub(crate) use layout::{Layout, RIGHT_PX};
pub(crate) use row_axis::RowAxis;
pub(crate) use spread::spread;
pub(crate) use ticks::{Tick, row_ticks, time_ticks};
pub(crate) use time_axis::TimeAxis;
pub(crate) use zoom::{panned, zoomed, zoomed_durations, zoomed_numbers};
