//! The parts that can be mounted: everything, or one chart alone.

use crate::keys::is_plain;
use crate::signals::RwSignal;
use leptos::ev;
use leptos::prelude::*;

use crate::history;
use crate::questions::{
    follow_aligned, follow_answers, follow_calls, follow_count, follow_fetched, follow_findings, follow_health_checks,
    follow_heatmap, follow_latency, follow_service_map, follow_trouble,
};
use crate::session::Session;
use crate::theme::Themes;
use crate::views::{
    ClickhouseDialog, ClickhouseOpen, DropTarget, ExportOpen, ExportTraces, FilterBar, FlameGraphView, HeatmapView,
    Help, HelpOpen, Notices, SearchDialog, SearchOpen, SelectionLine, ServiceMapView, SourceBar, Tabs, TracePanel,
    TraceView, TwoTraces, UrlForm, UrlFormOpen, ValueMenu, ValueMenuOpen, finding_row_id,
};
use crate::words::{Step, Tab};
use crate::zone;

/// What can be mounted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Part {
    /// Everything.
    Explorer,
    Heatmap,
    FlameGraph,
    ServiceMap,
    /// The waterfall of one trace.
    Waterfall,
}

impl Part {
    const ALL: [Self; 5] = [Self::Explorer, Self::Heatmap, Self::FlameGraph, Self::ServiceMap, Self::Waterfall];

    /// As the elements are called, after their prefix.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Explorer => "explorer",
            Self::Heatmap => "heatmap",
            Self::FlameGraph => "flamegraph",
            Self::ServiceMap => "servicemap",
            Self::Waterfall => "waterfall",
        }
    }

    pub(crate) fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|part| part.name() == name)
    }
}

/// Begins a part for the owner that there is, with what all views expect around them.
pub(crate) fn begin(session: Session, part: Part) -> AnyView {
    provide_context(session);
    provide_context(Themes::new(session.host));
    provide_context(HelpOpen(RwSignal::new(false)));
    provide_context(ValueMenuOpen(RwSignal::new(None)));
    provide_context(ExportOpen(RwSignal::new(false)));
    provide_context(UrlFormOpen(RwSignal::new(false)));
    provide_context(ClickhouseOpen(RwSignal::new(false)));
    provide_context(SearchOpen(RwSignal::new(None)));
    zone::follow(session.host, session.state.zone);
    follow_trouble(session);
    follow_fetched(session);
    match part {
        Part::Explorer => view! { <Explorer/> }.into_any(),
        Part::Heatmap => {
            follow_heatmap(session);
            follow_aligned(session);
            follow_count(session);
            view! { <Notices is_brief=true/><HeatmapView/> }.into_any()
        }
        Part::FlameGraph => {
            session.state.tab.set(Tab::Latency);
            follow_latency(session);
            view! { <Notices is_brief=true/><FlameGraphView/> }.into_any()
        }
        Part::ServiceMap => {
            session.state.tab.set(Tab::Map);
            follow_service_map(session);
            view! { <Notices is_brief=true/><ServiceMapView/> }.into_any()
        }
        Part::Waterfall => view! { <Notices is_brief=true/><TraceView/> }.into_any(),
    }
}

/// Everything: the sources, the heatmap, what is selected of it, and the answers about that.
#[component]
fn Explorer() -> impl IntoView {
    let (session, help) = (expect_context::<Session>(), expect_context::<HelpOpen>());
    follow_heatmap(session);
    follow_aligned(session);
    follow_answers(session);
    follow_count(session);
    follow_findings(session);
    follow_health_checks(session);
    follow_latency(session);
    follow_calls(session);
    follow_service_map(session);
    if session.host.is_page {
        history::follow(session);
    }
    session.host.listen(&ev::keydown, move |event| {
        if is_plain(&event) {
            match event.key().as_str() {
                "?" => help.0.update(|open| *open = !*open),
                // What lies over the answers has keys of its own.
                key if !help.0.get_untracked() && !session.state.is_covered() => match key {
                    "f" => step_to_finding(session, Step::Next),
                    "F" => step_to_finding(session, Step::Previous),
                    "r" => session.refresh(),
                    key => pick_tab(session, key),
                },
                _ => {}
            }
        }
    });
    let is_busy = move || (session.state.waiting.get() > 0).to_string();
    let is_out_of_reach = move || !session.host.is_page && session.state.is_covered_now();

    view! {
        <div class="content" inert=is_out_of_reach>
            <SourceBar/>
            {if session.host.has_window() {
                view! { <main class="main" part="main" aria-busy=is_busy><Questions/></main> }.into_any()
            } else {
                // There is one main part of a page, and it is the page's to say which.
                view! { <div class="main" part="main" aria-busy=is_busy><Questions/></div> }.into_any()
            }}
            <footer part="footer">"Everything stays in this tab: no span is sent anywhere."</footer>
        </div>
        <TwoTraces/>
        <TracePanel/>
        <Show when=move || !session.is_shared><DropTarget/></Show>
        <Help/>
        <UrlForm/>
        <ClickhouseDialog/>
        <SearchDialog/>
        <ExportTraces/>
        <ValueMenu/>
    }
}

/// What is asked, and the answers.
#[component]
fn Questions() -> impl IntoView {
    view! {
        <Notices/>
        <FilterBar/>
        <HeatmapView is_above_answers=true/>
        <SelectionLine/>
        <Tabs/>
    }
}

/// Shows the answer whose number was pressed, counted from 1.
fn pick_tab(session: Session, key: &str) {
    let number = key.parse::<usize>().ok().and_then(|number| number.checked_sub(1));
    if let Some(&tab) = number.and_then(|number| Tab::ALL.get(number)) {
        session.state.tab.set(tab);
    }
}

/// Selects the next or the previous finding. In the list of them its row has the focus then; on other tabs, the one that explains it opens.
fn step_to_finding(session: Session, step: Step) {
    let state = session.state;
    let Some(at) = state.step_to_finding(step) else { return };
    if state.tab.get_untracked() != Tab::Findings {
        state.open_explanation(at);
    } else if let Some(row) = session.host.by_id(&finding_row_id(at)) {
        // A button can take the focus.
        let _ = row.focus();
    }
}
