//! One comparison: a field, an operator, a literal.
//!
//! The type of the literal decides how values are compared: with a text literal as text, with a number or a duration as numbers, with
//! `true` and `false` as booleans. So `500` equals the integer 500 and the text "500", and sources that keep types and sources that keep
//! only text give the same answer. A value that cannot be converted is neither equal nor less nor greater, so `!=` is true for it.

use std::borrow::Cow;
use std::cmp::Ordering;
use std::fmt;

use super::field::{Field, Type};
use super::literal::Literal;
use super::number::{Number, compare};
use crate::store::Value;
use crate::units::Severity;

/// A comparison of a field with a literal. A field can have several values, or none: a key can be repeated, a span has many events. A
/// comparison is true if it is true for *any* value; `= nil` is true if there is no value.
#[derive(Debug, Clone, PartialEq)]
pub struct Condition {
    pub(super) field: Field,
    pub(super) operator: Operator,
    pub(super) literal: Literal,
}

/// How values are compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Operator {
    Equal,
    NotEqual,
    Greater,
    GreaterOrEqual,
    Less,
    LessOrEqual,
    Matches,
    MatchesNot,
}

impl Operator {
    /// All of them, in the order in which they are offered.
    pub(super) const ALL: [Self; 8] = [
        Self::Equal,
        Self::NotEqual,
        Self::Greater,
        Self::GreaterOrEqual,
        Self::Less,
        Self::LessOrEqual,
        Self::Matches,
        Self::MatchesNot,
    ];

    pub(super) fn symbol(self) -> &'static str {
        match self {
            Self::Equal => "=",
            Self::NotEqual => "!=",
            Self::Greater => ">",
            Self::GreaterOrEqual => ">=",
            Self::Less => "<",
            Self::LessOrEqual => "<=",
            Self::Matches => "=~",
            Self::MatchesNot => "!~",
        }
    }

    pub(super) fn takes_pattern(self) -> bool {
        matches!(self, Self::Matches | Self::MatchesNot)
    }

    /// Whether values of a type are compared so.
    pub(super) fn suits(self, of: Type) -> bool {
        match of {
            Type::Status | Type::Kind => matches!(self, Self::Equal | Self::NotEqual),
            Type::Duration | Type::Number | Type::Severities => !self.takes_pattern(),
            Type::Attribute | Type::Text | Type::Texts => true,
        }
    }

    /// The operator that says the same with the sides exchanged.
    pub(super) fn flipped(self) -> Self {
        match self {
            Self::Greater => Self::Less,
            Self::GreaterOrEqual => Self::LessOrEqual,
            Self::Less => Self::Greater,
            Self::LessOrEqual => Self::GreaterOrEqual,
            same @ (Self::Equal | Self::NotEqual | Self::Matches | Self::MatchesNot) => same,
        }
    }

    pub(super) fn is_order(self) -> bool {
        matches!(self, Self::Greater | Self::GreaterOrEqual | Self::Less | Self::LessOrEqual)
    }

    /// Whether the operator holds for a value that compares so with the literal. `None` is a value that does not compare.
    #[inline]
    pub(super) fn accepts(self, ordering: Option<Ordering>) -> bool {
        match self {
            Self::Equal | Self::Matches => ordering == Some(Ordering::Equal),
            Self::NotEqual | Self::MatchesNot => ordering != Some(Ordering::Equal),
            Self::Greater => ordering == Some(Ordering::Greater),
            Self::GreaterOrEqual => ordering.is_some_and(Ordering::is_ge),
            Self::Less => ordering == Some(Ordering::Less),
            Self::LessOrEqual => ordering.is_some_and(Ordering::is_le),
        }
    }
}

impl Condition {
    /// What is compared.
    pub(crate) fn field(&self) -> &Field {
        &self.field
    }

    /// How it is compared.
    pub(crate) fn operator(&self) -> Operator {
        self.operator
    }

    /// What it is compared with.
    pub(crate) fn literal(&self) -> &Literal {
        &self.literal
    }

    /// Whether the condition holds for a value of an attribute. Not for `nil`, which no value equals. The value must not be empty.
    pub(super) fn holds_for(&self, value: Value<'_>) -> bool {
        match &self.literal {
            Literal::Text(_) | Literal::Pattern(_) => self.holds_for_text(&text_of(value)),
            Literal::Bool(literal) => self.operator.accepts(bool_of(value).map(|value| value.cmp(literal))),
            _ => self.operator.accepts(Number::of_value(value).and_then(|number| self.compare_number(number))),
        }
    }

