//! Reads bytes whole and in pieces, and compares.

use spanlens::ingest::{FileReader, FileReport};
use spanlens::store::{Counts, StoreBuilder, check};

/// Reads what the bytes are, behind one of some beginnings. The first two bytes say behind which, and how long the pieces are.
pub fn compare(bytes: &[u8], beginnings: &[&str]) {
    let [beginning, size, rest @ ..] = bytes else { return };
    let beginning = beginnings[usize::from(*beginning) % beginnings.len()];
    let text = [beginning.as_bytes(), rest].concat();
    assert_eq!(read(text.chunks(usize::from(*size).max(1))), read([text.as_slice()]));
}

/// Reads pieces of a file: no panic, and a sound store.
pub fn read<'a>(pieces: impl IntoIterator<Item = &'a [u8]>) -> (FileReport, Counts) {
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
