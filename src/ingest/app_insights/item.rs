//! Items of telemetry, cell by cell, whatever they lie in: requests, dependencies, exceptions, messages.

use super::Record;
use super::details::Detail;
use super::keys::Field;
use super::names;
use super::table::Table;
use crate::ingest::json::{Kind, Parse, parse_uint};
use crate::ingest::record::ReadValue;
use crate::ingest::renames::{Form, On};
use crate::ingest::report::Reason;
use crate::store::{LinkDraft, PairRow, Sym};

/// An item while it is read. Reused so that nothing is allocated.
#[derive(Debug, Default)]
pub(super) struct Item {
    pub(super) table: Option<Table>,
    pub(super) time_ns: Option<u64>,
    pub(super) duration_ns: Option<u64>,
    pub(super) id: String,
    pub(super) operation: String,
    pub(super) parent: String,
    pub(super) name: Sym,
    pub(super) operation_name: Sym,
    pub(super) success: Option<bool>,
    pub(super) result_code: Sym,
    /// What kind of call a dependency is, or what an exception is.
    pub(super) kind: Sym,
    pub(super) target: Sym,
    pub(super) data: Sym,
    pub(super) url: Sym,
    pub(super) source: Sym,
    pub(super) role: Sym,
    pub(super) message: Sym,
    pub(super) outer_type: Sym,
    pub(super) outer_message: Sym,
    pub(super) details: Vec<Detail>,
    /// How many items it stands for, where its sender kept only some. Zero where nothing is said.
    pub(super) count: u64,
    /// Other fields.
    pub(super) others: Vec<PairRow>,
    pub(super) resource: Vec<PairRow>,
    /// What the application added: dimensions and measurements.
    pub(super) properties: Vec<PairRow>,
    pub(super) links: Vec<LinkDraft>,
    /// Whether its time is UTC if it names no zone.
    pub(super) times_are_utc: bool,
}

impl Item {
    /// Forgets the item and keeps the memory.
    pub(super) fn clear(&mut self) {
        let taken = std::mem::take(self);
        let Self {
            mut id,
            mut operation,
            mut parent,
            mut details,
            mut others,
            mut resource,
            mut properties,
            mut links,
            ..
        } = taken;
        [&mut id, &mut operation, &mut parent].into_iter().for_each(String::clear);
        [&mut others, &mut resource, &mut properties].into_iter().for_each(Vec::clear);
        details.clear();
        links.clear();
        *self = Self { id, operation, parent, details, others, resource, properties, links, ..Self::default() };
    }
}

impl Record<'_, '_> {
    /// Reads an item that is an object, of which the opening brace is next: a row, a record, or an envelope with its tags and data.
    pub(super) fn item(&mut self, item: &mut Item) -> Parse<()> {
        self.cursor.at += 1;
        let mut name = String::new();
        // How many objects of the envelope are open.
        let mut depth = 0_u8;
        let mut first = true;
        loop {
            let Some(key) = self.cursor.next_key(first)? else {
                if depth == 0 {
                    return Ok(());
                }
                (depth, first) = (depth - 1, false);
                continue;
            };
            first = false;
            let field = self.field(key);
            let is_part = matches!(field, Field::Tags | Field::Data | Field::BaseData);
            if is_part && depth < 2 && self.cursor.kind()? == Kind::Object {
                self.cursor.at += 1;
                (depth, first) = (depth + 1, true);
                continue;
            }
            name.clear();
            self.decode(key, &mut name);
            self.cell(field, &name, item)?;
        }
    }

