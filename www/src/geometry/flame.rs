//! The geometry of flame graphs: from frames to rectangles, and back from a place to a frame.
//!
//! A frame is as wide as its time, its children lie below it from its left edge on, and what is zoomed into is as wide as there is room.
//! Places are rows from the top and pixels from the left; what is too narrow or too deep to be seen costs nothing.

mod boxes;
mod layout;
mod moves;

pub(crate) use boxes::{FlameBox, ROW_PX};
pub(crate) use layout::{FlameLayout, FlameView};
pub(crate) use moves::Move;

#[cfg(test)]
mod tests;
