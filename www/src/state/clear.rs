//! What is forgotten when other data are opened, and what stays.

use leptos::prelude::*;

use super::{Reread, State};
use crate::words::Zoom;

impl State {
    /// Forgets the data and all that was said about it; what a person prefers stays. Every signal is named here, so that none is forgotten.
    pub(crate) fn clear(&self) {
        let Self {
            reread,
            summary,
            filter,
            axis,
            zoom,
            selection,
            chosen_baseline,
            trouble,
            heatmap,
            aligned,
            findings: _,
            finding: _,
            lit: _,
            arriving,
            covered,
            fetches,
            overview,
            sides,
            causes,
            attributes,
            filter_failure,
            healthy,
            list_options,
            traces,
            latency,
            service_map,
            calls,
            picked,
            compared,
            open_trace,
            notes,

            // What a person prefers.
            refresh_s: _,
            logs: _,
            population: _,
            fail: _,
            hides_health: _,
            weighs: _,
            scale: _,
            shows_gaps: _,
            aligns_groups: _,
            zone: _,
            counts_spans: _,
            latency_options: _,
            tab: _,
            // Of the page or its address rather than of the data.
            cells: _,
            strip_cells: _,
            is_from_newer: _,
            // Set by what opens the next data, by what draws, and by what waits for answers.
            phase: _,
            source: _,
            origins: _,
            version: _,
            is_drawing: _,
            waiting: _,
            is_looking: _,
        } = *self;
        summary.set(None);
        reread.set(Reread::Nothing);
        filter.set(String::new());
        filter_failure.set(None);
        axis.set(None);
        zoom.set(Zoom::default());
        selection.set(None);
        chosen_baseline.set(None);
        list_options.update(|options| options.offset = 0);
        heatmap.set(None);
        aligned.set(None);
        self.show_findings(None);
        arriving.set(None);
        covered.set(None);
        fetches.set(false);
        overview.set(None);
        sides.set(None);
        trouble.set(None);
        causes.set(None);
        attributes.set(None);
        healthy.set(None);
        traces.set(None);
        latency.set(None);
        service_map.set(None);
        calls.set(None);
        picked.set(Vec::new());
        compared.set(None);
        open_trace.set(None);
        notes.set(Vec::new());
    }
}
