//! Faults of invalid filters.

use super::condition::Operator;
use super::field::{Field, Type};
use crate::error::{Error, ErrorKind};

/// What was expected where a text cannot be read on.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Expected {
    /// The beginning of a spanset.
    Spanset,
    /// `&&`, `||`, or the end. With parentheses open, their end.
    Joint { in_parentheses: bool },
    /// The beginning of a condition. With an empty spanset, its end.
    Condition { may_end: bool },
    /// `&&`, `||`, or the end of the spanset or the parentheses, after a condition.
    ConditionJoint { in_parentheses: bool },
    /// An operator of a comparison.
    Operator { field: Field },
    /// What a field can be compared with.
    Literal { field: Field, operator: Operator },
    /// A field or a literal of any sort.
    Value,
    /// A field of any sort.
    Listed,
    /// What can be computed with.
    Number,
    /// An operator of a comparison, after what is no field.
    Comparison,
    /// What `=~` and `!~` take.
    Pattern,
    /// What can come after `|`.
    Stage,
    /// A number, be it measured of spans or not.
    Aggregate,
    /// An operator after such a number.
    Scale,
    /// Something else, in words.
    Other(&'static str),
}

/// Why a text is no filter.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Fault {
    /// Where, in bytes.
    pub(super) at: usize,
    pub(super) expected: Expected,
    /// What is there instead.
    pub(super) found: String,
}

impl Fault {
    pub(super) fn into_error(self, text: &str) -> Error {
        let character = text[..self.at].chars().count() as u64;
        let Self { at, expected, found } = self;
        ErrorKind::BadFilter { offset: at as u64, character, expected: expected.describe(), found }.into()
    }
}

const PATTERN: &str = "a regular expression in quotes";

impl Expected {
    fn describe(&self) -> &'static str {
        match self {
            Self::Spanset => "`{`",
            Self::Joint { in_parentheses: false } => "`&&`, `||`, an operator like `>>`, `|` or the end",
            Self::Joint { in_parentheses: true } => "`&&`, `||`, an operator like `>>`, `|` or `)`",
            Self::ConditionJoint { in_parentheses: true } => "`&&`, `||` or `)`",
            Self::ConditionJoint { in_parentheses: false } => "`&&`, `||` or `}`",
            Self::Condition { .. } => "an attribute like `span.http.route`, or one of name, status, kind, duration …",
            Self::Operator { field } => match field.has_type() {
                Type::Status | Type::Kind => "`=` or `!=`",
                Type::Duration | Type::Number | Type::Severities => "`=`, `!=`, `>`, `>=`, `<` or `<=`",
                Type::Attribute | Type::Text | Type::Texts => "`=`, `!=`, `>`, `>=`, `<`, `<=`, `=~` or `!~`",
            },
            Self::Literal { operator, .. } if operator.takes_pattern() => PATTERN,
            Self::Literal { field, operator } => match field.has_type() {
                Type::Status => "error, ok or unset",
                Type::Kind => "server, client, producer, consumer, internal or unspecified",
                Type::Duration => "a duration like 250ms",
                Type::Number => "a number",
                Type::Severities => "trace, debug, info, warn, error, fatal, a number from 1 to 24 or nil",
                Type::Text | Type::Texts => "text in quotes",
                Type::Attribute if operator.is_order() => "text in quotes, a number or a duration",
                Type::Attribute => "text in quotes, a number, a duration, true, false or nil",
            },
            Self::Value => "a field like `duration` or `span.http.route`, or a literal",
            Self::Number => "a number, or a field with numbers like `duration` or `span.http.response.size`",
            Self::Comparison => "`=`, `!=`, `>`, `>=`, `<` or `<=`",
            Self::Pattern => PATTERN,
            Self::Stage => "a spanset, select(), or count(), avg(), min(), max() or sum() with a comparison",
            Self::Aggregate => "a number, count(), or avg(), min(), max() or sum() of a field",
            Self::Listed => "a field like `duration` or `span.http.route`",
            Self::Scale => "`=`, `!=`, `>`, `>=`, `<` or `<=` and a number",
            Self::Other(words) => words,
        }
    }
}

/// The beginning of what was found, as text that is safe to print.
pub(super) fn quote(found: &str) -> String {
    if found.is_empty() {
        return "the end".to_owned();
    }
    let short: String = found.chars().take(24).map(printable).collect();
    let rest = if found.chars().nth(24).is_some() { "…" } else { "" };
    format!("`{short}{rest}`")
}

/// A character, or its escape where it cannot be seen.
fn printable(c: char) -> String {
    if c.is_control() { c.escape_debug().to_string() } else { c.to_string() }
}
