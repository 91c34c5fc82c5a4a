//! What is taken away from the page: tables as text, charts as files.

mod clipboard;
mod download;
mod table;

pub(crate) use clipboard::copy;
pub(crate) use download::{save, text_file};
pub(crate) use table::{Format, Table, Value};
