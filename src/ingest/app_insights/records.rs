//! Where items lie: in rows of tables, in records of an export, in envelopes.

use super::Record;
use super::item::Item;
use super::keep::Keeper;
use super::keys::{AroundKey, Field};
use super::row::{Column, read_columns, read_row};
use super::table::Table;
use crate::error::Result;
use crate::ingest::json::{Kind, Parse};
use crate::ingest::outline::{Entry, Field as Value, Records};
use crate::ingest::report::{FileReport, Reason};
use crate::store::{SourceRow, StoreBuilder};

/// What is known from item to item.
#[derive(Debug)]
pub(super) struct Items {
    keeper: Keeper,
    item: Item,
    /// The table that is open: what its name says, and its columns.
    table: Option<Table>,
    columns: Vec<Column>,
}

impl Items {
    pub(super) fn new(source: SourceRow) -> Self {
        Self { keeper: Keeper::new(source), item: Item::default(), table: None, columns: Vec::new() }
    }
}

impl Records for Items {
    type Hints = ();
    type Key = AroundKey;

    const STRANGER: &'static str = "JSON without telemetry of Azure Application Insights";

    fn entry(
        &mut self,
        under: Option<AroundKey>,
        kind: Kind,
        record: &mut Record<'_, '_>,
        report: &mut FileReport,
    ) -> Parse<Entry> {
        let (start, flaws) = (record.cursor.at, record.flaw_count());
        match (kind, under) {
            (Kind::Array, Some(AroundKey::Rows)) => {
                self.item.clear();
                self.item.table = self.table;
                read_row(record, &self.columns, &mut self.item)?;
            }
            (Kind::Array, _) | (Kind::Object, Some(AroundKey::Tables)) => return Ok(Entry::Around),
            (Kind::Object, None) if is_around(record)? => return Ok(Entry::Around),
            (Kind::Object, _) => {
                self.item.clear();
                record.item(&mut self.item)?;
            }
            _ => return Ok(Entry::Stranger),
        }
        if self.keeper.keep(record, &mut self.item, start, report)? {
            return Ok(Entry::Read);
        }
        record.cursor.at = start;
        record.memory.forget_flaws_after(flaws);
        Ok(Entry::Stranger)
    }

    fn field(&mut self, key: AroundKey, record: &mut Record<'_, '_>, report: &mut FileReport) -> Parse<Value> {
        let at = record.cursor.at;
        match (key, record.cursor.kind()?) {
            (AroundKey::Tables | AroundKey::Records | AroundKey::Rows, _) => return Ok(Value::Leads),
            (AroundKey::Name, Kind::String) => {
                let name = record.text()?;
                self.table = Table::of(record.builder.strings().text(name));
            }
            (AroundKey::Columns, Kind::Array) => {
                self.columns = read_columns(record)?;
                let has = |field| self.columns.iter().any(|column| column.field == field);
                if has(Field::OperationId) || has(Field::Id) && has(Field::Duration) {
                    self.keeper.recognise(report);
                }
            }
            // An answer that has an error beside its tables is a part of one.
            (AroundKey::Error, Kind::Object) => {
                record.flaw(Reason::MoreElsewhere, at);
                return Ok(Value::Skipped);
            }
            _ => return Ok(Value::Skipped),
        }
        Ok(Value::Read)
    }

    fn left(&mut self, record: &mut Record<'_, '_>, _: &mut FileReport) -> Parse<()> {
        Ok(self.close(record.builder)?)
    }

    fn close(&mut self, _: &mut StoreBuilder) -> Result<()> {
        (self.table, self.columns) = (None, Vec::new());
        Ok(())
    }

    fn is_recognised(&self) -> bool {
        self.keeper.is_recognised()
    }

    fn is_settled(&self) -> bool {
        self.keeper.is_settled()
    }

    fn held_bytes(&self) -> usize {
        self.keeper.held_bytes()
    }

    fn finish(&mut self, builder: &mut StoreBuilder, report: &mut FileReport) -> Result<()> {
        self.keeper.finish(builder, report)
    }
}

/// Whether the object that is next begins with a key that items do not have.
fn is_around(record: &mut Record<'_, '_>) -> Parse<bool> {
    Ok(record.first_field()?.is_some_and(|key| !matches!(key, AroundKey::Name | AroundKey::Other)))
}
