//! Where spans are: objects by themselves or in an array, among whatever else is printed.

use super::Record;
use super::keys::{AroundKey, KeyHints, SignalKey};
use super::span::Span;
use crate::ingest::Format;
use crate::ingest::json::{Kind, Parse};
use crate::ingest::outline::{Entry, Field, Records};
use crate::ingest::own_scopes::OwnScopes;
use crate::ingest::report::{FileReport, Reason};
use crate::store::SourceRow;

/// What is known from span to span.
#[derive(Debug)]
pub(super) struct Spans {
    source: SourceRow,
    span: Span,
    scopes: OwnScopes,
    /// Whether any span was met.
    recognised: bool,
}

impl Spans {
    pub(super) fn new(source: SourceRow) -> Self {
        Self { source, span: Span::default(), scopes: OwnScopes::default(), recognised: false }
    }

    /// Keeps the span that was read.
    fn keep(&mut self, record: &mut Record<'_, '_>, report: &mut FileReport) -> Parse<()> {
        let Span { draft, resource, scope, .. } = &self.span;
        let scope = self.scopes.row(record.builder, resource, scope)?;
        record.builder.push(draft, scope, self.source)?;
        self.recognised = true;
        report.format.get_or_insert(Format::SdkConsole);
        report.spans += 1;
        Ok(())
    }
}

impl Records for Spans {
    type Hints = KeyHints;
    type Key = AroundKey;

    const STRANGER: &'static str = "JSON without spans as SDKs print them";

    fn entry(
        &mut self,
        _: Option<AroundKey>,
        kind: Kind,
        record: &mut Record<'_, '_>,
        report: &mut FileReport,
    ) -> Parse<Entry> {
        match kind {
            Kind::Array => return Ok(Entry::Around),
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
        match signal(record)? {
            SignalKey::Log => report.ignored.logs += 1,
            SignalKey::Metrics => report.ignored.metrics += 1,
            SignalKey::Other => record.flaw(Reason::TextBetweenDocuments, start),
        }
        Ok(Entry::Read)
    }

    fn field(&mut self, _: AroundKey, _: &mut Record<'_, '_>, _: &mut FileReport) -> Parse<Field> {
        Ok(Field::Skipped)
    }

    fn is_recognised(&self) -> bool {
        self.recognised
    }
}

/// Moves past an object that is no span. Which other signal it is of, if any.
fn signal(record: &mut Record<'_, '_>) -> Parse<SignalKey> {
    let mut found = SignalKey::Other;
    record.cursor.at += 1;
    let mut first = true;
    while let Some(key) = record.cursor.next_key(first)? {
        first = false;
        let key = record.field(key);
        if key != SignalKey::Other {
            found = key;
        }
        record.cursor.skip_value()?;
    }
    Ok(found)
}
