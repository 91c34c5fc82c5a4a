//! Files that are compressed with zstd.

use ruzstd::encoding::{CompressionLevel, compress_to_vec};
use spanlens::error::ErrorCode;
use spanlens::ingest::Compression;

use super::dump::dump;
use super::fixtures::{bytes_of, fixtures};
use super::read;

/// A frame.
pub(crate) fn zstd(bytes: &[u8]) -> Vec<u8> {
    compress_to_vec(bytes, CompressionLevel::Fastest)
}

/// A frame that is to be skipped.
fn skippable(len: u8) -> Vec<u8> {
    [&[0x57, 0x2a, 0x4d, 0x18, len, 0, 0, 0], vec![b'{'; len.into()].as_slice()].concat()
}

fn dumped<'a>(pieces: impl IntoIterator<Item = &'a [u8]>) -> String {
    let (store, report) = read(pieces);
    dump(&store, &report)
}

#[test]
fn zstd_is_undone_whatever_it_is_cut_into() {
    for (path, bytes) in fixtures() {
        let plain = dumped([bytes.as_slice()]);
        if plain.contains("unknown-format") || !plain.contains(" None, ") {
            continue;
        }
        let (half, rest) = bytes.split_at(bytes.len() / 2);
        let frames = [skippable(0), zstd(half), skippable(9), zstd(rest), skippable(200)].concat();
        let uncompressed = compress_to_vec(bytes.as_slice(), CompressionLevel::Uncompressed);
        for packed in [zstd(&bytes), frames, uncompressed] {
            for size in [1, 5, 100, packed.len()] {
                let unpacked = dumped(packed.chunks(size)).replace("Some(Zstd)", "None");
                assert_eq!(unpacked, plain, "{} in pieces of {size}", path.display());
            }
        }
    }
}

#[test]
fn a_file_of_the_reference_implementation_is_read() {
    // 1,500 lines: 500 each by `zstd -1`, `zstd -19 --no-check` and `zstd -9 --long=24`, one after the other.
    let packed = bytes_of("tests/data/packed/lines.jsonl.zst");
    for size in [1000, 4096, packed.len()] {
        let (_, report) = read(packed.chunks(size));
        assert_eq!((report.fault, report.compression, report.spans), (None, Some(Compression::Zstd), 1500));
    }
    for end in (4..packed.len()).step_by(311) {
        let (_, report) = read([&packed[..end]]);
        // Where a frame ends, the file may.
        let code = report.fault.map(|fault| fault.code);
        assert!(code == Some(ErrorCode::BadCompression) || report.spans % 500 == 0, "up to {end}");
    }
}

#[test]
fn what_is_broken_is_told() {
    let packed = zstd(br#"{"resourceSpans":[{"scopeSpans":[{"spans":[{"name":"a"},{"name":"b"}]}]}]}"#);
    assert_eq!(read([packed.as_slice()]).1.spans, 2);
    for end in 4..packed.len() {
        let (_, report) = read([&packed[..end]]);
        assert_eq!(report.fault.unwrap().code, ErrorCode::BadCompression, "up to {end}");
    }
    let (_, report) = read([[packed.as_slice(), b"garbage"].concat().as_slice()]);
    assert_eq!((report.spans, report.fault.unwrap().code), (2, ErrorCode::BadCompression));
    let mut changed = packed.clone();
    let last = changed.len() - 1;
    changed[last] ^= 1;
    let (_, report) = read([changed.as_slice()]);
    assert_eq!((report.spans, report.fault.unwrap().message.contains("checksum")), (2, true));
    for (at, wrong) in (4..packed.len()).flat_map(|at| [0, 1, 0x7f, 0xff].map(|wrong| (at, wrong))) {
        let mut changed = packed.clone();
        changed[at] = wrong;
        read([changed.as_slice()]);
    }
}

#[test]
fn dictionaries_and_windows_beyond_memory_are_refused() {
    let dictionary = [0x28, 0xb5, 0x2f, 0xfd, 0x01, 0x58, 0x07, 0x01, 0, 0];
    let window = [0x28, 0xb5, 0x2f, 0xfd, 0x00, 0xff, 0x01, 0, 0];
    let content = [0x28, 0xb5, 0x2f, 0xfd, 0xe0, 0xff, 0xff, 0xff, 0xff, 0xff, 0, 0, 0, 1, 0, 0];
    for head in [&dictionary[..], &window, &content] {
        let (_, report) = read([head]);
        assert_eq!(report.fault.unwrap().code, ErrorCode::BadCompression, "{head:?}");
    }
}

#[test]
fn a_bomb_takes_no_memory() {
    // 1,000 blocks, each of which repeats a space 128 Ki times.
    let blocks = [0x02_u32 | (128 << 10) << 3; 1000];
    let mut packed = vec![0x28, 0xb5, 0x2f, 0xfd, 0x00, 0x58];
    for block in blocks {
        packed.extend_from_slice(&block.to_le_bytes()[..3]);
        packed.push(b' ');
    }
    packed.extend_from_slice(&[1, 0, 0]);
    let (_, report) = read([packed.as_slice()]);
    assert_eq!((report.text_bytes, report.bytes), (1000 * (128 << 10), packed.len() as u64));
    assert_eq!(report.fault.unwrap().code, ErrorCode::UnknownFormat);
}
