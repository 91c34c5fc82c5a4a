//! From tags to what OpenTelemetry has fields for, see the table of [the module](super).

use super::Record;
use super::span::Reading;
use crate::ingest::json::Parse;
use crate::ingest::words::{self, Word, Words, drop_repeats};
use crate::store::{PairRow, StoreBuilder, Sym, Value};
use crate::units::StatusCode;

/// Tags that say something together.
#[derive(Debug, Default)]
struct Together {
    /// Whether a tag says that the span failed.
    failed: bool,
    code: Option<StatusCode>,
    description: Option<PairRow>,
    http_message: Option<Sym>,
    scope: [Option<PairRow>; 2],
    library: [Option<PairRow>; 2],
}

impl Record<'_, '_> {
    /// Turns the tags of a span into attributes and everything else.
    pub(super) fn translate(&mut self, words: &Words, reading: &mut Reading) -> Parse<()> {
        let mut together = Together::default();
        let tags = std::mem::take(&mut reading.tags);
        for &tag in &tags {
            let is_taken = match words.word(self.builder, tag) {
                Some(word) => take(self.builder, word, tag, reading, &mut together),
                None => false,
            };
            if !is_taken {
                reading.draft.attributes.push(tag);
            }
        }
        reading.tags = tags;
        together.give(self.builder, reading);
        drop_repeats(&mut reading.draft.attributes);
        Ok(())
    }
}

/// Takes what a tag says that is more than an attribute. Whether it is done with.
fn take(builder: &StoreBuilder, word: Word, tag: PairRow, reading: &mut Reading, together: &mut Together) -> bool {
    let draft = &mut reading.draft;
    match word {
        Word::SpanKind => words::kind(builder, tag).map(|kind| draft.kind = kind).is_some(),
        Word::TraceState => words::text(builder, tag).map(|state| draft.trace_state = state).is_some(),
        Word::DroppedAttributes => words::count(builder, tag).map(|count| draft.dropped.attributes = count).is_some(),
        Word::DroppedEvents => words::count(builder, tag).map(|count| draft.dropped.events = count).is_some(),
        Word::DroppedLinks => words::count(builder, tag).map(|count| draft.dropped.links = count).is_some(),
        Word::Error => {
            let failed = matches!(words::value(builder, tag), Value::Bool(true) | Value::String("true"));
            together.failed |= failed;
            failed
        }
        Word::StatusCode => {
            let code = code(builder, tag);
            together.code = code.or(together.code);
            code.is_some()
        }
        Word::StatusDescription => words::text(builder, tag).map(|_| together.description = Some(tag)).is_some(),
        Word::HttpStatusMessage => {
            together.http_message = words::text(builder, tag);
            false
        }
        Word::ScopeName => keep_text(builder, tag, &mut together.scope[0]),
        Word::ScopeVersion => keep_text(builder, tag, &mut together.scope[1]),
        Word::LibraryName => keep_text(builder, tag, &mut together.library[0]),
        Word::LibraryVersion => keep_text(builder, tag, &mut together.library[1]),
        _ => false,
    }
}

fn keep_text(builder: &StoreBuilder, tag: PairRow, place: &mut Option<PairRow>) -> bool {
    let is_text = words::text(builder, tag).is_some();
    if is_text {
        *place = Some(tag);
    }
    is_text
}

/// The status that a tag names, in letters of either case.
fn code(builder: &StoreBuilder, tag: PairRow) -> Option<StatusCode> {
    let Value::String(name) = words::value(builder, tag) else { return None };
    StatusCode::ALL.into_iter().find(|code| code.word().eq_ignore_ascii_case(name))
}

impl Together {
    /// Fills in what the tags say together. What is left of them are attributes.
    fn give(self, builder: &StoreBuilder, reading: &mut Reading) {
        let draft = &mut reading.draft;
        draft.status = if self.failed { StatusCode::Error } else { self.code.unwrap_or_default() };
        let message = self.description.and_then(|tag| words::text(builder, tag));
        match (self.description, self.failed || self.code.is_some()) {
            (Some(_), true) => draft.status_message = message.unwrap_or_default(),
            (Some(tag), false) => draft.attributes.push(tag),
            (None, _) if self.failed => draft.status_message = self.http_message.unwrap_or_default(),
            (None, _) => {}
        }
        let text = |tag: Option<PairRow>| tag.and_then(|tag| words::text(builder, tag)).unwrap_or_default();
        let names = |at: usize| (text(self.scope[at]), text(self.library[at]));
        for at in 0..2 {
            // Both are written by exporters of many years. Where they differ, the older is not lost.
            if let ((name, older), Some(tag)) = (names(at), self.library[at])
                && name != Sym::EMPTY
                && name != older
            {
                draft.attributes.push(tag);
            }
        }
        let either = |(name, older): (Sym, Sym)| if name == Sym::EMPTY { older } else { name };
        reading.scope = (either(names(0)), either(names(1)));
    }
}
