//! What the page knows, as signals: what is loaded, what was asked for, what came back.

mod clear;
mod findings;
mod link;
mod phase;

use std::sync::Arc;

use leptos::prelude::*;
use spanlens::analysis::{
    AttributeDiff, Baseline, CallList, ErrorCauses, Findings, FlameDiffOptions, Overview, Selection, ServiceMap,
    TraceList, TraceListOptions, UnitNumber,
};
use spanlens::clickhouse::{CountedSummary, Coverage};
use spanlens::error::Failure;
use spanlens::filter::HEALTH_CHECKS;
use spanlens::protocol::{HeatmapAnswer, Progress, Sides, Summary};
use spanlens::store::{KeptLogs, Population};
use spanlens::units::{FailureRule, TimeRange};

use crate::format::Zone;
use crate::geometry::{Aligned, Scale};
use crate::latency::Latency;
use crate::signals::RwSignal;
use crate::words::{AFTER, BEFORE, Clickhouse, Note, OpenTrace, Origin, Searched, Tab, Zoom};
pub(crate) use phase::{Loading, Phase, Reread};

/// The signals of the page.
#[derive(Clone, Copy)]
pub(crate) struct State {
    pub(crate) phase: RwSignal<Phase>,
    /// What is read to be shown in place of what is shown.
    pub(crate) reread: RwSignal<Reread>,
    /// After how many seconds a range that moves with the clock is read again, if at all.
    pub(crate) refresh_s: RwSignal<Option<u32>>,
    /// What the source is called: the demo, a file, how many files.
    pub(crate) source: RwSignal<String>,
    /// Where what is loaded came from.
    pub(crate) origins: RwSignal<Vec<Origin>>,
    /// Which logs are kept of what is opened.
    pub(crate) logs: RwSignal<KeptLogs>,
    /// Whether a newer version of the page made the link that is shown.
    pub(crate) is_from_newer: RwSignal<bool>,
    /// Grows with every change of what is loaded, so that answers are asked for again.
    pub(crate) version: RwSignal<u32>,
    pub(crate) summary: RwSignal<Option<Arc<Summary>>>,

    pub(crate) population: RwSignal<Population>,
    /// What counts as failing.
    pub(crate) fail: RwSignal<FailureRule>,
    /// The text of the filter of the view. All units are in view where it is empty.
    pub(crate) filter: RwSignal<String>,
    /// Whether health checks are out of view.
    pub(crate) hides_health: RwSignal<bool>,
    /// The number that the rows of the heatmap are of, in place of the duration.
    pub(crate) axis: RwSignal<Option<UnitNumber>>,
    pub(crate) zoom: RwSignal<Zoom>,
    /// How many columns and rows there is room for; nothing before that is known.
    pub(crate) cells: RwSignal<Option<(u32, u32)>>,
    /// Whether it is to be estimated what there was before sampling, where spans say that they were sampled.
    pub(crate) weighs: RwSignal<bool>,
    pub(crate) scale: RwSignal<Scale>,
    /// Whether stretches without units take the room of their time.
    pub(crate) shows_gaps: RwSignal<bool>,
    /// Whether groups are to be shown one over the other, each from its first unit on.
    pub(crate) aligns_groups: RwSignal<bool>,
    /// How many columns and rows there is room for in each of them; nothing before that is known.
    pub(crate) strip_cells: RwSignal<Option<(u32, u32)>>,
    /// The groups, as they are shown so.
    pub(crate) aligned: RwSignal<Option<Arc<Aligned>>>,
    /// Whose clock tells all times.
    pub(crate) zone: RwSignal<Zone>,
    pub(crate) selection: RwSignal<Option<Selection>>,
    /// The baseline that a person has chosen, if any.
    pub(crate) chosen_baseline: RwSignal<Option<Baseline>>,
    /// Whether either side is being drawn at this moment.
    pub(crate) is_drawing: RwSignal<bool>,

