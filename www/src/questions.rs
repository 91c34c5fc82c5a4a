//! The questions that follow the signals: whenever what they are made of changes, they are asked again.

mod aligned;
mod estimated;
mod fetched;

use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;

use leptos::prelude::*;
use spanlens::analysis::{AttributeDiffOptions, GroupPair, HeatmapOptions, NumberRange, UnitNumber};
use spanlens::error::{ErrorCode, Failure};
use spanlens::filter::HEALTH_CHECKS;
use spanlens::protocol::{
    Ask, AttributeDiffQuestion, CallsQuestion, Comparison, CountQuestion, ErrorCausesQuestion, FindingsQuestion,
    FlameDiffQuestion, FlameGraphQuestion, HeatmapQuestion, MatchingQuestion, OverviewQuestion, ServiceMapQuestion,
    TracesQuestion,
};

use crate::effect::effect;
use crate::latency::Latency;
use crate::session::Session;
use crate::signals::{Memo, RwSignal};
use crate::state::{Phase, State};
use crate::words::{AFTER, BEFORE, Tab, Zoom};
use estimated::estimated;

pub(crate) use aligned::follow_aligned;
pub(crate) use fetched::{Cost, cost, follow_fetched, is_listed, is_told_by_spans, may_fetch};

/// How often the heatmap is asked for while spans arrive.
const PREVIEW: Duration = Duration::from_millis(250);

/// Forgets what was wrong with a choice as soon as there is another.
pub(crate) fn follow_trouble(session: Session) {
    effect(move || {
        session.state.version.track();
        let _ = comparison(session);
        session.state.trouble.set(None);
    });
}

/// Keeps the heatmap up to date for as long as the owner lives.
pub(crate) fn follow_heatmap(session: Session) {
    let state = session.state;
    let preview = preview_clock(session);
    let question = move || {
        preview.track();
        let (max_columns, max_rows) = state.cells.get()?;
        let Zoom { time, durations, numbers } = state.zoom.get();
        let number = state.shown_axis().map(|axis| number_range(axis, numbers));
        let leaves_out_gaps = !state.shows_gaps.get();
        let options = HeatmapOptions { view: time, durations, number, max_columns, max_rows, leaves_out_gaps };
        let (population, filter, fail) = (state.population.get(), state.view_filter(), state.fail.get());
        let weighted = state.is_weighted();
        has_data(session).then_some(HeatmapQuestion { population, filter, fail, group: None, options, weighted })
    };
    follow(session, question, |state, answer| state.heatmap.set(Some(Arc::new(estimated(answer)))));
}

/// Keeps what is on the tabs, but for latency, up to date for as long as the owner lives.
pub(crate) fn follow_answers(session: Session) {
    let state = session.state;
    let overview = move || is_wanted(session, Tab::Overview).then(|| OverviewQuestion(comparison(session)));
    follow(session, overview, |state, answer| state.overview.set(Some(Arc::new(answer))));
    let causes = move || is_wanted(session, Tab::Causes).then(|| ErrorCausesQuestion(comparison(session)));
    follow(session, causes, |state, answer| state.causes.set(Some(Arc::new(answer))));
    let attributes = move || {
        is_wanted(session, Tab::Attributes).then(|| {
            let options =
                AttributeDiffOptions { count_spans: state.counts_spans.get(), ..AttributeDiffOptions::default() };
            AttributeDiffQuestion { comparison: comparison(session), options }
        })
    };
    follow(session, attributes, |state, answer| state.attributes.set(Some(Arc::new(answer))));
    let traces = move || {
        let is_wanted = state.tab.get() == Tab::Traces && is_wanted(session, Tab::Traces);
        let options = state.list_options.get();
        is_wanted.then(|| TracesQuestion { comparison: comparison(session), options })
    };
    follow(session, traces, |state, answer| state.traces.set(Some(Arc::new(answer))));
}

/// Keeps the counts of both sides up to date for as long as the owner lives.
pub(crate) fn follow_count(session: Session) {
    let count = move || {
        // Traces are fetched for it where spans tell what is selected.
        let state = session.state;
        let is_wanted = is_loaded(session)
            && (state.counted().is_none()
                || !is_told_by_spans(state)
                || (!state.is_drawing.get() && may_fetch(state, Tab::Overview)));
        is_wanted.then(|| CountQuestion(comparison(session)))
    };
    follow(session, count, |state, answer| state.sides.set(Some(answer)));
}

