//! Azure Application Insights.

use super::Case;
use crate::reader::dump::{self, SpanText};

#[test]
fn durations_have_days_and_any_number_of_decimals() {
    let case = Case::read("azure-durations.jsonl");
    case.is("
        jobs nightly job server 0..93784567890100 unset
          jobs read client 1000000..13345600 unset
          jobs wait client 20000000..60020000000 unset
          jobs ping internal 30000000..31000000 unset
          jobs nap internal 40000000..1040000000 unset");
    assert_eq!(case.counts(), [1, 1, 0]);
}

#[test]
fn a_span_has_one_id_in_three_forms() {
    let case = Case::read("azure-three-id-forms.json");
    case.is("
        web GET Home/Index server 0..150500000 unset
          web GET /cart client 20000000..120000000 error
            cart GET /cart server 30000000..110250000 error");
    let is_of_cart = |span: &SpanText| span.attributes.iter().any(|text| text == r#"tier = String("gold")"#);
    let of_cart = dump::spans(&case.store).into_iter().find(is_of_cart).unwrap();
    let nested: Vec<String> =
        of_cart.nested.iter().map(|(head, lines)| format!("{head} {}", lines.join(" "))).collect();
    assert_eq!(nested.len(), 2, "{nested:#?}");
    for part in ["cart is empty", "System.IO.IOException", "disk full"] {
        assert!(nested.iter().any(|event| event.contains(part)), "{part}: {nested:#?}");
    }
    assert_eq!(case.counts(), [1, 1, 0]);
    case.tells(&[]);
}
