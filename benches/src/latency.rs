//! A million spans, and what made half of their requests slower.

use anyhow::Result;
use spanlens::analysis::{FlameDiffOptions, LatencyDiff, latency_diff};
use spanlens::demo::Demo;
use spanlens::ingest::FileReader;
use spanlens::store::{RowSet, Store, StoreBuilder};

/// How often the demo must be there to have more than a million spans.
const DEMOS: u32 = 6;
/// The spans that are compared.
const SPANS: usize = 1_000_000;

/// The demo several times, each in a group of its own, so that no span repeats another.
///
/// # Errors
///
/// If the demo cannot be read.
pub fn store_of_demos() -> Result<Store> {
    let mut builder = StoreBuilder::new();
    for group in 0..DEMOS {
        let mut reader = FileReader::new(builder.add_source("demo", &group.to_string()));
        for chunk in Demo::new() {
            reader.push(&mut builder, &chunk)?;
        }
        let report = reader.finish(&mut builder);
        anyhow::ensure!(report.fault.is_none(), "the demo was not read to its end");
    }
    Ok(builder.seal())
}

/// Compares every other request of the first million spans with the others: the flame diff, with the suspects.
///
/// # Errors
///
/// Those of the analysis.
pub fn latency_of_halves(store: &Store) -> Result<LatencyDiff> {
    let mut sides = [0, 1].map(|_| RowSet::empty(store.spans().len()));
    let requests = store.requests().iter().take_while(|unit| store.subtree(*unit).end as usize <= SPANS);
    requests.enumerate().for_each(|(at, unit)| sides[at % 2].insert(unit));
    let [selection, baseline] = sides;
    Ok(latency_diff(store, &selection, &baseline, &FlameDiffOptions::default())?)
}
