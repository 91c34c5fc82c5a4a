//! What the page knows, as signals: what is loaded, what was asked for, what came back.

use std::sync::Arc;

use leptos::prelude::*;
use spanlens::analysis::{
    AttributeDiff, Baseline, ErrorCauses, FlameDiffOptions, Overview, Selection, TraceList, TraceListOptions,
};
use spanlens::error::Failure;
use spanlens::filter::HEALTH_CHECKS;
use spanlens::protocol::{HeatmapAnswer, Progress, Sides, Summary};
use spanlens::store::Population;
use spanlens::units::FailureRule;

use crate::address::Address;
use crate::format::Zone;
use crate::geometry::Scale;
use crate::latency::Latency;
use crate::words::{AFTER, BEFORE, OpenTrace, Origin, Tab, TraceName, Zoom};

/// What is being done about data.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) enum Phase {
    /// Nothing has been loaded yet.
    #[default]
    Empty,
    /// Something is being read.
    Loading(Loading),
    /// A link names sources that a person has to give, or to agree to.
    Wanted(Vec<Origin>),
    /// All that was asked for is loaded.
    Ready,
    /// A load has no answer.
    Failed(Failure),
    /// The engine is gone, with its last words.
    Crashed(String),
}

/// How far a load has come, and since when.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Loading {
    /// When it began, in milliseconds of the page's clock.
    pub(crate) started_ms: f64,
    /// What the engine last said; nothing before it has said anything.
    pub(crate) progress: Option<Progress>,
    /// Bytes per second on average until then.
    pub(crate) bytes_per_s: f64,
    /// Whether a person has asked to stop it.
    pub(crate) is_stopping: bool,
}

/// The signals of the page.
#[derive(Clone, Copy)]
pub(crate) struct State {
    pub(crate) phase: RwSignal<Phase>,
    /// What the source is called: the demo, a file, how many files.
    pub(crate) source: RwSignal<String>,
    /// Where what is loaded came from.
    pub(crate) origins: RwSignal<Vec<Origin>>,
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
    pub(crate) zoom: RwSignal<Zoom>,
    /// How many columns and rows there is room for; nothing before that is known.
    pub(crate) cells: RwSignal<Option<(u32, u32)>>,
    pub(crate) scale: RwSignal<Scale>,
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
    /// The traces that are picked to be compared, two at most.
    pub(crate) picked: RwSignal<Vec<OpenTrace>>,
    /// The two traces that are compared over the answers.
    pub(crate) compared: RwSignal<Option<[OpenTrace; 2]>>,
    /// The trace that is open over the answers.
    pub(crate) open_trace: RwSignal<Option<OpenTrace>>,
    /// Which answer is shown.
    pub(crate) tab: RwSignal<Tab>,
}

impl State {
    /// Nothing is known yet.
    pub(crate) fn new() -> Self {
        Self {
            phase: RwSignal::default(),
            source: RwSignal::default(),
            origins: RwSignal::default(),
            is_from_newer: RwSignal::default(),
            version: RwSignal::default(),
            summary: RwSignal::default(),
            population: RwSignal::default(),
            fail: RwSignal::default(),
            filter: RwSignal::default(),
            hides_health: RwSignal::default(),
            zoom: RwSignal::default(),
            cells: RwSignal::default(),
            scale: RwSignal::default(),
            zone: RwSignal::default(),
            selection: RwSignal::default(),
            chosen_baseline: RwSignal::default(),
            trouble: RwSignal::default(),
            waiting: RwSignal::default(),
            is_drawing: RwSignal::default(),
            heatmap: RwSignal::default(),
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
            picked: RwSignal::default(),
            compared: RwSignal::default(),
            open_trace: RwSignal::default(),
            tab: RwSignal::default(),
        }
    }

    /// Whether the demo is all that is loaded.
    pub(crate) fn is_demo(&self) -> bool {
        self.origins.with(|origins| origins.iter().all(|origin| *origin == Origin::Demo))
    }

    /// What the address of the page is to say.
    pub(crate) fn address(&self) -> Address {
        Address {
            origins: self.origins.get().into_iter().filter(|origin| *origin != Origin::Demo).collect(),
            population: self.population.get(),
            fail: self.fail.get(),
            filter: self.filter.get(),
            hides_health: self.hides_health.get(),
            zoom: self.zoom.get(),
            selection: self.selection.get(),
            baseline: self.chosen_baseline.get(),
            tab: self.tab.get(),
            counts_spans: self.counts_spans.get(),
            list: self.list_options.get(),
            compared: self.compared.get().map(|traces| traces.map(TraceName::from)),
            trace: self.open_trace.get().map(TraceName::from),
        }
    }

    /// Shows what an address says of the data that are loaded or will be.
    pub(crate) fn show(&self, address: &Address) {
        let Address {
            population,
            fail,
            filter,
            hides_health,
            zoom,
            selection,
            baseline,
            tab,
            counts_spans,
            list,
            compared,
            trace,
            ..
        } = address.clone();
        change(self.population, population);
        change(self.fail, fail);
        change(self.filter, filter);
        change(self.hides_health, hides_health);
        change(self.zoom, zoom);
        change(self.selection, selection);
        change(self.chosen_baseline, baseline);
        change(self.tab, tab);
        change(self.counts_spans, counts_spans);
        change(self.list_options, list);
        change(self.compared, compared.map(|traces| traces.map(OpenTrace::from)));
        change(self.open_trace, trace.map(OpenTrace::from));
    }

    /// Forgets the data and all that was said about it; what a person prefers stays.
    pub(crate) fn clear(&self) {
        self.summary.set(None);
        self.filter.set(String::new());
        self.filter_failure.set(None);
        self.zoom.set(Zoom::default());
        self.selection.set(None);
        self.chosen_baseline.set(None);
        self.list_options.update(|options| options.offset = 0);
        self.heatmap.set(None);
        self.overview.set(None);
        self.sides.set(None);
        self.trouble.set(None);
        self.causes.set(None);
        self.attributes.set(None);
        self.healthy.set(None);
        self.traces.set(None);
        self.latency.set(None);
        self.picked.set(Vec::new());
        self.compared.set(None);
        self.open_trace.set(None);
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

    /// What a selection is compared with: what was chosen, else the time before a selection that is of time alone, else the rest.
    pub(crate) fn baseline(&self) -> Baseline {
        let is_of_time_alone = || {
            self.selection.with(|selection| {
                selection.as_ref().is_some_and(|selection| {
                    let Selection { time, ref group, .. } = *selection;
                    time.is_some() && *selection == Selection { time, group: group.clone(), ..Selection::default() }
                })
            })
        };
        match self.chosen_baseline.get() {
            Some(chosen) => chosen,
            None if is_of_time_alone() => Baseline::Before,
            None => Baseline::Rest,
        }
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
