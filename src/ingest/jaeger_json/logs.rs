//! Logs, which are events.

use super::Record;
use super::keys::LogKey;
use super::tags::Binary;
use crate::ingest::json::Parse;
use crate::ingest::words::{self, Word, Words};
use crate::store::{EventDraft, PairRow, SpanDraft, StoreBuilder, Sym};

/// What an event is called that tells of an exception.
const EXCEPTION: &str = "exception";

impl Record<'_, '_> {
    /// Reads a list of logs.
    pub(super) fn logs(&mut self, words: &Words, binary: Binary, draft: &mut SpanDraft) -> Parse<()> {
        draft.events.clear();
        let SpanDraft { events, nested, .. } = draft;
        self.collect(events, |record| record.log(words, binary, nested))
    }

    fn log(&mut self, words: &Words, binary: Binary, nested: &mut Vec<PairRow>) -> Parse<EventDraft> {
        let start = nested.len();
        let mut time_ns = 0;
        self.cursor.at += 1;
        let mut previous = None;
        while let Some(key) = self.next_field::<LogKey>(previous)? {
            previous = Some(key);
            match key {
                LogKey::Time => time_ns = self.time_us()?,
                LogKey::Fields => {
                    nested.truncate(start);
                    self.tags(binary, nested)?;
                }
                LogKey::Other => self.cursor.skip_value()?,
            }
        }
        let mut event = EventDraft { time_ns, ..EventDraft::default() };
        self.name_event(words, &mut event, nested, start)?;
        event.attributes = start..nested.len();
        Ok(event)
    }

    /// Takes the name of an event, and what else is no attribute, out of its fields, which are those from `start` on.
    fn name_event(
        &mut self,
        words: &Words,
        event: &mut EventDraft,
        nested: &mut Vec<PairRow>,
        start: usize,
    ) -> Parse<()> {
        let Some(name_at) = name_of(self.builder, words, &nested[start..]) else { return Ok(()) };
        event.name = words::text(self.builder, nested[start + name_at]).unwrap_or_default();
        nested.remove(start + name_at);
        if let Some(at) =
            (start..nested.len()).find(|&at| words.word(self.builder, nested[at]) == Some(Word::DroppedOfEvent))
            && let Some(dropped) = words::count(self.builder, nested[at])
        {
            event.dropped_attributes = dropped;
            nested.remove(at);
        }
        if matches!(self.builder.strings().text(event.name), "error" | EXCEPTION) {
            event.name = self.builder.intern(EXCEPTION)?;
            self.rename_error_fields(words, &mut nested[start..])?;
        }
        Ok(())
    }

    /// Gives the fields of an error the names of an exception's, unless these are there.
    fn rename_error_fields(&mut self, words: &Words, fields: &mut [PairRow]) -> Parse<()> {
        const NAMES: [(Word, Word); 4] = [
            (Word::ErrorKind, Word::ExceptionType),
            (Word::Message, Word::ExceptionMessage),
            // What the error prints, where there is no message.
            (Word::ErrorObject, Word::ExceptionMessage),
            (Word::Stack, Word::ExceptionStack),
        ];
        for (old, new) in NAMES {
            let at = |builder: &StoreBuilder, fields: &[PairRow], word| {
                fields.iter().position(|&pair| words.word(builder, pair) == Some(word))
            };
            if at(self.builder, fields, new).is_none()
                && let Some(found) = at(self.builder, fields, old)
            {
                let value = self.builder.pairs().value(fields[found]);
                fields[found] = self.builder.intern_pair(words.sym(new), value)?;
            }
        }
        Ok(())
    }
}

/// The field that names an event: `event`, else `message`, if it is text.
fn name_of(builder: &StoreBuilder, words: &Words, fields: &[PairRow]) -> Option<usize> {
    let named = |word| {
        let is_name = |&pair: &PairRow| {
            words.word(builder, pair) == Some(word) && words::text(builder, pair).is_some_and(|name| name != Sym::EMPTY)
        };
        fields.iter().position(is_name)
    };
    named(Word::Event).or_else(|| named(Word::Message))
}
