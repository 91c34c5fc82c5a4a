//! The reader of files, on whatever bytes there are: no panic, a sound store, and the same of it however the bytes are cut.

#![no_main]

use libfuzzer_sys::fuzz_target;
use spanlens::ingest::{FileReader, FileReport};
use spanlens::store::{Counts, StoreBuilder, check};

fuzz_target!(|bytes: &[u8]| {
    let Some((&size, text)) = bytes.split_first() else { return };
    let cut = read(text.chunks(usize::from(size).max(1)));
    assert_eq!(cut, read([text]));
});

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
