//! Where spans lie: in traces, whose id may come after them, or in a list of their own.

use super::Record;
use super::keys::{AroundKey, KeyHints};
use super::span::Span;
use crate::error::Result;
use crate::ingest::Format;
use crate::ingest::json::{Kind, Parse};
use crate::ingest::outline::{Entry, Field, Records};
use crate::ingest::own_scopes::OwnScopes;
use crate::ingest::report::{FileReport, Reason};
use crate::store::{PairRow, ScopeRow, SourceRow, SpanDraft, StoreBuilder, Sym};
use crate::units::TraceId;

/// What is known from span to span.
#[derive(Debug)]
pub(super) struct Spans {
    source: SourceRow,
    span: Span,
    scopes: OwnScopes,
    /// The trace and the project that are open, once they are known.
    trace: TraceId,
    project: Sym,
    /// Whether spans were met in the trace.
    has_any: bool,
    /// Spans that wait for their trace.
    waiting: Vec<(SpanDraft, ScopeRow)>,
    /// The bytes of what those say.
    waiting_bytes: usize,
    /// Whether anything of Cloud Trace's was met.
    recognised: bool,
}

impl Spans {
    pub(super) fn new(source: SourceRow) -> Self {
        Self {
            source,
            span: Span::default(),
            scopes: OwnScopes::default(),
            trace: TraceId::NONE,
            project: Sym::EMPTY,
            has_any: false,
            waiting: Vec::new(),
            waiting_bytes: 0,
            recognised: false,
        }
    }

    fn recognise(&mut self, report: &mut FileReport) {
        self.recognised = true;
        report.format.get_or_insert(Format::CloudTraceJson);
    }

    /// Keeps the span that was read.
    fn keep(&mut self, record: &mut Record<'_, '_>, report: &mut FileReport) -> Parse<()> {
        let scope = record.complete(&mut self.span, self.project, &mut self.scopes)?;
        let draft = &mut self.span.draft;
        if draft.trace_id.is_none() {
            draft.trace_id = self.trace;
        }
        if draft.trace_id.is_none() {
            let pairs = draft.attributes.len() + draft.nested.len();
            // Each stands in the store for a while as well.
            self.waiting_bytes +=
                2 * pairs * size_of::<PairRow>() + size_of_val(&*draft.events) + size_of_val(&*draft.links);
            self.waiting.push((draft.clone(), scope));
        } else {
            record.builder.push(draft, scope, self.source)?;
        }
        report.spans += 1;
        self.recognise(report);
        Ok(())
    }

    /// Keeps the spans that wait, be their trace known or not.
    fn settle(&mut self, builder: &mut StoreBuilder) -> Result<()> {
        self.waiting_bytes = 0;
        builder.without_limit(|builder| {
            for (mut draft, scope) in std::mem::take(&mut self.waiting) {
                draft.trace_id = self.trace;
                builder.push(&draft, scope, self.source)?;
            }
            Ok(())
        })
    }
}

impl Records for Spans {
    type Hints = KeyHints;
    type Key = AroundKey;

    const STRANGER: &'static str = "JSON without spans of Google Cloud Trace";

    fn entry(
        &mut self,
        _: Option<AroundKey>,
        kind: Kind,
        record: &mut Record<'_, '_>,
        report: &mut FileReport,
    ) -> Parse<Entry> {
        match kind {
            Kind::Array => return Ok(Entry::Around),
            Kind::Object if is_around(record)? => return Ok(Entry::Around),
            Kind::Object => {}
            _ => return Ok(Entry::Stranger),
        }
        let (start, flaws) = (record.cursor.at, record.flaw_count());
        record.span(&mut self.span)?;
        if self.span.is_one {
            self.keep(record, report)?;
            return Ok(Entry::Read);
        }
        record.cursor.at = start;
        record.memory.forget_flaws_after(flaws);
        Ok(Entry::Stranger)
    }

    fn field(&mut self, key: AroundKey, record: &mut Record<'_, '_>, report: &mut FileReport) -> Parse<Field> {
        let at = record.cursor.at;
        match (key, record.cursor.kind()?) {
            (AroundKey::Traces, _) => Ok(Field::Leads),
            (AroundKey::Spans, _) => {
                self.recognise(report);
                self.has_any = true;
                Ok(Field::Leads)
            }
            (AroundKey::TraceId, Kind::String) => {
                self.trace = record.hex_trace_id()?;
                self.settle(record.builder)?;
                Ok(Field::Read)
            }
            (AroundKey::ProjectId, Kind::String) => {
                self.project = record.text()?;
                Ok(Field::Read)
            }
            (AroundKey::NextPage, Kind::String) => {
                if !record.cursor.string()?.bytes.is_empty() {
                    record.flaw(Reason::MoreElsewhere, at);
                }
                Ok(Field::Read)
            }
            _ => Ok(Field::Skipped),
        }
    }

    fn left(&mut self, record: &mut Record<'_, '_>, report: &mut FileReport) -> Parse<()> {
        if !self.trace.is_none() && !self.has_any {
            // A list of traces names them, and their spans have to be asked for.
            self.recognise(report);
            record.flaw(Reason::MoreElsewhere, record.cursor.at - 1);
        }
        Ok(self.close(record.builder)?)
    }

    fn is_recognised(&self) -> bool {
        self.recognised
    }

    fn held_bytes(&self) -> usize {
        self.waiting_bytes + self.waiting.capacity() * size_of::<(SpanDraft, ScopeRow)>()
    }

    fn close(&mut self, builder: &mut StoreBuilder) -> Result<()> {
        self.settle(builder)?;
        (self.trace, self.project, self.has_any) = (TraceId::NONE, Sym::EMPTY, false);
        Ok(())
    }
}

/// Whether the object that is next begins with a key that spans do not have.
fn is_around(record: &mut Record<'_, '_>) -> Parse<bool> {
    Ok(record.first_field()?.is_some_and(|key: AroundKey| key != AroundKey::Other))
}
