//! A million spans, and what is asked about half of their requests: why they fail, what sets them apart, what made them slower.

use anyhow::Result;
use spanlens::analysis::{
    AttributeDiff, AttributeDiffOptions, ErrorCauses, ErrorCausesOptions, FlameDiffOptions, LatencyDiff,
    attribute_diff, error_causes, latency_diff,
};
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

/// Every other request of the first million spans, and the others.
fn halves(store: &Store) -> [RowSet; 2] {
    let mut sides = [0, 1].map(|_| RowSet::empty(store.spans().len()));
    let requests = store.requests().iter().take_while(|unit| store.subtree(*unit).end as usize <= SPANS);
    requests.enumerate().for_each(|(at, unit)| sides[at % 2].insert(unit));
    sides
}

/// Compares one half of the requests with the other: the flame diff, with the suspects.
///
/// # Errors
///
/// Those of the analysis.
pub fn latency_of_halves(store: &Store) -> Result<LatencyDiff> {
    let [selection, baseline] = halves(store);
    Ok(latency_diff(store, &selection, &baseline, &FlameDiffOptions::default())?)
}

/// Where the errors of one half of the requests began.
#[must_use]
pub fn causes_of_half(store: &Store) -> ErrorCauses {
    let [selection, _] = halves(store);
    error_causes(store, &selection, &ErrorCausesOptions::default())
}

/// Compares one half of the requests with the other by their attributes.
#[must_use]
pub fn attributes_of_halves(store: &Store) -> AttributeDiff {
    let [selection, baseline] = halves(store);
    attribute_diff(store, &selection, &baseline, &AttributeDiffOptions::default())
}
