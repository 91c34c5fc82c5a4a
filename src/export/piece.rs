//! From units to pieces of a file.

use std::iter::Peekable;

use serde::{Deserialize, Serialize};

use super::logs::{self, ExportedLog};
use super::redaction::Redactor;
use super::{ExportFormat, ExportOptions, otlp_json, otlp_proto};
use crate::error::Result;
use crate::sort::sort_by_key;
use crate::store::{RowSet, SpanHandle, SpanRow, Store};

/// A piece ends with the document that makes it so long, in bytes.
const PIECE: usize = 256 << 10;

/// How many spans of a trace are in one document at most.
const DOCUMENT: usize = 256;

/// How many logs of these are in one at most.
const LOGS: usize = 1024;

/// A piece of a file of traces.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ExportPiece {
    /// Its bytes: any number of whole documents.
    #[serde(with = "crate::column")]
    pub bytes: Vec<u8>,
    /// How many spans are in it.
    pub spans: u32,
    /// Where the next piece begins. Absent at the end of the file.
    pub next: Option<ExportPosition>,
}

/// The position where a piece of a file begins: a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ExportPosition {
    /// The first span of the spans that are written together.
    pub span: SpanHandle,
    /// The number of the document: zero for that of the spans themselves, then those of their logs.
    pub document: u32,
}

/// The spans of all traces that have a unit of `units`. O(spans of these).
#[must_use]
pub fn whole_traces(store: &Store, units: &RowSet) -> RowSet {
    let mut spans = RowSet::empty(store.spans().len());
    let mut end = 0;
    for unit in units.iter() {
        // The units of a trace are neighbours.
        if unit.0 >= end {
            let rows = store.traces().spans(store.spans().trace(unit));
            end = rows.end;
            rows.for_each(|row| spans.insert(SpanRow(row)));
        }
    }
    spans
}

/// Writes a piece of the file for `spans` and their logs, beginning at a document, or at the first.
///
/// The spans of a trace are one document, and its logs another; large numbers of either are split into several. A piece ends with the document that makes it 256
/// KiB long or more. The concatenated pieces are the file; `next` is absent in the last.
///
/// # Errors
///
/// `BadOption` if values are to be hashed and there is no key for that, `StaleHandle` if the span is of another store.
///
/// # Complexity
///
/// O(bytes of the piece), and O(spans / 64) to find where it begins.
pub fn export_piece(
    store: &Store,
    spans: &RowSet,
    from: Option<ExportPosition>,
    options: &ExportOptions,
) -> Result<ExportPiece> {
    let mut redactor = Redactor::new(options)?;
    let (first, mut document) = match from {
        Some(ExportPosition { span, document }) => (store.span(span)?, document),
        None => (SpanRow(0), 0),
    };
    let mut rows = spans.iter_in(first.0..spans.universe()).peekable();
    let mut written = Written::new(options.format);
    let (mut together, mut count, mut next) = (Vec::new(), 0, None);
    while let (Some(&first), None) = (rows.peek(), next) {
        let position = |document| Some(ExportPosition { span: store.span_handle(first), document });
        if written.len() >= PIECE {
            next = position(0);
            break;
        }
        take_together(store, &mut rows, &mut together);
        let logs = logs::of(store, &together);
        if document == 0 {
            count += together.len();
            written.spans(store, &mut redactor, &mut together);
        }
        let before = (document as usize).saturating_sub(1);
        for (number, logs) in (1..).zip(logs.chunks(LOGS)).skip(before) {
            if written.len() >= PIECE {
                next = position(number);
                break;
            }
            written.logs(store, &mut redactor, logs);
        }
        document = 0;
    }
    Ok(ExportPiece { bytes: written.into_bytes(), spans: u32::try_from(count).unwrap_or(u32::MAX), next })
}

/// Takes the next spans of a trace, no more than are written together.
fn take_together(store: &Store, rows: &mut Peekable<impl Iterator<Item = SpanRow>>, together: &mut Vec<SpanRow>) {
    together.clear();
    let Some(trace) = rows.peek().map(|&first| store.spans().trace(first)) else { return };
    while together.len() < DOCUMENT
        && let Some(row) = rows.next_if(|&row| store.spans().trace(row) == trace)
    {
        together.push(row);
    }
}

/// What has been written of a piece.
enum Written {
    Text(String),
    Bytes(Vec<u8>),
}

impl Written {
    fn new(format: ExportFormat) -> Self {
        match format {
            ExportFormat::OtlpJson => Self::Text(String::new()),
            ExportFormat::OtlpProto => Self::Bytes(Vec::new()),
        }
    }

    fn spans(&mut self, store: &Store, redactor: &mut Redactor<'_>, rows: &mut [SpanRow]) {
        sort_by_key(rows, |&row| {
            let scope = store.spans().scope(row);
            (store.scopes().resource(scope), scope)
        });
        match self {
            Self::Text(out) => otlp_json::write(store, redactor, rows, out),
            Self::Bytes(out) => otlp_proto::write(store, redactor, rows, out),
        }
    }

    fn logs(&mut self, store: &Store, redactor: &mut Redactor<'_>, logs: &[ExportedLog]) {
        match self {
            Self::Text(out) => otlp_json::write_logs(store, redactor, logs, out),
            Self::Bytes(out) => otlp_proto::write_logs(store, redactor, logs, out),
        }
    }

    fn len(&self) -> usize {
        match self {
            Self::Text(text) => text.len(),
            Self::Bytes(bytes) => bytes.len(),
        }
    }

    fn into_bytes(self) -> Vec<u8> {
        match self {
            Self::Text(text) => text.into_bytes(),
            Self::Bytes(bytes) => bytes,
        }
    }
}

/// Whole traces as the pieces of a file.
///
/// # Example
///
/// ```
/// use spanlens::export::{Export, ExportOptions, Redaction};
/// use spanlens::sketch::sketch;
///
/// # fn main() -> spanlens::error::Result<()> {
/// let store = sketch(
///     "shop GET /     0..100  user.id=ann
///        cart get     10..90
///
///      shop GET /   200..300",
/// )?;
/// let redaction = Redaction { remove: vec!["user.id".to_owned()], ..Redaction::default() };
/// let options = ExportOptions { redaction, ..ExportOptions::default() };
/// let mut text = String::new();
/// for piece in Export::new(&store, store.requests(), &options) {
///     text.push_str(&String::from_utf8_lossy(&piece?));
/// }
/// assert_eq!(text.lines().count(), 2);
/// assert!(text.starts_with(r#"{"resourceSpans":[{"resource":{"attributes":[{"key":"service.name","#));
/// assert!(!text.contains("ann"));
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone)]
pub struct Export<'a> {
    store: &'a Store,
    options: &'a ExportOptions,
    spans: RowSet,
    from: Option<ExportPosition>,
    is_done: bool,
}

impl<'a> Export<'a> {
    /// The export of all traces that have a unit of `units`.
    #[must_use]
    pub fn new(store: &'a Store, units: &RowSet, options: &'a ExportOptions) -> Self {
        Self { store, options, spans: whole_traces(store, units), from: None, is_done: false }
    }
}

impl Iterator for Export<'_> {
    type Item = Result<Vec<u8>>;

    fn next(&mut self) -> Option<Result<Vec<u8>>> {
        if self.is_done {
            return None;
        }
        let piece = export_piece(self.store, &self.spans, self.from, self.options);
        self.from = piece.as_ref().ok().and_then(|piece| piece.next);
        self.is_done = self.from.is_none();
        Some(piece.map(|piece| piece.bytes))
    }
}
