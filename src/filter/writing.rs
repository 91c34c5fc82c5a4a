//! Expressions over sets of spans as text.

use std::fmt;

use super::spans::{Check, Part, Scalar, Spans};
use super::tree::{Closure, Leaf};

impl<L: fmt::Display, M: fmt::Display> Leaf for Part<L, M> {
    fn closure(&self) -> Closure {
        match self {
            Self::Spans(Spans::Where(_)) => Closure::Closed,
            Self::Spans(Spans::Related(..)) => Closure::Tight,
            Self::Spans(_) | Self::Check(_) => Closure::Loose,
        }
    }
}

impl<L: fmt::Display, M: fmt::Display> fmt::Display for Part<L, M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Spans(spans) => spans.fmt(f),
            Self::Check(check) => check.fmt(f),
        }
    }
}

impl<L: fmt::Display, M: fmt::Display> Spans<L, M> {
    /// In parentheses, but for spansets and, where relations can stand by themselves, these.
    fn fmt_operand(&self, f: &mut fmt::Formatter<'_>, may_be_related: bool) -> fmt::Result {
        let is_open = match self {
            Self::Where(_) => true,
            Self::Related(..) => may_be_related,
            Self::All(_) | Self::Any(_) | Self::Then(..) | Self::Checked(..) => false,
        };
        if is_open { write!(f, "{self}") } else { write!(f, "({self})") }
    }
}

impl<L: fmt::Display, M: fmt::Display> fmt::Display for Spans<L, M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (parts, operator) = match self {
            Self::Where(leaf) => return leaf.fmt(f),
            Self::Related(a, relation, b) => {
                a.fmt_operand(f, true)?;
                write!(f, " {} ", relation.symbol())?;
                return b.fmt_operand(f, false);
            }
            Self::Then(a, b) => return write!(f, "{a} | {b}"),
            Self::Checked(inner, check) => return write!(f, "{inner} | {check}"),
            Self::All(parts) => (parts, " && "),
            Self::Any(parts) => (parts, " || "),
        };
        for (at, part) in parts.iter().enumerate() {
            f.write_str(if at == 0 { "" } else { operator })?;
            part.fmt_operand(f, true)?;
        }
        Ok(())
    }
}

impl<L: fmt::Display, M: fmt::Display> fmt::Display for Check<L, M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} {}", self.left, self.operator.symbol(), self.right)
    }
}

impl<L: fmt::Display, M: fmt::Display> Scalar<L, M> {
    fn fmt_operand(&self, f: &mut fmt::Formatter<'_>, least: u8) -> fmt::Result {
        let binding = match self {
            Self::Literal(literal) if !literal.to_string().starts_with('-') => 4,
            Self::Literal(_) => 0,
            Self::Measured { .. } => 4,
            Self::Negated(_) => 1,
            Self::Computed(_, arithmetic, _) => arithmetic.binding(),
        };
        if binding < least { write!(f, "({self})") } else { write!(f, "{self}") }
    }
}

impl<L: fmt::Display, M: fmt::Display> fmt::Display for Scalar<L, M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Literal(literal) => literal.fmt(f),
            Self::Negated(inner) => {
                f.write_str("-")?;
                inner.fmt_operand(f, 2)
            }
            Self::Computed(a, arithmetic, b) => {
                let (binding, symbol) = (arithmetic.binding(), arithmetic.symbol());
                // Powers are read from the right.
                let (left, right) = if symbol == "^" { (binding + 1, binding) } else { (binding, binding + 1) };
                a.fmt_operand(f, left)?;
                write!(f, " {symbol} ")?;
                b.fmt_operand(f, right)
            }
            Self::Measured { aggregate, measure, over } => {
                let word = aggregate.word();
                let measured = measure.as_ref().map(ToString::to_string).unwrap_or_default();
                match over {
                    Some(over) => write!(f, "({over} | {word}({measured}))"),
                    None => write!(f, "{word}({measured})"),
                }
            }
        }
    }
}
