//! What is on the page, one view a file.

mod canvas;
mod copy_button;
mod copy_table;
mod drop_target;
mod filter_bar;
mod find_trace;
mod heatmap;
mod help;
mod invitation;
mod latency;
mod notices;
mod overview;
mod report;
mod selection_line;
mod share;
mod source_bar;
mod tabs;
mod trace;
mod traces;
mod two_traces;
mod url_form;
mod value;

pub(crate) use copy_table::{CopyTable, TableSource};
pub(crate) use drop_target::DropTarget;
pub(crate) use filter_bar::FilterBar;
pub(crate) use heatmap::HeatmapView;
pub(crate) use help::{Help, HelpOpen};
pub(crate) use notices::Notices;
pub(crate) use selection_line::SelectionLine;
pub(crate) use source_bar::SourceBar;
pub(crate) use tabs::Tabs;
pub(crate) use trace::TracePanel;
pub(crate) use two_traces::TwoTraces;
pub(crate) use url_form::{UrlForm, UrlFormOpen};
pub(crate) use value::{Chosen, Value, ValueMenu, ValueMenuOpen};
