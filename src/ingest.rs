//! From bytes to spans: the readers, a folder for each format, and the report of what was skipped or
//! repaired.
//!
//! A [`FileReader`] receives a file in pieces of any size and writes its spans to a [`StoreBuilder`]. The first bytes of a file
//! decide its format, not its name or address. The pieces go through a chain of stages. Each pushes into the next and keeps only what
//! it needs for the next piece: `unpack` undoes compression, `utf16` decodes UTF-16, and `frames` removes length prefixes; `find`
//! detects the format, and the `reader` of the format reads it. A format is a folder with a reader, a variant of [`Format`], and
//! what `find` knows it by. An [`ArchiveReader`] reads each file of a ZIP archive in this way.

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
    /// OTLP in JSON: one document, an array of documents, JSON Lines, or concatenated documents.
    OtlpJson,
    /// Answers of Tempo: OTLP JSON with other keys.
    TempoJson,
    /// OTLP in protobuf: concatenated messages, with or without length prefixes.
    OtlpProto,
    /// Answers of Jaeger's API, files saved by its UI, and its documents in Elasticsearch.
    JaegerJson,
    /// Zipkin JSON of both versions: arrays of spans or of traces, or one span per line.
    ZipkinJson,
    /// Answers of AWS X-Ray, and the segment documents that are sent to it.
    XrayJson,
    /// Answers of Google Cloud Trace, and the spans that are sent to it.
    CloudTraceJson,
    /// The console output of the OpenTelemetry SDKs for Python and Go.
    SdkConsole,
    /// Answers and exports of Azure Application Insights, and the telemetry that is sent to it.
    AppInsights,
    /// Blocks of columns, as ClickHouse writes its tables of spans (`FORMAT Native`).
    ClickhouseNative,
    /// Rows of such tables as objects of JSON (`FORMAT JSONEachRow`).
    ClickhouseJson,
}

/// How a file is compressed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Compression {
    /// By gzip, with any number of members.
    Gzip,
    /// By zstd, with any number of frames without a dictionary.
    Zstd,
    /// In a ZIP archive, as a file in it or as the archive itself.
    Zip,
}

/// Reads a file into a store, piece by piece.
///
/// The result does not depend on where the pieces are cut. Spans before a fault stay in the builder.
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

    /// Reads the next bytes of the file. The builder must be the same each time, and must not be sealed in between.
    /// O(length), however the bytes are cut.
    ///
    /// # Errors
    ///
    /// The reason why the rest of the file cannot be read. Every later push returns the same error and
    /// changes nothing.
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

    /// Reads the rest at the end of the file and returns the report, with the fault if there is one.
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
