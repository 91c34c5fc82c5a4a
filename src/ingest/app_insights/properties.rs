//! What an application or its SDK adds to items: dimensions, measurements, links.

use super::Record;
use super::item::Item;
use super::keys::LinkKey;
use crate::ingest::json::{Kind, Parse, RawText};
use crate::ingest::record::ReadValue;
use crate::ingest::report::Reason;
use crate::store::LinkDraft;

/// The property in which OpenTelemetry's exporters write links.
const LINKS: &str = "_MS.links";

impl Record<'_, '_> {
    /// Reads properties: an object, or one that is written as text.
    pub(super) fn properties(&mut self, item: &mut Item) -> Parse<()> {
        match self.cursor.kind()? {
            Kind::Object => self.members(item),
            Kind::String => {
                let raw = self.cursor.string()?;
                self.in_text(raw, Kind::Object, |inner| inner.members(item))
            }
            Kind::Null => self.cursor.take_null().map(drop),
            _ => self.skip_unexpected(Reason::UnexpectedValue),
        }
    }

    /// Reads JSON of a kind that is written as text, unless that is empty or says `null`.
    pub(super) fn in_text(
        &mut self,
        raw: RawText<'_>,
        kind: Kind,
        read: impl FnOnce(&mut Record<'_, '_>) -> Parse<()>,
    ) -> Parse<()> {
        if raw.bytes.trim_ascii().is_empty() || raw.bytes == b"null" {
            return Ok(());
        }
        let read = self.within(raw, |inner| match inner.cursor.kind()? {
            found if found == kind => read(inner),
            _ => Err(inner.cursor.stop("an object or a list")),
        })?;
        // What could not be read is noted.
        read.map_or(Ok(()), Ok)
    }

    fn members(&mut self, item: &mut Item) -> Parse<()> {
        self.cursor.at += 1;
        let mut name = String::new();
        let mut first = true;
        while let Some(key) = self.cursor.next_key(first)? {
            first = false;
            name.clear();
            self.decode(key, &mut name);
            let value = self.any_value(0)?;
            match value {
                ReadValue::Empty => {}
                ReadValue::String(raw) if name == LINKS => self.in_text(raw, Kind::Array, |inner| inner.links(item))?,
                value => self.push_attribute(&name, value, &mut item.properties)?,
            }
        }
        Ok(())
    }

    fn links(&mut self, item: &mut Item) -> Parse<()> {
        self.objects(|record| {
            let mut link = LinkDraft::default();
            record.cursor.at += 1;
            let mut first = true;
            while let Some(key) = record.cursor.next_key(first)? {
                first = false;
                match record.field(key) {
                    LinkKey::TraceId => {
                        link.trace_id = record.id(|text| super::ids::operation_id(&String::from_utf8_lossy(text)))?;
                    }
                    LinkKey::SpanId => {
                        link.span_id = record.id(|text| super::ids::item_id(&String::from_utf8_lossy(text)))?;
                    }
                    LinkKey::Other => record.cursor.skip_value()?,
                }
            }
            item.links.push(link);
            Ok(())
        })
    }
}
