//! What the address of the page says of its state, and the other way round.

use leptos::prelude::*;

use super::{State, change};
use crate::address::Address;
use crate::words::{OpenTrace, Origin, TraceName};

impl State {
    /// What the address of the page is to say.
    pub(crate) fn address(&self) -> Address {
        Address {
            origins: self.origins.get().into_iter().filter(|origin| *origin != Origin::Demo).collect(),
            refresh_s: self.refresh_s.get(),
            logs: self.logs.get(),
            population: self.population.get(),
            fail: self.fail.get(),
            filter: self.filter.get(),
            hides_health: self.hides_health.get(),
            axis: self.axis.get(),
            zoom: self.zoom.get(),
            weighs: self.weighs.get(),
            shows_gaps: self.shows_gaps.get(),
            aligns_groups: self.aligns_groups.get(),
            selection: self.selection.get(),
            baseline: self.chosen_baseline.get(),
            tab: self.tab.get(),
            counts_spans: self.counts_spans.get(),
            list: self.list_options.get(),
            latency: self.latency_options.get(),
            compared: self.compared.get().map(|traces| traces.map(TraceName::from)),
            trace: self.open_trace.get().map(TraceName::from),
            notes: self.notes.get(),
        }
    }

    /// Shows what an address says of the data that are loaded or will be.
    pub(crate) fn show(&self, address: &Address) {
        let Address {
            refresh_s,
            population,
            fail,
            filter,
            hides_health,
            axis,
            zoom,
            weighs,
            shows_gaps,
            aligns_groups,
            selection,
            baseline,
            tab,
            counts_spans,
            list,
            latency,
            compared,
            trace,
            notes,
            // What is opened, and with which logs, before there is anything to show of it.
            origins: _,
            logs: _,
        } = address.clone();
        change(self.refresh_s, refresh_s);
        change(self.population, population);
        change(self.fail, fail);
        change(self.filter, filter);
        change(self.hides_health, hides_health);
        change(self.axis, axis);
        change(self.zoom, zoom);
        change(self.weighs, weighs);
        change(self.shows_gaps, shows_gaps);
        change(self.aligns_groups, aligns_groups);
        change(self.selection, selection);
        change(self.chosen_baseline, baseline);
        change(self.tab, tab);
        change(self.counts_spans, counts_spans);
        change(self.list_options, list);
        change(self.latency_options, latency);
        change(self.compared, compared.map(|traces| traces.map(OpenTrace::from)));
        change(self.open_trace, trace.map(OpenTrace::from));
        change(self.notes, notes);
    }
}
