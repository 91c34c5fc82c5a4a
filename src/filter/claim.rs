//! What a spanset claims of one span: a condition on it or on its parent, or a comparison of two expressions.

use std::fmt;

use super::condition::Condition;
use super::expression::{Comparison, Whose};
use super::tree::{Closure, Leaf};

/// What is claimed of a span.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Claim {
    /// A condition on the span itself.
    Own(Condition),
    /// A condition on its parent. Without a parent there are no values.
    OfParent(Condition),
    Compared(Box<Comparison>),
}

impl Claim {
    /// That a field compares so with a literal.
    pub(super) fn of(whose: Whose, condition: impl FnOnce(super::Field) -> Condition) -> Self {
        let condition = condition(whose.field);
        if whose.of_parent { Self::OfParent(condition) } else { Self::Own(condition) }
    }

    /// The condition that it is, on whichever span.
    pub(super) fn condition(&self) -> Option<&Condition> {
        match self {
            Self::Own(condition) | Self::OfParent(condition) => Some(condition),
            Self::Compared(_) => None,
        }
    }
}

impl Leaf for Claim {
    fn closure(&self) -> Closure {
        Closure::Tight
    }
}

impl fmt::Display for Claim {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Own(condition) => condition.fmt(f),
            Self::OfParent(condition) => {
                let whose = Whose { of_parent: true, field: condition.field.clone() };
                write!(f, "{whose} {} {}", condition.operator.symbol(), condition.literal)
            }
            Self::Compared(comparison) => comparison.fmt(f),
        }
    }
}
