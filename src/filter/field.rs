//! The field of a condition: an attribute, or an intrinsic that every span has.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::quoted::write_quoted;
use super::token::{Word, is_plain};

/// The field of a condition.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Field {
    /// The attribute of some scope with some key.
    Attribute(Scope, String),
    /// An intrinsic: a field that is not an attribute.
    Intrinsic(Intrinsic),
}

/// The owner of an attribute.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Scope {
    /// The span's own: `span.key`.
    Span,
    /// Those of its resource: `resource.key`.
    Resource,
    /// Those of its events and logs: `event.key`.
    Event,
    /// Those of its links: `link.key`.
    Link,
    /// Those of its instrumentation scope: `instrumentation.key`.
    Instrumentation,
    /// The span's own and those of its resource: `.key`.
    Any,
}

impl Scope {
    /// All scopes, in the order in which they are offered.
    pub const ALL: [Self; 6] = [Self::Span, Self::Resource, Self::Event, Self::Link, Self::Instrumentation, Self::Any];

    /// The text before the key.
    #[must_use]
    pub fn prefix(self) -> &'static str {
        match self {
            Self::Span => "span.",
            Self::Resource => "resource.",
            Self::Event => "event.",
            Self::Link => "link.",
            Self::Instrumentation => "instrumentation.",
            Self::Any => ".",
        }
    }
}

/// The fields of a span that are not attributes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Intrinsic {
    /// The name of the span.
    Name,
    /// Its status.
    Status,
    /// The message beside its status, or the empty text.
    StatusMessage,
    /// Its kind.
    Kind,
    /// Its duration.
    Duration,
    /// From the earliest start to the latest end of the spans of its trace.
    TraceDuration,
    /// The name of its trace's first request.
    RootName,
    /// The service of its trace's first request, or the empty text.
    RootServiceName,
    /// The number of its children.
    ChildCount,
    /// The names of its events and logs.
    EventName,
    /// The severities of its logs.
    EventSeverity,
    /// The bodies of its logs.
    EventBody,
    /// The bodies of its logs, as [templates](crate::analysis::template()).
    EventLine,
    /// The times of its events and logs, since its start.
    EventTimeSinceStart,
    /// The ids of the traces that its links lead to, in hexadecimal digits.
    LinkTraceId,
    /// The ids of the spans that its links lead to, in hexadecimal digits.
    LinkSpanId,
    /// The id of its trace in hexadecimal digits, or the empty text.
    TraceId,
    /// Its own id in hexadecimal digits, or the empty text.
    SpanId,
    /// The id of its parent in hexadecimal digits, or the empty text.
    ParentId,
    /// The name of its instrumentation scope, or the empty text.
    InstrumentationName,
    /// The version of its instrumentation scope, or the empty text.
    InstrumentationVersion,
    /// Its number in the nested set model, in which a walk over the trace numbers every entering and leaving of a span, from 1: the number
    /// at entering. 0 if it is detached.
    NestedSetLeft,
    /// The number when the walk leaves it.
    NestedSetRight,
    /// The number when the walk entered its parent; −1 for the first span of a request, 0 if it is detached.
    NestedSetParent,
}

/// How a field may be compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Type {
    /// By what each value is.
    Attribute,
    Text,
    /// As text, and it may be absent.
    Texts,
    Duration,
    Number,
    Status,
    Kind,
    /// By words that have an order, and it may be absent.
    Severities,
}

impl Intrinsic {
    /// All of them, in the order in which they are offered.
    pub const ALL: [Self; 24] = [
        Self::Name,
        Self::Status,
        Self::StatusMessage,
        Self::Kind,
        Self::Duration,
        Self::TraceDuration,
        Self::RootName,
        Self::RootServiceName,
        Self::ChildCount,
        Self::EventName,
        Self::EventSeverity,
        Self::EventBody,
        Self::EventLine,
        Self::EventTimeSinceStart,
        Self::LinkTraceId,
        Self::LinkSpanId,
        Self::TraceId,
        Self::SpanId,
        Self::ParentId,
        Self::InstrumentationName,
        Self::InstrumentationVersion,
        Self::NestedSetParent,
        Self::NestedSetLeft,
        Self::NestedSetRight,
    ];

