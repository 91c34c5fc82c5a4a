//! ZIP archives, whose files are sources of their own.

use std::io::Write;

use spanlens::ingest::{ArchiveReader, ArchivedFile, Compression, FileReport, Format};
use spanlens::store::{SpanRow, Store, StoreBuilder, check};

use super::cuts::gzip;
use super::fixtures::bytes_of;

/// A file on its way into an archive.
struct Packed {
    name: &'static str,
    bytes: Vec<u8>,
    method: u16,
    /// Whether its lengths come behind it, with a signature or not, in 64 bits or not.
    behind: Option<(bool, bool)>,
    flags: u16,
}

fn stored(name: &'static str, bytes: &[u8]) -> Packed {
    Packed { name, bytes: bytes.to_vec(), method: 0, behind: None, flags: 0 }
}

fn deflated(name: &'static str, bytes: &[u8]) -> Packed {
    Packed { method: 8, ..stored(name, bytes) }
}

fn document(name: &str) -> Vec<u8> {
    format!(r#"{{"resourceSpans":[{{"scopeSpans":[{{"spans":[{{"name":"{name}"}}]}}]}}]}}"#).into_bytes()
}

fn deflate(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::DeflateEncoder::new(Vec::new(), flate2::Compression::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn checksum(bytes: &[u8]) -> u32 {
    let mut checksum = flate2::Crc::new();
    checksum.update(bytes);
    checksum.sum()
}

impl Packed {
    fn write(&self, out: &mut Vec<u8>) {
        let content = if self.method == 8 { deflate(&self.bytes) } else { self.bytes.clone() };
        let sizes =
            [checksum(&self.bytes), u32::try_from(content.len()).unwrap(), u32::try_from(self.bytes.len()).unwrap()];
        let flags = self.flags | if self.behind.is_some() { 8 } else { 0 };
        out.extend_from_slice(b"PK\x03\x04\x14\0");
        out.extend_from_slice(&[flags.to_le_bytes(), self.method.to_le_bytes(), [0; 2], [0; 2]].concat());
        let told = if self.behind.is_some() { [0; 3] } else { sizes };
        out.extend_from_slice(&told.map(u32::to_le_bytes).concat());
        out.extend_from_slice(&[u16::try_from(self.name.len()).unwrap().to_le_bytes(), [0; 2]].concat());
        out.extend_from_slice(self.name.as_bytes());
        out.extend_from_slice(&content);
        if let Some((is_signed, is_wide)) = self.behind {
            out.extend_from_slice(if is_signed { b"PK\x07\x08" } else { b"" });
            let [checksum, packed, unpacked] = sizes;
            out.extend_from_slice(&checksum.to_le_bytes());
            for size in [packed, unpacked] {
                out.extend_from_slice(&u64::from(size).to_le_bytes()[..if is_wide { 8 } else { 4 }]);
            }
        }
    }
}

fn archive(files: &[Packed]) -> Vec<u8> {
    let mut bytes = Vec::new();
    for file in files {
        file.write(&mut bytes);
    }
    // The list of files is not read.
    [bytes, b"PK\x01\x02 and so on, up to PK\x05\x06 and its rest".to_vec()].concat()
}

fn read<'a>(pieces: impl IntoIterator<Item = &'a [u8]>) -> (Store, FileReport, Vec<ArchivedFile>) {
    let mut builder = StoreBuilder::new();
    let mut reader = ArchiveReader::new(builder.add_source("a.zip", "before"));
    for piece in pieces {
        if let Err(error) = reader.push(&mut builder, piece) {
            assert_eq!(reader.push(&mut builder, piece), Err(error), "a fault stays");
        }
    }
    let (mut report, files) = reader.finish(&mut builder);
    // How much was pushed before a fault showed depends on the pieces.
    report.bytes = 0;
    let store = builder.seal();
    check(&store).unwrap();
    (store, report, files)
}

/// The code and the message of the fault.
fn fault(report: &FileReport) -> (&'static str, String) {
    report.fault.as_ref().map_or(("", String::new()), |fault| (fault.code.as_str(), fault.message.clone()))
}

#[test]
fn each_file_is_a_source() {
    let proto = b"\x0a\x0a\x12\x08\x12\x06\x2a\x04from".to_vec();
    let bytes = archive(&[
        stored("one.json", &document("one")),
        stored("folder/", b""),
        deflated("folder/two.json", &document("two")),
        stored("__MACOSX/._two.json", b"litter"),
        deflated("../three.json.gz", &gzip(&document("three"))),
        stored("é.pb", &proto),
    ]);
    for size in [1, 2, 3, 7, 100, bytes.len()] {
        let (store, report, files) = read(bytes.chunks(size));
        assert_eq!((report.spans, report.documents, &report.fault), (4, 4, &None), "in pieces of {size}");
        let told: Vec<_> = (files.iter())
            .map(|ArchivedFile { name, report }| (name.as_str(), report.format, report.compression, report.spans))
            .collect();
        let (json, proto) = (Some(Format::OtlpJson), Some(Format::OtlpProto));
        let expected = [
            ("one.json", json, None, 1),
            ("folder/two.json", json, Some(Compression::Zip), 1),
            ("../three.json.gz", json, Some(Compression::Gzip), 1),
            ("é.pb", proto, None, 1),
        ];
        assert_eq!(told, expected, "in pieces of {size}");
        let names = ["a.zip/one.json", "a.zip/folder/two.json", "a.zip/../three.json.gz", "a.zip/é.pb"];
        let sources: Vec<_> = store.sources().sources().iter().map(|source| source.name.as_str()).collect();
        assert_eq!(sources[1..], names);
        assert_eq!(store.sources().groups(), ["before"]);
        for row in 0..4 {
            let spans = store.spans();
            let source = &store.sources().sources()[spans.source(SpanRow(row)).0 as usize].name;
            assert!(source.contains(store.text(spans.name(SpanRow(row)))) || source == "a.zip/é.pb");
        }
    }
}

#[test]
fn lengths_may_come_behind() {
    for behind in [(true, false), (false, false), (true, true), (false, true)] {
        let file = |name| Packed { behind: Some(behind), ..deflated(name, &document(name)) };
        let bytes = archive(&[file("one"), stored("two", &document("two")), file("three")]);
        for size in [1, 5, bytes.len()] {
            let (_, report, files) = read(bytes.chunks(size));
            assert_eq!((report.spans, &report.fault, files.len()), (3, &None, 3), "{behind:?} in pieces of {size}");
            assert!(files.iter().all(|file| file.report.fault.is_none()), "{files:?}");
        }
    }
}

#[test]
fn a_file_that_cannot_be_read_does_not_cost_the_others() {
    let mut wrong = archive(&[deflated("bad", &document("bad"))]);
    wrong[33 + 20] ^= 0x55;
    wrong.truncate(wrong.len() - archive(&[]).len());
    let mut changed = Vec::new();
    stored("bad", &document("bad")).write(&mut changed);
    let last = changed.len() - 10;
    changed[last] ^= 1;
    let mut others = Vec::new();
    for bad in [
        Packed { flags: 1, ..deflated("bad", &document("bad")) },
        Packed { method: 12, ..stored("bad", b"BZh9") },
        stored("bad", b"plain text"),
        stored("bad", b""),
    ] {
        let mut bytes = Vec::new();
        bad.write(&mut bytes);
        others.push(bytes);
    }
    let expected = [
        (&wrong, "bad-compression", "cannot be read"),
        (&changed, "bad-compression", "the checksum of the file is another"),
        (&others[0], "bad-compression", "the file is encrypted"),
        (&others[1], "bad-compression", "the file is packed by method 12"),
        (&others[2], "unknown-format", "plain text"),
        (&others[3], "unknown-format", "an empty file"),
    ];
    for (bad, code, message) in expected {
        let good = archive(&[deflated("good", &document("good"))]);
        let bytes = [bad.as_slice(), &good].concat();
        let whole = read([bytes.as_slice()]);
        let (found, words) = fault(&whole.2[0].report);
        assert_eq!((found, words.contains(message)), (code, true), "{words}");
        assert_eq!((fault(&whole.1).0, whole.2.len(), whole.2[1].report.spans), ("", 2, 1), "{message}");
        for size in [1, 3, 10] {
            let cut = read(bytes.chunks(size));
            assert_eq!((cut.1, cut.2), (whole.1.clone(), whole.2.clone()), "{message} in pieces of {size}");
        }
    }
}

#[test]
fn where_nobody_knows_what_comes_next_the_archive_ends() {
    let behind = Some((true, false));
    let cases = [
        (Packed { behind, ..stored("bad", &document("bad")) }, "its length comes behind it"),
        (Packed { behind, flags: 1, ..deflated("bad", &document("bad")) }, "the file is encrypted"),
    ];
    for (bad, message) in cases {
        let bytes = archive(&[stored("good", &document("good")), bad, stored("lost", &document("lost"))]);
        let (_, report, files) = read([bytes.as_slice()]);
        assert_eq!((files.len(), files[0].report.spans), (2, 1));
        for report in [&report, &files[1].report] {
            assert!(fault(report).1.contains(message), "{report:?}");
        }
    }
    let good = archive(&[stored("good", &document("good"))]);
    let bytes = [&good[..good.len() - archive(&[]).len()], b"garbage"].concat();
    let (_, report, files) = read([bytes.as_slice()]);
    assert_eq!((files.len(), files[0].report.spans, fault(&report).0), (1, 1, "malformed-input"));
}

#[test]
fn every_prefix_keeps_what_it_has() {
    let behind = Some((true, false));
    let files = [
        deflated("one", &document("one")),
        Packed { behind, ..deflated("two", &document("two")) },
        stored("three", &document("three")),
    ];
    let bytes = archive(&files);
    let end_of_files = bytes.len() - archive(&[]).len();
    let mut spans = 0;
    for end in 0..bytes.len() {
        let (_, report, files) = read([&bytes[..end]]);
        assert!(report.spans >= spans, "up to {end}");
        spans = report.spans;
        assert_eq!(report.fault.is_none(), end >= end_of_files + 4, "up to {end}: {report:?}");
        assert!(files.iter().rev().skip(1).all(|file| file.report.fault.is_none()), "up to {end}: {files:?}");
    }
    assert_eq!(spans, 3);
}

#[test]
fn every_byte_may_be_wrong() {
    let behind = Some((false, true));
    let files = [
        deflated("one", &document("one")),
        Packed { behind, ..deflated("two", &document("two")) },
        stored("three", &document("three")),
    ];
    let bytes = archive(&files);
    for at in 0..bytes.len() {
        for wrong in [0, 1, 8, 0x7f, 0x80, 0xff] {
            let mut bytes = bytes.clone();
            bytes[at] = wrong;
            let whole = read([bytes.as_slice()]);
            let cut = read(bytes.chunks(1 + at % 50));
            assert_eq!((cut.1, cut.2), (whole.1, whole.2), "{wrong} at {at}");
        }
    }
}

#[test]
fn files_that_are_no_archives_are_read_as_ever() {
    for bytes in [document("a"), b"PK".to_vec(), b"x".to_vec(), Vec::new(), b"plain text".to_vec()] {
        for size in [1, 3, 100] {
            let (_, mut expected) = super::read(bytes.chunks(size));
            expected.bytes = 0;
            let (_, report, files) = read(bytes.chunks(size));
            assert_eq!((report, files.len()), (expected, 0), "{bytes:?} in pieces of {size}");
        }
    }
    let (_, report, files) = read([b"PK\x05\x06\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0".as_slice()]);
    assert_eq!((report.fault, report.compression, files.len()), (None, Some(Compression::Zip), 0));
}

#[test]
fn files_beyond_a_limit_are_not_read_and_it_is_said() {
    let mut bytes = Vec::new();
    stored("a", b"").write(&mut bytes);
    let bytes = bytes.repeat((1 << 16) + 5);
    let (_, report, files) = read(bytes.chunks(1 << 16));
    assert_eq!((files.len(), fault(&report).0), (1 << 16, "limit-exceeded"));
}

#[test]
fn a_bomb_takes_no_memory() {
    let mut bomb = deflated("bomb", &vec![b' '; 64 << 20]);
    bomb.behind = Some((true, false));
    let (_, report, files) = read([archive(&[bomb, stored("b", &document("b"))]).as_slice()]);
    assert_eq!((report.spans, fault(&files[0].report).0), (1, "unknown-format"));
}

#[test]
fn archives_of_others_are_read() {
    // By Info-ZIP's zip to a file, by `zip - . | cat`, the same with `-fz`, with a password, and by Python's zipfile into a stream,
    // with lengths of 64 bits.
    let cases =
        [("files", 35, 5, 1), ("streamed", 35, 5, 1), ("wide", 35, 5, 1), ("encrypted", 0, 3, 3), ("python", 32, 3, 0)];
    for (name, spans, count, faults) in cases {
        let bytes = bytes_of(&format!("tests/data/packed/{name}.zip"));
        for size in [1, 100, bytes.len()] {
            let (_, report, files) = read(bytes.chunks(size));
            let found = files.iter().filter(|file| file.report.fault.is_some()).count();
            assert_eq!((report.spans, files.len(), found), (spans, count, faults), "{name}: {files:?}");
            assert_eq!(report.fault, None, "{name}");
        }
    }
}
