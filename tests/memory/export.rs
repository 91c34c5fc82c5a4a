//! An export takes a piece's memory, however many spans are exported.

use spanlens::export::{Export, ExportFormat, ExportOptions, Redaction};
use spanlens::ingest::ArchiveReader;
use spanlens::store::{Store, StoreBuilder};

use super::texts::TEXTS;
use super::{MIB, measure, timed, turn};

fn store(spans: u32) -> Store {
    let mut builder = StoreBuilder::new();
    let mut reader = ArchiveReader::new(builder.add_source("file", "default"));
    TEXTS[0].pieces(spans).for_each(|piece| reader.push(&mut builder, &piece).unwrap());
    let _ = reader.finish(&mut builder);
    builder.seal()
}

/// As it is, and with hashes of the one value that is long.
fn options() -> Vec<ExportOptions> {
    let formats = [ExportFormat::OtlpJson, ExportFormat::OtlpProto];
    let plain = formats.map(|format| ExportOptions { format, ..ExportOptions::default() });
    let redaction = Redaction { hash: vec!["url".to_owned()], ..Redaction::default() };
    let hash_key = Some("0123456789abcdef".repeat(4));
    let hashed =
        formats.map(|format| ExportOptions { format, redaction: redaction.clone(), hash_key: hash_key.clone() });
    plain.into_iter().chain(hashed).collect()
}

/// Exports all spans piece by piece, drops each piece, and gives how long the file is.
fn assert_in_pieces(store: &Store, options: &ExportOptions) -> usize {
    let spans = store.spans().len() as usize;
    let exported = measure(|| Export::new(store, store.requests(), options).map(|piece| piece.unwrap().len()).sum());
    // A bit a span says which are exported.
    let most = MIB + spans / 8;
    assert!(exported.peak <= most, "{} bytes for a file of {}", exported.peak, exported.result);
    exported.result
}

#[test]
fn an_export_is_a_piece_at_a_time() {
    let _turn = turn();
    let store = store(24_000);
    for options in options() {
        assert!(assert_in_pieces(&store, &options) > 2 * MIB, "a file of many pieces");
    }
}

#[test]
#[ignore = "exports two gigabytes"]
fn an_export_of_a_million_spans_is_a_piece_at_a_time() {
    let _turn = turn();
    let store = store(1_000_000);
    for options in options() {
        let (bytes, spent) = timed(|| assert_in_pieces(&store, &options));
        eprintln!(
            "{:?}: {} MiB of a store of {} MiB, {spent:.1?}",
            options.format,
            bytes / MIB,
            store.heap_bytes() / MIB
        );
    }
}
