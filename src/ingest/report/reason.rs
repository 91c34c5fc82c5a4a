//! Why something was skipped or repaired.

use std::fmt;

use serde::{Deserialize, Serialize};

/// What was done about a flaw.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Remedy {
    /// It is not in the store.
    Skipped,
    /// It is in the store in another form.
    Repaired,
    /// It is in the store unchanged.
    Kept,
}

/// What was wrong with something that was skipped, repaired or kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Reason {
    /// A malformed document, or message of protobuf, that is followed by another.
    BrokenDocument,
    /// An entry of a list of spans that is not a span.
    NotASpan,
    /// A field with a value of an unexpected type.
    UnexpectedValue,
    /// A time that is not an integer number of nanoseconds from 0 to 2⁶⁴.
    UnreadableTime,
    /// An RFC 3339 date in a field of nanoseconds.
    DateAsTime,
    /// An id that is neither hexadecimal nor base64, or too long.
    UnreadableId,
    /// A span kind that OTLP does not have.
    UnknownKind,
    /// A status code that OTLP does not have.
    UnknownStatus,
    /// An attribute's value nested in more than 64 others.
    TooDeep,
    /// An attribute's number that does not fit its type.
    UnreadableNumber,
    /// An attribute's bytes that are not base64.
    UnreadableBytes,
    /// Half of a surrogate pair in a string.
    LoneSurrogate,
    /// An escape that JSON does not have.
    UnknownEscape,
    /// Bytes in a string that are not UTF-8.
    InvalidUtf8,
    /// An id that is text where bytes should be.
    TextId,
    /// A tag whose value has another type than the tag declares.
    ContradictoryType,
    /// A span that refers to no process of its trace.
    MissingProcess,
    /// A span that came in several pieces.
    SpanInPieces,
    /// A span without a start.
    MissingStart,
    /// A time in 1970, which would be in this century if it were in seconds.
    LikelySeconds,
    /// A time in 1970, which would be in this century if it were in milliseconds.
    LikelyMilliseconds,
    /// A time in 1970, which would be in this century if it were in microseconds.
    LikelyMicroseconds,
    /// Other text between documents, on a line.
    TextBetweenDocuments,
    /// A document inside of a string of another.
    EmbeddedDocument,
    /// A sign that the file is only a part of the data.
    MoreElsewhere,
    /// A text that its sender truncated.
    TruncatedText,
    /// An exception or a message that names no span.
    EventWithoutSpan,
    /// A duration in whole milliseconds.
    WholeMilliseconds,
    /// A time without a time zone.
    MissingZone,
    /// A log record that names no trace.
    LogWithoutTrace,
    /// A severity of a log that OTLP does not have.
    UnknownSeverity,
}

impl Reason {
    /// What is done about it.
    #[must_use]
    pub fn remedy(self) -> Remedy {
        match self {
            Self::BrokenDocument
            | Self::NotASpan
            | Self::UnexpectedValue
            | Self::UnreadableTime
            | Self::TooDeep
            | Self::TextBetweenDocuments
            | Self::EventWithoutSpan
            | Self::LogWithoutTrace => Remedy::Skipped,
            Self::DateAsTime
            | Self::UnreadableId
            | Self::UnknownKind
            | Self::UnknownStatus
            | Self::UnreadableNumber
            | Self::UnreadableBytes
            | Self::LoneSurrogate
            | Self::UnknownEscape
            | Self::InvalidUtf8
            | Self::TextId
            | Self::SpanInPieces
            | Self::MissingStart
            | Self::EmbeddedDocument
            | Self::MissingZone
            | Self::UnknownSeverity => Remedy::Repaired,
            Self::ContradictoryType
            | Self::MissingProcess
            | Self::LikelySeconds
            | Self::LikelyMilliseconds
            | Self::LikelyMicroseconds
            | Self::MoreElsewhere
            | Self::TruncatedText
            | Self::WholeMilliseconds => Remedy::Kept,
        }
    }
}

impl fmt::Display for Reason {
    /// A sentence for people.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::BrokenDocument => "A document breaks the rules of its format; the rest of it was skipped.",
            Self::NotASpan => "An entry of a list of spans is none; it was skipped.",
            Self::UnexpectedValue => "A field has a value of a type that means nothing there; the field was skipped.",
            Self::UnreadableTime => "A time is no whole number of nanoseconds from 0 to 2^64; it was skipped.",
            Self::DateAsTime => "A time is a date instead of a number of nanoseconds; it was read as that date.",
            Self::TooDeep => "A value lies in more than 64 others; it was skipped.",
            Self::UnreadableId => {
                "An id is neither hexadecimal nor base64 of the right length; an id was made of its text."
            }
            Self::UnknownKind => "A span kind is unknown; it was read as unspecified.",
            Self::UnknownStatus => "A status code is unknown; it was read as unset.",
            Self::UnreadableNumber => "A number does not fit its type; it was kept as text.",
            Self::UnreadableBytes => "Bytes are not base64; they were kept as text.",
            Self::LoneSurrogate => "Half of a surrogate pair stands alone in a string; it was replaced by U+FFFD.",
            Self::UnknownEscape => "An escape is none that JSON has; it was kept as it stands.",
            Self::InvalidUtf8 => "Bytes in a string are not UTF-8; they were replaced by U+FFFD.",
            Self::TextId => "An id is text where bytes should be; the text was decoded.",
            Self::ContradictoryType => "The value of a tag is of another type than the tag says; it was kept as it is.",
            Self::MissingProcess => "A span names no process of its trace; it is there without a service.",
            Self::SpanInPieces => "A span came in several pieces; they were put together.",
            Self::MissingStart => "A span has no start; it was put at its first event, or else where its trace starts.",
            Self::TextBetweenDocuments => "A line has text before a document, or no document; the text was skipped.",
            Self::EmbeddedDocument => "A document stands as text in another, as in logs of a container; it was read.",
            Self::LikelySeconds => "A time lies within 1970 and looks like seconds; it was kept as it is.",
            Self::LikelyMilliseconds => "A time lies within 1970 and looks like milliseconds; it was kept as it is.",
            Self::LikelyMicroseconds => "A time lies within 1970 and looks like microseconds; it was kept as it is.",
            Self::MoreElsewhere => {
                "The file says that there is more than is in it, on another page or left out; ask its source for the rest."
            }
            Self::TruncatedText => "A text was cut by its sender; it was kept as it is.",
            Self::EventWithoutSpan => "An exception or a message does not say what it belongs to; it was skipped.",
            Self::WholeMilliseconds => {
                "How long a span took was rounded to milliseconds by its sender; shorter ones seem to take no time."
            }
            Self::MissingZone => "A time does not say its zone; it was read as UTC.",
            Self::LogWithoutTrace => "A log names no trace; it was skipped.",
            Self::UnknownSeverity => "A severity of a log is unknown; it was read as none.",
        })
    }
}
