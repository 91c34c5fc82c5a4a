//! From tags to what OpenTelemetry has fields for, see the table of [the module](super).

use super::Record;
use super::span::Reading;
use crate::ingest::words::{self, Told, Words, drop_repeats};
use crate::store::{PairRow, SpanDraft, StoreBuilder, Value};
use crate::units::StatusCode;

impl Record<'_, '_> {
    /// Turns the tags of a span into attributes and everything else.
    pub(super) fn translate(&mut self, words: &Words, reading: &mut Reading) {
        let Reading { draft, tags, scope, .. } = reading;
        let mut told = Told::default();
        for &tag in tags.iter() {
            let word = words.word(self.builder, tag);
            if !word.is_some_and(|word| told.take(self.builder, word, tag, draft)) {
                draft.attributes.push(tag);
            }
        }
        give_status(self.builder, &told, draft);
        *scope = told.scope(self.builder, draft);
        drop_repeats(&mut draft.attributes);
    }
}

/// The status, on which the tag `error` has the last word if it is true. What is left of the tags are attributes.
fn give_status(builder: &StoreBuilder, told: &Told, draft: &mut SpanDraft) {
    let is_true = |tag: &PairRow| matches!(words::value(builder, *tag), Value::Bool(true) | Value::String("true"));
    let failed = told.error.is_some_and(|tag| is_true(&tag));
    draft.attributes.extend(told.error.filter(|tag| !is_true(tag)));
    draft.status = if failed { StatusCode::Error } else { told.code.unwrap_or_default() };
    let message = told.description.and_then(|tag| words::text(builder, tag));
    match message {
        Some(message) if failed || told.code.is_some() => draft.status_message = message,
        Some(_) => draft.attributes.extend(told.description),
        None if failed => draft.status_message = told.http_message.unwrap_or_default(),
        None => {}
    }
}
