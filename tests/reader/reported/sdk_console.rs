//! What SDKs print.

use super::Case;

#[test]
fn an_old_resource_is_flat_and_other_output_stands_between_spans() {
    let case = Case::read("python-old-flat-resource.txt");
    case.is("
        tool foo server 0..9000000 error ValueError: bad value
          tool bar internal 1000000..5000000 unset");
    let nested = case.span("foo").nested;
    assert_eq!(nested.len(), 1, "{nested:#?}");
    assert!(nested[0].1.contains(&r#"exception.type = String("ValueError")"#.to_owned()), "{nested:#?}");
    let resource = case.span("foo").resource;
    assert!(resource.contains(r#"telemetry.sdk.version = String(\"1.1.0\")"#), "{resource}");
    assert_eq!(case.counts(), [1, 1, 1]);
}
