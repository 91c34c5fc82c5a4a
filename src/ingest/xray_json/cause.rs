//! Why a segment failed: exceptions, which are events.

use super::Record;
use super::keys::{CauseKey, ExceptionKey, FrameKey};
use super::segment::Segment;
use crate::ingest::json::{Kind, Parse};
use crate::ingest::record::ReadValue;
use crate::ingest::report::Reason;
use crate::store::{EventDraft, PairRow, Sym};

impl Record<'_, '_> {
    /// Reads a cause: an object that may hold exceptions, or the id of an exception.
    pub(super) fn cause(&mut self, segment: &mut Segment) -> Parse<()> {
        if self.cursor.kind()? == Kind::String {
            segment.cause = self.text()?;
            return Ok(());
        }
        if !self.open(Kind::Object)? {
            return Ok(());
        }
        let mut first = true;
        while let Some(raw) = self.cursor.next_key(first)? {
            first = false;
            if self.field::<CauseKey>(raw) == CauseKey::Exceptions {
                self.objects(|record| record.exception(segment))?;
            } else {
                let mut path = "cause.".to_owned();
                self.decode(raw, &mut path);
                self.attribute_field(&path, segment)?;
            }
        }
        Ok(())
    }

    fn exception(&mut self, segment: &mut Segment) -> Parse<()> {
        let nested = &mut segment.draft.nested;
        let start = nested.len();
        let [mut id, mut kind, mut message] = [Sym::EMPTY; 3];
        let mut frames = String::new();
        self.cursor.at += 1;
        let mut previous = None;
        while let Some(key) = self.next_field::<ExceptionKey>(previous)? {
            previous = Some(key);
            match key {
                ExceptionKey::Id => id = self.text()?,
                ExceptionKey::Type => kind = self.text()?,
                ExceptionKey::Message => message = self.text()?,
                ExceptionKey::Stack => {
                    frames.clear();
                    self.objects(|record| record.frame(&mut frames))?;
                }
                ExceptionKey::Remote => self.exception_field("aws.xray.exception.remote", nested)?,
                ExceptionKey::Truncated => self.exception_field("aws.xray.exception.truncated", nested)?,
                ExceptionKey::Skipped => self.exception_field("aws.xray.exception.skipped", nested)?,
                ExceptionKey::Cause => self.exception_field("aws.xray.exception.cause", nested)?,
                ExceptionKey::Other => self.cursor.skip_value()?,
            }
        }
        self.push_text("exception.type", kind, nested)?;
        self.push_text("exception.message", message, nested)?;
        if !frames.is_empty() {
            let strings = self.builder.strings();
            let stack = format!("{}: {}\n{frames}", strings.text(kind), strings.text(message));
            let stack = self.builder.intern(&stack)?;
            self.push_text("exception.stacktrace", stack, nested)?;
        }
        self.push_text("aws.xray.exception.id", id, nested)?;
        segment.exceptions.push((id, segment.draft.events.len()));
        let (name, attributes) = (self.builder.intern("exception")?, start..nested.len());
        segment.draft.events.push(EventDraft { name, attributes, ..EventDraft::default() });
        Ok(())
    }

    fn exception_field(&mut self, name: &str, nested: &mut Vec<PairRow>) -> Parse<()> {
        let value = self.any_value(0)?;
        if !matches!(value, ReadValue::Empty) {
            self.push_attribute(name, value, nested)?;
        }
        Ok(())
    }

    /// Reads a frame and appends it as the collector writes it.
    fn frame(&mut self, out: &mut String) -> Parse<()> {
        let [mut label, mut path, mut line] = [const { String::new() }; 3];
        self.cursor.at += 1;
        let mut previous = None;
        while let Some(key) = self.next_field::<FrameKey>(previous)? {
            previous = Some(key);
            match key {
                FrameKey::Label => label = self.short_text()?,
                FrameKey::Path => path = self.short_text()?,
                FrameKey::Line => line = self.short_text()?,
                FrameKey::Other => self.cursor.skip_value()?,
            }
        }
        let line = if line.is_empty() { "<unknown>" } else { &line };
        for part in ["\tat ", &label, "(", &path, ": ", line, ")\n"] {
            out.push_str(part);
        }
        Ok(())
    }

    /// Reads a text or a number as text.
    fn short_text(&mut self) -> Parse<String> {
        let mut text = String::new();
        match self.cursor.kind()? {
            Kind::String => {
                let raw = self.cursor.string()?;
                self.decode(raw, &mut text);
            }
            Kind::Number => text.push_str(&String::from_utf8_lossy(self.cursor.number()?)),
            Kind::Null => _ = self.cursor.take_null()?,
            _ => self.skip_unexpected(Reason::UnexpectedValue)?,
        }
        Ok(text)
    }
}
