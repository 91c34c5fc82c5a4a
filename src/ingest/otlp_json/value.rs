//! Values of attributes.

use super::Record;
use super::keys::{AttributeKey, ListKey, ValueKey};
use crate::ingest::base64;
use crate::ingest::json::{Kind, Parse, parse_double, parse_int};
use crate::ingest::record::{MAX_DEPTH, ReadValue, Sample, plain, sample_of};
use crate::ingest::report::Reason;

impl<'a> Record<'a, '_> {
    /// Reads a value that lies in `depth` others. Of several in one object the last counts. If there is one, of a simple type,
    /// a sample comes with it.
    pub(super) fn value(&mut self, depth: u32) -> Parse<(ReadValue<'a>, Option<Sample>)> {
        let (mut value, mut sample, mut fields) = (ReadValue::Empty, None, 0);
        if !self.open(Kind::Object)? {
            return Ok((value, sample));
        }
        let mut previous = None;
        while let Some(key) = self.next_field::<ValueKey>(previous)? {
            previous = Some(key);
            let kind = self.cursor.kind()?;
            let start = self.cursor.at;
            fields += 1;
            value = match (key, kind) {
                (ValueKey::Other, _) => {
                    self.cursor.skip_value()?;
                    continue;
                }
                (_, Kind::Null) => {
                    self.cursor.take_null()?;
                    ReadValue::Empty
                }
                (ValueKey::String, Kind::String) => ReadValue::String(self.cursor.string()?),
                (ValueKey::Bool, Kind::Bool) => ReadValue::Bool(self.cursor.bool()?),
                (ValueKey::Bool, Kind::String) => self.bool_text()?,
                (ValueKey::Int, Kind::String | Kind::Number) => {
                    self.number(|text| parse_int(text).map(ReadValue::Int))?
                }
                (ValueKey::Double, Kind::String | Kind::Number) => self.number(|text| {
                    let text = std::str::from_utf8(text).ok()?;
                    parse_double(text).map(ReadValue::Double)
                })?,
                (ValueKey::Bytes, Kind::String) => self.bytes_text()?,
                (ValueKey::Array | ValueKey::Map, Kind::Object) if depth == MAX_DEPTH => {
                    self.skip_unexpected(Reason::TooDeep)?;
                    ReadValue::Empty
                }
                (ValueKey::Array, Kind::Object) => ReadValue::Array(self.array(depth)?),
                (ValueKey::Map, Kind::Object) => ReadValue::Map(self.map(depth)?),
                _ => {
                    self.skip_unexpected(Reason::UnexpectedValue)?;
                    ReadValue::Empty
                }
            };
            sample = sample_of(&value, kind, start, self.cursor.at);
        }
        Ok((value, sample.filter(|_| fields == 1)))
    }

    fn bytes_text(&mut self) -> Parse<ReadValue<'a>> {
        let raw = self.cursor.string()?;
        let bytes = base64::decode(&plain(raw)).map(ReadValue::Bytes);
        Ok(self.or_text(bytes, raw, Reason::UnreadableBytes))
    }

    /// Reads `{"values": […]}` into canonical text, each entry by `each`.
    fn list(&mut self, mut each: impl FnMut(&mut Self, &mut String) -> Parse<()>) -> Parse<String> {
        self.cursor.at += 1;
        let mut out = String::new();
        let mut previous = None;
        while let Some(key) = self.next_field::<ListKey>(previous)? {
            previous = Some(key);
            if key == ListKey::Other {
                self.cursor.skip_value()?;
                continue;
            }
            out.clear();
            if !self.open(Kind::Array)? {
                continue;
            }
            let mut first = true;
            while self.cursor.next_item(first, b']', "a comma or the end of a list")? {
                if !first {
                    out.push(',');
                }
                first = false;
                each(self, &mut out)?;
            }
        }
        Ok(out)
    }

    fn array(&mut self, depth: u32) -> Parse<String> {
        let items = self.list(|record, out| {
            let (value, _) = record.value(depth + 1)?;
            record.write_value(value, out);
            Ok(())
        })?;
        Ok(format!("[{items}]"))
    }

    fn map(&mut self, depth: u32) -> Parse<String> {
        let entries = self.list(|record, out| {
            let (mut key, mut value) = (None, ReadValue::Empty);
            if record.open(Kind::Object)? {
                let mut previous = None;
                while let Some(field) = record.next_field::<AttributeKey>(previous)? {
                    previous = Some(field);
                    match (field, record.cursor.kind()?) {
                        (AttributeKey::Key, Kind::String) => key = Some(record.cursor.string()?),
                        (AttributeKey::Value, _) => value = record.value(depth + 1)?.0,
                        _ => record.cursor.skip_value()?,
                    }
                }
            }
            record.write_text(key, out);
            out.push(':');
            record.write_value(value, out);
            Ok(())
        })?;
        Ok(format!("{{{entries}}}"))
    }
}