    /// Why a question about what is chosen has no answer; until something else is chosen.
    pub(crate) trouble: RwSignal<Option<Failure>>,
    /// How many questions wait for an answer: what is shown may be of a moment ago.
    pub(crate) waiting: RwSignal<u32>,
    pub(crate) heatmap: RwSignal<Option<Arc<HeatmapAnswer>>>,
    /// What is wrong with what is in view, or was until the view changed.
    pub(crate) findings: RwSignal<Option<Arc<Findings>>>,
    /// Whether it is being looked for.
    pub(crate) is_looking: RwSignal<bool>,
    /// The finding that was gone to last.
    pub(crate) finding: RwSignal<Option<usize>>,
    /// The finding that is pointed at.
    pub(crate) lit: RwSignal<Option<usize>>,
    /// Of how many requests the answers are for which traces of a server were fetched, once one of them is there.
    pub(crate) covered: RwSignal<Option<Coverage>>,
    /// How far such traces have come that are being fetched.
    pub(crate) arriving: RwSignal<Option<Progress>>,
    /// Whether such traces are to be fetched for what is chosen now, though it takes the server long.
    pub(crate) fetches: RwSignal<bool>,
    pub(crate) overview: RwSignal<Option<Arc<Overview>>>,
    pub(crate) sides: RwSignal<Option<Sides>>,
    pub(crate) causes: RwSignal<Option<Arc<ErrorCauses>>>,
    pub(crate) attributes: RwSignal<Option<Arc<AttributeDiff>>>,
    /// Whether attributes are compared span by span rather than unit by unit.
    pub(crate) counts_spans: RwSignal<bool>,
    /// A text that is no filter, and why.
    pub(crate) filter_failure: RwSignal<Option<(String, Failure)>>,
    /// How many units are no health checks.
    pub(crate) healthy: RwSignal<Option<u32>>,
    /// Which page of the trace list is shown, in which order.
    pub(crate) list_options: RwSignal<TraceListOptions>,
    pub(crate) traces: RwSignal<Option<Arc<TraceList>>>,
    /// How flame graphs are made and compared.
    pub(crate) latency_options: RwSignal<FlameDiffOptions>,
    pub(crate) latency: RwSignal<Option<Arc<Latency>>>,
    pub(crate) service_map: RwSignal<Option<Arc<ServiceMap>>>,
    pub(crate) calls: RwSignal<Option<Arc<CallList>>>,
    /// The traces that are picked to be compared, two at most.
    pub(crate) picked: RwSignal<Vec<OpenTrace>>,
    /// The two traces that are compared over the answers.
    pub(crate) compared: RwSignal<Option<[OpenTrace; 2]>>,
    /// The trace that is open over the answers.
    pub(crate) open_trace: RwSignal<Option<OpenTrace>>,
    /// Which answer is shown.
    pub(crate) tab: RwSignal<Tab>,
    /// What a person has said about what is shown.
    pub(crate) notes: RwSignal<Vec<Note>>,
}

impl State {
    /// Nothing is known yet.
    pub(crate) fn new() -> Self {
        Self {
            phase: RwSignal::default(),
            reread: RwSignal::default(),
            refresh_s: RwSignal::default(),
            source: RwSignal::default(),
            origins: RwSignal::default(),
            logs: RwSignal::default(),
            is_from_newer: RwSignal::default(),
            version: RwSignal::default(),
            summary: RwSignal::default(),
            population: RwSignal::default(),
            fail: RwSignal::default(),
            filter: RwSignal::default(),
            hides_health: RwSignal::default(),
            axis: RwSignal::default(),
            zoom: RwSignal::default(),
            cells: RwSignal::default(),
            weighs: RwSignal::default(),
            scale: RwSignal::default(),
            shows_gaps: RwSignal::default(),
            aligns_groups: RwSignal::default(),
            strip_cells: RwSignal::default(),
            aligned: RwSignal::default(),
            zone: RwSignal::default(),
            selection: RwSignal::default(),
            chosen_baseline: RwSignal::default(),
            trouble: RwSignal::default(),
            waiting: RwSignal::default(),
            is_drawing: RwSignal::default(),
            heatmap: RwSignal::default(),
            findings: RwSignal::default(),
            is_looking: RwSignal::default(),
            finding: RwSignal::default(),
            lit: RwSignal::default(),
            arriving: RwSignal::new(None),
            covered: RwSignal::default(),
            fetches: RwSignal::default(),
            overview: RwSignal::default(),
            sides: RwSignal::default(),
            causes: RwSignal::default(),
            attributes: RwSignal::default(),
            counts_spans: RwSignal::default(),
            filter_failure: RwSignal::default(),
            healthy: RwSignal::default(),
            list_options: RwSignal::default(),
            traces: RwSignal::default(),
            latency_options: RwSignal::default(),
            latency: RwSignal::default(),
            service_map: RwSignal::default(),
            calls: RwSignal::default(),
            picked: RwSignal::default(),
            compared: RwSignal::default(),
            open_trace: RwSignal::default(),
            tab: RwSignal::default(),
            notes: RwSignal::default(),
        }
    }

    /// Whether the demo is all that is loaded.
    pub(crate) fn is_demo(&self) -> bool {
        self.origins.with(|origins| origins.iter().all(|origin| *origin == Origin::Demo))
    }

    /// The range of a ClickHouse server that is open, if that is all.
    pub(crate) fn clickhouse(&self) -> Option<Clickhouse> {
        self.origins.with(|origins| match origins.as_slice() {
            [Origin::Clickhouse(place)] => Some((**place).clone()),
            _ => None,
        })
    }

    /// The search of a server of traces that is open, if that is all.
    pub(crate) fn search(&self) -> Option<Searched> {
        self.origins.with(|origins| match origins.as_slice() {
            [Origin::Search(place)] => Some((**place).clone()),
            _ => None,
        })
    }

    /// The range of time that was read from a server, where that is what is open.
    pub(crate) fn read_range(&self) -> Option<TimeRange> {
        self.summary.with(|summary| summary.as_ref()?.files.first()?.range)
    }

