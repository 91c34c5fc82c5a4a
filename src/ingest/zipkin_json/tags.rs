//! Tags: an object of texts.

use super::Record;
use crate::ingest::json::{Kind, Parse};
use crate::ingest::record::{LongAttribute, sample_of};
use crate::store::PairRow;

impl Record<'_, '_> {
    /// Reads an object of tags and appends them to `out`. Values that are no text keep the type that their JSON has.
    pub(super) fn tags(&mut self, out: &mut Vec<PairRow>) -> Parse<()> {
        if !self.open(Kind::Object)? {
            return Ok(());
        }
        let (mut first, mut previous) = (true, None);
        loop {
            if let Some((template, pair)) = self.framed_attribute(first, previous)? {
                out.push(pair);
                previous = Some(template);
            } else {
                let start = self.cursor.at;
                let Some(tag) = self.tag(first)? else { return Ok(()) };
                out.push(tag.pair);
                previous = self.learn_attribute(start, first, previous, &tag);
            }
            first = false;
        }
    }

    /// Reads a tag with the comma before it. `None` at the end of the object.
    #[cold]
    fn tag(&mut self, first: bool) -> Parse<Option<LongAttribute>> {
        let flaws = self.flaw_count();
        let Some(raw) = self.cursor.next_key(first)? else { return Ok(None) };
        let key_at = raw.at;
        let key = self.intern(raw)?;
        let kind = self.cursor.kind()?;
        let start = self.cursor.at;
        let value = self.any_value(0)?;
        // Numbers of one frame may be of different types.
        let sample =
            sample_of(&value, kind, start, self.cursor.at).filter(|_| matches!(kind, Kind::String | Kind::Bool));
        let value = self.intern_value(value)?;
        let pair = self.builder.intern_pair(key, value)?;
        let sample = sample.filter(|_| self.flaw_count() == flaws).map(|sample| (key_at, sample));
        Ok(Some(LongAttribute { key, pair, sample }))
    }
}
