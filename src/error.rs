//! The error type of the engine.
//!
//! An error stops an operation: a document that cannot be read further, an option out of range, a limit. A single bad
//! record is not an error; it is counted in the report of the file it came from.

mod code;
mod refusal;

use std::fmt;

use serde::{Deserialize, Serialize};

pub use code::ErrorCode;
pub use refusal::Refusal;

/// A result of the engine.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Why an operation stopped. One pointer wide.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Error(Box<ErrorKind>);

/// The kinds of [`Error`], each with its details.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The input breaks the rules of its format.
    Malformed {
        /// Offset in bytes from the start of the (uncompressed) input.
        offset: u64,
        /// What was expected there.
        expected: &'static str,
        /// A short excerpt of what is there instead, as text that is safe to print.
        found: String,
    },
    /// The input ends in the middle of a document.
    Truncated {
        /// Length of the (uncompressed) input in bytes.
        offset: u64,
        /// What was expected there.
        expected: &'static str,
    },
    /// The input is in no supported format.
    UnknownFormat {
        /// A short excerpt of its first bytes, as text that is safe to print.
        found: String,
        /// The format that it resembles.
        looks_like: Option<&'static str>,
    },
    /// The compressed stream is invalid.
    Compression {
        /// Offset in compressed bytes at which the decoder gave up.
        offset: u64,
        /// The message of the decoder.
        detail: String,
    },
    /// An option has an invalid value.
    BadOption {
        /// The name of the option.
        option: &'static str,
        /// The allowed values.
        expected: &'static str,
    },
    /// The text of a filter is invalid.
    BadFilter {
        /// Offset in bytes from the start of the text.
        offset: u64,
        /// The same in characters.
        character: u64,
        /// What was expected there.
        expected: &'static str,
        /// A short excerpt of what is there instead, as text that is safe to print.
        found: String,
    },
    /// A number exceeds a limit of the engine.
    Limit {
        /// What exceeds the limit.
        what: &'static str,
        /// How much is allowed.
        limit: u64,
    },
    /// Memory is full.
    MemoryLimit {
        /// The limit in bytes.
        limit: u64,
        /// The spans that were read.
        spans: u32,
    },
    /// The source could not be read.
    Unreadable {
        /// The message of the reader.
        detail: String,
    },
    /// The server at an address gave no answer that this page may read: it is unreachable, or it does not permit
    /// the page (CORS).
    Unreachable {
        /// The scheme, host and port of the address.
        origin: String,
    },
    /// The server answered with an error status.
    BadStatus {
        /// The HTTP status.
        status: u16,
        /// The beginning of the answer, as text that is safe to print.
        answer: String,
    },
    /// The server answers, but does not permit cross-origin requests from this page (CORS).
    CrossOrigin {
        /// The scheme, host and port of the address.
        origin: String,
    },
    /// This page uses HTTPS, so the browser blocks its requests to a server without HTTPS.
    MixedContent {
        /// The scheme, host and port of the address.
        origin: String,
    },
    /// The server refused to answer, and says why.
    Refused {
        /// The kind of reason.
        why: Refusal,
        /// The server's message, as text that is safe to print.
        answer: String,
    },
    /// An answer was incomplete.
    Incomplete {
        /// What arrived: spans or logs.
        what: &'static str,
        /// How many arrived.
        came: u64,
        /// How many were counted before.
        counted: u64,
    },
    /// There is more than may be read.
    OverBudget {
        /// What there is: spans or logs.
        what: &'static str,
        /// How many there are.
        counted: u64,
        /// How many may be read.
        budget: u64,
    },
    /// A message to the engine is invalid.
    BadMessage {
        /// The fault.
        detail: String,
    },
    /// There is nothing with the given name or id.
    NotFound {
        /// The kind of thing, which precedes its name.
        what: &'static str,
        /// Its name.
        name: String,
    },
    /// The question was cancelled.
    Cancelled,
    /// The question needs data and none is loaded.
    NoData,
    /// The question needs spans, but those of the range stay on the server, which only counts requests.
    NeedsSpans,
    /// A range that stays on the server cannot be combined with other sources.
    StandsAlone,
    /// The handle is from an earlier state of the loaded data.
    StaleHandle,
}

impl Error {
    /// The kind, with its details.
    #[must_use]
    pub fn kind(&self) -> &ErrorKind {
        &self.0
    }

    /// Its stable code, for programs.
    ///
    /// # Example
    ///
    /// ```
    /// use spanlens::error::{Error, ErrorCode, ErrorKind};
    /// let error = Error::from(ErrorKind::Truncated { offset: 7, expected: "a value" });
    /// assert_eq!(error.code(), ErrorCode::TruncatedInput);
    /// assert_eq!(error.code().as_str(), "truncated-input");
    /// assert_eq!(error.to_string(), "the input ends at byte 7, where a value was expected");
    /// ```
    #[must_use]
    pub fn code(&self) -> ErrorCode {
        match *self.0 {
            ErrorKind::Malformed { .. } => ErrorCode::MalformedInput,
            ErrorKind::Truncated { .. } => ErrorCode::TruncatedInput,
            ErrorKind::UnknownFormat { .. } => ErrorCode::UnknownFormat,
            ErrorKind::Compression { .. } => ErrorCode::BadCompression,
            ErrorKind::BadOption { .. } => ErrorCode::BadOption,
            ErrorKind::BadFilter { .. } => ErrorCode::BadFilter,
            ErrorKind::Limit { .. } => ErrorCode::LimitExceeded,
            ErrorKind::MemoryLimit { .. } => ErrorCode::MemoryLimit,
            ErrorKind::Unreadable { .. } => ErrorCode::UnreadableSource,
            ErrorKind::Unreachable { .. } => ErrorCode::UnreachableSource,
            ErrorKind::BadStatus { .. } => ErrorCode::BadStatus,
            ErrorKind::CrossOrigin { .. } => ErrorCode::CrossOrigin,
            ErrorKind::MixedContent { .. } => ErrorCode::MixedContent,
            ErrorKind::Refused { why, .. } => why.code(),
            ErrorKind::Incomplete { .. } => ErrorCode::IncompleteAnswer,
            ErrorKind::OverBudget { .. } => ErrorCode::OverBudget,
            ErrorKind::BadMessage { .. } => ErrorCode::BadMessage,
            ErrorKind::NotFound { .. } => ErrorCode::NotFound,
            ErrorKind::Cancelled => ErrorCode::Cancelled,
            ErrorKind::NoData => ErrorCode::NoData,
            ErrorKind::NeedsSpans => ErrorCode::NeedsSpans,
            ErrorKind::StandsAlone => ErrorCode::StandsAlone,
            ErrorKind::StaleHandle => ErrorCode::StaleHandle,
        }
    }