    /// The range of time that a server was asked for, be it that of a search.
    pub(crate) fn asked_range(&self) -> Option<TimeRange> {
        let searched = || self.summary.with(|summary| summary.as_ref()?.files.first()?.search.as_ref()?.range);
        self.read_range().or_else(searched)
    }

    /// The text of the filter that is evaluated, if there is any.
    pub(crate) fn view_filter(&self) -> Option<String> {
        let written = self.filter.with(|filter| filter.trim().to_owned());
        match (written.is_empty(), self.hides_health.get()) {
            (true, false) => None,
            (false, false) => Some(written),
            (true, true) => Some(HEALTH_CHECKS.to_owned()),
            (false, true) => Some(format!("{written} && {HEALTH_CHECKS}")),
        }
    }

    /// The number that the rows of the heatmap are of. None where spans are on a server, as it takes all of them to know it.
    pub(crate) fn shown_axis(&self) -> Option<UnitNumber> {
        self.axis.get().filter(|_| self.counted().is_none())
    }

    /// Makes the rows of the heatmap those of another number, or of durations. What part of them is shown is no part of the other.
    pub(crate) fn choose_axis(&self, axis: Option<UnitNumber>) {
        if self.axis.with_untracked(|old| *old != axis) {
            self.zoom.update(|zoom| *zoom = Zoom { durations: None, numbers: None, ..*zoom });
            self.axis.set(axis);
        }
    }

    /// Whether something lies over the answers that takes the keys.
    pub(crate) fn is_covered(&self) -> bool {
        untrack(|| self.is_covered_now())
    }

    /// The same, for who follows it.
    pub(crate) fn is_covered_now(&self) -> bool {
        self.open_trace.with(Option::is_some) || self.compared.with(Option::is_some)
    }

    /// Whether something is being read.
    pub(crate) fn is_loading(&self) -> bool {
        self.phase.with(|phase| matches!(phase, Phase::Loading(_)))
    }

    /// Changes the selection, or begins one. Without a condition nothing is selected.
    pub(crate) fn change_selection(&self, change: impl FnOnce(&mut Selection)) {
        self.selection.update(|chosen| {
            let mut selection = chosen.take().unwrap_or_default();
            change(&mut selection);
            *chosen = (selection != Selection::default()).then_some(selection);
        });
    }

    /// What a selection is compared with: what was chosen, else the time before a selection that is of time alone, else the rest. In a
    /// range whose spans are on a server the time before any selection that has one, as the rest of a long range takes a look at all of it.
    pub(crate) fn baseline(&self) -> Baseline {
        let is_of_time_alone = || {
            self.selection.with(|selection| {
                selection.as_ref().is_some_and(|selection| {
                    let Selection { time, ref group, .. } = *selection;
                    time.is_some() && *selection == Selection { time, group: group.clone(), ..Selection::default() }
                })
            })
        };
        let has_time = || self.selection.with(|selection| selection.as_ref().is_some_and(|of| of.time.is_some()));
        match self.chosen_baseline.get() {
            Some(chosen) => chosen,
            None if is_of_time_alone() || (self.counted().is_some() && has_time()) => Baseline::Before,
            None => Baseline::Rest,
        }
    }

    /// Whether anything that is loaded has logs.
    pub(crate) fn has_logs(&self) -> bool {
        self.summary.with(|summary| summary.as_ref().is_some_and(|summary| summary.counts.logs > 0))
    }

    /// Whether there are spans that say that they were sampled, so that what there was before can be estimated.
    pub(crate) fn is_sampled(&self) -> bool {
        self.summary.with(|summary| summary.as_ref().is_some_and(|of| of.sampled_spans > 0 && of.counted.is_none()))
    }

    /// Whether what there was before sampling is estimated.
    pub(crate) fn is_weighted(&self) -> bool {
        self.weighs.get() && self.is_sampled()
    }

    /// What is known of the range that is open, if a server counts its requests and no spans are here.
    pub(crate) fn counted(&self) -> Option<CountedSummary> {
        self.summary.with(|summary| summary.as_ref()?.counted.clone())
    }

    /// Whether files are loaded as "before" and others as "after".
    pub(crate) fn has_groups(&self) -> bool {
        self.summary.with(|summary| {
            let has = |group: &str| {
                summary.as_ref().is_some_and(|summary| summary.files.iter().any(|file| file.source.group == group))
            };
            has(BEFORE) && has(AFTER)
        })
    }

    /// Whether groups are shown one over the other.
    pub(crate) fn is_aligned(&self) -> bool {
        self.aligns_groups.get() && self.has_groups()
    }

    /// Compares all of "after" with all of "before".
    pub(crate) fn compare_groups(&self) {
        let of = |group: &str| Selection { group: Some(group.to_owned()), ..Selection::default() };
        self.selection.set(Some(of(AFTER)));
        self.chosen_baseline.set(Some(Baseline::Rectangle(of(BEFORE))));
    }
}

/// Sets a signal if that changes it, so that nobody is woken for nothing.
pub(crate) fn change<T: PartialEq + Send + Sync + 'static>(signal: RwSignal<T>, value: T) {
    if signal.with_untracked(|old| *old != value) {
        signal.set(value);
    }
}
