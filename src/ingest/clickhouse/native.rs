//! Blocks of columns, read as they arrive.

use super::Record;
use super::blocks::{Block, Blocks};
use super::keeper::Keeper;
use super::keys::{KeyHints, RowKey};
use crate::error::{ErrorKind, Result};
use crate::ingest::Format;
use crate::ingest::reader::Reader;
use crate::ingest::record::{Key, Memory};
use crate::ingest::report::{FileReport, Reason};
use crate::store::{SourceRow, StoreBuilder};

/// A reader of blocks whose rows are spans or logs.
#[derive(Debug)]
pub(super) struct Native {
    blocks: Blocks,
    rows: BlockRows,
}

/// Turns rows into spans and logs.
#[derive(Debug)]
struct BlockRows {
    keeper: Keeper,
    memory: Memory<KeyHints>,
}

/// The columns that blocks of spans have, and those of logs.
const NEEDED: [[RowKey; 4]; 2] = [
    [RowKey::Timestamp, RowKey::TraceId, RowKey::SpanId, RowKey::SpanName],
    [RowKey::Timestamp, RowKey::TraceId, RowKey::SpanId, RowKey::Body],
];

impl Native {
    pub(super) fn new(source: SourceRow) -> Self {
        let rows = BlockRows { keeper: Keeper::new(source), memory: Memory::default() };
        Self { blocks: Blocks::default(), rows }
    }
}

impl BlockRows {
    /// Keeps the rows of a block.
    fn keep(&mut self, block: &Block, builder: &mut StoreBuilder, report: &mut FileReport) -> Result<()> {
        report.format.get_or_insert(Format::ClickhouseNative);
        report.documents += 1;
        let columns: Vec<_> = block
            .columns
            .iter()
            .map(|(name, column)| (RowKey::of(name.as_bytes()), column))
            .filter(|(key, _)| *key != RowKey::Other)
            .collect();
        let has = |key: &RowKey| columns.iter().any(|(other, _)| other == key);
        if !NEEDED.iter().any(|needed| needed.iter().all(has)) {
            return Err(missing(block));
        }
        // A body is read last, and only if it is kept.
        let (bodies, columns): (Vec<_>, Vec<_>) = columns.into_iter().partition(|(key, _)| *key == RowKey::Body);
        for at in 0..block.rows {
            let row = &mut self.keeper.row;
            row.clear();
            row.has[3] = !bodies.is_empty();
            let mut record = Record::new((&[], block.offset), builder, &mut self.memory);
            columns.iter().try_for_each(|&(key, column)| record.cell(key, column, at, row))?;
            if row.is_log() && row.wants_body(record.builder) {
                bodies.iter().try_for_each(|&(key, column)| record.cell(key, column, at, row))?;
            }
            self.memory.report_flaws(report, block.offset);
            if !self.keeper.keep(builder, report)? {
                report.note(Reason::LogWithoutTrace, block.offset, 1);
            }
        }
        Ok(())
    }
}

/// What to say of columns that are those of no spans and no logs.
fn missing(block: &Block) -> crate::error::Error {
    /// How many columns are named.
    const MOST: usize = 6;
    let mut names: Vec<&str> = block.columns.iter().map(|(name, _)| name.as_str()).take(MOST).collect();
    if block.columns.len() > MOST {
        names.push("…");
    }
    let expected = "the columns Timestamp, TraceId, SpanId, and SpanName or Body";
    let found = format!("\"{}\"", names.join(", ").escape_debug());
    ErrorKind::Malformed { offset: block.offset, expected, found }.into()
}

impl Reader for Native {
    fn push(&mut self, builder: &mut StoreBuilder, bytes: &[u8], report: &mut FileReport) -> Result<()> {
        let Self { blocks, rows } = self;
        blocks.push(bytes, &mut |block| rows.keep(&block, builder, report))
    }

    fn finish(&mut self, builder: &mut StoreBuilder, report: &mut FileReport) -> Result<()> {
        let Self { blocks, rows } = self;
        blocks.finish(&mut |block| rows.keep(&block, builder, report))
    }

    fn close(&mut self, _builder: &mut StoreBuilder, _report: &mut FileReport) -> Result<()> {
        Ok(())
    }

    fn is_between_documents(&mut self, _builder: &mut StoreBuilder, _report: &mut FileReport) -> Result<bool> {
        Ok(false)
    }

    fn held_bytes(&self) -> usize {
        self.blocks.held_bytes()
    }

    fn pass(&mut self, bytes: u64) {
        self.blocks.pass(bytes);
    }
}
