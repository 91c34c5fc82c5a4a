//! Jaeger JSON.

use spanlens::filter::Filter;
use spanlens::ingest::Reason;

use super::Case;

#[test]
fn integers_that_are_text_are_integers() {
    let case = Case::read("jaeger-int64-as-text.json");
    case.is("
        shop POST /orders server 0..90000000 unset
          shop reserve internal 1000000..41000000 unset");
    let attributes = [
        "order.id = Int(9007199254740993)",
        "order.lowest = Int(-9223372036854775808)",
        "order.raw = Int(9007199254740995)",
        r#"order.ref = String("212089821454139392")"#,
        r#"digest = Bytes("AAECAw==")"#,
        r#"page = String("n/a")"#,
        "share = Double(1.0)",
    ];
    case.has("POST /orders", &attributes);
    let span = case.span("POST /orders");
    assert!(span.resource.contains("pid = Int(9007199254740993)"), "{}", span.resource);
    let event = (
        r#"event "priced" 1791187200000100000 dropped 0"#.to_owned(),
        vec!["cents = Int(9223372036854775807)".to_owned()],
    );
    assert_eq!(span.nested, [event]);
    let filter = Filter::parse("{ span.order.id > 9007199254740992 }").unwrap();
    assert_eq!(filter.select(&case.store, case.store.requests()).count(), 1);
    case.tells(&[(Reason::UnreadableNumber, 1)]);
}

#[test]
fn ids_without_leading_zeros_are_the_same_ids() {
    let case = Case::read("jaeger-short-ids.json");
    case.is("
        front GET / unspecified 0..70000000 unset
          pages render unspecified 500000..30500000 unset
          pages lookup unspecified 600000..20600000 unset
        clock tick unspecified 9000000..10000000 unset
          clock sweep unspecified 9100000..9600000 unset");
    let ids = ["GET /", "lookup", "tick", "sweep"].map(|name| {
        let head = case.span(name).head;
        head.split(' ').take(4).collect::<Vec<_>>().join(" ")
    });
    let trace = "0a1b2c3d4e5f60718293a4b5c6d7e8f9";
    let other = "000000000000000003e5a7b9c1d2f4a6";
    let expected = [
        format!("{trace} 00c4d1e2f3a4b5c6 < 0000000000000000"),
        format!("{trace} 0000000000000009 < 00c4d1e2f3a4b5c6"),
        format!("{other} 03e5a7b9c1d2f4a6 < 0000000000000000"),
        format!("{other} 00000000000000aa < 03e5a7b9c1d2f4a6"),
    ];
    assert_eq!(ids, expected);
    assert_eq!((case.counts(), case.store.counts().orphans), ([2, 2, 0], 0));
    case.tells(&[]);
}

#[test]
fn the_parent_is_who_is_a_parent_by_its_type_and_trace() {
    let case = Case::read("jaeger-parent-order.json");
    let trace = "9c07b3aa51e84f60a2d9f8c3b7e614d5";
    let other = "1e2d3c4b5a69788796a5b4c3d2e1f001";
    let follows = r#"opentracing.ref_type = String("follows_from")"#;
    let child = r#"opentracing.ref_type = String("child_of")"#;
    let cases = [
        ("R consume", "0000000000000000", None),
        ("A step", "e000000000000001", None),
        ("B follows, then child", "e000000000000001", Some((trace, "e000000000000002", follows))),
        ("C other trace first", "e000000000000002", Some((other, "f000000000000009", child))),
        ("D parent not here", "e0000000000000ff", Some((trace, "e000000000000002", follows))),
        ("E only another trace", "0000000000000000", Some((other, "f000000000000009", follows))),
    ];
    for (name, parent, link) in cases {
        let span = case.span(name);
        assert!(span.head.contains(&format!("< {parent} ")), "{}", span.head);
        let links: Vec<_> = span.nested.iter().map(|(head, attributes)| (head.clone(), attributes.join(" "))).collect();
        let expected = link
            .map(|(trace, span, kind)| (format!("link {trace} {span} state \"\" flags 0 dropped 0"), kind.to_owned()));
        assert_eq!(links, expected.into_iter().collect::<Vec<_>>(), "{name}");
    }
    let counts = case.store.counts();
    assert_eq!((case.counts(), counts.orphans, counts.detached_spans), ([1, 2, 0], 1, 1));
    case.tells(&[]);
}
