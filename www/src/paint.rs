//! Painting on canvases: from places to pixels, and no more than that.

mod heatmap;
mod overlay;
mod palette;
mod surface;

pub(crate) use heatmap::{HeatmapPicture, paint_heatmap};
pub(crate) use overlay::{Overlay, paint_overlay};
pub(crate) use palette::Palette;
pub(crate) use surface::Surface;
