//! Parts of a file that several workers read in parallel.
//!
//! In JSON Lines a document ends at a line end, but which line ends are between documents is certain only after everything before has been
//! read. So a part is read under the assumption that it begins and ends between documents. When the main reader reaches the start of the
//! part and is between documents there, it takes the part over as if it had read the same bytes itself. Otherwise the part is discarded and
//! read again in order.

use serde::{Deserialize, Serialize};

use super::{FileReader, FileReport};
use crate::error::Result;
use crate::store::{KeptLogs, StoreBuilder};

/// The largest batch in bytes, far more than usual parts have. The main reader holds all of it in memory.
const MAX_BATCH: usize = 64 << 20;

/// The result of reading a part of a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Segment {
    /// The spans and logs, see [`StoreBuilder::to_batch`].
    #[serde(with = "crate::column")]
    pub batch: Vec<u8>,
    /// The report of reading them, with offsets from the start of the part.
    pub report: FileReport,
}

impl Segment {
    /// Reads a part of a file, keeping these logs. `None` if it cannot be used by itself: if it is not plain text of a known format, is
    /// malformed, ends within a document, or has far more spans than its length suggests. O(length).
    #[must_use]
    pub fn read(bytes: &[u8], logs: KeptLogs) -> Option<Self> {
        let mut builder = StoreBuilder::new();
        builder.keep_logs(logs);
        let mut reader = FileReader::new(builder.add_source("", ""));
        reader.push(&mut builder, bytes).ok()?;
        let is_whole = reader.is_between_documents(&mut builder) && bytes.last() == Some(&b'\n');
        let batch = is_whole.then(|| builder.to_batch()).filter(|batch| batch.len() <= MAX_BATCH)?;
        Some(Self { batch, report: reader.report })
    }
}

impl FileReader {
    /// Whether all that was pushed has been read, and whatever comes next begins a document. What can be read by now is read before.
    pub fn is_between_documents(&mut self, builder: &mut StoreBuilder) -> bool {
        if !self.is_plain() || self.fault.is_some() {
            return false;
        }
        let Some(reader) = self.find.reader() else { return false };
        let result = reader.is_between_documents(builder, &mut self.report);
        let is_between = matches!(result, Ok(true));
        self.remember(result.map(drop));
        is_between
    }

    /// Whether the bytes of the file are known to be its text.
    pub(super) fn is_plain(&self) -> bool {
        self.unpack.is_plain() && self.decode.is_plain() && self.frames.is_plain()
    }

    /// Takes over what was read of the next bytes of the file, which begin where a line does, with the same logs as the builder keeps. The
    /// reader must be [between documents](Self::is_between_documents).
    ///
    /// # Errors
    ///
    /// As [`push`](Self::push).
    pub fn take_over(&mut self, builder: &mut StoreBuilder, segment: &Segment) -> Result<()> {
        let Segment { batch, report } = segment;
        let offset = self.report.text_bytes;
        self.report.bytes += report.bytes;
        self.report.text_bytes += report.text_bytes;
        self.report.documents += report.documents;
        self.report.format = self.report.format.or(report.format);
        self.report.ignored.add(report.ignored);
        for finding in &report.findings {
            self.report.add(*finding, offset);
        }
        if let Some(reader) = self.find.reader() {
            reader.pass(report.text_bytes);
        }
        let (spans, logs) = (builder.spans().len(), builder.logs());
        let result = builder.append_batch(batch, self.source);
        self.report.spans += u64::from(builder.spans().len() - spans);
        self.report.logs += u64::from(builder.logs() - logs);
        self.report.logs_left_out += report.logs_left_out;
        self.remember(result.clone());
        result
    }
}
