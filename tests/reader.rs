//! The readers: fixtures with readable snapshots, cuts at every byte, and slow and obvious readings to compare with.

mod app_insights;
mod cases;
mod clickhouse;
mod cloud_trace;
mod cuts;
pub(crate) mod dump;
pub(crate) mod fixtures;
mod flaws;
mod formats;
mod frames;
mod generate;
mod hostile;
mod jaeger;
mod logs;
pub(crate) mod messages;
mod mutations;
pub(crate) mod native;
mod oracle;
mod otlp_proto;
mod properties;
mod reported;
mod sdk_console;
mod segments;
mod utf16;
mod wrappers;
mod xray;
mod zip;
mod zipkin;
mod zstd;

use spanlens::ingest::{FileReader, FileReport};
use spanlens::store::{Store, StoreBuilder, check};

/// Reads pieces of a file.
pub(crate) fn read<'a>(pieces: impl IntoIterator<Item = &'a [u8]>) -> (Store, FileReport) {
    let mut builder = StoreBuilder::new();
    let mut reader = FileReader::new(builder.add_source("file", "default"));
    for piece in pieces {
        if let Err(error) = reader.push(&mut builder, piece) {
            assert_eq!(reader.push(&mut builder, piece), Err(error), "a fault stays");
        }
    }
    let report = reader.finish(&mut builder);
    let store = builder.seal();
    check(&store).unwrap();
    (store, report)
}
