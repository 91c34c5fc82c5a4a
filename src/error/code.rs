//! Error codes for programs.

use std::fmt;

use serde::{Deserialize, Serialize};

/// The stable name of a kind of error. In messages it is its text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ErrorCode {
    /// The input breaks the rules of its format.
    MalformedInput,
    /// The input ends in the middle of a document.
    TruncatedInput,
    /// The input is in no supported format.
    UnknownFormat,
    /// The compressed stream is invalid.
    BadCompression,
    /// An option has an invalid value.
    BadOption,
    /// The text of a filter is invalid.
    BadFilter,
    /// A number exceeds a limit of the engine.
    LimitExceeded,
    /// Memory is full.
    MemoryLimit,
    /// The source could not be read.
    UnreadableSource,
    /// The server at an address gave no answer that the page may read: it is unreachable, or it does not
    /// permit the page (CORS).
    UnreachableSource,
    /// The server answered with an error status.
    BadStatus,
    /// The server answers, but does not permit requests from this page (CORS).
    CrossOrigin,
    /// The page uses HTTPS, and the browser blocks its requests to a server without HTTPS.
    MixedContent,
    /// The server does not accept the user, the password or the token.
    WrongCredentials,
    /// The user lacks a permission.
    NotPermitted,
    /// The server has no such table, or no table of spans.
    NoSuchTable,
    /// The user may not change a required setting.
    RefusedSetting,
    /// The query exceeded the server's time limit.
    ServerTimeOut,
    /// The query exceeded the server's memory limit.
    ServerMemoryLimit,
    /// The query exceeded the server's limit of queries, rows or bytes.
    ServerLimit,
    /// The server rejected the query as invalid.
    RefusedQuery,
    /// The server has stopped the query.
    StoppedByServer,
    /// An answer was incomplete.
    IncompleteAnswer,
    /// There is more than may be read.
    OverBudget,
    /// The engine and its client do not understand each other.
    BadMessage,
    /// There is nothing with the given name or id.
    NotFound,
    /// The question was cancelled.
    Cancelled,
    /// The question needs data and none is loaded.
    NoData,
    /// The question needs spans that stay on the server, and fetching the traces of both sides cannot answer it.
    NeedsSpans,
    /// A range that stays on the server cannot be combined with other sources.
    StandsAlone,
    /// The handle is from an earlier state of the loaded data.
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
