//! The outline: the arrays around the spans.

use super::Record;
use super::keys::{KeyHints, WrapperKey};
use super::part::Reading;
use super::pieces::Pieces;
use super::translate::Translator;
use crate::error::Result;
use crate::ingest::Format;
use crate::ingest::grammar::Grammar;
use crate::ingest::json::{Kind, Parse};
use crate::ingest::nest::{Move, skip};
use crate::ingest::report::{FileReport, Reason};
use crate::store::{SourceRow, StoreBuilder};

/// How many arrays and objects spans may lie in.
const MAX_WRAPPERS: u8 = 6;

/// What is known from span to span.
#[derive(Debug)]
pub(super) struct Outline {
    source: SourceRow,
    translator: Translator,
    reading: Reading,
    pieces: Pieces,
    /// Whether any span was met.
    recognised: bool,
}

/// Arrays and objects around the spans. Each knows in how many others it lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Level {
    /// An array of spans, or of arrays of them.
    List(u8),
    Wrapper(u8),
}

impl Grammar for Outline {
    type Level = Level;
    type Hints = KeyHints;

    const STRANGER: &'static str = "JSON without spans of Zipkin";

    fn begin(&mut self, record: &mut Record<'_, '_>, report: &mut FileReport) -> Parse<Move<Level>> {
        self.translator.prepare(record.builder)?;
        let step = match record.cursor.peek() {
            Some(b'[') => {
                record.cursor.at += 1;
                Move::Enter(Level::List(0))
            }
            Some(b'{') if is_wrapper(record)? => {
                record.cursor.at += 1;
                Move::Enter(Level::Wrapper(0))
            }
            Some(b'{') => {
                self.object_step(record, report)?;
                Move::Stay
            }
            _ => return Err(record.cursor.stop("an object or an array")),
        };
        report.documents += 1;
        Ok(step)
    }

    #[inline]
    fn step(
        &mut self,
        level: Level,
        first: bool,
        record: &mut Record<'_, '_>,
        report: &mut FileReport,
    ) -> Parse<Move<Level>> {
        match level {
            Level::List(depth) => self.list_step(record, first, depth, report),
            Level::Wrapper(depth) => wrapper_step(record, first, depth),
        }
    }

    fn left(&mut self, _: Level, _: &mut StoreBuilder) -> Result<()> {
        Ok(())
    }

    fn is_recognised(&self) -> bool {
        self.recognised
    }

    fn is_settled(&self) -> bool {
        self.pieces.is_empty()
    }

    fn held_bytes(&self) -> usize {
        self.pieces.held_bytes()
    }

    fn close(&mut self, _: &mut StoreBuilder) -> Result<()> {
        Ok(())
    }

    fn finish(&mut self, builder: &mut StoreBuilder, report: &mut FileReport) -> Result<()> {
        self.pieces.put_together(self.translator.words(), (builder, self.source), report)
    }
}

/// Whether the object that is next begins with a key that others lie under.
fn is_wrapper(record: &mut Record<'_, '_>) -> Parse<bool> {
    let mut ahead = record.cursor.clone();
    ahead.at += 1;
    let Some(key) = ahead.next_key(true)? else { return Ok(false) };
    Ok(record.field::<WrapperKey>(key) == WrapperKey::Wrapper)
}

fn wrapper_step(record: &mut Record<'_, '_>, first: bool, depth: u8) -> Parse<Move<Level>> {
    let Some(key) = record.cursor.next_key(first)? else { return Ok(Move::Leave) };
    let is_wrapper = record.field::<WrapperKey>(key) == WrapperKey::Wrapper && depth < MAX_WRAPPERS;
    let level = match record.cursor.kind()? {
        Kind::Array if is_wrapper => Level::List(depth + 1),
        Kind::Object if is_wrapper => Level::Wrapper(depth + 1),
        _ => return skip(record),
    };
    record.cursor.at += 1;
    Ok(Move::Enter(level))
}

impl Outline {
    pub(super) fn new(source: SourceRow) -> Self {
        Self {
            source,
            translator: Translator::default(),
            reading: Reading::default(),
            pieces: Pieces::default(),
            recognised: false,
        }
    }

    fn list_step(
        &mut self,
        record: &mut Record<'_, '_>,
        first: bool,
        depth: u8,
        report: &mut FileReport,
    ) -> Parse<Move<Level>> {
        if !record.cursor.next_item(first, b']', "a comma or the end of a list")? {
            return Ok(Move::Leave);
        }
        let start = record.cursor.at;
        match record.cursor.kind()? {
            Kind::Object => {
                if !self.object_step(record, report)? {
                    record.flaw(Reason::NotASpan, start);
                }
                Ok(Move::Stay)
            }
            Kind::Array if depth < MAX_WRAPPERS => {
                record.cursor.at += 1;
                Ok(Move::Enter(Level::List(depth + 1)))
            }
            _ => {
                record.flaw(Reason::NotASpan, start);
                Ok(Move::Skip)
            }
        }
    }

    /// Reads an object and keeps the spans that it is. Whether it is any.
    fn object_step(&mut self, record: &mut Record<'_, '_>, report: &mut FileReport) -> Parse<bool> {
        let offset = record.offset + record.cursor.at as u64;
        let Self { reading, translator, pieces, .. } = self;
        record.object(reading)?;
        if !reading.is_span {
            return Ok(false);
        }
        if reading.is_v1 {
            reading.split(translator.words(), record.builder)?;
        }
        let Reading { first, others, draft, .. } = reading;
        for part in std::iter::once(&*first).chain(&*others) {
            let scope = translator.translate(record, part, draft)?;
            let row = record.builder.push(draft, scope, self.source)?;
            pieces.watch(part, draft, row, offset);
            report.spans += 1;
        }
        self.recognised = true;
        report.format.get_or_insert(Format::ZipkinJson);
        Ok(true)
    }
}
