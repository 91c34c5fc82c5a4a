//! Messages that come after their lengths, packed and not.

use spanlens::ingest::{Compression, Format, Reason};

use super::cuts::gzip;
use super::dump::dump;
use super::read;
use super::zstd::zstd;

/// Writes messages into a file.
pub(crate) type Framing = fn(&[Vec<u8>]) -> Vec<u8>;

/// Every way to do that.
pub(crate) const FRAMINGS: [(&str, Framing); 6] = [
    ("one after the other", |messages| messages.concat()),
    ("four bytes", |messages| messages.iter().flat_map(|message| big_endian(message)).collect()),
    ("four bytes, zstd", |messages| messages.iter().flat_map(|message| big_endian(&zstd(message))).collect()),
    ("varint", |messages| messages.iter().flat_map(|message| varint(message)).collect()),
    ("grpc", |messages| messages.iter().flat_map(|message| grpc(0, message)).collect()),
    ("grpc, every second in gzip", |messages| {
        let message = |(at, message): (usize, &Vec<u8>)| match at % 2 {
            0 => grpc(1, &gzip(message)),
            _ => grpc(0, message),
        };
        messages.iter().enumerate().flat_map(message).collect()
    }),
];

/// A message after four bytes.
pub(crate) fn big_endian(message: &[u8]) -> Vec<u8> {
    let len = u32::try_from(message.len()).unwrap();
    [&len.to_be_bytes()[..], message].concat()
}

fn grpc(flag: u8, message: &[u8]) -> Vec<u8> {
    [&[flag][..], &big_endian(message)].concat()
}

/// A message after a varint.
pub(crate) fn varint(message: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::new();
    prost::encoding::encode_varint(message.len() as u64, &mut bytes);
    bytes.extend_from_slice(message);
    bytes
}

/// A request with spans of these names.
fn request(names: &[&str]) -> Vec<u8> {
    let span = |name: &&str| {
        let fields = [&[0x0a, 16][..], &[7; 16], &[0x12, 8], &[8; 8], &varint_field(5, name.as_bytes())].concat();
        varint_field(2, &fields)
    };
    let spans: Vec<u8> = names.iter().flat_map(span).collect();
    varint_field(1, &varint_field(2, &spans))
}

fn varint_field(number: u8, value: &[u8]) -> Vec<u8> {
    [&[number << 3 | 2][..], &varint(value)].concat()
}

fn outcome(bytes: &[u8]) -> (u64, u64, Option<String>) {
    let (_, report) = read([bytes]);
    (report.documents, report.spans, report.fault.map(|fault| fault.message))
}

#[test]
fn every_cut_of_framed_messages_gives_the_same() {
    let messages = [request(&["a", "b"]), request(&[]), request(&["c"]), request(&["d", "e", "f"])];
    for (name, framed) in FRAMINGS {
        let bytes = framed(&messages);
        let (store, report) = read([bytes.as_slice()]);
        let whole = dump(&store, &report);
        assert_eq!((report.spans, &report.fault), (6, &None), "{name}: {whole}");
        for cut in 0..=bytes.len() {
            let (a, b) = bytes.split_at(cut);
            let (store, report) = read([a, b]);
            assert_eq!(dump(&store, &report), whole, "{name} cut at {cut}");
            let (_, prefix) = read([a]);
            assert!(prefix.spans <= 6 && (prefix.spans < 6 || cut > bytes.len() / 2), "{name} up to {cut}");
        }
        for size in [1, 2, 3, 7, 64] {
            let (store, report) = read(bytes.chunks(size));
            assert_eq!(dump(&store, &report), whole, "{name} in pieces of {size}");
        }
    }
}

#[test]
fn packed_messages_may_be_json() {
    let line = br#"{"resourceSpans":[{"scopeSpans":[{"spans":[{"name":"a"}]}]}]}"#;
    let bytes = [big_endian(&zstd(line)), big_endian(&zstd(line))].concat();
    let (_, report) = read(bytes.chunks(7));
    assert_eq!((report.format, report.compression), (Some(Format::OtlpJson), Some(Compression::Zstd)));
    assert_eq!((report.documents, report.spans, report.fault), (2, 2, None));
}