    /// Reads what an item says in one field of the given name.
    pub(super) fn cell(&mut self, field: Field, name: &str, item: &mut Item) -> Parse<()> {
        let text = match field {
            Field::Time => {
                item.time_ns = self.item_time_ns(item.times_are_utc)?.or(item.time_ns);
                return Ok(());
            }
            Field::Duration => {
                item.duration_ns = self.item_duration_ns()?.or(item.duration_ns);
                return Ok(());
            }
            Field::Success => {
                item.success = self.success()?.or(item.success);
                return Ok(());
            }
            Field::ItemCount => return self.item_count(item),
            Field::SampleRate => return self.sample_rate(item),
            Field::Properties | Field::Measurements => return self.properties(item),
            Field::Details => return self.details(&mut item.details),
            Field::Table => return self.table(item),
            Field::Id => return self.id_text(&mut item.id),
            Field::OperationId => return self.id_text(&mut item.operation),
            Field::ParentId => return self.id_text(&mut item.parent),
            Field::Unread => return self.cursor.skip_value(),
            Field::Tags | Field::BaseData | Field::Other => return self.other(name, item),
            Field::OperationName => &mut item.operation_name,
            Field::Name => &mut item.name,
            Field::ResultCode => &mut item.result_code,
            Field::Kind => &mut item.kind,
            Field::Target => &mut item.target,
            Field::Data => &mut item.data,
            Field::Url => &mut item.url,
            Field::Source => &mut item.source,
            Field::Role => &mut item.role,
            Field::Message => &mut item.message,
            Field::OuterType => &mut item.outer_type,
            Field::OuterMessage => &mut item.outer_message,
        };
        let read = self.item_text()?;
        if read == Sym::EMPTY {
            return Ok(());
        }
        // The name of an envelope says what is in it.
        if field == Field::Name
            && let Some(table) = Table::of_envelope(self.builder.strings().text(read))
        {
            item.table.get_or_insert(table);
            return Ok(());
        }
        *text = read;
        Ok(())
    }

    /// Reads a text, or a number as text.
    fn item_text(&mut self) -> Parse<Sym> {
        if self.cursor.kind()? != Kind::Number {
            return self.text();
        }
        let digits = self.cursor.number()?;
        Ok(self.builder.intern(&String::from_utf8_lossy(digits))?)
    }

    fn id_text(&mut self, out: &mut String) -> Parse<()> {
        match self.cursor.kind()? {
            Kind::String => {
                let raw = self.cursor.string()?;
                if !raw.bytes.is_empty() {
                    out.clear();
                    self.decode(raw, out);
                }
            }
            Kind::Null => _ = self.cursor.take_null()?,
            _ => self.skip_unexpected(Reason::UnexpectedValue)?,
        }
        Ok(())
    }

    fn table(&mut self, item: &mut Item) -> Parse<()> {
        let text = self.item_text()?;
        if let Some(table) = Table::of(self.builder.strings().text(text)) {
            item.table = Some(table);
        }
        Ok(())
    }

    /// Reads whether an item went well, be it as text or as a number. Nothing where nothing is said.
    fn success(&mut self) -> Parse<Option<bool>> {
        let at = self.cursor.at;
        if self.cursor.kind()? == Kind::Bool {
            return self.cursor.bool().map(Some);
        }
        let Some(text) = self.digits_or_number()?.filter(|text| !text.is_empty()) else { return Ok(None) };
        let success = match text {
            b"1" => Some(true),
            b"0" => Some(false),
            _ if text.eq_ignore_ascii_case(b"true") => Some(true),
            _ if text.eq_ignore_ascii_case(b"false") => Some(false),
            _ => None,
        };
        if success.is_none() {
            self.flaw(Reason::UnexpectedValue, at);
        }
        Ok(success)
    }

    fn item_count(&mut self, item: &mut Item) -> Parse<()> {
        let at = self.cursor.at;
        let Some(text) = self.digits_or_number()?.filter(|text| !text.is_empty()) else { return Ok(()) };
        match parse_uint(text) {
            Some(count) => item.count = count,
            None => self.flaw(Reason::UnexpectedValue, at),
        }
        Ok(())
    }

    /// Reads how many per cent of the items were kept.
    fn sample_rate(&mut self, item: &mut Item) -> Parse<()> {
        let Some(text) = self.digits_or_number()? else { return Ok(()) };
        let rate: f64 = std::str::from_utf8(text).ok().and_then(|text| text.parse().ok()).unwrap_or(100.0);
        if rate > 0.0 && rate < 100.0 {
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "it saturates, and is not negative"
            )]
            {
                item.count = (100.0 / rate).round() as u64;
            }
        }
        Ok(())
    }

    /// Reads a field that has no meaning of its own.
    fn other(&mut self, name: &str, item: &mut Item) -> Parse<()> {
        let value = self.any_value(0)?;
        let says_nothing = match &value {
            ReadValue::Empty => true,
            ReadValue::String(raw) => raw.bytes.is_empty(),
            _ => false,
        };
        if says_nothing {
            return Ok(());
        }
        let rename = names::find(name);
        let value = rename.map_or(Form::Same, |rename| rename.form).shape(value);
        let key = rename.map_or(name, |rename| rename.to);
        let is_of_resource = rename.map_or_else(|| names::is_of_resource(name), |rename| rename.on == On::Resource);
        let out = if is_of_resource { &mut item.resource } else { &mut item.others };
        self.push_attribute(key, value, out)
    }
}