    /// Whether the condition holds for a text.
    pub(super) fn holds_for_text(&self, text: &str) -> bool {
        let ordering = match &self.literal {
            Literal::Text(literal) => Some(text.cmp(literal)),
            Literal::Pattern(pattern) => pattern.matches(text).then_some(Ordering::Equal),
            _ => None,
        };
        self.operator.accepts(ordering)
    }

    /// Whether the condition holds for a duration or another number.
    #[inline]
    pub(super) fn holds_for_number(&self, number: impl Into<i128>) -> bool {
        self.operator.accepts(self.compare_number(Number::Int(number.into())))
    }

    /// Whether the condition holds for a status, a kind or whatever else there are few of, given that it equals the literal or not.
    pub(super) fn holds_for_equal(&self, is_equal: bool) -> bool {
        self.operator.accepts(is_equal.then_some(Ordering::Equal))
    }

    /// Whether the condition holds for a severity that is one. Beside a word, severities are compared by their words, beside a number by
    /// their numbers.
    pub(super) fn holds_for_severity(&self, severity: Severity) -> bool {
        let number = i64::from(severity.number());
        let ordering = match self.literal {
            Literal::Severity(word) => Some(severity.word_index().cmp(&word.word_index())),
            Literal::Int(literal) => Some(number.cmp(&literal)),
            _ => None,
        };
        self.operator.accepts(ordering)
    }

    #[inline]
    fn compare_number(&self, number: Number) -> Option<Ordering> {
        compare(number, Number::of_literal(&self.literal)?)
    }

    /// Whether a regular expression is run, which is slow.
    pub(super) fn runs_regex(&self) -> bool {
        matches!(&self.literal, Literal::Pattern(pattern) if pattern.is_slow())
    }

    /// Whether the condition asks for presence: `Some(true)` for `!= nil`, `Some(false)` for `= nil`.
    pub(super) fn asks_presence(&self) -> Option<bool> {
        (self.literal == Literal::Nil).then_some(self.operator == Operator::NotEqual)
    }
}

/// Whether a comparison makes sense.
pub(super) fn can_compare(field: &Field, operator: Operator, literal: &Literal) -> bool {
    if operator.takes_pattern() {
        return matches!(literal, Literal::Pattern(_));
    }
    match field.has_type() {
        Type::Status => matches!(literal, Literal::Status(_)),
        Type::Kind => matches!(literal, Literal::Kind(_)),
        Type::Duration | Type::Number => Number::of_literal(literal).is_some(),
        Type::Severities => match literal {
            Literal::Severity(_) | Literal::Int(_) => true,
            other => *other == Literal::Nil && !operator.is_order(),
        },
        Type::Text => matches!(literal, Literal::Text(_)),
        Type::Texts => matches!(literal, Literal::Text(_)) || *literal == Literal::Nil && !operator.is_order(),
        Type::Attribute => match literal {
            Literal::Nil | Literal::Bool(_) => !operator.is_order(),
            Literal::Text(_) | Literal::Int(_) | Literal::Float(_) | Literal::Duration(_) => true,
            Literal::Status(_) | Literal::Kind(_) | Literal::Severity(_) | Literal::Pattern(_) => false,
        },
    }
}

pub(super) fn bool_of(value: Value<'_>) -> Option<bool> {
    match value {
        Value::Bool(value) => Some(value),
        Value::String(text) => text.parse().ok(),
        _ => None,
    }
}

/// A value as text: what text and regular expressions are compared with.
pub(super) fn text_of(value: Value<'_>) -> Cow<'_, str> {
    match value {
        Value::Empty => Cow::Borrowed(""),
        Value::String(text) | Value::Bytes(text) | Value::Array(text) | Value::Map(text) => Cow::Borrowed(text),
        Value::Bool(value) => Cow::Borrowed(if value { "true" } else { "false" }),
        Value::Int(value) => Cow::Owned(value.to_string()),
        Value::Double(value) => Cow::Owned(value.to_string()),
    }
}

impl fmt::Display for Condition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} {}", self.field, self.operator.symbol(), self.literal)
    }
}