#[test]
fn frames_may_lie_in_packed_files() {
    let framed = [big_endian(&request(&["a"])), big_endian(&request(&["b"]))].concat();
    let (half, rest) = framed.split_at(framed.len() / 2);
    for packed in [gzip(&framed), zstd(&framed), [zstd(half), zstd(rest)].concat()] {
        assert_eq!(outcome(&packed), (2, 2, None));
    }
}

#[test]
fn a_broken_message_does_not_cost_the_others() {
    let good = request(&["a"]);
    let mut cut_short = request(&["b", "c"]);
    cut_short.truncate(cut_short.len() - 3);
    let wrong = [request(&["b"]), b"\x0a\x02\x10\x01".to_vec()].concat();
    for (broken, spans) in [(&cut_short, 3), (&wrong, 3), (&b"{}".to_vec(), 2), (&b"\x0a".to_vec(), 2)] {
        for frame in [big_endian, varint, |message: &[u8]| grpc(0, message)] {
            let bytes = [frame(&good), frame(broken), frame(&good)].concat();
            let (_, report) = read([bytes.as_slice()]);
            assert_eq!((report.spans, &report.fault, report.documents), (spans, &None, 3), "{broken:?}");
            assert_eq!(report.count(Reason::BrokenDocument), 1, "{broken:?}");
            for size in [1, 2, 3, 5, 8, 13] {
                assert_eq!(read(bytes.chunks(size)).1, report, "{broken:?} in pieces of {size}");
            }
            let (_, report) = read([[frame(&good), frame(broken)].concat().as_slice()]);
            assert_eq!((report.spans, report.fault.unwrap().code.as_str()), (spans - 1, "malformed-input"));
        }
    }
}

#[test]
fn what_is_cut_is_said_with_its_place() {
    let good = request(&["a"]);
    let first = big_endian(&good).len() as u64;
    let cases: [(Vec<u8>, &str); 4] = [
        (big_endian(&good)[..9].to_vec(), "the rest of a message"),
        (vec![0, 0], "the rest of the length of a message"),
        (vec![0xff, 0xff, 0xff, 0xff, 0x0a], "the rest of a message"),
        (vec![0, 0, 0, 9], "the rest of a message"),
    ];
    for (rest, expected) in cases {
        let bytes = [big_endian(&good), rest.clone()].concat();
        let expected = format!("the input ends at byte {}, where {expected} was expected", bytes.len());
        assert_eq!(outcome(&bytes).2.as_ref(), Some(&expected), "{rest:?}");
        assert_eq!(outcome(&bytes).1, 1);
    }
    let bytes = [grpc(0, &good), vec![7, 0, 0, 0, 0, 1]].concat();
    let expected = format!("expected 0 or 1 before the length of a message at byte {}, found 0x07", first + 1);
    assert_eq!(outcome(&bytes).2, Some(expected));
}

#[test]
fn empty_messages_may_come_first() {
    let bytes = [big_endian(b""), big_endian(b""), big_endian(&request(&["a"])), big_endian(b"")].concat();
    assert_eq!(outcome(&bytes), (1, 1, None));
    let (_, report) = read([[0; 1000].as_slice()]);
    assert_eq!(report.fault.unwrap().code.as_str(), "unknown-format");
}

#[test]
fn text_is_not_taken_for_frames() {
    for text in
        ["{\n  \"resourceSpans\": []\n}", "[\n]", "\n\n\n{\"resourceSpans\":[]}", "[\n\n \n{\"resourceSpans\":[]}]"]
    {
        let (_, report) = read([text.as_bytes()]);
        assert_ne!(report.format, Some(Format::OtlpProto), "{text}");
        for size in [1, 2, 3] {
            assert_eq!(read(text.as_bytes().chunks(size)).1, report, "{text} in pieces of {size}");
        }
    }
}
