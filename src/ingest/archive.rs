//! A file that may be an archive of files.

use std::mem;

use super::zip::{self, Event, Zip};
use super::{Compression, FileReader, FileReport, Segment};
use crate::error::{Error, ErrorKind, Failure, Result};
use crate::store::{SourceRow, StoreBuilder};

/// The length of a signature.
const SIGNATURE: usize = 4;

/// The most files that are read of one archive.
const MAX_FILES: usize = 1 << 16;

/// Where some systems keep what is no content of files.
const LITTER: &str = "__MACOSX/";

/// Reads a file into a store, piece by piece, or all files of a ZIP archive, each as a source of its own.
///
/// # Example
///
/// ```
/// use spanlens::ingest::ArchiveReader;
/// use spanlens::store::StoreBuilder;
///
/// # fn main() -> spanlens::error::Result<()> {
/// let mut builder = StoreBuilder::new();
/// let mut reader = ArchiveReader::new(builder.add_source("trace.json", "default"));
/// reader.push(&mut builder, br#"{"resourceSpans":[{"scopeSpans":[{"spans":[{"name":"GET /"}]}]}]}"#)?;
/// let (report, files) = reader.finish(&mut builder);
/// assert_eq!((report.spans, report.fault, files.len()), (1, None, 0));
/// # Ok(())
/// # }
/// ```
#[derive(Debug)]
pub struct ArchiveReader {
    source: SourceRow,
    content: Content,
}

/// What is known of the file.
#[derive(Debug)]
enum Content {
    /// Nothing yet: fewer bytes than a signature has.
    Unknown(Vec<u8>),
    /// It is no archive.
    File(Box<FileReader>),
    Archive(Box<Archive>),
}

/// A file in an archive, and what reading it came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ArchivedFile {
    /// Its name in the archive, with the folders that it lies in.
    pub name: String,
    /// What reading it came to. Its bytes are those that it takes in the archive.
    pub report: FileReport,
}

impl ArchiveReader {
    /// A reader of a file that is listed as `source`.
    #[must_use]
    pub fn new(source: SourceRow) -> Self {
        Self { source, content: Content::Unknown(Vec::new()) }
    }

    /// Reads the next bytes. The builder has to be the same each time, not sealed in between. O(length), however the bytes are cut.
    ///
    /// # Errors
    ///
    /// Why the file cannot be read on. A file in an archive that cannot be read does not keep the others from being read.
    pub fn push(&mut self, builder: &mut StoreBuilder, bytes: &[u8]) -> Result<()> {
        match &mut self.content {
            Content::File(file) => file.push(builder, bytes),
            Content::Archive(archive) => archive.push(builder, bytes),
            Content::Unknown(head) if head.len() + bytes.len() < SIGNATURE => {
                head.extend_from_slice(bytes);
                Ok(())
            }
            Content::Unknown(head) => {
                let mut head = mem::take(head);
                if head.is_empty() {
                    self.choose(bytes);
                    return self.push(builder, bytes);
                }
                let (missing, rest) = bytes.split_at(SIGNATURE - head.len());
                head.extend_from_slice(missing);
                self.choose(&head);
                self.push(builder, &head)?;
                self.push(builder, rest)
            }
        }
    }

    /// Whether bytes of the file may hold many more bytes of text, by what is known of it: it is compressed, or nothing is known.
    #[must_use]
    pub fn may_be_packed(&self) -> bool {
        match &self.content {
            Content::File(file) => !file.is_plain(),
            Content::Unknown(_) | Content::Archive(_) => true,
        }
    }

    fn choose(&mut self, head: &[u8]) {
        self.content = if zip::is_zip(head) {
            Content::Archive(Box::new(Archive::new(self.source)))
        } else {
            Content::File(Box::new(FileReader::new(self.source)))
        };
    }

    /// Whether all that was pushed has been read, and whatever comes next begins a document. What can be read by now is read before.
    pub fn is_between_documents(&mut self, builder: &mut StoreBuilder) -> bool {
        match &mut self.content {
            Content::File(file) => file.is_between_documents(builder),
            Content::Unknown(_) | Content::Archive(_) => false,
        }
    }

    /// Takes over what was read of the next bytes of the file, see [`FileReader::take_over`].
    ///
    /// # Errors
    ///
    /// As [`push`](Self::push).
    pub fn take_over(&mut self, builder: &mut StoreBuilder, segment: &Segment) -> Result<()> {
        match &mut self.content {
            Content::File(file) => file.take_over(builder, segment),
            Content::Unknown(_) | Content::Archive(_) => Ok(()),
        }
    }

