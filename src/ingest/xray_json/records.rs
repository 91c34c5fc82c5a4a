//! Where segments lie: in answers of the API as text, else as they are.

use super::Record;
use super::document::Document;
use super::keys::{AnswerKey, KeyHints};
use super::lone::Lone;
use crate::error::Result;
use crate::ingest::Format;
use crate::ingest::json::{Kind, Parse};
use crate::ingest::outline::{Entry, Field, Records};
use crate::ingest::report::{FileReport, Reason};
use crate::store::{SourceRow, StoreBuilder};

/// What is known from document to document.
#[derive(Debug)]
pub(super) struct Segments {
    source: SourceRow,
    document: Document,
    lone: Lone,
    /// Whether anything of X-Ray's was met.
    recognised: bool,
}

impl Segments {
    pub(super) fn new(source: SourceRow) -> Self {
        Self { source, document: Document::default(), lone: Lone::default(), recognised: false }
    }

    fn recognise(&mut self, report: &mut FileReport) {
        self.recognised = true;
        report.format.get_or_insert(Format::XrayJson);
    }

    /// Keeps the document that was read, if it is a segment. Others are headers, as the daemon wants them before each document.
    fn keep(&mut self, record: &mut Record<'_, '_>, report: &mut FileReport) -> Parse<()> {
        if self.document.is_segment() {
            self.recognise(report);
            report.spans += record.keep(&mut self.document, self.source, &mut self.lone)?;
        }
        Ok(())
    }

    /// Reads a document that stands in a string.
    fn text(&mut self, record: &mut Record<'_, '_>, report: &mut FileReport) -> Parse<()> {
        let raw = record.cursor.string()?;
        let document = &mut self.document;
        let read = record.within(raw, |inner| match inner.cursor.kind()? {
            Kind::Object => inner.document(document),
            _ => Err(inner.cursor.stop("a segment")),
        })?;
        if read.is_some() { self.keep(record, report) } else { Ok(()) }
    }
}

impl Records for Segments {
    type Hints = KeyHints;
    type Key = AnswerKey;

    const STRANGER: &'static str = "JSON without segments of AWS X-Ray";

    fn entry(
        &mut self,
        under: Option<AnswerKey>,
        kind: Kind,
        record: &mut Record<'_, '_>,
        report: &mut FileReport,
    ) -> Parse<Entry> {
        match kind {
            Kind::Array => return Ok(Entry::Around),
            Kind::Object if under.is_some() || is_answer(record)? => return Ok(Entry::Around),
            Kind::Object => {
                record.document(&mut self.document)?;
                self.keep(record, report)?;
            }
            _ => return Ok(Entry::Stranger),
        }
        Ok(Entry::Read)
    }

    fn field(&mut self, key: AnswerKey, record: &mut Record<'_, '_>, report: &mut FileReport) -> Parse<Field> {
        let at = record.cursor.at;
        let says_more = match (key, record.cursor.kind()?) {
            (AnswerKey::Traces | AnswerKey::Segments, _) => {
                self.recognise(report);
                return Ok(Field::Leads);
            }
            (AnswerKey::Document, Kind::String) => return self.text(record, report).map(|()| Field::Read),
            (AnswerKey::LimitExceeded, _) => record.flag()?,
            (AnswerKey::Unprocessed, Kind::Array) => has_entries(record)?,
            (AnswerKey::NextToken, Kind::String) => !record.cursor.string()?.bytes.is_empty(),
            _ => return Ok(Field::Skipped),
        };
        if says_more {
            record.flaw(Reason::MoreElsewhere, at);
        }
        Ok(Field::Read)
    }

    fn is_recognised(&self) -> bool {
        self.recognised
    }

    fn is_settled(&self) -> bool {
        self.lone.is_empty()
    }

    fn held_bytes(&self) -> usize {
        self.lone.held_bytes()
    }

    fn finish(&mut self, builder: &mut StoreBuilder, _: &mut FileReport) -> Result<()> {
        self.lone.find_services(builder, self.source);
        Ok(())
    }
}

/// Whether the object that is next begins with a key that segments do not have.
fn is_answer(record: &mut Record<'_, '_>) -> Parse<bool> {
    let mut ahead = record.cursor.clone();
    ahead.at += 1;
    let Some(key) = ahead.next_key(true)? else { return Ok(false) };
    Ok(record.field::<AnswerKey>(key) != AnswerKey::Other)
}

/// Moves past a list; whether anything is in it.
fn has_entries(record: &mut Record<'_, '_>) -> Parse<bool> {
    let mut inside = record.cursor.clone();
    inside.at += 1;
    let has_entries = inside.next_item(true, b']', "the end of a list")?;
    record.cursor.skip_value()?;
    Ok(has_entries)
}
