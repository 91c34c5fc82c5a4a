//! Fields that are written as few write them.

use spanlens::ingest::Reason;

use super::{field, nested, reasons, text, with_span};
use crate::reader::dump::{self, SpanText};
use crate::reader::read;

/// The spans of a request, and the reasons for what was repaired.
fn spans(bytes: &[u8]) -> (Vec<SpanText>, Vec<(Reason, u64)>) {
    let (store, report) = read([bytes]);
    assert_eq!(report.fault, None, "{bytes:?}");
    (dump::spans(&store), reasons(&report))
}

/// A span of these fields as text: its head without ids and kind, its attributes.
fn span(fields: &[u8]) -> (String, Vec<(Reason, u64)>) {
    let (spans, reasons) = spans(&with_span(&[text(5, "a"), fields.to_vec()].concat()));
    let [SpanText { head, attributes, .. }] = spans.as_slice() else { panic!("one span: {spans:?} {fields:?}") };
    let head = head.split_once(" < ").unwrap().1.split_once(' ').unwrap().1;
    ([&[head.to_owned()], attributes.as_slice()].concat().join("; "), reasons)
}

fn attribute(value: &[u8]) -> Vec<u8> {
    field(9, &[text(1, "k"), field(2, value)].concat())
}

#[test]
fn scalars_are_read_as_protobuf_has_them() {
    let none = "\"a\" kind 0 0..0";
    let cases: [(&[u8], String); 13] = [
        (b"", none.to_owned()),
        (b"\x30\x03", "\"a\" kind 3 0..0".to_owned()),
        (b"\x30\x83\x80\x00", "\"a\" kind 3 0..0".to_owned()),
        (b"\x30\x03\x30\x02", "\"a\" kind 2 0..0".to_owned()),
        (b"\x39\x01\0\0\0\0\0\0\0\x41\xff\xff\xff\xff\xff\xff\xff\xff", format!("\"a\" kind 0 1..{}", u64::MAX)),
        (b"\x85\x01\xff\xff\xff\xff", format!("{none} flags 4294967295")),
        (b"\x50\x01\x60\x02\x70\x03", format!("{none} dropped [1, 2, 3]")),
        (b"\x2a\x01b", "\"b\" kind 0 0..0".to_owned()),
        (&attribute(b"\x18\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01"), format!("{none}; k = Int(-1)")),
        (&attribute(b"\x10\x02"), format!("{none}; k = Bool(true)")),
        (&attribute(b"\x21\0\0\0\0\0\0\xf8\x7f"), format!("{none}; k = Double(NaN)")),
        (&attribute(b"\x3a\x02fo"), format!("{none}; k = Bytes(\"Zm8=\")")),
        (&attribute(b"\x40\x07"), format!("{none}; k = Empty")),
    ];
    for (fields, expected) in cases {
        assert_eq!(span(fields), (expected, vec![]), "{fields:?}");
    }
}

#[test]
fn what_cannot_be_taken_as_it_is_is_counted() {
    let none = "\"a\" kind 0 0..0";
    let cases: [(&[u8], &str, Reason); 8] = [
        (b"\x30\x07", none, Reason::UnknownKind),
        (b"\x30\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01", none, Reason::UnknownKind),
        (b"\x7a\x02\x18\x09", none, Reason::UnknownStatus),
        (b"\x50\x80\x80\x80\x80\x10", none, Reason::UnexpectedValue),
        (b"\x2a\x02b\xff", "\"b\u{fffd}\" kind 0 0..0", Reason::InvalidUtf8),
        (b"\x0a\x115b8efff798038103d", none, Reason::TextId),
        (b"\x0a\x11\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x01", none, Reason::UnreadableId),
        (b"\x12\x10eee19b7ec3c1b174", none, Reason::TextId),
    ];
    for (fields, expected, reason) in cases {
        assert_eq!(span(fields), (expected.to_owned(), vec![(reason, 1)]), "{fields:?}");
        // The second time is no different.
        let twice = [with_span(fields), with_span(fields)].concat();
        assert_eq!(spans(&twice).1, [(reason, 2)], "{fields:?}");
    }
}

#[test]
fn messages_that_come_in_parts_are_joined() {
    let none = "\"a\" kind 0 0..0";
    let array = |items: &[u8]| field(5, &items.iter().flat_map(|&item| [0x0a, 2, 0x18, item]).collect::<Vec<_>>());
    let cases = [
        (field(15, b"\x18\x02\x12\x01m"), " status 2 message \"m\""),
        ([field(15, b"\x18\x02"), field(15, b"\x12\x01m")].concat(), " status 2 message \"m\""),
        (attribute(&[array(&[1]), array(&[2])].concat()), "; k = Array(\"[1,2]\")"),
        (attribute(&[array(&[1]), b"\x18\x05".to_vec(), array(&[2])].concat()), "; k = Array(\"[2]\")"),
        (
            field(9, &[text(1, "x"), field(2, &array(&[1])), text(1, "k"), field(2, &array(&[2]))].concat()),
            "; k = Array(\"[1,2]\")",
        ),
        (attribute(&[text(1, "s"), b"\x18\x05".to_vec()].concat()), "; k = Int(5)"),
        (attribute(b""), "; k = Empty"),
        (field(9, b""), ";  = Empty"),
    ];
    for (fields, expected) in cases {
        assert_eq!(span(&fields), (format!("{none}{expected}"), vec![]), "{fields:?}");
    }
}