    /// The byte offset that the error is about: in the input or, for filters, in the text of the filter.
    #[must_use]
    pub fn offset(&self) -> Option<u64> {
        match *self.0 {
            ErrorKind::Malformed { offset, .. }
            | ErrorKind::Truncated { offset, .. }
            | ErrorKind::Compression { offset, .. }
            | ErrorKind::BadFilter { offset, .. } => Some(offset),
            _ => None,
        }
    }
}

impl From<ErrorKind> for Error {
    fn from(kind: ErrorKind) -> Self {
        Self(Box::new(kind))
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &*self.0 {
            ErrorKind::Malformed { offset, expected, found } => {
                write!(f, "expected {expected} at byte {offset}, found {found}")
            }
            ErrorKind::Truncated { offset, expected } => {
                write!(f, "the input ends at byte {offset}, where {expected} was expected")
            }
            ErrorKind::UnknownFormat { found, looks_like } => {
                f.write_str("not a trace format that Spanlens reads: ")?;
                if let Some(looks_like) = looks_like {
                    write!(f, "this looks like {looks_like}; ")?;
                }
                write!(f, "the input starts with {found}")
            }
            ErrorKind::Compression { offset, detail } => {
                write!(f, "the compressed input cannot be read beyond byte {offset}: {detail}")
            }
            ErrorKind::BadOption { option, expected } => write!(f, "{option} must be {expected}"),
            // Without the place: whoever shows the text of the filter points at it.
            ErrorKind::BadFilter { expected, found, .. } => write!(f, "expected {expected}, found {found}"),
            ErrorKind::Limit { what, limit } => write!(f, "more than {limit} {what}"),
            ErrorKind::MemoryLimit { limit, spans } => {
                let limit_mib = limit >> 20;
                write!(f, "the memory is full: {limit_mib} MiB hold {spans} spans and what is asked about them; ")?;
                f.write_str("to see more spans, filter at the source, or open some of the files at a time")?;
                f.write_str(if cfg!(target_arch = "wasm32") { " (Node has the same limit)" } else { "" })
            }
            ErrorKind::Unreadable { detail } => write!(f, "the source cannot be read: {detail}"),
            ErrorKind::Unreachable { origin } => {
                write!(f, "{origin} does not answer, or does not allow this page to read its answers")
            }
            ErrorKind::BadStatus { status, answer } if answer.is_empty() => {
                write!(f, "the server answered with HTTP status {status}")
            }
            ErrorKind::BadStatus { status, answer } => {
                write!(f, "the server answered with HTTP status {status}: {answer}")
            }
            ErrorKind::CrossOrigin { origin } => {
                write!(f, "{origin} is there, but does not allow this page to ask it (CORS)")
            }
            ErrorKind::MixedContent { origin } => {
                write!(f, "the browser does not let a page that came over HTTPS ask {origin}, which has no HTTPS")
            }
            ErrorKind::Refused { why, answer } if answer.is_empty() => write!(f, "{why}"),
            ErrorKind::Refused { why, answer } => write!(f, "{why}: {answer}"),
            ErrorKind::Incomplete { what, came, counted } => {
                write!(f, "the answer of the server is incomplete: {came} {what} came, where it had counted {counted}")
            }
            ErrorKind::OverBudget { what, counted, budget } => {
                write!(
                    f,
                    "there are {counted} {what} in this range, and no more than {budget} are to be read: choose a shorter one, or raise that number"
                )
            }
            ErrorKind::BadMessage { detail } => write!(f, "the message makes no sense: {detail}"),
            ErrorKind::NotFound { what, name } => write!(f, "there is no {what} {name}"),
            ErrorKind::Cancelled => f.write_str("cancelled"),
            ErrorKind::NoData => f.write_str("no traces are loaded"),
            ErrorKind::NeedsSpans => f.write_str(
                "this needs spans, and there are more in the range than are read: the server counts its requests by time, duration, status, \
                 operation and most filters, and traces are fetched to compare two sides of requests; \
                 for everything else read a part of it",
            ),
            ErrorKind::StandsAlone => {
                f.write_str("a range that stays on the server cannot be combined with other sources: open it alone")
            }
            ErrorKind::StaleHandle => f.write_str("the handle is from an earlier state of the loaded data: look it up again"),
        }
    }
}

impl std::error::Error for Error {}

/// An [`Error`] as a plain value, to be kept in reports and sent to clients.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Failure {
    /// Its kind, for programs.
    pub code: ErrorCode,
    /// A sentence for people.
    pub message: String,
    /// The byte that it is about, of the input or of the text of a filter.
    pub offset: Option<u64>,
}

impl From<&Error> for Failure {
    fn from(error: &Error) -> Self {
        Self { code: error.code(), message: error.to_string(), offset: error.offset() }
    }
}
