//! Numbers as far as they are known exactly: how they are compared, and what is computed with them.

use std::cmp::Ordering;

use super::literal::{Literal, is_decimal};
use crate::store::Value;

/// A number as far as it is known exactly.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Number {
    Int(i128),
    Float(f64),
}

/// What is computed with two numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Arithmetic {
    Add,
    Subtract,
    Multiply,
    Divide,
    Remainder,
    Power,
}

impl Arithmetic {
    /// All of them, in the order in which they are offered.
    pub(super) const ALL: [Self; 6] =
        [Self::Add, Self::Subtract, Self::Multiply, Self::Divide, Self::Remainder, Self::Power];

    pub(super) fn symbol(self) -> &'static str {
        match self {
            Self::Add => "+",
            Self::Subtract => "-",
            Self::Multiply => "*",
            Self::Divide => "/",
            Self::Remainder => "%",
            Self::Power => "^",
        }
    }

    /// How tight it binds.
    pub(super) fn binding(self) -> u8 {
        match self {
            Self::Add | Self::Subtract => 1,
            Self::Multiply | Self::Divide | Self::Remainder => 2,
            Self::Power => 3,
        }
    }

    /// The result: a whole number where both are and it is one, as long as it has at most 128 bits. `None` where there is none: what is
    /// divided by zero, and what is no number at all.
    pub(super) fn of(self, a: Number, b: Number) -> Option<Number> {
        if let (Number::Int(a), Number::Int(b)) = (a, b) {
            if b == 0 && matches!(self, Self::Divide | Self::Remainder) {
                return None;
            }
            if let Some(exact) = self.of_ints(a, b) {
                return Some(Number::Int(exact));
            }
        }
        let (a, b) = (a.to_float(), b.to_float());
        let result = match self {
            Self::Add => a + b,
            Self::Subtract => a - b,
            Self::Multiply => a * b,
            Self::Divide | Self::Remainder if b == 0.0 => return None,
            Self::Divide => a / b,
            Self::Remainder => a % b,
            Self::Power => a.powf(b),
        };
        (!result.is_nan()).then_some(Number::Float(result))
    }

    /// The result, if it is a whole number of at most 128 bits.
    fn of_ints(self, a: i128, b: i128) -> Option<i128> {
        match self {
            Self::Add => a.checked_add(b),
            Self::Subtract => a.checked_sub(b),
            Self::Multiply => a.checked_mul(b),
            Self::Divide => (a.checked_rem(b)? == 0).then(|| a.checked_div(b)).flatten(),
            Self::Remainder => a.checked_rem(b),
            Self::Power => a.checked_pow(u32::try_from(b).ok()?),
        }
    }
}

impl Number {
    /// The number that a literal is.
    pub(super) fn of_literal(literal: &Literal) -> Option<Self> {
        match *literal {
            Literal::Int(value) | Literal::Duration(value) => Some(Self::Int(value.into())),
            Literal::Float(value) => Some(Self::Float(value)),
            _ => None,
        }
    }

    /// The number that a value is, or that its text is in decimal digits.
    pub(super) fn of_value(value: Value<'_>) -> Option<Self> {
        match value {
            Value::Int(value) => Some(Self::Int(value.into())),
            Value::Double(value) => Some(Self::Float(value)),
            Value::String(text) if is_decimal(text) => {
                text.parse().map(Self::Int).or_else(|_| text.parse().map(Self::Float)).ok()
            }
            _ => None,
        }
    }

    /// As a literal, if it fits one.
    pub(super) fn to_literal(self) -> Option<Literal> {
        match self {
            Self::Int(value) => i64::try_from(value).ok().map(Literal::Int),
            Self::Float(value) => value.is_finite().then_some(Literal::Float(value)),
        }
    }

    /// The nearest float.
    #[expect(clippy::cast_precision_loss, reason = "what is a float beside a float is one")]
    pub(super) fn to_float(self) -> f64 {
        match self {
            Self::Int(value) => value as f64,
            Self::Float(value) => value,
        }
    }

    /// The number with the other sign.
    pub(super) fn negated(self) -> Self {
        match self {
            Self::Int(value) => value.checked_neg().map_or(Self::Float(-self.to_float()), Self::Int),
            Self::Float(value) => Self::Float(-value),
        }
    }
}

/// Compares without rounding. `None` beside a NaN.
#[inline]
pub(super) fn compare(a: Number, b: Number) -> Option<Ordering> {
    match (a, b) {
        (Number::Int(a), Number::Int(b)) => Some(a.cmp(&b)),
        (Number::Float(a), Number::Float(b)) => a.partial_cmp(&b),
        (Number::Int(a), Number::Float(b)) => compare_mixed(a, b),
        (Number::Float(a), Number::Int(b)) => compare_mixed(b, a).map(Ordering::reverse),
    }
}

fn compare_mixed(int: i128, float: f64) -> Option<Ordering> {
    if float.is_nan() {
        return None;
    }
    // Beyond the range of `i128`, the cast gives its ends.
    #[expect(clippy::cast_possible_truncation, reason = "the fraction is compared afterwards")]
    let whole = float.trunc() as i128;
    Some(int.cmp(&whole).then_with(|| 0.0_f64.partial_cmp(&(float - float.trunc())).unwrap_or(Ordering::Equal)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_compare_without_rounding() {
        let big = 1_i128 << 53;
        for (int, float, expected) in [
            (1, 1.0, Some(Ordering::Equal)),
            (1, 1.5, Some(Ordering::Less)),
            (-1, -1.5, Some(Ordering::Greater)),
            (0, -0.0, Some(Ordering::Equal)),
            (big + 1, 9_007_199_254_740_992.0, Some(Ordering::Greater)),
            (i128::from(u64::MAX), f64::INFINITY, Some(Ordering::Less)),
            (0, f64::NEG_INFINITY, Some(Ordering::Greater)),
            (0, f64::NAN, None),
        ] {
            assert_eq!(compare(Number::Int(int), Number::Float(float)), expected, "{int} {float}");
        }
    }

    #[test]
    fn whole_numbers_stay_whole_as_long_as_they_can() {
        use Number::{Float, Int};
        for (a, operation, b, expected) in [
            (Int(1 << 62), "+", Int(1 << 62), Some(Int(1 << 63))),
            (Int(2), "-", Int(3), Some(Int(-1))),
            (Int(1 << 40), "*", Int(1 << 60), Some(Int(1 << 100))),
            (Int(6), "/", Int(3), Some(Int(2))),
            (Int(1), "/", Int(2), Some(Float(0.5))),
            (Int(-7), "%", Int(3), Some(Int(-1))),
            (Int(2), "^", Int(10), Some(Int(1024))),
            (Int(2), "^", Int(-1), Some(Float(0.5))),
            (Int(3), "+", Float(0.5), Some(Float(3.5))),
            (Int(1), "/", Int(0), None),
            (Int(1), "%", Float(0.0), None),
            (Int(-1), "^", Float(0.5), None),
            (Int(2), "^", Int(1 << 40), Some(Float(f64::INFINITY))),
        ] {
            let operation = Arithmetic::ALL.into_iter().find(|known| known.symbol() == operation).unwrap();
            assert_eq!(operation.of(a, b), expected, "{a:?} {operation:?} {b:?}");
        }
        assert_eq!(Int(i128::MIN).negated(), Float(2.0_f64.powi(127)));
    }
}
