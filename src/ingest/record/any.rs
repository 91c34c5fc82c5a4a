//! Values that are any JSON.

use super::{MAX_DEPTH, ReadValue, Record};
use crate::ingest::json::{Kind, Parse, RawText, parse_double, parse_int};
use crate::ingest::report::Reason;

impl<'a, H> Record<'a, '_, H> {
    /// Reads a value that lies in `depth` others, whose type is that of the JSON.
    pub(crate) fn any_value(&mut self, depth: u32) -> Parse<ReadValue<'a>> {
        Ok(match self.cursor.kind()? {
            Kind::Object | Kind::Array if depth == MAX_DEPTH => {
                self.skip_unexpected(Reason::TooDeep)?;
                ReadValue::Empty
            }
            Kind::Object => ReadValue::Map(self.any_map(depth)?),
            Kind::Array => ReadValue::Array(self.any_array(depth)?),
            Kind::String => ReadValue::String(self.cursor.string()?),
            Kind::Number => self.any_number()?,
            Kind::Bool => ReadValue::Bool(self.cursor.bool()?),
            Kind::Null => {
                self.cursor.take_null()?;
                ReadValue::Empty
            }
        })
    }

    /// Reads a number: an integer if it is written as one. One that is none is kept as text.
    pub(crate) fn any_number(&mut self) -> Parse<ReadValue<'a>> {
        let at = self.cursor.at;
        let bytes = self.cursor.number()?;
        let is_double = bytes.iter().any(|byte| matches!(byte, b'.' | b'e' | b'E' | b'N' | b'I'));
        let value = if is_double {
            std::str::from_utf8(bytes).ok().and_then(parse_double).map(ReadValue::Double)
        } else {
            parse_int(bytes).map(ReadValue::Int)
        };
        Ok(self.or_text(value, RawText { bytes, at, escaped: false }, Reason::UnreadableNumber))
    }

    fn any_array(&mut self, depth: u32) -> Parse<String> {
        self.cursor.at += 1;
        let mut out = String::from("[");
        let mut first = true;
        while self.cursor.next_item(first, b']', "a comma or the end of a list")? {
            if !first {
                out.push(',');
            }
            first = false;
            let value = self.any_value(depth + 1)?;
            self.write_value(value, &mut out);
        }
        out.push(']');
        Ok(out)
    }

    fn any_map(&mut self, depth: u32) -> Parse<String> {
        self.cursor.at += 1;
        let mut out = String::from("{");
        let mut first = true;
        while let Some(key) = self.cursor.next_key(first)? {
            if !first {
                out.push(',');
            }
            first = false;
            self.write_text(Some(key), &mut out);
            out.push(':');
            let value = self.any_value(depth + 1)?;
            self.write_value(value, &mut out);
        }
        out.push('}');
        Ok(out)
    }
}
