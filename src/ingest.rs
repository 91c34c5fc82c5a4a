//! From bytes to spans: the readers, one folder a format, and the report of what was skipped or repaired.
//!
//! A [`FileReader`] is handed a file in pieces of any size and writes its spans to a [`StoreBuilder`]. What the file is shows in
//! its first bytes: its name and its address have no say. The pieces go through two stages, each of which keeps only what it
//! needs to go on with the next piece: decompression, if the file is compressed, and the reader of the format.

mod base64;
mod canonical;
mod excerpt;
mod gzip;
mod ids;
mod json;
mod otlp_json;
mod report;
mod segment;
mod sniff;

use serde::{Deserialize, Serialize};

use crate::error::{Error, ErrorKind, Failure, Result};
use crate::store::{SourceRow, StoreBuilder};
use gzip::Gunzip;
use otlp_json::OtlpJsonReader;
pub use report::{FileReport, Finding, Ignored, Reason, Remedy};
pub use segment::Segment;
use sniff::{Sniff, sniff};

/// The formats that are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Format {
    /// OTLP in its JSON form: one document, an array of them, JSON Lines, or documents one after the other.
    OtlpJson,
    /// What Tempo answers: OTLP JSON under other names.
    TempoJson,
}

/// How a file is packed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Compression {
    /// As gzip, of any number of members.
    Gzip,
}

/// Reads a file into a store, piece by piece.
///
/// Nothing depends on where the pieces are cut. What comes before a fault stays in the builder.
///
/// # Example
///
/// ```
/// use spanlens::ingest::FileReader;
/// use spanlens::store::StoreBuilder;
///
/// # fn main() -> spanlens::error::Result<()> {
/// let text = r#"{"resourceSpans":[{"scopeSpans":[{"spans":[
///     {"traceId":"5b8efff798038103d269b633813fc60c","spanId":"eee19b7ec3c1b174","name":"GET /"}]}]}]}"#;
/// let mut builder = StoreBuilder::new();
/// let mut reader = FileReader::new(builder.add_source("trace.json", "default"));
/// for piece in text.as_bytes().chunks(10) {
///     reader.push(&mut builder, piece)?;
/// }
/// let report = reader.finish(&mut builder);
/// assert_eq!((report.spans, report.fault), (1, None));
/// # Ok(())
/// # }
/// ```
#[derive(Debug)]
pub struct FileReader {
    source: SourceRow,
    packing: Packing,
    format: FormatState,
    report: FileReport,
    fault: Option<Error>,
}

/// What is known of the compression.
#[derive(Debug)]
enum Packing {
    /// Nothing yet: fewer bytes than a magic number has.
    Unknown(Vec<u8>),
    Plain,
    Gzip(Box<Gunzip>),
}

/// What is known of the format.
#[derive(Debug)]
enum FormatState {
    /// Nothing yet, with the text so far and the length at which it may tell.
    Unknown {
        head: Vec<u8>,
        attempt_at: usize,
    },
    OtlpJson(Box<OtlpJsonReader>),
}

impl FileReader {
    /// A reader of a file that is listed as `source`.
    #[must_use]
    pub fn new(source: SourceRow) -> Self {
        Self {
            source,
            packing: Packing::Unknown(Vec::new()),
            format: FormatState::Unknown { head: Vec::new(), attempt_at: 0 },
            report: FileReport::default(),
            fault: None,
        }
    }

    /// The report so far: bytes, spans, findings.
    #[must_use]
    pub fn report(&self) -> &FileReport {
        &self.report
    }

    /// Reads the next bytes of the file. The builder has to be the same each time, not sealed in between. O(length), however
    /// the bytes are cut.
    ///
    /// # Errors
    ///
    /// Why the file cannot be read on. The same is said of every later push, none of which changes anything.
    pub fn push(&mut self, builder: &mut StoreBuilder, bytes: &[u8]) -> Result<()> {
        if let Some(fault) = &self.fault {
            return Err(fault.clone());
        }
        self.report.bytes += bytes.len() as u64;
        let result = self.unpack(builder, bytes, false);
        self.remember(result.clone());
        result
    }

