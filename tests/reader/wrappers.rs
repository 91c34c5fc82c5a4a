//! OTLP that lies in other things, or without what usually lies around it.

use spanlens::error::ErrorCode;
use spanlens::store::SpanRow;

use super::read;

/// An entry of `resourceSpans` with one span.
fn entry(service: &str) -> String {
    format!(
        r#"{{"resource":{{"attributes":[{{"key":"service.name","value":{{"stringValue":"{service}"}}}}]}},"scopeSpans":[{{"scope":{{"name":"s"}},"spans":[{{"name":"{service}"}}]}}],"schemaUrl":"u"}}"#
    )
}

/// The services of a text's spans, each of which is named for its own.
fn services(text: &str) -> Vec<String> {
    let (whole, report) = read([text.as_bytes()]);
    assert_eq!((&report.fault, report.findings.len()), (&None, 0), "{text}");
    for size in [1, 7, 64] {
        assert_eq!(read(text.as_bytes().chunks(size)).1, report, "{text} in pieces of {size}");
    }
    let mut services: Vec<String> = (0..whole.spans().len())
        .map(|row| {
            let service = whole.text(whole.service(SpanRow(row)));
            assert_eq!(whole.text(whole.spans().name(SpanRow(row))), service, "{text}");
            service.to_owned()
        })
        .collect();
    services.sort();
    services
}

#[test]
fn entries_without_a_list_around_them_are_read() {
    let (shop, cart) = (entry("shop"), entry("cart"));
    for text in
        [format!("{shop}\n{cart}\n"), format!("[{shop},{cart}]"), format!("{shop}{{\"resourceSpans\":[{cart}]}}")]
    {
        assert_eq!(services(&text), ["cart", "shop"], "{text}");
    }
}

#[test]
fn an_entry_that_holds_others_keeps_its_own_resource() {
    let shop = entry("shop");
    let text = format!("{},\"resourceSpans\":[{}]}}", &shop[..shop.len() - 1], entry("cart"));
    assert_eq!(services(&text), ["cart", "shop"]);
}

#[test]
fn four_objects_of_any_names_may_lie_around_a_document() {
    let document = format!("{{\"resourceSpans\":[{}]}}", entry("shop"));
    let wrapped = |depth| format!("{}{document}{}", "{\"x\":".repeat(depth), "}".repeat(depth));
    for depth in 0..=4 {
        assert_eq!(services(&wrapped(depth)), ["shop"], "{depth}");
    }
    let fault = read([wrapped(5).as_bytes()]).1.fault.unwrap();
    assert_eq!(fault.code, ErrorCode::UnknownFormat);
    assert_eq!(services(&format!("{{\"result\":{document}}}\n{{\"result\":{document}}}")), ["shop", "shop"]);
}
