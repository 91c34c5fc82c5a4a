//! What is taken away from the page: tables as text, charts and traces as files.

mod clipboard;
mod download;
mod file_stream;
mod markdown;
mod raster;
mod table;

pub(crate) use clipboard::{copy, copy_picture};
pub(crate) use download::{save, text_file};
pub(crate) use file_stream::FileStream;
pub(crate) use markdown::{Finding, one_line, quoted};
pub(crate) use raster::{canvas_png, file_of, svg_png};
pub(crate) use table::{Format, MOST_ROWS, Table, Value};
