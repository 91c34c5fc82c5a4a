//! Objects whose members are attributes.

use super::{LongAttribute, Record, sample_of};
use crate::ingest::json::{Kind, Parse};
use crate::store::PairRow;

impl<H> Record<'_, '_, H> {
    /// Reads an object of attributes and appends them to `out`. Values have the type that their JSON has.
    pub(crate) fn attribute_map(&mut self, out: &mut Vec<PairRow>) -> Parse<()> {
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
                let Some(member) = self.member(first)? else { return Ok(()) };
                out.push(member.pair);
                previous = self.learn_attribute(start, first, previous, &member);
            }
            first = false;
        }
    }

    /// Reads a member with the comma before it. `None` at the end of the object.
    #[cold]
    fn member(&mut self, first: bool) -> Parse<Option<LongAttribute>> {
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
