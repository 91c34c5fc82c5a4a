//! Painting on canvases: from places to pixels, and no more than that.

mod brackets;
mod caption;
mod flame;
mod heatmap;
mod markup;
mod overlay;
mod palette;
mod picture;
mod service_map;
mod sheet;
mod surface;
mod svg;
mod swatch;
mod waterfall;

pub(crate) use brackets::BracketShapes;
pub(crate) use caption::{Caption, Ink};
pub(crate) use flame::{FlameColors, FlamePicture, FlameSheet, paint_flame, write_flame_svg};
pub(crate) use heatmap::paint_heatmap;
pub(crate) use overlay::{Overlay, paint_overlay};
pub(crate) use palette::Palette;
pub(crate) use picture::{HeatmapPicture, Strip};
pub(crate) use service_map::{MapBox, MapDrawing, MapLine, MapSheet, write_map_svg};
pub(crate) use sheet::paint_sheet;
pub(crate) use surface::Surface;
pub(crate) use svg::{Sheet, write_svg};
pub(crate) use waterfall::{MinimapPicture, WaterfallColors, WaterfallPicture, paint_minimap, paint_waterfall};