    /// Reads what is left at the end; the report of the file, and of an archive those of its files. Bytes, documents and spans of the
    /// archive are those of all its files, and its fault is one that kept some from being read at all.
    #[must_use]
    pub fn finish(mut self, builder: &mut StoreBuilder) -> (FileReport, Vec<ArchivedFile>) {
        if let Content::Unknown(head) = &mut self.content {
            let head = mem::take(head);
            self.choose(&head);
            // The fault is told by the report, too.
            let _ = self.push(builder, &head);
        }
        match self.content {
            Content::File(file) => (file.finish(builder), Vec::new()),
            Content::Archive(archive) => archive.finish(builder),
            Content::Unknown(_) => (FileReport::default(), Vec::new()),
        }
    }
}

/// An archive, and the files of it.
#[derive(Debug)]
struct Archive {
    zip: Zip,
    files: Files,
    bytes: u64,
    fault: Option<Error>,
}

/// The files of an archive.
#[derive(Debug)]
struct Files {
    source: SourceRow,
    /// The one that is being read.
    open: Option<OpenFile>,
    read: Vec<ArchivedFile>,
}

#[derive(Debug)]
struct OpenFile {
    name: String,
    is_packed: bool,
    reader: FileReader,
}

impl Archive {
    fn new(source: SourceRow) -> Self {
        let files = Files { source, open: None, read: Vec::new() };
        Self { zip: Zip::default(), files, bytes: 0, fault: None }
    }

    fn push(&mut self, builder: &mut StoreBuilder, bytes: &[u8]) -> Result<()> {
        if let Some(fault) = &self.fault {
            return Err(fault.clone());
        }
        self.bytes += bytes.len() as u64;
        let Self { zip, files, .. } = self;
        let result = zip.push(bytes, &mut |event| files.take(builder, event));
        self.fault = result.clone().err();
        result
    }

    fn finish(mut self, builder: &mut StoreBuilder) -> (FileReport, Vec<ArchivedFile>) {
        if self.fault.is_none() {
            let Self { zip, files, .. } = &mut self;
            self.fault = zip.finish(&mut |event| files.take(builder, event)).err();
        }
        self.files.end(builder, None, None);
        let files = self.files.read;
        let sum = |count: fn(&FileReport) -> u64| files.iter().map(|file| count(&file.report)).sum();
        let report = FileReport {
            compression: Some(Compression::Zip),
            bytes: self.bytes,
            text_bytes: sum(|report| report.text_bytes),
            documents: sum(|report| report.documents),
            spans: sum(|report| report.spans),
            fault: self.fault.as_ref().map(Failure::from),
            ..FileReport::default()
        };
        (report, files)
    }
}

impl Files {
    fn take(&mut self, builder: &mut StoreBuilder, event: Event<'_>) -> Result<()> {
        match event {
            Event::Begin { name, .. } if name.ends_with('/') || name.starts_with(LITTER) => {}
            Event::Begin { .. } if self.read.len() == MAX_FILES => {
                return Err(ErrorKind::Limit { what: "files in an archive", limit: MAX_FILES as u64 }.into());
            }
            Event::Begin { name, is_packed } => {
                let reader = FileReader::new(builder.add_part(self.source, &name));
                self.open = Some(OpenFile { name, is_packed, reader });
            }
            Event::Bytes(bytes) => {
                if let Some(OpenFile { reader, .. }) = &mut self.open
                    && let Err(fault) = reader.push(builder, bytes)
                    && matches!(fault.kind(), ErrorKind::MemoryLimit { .. })
                {
                    return Err(fault);
                }
                // A file that cannot be read costs itself only, and its report tells.
            }
            Event::End { packed_bytes, fault } => self.end(builder, Some(packed_bytes), fault),
        }
        Ok(())
    }

    /// Ends the file that is being read, if there is one.
    fn end(&mut self, builder: &mut StoreBuilder, packed_bytes: Option<u64>, fault: Option<Error>) {
        let Some(OpenFile { name, is_packed, reader }) = self.open.take() else { return };
        let mut report = reader.finish(builder);
        if is_packed {
            report.bytes = packed_bytes.filter(|&bytes| bytes > 0).unwrap_or(report.bytes);
            report.compression = report.compression.or(Some(Compression::Zip));
        }
        if let Some(fault) = fault {
            report.fault = Some(Failure::from(&fault));
        }
        self.read.push(ArchivedFile { name, report });
    }
}
