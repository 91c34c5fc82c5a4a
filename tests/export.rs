//! Exports: they read back as they were, say what stays in them, and have nothing of what was hidden.

mod contents;
mod equality;
mod logs;
mod matched;
mod redaction;

use std::io::{Read, Write};

use flate2::Compression;
use flate2::read::GzDecoder;
use flate2::write::GzEncoder;
use spanlens::export::{Export, ExportFormat, ExportOptions};
use spanlens::store::{RowSet, Store};

const FORMATS: [ExportFormat; 2] = [ExportFormat::OtlpJson, ExportFormat::OtlpProto];

/// All bytes of an export.
fn exported(store: &Store, units: &RowSet, options: &ExportOptions) -> Vec<u8> {
    let pieces: Result<Vec<Vec<u8>>, _> = Export::new(store, units, options).collect();
    pieces.unwrap().concat()
}

/// All traces of a store as they are.
fn whole(store: &Store, format: ExportFormat) -> Vec<u8> {
    exported(store, &all(store), &ExportOptions { format, ..ExportOptions::default() })
}

fn all(store: &Store) -> RowSet {
    RowSet::all(store.spans().len())
}

fn packed(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn unpacked(bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    GzDecoder::new(bytes).read_to_end(&mut out).unwrap();
    out
}