    /// The spellings, that of canonical text first.
    fn names(self) -> &'static [&'static str] {
        match self {
            Self::Name => &["name", "span:name"],
            Self::Status => &["status", "span:status"],
            Self::StatusMessage => &["statusMessage", "span:statusMessage"],
            Self::Kind => &["kind", "span:kind"],
            Self::Duration => &["duration", "span:duration"],
            Self::TraceDuration => &["traceDuration", "trace:duration"],
            Self::RootName => &["rootName", "trace:rootName"],
            Self::RootServiceName => &["rootServiceName", "trace:rootService"],
            Self::ChildCount => &["childCount", "span:childCount"],
            Self::EventName => &["event:name"],
            Self::EventSeverity => &["event:severity"],
            Self::EventBody => &["event:body"],
            Self::EventLine => &["event:line"],
            Self::EventTimeSinceStart => &["event:timeSinceStart"],
            Self::LinkTraceId => &["link:traceID"],
            Self::LinkSpanId => &["link:spanID"],
            Self::TraceId => &["trace:id"],
            Self::SpanId => &["span:id"],
            Self::ParentId => &["span:parentID"],
            Self::InstrumentationName => &["instrumentation:name"],
            Self::InstrumentationVersion => &["instrumentation:version"],
            Self::NestedSetLeft => &["nestedSetLeft"],
            Self::NestedSetRight => &["nestedSetRight"],
            Self::NestedSetParent => &["nestedSetParent"],
        }
    }

    pub(super) fn has_type(self) -> Type {
        match self {
            Self::Status => Type::Status,
            Self::Kind => Type::Kind,
            Self::Duration | Self::TraceDuration | Self::EventTimeSinceStart => Type::Duration,
            Self::ChildCount | Self::NestedSetLeft | Self::NestedSetRight | Self::NestedSetParent => Type::Number,
            Self::EventName | Self::EventLine | Self::LinkTraceId | Self::LinkSpanId => Type::Texts,
            Self::EventSeverity => Type::Severities,
            Self::EventBody => Type::Attribute,
            _ => Type::Text,
        }
    }
}

impl Field {
    pub(super) fn from_word(word: &Word) -> Option<Self> {
        let intrinsic = Intrinsic::ALL.into_iter().find(|intrinsic| intrinsic.names().contains(&word.text.as_str()));
        if let Some(intrinsic) = intrinsic.filter(|_| !word.is_quoted) {
            return Some(Self::Intrinsic(intrinsic));
        }
        let scope = Scope::ALL.into_iter().find(|scope| word.text[..word.plain].starts_with(scope.prefix()))?;
        let key = &word.text[scope.prefix().len()..];
        (!key.is_empty() || word.is_quoted).then(|| Self::Attribute(scope, key.to_owned()))
    }

    /// Whether it is the lines of logs, which are found out with some effort.
    pub(super) fn is_line(&self) -> bool {
        *self == Self::Intrinsic(Intrinsic::EventLine)
    }

    pub(super) fn has_type(&self) -> Type {
        match self {
            Self::Attribute(..) => Type::Attribute,
            Self::Intrinsic(intrinsic) => intrinsic.has_type(),
        }
    }
}

/// Keys are in quotes where they must be.
impl fmt::Display for Field {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Intrinsic(intrinsic) => f.write_str(intrinsic.names()[0]),
            Self::Attribute(scope, key) => {
                f.write_str(scope.prefix())?;
                if !key.is_empty() && key.chars().all(is_plain) { f.write_str(key) } else { write_quoted(f, key) }
            }
        }
    }
}
