//! CSV, as the portal exports the answer of a query: the names of columns, then a row for each item.
//!
//! A row ends at the first end of a line that has an even number of quotes before it (RFC 4180), so cells may hold lines. Each row becomes an array
//! of JSON with its cells as texts, and is read as a row of an answer is.

use super::item::Item;
use super::keep::Keeper;
use super::keys::Field;
use super::row::{Column, read_row};
use crate::error::{ErrorKind, Result};
use crate::ingest::excerpt;
use crate::ingest::json::Stop;
use crate::ingest::reader::Reader;
use crate::ingest::record::{Memory, Record};
use crate::ingest::report::{FileReport, Reason};
use crate::store::{SourceRow, StoreBuilder};

/// The longest row that is read.
const MAX_ROW: usize = 256 << 20;

/// What the portal writes behind the name of a column of times that are UTC.
const UTC: &str = " [UTC]";

/// Reads CSV.
#[derive(Debug)]
pub(super) struct Csv {
    keeper: Keeper,
    item: Item,
    memory: Memory<()>,
    /// Nothing before the first row.
    columns: Option<Vec<Column>>,
    times_are_utc: bool,
    /// The start of a row whose end has not arrived, and how much of it was looked at.
    carry: Vec<u8>,
    looked_at: usize,
    in_quotes: bool,
    /// The offset in the text of the first byte of the carry.
    offset: u64,
    /// The start of the text, for messages.
    head: Vec<u8>,
}

impl Csv {
    pub(super) fn new(source: SourceRow) -> Self {
        Self {
            keeper: Keeper::new(source),
            item: Item::default(),
            memory: Memory::default(),
            columns: None,
            times_are_utc: false,
            carry: Vec::new(),
            looked_at: 0,
            in_quotes: false,
            offset: 0,
            head: Vec::new(),
        }
    }

    /// Where the next row of a text ends, behind the end of its line, if that is there.
    fn row_end(&mut self, text: &[u8]) -> Option<usize> {
        for (at, &byte) in text.iter().enumerate().skip(self.looked_at) {
            match byte {
                b'"' => self.in_quotes = !self.in_quotes,
                b'\n' if !self.in_quotes => {
                    self.looked_at = at + 1;
                    return Some(at + 1);
                }
                _ => {}
            }
        }
        self.looked_at = text.len();
        None
    }

    /// Reads a row that stands at an offset. `is_cut` says that it may go on.
    fn row(
        &mut self,
        builder: &mut StoreBuilder,
        row: &[u8],
        offset: u64,
        is_cut: bool,
        report: &mut FileReport,
    ) -> Result<()> {
        let row = row.strip_suffix(b"\n").unwrap_or(row);
        let row = row.strip_suffix(b"\r").unwrap_or(row);
        let Some(columns) = &self.columns else {
            let names = names(row);
            self.times_are_utc = names.iter().any(|(column, is_utc)| column.field == Field::Time && *is_utc);
            self.columns = Some(names.into_iter().map(|(column, _)| column).collect());
            self.keeper.recognise(report);
            report.documents += 1;
            return Ok(());
        };
        if row.is_empty() {
            return Ok(());
        }
        let cells = cells(row);
        if is_cut && cells.len() < columns.len() {
            return Ok(());
        }
        let array = as_json(&cells);
        let mut record = Record::new((&array, offset), builder, &mut self.memory);
        self.item.clear();
        self.item.times_are_utc = self.times_are_utc;
        if cells.len() < columns.len() {
            record.flaw(Reason::UnexpectedValue, 0);
        }
        let kept = read_row(&mut record, columns, &mut self.item)
            .and_then(|()| self.keeper.keep(&mut record, &mut self.item, 0, report));
        match kept {
            Ok(true) => {}
            Ok(false) => record.flaw(Reason::NotASpan, 0),
            Err(Stop::Syntax { .. }) => record.flaw(Reason::BrokenDocument, 0),
            Err(Stop::Fatal(error)) => return Err(error),
        }
        self.memory.put_flaws_after(0, 0);
        self.memory.report_flaws(report, offset);
        Ok(())
    }
}

impl Reader for Csv {
    fn push(&mut self, builder: &mut StoreBuilder, bytes: &[u8], report: &mut FileReport) -> Result<()> {
        let missing = (excerpt::LENGTH + 1).saturating_sub(self.head.len());
        self.head.extend_from_slice(&bytes[..missing.min(bytes.len())]);
        let mut text = std::mem::take(&mut self.carry);
        text.extend_from_slice(bytes);
        let mut from = 0;
        while let Some(end) = self.row_end(&text) {
            self.row(builder, &text[from..end], self.offset + from as u64, false, report)?;
            from = end;
        }
        text.drain(..from);
        self.carry = text;
        self.looked_at -= from;
        self.offset += from as u64;
        if self.carry.len() > MAX_ROW {
            return Err(ErrorKind::Limit { what: "bytes in one row", limit: MAX_ROW as u64 }.into());
        }
        Ok(())
    }

