//! What is compared where a condition does not suffice: fields of the span or of its parent, literals, and what is computed with them.

use std::cmp::Ordering;
use std::fmt;

use super::condition::{Operator, can_compare};
use super::field::{Field, Scope, Type};
use super::literal::Literal;
use super::number::{Arithmetic, Number, compare};
use super::quoted::write_quoted;
use super::token::{Word, is_plain};

/// A field of the span itself or of its parent.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Whose {
    pub(super) of_parent: bool,
    pub(super) field: Field,
}

/// Something that has a value for each span, or none, or several.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Expression {
    Literal(Literal),
    Field(Whose),
    Negated(Box<Self>),
    Computed(Box<Self>, Arithmetic, Box<Self>),
}

/// A comparison of two expressions, of which one at least is more than a literal.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Comparison {
    pub(super) left: Expression,
    pub(super) operator: Operator,
    pub(super) right: Expression,
}

/// What is known of the values of an expression before any span is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sort {
    /// Whatever an attribute can be.
    Any,
    Number,
    Text,
    Bool,
    Status,
    Kind,
    Nil,
    /// Severities and lines of logs, which are compared with literals only.
    OfLogs,
}

impl Whose {
    /// Reads `parent.…` and the fields of the span itself.
    pub(super) fn from_word(word: &Word) -> Option<Self> {
        const PARENT: &str = "parent";
        let own = |word: &Word| Field::from_word(word).map(|field| Self { of_parent: false, field });
        if !word.text[..word.plain].starts_with("parent.") {
            return own(word);
        }
        let after = &word.text[PARENT.len() + 1..];
        let plain = word.plain - PARENT.len() - 1;
        let scoped = Word { text: after.to_owned(), plain, is_quoted: word.is_quoted };
        let is_scoped = ["span.", "resource."].iter().any(|scope| after[..plain].starts_with(scope));
        let is_intrinsic =
            !word.is_quoted && !after.contains(':') && matches!(Field::from_word(&scoped), Some(Field::Intrinsic(_)));
        let of_any = Word { text: word.text[PARENT.len()..].to_owned(), plain: plain + 1, is_quoted: word.is_quoted };
        let field = Field::from_word(if is_scoped || is_intrinsic { &scoped } else { &of_any })?;
        Some(Self { of_parent: true, field })
    }

    fn has_sort(&self) -> Sort {
        match self.field.has_type() {
            Type::Attribute => Sort::Any,
            Type::Texts if self.field.is_line() => Sort::OfLogs,
            Type::Text | Type::Texts => Sort::Text,
            Type::Duration | Type::Number => Sort::Number,
            Type::Status => Sort::Status,
            Type::Kind => Sort::Kind,
            Type::Severities => Sort::OfLogs,
        }
    }
}

impl Expression {
    pub(super) fn has_sort(&self) -> Sort {
        match self {
            Self::Field(whose) => whose.has_sort(),
            Self::Negated(_) | Self::Computed(..) => Sort::Number,
            Self::Literal(literal) => match literal {
                Literal::Nil => Sort::Nil,
                Literal::Text(_) | Literal::Pattern(_) => Sort::Text,
                Literal::Int(_) | Literal::Float(_) | Literal::Duration(_) => Sort::Number,
                Literal::Bool(_) => Sort::Bool,
                Literal::Status(_) => Sort::Status,
                Literal::Kind(_) => Sort::Kind,
                Literal::Severity(_) => Sort::OfLogs,
            },
        }
    }

    /// Whether it can be computed with.
    pub(super) fn can_be_number(&self) -> bool {
        matches!(self.has_sort(), Sort::Any | Sort::Number)
    }

    /// Whether it is about spans at all.
    pub(super) fn names_field(&self) -> bool {
        match self {
            Self::Literal(_) => false,
            Self::Field(_) => true,
            Self::Negated(inner) => inner.names_field(),
            Self::Computed(a, _, b) => a.names_field() || b.names_field(),
        }
    }

    /// The expression with the other sign.
    pub(super) fn negated(self) -> Self {
        match self {
            Self::Literal(Literal::Duration(value)) if value != i64::MIN => Self::Literal(Literal::Duration(-value)),
            Self::Literal(literal) => {
                let negated = Number::of_literal(&literal).and_then(|number| number.negated().to_literal());
                negated.map_or_else(|| Self::Negated(Box::new(Self::Literal(literal))), Self::Literal)
            }
            other => Self::Negated(Box::new(other)),
        }
    }

    /// What is computed with two expressions: a literal where both are literals and the result fits one.
    pub(super) fn computed(self, arithmetic: Arithmetic, other: Self) -> Self {
        let folded = match (&self, &other) {
            (Self::Literal(a), Self::Literal(b)) => folded(a, arithmetic, b),
            _ => None,
        };
        folded.map_or_else(|| Self::Computed(Box::new(self), arithmetic, Box::new(other)), Self::Literal)
    }

