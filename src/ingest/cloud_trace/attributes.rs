//! Texts and attributes of version 2, and the labels of version 1.

use super::Record;
use super::keys::{AttributesKey, TextKey, ValueKey};
use super::labels;
use super::span::Span;
use crate::ingest::json::{Kind, Parse, RawText, parse_int};
use crate::ingest::record::ReadValue;
use crate::ingest::renames::{Form, On};
use crate::ingest::report::Reason;
use crate::store::PairRow;

impl<'a> Record<'a, '_> {
    /// Reads a text, which may be in an object that says how much of it was cut. `None` where there is none.
    pub(super) fn truncatable(&mut self) -> Parse<Option<RawText<'a>>> {
        if self.cursor.kind()? == Kind::String {
            return self.cursor.string().map(Some);
        }
        let mut text = None;
        if !self.open(Kind::Object)? {
            return Ok(text);
        }
        let mut previous = None;
        while let Some(key) = self.next_field::<TextKey>(previous)? {
            previous = Some(key);
            let at = self.cursor.at;
            match key {
                TextKey::Value if self.cursor.kind()? == Kind::String => text = Some(self.cursor.string()?),
                TextKey::Truncated if self.count()? > 0 => self.flaw(Reason::TruncatedText, at),
                TextKey::Truncated => {}
                TextKey::Value | TextKey::Other => self.cursor.skip_value()?,
            }
        }
        Ok(text)
    }

    /// Reads attributes and hands each to `each`; how many the sender left out.
    pub(super) fn attributes(
        &mut self,
        mut each: impl FnMut(&mut Self, &str, ReadValue<'a>) -> Parse<()>,
    ) -> Parse<u32> {
        let mut dropped = 0;
        if !self.open(Kind::Object)? {
            return Ok(dropped);
        }
        let mut first = true;
        while let Some(key) = self.cursor.next_key(first)? {
            first = false;
            match self.field(key) {
                AttributesKey::Map => self.members(Self::value, &mut each)?,
                AttributesKey::Dropped => dropped = self.count()?,
                AttributesKey::Other => self.cursor.skip_value()?,
            }
        }
        Ok(dropped)
    }

    /// Reads labels.
    pub(super) fn labels(&mut self, span: &mut Span) -> Parse<()> {
        self.members(|record| record.any_value(0), &mut |record, key, value| record.label(key, value, span))
    }

    /// Reads an object and hands each of its members to `each`.
    fn members(
        &mut self,
        read: impl Fn(&mut Self) -> Parse<ReadValue<'a>>,
        each: &mut impl FnMut(&mut Self, &str, ReadValue<'a>) -> Parse<()>,
    ) -> Parse<()> {
        if !self.open(Kind::Object)? {
            return Ok(());
        }
        let mut name = String::new();
        let mut first = true;
        while let Some(key) = self.cursor.next_key(first)? {
            first = false;
            name.clear();
            self.decode(key, &mut name);
            let value = read(self)?;
            each(self, &name, value)?;
        }
        Ok(())
    }

    /// Reads the value of an attribute.
    fn value(&mut self) -> Parse<ReadValue<'a>> {
        if self.cursor.kind()? != Kind::Object {
            return self.any_value(0);
        }
        self.cursor.at += 1;
        let mut value = ReadValue::Empty;
        let mut previous = None;
        while let Some(key) = self.next_field::<ValueKey>(previous)? {
            previous = Some(key);
            value = match (key, self.cursor.kind()?) {
                (ValueKey::String, _) => self.truncatable()?.map_or(ReadValue::Empty, ReadValue::String),
                (ValueKey::Int, Kind::String | Kind::Number) => {
                    self.number(|text| parse_int(text).map(ReadValue::Int))?
                }
                (ValueKey::Bool, Kind::Bool) => ReadValue::Bool(self.cursor.bool()?),
                _ => {
                    self.cursor.skip_value()?;
                    continue;
                }
            };
        }
        Ok(value)
    }

    /// Takes what a label or an attribute of a span says.
    pub(super) fn label(&mut self, label: &str, value: ReadValue<'_>, span: &mut Span) -> Parse<()> {
        let label = labels::current(label);
        let rename = labels::find(label);
        let value = rename.map_or(Form::Same, |rename| rename.form).shape(value);
        match (label, &value) {
            ("/http/status_code", ReadValue::Int(status)) => span.http_status = *status,
            ("/error/name", _) => span.has_error = true,
            _ => {}
        }
        let value = self.intern_value(value)?;
        if let (Some(at), Some(text)) = (labels::SERVICE.iter().position(|&other| other == label), value.text()) {
            span.services[at] = text;
        }
        let key = self.builder.intern(rename.map_or(label, |rename| rename.to))?;
        let pair = self.builder.intern_pair(key, value)?;
        let is_of_resource = rename.map_or_else(|| labels::is_of_resource(label), |rename| rename.on == On::Resource);
        match label {
            // It is added when all is known.
            "service.name" => {}
            "/error/message" => span.error_message = Some(pair),
            _ if is_of_resource => span.resource.push(pair),
            _ => span.draft.attributes.push(pair),
        }
        Ok(())
    }

    /// Reads the attributes of an event or a link and appends them; how many the sender left out.
    pub(super) fn nested_attributes(&mut self, out: &mut Vec<PairRow>) -> Parse<u32> {
        self.attributes(|record, key, value| record.push_attribute(key, value, out))
    }
}
