//! The geometry of the waterfall: which spans are rows, where their bars are, and back from a place to a span.
//!
//! Times are offsets from the start of the trace in whole nanoseconds, and become pixels last. Rows that are not on the screen
//! cost nothing.

mod bars;
mod dots;
mod indent;
mod list;
mod minimap;
mod own_time;
mod panes;
mod path;
mod rows;
mod ruler;
mod steps;
mod window;

pub(crate) use bars::{Place, place};
pub(crate) use dots::{DOT_PX, Dot, dot_at, dot_of, dots_of, room_after, room_before};
pub(crate) use indent::Indent;
pub(crate) use list::List;
pub(crate) use minimap::{Minimap, Run};
pub(crate) use own_time::own_stretches;
pub(crate) use panes::Panes;
pub(crate) use path::PathIndex;
pub(crate) use rows::{Collapsed, Rows};
pub(crate) use ruler::ruler_ticks;
pub(crate) use steps::step;
pub(crate) use window::Window;
