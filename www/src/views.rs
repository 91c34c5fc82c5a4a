//! What is on the page, one view a file.

mod copy_table;
mod drop_target;
mod heatmap;
mod help;
mod notices;
mod overview;
mod report;
mod selection_line;
mod source_bar;
mod tabs;
mod traces;

pub(crate) use copy_table::{CopyTable, TableSource};
pub(crate) use drop_target::DropTarget;
pub(crate) use heatmap::HeatmapView;
pub(crate) use help::{Help, HelpOpen};
pub(crate) use notices::Notices;
pub(crate) use selection_line::SelectionLine;
pub(crate) use source_bar::SourceBar;
pub(crate) use tabs::Tabs;