/// Keeps the number of health checks up to date for as long as the owner lives. Nobody waits for it.
pub(crate) fn follow_health_checks(session: Session) {
    let state = session.state;
    effect(move || {
        state.version.track();
        let population = state.population.get();
        if !has_spans(session) {
            return;
        }
        let question = MatchingQuestion { population, filter: HEALTH_CHECKS.to_owned() };
        session.spawn_until_next(async move {
            if let Ok(count) = session.ask_in_background(question).await {
                state.healthy.set(Some(count));
            }
        });
    });
}

/// Keeps what is wrong up to date for as long as the owner lives: it is looked for when something was loaded, and when what is in view, what
/// is counted, or what fails is another. Files that are loaded as before and as after are compared. The engine answers everything else first. What was found before is shown until then.
pub(crate) fn follow_findings(session: Session) {
    let state = session.state;
    effect(move || {
        state.version.track();
        let (population, filter, fail) = (state.population.get(), state.view_filter(), state.fail.get());
        let groups = state.has_groups().then(|| GroupPair { before: BEFORE.to_owned(), after: AFTER.to_owned() });
        let has_spans = has_spans(session);
        state.is_looking.set(has_spans);
        if !has_spans {
            return;
        }
        session.spawn_until_next(async move {
            match session.ask_aside(FindingsQuestion { population, filter, fail, groups }).await {
                Ok(findings) => state.show_findings(Some(findings)),
                Err(failure) if matches!(failure.code, ErrorCode::Cancelled | ErrorCode::NoData) => {}
                Err(failure) => state.trouble.set(Some(failure)),
            }
            state.is_looking.set(false);
        });
    });
}

/// Keeps the flame graph, or the difference where there is a selection, up to date for as long as the owner lives.
pub(crate) fn follow_latency(session: Session) {
    let state = session.state;
    let graph = move || {
        // Without a selection the tab tells nothing that would be worth the work before it is open.
        let is_asked = is_wanted(session, Tab::Latency) && state.tab.get() == Tab::Latency && !has_selection(state);
        let options = state.latency_options.get().graph;
        is_asked.then(|| FlameGraphQuestion { comparison: comparison(session), options })
    };
    follow(session, graph, |state, graph| show_latency(state, Latency::Graph(Box::new(graph))));
    let diff = move || {
        let is_asked = is_wanted(session, Tab::Latency) && has_selection(state);
        let options = state.latency_options.get();
        is_asked.then(|| FlameDiffQuestion { comparison: comparison(session), options })
    };
    follow(session, diff, |state, diff| show_latency(state, Latency::Diff(Box::new(diff))));
}

/// Keeps the service map up to date while its tab is open, for as long as the owner lives.
pub(crate) fn follow_service_map(session: Session) {
    let map = move || {
        let is_asked = session.state.tab.get() == Tab::Map && is_wanted(session, Tab::Map);
        is_asked.then(|| ServiceMapQuestion(comparison(session)))
    };
    follow(session, map, |state, map| state.service_map.set(Some(Arc::new(map))));
}

/// Keeps the calls up to date while the tab that shows them is open, for as long as the owner lives.
pub(crate) fn follow_calls(session: Session) {
    let calls = move || {
        let is_asked = session.state.tab.get() == Tab::Latency && is_wanted(session, Tab::Latency);
        is_asked.then(|| CallsQuestion(comparison(session)))
    };
    follow(session, calls, |state, calls| state.calls.set(Some(Arc::new(calls))));
}

/// Shows a flame graph, unless a selection that was made or dropped meanwhile asks for the other kind.
fn show_latency(state: State, latency: Latency) {
    if matches!(latency, Latency::Diff(_)) == state.selection.with_untracked(Option::is_some) {
        state.latency.set(Some(Arc::new(latency)));
    }
}

fn has_selection(state: State) -> bool {
    state.selection.with(Option::is_some)
}

