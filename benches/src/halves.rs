//! Two halves of many requests, and what is asked about them: why they fail, what sets them apart, what made them slower.

use anyhow::Result;
use spanlens::analysis::{
    AttributeDiff, AttributeDiffOptions, CallList, ErrorCauses, ErrorCausesOptions, Findings, FindingsFold,
    FlameDiffOptions, Fold, LatencyDiff, ServiceMap, attribute_diff, call_list, error_causes, latency_diff,
    service_map,
};
use spanlens::demo::{self, Demo};
use spanlens::filter::Filter;
use spanlens::ingest::FileReader;
use spanlens::store::{Population, RowSet, Store, StoreBuilder};
use spanlens::units::FailureRule;

use crate::units::store_of_requests;

/// Requests of the demo, one after the other on either side.
#[derive(Debug)]
pub struct Halves {
    pub(crate) store: Store,
    pub(crate) selection: RowSet,
    pub(crate) baseline: RowSet,
}

impl Halves {
    /// Requests with about so many spans together, from all of the demo's hour.
    ///
    /// # Errors
    ///
    /// If the demo cannot be read.
    pub fn of_demos(spans: u32) -> Result<Self> {
        let store = read_demos(spans.div_ceil(demo::SPANS))?;
        let mut sides = [0, 1].map(|_| RowSet::empty(store.spans().len()));
        let share = |at: u64| at * u64::from(spans) / u64::from(store.spans().len());
        for (at, unit) in (0..).zip(store.requests().iter()) {
            // So many of the requests, and evenly over all of them, as the share passes from number to number.
            if share(at) < share(at + 1) {
                sides[usize::from(share(at) % 2 > 0)].insert(unit);
            }
        }
        let [selection, baseline] = sides;
        Ok(Self { store, selection, baseline })
    }

    /// So many requests of one operation, one span each, all of them selected.
    ///
    /// # Errors
    ///
    /// If there are more than a store has room for.
    pub fn of_one_operation(requests: u32) -> Result<Self> {
        let store = store_of_requests(requests)?;
        let baseline = RowSet::empty(store.spans().len());
        Ok(Self { selection: store.requests().clone(), baseline, store })
    }

    /// Where the errors of the selected half began.
    #[must_use]
    pub fn causes(&self) -> ErrorCauses {
        error_causes(&self.store, &self.selection, &ErrorCausesOptions::default(), FailureRule::Status)
    }

    /// Counts the requests that a filter over an attribute leaves, of all.
    ///
    /// # Errors
    ///
    /// None, as the filter is one.
    pub fn filtered(&self) -> Result<u32> {
        self.matching("{ span.http.response.status_code >= 500 }")
    }

    /// Counts the requests that a structural filter leaves, of all.
    ///
    /// # Errors
    ///
    /// None, as the filter is one.
    pub fn related(&self) -> Result<u32> {
        self.matching("{ kind = server } >> { span.http.response.status_code >= 500 }")
    }

    fn matching(&self, filter: &str) -> Result<u32> {
        Ok(Filter::parse(filter)?.select(&self.store, self.store.requests()).count())
    }

    /// What sets the selected half apart.
    #[must_use]
    pub fn attributes(&self) -> AttributeDiff {
        attribute_diff(&self.store, &self.selection, &self.baseline, &AttributeDiffOptions::default())
    }

    /// What stands out in both halves together.
    #[must_use]
    pub fn findings(&self) -> Findings {
        self.look().run(&self.store)
    }

    /// Begins to look for what stands out in both halves together.
    #[must_use]
    pub fn look(&self) -> FindingsFold {
        let mut units = self.selection.clone();
        units.union(&self.baseline);
        FindingsFold::new(&self.store, units, Population::Requests, FailureRule::Status)
    }

    /// Which services call which others, on both sides.
    #[must_use]
    pub fn service_map(&self) -> ServiceMap {
        service_map(&self.store, &self.selection, Some(&self.baseline), FailureRule::Status)
    }

    /// What is called how often, on both sides.
    ///
    /// # Errors
    ///
    /// Those of the analysis.
    pub fn calls(&self) -> Result<CallList> {
        Ok(call_list(&self.store, &self.selection, Some(&self.baseline), FailureRule::Status)?)
    }

    /// What made the selected half slower: the flame diff, with the suspects.
    ///
    /// # Errors
    ///
    /// Those of the analysis.
    pub fn latency(&self) -> Result<LatencyDiff> {
        Ok(latency_diff(&self.store, &self.selection, &self.baseline, &FlameDiffOptions::default())?)
    }
}

/// The demo several times, each in a group of its own, so that no span repeats another.
fn read_demos(count: u32) -> Result<Store> {
    let mut builder = StoreBuilder::new();
    for group in 0..count {
        let mut reader = FileReader::new(builder.add_source("demo", &group.to_string()));
        for chunk in Demo::new() {
            reader.push(&mut builder, &chunk)?;
        }
        let report = reader.finish(&mut builder);
        anyhow::ensure!(report.fault.is_none(), "the demo was not read to its end");
    }
    Ok(builder.seal())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn halves_have_the_spans_that_were_asked_for() {
        let Halves { store, selection, baseline } = Halves::of_demos(100_000).unwrap();
        let spans = |side: &RowSet| side.iter().map(|unit| store.subtree(unit).len()).sum::<usize>();
        let spans = [spans(&selection), spans(&baseline)];
        assert!(spans.iter().all(|spans| (49_000..51_000).contains(spans)), "{spans:?}");
        assert!(selection.count().abs_diff(baseline.count()) <= 1);
    }
}
