//! Numbers of units: what they are called, and their values.

use spanlens::analysis::{NumberRange, UnitNumber};
use spanlens::filter::Scope;

use super::{bytes, count, decimal, service_name};

/// What a number is called: `spans`, `calls to cart`, `app.order.total`.
pub(crate) fn number_name(number: &UnitNumber) -> String {
    match number {
        UnitNumber::Spans => "spans".to_owned(),
        UnitNumber::Calls(service) => format!("calls to {}", service_name(service)),
        UnitNumber::Attribute(Scope::Span | Scope::Any, key) => key.clone(),
        UnitNumber::Attribute(scope, key) => format!("{}{key}", scope.prefix()),
    }
}

/// A value of a number: with its unit where that is known for certain.
pub(crate) fn number_of_unit(number: &UnitNumber, value: f64) -> String {
    match number {
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a whole number in this range")]
        UnitNumber::Attribute(_, key) if is_of_bytes(key) && value.fract() == 0.0 && (0.0..1e15).contains(&value) => {
            bytes(value as u64)
        }
        _ => decimal(value),
    }
}

/// A range of a number: `app.order.total 5 to below 10`, `spans from 20`, `calls to cart: 3`.
pub(crate) fn number_range(range: &NumberRange) -> String {
    let NumberRange { of, min, max } = range;
    let (name, value) = (number_name(of), |value: f64| number_of_unit(of, value));
    let is_count = matches!(of, UnitNumber::Spans | UnitNumber::Calls(_));
    match (*min, *max) {
        (None, None) => format!("any {name}"),
        (Some(min), Some(max)) if is_count && (max - min - 1.0).abs() < f64::EPSILON => {
            format!("{name}: {}", value(min))
        }
        (Some(min), None) => format!("{name} from {}", value(min)),
        (None, Some(max)) => format!("{name} below {}", value(max)),
        (Some(min), Some(max)) => format!("{name} {} to below {}", value(min), value(max)),
    }
}

/// How many units have no such number: `12 of 300 requests have no such number`.
pub(crate) fn without_number(without: u32, all: u32, units: &str) -> String {
    let has = if without == 1 { "has" } else { "have" };
    format!("{} of {} {units} {has} no such number", count(without), count(all))
}

/// Whether the semantic conventions say that an attribute is in bytes, or its name does.
fn is_of_bytes(key: &str) -> bool {
    const ENDS: [&str; 9] = [
        ".bytes",
        "_bytes",
        "http.request.size",
        "http.response.size",
        ".body.size",
        ".envelope.size",
        "_content_length",
        "_content_length_uncompressed",
        "message.uncompressed_size",
    ];
    ENDS.iter().any(|end| key.ends_with(end))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_range_says_which_number_it_is_of() {
        let calls = UnitNumber::Calls("cart".to_owned());
        let total = UnitNumber::Attribute(Scope::Span, "app.order.total".to_owned());
        let size = UnitNumber::Attribute(Scope::Resource, "x.body.size".to_owned());
        for (of, min, max, words) in [
            (&UnitNumber::Spans, Some(20.0), None, "spans from 20"),
            (&calls, Some(3.0), Some(4.0), "calls to cart: 3"),
            (&calls, Some(3.0), Some(5.0), "calls to cart 3 to below 5"),
            (&total, Some(3.0), Some(4.0), "app.order.total 3 to below 4"),
            (&total, None, Some(-1234.0), "app.order.total below −1,234"),
            (&total, None, None, "any app.order.total"),
            (&size, Some(1500.0), None, "resource.x.body.size from 1.5 KB"),
        ] {
            assert_eq!(number_range(&NumberRange { of: of.clone(), min, max }), words);
        }
    }

    #[test]
    fn bytes_are_those_that_are_said_to_be() {
        for (key, is_of) in [
            ("http.response.body.size", true),
            ("db.read_bytes", true),
            ("http.request_content_length", true),
            ("app.cart.size", false),
            ("megabytes", false),
        ] {
            assert_eq!(is_of_bytes(key), is_of, "{key}");
        }
    }

    #[test]
    fn one_has_no_number() {
        assert_eq!(without_number(1, 3, "requests"), "1 of 3 requests has no such number");
        assert_eq!(without_number(1200, 3000, "spans"), "1,200 of 3,000 spans have no such number");
    }
}
