//! Lists of attributes.

use super::Record;
use super::keys::AttributeKey;
use crate::ingest::json::{Kind, Parse, RawText, parse_double, parse_int};
use crate::ingest::record::{Match, Sample, Shape};
use crate::ingest::report::Reason;
use crate::store::{PairRow, RawValue, Sym};

/// An attribute that was read the long way.
struct LongAttribute {
    key: Sym,
    pair: PairRow,
    /// Where the key is and what the value looks like, if there is nothing unusual about them.
    sample: Option<(usize, Sample)>,
}

impl Record<'_, '_> {
    /// Reads a list of attributes and appends them to `out`.
    pub(super) fn attributes(&mut self, out: &mut Vec<PairRow>) -> Parse<()> {
        if !self.open(Kind::Array)? {
            return Ok(());
        }
        let (mut first, mut previous) = (true, None);
        loop {
            if let Some((template, pair)) = self.framed_attribute(first, previous)? {
                out.push(pair);
                previous = Some(template);
            } else {
                let start = self.cursor.at;
                if !self.cursor.next_item(first, b']', "a comma or the end of a list")? {
                    return Ok(());
                }
                if self.cursor.kind()? == Kind::Object {
                    let attribute = self.attribute()?;
                    out.push(attribute.pair);
                    previous = self.learn_attribute(start, first, previous, &attribute);
                } else {
                    self.skip_unexpected(Reason::UnexpectedValue)?;
                    previous = None;
                }
            }
            first = false;
        }
    }

    /// Reads the next attribute by its template. `None` if it has none, or it is not all there.
    #[inline]
    fn framed_attribute(&mut self, first: bool, previous: Option<usize>) -> Parse<Option<(usize, PairRow)>> {
        let rest = self.cursor.rest();
        let Some((template, found)) = self.memory.templates.find(first, previous, rest) else { return Ok(None) };
        match found {
            Match::Known { len, pair } => {
                self.cursor.at += len;
                Ok(Some((template, pair)))
            }
            Match::Framed { len, value, at, escaped } => {
                let raw = RawText { bytes: value, at: self.cursor.at + at, escaped };
                let Some(pair) = self.framed_value(template, raw)? else { return Ok(None) };
                self.cursor.at += len;
                Ok(Some((template, pair)))
            }
        }
    }

    /// The attribute of a template and a value that is not the last one. `None` if it has to be read the long way.
    #[inline]
    fn framed_value(&mut self, template: usize, raw: RawText<'_>) -> Parse<Option<PairRow>> {
        let Some(frame) = self.memory.templates.get(template) else { return Ok(None) };
        let (id, key, shape) = (frame.id, frame.key, frame.shape);
        if let Some(pair) = self.memory.recall.find(id, raw.bytes) {
            self.memory.templates.learn_value(template, raw.bytes, PairRow(pair));
            return Ok(Some(PairRow(pair)));
        }
        let flaws = self.flaw_count();
        let value = match shape {
            Shape::String => Some(RawValue::string(self.intern(raw)?)),
            Shape::Int => parse_int(raw.bytes).map(RawValue::int),
            Shape::Double => std::str::from_utf8(raw.bytes).ok().and_then(parse_double).map(RawValue::double),
            Shape::Bool => match raw.bytes {
                b"true" => Some(RawValue::bool(true)),
                b"false" => Some(RawValue::bool(false)),
                _ => None,
            },
        };
        let Some(value) = value else { return Ok(None) };
        let pair = self.builder.intern_pair(key, value)?;
        // What had to be repaired has to be noted each time.
        if self.flaw_count() == flaws {
            self.memory.recall.learn(id, raw.bytes, pair.0);
            self.memory.templates.learn_value(template, raw.bytes, pair);
        }
        Ok(Some(pair))
    }

    /// Reads an attribute, of which the opening brace is next.
    #[cold]
    fn attribute(&mut self) -> Parse<LongAttribute> {
        let flaws = self.flaw_count();
        let (mut key, mut value) = (Sym::EMPTY, RawValue::EMPTY);
        let (mut key_at, mut sample, mut fields) = (0, None, 0);
        self.cursor.at += 1;
        let mut previous = None;
        while let Some(field) = self.next_field::<AttributeKey>(previous)? {
            previous = Some(field);
            fields += 1;
            match field {
                AttributeKey::Key => {
                    key_at = self.cursor.at;
                    key = self.text()?;
                }
                AttributeKey::Value => {
                    let (read, seen) = self.value(0)?;
                    value = self.intern_value(read)?;
                    // A frame starts with the key.
                    sample = seen.filter(|_| fields == 2 && key_at > 0);
                }
                AttributeKey::Other => {
                    self.cursor.skip_value()?;
                    sample = None;
                }
            }
        }
        let pair = self.builder.intern_pair(key, value)?;
        let usual = fields == 2 && self.flaw_count() == flaws;
        let sample = sample.filter(|_| usual).map(|sample| (key_at, sample));
        Ok(LongAttribute { key, pair, sample })
    }

    fn learn_attribute(
        &mut self,
        start: usize,
        first: bool,
        previous: Option<usize>,
        attribute: &LongAttribute,
    ) -> Option<usize> {
        let &LongAttribute { key, pair, sample } = attribute;
        let (key_at, sample) = sample?;
        let bytes = &self.cursor.bytes[start..self.cursor.at];
        let sample = Sample { value_start: sample.value_start - start, value_end: sample.value_end - start, ..sample };
        self.memory.templates.learn((first, previous), (bytes, sample), (key, key_at - start), pair)
    }
}
