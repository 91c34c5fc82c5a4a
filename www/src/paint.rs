//! Painting on canvases: from places to pixels, and no more than that.

mod heatmap;
mod overlay;
mod palette;
mod surface;
mod waterfall;

pub(crate) use heatmap::{HeatmapPicture, paint_heatmap};
pub(crate) use overlay::{Overlay, paint_overlay};
pub(crate) use palette::Palette;
pub(crate) use surface::Surface;
pub(crate) use waterfall::{MinimapPicture, WaterfallColors, WaterfallPicture, paint_minimap, paint_waterfall};
