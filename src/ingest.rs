//! From bytes to spans: the readers, one folder a format, and the report of what was skipped or repaired.
//!
//! A [`FileReader`] is handed a file in pieces of any size and writes its spans to a [`StoreBuilder`]. What the file is shows in
//! its first bytes: its name and its address have no say. The pieces go through a chain of stages, each of which pushes into the next
//! and keeps only what it needs to go on with the next piece: `unpack` undoes the compression, `utf16` the encoding, and `frames` the
//! framing of messages, if there are any; `find` tells the format; its `reader` reads it. A format is a folder with a reader, and a
//! line in the table of `find`. An [`ArchiveReader`] reads each file of a ZIP archive so.

mod app_insights;
mod archive;
pub(crate) mod base64;
pub(crate) mod canonical;
pub(crate) mod clickhouse;
mod cloud_trace;
mod excerpt;
mod find;
mod frames;
mod grammar;
mod ids;
mod jaeger_json;
mod json;
mod logs;
mod nest;
mod origins;
mod otlp_json;
mod otlp_proto;
mod outline;
mod own_scopes;
mod reader;
mod record;
mod renames;
mod report;
mod resource_keys;
mod sdk_console;
mod segment;
mod steps;
pub(crate) mod times;
mod unpack;
mod utf16;
mod words;
mod xray_json;
mod zip;
mod zipkin_json;

use serde::{Deserialize, Serialize};

use crate::error::{Error, ErrorKind, Failure, Result};
use crate::store::{SourceRow, StoreBuilder};
pub use archive::{ArchiveReader, ArchivedFile};
use find::Find;
use frames::{Frames, Piece};
pub use report::{FileReport, Finding, Ignored, Reason, Remedy};
pub use segment::Segment;
use unpack::Unpack;
use utf16::Decode;

/// The formats that are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Format {
    /// OTLP in its JSON form: one document, an array of them, JSON Lines, or documents one after the other.
    OtlpJson,
    /// What Tempo answers: OTLP JSON under other names.
    TempoJson,
    /// OTLP in protobuf: messages one after the other, with or without their lengths.
    OtlpProto,
    /// What Jaeger answers and its page saves, and what it keeps in Elasticsearch.
    JaegerJson,
    /// Zipkin's, of both versions: arrays of spans or of traces, or spans a line each.
    ZipkinJson,
    /// What AWS X-Ray answers, and the documents that it is sent.
    XrayJson,
    /// What Google Cloud Trace answers, and the spans that it is sent.
    CloudTraceJson,
    /// What the SDKs of OpenTelemetry for Python and Go print.
    SdkConsole,
    /// What Azure Application Insights answers and exports, and the telemetry that it is sent.
    AppInsights,
    /// Blocks of columns, as ClickHouse writes its tables of spans (`FORMAT Native`).
    ClickhouseNative,
    /// Rows of such tables as objects of JSON (`FORMAT JSONEachRow`).
    ClickhouseJson,
}

/// How a file is packed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Compression {
    /// As gzip, of any number of members.
    Gzip,
    /// As zstd, of any number of frames that need no dictionary.
    Zstd,
    /// As a file in a ZIP archive, or as such an archive.
    Zip,
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
    unpack: Unpack,
    decode: Decode,
    frames: Frames,
    find: Find,
    report: FileReport,
    fault: Option<Error>,
}

impl FileReader {
    /// A reader of a file that is listed as `source`.
    #[must_use]
    pub fn new(source: SourceRow) -> Self {
        Self {
            source,
            unpack: Unpack::default(),
            decode: Decode::default(),
            frames: Frames::default(),
            find: Find::new(source),
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
        let Self { unpack, decode, frames, find, report, .. } = self;
        report.bytes += bytes.len() as u64;
        let mut read = |piece: Piece<'_>| find.push(builder, piece, report);
        let mut unframe = |text: &[u8]| frames.push(text, &mut read);
        let result = unpack.push(bytes, &mut |bytes| decode.push(bytes, &mut unframe));
        builder.hold_elsewhere(self.find.held_bytes());
        self.report.compression = self.compression();
        self.remember(result.clone());
        result
    }

    fn compression(&self) -> Option<Compression> {
        self.unpack.compression().or(self.frames.compression())
    }

    /// Reads what is left at the end of the file and gives the report, with the fault if there is one.
    #[must_use]
    pub fn finish(mut self, builder: &mut StoreBuilder) -> FileReport {
        if self.holds_more() {
            self.finish_stages(builder);
        }
        if self.holds_more() {
            let result = self.find.finish(builder, &mut self.report);
            self.remember(result);
        }
        // What waits has been counted as held.
        let result = builder.without_limit(|builder| self.find.close(builder, &mut self.report));
        self.remember(result);
        self.report.fault = self.fault.as_ref().map(Failure::from);
        self.report
    }

    /// Whether what was read may hold spans that were waiting for more: all of it, or all before a fault of the packing.
    fn holds_more(&self) -> bool {
        self.fault
            .as_ref()
            .is_none_or(|fault| matches!(fault.kind(), ErrorKind::Compression { .. } | ErrorKind::Truncated { .. }))
    }

    /// Lets all stages hand on what they have kept.
    fn finish_stages(&mut self, builder: &mut StoreBuilder) {
        let Self { unpack, decode, frames, find, report, fault, .. } = self;
        let mut read = |piece: Piece<'_>| find.push(builder, piece, report);
        let mut unframe = |text: &[u8]| frames.push(text, &mut read);
        let unpacked = match fault {
            None => unpack.finish(&mut |bytes| decode.push(bytes, &mut unframe)),
            Some(_) => Ok(()),
        };
        let decoded = decode.finish(&mut unframe);
        let unframed = frames.finish(&mut read);
        self.report.compression = self.compression();
        self.remember(unpacked.and(decoded).and(unframed));
    }

    /// Keeps the first fault.
    fn remember(&mut self, result: Result<()>) {
        if let Err(error) = result {
            self.fault.get_or_insert(error);
        }
    }
}
