//! Answers as they arrive: short ones are kept whole; of answers that are read as files, only the ends are kept.

use super::errors::{self, Tail};
use crate::error::{Error, ErrorKind, Result};
use crate::ingest::clickhouse::{Block, Blocks, Cell};
use crate::remote::is_success;

/// The longest answer that is held.
const MAX_ANSWER: usize = 64 << 20;

/// An answer, as much of it as has come.
#[derive(Debug, Default)]
pub(super) struct Answer {
    status: u16,
    bytes: Vec<u8>,
    /// The end of what is read as a file.
    tail: Option<Tail>,
}

impl Answer {
    pub(super) fn begin(status: u16) -> Self {
        Self { status, bytes: Vec::new(), tail: None }
    }

    /// One that somebody else reads as a file, if its status says that it is one.
    pub(super) fn begin_file(status: u16) -> Self {
        Self { tail: is_success(status).then(Tail::default), ..Self::begin(status) }
    }

    /// Takes more of it.
    ///
    /// # Errors
    ///
    /// `Limit` where it is too long.
    pub(super) fn push(&mut self, bytes: &[u8]) -> Result<()> {
        if let Some(tail) = &mut self.tail {
            tail.push(bytes);
            return Ok(());
        }
        if self.bytes.len() + bytes.len() > MAX_ANSWER {
            return Err(ErrorKind::Limit { what: "bytes in an answer of the server", limit: MAX_ANSWER as u64 }.into());
        }
        self.bytes.extend_from_slice(bytes);
        Ok(())
    }

    /// What the server said at the end of a file.
    pub(super) fn fault_in_file(&self) -> Option<Error> {
        self.tail.as_ref().and_then(Tail::fault)
    }

    /// Sees that it is what was asked for, once it has ended.
    ///
    /// # Errors
    ///
    /// What the server says is wrong.
    pub(super) fn check_status(&self) -> Result<()> {
        if is_success(self.status) { Ok(()) } else { Err(errors::of_answer(self.status, &self.bytes)) }
    }

    /// The rows that it has, once it has ended.
    ///
    /// # Errors
    ///
    /// What the server says is wrong; `Unreadable` where the answer is none of ClickHouse.
    pub(super) fn rows(&self) -> Result<Rows> {
        self.check_status()?;
        let (mut blocks, mut found) = (Blocks::default(), Vec::new());
        let mut keep = |block: Block| {
            found.push(block);
            Ok(())
        };
        let read = blocks.push(&self.bytes, &mut keep).and_then(|()| blocks.finish(&mut keep));
        match read {
            Ok(()) => Ok(Rows(found)),
            Err(fault) => Err(errors::in_stream(&self.bytes).unwrap_or_else(|| no_clickhouse(&fault))),
        }
    }
}

fn no_clickhouse(fault: &Error) -> Error {
    ErrorKind::Unreadable { detail: format!("this is no answer of ClickHouse: {fault}") }.into()
}

/// The rows of an answer.
#[derive(Debug)]
pub(super) struct Rows(Vec<Block>);

/// A row of an answer.
#[derive(Debug, Clone, Copy)]
pub(super) struct Row<'a> {
    block: &'a Block,
    at: usize,
}

impl Rows {
    pub(super) fn iter(&self) -> impl Iterator<Item = Row<'_>> {
        self.0.iter().flat_map(|block| (0..block.rows).map(move |at| Row { block, at }))
    }

    /// The first row.
    ///
    /// # Errors
    ///
    /// `Unreadable` where there is none.
    pub(super) fn first(&self) -> Result<Row<'_>> {
        let none = || ErrorKind::Unreadable { detail: "the server answered with no row".to_owned() }.into();
        self.iter().next().ok_or_else(none)
    }
}

impl<'a> Row<'a> {
    pub(super) fn cell(self, name: &str) -> Cell<'a> {
        self.block.column(name).map_or(Cell::Null, |column| column.cell(self.at))
    }

    /// The text in a column, or nothing.
    pub(super) fn text(self, name: &str) -> String {
        text(self.cell(name))
    }

    /// The number in a column. `None` where there is none.
    pub(super) fn number(self, name: &str) -> Option<u64> {
        number(self.cell(name))
    }
}

/// The numbers in a list or a tuple, zero where there are none.
pub(super) fn numbers<const N: usize>(cell: Cell<'_>) -> [u64; N] {
    let cells: Vec<Cell<'_>> = match cell {
        Cell::List(list) => list.cells().collect(),
        Cell::Tuple(tuple) => tuple.elements().map(|(_, cell)| cell).collect(),
        _ => Vec::new(),
    };
    std::array::from_fn(|at| cells.get(at).and_then(|&cell| number(cell)).unwrap_or_default())
}

fn number(cell: Cell<'_>) -> Option<u64> {
    match cell {
        Cell::Uint(number) => Some(number),
        Cell::Int(number) => u64::try_from(number).ok(),
        _ => None,
    }
}

/// The text of a cell, or nothing.
pub(super) fn text(cell: Cell<'_>) -> String {
    match cell {
        Cell::Text(text) => String::from_utf8_lossy(text).into_owned(),
        _ => String::new(),
    }
}
