//! Attributes by their templates: the short way to read one, whatever the format.

use super::{Match, Record, Sample, Shape};
use crate::ingest::json::{Parse, RawText, parse_double, parse_int};
use crate::store::{PairRow, RawValue, Sym};

/// An attribute that was read the long way.
pub(crate) struct LongAttribute {
    pub(crate) key: Sym,
    pub(crate) pair: PairRow,
    /// Where the key is and what the value looks like, if there is nothing unusual about them.
    pub(crate) sample: Option<(usize, Sample)>,
}

impl<H> Record<'_, '_, H> {
    /// Reads the next attribute by its template. `None` if it has none, or it is not all there.
    #[inline]
    pub(crate) fn framed_attribute(&mut self, first: bool, previous: Option<usize>) -> Parse<Option<(usize, PairRow)>> {
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

    /// The attribute of a template and a value that it does not remember. `None` if it has to be read the long way.
    #[inline]
    pub(super) fn framed_value(&mut self, template: usize, raw: RawText<'_>) -> Parse<Option<PairRow>> {
        let Some(frame) = self.memory.templates.get(template) else { return Ok(None) };
        let (id, key, shape) = (frame.id, frame.key, frame.shape);
        if let Some(pair) = self.memory.recall.find(id, raw.bytes) {
            self.memory.templates.learn_value(template, raw.bytes, PairRow(pair));
            return Ok(Some(PairRow(pair)));
        }
        let (flaws, known) = (self.flaw_count(), self.builder.pairs().len());
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
        // One that is new may never come again. What had to be repaired has to be noted each time.
        if (pair.0 as usize) < known && self.flaw_count() == flaws {
            self.memory.recall.learn(id, raw.bytes, pair.0);
            self.memory.templates.learn_value(template, raw.bytes, pair);
        }
        Ok(Some(pair))
    }

    /// Learns the template of an attribute that was read the long way, from `start` on; which one it is.
    pub(crate) fn learn_attribute(
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
