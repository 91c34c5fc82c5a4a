//! Spans.

use super::Record;
use super::keys::SpanKey;
use super::references::Reference;
use super::tags::Binary;
use crate::ingest::json::{Kind, Parse};
use crate::ingest::report::Reason;
use crate::ingest::words::{ScopeName, Word, Words};
use crate::store::{PairRow, RawValue, ResourceRow, SpanDraft, Sym};
use crate::units::TraceId;

/// A span while it is read. Reused from span to span so that nothing is allocated.
#[derive(Debug, Default)]
pub(super) struct Reading {
    pub(super) draft: SpanDraft,
    pub(super) scope: ScopeName,
    /// The name of its process.
    pub(super) process_id: Sym,
    /// The process that it has in itself.
    pub(super) process: Option<ResourceRow>,
    /// Whether anything was read that only spans have.
    pub(super) is_span: bool,
    pub(super) tags: Vec<PairRow>,
    references: Vec<Reference>,
    /// Zero where nothing is said of it.
    start_ns: u64,
    /// The start as whole milliseconds have it.
    rough_start_ns: Option<u64>,
    duration_ns: Option<u64>,
    /// What Jaeger itself found wrong with the span, as an array.
    warnings: Option<Sym>,
}

impl Reading {
    /// Forgets the span and keeps the memory.
    pub(super) fn clear(&mut self) {
        let Self { mut draft, mut tags, mut references, .. } = std::mem::take(self);
        draft.clear();
        tags.clear();
        references.clear();
        *self = Self { draft, tags, references, ..Self::default() };
    }
}

impl Record<'_, '_> {
    /// Reads a span, of which the opening brace is next.
    pub(super) fn span(&mut self, words: &Words, binary: Binary, reading: &mut Reading) -> Parse<()> {
        reading.clear();
        self.cursor.at += 1;
        let mut previous = None;
        while let Some(key) = self.next_field::<SpanKey>(previous)? {
            previous = Some(key);
            self.span_field(key, (words, binary), reading)?;
        }
        Ok(())
    }

    /// Reads the value of a field of a span.
    #[inline]
    pub(super) fn span_field(
        &mut self,
        key: SpanKey,
        (words, binary): (&Words, Binary),
        reading: &mut Reading,
    ) -> Parse<()> {
        match key {
            SpanKey::TraceId => reading.draft.trace_id = self.hex_trace_id()?,
            SpanKey::SpanId => reading.draft.span_id = self.hex_span_id()?,
            SpanKey::ParentSpanId => reading.draft.parent_id = self.hex_span_id()?,
            SpanKey::Flags => reading.draft.flags = self.count()?,
            SpanKey::Name => reading.draft.name = self.text()?,
            SpanKey::References => self.references(&mut reading.references)?,
            SpanKey::Start => reading.start_ns = self.time_us()?,
            SpanKey::StartMillis => reading.rough_start_ns = self.millis_as_ns()?,
            SpanKey::Duration => reading.duration_ns = self.duration_us()?,
            SpanKey::Tags => self.tags(binary, &mut reading.tags)?,
            SpanKey::TagMap => self.tag_map(&mut reading.tags)?,
            SpanKey::Logs => self.logs(words, binary, &mut reading.draft)?,
            SpanKey::ProcessId => reading.process_id = self.text()?,
            SpanKey::Process => reading.process = self.own_process(words, binary)?,
            SpanKey::Warnings => reading.warnings = self.warnings()?,
            SpanKey::Other => return self.cursor.skip_value(),
        }
        reading.is_span |= !matches!(key, SpanKey::TraceId | SpanKey::Warnings);
        Ok(())
    }

    fn millis_as_ns(&mut self) -> Parse<Option<u64>> {
        Ok(self.duration_us()?.and_then(|time_ns| time_ns.checked_mul(1_000)))
    }

    fn own_process(&mut self, words: &Words, binary: Binary) -> Parse<Option<ResourceRow>> {
        match self.cursor.kind()? {
            Kind::Object => self.process(words, binary).map(Some),
            Kind::Null => self.cursor.take_null().map(|_| None),
            _ => self.skip_unexpected(Reason::UnexpectedValue).map(|()| None),
        }
    }

    fn warnings(&mut self) -> Parse<Option<Sym>> {
        if !self.open(Kind::Array)? {
            return Ok(None);
        }
        let mut list = String::from("[");
        let mut first = true;
        while self.cursor.next_item(first, b']', "a comma or the end of a list")? {
            if !first {
                list.push(',');
            }
            first = false;
            let value = self.any_value(1)?;
            self.write_value(value, &mut list);
        }
        list.push(']');
        Ok(if first { None } else { Some(self.builder.intern(&list)?) })
    }

    /// Makes of what was read what the store keeps. `trace` is the trace around the span, which need not say it again.
    pub(super) fn complete(&mut self, words: &Words, trace: TraceId, reading: &mut Reading) -> Parse<()> {
        let draft = &mut reading.draft;
        if draft.trace_id.is_none() {
            draft.trace_id = trace;
        }
        draft.start_ns = match reading.start_ns {
            0 => reading.rough_start_ns.unwrap_or_default(),
            start_ns => start_ns,
        };
        draft.end_ns = match reading.duration_ns {
            Some(duration_ns) => draft.start_ns.saturating_add(duration_ns),
            None => 0,
        };
        self.link(words, &reading.references, draft)?;
        self.translate(words, reading);
        if let Some(warnings) = reading.warnings {
            let pair = self.builder.intern_pair(words.sym(Word::JaegerWarnings), RawValue::array(warnings))?;
            reading.draft.attributes.push(pair);
        }
        Ok(())
    }
}
