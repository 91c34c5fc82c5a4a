//! Rows, and the columns that say what is in them.

use super::Record;
use super::item::Item;
use super::keys::{ColumnKey, Field};
use crate::ingest::json::{Kind, Parse};
use crate::ingest::record::Key;
use crate::ingest::report::Reason;

/// A column of a table.
#[derive(Debug, Clone)]
pub(super) struct Column {
    pub(super) field: Field,
    name: String,
}

impl Column {
    pub(super) fn new(name: String) -> Self {
        Self { field: Field::of(name.as_bytes()), name }
    }
}

/// Reads a row, of which the bracket is next.
pub(super) fn read_row(record: &mut Record<'_, '_>, columns: &[Column], item: &mut Item) -> Parse<()> {
    record.cursor.at += 1;
    let mut columns = columns.iter();
    let mut first = true;
    while record.cursor.next_item(first, b']', "a comma or the end of a row")? {
        first = false;
        record.cursor.kind()?;
        match columns.next() {
            Some(Column { field, name }) => record.cell(*field, name, item)?,
            None => record.skip_unexpected(Reason::UnexpectedValue)?,
        }
    }
    Ok(())
}

/// Reads the descriptions of columns.
pub(super) fn read_columns(record: &mut Record<'_, '_>) -> Parse<Vec<Column>> {
    let mut columns = Vec::new();
    record.objects(|record| {
        let mut name = String::new();
        record.cursor.at += 1;
        let mut first = true;
        while let Some(key) = record.cursor.next_key(first)? {
            first = false;
            match (record.field(key), record.cursor.kind()?) {
                (ColumnKey::Name, Kind::String) => {
                    let raw = record.cursor.string()?;
                    record.decode(raw, &mut name);
                }
                _ => record.cursor.skip_value()?,
            }
        }
        columns.push(Column::new(name));
        Ok(())
    })?;
    Ok(columns)
}