    fn binding(&self) -> u8 {
        match self {
            Self::Literal(_) | Self::Field(_) => 4,
            // It reaches as far as products do.
            Self::Negated(_) => 1,
            Self::Computed(_, arithmetic, _) => arithmetic.binding(),
        }
    }

    fn fmt_operand(&self, f: &mut fmt::Formatter<'_>, least: u8) -> fmt::Result {
        // A sign in the middle of a computation is easier to read in parentheses.
        let is_signed = matches!(self, Self::Literal(literal) if literal.to_string().starts_with('-'));
        if self.binding() < least || is_signed { write!(f, "({self})") } else { write!(f, "{self}") }
    }
}

/// What is computed with two literals, a duration where that is what it is.
fn folded(a: &Literal, arithmetic: Arithmetic, b: &Literal) -> Option<Literal> {
    let result = arithmetic.of(Number::of_literal(a)?, Number::of_literal(b)?)?.to_literal()?;
    let durations = [a, b].map(|literal| matches!(literal, Literal::Duration(_)));
    let is_duration = match arithmetic {
        Arithmetic::Add | Arithmetic::Subtract => durations == [true, true],
        Arithmetic::Multiply => durations[0] != durations[1],
        Arithmetic::Divide | Arithmetic::Remainder | Arithmetic::Power => false,
    };
    match result {
        Literal::Int(value) if is_duration => Some(Literal::Duration(value)),
        other => Some(other),
    }
}

impl Comparison {
    /// Whether two sorts can be compared so.
    pub(super) fn is_possible(left: Sort, operator: Operator, right: Sort) -> bool {
        let suits = |sort| match sort {
            Sort::OfLogs => false,
            Sort::Any | Sort::Number | Sort::Text => !operator.takes_pattern(),
            Sort::Bool | Sort::Status | Sort::Kind | Sort::Nil => {
                matches!(operator, Operator::Equal | Operator::NotEqual)
            }
        };
        let meets = left == right || left == Sort::Any || right == Sort::Any;
        meets && suits(left) && suits(right)
    }
}

/// Whether a comparison of two literals holds. `None` where it makes no sense.
pub(super) fn constant(left: &Literal, operator: Operator, right: &Literal) -> Option<bool> {
    if let Literal::Pattern(pattern) = right {
        let Literal::Text(text) = left else { return None };
        return Some(operator.accepts(pattern.matches(text).then_some(Ordering::Equal)));
    }
    let ordering = match (left, right) {
        (Literal::Text(a), Literal::Text(b)) => Some(a.cmp(b)),
        (a, b) => match (Number::of_literal(a), Number::of_literal(b)) {
            (Some(a), Some(b)) => compare(a, b),
            _ => (a == b).then_some(Ordering::Equal),
        },
    };
    let sorts = [left, right].map(|literal| Expression::Literal(literal.clone()).has_sort());
    Comparison::is_possible(sorts[0], operator, sorts[1]).then(|| operator.accepts(ordering))
}

/// Whether a field can be compared with a literal, where both are what a condition is made of.
pub(super) fn suits_condition(whose: &Whose, operator: Operator, literal: &Literal) -> bool {
    can_compare(&whose.field, operator, literal)
}

/// Keys that read as something else are in quotes.
impl fmt::Display for Whose {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.of_parent {
            return self.field.fmt(f);
        }
        match &self.field {
            Field::Attribute(Scope::Any, key) => {
                let bare = Word { text: key.clone(), plain: key.len(), is_quoted: false };
                let means_other = Field::from_word(&bare).is_some() && !key.starts_with('.');
                let is_plain = !key.is_empty() && key.chars().all(is_plain) && !means_other;
                f.write_str("parent.")?;
                if is_plain { f.write_str(key) } else { write_quoted(f, key) }
            }
            field => write!(f, "parent.{field}"),
        }
    }
}

impl fmt::Display for Expression {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Literal(literal) => literal.fmt(f),
            Self::Field(whose) => whose.fmt(f),
            Self::Negated(inner) => {
                f.write_str("-")?;
                inner.fmt_operand(f, 2)
            }
            Self::Computed(a, arithmetic, b) => {
                let binding = arithmetic.binding();
                let is_power = *arithmetic == Arithmetic::Power;
                a.fmt_operand(f, if is_power { binding + 1 } else { binding })?;
                write!(f, " {} ", arithmetic.symbol())?;
                b.fmt_operand(f, if is_power { binding } else { binding + 1 })
            }
        }
    }
}

impl fmt::Display for Comparison {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} {}", self.left, self.operator.symbol(), self.right)
    }
}
