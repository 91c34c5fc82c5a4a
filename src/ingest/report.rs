//! The report of reading a file.

mod reason;

use serde::{Deserialize, Serialize};

use super::{Compression, Format};
use crate::error::Failure;
pub use reason::{Reason, Remedy};

/// The report of reading a file: sizes, counts, and everything that was skipped, repaired or ignored.
///
/// "Text" means the decompressed content; all offsets, except that of a compression fault, refer to it.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct FileReport {
    /// The format, once it is known.
    pub format: Option<Format>,
    /// The compression, if there is any.
    pub compression: Option<Compression>,
    /// The bytes of the file that were read.
    pub bytes: u64,
    /// The bytes of the whole file, where that is known.
    pub total_bytes: Option<u64>,
    /// The bytes of text.
    pub text_bytes: u64,
    /// The documents that were begun.
    pub documents: u64,
    /// The spans that were added to the store, repeats included.
    pub spans: u64,
    /// The logs that were kept for their spans or traces, repeats included. The spans may be in another file of the group.
    pub logs: u64,
    /// The logs that were left out by the option for which logs to keep.
    pub logs_left_out: u64,
    /// What was skipped or repaired, in order of first occurrence.
    pub findings: Vec<Finding>,
    /// Other signals.
    pub ignored: Ignored,
    /// Why the rest of the file could not be read, if so. Everything before that is in the store.
    pub fault: Option<Failure>,
}

/// How often something was skipped or repaired, and its first position.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Finding {
    /// What was wrong.
    pub reason: Reason,
    /// How many times.
    pub count: u64,
    /// The offset of the first in the text.
    pub first_offset: u64,
}

/// Other signals in the same file: how many resources had some of each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Ignored {
    /// Entries of `resourceLogs`, if no logs are kept, and logs of formats that are not read.
    pub logs: u64,
    /// Entries of `resourceMetrics`.
    pub metrics: u64,
    /// Entries of `resourceProfiles`.
    pub profiles: u64,
}

impl Ignored {
    /// Adds what another part of the file has.
    pub(super) fn add(&mut self, other: Self) {
        self.logs += other.logs;
        self.metrics += other.metrics;
        self.profiles += other.profiles;
    }
}

impl FileReport {
    /// How often something was skipped or repaired.
    #[must_use]
    pub fn count(&self, reason: Reason) -> u64 {
        self.findings.iter().find(|finding| finding.reason == reason).map_or(0, |finding| finding.count)
    }

    /// Adds what was found in a part of the text that begins at an offset.
    pub(super) fn add(&mut self, finding: Finding, offset: u64) {
        match self.findings.iter_mut().find(|known| known.reason == finding.reason) {
            Some(known) => known.count += finding.count,
            None => self.findings.push(Finding { first_offset: offset + finding.first_offset, ..finding }),
        }
    }

    /// Adds what reading a file of the same source came to.
    pub(crate) fn join(&mut self, other: &Self) {
        let offset = self.text_bytes;
        self.format = self.format.or(other.format);
        self.compression = self.compression.or(other.compression);
        self.bytes += other.bytes;
        self.text_bytes += other.text_bytes;
        self.documents += other.documents;
        self.spans += other.spans;
        self.logs += other.logs;
        self.logs_left_out += other.logs_left_out;
        self.ignored.add(other.ignored);
        other.findings.iter().for_each(|finding| self.add(*finding, offset));
    }

    /// Counts something that was skipped or repaired so many times.
    pub(super) fn note(&mut self, reason: Reason, offset: u64, count: u64) {
        self.add(Finding { reason, count, first_offset: offset }, 0);
    }
}