    fn finish(&mut self, builder: &mut StoreBuilder, report: &mut FileReport) -> Result<()> {
        let row = std::mem::take(&mut self.carry);
        if !row.is_empty() {
            self.row(builder, &row, self.offset, true, report)?;
        }
        if self.in_quotes {
            let offset = self.offset + row.len() as u64;
            return Err(ErrorKind::Truncated { offset, expected: "the closing quote of a cell" }.into());
        }
        if self.keeper.is_recognised() {
            return Ok(());
        }
        let looks_like = Some("a table without telemetry of Azure Application Insights");
        Err(ErrorKind::UnknownFormat { found: excerpt::excerpt(&self.head), looks_like }.into())
    }

    fn close(&mut self, builder: &mut StoreBuilder, report: &mut FileReport) -> Result<()> {
        self.keeper.finish(builder, report)
    }

    fn is_between_documents(&mut self, _: &mut StoreBuilder, _: &mut FileReport) -> Result<bool> {
        Ok(false)
    }

    fn held_bytes(&self) -> usize {
        self.carry.capacity() + self.keeper.held_bytes()
    }

    fn pass(&mut self, bytes: u64) {
        self.offset += bytes;
    }
}

/// Whether the first line of a table names columns that only Application Insights has.
pub(super) fn is_header(line: &[u8]) -> bool {
    let names = names(line);
    let has = |field| names.iter().any(|(column, _)| column.field == field);
    has(Field::Time) && has(Field::OperationId)
}

/// The columns that the first row names, each with whether its times are UTC.
fn names(row: &[u8]) -> Vec<(Column, bool)> {
    let row = row.strip_prefix(b"\xef\xbb\xbf").unwrap_or(row).trim_ascii_end();
    let column = |cell: &Vec<u8>| {
        let name = String::from_utf8_lossy(cell);
        let plain = name.split_once(" [").map_or(&*name, |(plain, _)| plain);
        (Column::new(plain.to_owned()), name.ends_with(UTC))
    };
    cells(row).iter().map(column).collect()
}

/// The cells of a row, without their quotes.
fn cells(row: &[u8]) -> Vec<Vec<u8>> {
    let mut cells = vec![Vec::new()];
    let mut in_quotes = false;
    let mut bytes = row.iter().copied().peekable();
    while let Some(byte) = bytes.next() {
        let Some(cell) = cells.last_mut() else { break };
        match byte {
            b'"' if in_quotes && bytes.next_if_eq(&b'"').is_some() => cell.push(b'"'),
            b'"' => in_quotes = !in_quotes,
            b',' if !in_quotes => cells.push(Vec::new()),
            _ => cell.push(byte),
        }
    }
    cells
}

/// Cells as an array of texts.
fn as_json(cells: &[Vec<u8>]) -> Vec<u8> {
    let mut out = vec![b'['];
    for (at, cell) in cells.iter().enumerate() {
        out.extend_from_slice(if at > 0 { b",\"" } else { b"\"" });
        for &byte in cell {
            if matches!(byte, b'"' | b'\\') {
                out.push(b'\\');
            }
            out.push(byte);
        }
        out.push(b'"');
    }
    out.push(b']');
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_lose_their_quotes() {
        let cases = [
            ("a,b", vec!["a", "b"]),
            (r#""a,b","c""#, vec!["a,b", "c"]),
            (r#""{""k"":""v""}",,"#, vec![r#"{"k":"v"}"#, "", ""]),
            ("\"a\nb\"", vec!["a\nb"]),
            ("", vec![""]),
        ];
        for (row, expected) in cases {
            let cells = cells(row.as_bytes());
            let cells: Vec<&str> = cells.iter().map(|cell| std::str::from_utf8(cell).unwrap()).collect();
            assert_eq!(cells, expected, "{row}");
        }
        assert_eq!(as_json(&[b"a\"\\".to_vec(), Vec::new()]), br#"["a\"\\",""]"#);
    }

    #[test]
    fn a_table_is_known_by_its_columns() {
        let cases = [
            ("\u{feff}\"timestamp [UTC]\",id,operation_Id\r", true),
            ("TimeGenerated,OperationId", true),
            ("timestamp,id,name", false),
            ("operation_Id", false),
            ("", false),
        ];
        for (line, expected) in cases {
            assert_eq!(is_header(line.as_bytes()), expected, "{line}");
        }
    }
}
