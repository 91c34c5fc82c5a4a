//! The hours of the demo, read once for all tests that look at them.

use std::sync::LazyLock;

use spanlens::demo::{Demo, INCIDENTS, Incident, REPEATED, SPANS, Trouble};
use spanlens::ingest::FileReader;
use spanlens::store::{Store, StoreBuilder};

/// The hour with the incidents.
pub(super) static HOUR: LazyLock<Store> = LazyLock::new(|| {
    let (store, spans) = read(Demo::new());
    assert_eq!(spans, u64::from(SPANS + REPEATED));
    store
});

/// The hour without them.
pub(super) static CALM: LazyLock<Store> = LazyLock::new(|| read(Demo::calm()).0);

/// The store, and how many spans were read.
fn read(lines: Demo) -> (Store, u64) {
    let mut builder = StoreBuilder::new();
    let mut reader = FileReader::new(builder.add_source("demo", "default"));
    lines.for_each(|line| reader.push(&mut builder, &line).unwrap());
    let report = reader.finish(&mut builder);
    assert!(report.fault.is_none());
    (builder.seal(), report.spans)
}

pub(super) fn incident(trouble: Trouble) -> &'static Incident {
    INCIDENTS.iter().find(|incident| incident.trouble == trouble).unwrap()
}
