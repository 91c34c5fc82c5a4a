//! What is shown first of a source with few traces.

use leptos::prelude::*;
use spanlens::analysis::{Baseline, TraceListOptions};
use spanlens::protocol::{Comparison, TracesQuestion};
use spanlens::store::Population;
use spanlens::units::FailureRule;

use super::Session;
use crate::address::Address;
use crate::words::{OpenTrace, Tab};

/// Up to so many requests a list says more than a heatmap.
const FEW: u32 = 10;

impl Session {
    /// Opens the only trace of what is loaded, or the list where there are few requests. A page whose address says what is to be shown, and one that
    /// goes on, or that asks a server for counts, begins as ever.
    pub(super) fn begin_with_few(&self) {
        let Some(summary) = self.state.summary.get_untracked() else { return };
        let goes_on = summary.live.is_some() || summary.counted.is_some();
        if !self.host.is_page || goes_on || summary.counts.requests == 0 || !self.says_nothing() {
            return;
        }
        if summary.counts.traces == 1 {
            self.open_the_trace();
        } else if summary.counts.requests <= FEW && !untrack(|| self.state.has_groups()) {
            self.state.tab.set(Tab::Traces);
        }
    }

    /// Whether the address says where traces come from, and nothing else.
    fn says_nothing(&self) -> bool {
        let shown = untrack(|| self.state.address());
        let Address { origins, refresh_s, logs, .. } = shown.clone();
        shown == Address { origins, refresh_s, logs, ..Address::default() }
    }

    fn open_the_trace(&self) {
        let session = *self;
        self.spawn(async move {
            let options = TraceListOptions { limit: 1, ..TraceListOptions::default() };
            let everything = Comparison {
                population: Population::default(),
                filter: None,
                fail: FailureRule::default(),
                selection: None,
                baseline: Baseline::default(),
                weighted: false,
            };
            let question = TracesQuestion { comparison: everything, options };
            let Ok(list) = session.ask_aside(question).await else { return };
            let (Some(trace_id), Some(group), Some(&handle)) =
                (list.trace_ids.first(), list.groups.first(), list.traces.first())
            else {
                return;
            };
            if session.says_nothing() {
                session.state.open_trace.set(Some(OpenTrace {
                    trace_id: trace_id.clone(),
                    group: group.clone(),
                    span: None,
                    handle: Some(handle),
                }));
            }
        });
    }
}
