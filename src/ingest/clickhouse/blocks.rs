//! Blocks of columns as they arrive.
//!
//! A file is blocks until it ends, with nothing before or after them. A block is the number of its columns and of its rows, and then
//! each column: its name, its type, its values. What is kept between two pieces of a file are the columns of the open block that are
//! there in full, and the bytes of the one that the piece cut. Such a column is tried again when twice as many bytes are there as
//! at the last attempt, so that each byte is looked at a bounded number of times however small the pieces are.

use super::column::Column;
use super::decode;
use super::type_text;
use super::wire::{Parse, Stop, Wire};
use crate::error::{ErrorKind, Result};

/// The longest column of a block that is read. It is held as a whole.
const MAX_COLUMN: usize = 256 << 20;

/// The most columns of a block.
const MAX_COLUMNS: u64 = 10_000;

/// The shortest start of a column that is worth an attempt.
const MIN_ATTEMPT: usize = 256;

/// Columns of equal length, with their names.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Block {
    /// Where it begins in the text.
    pub(crate) offset: u64,
    pub(crate) rows: usize,
    pub(crate) columns: Vec<(String, Column)>,
}

impl Block {
    /// A column by its name.
    pub(crate) fn column(&self, name: &str) -> Option<&Column> {
        self.columns.iter().find(|(other, _)| other == name).map(|(_, column)| column)
    }
}

/// Reads blocks. Nothing depends on where the pieces are cut.
#[derive(Debug, Default)]
pub(crate) struct Blocks {
    /// The block that is open, and how many columns it is to have. `None` between blocks.
    open: Option<(Block, usize)>,
    /// The start of a column whose end has not arrived, or of a block.
    carry: Vec<u8>,
    /// The length of the carry at which it is tried again.
    attempt_at: usize,
    /// The offset in the text of the first byte that was not read: that of the carry, if there is one.
    offset: u64,
}

impl Blocks {
    /// Reads the next bytes and hands on the blocks that end in them.
    ///
    /// # Errors
    ///
    /// `Malformed` where the bytes are no block or a type is none that is read, `Limit` for a column that is too long, and whatever
    /// `each` says.
    pub(crate) fn push(&mut self, bytes: &[u8], each: &mut dyn FnMut(Block) -> Result<()>) -> Result<()> {
        if self.carry.is_empty() {
            let used = self.read(bytes, each)?;
            self.carry.extend_from_slice(&bytes[used..]);
        } else {
            self.carry.extend_from_slice(bytes);
            if self.carry.len() < self.attempt_at {
                return Ok(());
            }
            let mut carry = std::mem::take(&mut self.carry);
            let used = self.read(&carry, each)?;
            carry.drain(..used);
            self.carry = carry;
        }
        self.plan_attempt()
    }

    /// Reads what is left when the bytes have ended.
    ///
    /// # Errors
    ///
    /// As `push`; `Truncated` where the rest of a block is missing.
    pub(crate) fn finish(&mut self, each: &mut dyn FnMut(Block) -> Result<()>) -> Result<()> {
        let carry = std::mem::take(&mut self.carry);
        let used = self.read(&carry, each)?;
        if used == carry.len() && self.open.is_none() {
            return Ok(());
        }
        let offset = self.offset + (carry.len() - used) as u64;
        Err(ErrorKind::Truncated { offset, expected: "the rest of a block of columns" }.into())
    }

    /// Goes past so many bytes between blocks.
    pub(crate) fn pass(&mut self, bytes: u64) {
        self.offset += bytes;
    }

    /// The bytes that are kept from piece to piece.
    pub(crate) fn held_bytes(&self) -> usize {
        let open = self.open.as_ref().map_or(0, |(block, _)| block.heap_bytes());
        self.carry.capacity() + open
    }

    fn plan_attempt(&mut self) -> Result<()> {
        check_length(self.carry.len())?;
        self.attempt_at = (2 * self.carry.len()).clamp(MIN_ATTEMPT, MAX_COLUMN + 1);
        Ok(())
    }

    /// Reads as far as it goes; how many bytes were used up.
    fn read(&mut self, bytes: &[u8], each: &mut dyn FnMut(Block) -> Result<()>) -> Result<usize> {
        let mut at = 0;
        while at < bytes.len() {
            let mut wire = Wire::new(&bytes[at..], self.offset);
            match self.step(&mut wire) {
                Ok(()) => {}
                Err(Stop::Cut) => break,
                Err(Stop::Fault(error)) => return Err(error),
            }
            check_length(wire.at)?;
            at += wire.at;
            self.offset += wire.at as u64;
            if let Some((block, _)) = self.open.take_if(|(block, columns)| block.columns.len() == *columns) {
                each(block)?;
            }
        }
        Ok(at)
    }

    /// Reads the head of a block, or a column. Changes nothing where that is cut.
    fn step(&mut self, wire: &mut Wire<'_>) -> Parse<()> {
        let Some((block, _)) = &mut self.open else {
            self.open = Some(head(wire, self.offset)?);
            return Ok(());
        };
        let column = named_column(wire, block.rows)?;
        block.columns.push(column);
        Ok(())
    }
}

/// Sees that a column is not too long, be it there in one piece.
fn check_length(bytes: usize) -> Result<()> {
    if bytes > MAX_COLUMN {
        let (what, limit) = ("bytes in one column of a block", MAX_COLUMN as u64);
        return Err(ErrorKind::Limit { what, limit }.into());
    }
    Ok(())
}

/// Reads the head of a block: how many columns it has, and how many rows.
fn head(wire: &mut Wire<'_>, offset: u64) -> Parse<(Block, usize)> {
    let at = wire.at;
    let columns = wire.varint()?;
    let rows = wire.count()?;
    match usize::try_from(columns) {
        Ok(columns @ 1..) if columns as u64 <= MAX_COLUMNS => {
            Ok((Block { offset, rows, columns: Vec::new() }, columns))
        }
        _ => Err(wire.fault_of(at, "the number of columns of a block", columns.to_string())),
    }
}

/// Reads a column with its name.
fn named_column(wire: &mut Wire<'_>, rows: usize) -> Parse<(String, Column)> {
    let name = String::from_utf8_lossy(wire.text()?).into_owned();
    let at = wire.at;
    let text = String::from_utf8_lossy(wire.text()?);
    let Some(of) = type_text::parse(&text) else {
        return Err(unknown(wire, at, &text, &name));
    };
    let column = if rows == 0 { Column::Opaque(0) } else { decode::column(&of, rows, wire)? };
    Ok((name, column))
}

/// What to say of a type that is not read. Nobody knows where its values end.
fn unknown(wire: &Wire<'_>, at: usize, text: &str, name: &str) -> Stop {
    /// How much of a type is shown.
    const LONGEST: usize = 80;
    let shown: String = text.chars().take(LONGEST).collect();
    let mut found = format!("\"{}\" of the column \"{}\"", shown.escape_debug(), name.escape_debug());
    if ["JSON", "Object(", "Dynamic", "Variant("].iter().any(|start| text.contains(start)) {
        found.push_str(" (select it with toJSONString)");
    }
    wire.fault_of(at, "a type of a column that is read", found)
}

impl Block {
    fn heap_bytes(&self) -> usize {
        self.columns.iter().map(|(name, column)| name.len() + column.heap_bytes()).sum()
    }
}