#[test]
fn the_codes_of_old_are_failures_but_the_first() {
    for (status, expected) in [
        (&b"\x08\x00"[..], ""),
        (b"\x08\x02", " status 2"),
        (b"\x08\x10\x18\x01", " status 1"),
        (b"\x18\x00\x08\x01", " status 2"),
    ] {
        assert_eq!(span(&field(15, status)).0, format!("\"a\" kind 0 0..0{expected}"), "{status:?}");
    }
}

/// A resource with this name, a scope with that, a span.
fn parts() -> [Vec<u8>; 3] {
    let service = [text(1, "service.name"), field(2, &text(1, "shop"))].concat();
    [field(1, &field(1, &service)), field(1, &text(1, "lib")), field(2, &text(5, "a"))]
}

const RESOURCE: &str = r#"resource schema "u" dropped 0 ["service.name = String(\"shop\")"]"#;
const SCOPE: &str = r#"scope "lib" "" schema "v" dropped 0 []"#;

#[test]
fn resources_and_scopes_may_come_in_any_order_and_in_parts() {
    let [resource, scope, span] = parts();
    let (resource_schema, scope_schema) = (text(3, "u"), text(3, "v"));
    let scope_spans = |parts: &[&[u8]]| field(2, &parts.concat());
    let usual = scope_spans(&[&scope, &span, &scope_schema]);
    let bodies = [
        vec![resource.clone(), usual.clone(), resource_schema.clone()],
        vec![resource_schema.clone(), usual.clone(), resource.clone()],
        vec![scope_spans(&[&span, &scope_schema, &scope]), resource_schema.clone(), resource.clone()],
        vec![field(1, b""), usual.clone(), field(9, b"unknown"), resource.clone(), resource_schema.clone()],
        vec![resource.clone(), b"\x23\x2b\x0a\x03abc\x2c\x24".to_vec(), usual.clone(), resource_schema.clone()],
        vec![scope_spans(&[&field(1, b""), &span, &scope, &scope_schema]), resource.clone(), resource_schema.clone()],
        vec![scope_spans(&[]), usual.clone(), scope_spans(&[&scope]), resource.clone(), resource_schema.clone()],
    ];
    for body in bodies {
        let (spans, reasons) = spans(&field(1, &body.concat()));
        let origins: Vec<_> = spans.iter().map(|span| (span.resource.as_str(), span.scope.as_str())).collect();
        assert_eq!((origins, reasons), (vec![(RESOURCE, SCOPE)], vec![]), "{body:?}");
    }
}

#[test]
fn spans_of_libraries_count_unless_there_are_scopes() {
    let [resource, scope, span] = parts();
    let library = |bytes: &[u8]| [&[0xc2, 0x3e, u8::try_from(bytes.len()).unwrap()], bytes].concat();
    let library_spans = library(&[scope.clone(), span.clone(), text(3, "v")].concat());
    let schema = text(3, "u");
    let (alone, _) = spans(&field(1, &[resource.clone(), library_spans.clone(), schema.clone()].concat()));
    assert_eq!((alone[0].resource.as_str(), alone[0].scope.as_str(), alone.len()), (RESOURCE, SCOPE, 1));
    let both = field(1, &[resource, field(2, &[scope, span].concat()), library_spans].concat());
    let twice = [both.clone(), field(1, &[library(&field(2, &text(5, "b"))), schema].concat())].concat();
    assert_eq!((spans(&both).0.len(), spans(&twice).0.len()), (1, 2));
}

#[test]
fn values_lie_in_at_most_64_others() {
    for (depth, is_too_deep) in [(64, false), (65, true), (10_000, true)] {
        let value = nested(&[5, 1].repeat(depth), b"\x18\x07");
        let (store, report) = read([with_span(&attribute(&value)).as_slice()]);
        let inner = if is_too_deep { "null" } else { "7" };
        let expected = format!("{}{inner}{}", "[".repeat(64), "]".repeat(64));
        assert!(store.strings().find(&expected).is_some(), "{depth}");
        let reasons = reasons(&report);
        assert_eq!((&report.fault, reasons.len()), (&None, usize::from(is_too_deep)), "{depth}: {reasons:?}");
        assert_eq!(report.count(Reason::TooDeep), u64::from(is_too_deep), "{depth}");
    }
}
