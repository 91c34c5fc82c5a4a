//! Basic types: ids, kinds, statuses, times.
//!
//! Times are nanoseconds since the Unix epoch and durations are nanoseconds, both `u64`, with names that end with `_ns`.

use std::fmt;

use serde::{Deserialize, Serialize};

/// The 16 bytes that identify a trace. All zero means that there is no id.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct TraceId(pub [u8; 16]);

impl TraceId {
    /// The absent id.
    pub const NONE: Self = Self([0; 16]);

    /// Whether the id is absent: all of its bytes are zero.
    #[must_use]
    pub fn is_none(self) -> bool {
        self == Self::NONE
    }
}

impl fmt::Display for TraceId {
    /// 32 lower-case hexadecimal digits.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:032x}", u128::from_be_bytes(self.0))
    }
}

/// The 8 bytes that identify a span within its trace, as a big-endian number. Zero means that there is no id.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct SpanId(pub u64);

impl SpanId {
    /// The absent id.
    pub const NONE: Self = Self(0);

    /// Whether the id is absent.
    #[must_use]
    pub fn is_none(self) -> bool {
        self == Self::NONE
    }
}

impl fmt::Display for SpanId {
    /// 16 lower-case hexadecimal digits.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:016x}", self.0)
    }
}

/// The kind of a span: its role in a call between services, numbered as in OTLP.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[repr(u8)]
pub enum SpanKind {
    /// Nothing was said.
    #[default]
    Unspecified,
    /// Work inside one service.
    Internal,
    /// The receiving side of a call.
    Server,
    /// The sending side of a call.
    Client,
    /// Puts a message into a queue.
    Producer,
    /// Takes a message out of a queue.
    Consumer,
}

impl SpanKind {
    /// All kinds; the index of each is its OTLP number.
    pub const ALL: [Self; 6] =
        [Self::Unspecified, Self::Internal, Self::Server, Self::Client, Self::Producer, Self::Consumer];

    /// The word for the kind in filters.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Unspecified => "unspecified",
            Self::Internal => "internal",
            Self::Server => "server",
            Self::Client => "client",
            Self::Producer => "producer",
            Self::Consumer => "consumer",
        }
    }
}

/// The status of a span, numbered as in OTLP.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[repr(u8)]
pub enum StatusCode {
    /// Nothing was said.
    #[default]
    Unset,
    /// A person decided that this was a success.
    Ok,
    /// It failed.
    Error,
}

impl StatusCode {
    /// All codes; the index of each is its OTLP number.
    pub const ALL: [Self; 3] = [Self::Unset, Self::Ok, Self::Error];

    /// The word for the status in filters.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Unset => "unset",
            Self::Ok => "ok",
            Self::Error => "error",
        }
    }
}

/// The severity of a log, numbered as in OTLP: 1 to 24, four numbers for each of six words. Zero if unknown, as for events of spans.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
pub struct Severity(u8);

impl Severity {
    /// Nothing was said.
    pub const NONE: Self = Self(0);
    /// The lowest severity of a warning.
    pub const WARN: Self = Self(13);
    /// The lowest severity of an error.
    pub const ERROR: Self = Self(17);

    /// The words, from the least severe. Each stands for four numbers; a comparison uses the first.
    pub const WORDS: [&str; 6] = ["trace", "debug", "info", "warn", "error", "fatal"];

    /// The severity with a number of OTLP. `None` if OTLP does not have the number.
    #[must_use]
    pub fn new(number: u8) -> Option<Self> {
        (number <= 24).then_some(Self(number))
    }

    /// The number of OTLP.
    #[must_use]
    pub fn number(self) -> u8 {
        self.0
    }

