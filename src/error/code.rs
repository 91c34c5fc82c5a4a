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
    /// The server is there and does not allow this page to ask it.
    CrossOrigin,
    /// The browser does not let this page ask a server without HTTPS.
    MixedContent,
    /// The server does not know the user, or not with this password or token.
    WrongCredentials,
    /// The user has no right to what was asked for.
    NotPermitted,
    /// The server has no such table, or none of spans.
    NoSuchTable,
    /// The user may not pass a setting that is needed.
    RefusedSetting,
    /// The server took longer than it allows.
    ServerTimeOut,
    /// The server has no memory for the answer.
    ServerMemoryLimit,
    /// The server allows no more queries, rows or bytes.
    ServerLimit,
    /// The server does not understand what it was asked.
    RefusedQuery,
    /// The server has stopped the query.
    StoppedByServer,
    /// An answer ended before all of it was there.
    IncompleteAnswer,
    /// There is more than is to be read.
    OverBudget,
    /// The engine and its client do not understand each other.
    BadMessage,
    /// What was asked for by name is not there.
    NotFound,
    /// The question was dropped on request.
    Cancelled,
    /// The question needs data and none is loaded.
    NoData,
    /// The question needs spans, those of the range are on the server, and the traces of two sides do not answer it.
    NeedsSpans,
    /// A range that is left on the server cannot be joined with anything else.
    StandsAlone,
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
            Self::CrossOrigin => "cross-origin",
            Self::MixedContent => "mixed-content",
            Self::WrongCredentials => "wrong-credentials",
            Self::NotPermitted => "not-permitted",
            Self::NoSuchTable => "no-such-table",
            Self::RefusedSetting => "refused-setting",
            Self::ServerTimeOut => "server-time-out",
            Self::ServerMemoryLimit => "server-memory-limit",
            Self::ServerLimit => "server-limit",
            Self::RefusedQuery => "refused-query",
            Self::StoppedByServer => "stopped-by-server",
            Self::IncompleteAnswer => "incomplete-answer",
            Self::OverBudget => "over-budget",
            Self::BadMessage => "bad-message",
            Self::NotFound => "not-found",
            Self::Cancelled => "cancelled",
            Self::NoData => "no-data",
            Self::NeedsSpans => "needs-spans",
            Self::StandsAlone => "stands-alone",
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
            ErrorCode::CrossOrigin,
            ErrorCode::MixedContent,
            ErrorCode::WrongCredentials,
            ErrorCode::NotPermitted,
            ErrorCode::NoSuchTable,
            ErrorCode::RefusedSetting,
            ErrorCode::ServerTimeOut,
            ErrorCode::ServerMemoryLimit,
            ErrorCode::ServerLimit,
            ErrorCode::RefusedQuery,
            ErrorCode::StoppedByServer,
            ErrorCode::IncompleteAnswer,
            ErrorCode::OverBudget,
            ErrorCode::BadMessage,
            ErrorCode::NotFound,
            ErrorCode::Cancelled,
            ErrorCode::NoData,
            ErrorCode::NeedsSpans,
            ErrorCode::StandsAlone,
            ErrorCode::StaleHandle,
        ] {
            assert_eq!(serde_json::to_string(&code).unwrap(), format!("\"{code}\""));
        }
    }
}
