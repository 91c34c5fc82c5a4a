//! Where a file is cut has no meaning, and where it ends early is an error and never a panic.

use std::io::Write;
use std::iter::{StepBy, once};
use std::ops::Range;

use spanlens::error::ErrorCode;

use super::dump::dump;
use super::fixtures::fixtures;
use super::read;

#[test]
fn every_cut_gives_the_same_store_and_report() {
    for (path, bytes) in fixtures() {
        let whole = dumped([bytes.as_slice()]);
        // Of a longer one, many cuts at a time: all that are so far from each other.
        let apart = if bytes.len() <= 2_000 { bytes.len() + 1 } else { 500 };
        for first in 0..apart {
            let (a, b) = bytes.split_at(first);
            assert_eq!(dumped(once(a).chain(b.chunks(apart))), whole, "{} cut at {first}", path.display());
        }
        for size in [1, 2, 3, 7, 64, 255] {
            assert_eq!(dumped(bytes.chunks(size)), whole, "{} in pieces of {size}", path.display());
        }
    }
}

#[test]
fn faults_are_the_same_wherever_files_are_cut() {
    let texts = [
        r##"{"resourceLogs":["aaaa1,"#"#, "more" ],"resourceSpans":[]}"##,
        r#"{"resourceLogs":[{"a":"text,"]}, "b"],"resourceSpans":[]}"#,
        r#"{"resourceSpans":[{"scopeSpans":[{"spans":[{"name":"a"},["\","x\"",{]]}]}]}"#,
        "                              {\"resourceSpans\":[]}",
        "                                             ",
        "0123456789 0123456789 0123456789 0123456789 0123456789, 0123456789",
        "key,value\n1,2\n1,2\n1,2\n1,2\n1,2\n1,2\n1,2\n1,2\n1,2\n1,2\n1,2\n",
    ];
    for text in texts {
        let bytes = text.as_bytes();
        let whole = dumped([bytes]);
        for cut in 0..=bytes.len() {
            let (a, b) = bytes.split_at(cut);
            assert_eq!(dumped([a, b]), whole, "{text} cut at {cut}");
        }
        for size in [1, 2, 3, 7, 16, 20] {
            assert_eq!(dumped(bytes.chunks(size)), whole, "{text} in pieces of {size}");
        }
    }
}

/// All places of a text, and of a longer one some hundreds, each a few bytes behind the other: reading it takes long.
fn places(bytes: &[u8]) -> StepBy<Range<usize>> {
    let step = if bytes.len() <= 2_000 { 1 } else { bytes.len() / 600 };
    (0..bytes.len()).step_by(step)
}

#[test]
fn every_prefix_keeps_what_it_has() {
    for (path, bytes) in fixtures() {
        let mut spans = 0;
        for end in places(&bytes) {
            let (store, report) = read([&bytes[..end]]);
            assert!(report.spans >= spans, "{} up to {end}", path.display());
            assert!(u64::from(store.spans().len()) <= report.spans);
            spans = report.spans;
        }
    }
}

#[test]
fn every_byte_may_be_wrong() {
    for (_, bytes) in fixtures() {
        for at in places(&bytes) {
            // All of them at some place or other, which is as good as all of them everywhere.
            let wrong = b"\"\\{],x0\0\xff"[at % 9];
            let mut bytes = bytes.clone();
            bytes[at] = wrong;
            read([bytes.as_slice()]);
        }
    }
}

#[test]
fn gzip_is_undone_whatever_it_is_cut_into() {
    for (path, bytes) in fixtures() {
        let plain = dumped([bytes.as_slice()]);
        let (half, rest) = bytes.split_at(bytes.len() / 2);
        let members = [gzip(half), gzip(rest)].concat();
        for packed in [gzip(&bytes), members] {
            for size in [1, 5, 100, packed.len()] {
                let unpacked = dumped(packed.chunks(size)).replace("Some(Gzip)", "None");
                assert_eq!(unpacked, plain, "{}", path.display());
            }
        }
    }
}

#[test]
fn a_cut_gzip_file_keeps_what_it_has() {
    let bytes = br#"{"resourceSpans":[{"scopeSpans":[{"spans":[{"name":"a"},{"name":"b"}]}]}]}"#;
    let packed = gzip(bytes);
    for end in 2..packed.len() {
        let (_, report) = read([&packed[..end]]);
        assert_eq!(report.fault.unwrap().code, ErrorCode::BadCompression, "up to {end}");
    }
    let (_, report) = read([&packed[..packed.len() - 1]]);
    assert_eq!(report.spans, 2);
    let mut broken = packed.clone();
    broken[12] ^= 0xff;
    assert_eq!(read([broken.as_slice()]).1.fault.unwrap().code, ErrorCode::BadCompression);
}

#[test]
fn a_broken_gzip_file_is_read_to_the_fault_wherever_it_is_cut() {
    // Names that pack badly, so that there is more than one block.
    let name = |at: u64| at.wrapping_mul(0x9e37_79b9_7f4a_7c15).wrapping_pow(3);
    let line = |at: u64| {
        let span = format!(r#"{{"spanId":"{at:016x}","name":"{:x}{:x}"}}"#, name(at), name(at + 9_999));
        format!(r#"{{"resourceSpans":[{{"scopeSpans":[{{"spans":[{span}]}}]}}]}}"#)
    };
    let text = (1..2_000).map(line).collect::<Vec<_>>().join("\n");
    let packed = [gzip(&text.as_bytes()[..9_000]), gzip(&text.as_bytes()[9_000..])].concat();
    let broken_at = |at: usize| {
        let mut broken = packed.clone();
        broken[at] ^= 0x55;
        broken
    };
    for at in [2, 12, 900, packed.len() / 2, packed.len() - 40, packed.len() - 6, packed.len() - 1] {
        let broken = broken_at(at);
        let whole = dumped([broken.as_slice()]);
        for size in [1, 7, 1_000, 16_384, 50_000] {
            assert_eq!(dumped(broken.chunks(size)), whole, "broken at {at}, in pieces of {size}");
        }
        assert_eq!(read([broken.as_slice()]).1.fault.unwrap().code, ErrorCode::BadCompression, "broken at {at}");
    }
    // Where only the checksum is wrong, all has been read.
    assert_eq!(read([broken_at(packed.len() - 6).as_slice()]).1.spans, 1_999);
    // Before a fault in the middle, there is half of it.
    assert!(read([broken_at(packed.len() / 2).as_slice()]).1.spans > 900);
}

#[test]
fn what_follows_a_gzip_stream_loses_nothing_of_it() {
    let packed = gzip(br#"{"resourceSpans":[{"scopeSpans":[{"spans":[{"name":"a"},{"name":"b"}]}]}]}"#);
    for (padding, code) in [(&[0; 1][..], None), (&[0; 4096], None), (b"garbage", Some(ErrorCode::BadCompression))] {
        let padded = [&packed, padding].concat();
        for size in [1, 7, padded.len()] {
            let (_, report) = read(padded.chunks(size));
            let found = report.fault.as_ref().map(|fault| fault.code);
            assert_eq!((report.spans, found), (2, code), "{} bytes in pieces of {size}: {report:?}", padding.len());
        }
    }
}

fn dumped<'a>(pieces: impl IntoIterator<Item = &'a [u8]>) -> String {
    let (store, report) = read(pieces);
    dump(&store, &report)
}

/// A member.
pub(crate) fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}
