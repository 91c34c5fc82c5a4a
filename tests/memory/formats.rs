//! Reading takes little more than the store that it makes, in every format and however it is packed.

use std::iter::once;

use spanlens::ingest::ArchiveReader;
use spanlens::store::{Store, StoreBuilder};

use super::texts::{TEXTS, gzipped, zipped};
use super::{MIB, allowed, measure, timed, turn};

/// Some ten megabytes of a store.
const SPANS: u32 = 24_000;

/// What reading takes whatever the size of a file is: what readers remember of keys and values, and half-filled chunks.
const BESIDE: usize = 6 * MIB;

/// Reads files into one store. All of them have to be read to their end.
fn read(files: impl IntoIterator<Item = impl IntoIterator<Item = Vec<u8>>>) -> Store {
    let mut builder = StoreBuilder::new();
    for file in files {
        let mut reader = ArchiveReader::new(builder.add_source("file", "default"));
        file.into_iter().for_each(|piece| reader.push(&mut builder, &piece).unwrap());
        let (report, _) = reader.finish(&mut builder);
        assert_eq!((report.fault, &report.findings[..]), (None, &[][..]));
    }
    builder.seal()
}

fn assert_lean(name: &str, spans: u32, work: impl FnOnce() -> Store) {
    let read = measure(work);
    let store = read.result.heap_bytes();
    assert_eq!(read.result.spans().len(), spans, "{name}");
    assert!(read.peak <= allowed(store, BESIDE), "{name}: {} bytes for a store of {store}", read.peak);
}

#[test]
fn every_format_is_read_in_little_more_than_its_store() {
    let _turn = turn();
    for text in TEXTS {
        assert_lean(text.name, SPANS, || read([text.pieces(SPANS)]));
    }
}

#[test]
fn many_files_and_packed_ones_are_read_in_little_more_than_their_store() {
    let _turn = turn();
    let otlp = &TEXTS[0];
    let documents = || (0..SPANS).step_by(200).map(|from| otlp.document(from..from + 200));
    assert_lean("files", SPANS, || read(documents().map(once)));
    let packed = gzipped(otlp.pieces(SPANS));
    assert_lean("gzip", SPANS, || read([packed.chunks(MIB / 8).map(<[u8]>::to_vec)]));
    let documents: Vec<Vec<u8>> = documents().collect();
    let archive = zipped(documents.iter().map(|document| ("traces.json", &document[..])));
    assert_lean("zip", SPANS, || read([archive.chunks(MIB / 8).map(<[u8]>::to_vec)]));
}

#[test]
#[ignore = "reads two gigabytes"]
fn every_format_is_read_in_little_more_than_its_store_at_full_size() {
    let _turn = turn();
    for text in TEXTS {
        let (read, spent) = timed(|| measure(|| read([text.pieces(1_000_000)])));
        let store = read.result.heap_bytes();
        eprintln!("{}: a store of {} MiB, a peak of {} MiB, {spent:.1?}", text.name, store / MIB, read.peak / MIB);
        assert!(read.peak <= allowed(store, 64 * MIB), "{}", text.name);
    }
}