    /// Reads what is left at the end of the file and gives the report, with the fault if there is one.
    #[must_use]
    pub fn finish(mut self, builder: &mut StoreBuilder) -> FileReport {
        if self.fault.is_none() {
            let result = self.unpack(builder, &[], true);
            self.remember(result);
        }
        // The text before a fault of the compression may hold spans that were waiting for more.
        if self.fault.as_ref().is_none_or(|fault| matches!(fault.kind(), ErrorKind::Compression { .. })) {
            let result = self.read(builder, &[], true);
            self.remember(result);
        }
        if let FormatState::OtlpJson(reader) = &mut self.format {
            let result = reader.close(builder);
            self.remember(result);
        }
        self.report.fault = self.fault.as_ref().map(Failure::from);
        self.report
    }

    /// Keeps the first fault.
    fn remember(&mut self, result: Result<()>) {
        if let Err(error) = result {
            self.fault.get_or_insert(error);
        }
    }

    /// Undoes the compression.
    fn unpack(&mut self, builder: &mut StoreBuilder, bytes: &[u8], last: bool) -> Result<()> {
        match &mut self.packing {
            Packing::Plain => self.read(builder, bytes, false),
            Packing::Gzip(_) => self.unpack_gzip(builder, bytes, last),
            Packing::Unknown(head) if head.is_empty() && bytes.len() >= gzip::MAGIC.len() => {
                self.choose_packing(bytes);
                self.unpack(builder, bytes, last)
            }
            Packing::Unknown(head) => {
                let (missing, rest) = bytes.split_at(bytes.len().min(gzip::MAGIC.len() - head.len()));
                head.extend_from_slice(missing);
                if head.len() < gzip::MAGIC.len() && !last {
                    return Ok(());
                }
                let head = std::mem::take(head);
                self.choose_packing(&head);
                self.unpack(builder, &head, false)?;
                self.unpack(builder, rest, last)
            }
        }
    }

    fn choose_packing(&mut self, head: &[u8]) {
        self.packing = Packing::Plain;
        if head.starts_with(&gzip::MAGIC) {
            self.packing = Packing::Gzip(Box::default());
            self.report.compression = Some(Compression::Gzip);
        }
    }

    fn unpack_gzip(&mut self, builder: &mut StoreBuilder, bytes: &[u8], last: bool) -> Result<()> {
        // Taken out while the rest of `self` is used.
        let Packing::Gzip(mut gunzip) = std::mem::replace(&mut self.packing, Packing::Plain) else {
            return Ok(());
        };
        let mut result = gunzip.push(bytes, |text| self.read(builder, text, false));
        if last && result.is_ok() {
            result = gunzip.finish(|text| self.read(builder, text, false));
        }
        self.packing = Packing::Gzip(gunzip);
        result
    }

    /// Finds the format and hands it the text.
    fn read(&mut self, builder: &mut StoreBuilder, text: &[u8], last: bool) -> Result<()> {
        self.report.text_bytes += text.len() as u64;
        match &mut self.format {
            FormatState::OtlpJson(reader) if last => reader.finish(builder, &mut self.report),
            FormatState::OtlpJson(reader) => reader.push(builder, text, &mut self.report),
            FormatState::Unknown { head, .. } if head.is_empty() => self.begin(builder, text, last),
            FormatState::Unknown { head, attempt_at } => {
                head.extend_from_slice(text);
                if head.len() < *attempt_at && !last {
                    return Ok(());
                }
                let head = std::mem::take(head);
                self.begin(builder, &head, last)
            }
        }
    }

    /// Finds the format, if this is enough of the text, and reads it.
    fn begin(&mut self, builder: &mut StoreBuilder, text: &[u8], last: bool) -> Result<()> {
        match sniff(text, last) {
            Sniff::More => {
                let attempt_at = 2 * text.len();
                self.format = FormatState::Unknown { head: text.to_vec(), attempt_at };
                Ok(())
            }
            Sniff::Unknown { looks_like } => {
                let found = excerpt::excerpt(text);
                Err(ErrorKind::UnknownFormat { found, looks_like }.into())
            }
            Sniff::OtlpJson => {
                let mut reader = Box::new(OtlpJsonReader::new(self.source));
                let mut result = reader.push(builder, text, &mut self.report);
                if last && result.is_ok() {
                    result = reader.finish(builder, &mut self.report);
                }
                self.format = FormatState::OtlpJson(reader);
                result
            }
        }
    }
}
