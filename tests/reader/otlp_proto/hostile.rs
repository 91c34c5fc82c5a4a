//! Messages that nobody writes by accident: they cost what their size says.

use spanlens::ingest::{FileReader, FileReport};
use spanlens::store::{SpanRow, StoreBuilder};

use super::{fault, field, nested, text, with_span};
use crate::reader::frames::varint;
use crate::reader::read;

/// How many spans there are, and the code of the fault.
fn outcome(report: &FileReport) -> (u64, Option<&'static str>) {
    (report.spans, fault(report).map(|(code, _)| code))
}

/// Reads a file that begins with one span and goes on with these bytes.
fn after_a_span(bytes: &[u8]) -> FileReport {
    let whole = [with_span(&text(5, "a")).as_slice(), bytes].concat();
    let (_, report) = read(whole.chunks(1 << 16));
    report
}

#[test]
fn groups_may_lie_in_each_other_at_every_level() {
    let depth = 1 << 17;
    let (begin, end) = (b"\xfb\x07".repeat(depth), b"\xfc\x07".repeat(depth));
    let group = [begin.as_slice(), &end].concat();
    for numbers in [&[][..], &[1], &[1, 2], &[1, 2, 2], &[1, 1], &[1, 1, 1], &[1, 2, 2, 9]] {
        assert_eq!(after_a_span(&nested(numbers, &group)).fault, None, "in {numbers:?}");
        assert!(after_a_span(&nested(numbers, &begin)).fault.is_some(), "in {numbers:?}");
        assert!(after_a_span(&nested(numbers, &end)).fault.is_some(), "in {numbers:?}");
    }
}

#[test]
fn lengths_of_gigabytes_take_no_memory() {
    for len in [(1_u64 << 32) - 1, 1 << 32, 1 << 40, 1 << 63, u64::MAX] {
        let mut long = Vec::new();
        prost::encoding::encode_varint(len, &mut long);
        for tag in [b"\x0a".as_slice(), b"\x12", b"\x1a", b"\xfa\x07"] {
            let inner = [tag, &long, b"\0\0\0\0"].concat();
            for numbers in [&[][..], &[1], &[1, 2], &[1, 2, 2], &[1, 1, 1]] {
                let report = after_a_span(&nested(numbers, &inner));
                // An unknown field at the top is skipped to the end.
                assert_eq!((report.spans, report.fault.is_some()), (1, true), "{tag:?} of {len} in {numbers:?}");
            }
        }
    }
}

#[test]
fn a_record_that_is_too_long_is_refused_before_it_is_there() {
    let mut len = Vec::new();
    prost::encoding::encode_varint(1 << 30, &mut len);
    let head = |tag: u8| [&[tag][..], &len].concat();
    // A request whose messages say that they are long, too.
    let scope_spans = [b"\x12\xff\xff\xff\xff\x0f".as_slice(), &head(0x12)].concat();
    let request = [b"\x0a\xff\xff\xff\xff\x1f".as_slice(), &scope_spans, b"\x2a\x01a"].concat();
    assert_eq!(outcome(&after_a_span(&request)), (1, Some("limit-exceeded")));
}

#[test]
fn what_is_not_read_may_be_long() {
    let mut builder = StoreBuilder::new();
    let mut reader = FileReader::new(builder.add_source("long", "default"));
    let len = 256_u32 << 20;
    let mut head = with_span(&text(5, "a"));
    head.extend_from_slice(b"\xfa\x07");
    prost::encoding::encode_varint(len.into(), &mut head);
    reader.push(&mut builder, &head).unwrap();
    let piece = vec![0x0a; 1 << 20];
    for _ in 0..256 {
        reader.push(&mut builder, &piece).unwrap();
    }
    reader.push(&mut builder, &with_span(&text(5, "b"))).unwrap();
    let report = reader.finish(&mut builder);
    assert_eq!(outcome(&report), (2, None));
}

#[test]
fn a_million_of_anything_is_read_one_by_one() {
    const MILLION: usize = 1_000_000;
    let attribute = field(9, &[text(1, "k"), field(2, b"\x18\x01")].concat());
    let (store, report) = read(with_span(&attribute.repeat(MILLION)).chunks(1 << 16));
    assert_eq!((outcome(&report), store.attributes(SpanRow(0)).len()), ((1, None), MILLION));
    let others: [(Vec<u8>, u64); 5] = [
        (b"\x0a\x00".repeat(MILLION), 0),
        (nested(&[1], &b"\x12\x00".repeat(MILLION)), 0),
        (nested(&[1, 2], &b"\x12\x00".repeat(100_000)), 100_000),
        (with_span(&attribute_list(MILLION)), 1),
        (with_span(&field(11, b"").repeat(100_000)), 1),
    ];
    for (bytes, spans) in others {
        let (_, report) = read(bytes.chunks(1 << 16));
        assert_eq!(outcome(&report), (spans, None));
    }
}

/// An attribute whose value is a list of so many empty values.
fn attribute_list(len: usize) -> Vec<u8> {
    field(9, &[text(1, "k"), nested(&[2, 5], &b"\x0a\x00".repeat(len))].concat())
}

#[test]
fn distinct_attributes_are_as_many_as_fit() {
    let attributes: Vec<u8> = (0_u32..200_000)
        .flat_map(|at| field(9, &[text(1, &format!("key {at}")), field(2, &text(1, "v"))].concat()))
        .collect();
    let (store, report) = read([with_span(&attributes).as_slice()]);
    assert_eq!((outcome(&report), store.attributes(SpanRow(0)).len()), ((1, None), 200_000));
}

#[test]
fn a_message_may_come_byte_by_byte() {
    let spans: Vec<u8> = (0..200).flat_map(|at| field(2, &text(5, &"x".repeat(at)))).collect();
    let bytes = varint(&nested(&[1, 2], &spans));
    let (_, report) = read(bytes.chunks(1));
    assert_eq!(outcome(&report), (200, None));
}
