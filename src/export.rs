//! From the store back to bytes: whole traces as OTLP, with attributes removed or hashed on request.
//!
//! An export reads back unchanged: spans with their events, and logs as logs. Traces are written one after the other, each in documents of at most some hundred spans, and
//! documents in pieces of about 256 KiB. The client decides when the next piece is made, and only one is in memory at a time. A piece depends on the one before it only by the
//! position where that ended.
//!
//! OTLP has no field for the source file of a span and for its group, so an export contains neither.

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

/// The format of an export.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ExportFormat {
    /// OTLP in JSON, one document per line.
    #[default]
    OtlpJson,
    /// OTLP in protobuf: concatenated messages, which together are one valid message.
    OtlpProto,
}

/// Which attributes are removed, and which are written as a hash.
///
/// A rule for a key overrides the rule for its group; removing overrides hashing, and hashing overrides keeping. Rules apply to attributes
/// of spans, events, logs, links, resources and scopes, and to the keys of maps within them. The body of a log counts as a message. Names
/// of spans, events, services and scopes, ids, times and trace states are written unchanged, except for URL queries in names if that group
/// is redacted.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Redaction {
    /// The keys of attributes that are removed. A key that ends with `*` stands for all keys with that prefix.
    pub remove: Vec<String>,
    /// The keys of attributes whose values are hashed, likewise.
    pub hash: Vec<String>,
    /// The keys of attributes that are kept whatever their group, likewise.
    pub keep: Vec<String>,
    /// The groups of keys that are removed.
    pub remove_groups: Vec<RedactionGroup>,
    /// The groups of keys whose values are hashed.
    pub hash_groups: Vec<RedactionGroup>,
}

impl Redaction {
    /// Whether everything is written unchanged.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.remove.is_empty() && self.remove_groups.is_empty() && !self.hashes()
    }

    /// Whether any values are hashed, which needs a key.
    #[must_use]
    pub fn hashes(&self) -> bool {
        !self.hash.is_empty() || !self.hash_groups.is_empty()
    }
}

/// How traces are written.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct ExportOptions {
    /// The format.
    pub format: ExportFormat,
    /// Which attributes are removed or hashed.
    pub redaction: Redaction,
    /// The key of the hashes: 64 random hexadecimal digits. Required if values are hashed.
    ///
    /// A hash is `hmac:` and the first 16 bytes of HMAC-SHA-256 of the text of the value, in hexadecimal digits. With one key, values
    /// with the same text have the same hash, whatever their type and attribute; another key gives other hashes.
    pub hash_key: Option<String>,
}
