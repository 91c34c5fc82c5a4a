//! Bytes that are no message, or not all of one.

use spanlens::ingest::Reason;

use super::{fault, field, nested, reasons, text, with_span};
use crate::reader::read;

/// The head of a span, so that nobody takes it for anything else.
fn span(fields: &[u8]) -> Vec<u8> {
    [field(1, &[7; 16]), field(2, &[7; 8]), text(5, "a"), b"\x39\x01\0\0\0\0\0\0\0".to_vec(), fields.to_vec()].concat()
}

#[test]
fn what_is_wrong_is_said_with_its_place() {
    let head = span(b"").len() as u64 + 6;
    let in_span = |fields: &[u8]| with_span(&span(fields));
    let cases: [(Vec<u8>, u64, &str); 12] = [
        (in_span(b"\x28\x01"), head, "a length and its bytes (wire type 2)"),
        (in_span(b"\x32\x00"), head, "a varint (wire type 0)"),
        (in_span(b"\x38\x00"), head, "eight bytes (wire type 1)"),
        (in_span(b"\x80\x01\x00"), head, "four bytes (wire type 5)"),
        (in_span(b"\x4a\x02\x0a\x05"), head + 3, "a length within that of its message"),
        (in_span(b"\x2a\xff\xff\xff\xff\x0f"), head + 1, "a length within that of its message"),
        (in_span(b"\x2a\x80\x80\x80\x80\x10"), head + 1, "a length within that of its message"),
        (in_span(b"\x30\x80"), head + 2, "the rest of a field at"),
        (in_span(b"\x30\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80\x01"), head + 1, "a varint of 64 bits"),
        (in_span(b"\x07"), head, "the tag of a field"),
        (in_span(b"\x9b\x06\x94\x06"), head + 2, "a field at"),
        (in_span(b"\x9b\x06"), head + 2, "the rest of a field"),
    ];
    for (bytes, offset, expected) in cases {
        let (_, report) = read([bytes.as_slice()]);
        let (code, message) = fault(&report).unwrap();
        assert_eq!(code, "malformed-input", "{bytes:?}");
        assert_eq!(report.fault.as_ref().unwrap().offset, Some(offset), "{message}");
        assert!(message.starts_with(&format!("expected {expected}")), "{message}");
        for size in 1..bytes.len() {
            assert_eq!(read(bytes.chunks(size)).1, report, "{message} in pieces of {size}");
        }
        // What comes before and after it is read.
        let others = nested(&[1, 2], &[field(2, &span(b"")), field(2, &span(b""))].concat());
        let (_, report) = read([[others.as_slice(), &bytes, &others].concat().as_slice()]);
        assert_eq!((fault(&report), report.spans), (None, 4), "{message}");
        assert_eq!(reasons(&report), [(Reason::BrokenDocument, 1)], "{message}");
    }
}

#[test]
fn messages_that_do_not_fit_into_each_other_are_told() {
    let good = with_span(&span(b""));
    let cases: [(&[u8], &str); 6] = [
        (b"\x0a\x04\x12\x09\0\0", "expected a length within that of its message"),
        (b"\x0a\x04\x12\x01\x12\x00", "expected the rest of a field"),
        (b"\x0a\x02\x10\x01", "expected a length and its bytes (wire type 2)"),
        (b"\x0a\x02\x12", "the input ends at byte"),
        (b"\x0a\x80\x80\x80\x80\x80\x40", "the input ends at byte"),
        (b"\x0a\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01", "expected a length within that of its message"),
    ];
    for (bytes, expected) in cases {
        let (_, report) = read([[good.as_slice(), bytes].concat().as_slice()]);
        let (_, message) = fault(&report).unwrap();
        assert!(message.starts_with(expected), "{bytes:?}: {message}");
        assert_eq!(report.spans, 1, "{message}");
    }
}

#[test]
fn after_garbage_nothing_is_guessed() {
    let good = with_span(&span(b""));
    let bytes = [&good, &b"\x0a\x02\x10\x01"[..], b"garbage", &good].concat();
    let (_, report) = read([bytes.as_slice()]);
    assert_eq!((report.spans, fault(&report).unwrap().0), (1, "malformed-input"));
    for size in 1..bytes.len() {
        assert_eq!(read(bytes.chunks(size)).1.fault, report.fault, "in pieces of {size}");
    }
}

#[test]
fn every_prefix_keeps_what_it_has() {
    let spans: Vec<u8> = (0..5).flat_map(|_| field(2, &span(b""))).collect();
    let bytes = nested(&[1, 2], &spans);
    let mut read_before = 0;
    for end in 0..bytes.len() {
        let (_, report) = read([&bytes[..end]]);
        assert!(report.fault.is_some(), "up to {end}");
        assert!(report.spans >= read_before, "up to {end}");
        read_before = report.spans;
        if end > 40 {
            let (code, message) = fault(&report).unwrap();
            assert_eq!(code, "truncated-input", "up to {end}: {message}");
            assert_eq!(report.fault.as_ref().unwrap().offset, Some(end as u64));
        }
    }
    assert_eq!(read_before, 4);
}
