//! From the store back to bytes: whole traces as OTLP, of which attributes may be left out or hashed.
//!
//! What is written reads back as it was: spans with their events, and logs as logs. Traces are written one after the other, each in documents of at most some hundred spans, and
//! documents in pieces of about 256 KiB: whoever takes the pieces decides when the next one is made, and no more than one is in
//! memory. A piece knows nothing of the one before it but where that ended.
//!
//! OTLP has no word for the files that spans came from and for the groups that files are compared as: what is written says neither.

mod contents;
mod groups;
mod hash;
mod logs;
mod matched;
mod otlp_json;
mod otlp_proto;
mod piece;
mod redaction;
mod tree;
mod url;
mod wire;

use serde::{Deserialize, Serialize};

pub use contents::{ExportContents, ExportContentsFold, ExportedKey, export_contents};
pub use groups::{RedactionGroup, suggested_group};
pub use matched::with_as_many;
pub use piece::{Export, ExportPiece, ExportPosition, export_piece, whole_traces};
pub use redaction::Treatment;

/// What traces are written as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ExportFormat {
    /// OTLP in its JSON form, a document a line.
    #[default]
    OtlpJson,
    /// OTLP in protobuf: one message, however long, which is as well many, one after the other.
    OtlpProto,
}

/// Which attributes are left out, and of which only a hash is written.
///
/// A key that is named itself counts before its group, and what is removed before what is hashed, and that before what is kept. Rules hold
/// for attributes of spans, events, logs, links, resources and scopes, and for the keys of maps within them. What logs say is a message.
/// Names of spans, events, services and
/// scopes, ids, times and trace states are written as they are, but for queries of URLs in names, where that group is redacted.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Redaction {
    /// The keys of attributes that are left out. One that ends with `*` stands for all keys that begin with what comes before it.
    pub remove: Vec<String>,
    /// The keys of attributes of whose values a hash is written, likewise.
    pub hash: Vec<String>,
    /// The keys of attributes that are kept whatever their group, likewise.
    pub keep: Vec<String>,
    /// The groups of keys that are left out.
    pub remove_groups: Vec<RedactionGroup>,
    /// The groups of keys of whose values a hash is written.
    pub hash_groups: Vec<RedactionGroup>,
}

impl Redaction {
    /// Whether everything is written as it is.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.remove.is_empty() && self.remove_groups.is_empty() && !self.hashes()
    }

    /// Whether hashes are written, for which a key is needed.
    #[must_use]
    pub fn hashes(&self) -> bool {
        !self.hash.is_empty() || !self.hash_groups.is_empty()
    }
}

/// How traces are written.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct ExportOptions {
    /// As what.
    pub format: ExportFormat,
    /// What is hidden.
    pub redaction: Redaction,
    /// The key of the hashes: 64 hexadecimal digits, drawn at random. Needed where there are hashes.
    ///
    /// A hash is `hmac:` and the first 16 bytes of HMAC-SHA-256 of the text of the value, in hexadecimal digits. Values with the same
    /// text have the same hash, whatever their type and their attribute, under one key, and another one under another key.
    pub hash_key: Option<String>,
}
