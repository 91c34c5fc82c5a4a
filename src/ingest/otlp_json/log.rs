//! Log records.

use super::Record;
use super::keys::{LogKey, ValueKey};
use crate::ingest::json::{Kind, Parse, RawText};
use crate::ingest::logs;
use crate::ingest::record::{ReadValue, plain};
use crate::ingest::report::Reason;
use crate::store::LogDraft;
use crate::units::Severity;

const SEVERITY_NAMES: [&str; 25] = [
    "SEVERITY_NUMBER_UNSPECIFIED",
    "SEVERITY_NUMBER_TRACE",
    "SEVERITY_NUMBER_TRACE2",
    "SEVERITY_NUMBER_TRACE3",
    "SEVERITY_NUMBER_TRACE4",
    "SEVERITY_NUMBER_DEBUG",
    "SEVERITY_NUMBER_DEBUG2",
    "SEVERITY_NUMBER_DEBUG3",
    "SEVERITY_NUMBER_DEBUG4",
    "SEVERITY_NUMBER_INFO",
    "SEVERITY_NUMBER_INFO2",
    "SEVERITY_NUMBER_INFO3",
    "SEVERITY_NUMBER_INFO4",
    "SEVERITY_NUMBER_WARN",
    "SEVERITY_NUMBER_WARN2",
    "SEVERITY_NUMBER_WARN3",
    "SEVERITY_NUMBER_WARN4",
    "SEVERITY_NUMBER_ERROR",
    "SEVERITY_NUMBER_ERROR2",
    "SEVERITY_NUMBER_ERROR3",
    "SEVERITY_NUMBER_ERROR4",
    "SEVERITY_NUMBER_FATAL",
    "SEVERITY_NUMBER_FATAL2",
    "SEVERITY_NUMBER_FATAL3",
    "SEVERITY_NUMBER_FATAL4",
];

impl Record<'_, '_> {
    /// Reads a log record, of which the opening brace is next. Its attributes and its body are kept last, the first only if it names a trace and
    /// the second only if it is kept: most logs of a file may belong to no trace, and nothing of theirs has to be remembered. Those that are
    /// written as usual are looked at once all the same.
    pub(super) fn log(&mut self, draft: &mut LogDraft) -> Parse<()> {
        draft.clear();
        self.cursor.at += 1;
        let (mut observed_ns, mut severity_text) = (0, None);
        let (mut attributes, mut body) = (None, None);
        let mut previous = None;
        while let Some(key) = self.next_field::<LogKey>(previous)? {
            previous = Some(key);
            match key {
                LogKey::Time => draft.time_ns = self.time_ns()?,
                LogKey::ObservedTime => observed_ns = self.time_ns()?,
                LogKey::Severity => {
                    let number = self.choice(&SEVERITY_NAMES, Reason::UnknownSeverity)?;
                    draft.severity = u8::try_from(number).ok().and_then(Severity::new).unwrap_or_default();
                }
                LogKey::SeverityText => severity_text = self.raw_text()?,
                LogKey::EventName => draft.name = self.text()?,
                LogKey::Body => body = Some(self.pass_body()?),
                LogKey::Attributes => attributes = Some(self.pass_attributes()?),
                LogKey::DroppedAttributes => draft.dropped_attributes = self.count()?,
                LogKey::TraceId => draft.trace_id = self.trace_id()?,
                LogKey::SpanId => draft.span_id = self.span_id()?,
                LogKey::Other => self.cursor.skip_value()?,
            }
        }
        if draft.trace_id.is_none() {
            return Ok(());
        }
        let text = severity_text.map(plain);
        logs::complete(draft, observed_ns, text.as_deref().and_then(|text| std::str::from_utf8(text).ok()));
        let end = self.cursor.at;
        if let Some((at, is_framed)) = attributes
            && !(is_framed && self.take_passed(&mut draft.attributes)?)
        {
            draft.attributes.clear();
            self.cursor.at = at;
            self.attributes(&mut draft.attributes)?;
        }
        logs::name_by_attribute(draft, self.builder);
        if let Some((at, text)) = body.filter(|_| self.builder.keeps_log(draft)) {
            self.cursor.at = at;
            let body = match text {
                Some(text) => ReadValue::String(text),
                None => self.value(0)?.0,
            };
            draft.body = self.intern_value(body)?;
        }
        self.cursor.at = end;
        Ok(())
    }

    /// Goes past attributes: where they are, and whether [`take_passed`](Self::take_passed) knows them.
    fn pass_attributes(&mut self) -> Parse<(usize, bool)> {
        let at = self.cursor.at;
        let is_framed = self.cursor.peek() == Some(b'[') && self.pass_framed_attributes();
        if !is_framed {
            self.cursor.skip_value()?;
        }
        Ok((at, is_framed))
    }
}

impl<'a> Record<'a, '_> {
    /// Goes past a body: where it is, and its text if that is all that it is.
    fn pass_body(&mut self) -> Parse<(usize, Option<RawText<'a>>)> {
        let at = self.cursor.at;
        let text = self.text_value();
        if text.is_none() {
            self.cursor.at = at;
            self.cursor.skip_value()?;
        }
        Ok((at, text))
    }

    /// Reads a value that is a text, and written in no unusual way.
    fn text_value(&mut self) -> Option<RawText<'a>> {
        if self.cursor.peek() != Some(b'{') {
            return None;
        }
        self.cursor.at += 1;
        if self.next_field::<ValueKey>(None).ok()?? != ValueKey::String || self.cursor.peek() != Some(b'"') {
            return None;
        }
        let text = self.cursor.string().ok()?;
        let is_all = self.next_field(Some(ValueKey::String)).ok()?.is_none();
        is_all.then_some(text)
    }

    /// Reads a string. `None` where there is none.
    fn raw_text(&mut self) -> Parse<Option<RawText<'a>>> {
        if self.cursor.kind()? == Kind::String {
            return self.cursor.string().map(Some);
        }
        self.cursor.skip_value().map(|()| None)
    }
}
