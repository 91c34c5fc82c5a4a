//! The reader of OTLP in protobuf, on whatever bytes there are within a request: no panic, a sound store, and the same of it however the
//! bytes are cut.

#![no_main]

use libfuzzer_sys::fuzz_target;
use spanlens::ingest::{FileReader, FileReport};
use spanlens::store::{Counts, StoreBuilder, check};

/// A request with a span that has a name.
const USUAL: &[u8] = b"\x0a\x07\x12\x05\x12\x03\x2a\x01a";

/// The fields around the bytes: those of a request, of a `ResourceSpans`, of a `ScopeSpans`, of a span, of an attribute.
const AROUND: [&[u8]; 5] = [&[], &[0x0a], &[0x0a, 0x12], &[0x0a, 0x12, 0x12], &[0x0a, 0x12, 0x12, 0x4a]];

fuzz_target!(|bytes: &[u8]| {
    let [size, around, inner @ ..] = bytes else { return };
    let around = AROUND[usize::from(*around) % AROUND.len()];
    let message = around.iter().rev().fold(inner.to_vec(), |inner, &tag| field(tag, &inner));
    let text = [USUAL, &message, USUAL].concat();
    let cut = read(text.chunks(usize::from(*size).max(1)));
    assert_eq!(cut, read([text.as_slice()]));
});

fn field(tag: u8, inner: &[u8]) -> Vec<u8> {
    let mut bytes = vec![tag];
    let mut len = inner.len();
    while len > 0x7f {
        bytes.push(u8::try_from(len & 0x7f).unwrap_or_default() | 0x80);
        len >>= 7;
    }
    bytes.push(u8::try_from(len).unwrap_or_default());
    bytes.extend_from_slice(inner);
    bytes
}

fn read<'a>(pieces: impl IntoIterator<Item = &'a [u8]>) -> (FileReport, Counts) {
    let mut builder = StoreBuilder::new();
    let mut reader = FileReader::new(builder.add_source("fuzz", "default"));
    for piece in pieces {
        if reader.push(&mut builder, piece).is_err() {
            break;
        }
    }
    let mut report = reader.finish(&mut builder);
    // How much was pushed before a fault showed depends on the pieces.
    (report.bytes, report.text_bytes) = (0, 0);
    let store = builder.seal();
    check(&store).unwrap();
    (report, *store.counts())
}