/// Whether an answer is to be kept up to date: while a side is being drawn, that of the open tab alone, else that of every tab. What traces
/// are fetched for is asked for the open tab alone, once both sides are drawn.
fn is_wanted(session: Session, tab: Tab) -> bool {
    let state = session.state;
    if state.counted().is_some() && (tab.needs_spans() || is_told_by_spans(state)) {
        let may_ask = may_fetch(state, tab) || (tab == Tab::Traces && is_listed(state));
        return state.tab.get() == tab && !state.is_drawing.get() && may_ask;
    }
    let is_shown = state.tab.get() == tab || !state.is_drawing.get();
    is_shown && if tab.needs_spans() { has_spans(session) } else { is_loaded(session) }
}

fn is_loaded(session: Session) -> bool {
    session.state.summary.with(Option::is_some)
}

/// Whether there are spans to ask about: of a range whose requests a server counts there are none.
fn has_spans(session: Session) -> bool {
    is_loaded(session) && session.state.counted().is_none()
}

/// A signal that ticks while something is being read.
fn preview_clock(session: Session) -> RwSignal<u32> {
    let ticks = RwSignal::new(0_u32);
    let is_loading = Memo::new(move |_| session.state.is_loading());
    effect(move || {
        if is_loading.get() {
            let tick = move || ticks.update(|ticks| *ticks = ticks.wrapping_add(1));
            if let Ok(handle) = set_interval_with_handle(tick, PREVIEW) {
                on_cleanup(move || handle.clear());
            }
        }
    });
    ticks
}

/// The part of a number that is shown.
fn number_range(of: UnitNumber, shown: Option<(f64, f64)>) -> NumberRange {
    let (min, max) = shown.unzip();
    NumberRange { of, min, max }
}

/// Whether there is anything to ask about, be it only begun.
fn has_data(session: Session) -> bool {
    let state = session.state;
    let is_loading = state.phase.with_untracked(|phase| matches!(phase, Phase::Loading(_)));
    is_loading || state.summary.with_untracked(Option::is_some)
}

/// The two sides of every comparison, as they are chosen now.
pub(crate) fn comparison(session: Session) -> Comparison {
    let state = session.state;
    Comparison {
        population: state.population.get(),
        filter: state.view_filter(),
        fail: state.fail.get(),
        selection: state.selection.get(),
        baseline: state.baseline(),
        weighted: state.is_weighted(),
    }
}

/// Asks a question whenever it changes or other data are loaded, one at a time: while one is being answered, of those that follow only the newest is kept.
/// So a stream of changes, as of a pointer that is dragged, is answered as fast as answers come, and ends with the last.
fn follow<Q: Ask + 'static>(
    session: Session,
    question: impl Fn() -> Option<Q> + 'static,
    show: impl Fn(State, Q::Answer) + Copy + 'static,
) {
    follow_by(session, question, async move |question| session.ask(question).await, show);
}

/// The same for what is asked by several questions.
fn follow_by<Q: 'static, A: 'static>(
    session: Session,
    question: impl Fn() -> Option<Q> + 'static,
    ask: impl AsyncFn(Q) -> Result<A, Failure> + Copy + 'static,
    show: impl Fn(State, A) + Copy + 'static,
) {
    let wanted = Rc::new(RefCell::new(None));
    let is_busy = Rc::new(Cell::new(false));
    effect(move || {
        session.state.version.track();
        *wanted.borrow_mut() = question();
        if is_busy.replace(true) {
            return;
        }
        let (wanted, is_busy) = (Rc::clone(&wanted), Rc::clone(&is_busy));
        session.spawn(async move {
            while let Some(question) = next(&wanted) {
                match ask(question).await {
                    Ok(answer) => show(session.state, answer),
                    // What is out of date, and what will be asked again once there is something to ask about.
                    Err(failure) if matches!(failure.code, ErrorCode::Cancelled | ErrorCode::NoData) => {}
                    Err(failure) => session.state.trouble.set(Some(failure)),
                }
            }
            is_busy.set(false);
        });
    });
}

fn next<Q>(wanted: &RefCell<Option<Q>>) -> Option<Q> {
    wanted.borrow_mut().take()
}
