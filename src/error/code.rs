//! What programs tell errors apart by.

use std::fmt;

use serde::{Deserialize, Serialize};

/// The stable name of a kind of error. On the wire it is its text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ErrorCode {
    /// The input breaks the rules of its format.
    MalformedInput,
    /// The input ends in the middle of a document.
    TruncatedInput,
    /// The input is of no format that is read.
    UnknownFormat,
    /// The input is not the compressed stream that its first bytes promise.
    BadCompression,
    /// An option has no meaning.
    BadOption,
    /// The text of a filter is none.
    BadFilter,
    /// A number outgrew what the engine can hold.
    LimitExceeded,
    /// There is no memory for more.
    MemoryLimit,
    /// The source could not be read.
    UnreadableSource,
    /// The server at an address gave no answer that may be read.
    UnreachableSource,
    /// The server answered that it does not give what was asked for.
    BadStatus,
    /// The engine and its client do not understand each other.
    BadMessage,
    /// What was asked for by name is not there.
    NotFound,
    /// The question was dropped on request.
    Cancelled,
    /// The question needs data and none is loaded.
    NoData,
    /// The handle is of data that have been replaced by others since.
    StaleHandle,
}

impl ErrorCode {
    /// The name in kebab-case.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::MalformedInput => "malformed-input",
            Self::TruncatedInput => "truncated-input",
            Self::UnknownFormat => "unknown-format",
            Self::BadCompression => "bad-compression",
            Self::BadOption => "bad-option",
            Self::BadFilter => "bad-filter",
            Self::LimitExceeded => "limit-exceeded",
            Self::MemoryLimit => "memory-limit",
            Self::UnreadableSource => "unreadable-source",
            Self::UnreachableSource => "unreachable-source",
            Self::BadStatus => "bad-status",
            Self::BadMessage => "bad-message",
            Self::NotFound => "not-found",
            Self::Cancelled => "cancelled",
            Self::NoData => "no-data",
            Self::StaleHandle => "stale-handle",
        }
    }
}

impl fmt::Display for ErrorCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_cross_as_their_names() {
        for code in [
            ErrorCode::MalformedInput,
            ErrorCode::TruncatedInput,
            ErrorCode::UnknownFormat,
            ErrorCode::BadCompression,
            ErrorCode::BadOption,
            ErrorCode::BadFilter,
            ErrorCode::LimitExceeded,
            ErrorCode::MemoryLimit,
            ErrorCode::UnreadableSource,
            ErrorCode::UnreachableSource,
            ErrorCode::BadStatus,
            ErrorCode::BadMessage,
            ErrorCode::NotFound,
            ErrorCode::Cancelled,
            ErrorCode::NoData,
            ErrorCode::StaleHandle,
        ] {
            assert_eq!(serde_json::to_string(&code).unwrap(), format!("\"{code}\""));
        }
    }
}