    /// The word for it. `None` if unknown.
    #[must_use]
    pub fn word(self) -> Option<&'static str> {
        self.word_index().and_then(|index| Self::WORDS.get(index).copied())
    }

    /// The index of its word in [all words](Self::WORDS). `None` if unknown.
    #[must_use]
    pub fn word_index(self) -> Option<usize> {
        usize::from(self.0).checked_sub(1).map(|number| number / 4)
    }

    /// The lowest severity that a word stands for, in letters of either case. Besides the words of OTLP, common words of loggers are known.
    ///
    /// # Example
    ///
    /// ```
    /// use spanlens::units::Severity;
    ///
    /// assert_eq!(Severity::from_word("WARN"), Some(Severity::WARN));
    /// assert_eq!(Severity::from_word("critical").and_then(Severity::word), Some("fatal"));
    /// assert_eq!(Severity::from_word("loud"), None);
    /// ```
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        const OTHERS: [(&str, u8); 13] = [
            ("verbose", 1),
            ("fine", 5),
            ("information", 9),
            ("informational", 9),
            ("notice", 10),
            ("warning", 13),
            ("err", 17),
            ("severe", 17),
            ("critical", 21),
            ("crit", 21),
            ("alert", 21),
            ("emergency", 21),
            ("panic", 21),
        ];
        let known = Self::WORDS.into_iter().zip((1..).step_by(4)).chain(OTHERS);
        let mut known = known.filter(|(name, _)| name.eq_ignore_ascii_case(word));
        known.next().map(|(_, number)| Self(number))
    }
}

/// What makes a span count as failed, and a unit as failing by its own span.
///
/// Some instrumentation, such as that of proxies and of older libraries, leaves the status of a span unset but records the HTTP response
/// status.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
pub enum FailureRule {
    /// Its status is ERROR.
    #[default]
    #[serde(rename = "status")]
    Status,
    /// Its status is ERROR, or one of its own attributes gives an HTTP response status of 500 to 599, whatever the span's kind and even if
    /// its status is OK: `http.response.status_code`, or the older `http.status_code`, as a number or as three digits.
    #[serde(rename = "5xx")]
    StatusOr5xx,
}

impl FailureRule {
    /// All rules, the default first.
    pub const ALL: [Self; 2] = [Self::Status, Self::StatusOr5xx];

    /// Whether a span with this status failed, given whether its HTTP response status was 5xx.
    #[must_use]
    #[inline]
    pub fn is_met(self, status: StatusCode, is_5xx: bool) -> bool {
        status == StatusCode::Error || (self == Self::StatusOr5xx && is_5xx)
    }
}

/// A half-open range of time, `[from_ns, to_ns)`, in nanoseconds since the Unix epoch. An end of `u64::MAX`, 2⁶⁴ − 1, means no end: the
/// range then includes the last representable nanosecond, so that every time lies in some range.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct TimeRange {
    /// The first nanosecond inside.
    pub from_ns: u64,
    /// The first nanosecond after.
    pub to_ns: u64,
}

impl TimeRange {
    /// The smallest range that contains a point in time and, if given, another range.
    #[must_use]
    #[inline]
    pub fn with(range: Option<Self>, time_ns: u64) -> Self {
        let end_ns = time_ns.saturating_add(1);
        range.map_or(Self { from_ns: time_ns, to_ns: end_ns }, |Self { from_ns, to_ns }| Self {
            from_ns: from_ns.min(time_ns),
            to_ns: to_ns.max(end_ns),
        })
    }

    /// Whether a point in time is inside.
    #[must_use]
    #[inline]
    pub fn contains(self, time_ns: u64) -> bool {
        self.from_ns <= time_ns && (time_ns < self.to_ns || self.to_ns == u64::MAX)
    }

    /// The last nanosecond inside, if there is one.
    #[must_use]
    pub fn last_ns(self) -> Option<u64> {
        if self.to_ns == u64::MAX {
            return Some(u64::MAX);
        }
        (self.from_ns < self.to_ns).then(|| self.to_ns - 1)
    }

    /// Whether it has at most one nanosecond, so that no rate can be computed over it.
    #[must_use]
    pub fn is_instant(self) -> bool {
        self.to_ns.saturating_sub(self.from_ns) <= 1
    }

    /// The length in seconds.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "for rates")]
    pub fn seconds(self) -> f64 {
        self.to_ns.saturating_sub(self.from_ns) as f64 / 1e9
    }
}

/// A half-open range of durations, `[min_ns, max_ns)`, in nanoseconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct DurationRange {
    /// The shortest duration inside.
    pub min_ns: u64,
    /// The shortest duration above. `None` where there is no upper bound.
    pub max_ns: Option<u64>,
}

impl DurationRange {
    /// Whether a duration is inside.
    #[must_use]
    #[inline]
    pub fn contains(self, duration_ns: u64) -> bool {
        self.min_ns <= duration_ns && self.max_ns.is_none_or(|max_ns| duration_ns < max_ns)
    }
}
