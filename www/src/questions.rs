//! The questions that follow the signals: whenever what they are made of changes, they are asked again.

use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;

use leptos::prelude::*;
use spanlens::analysis::{AttributeDiffOptions, HeatmapOptions};
use spanlens::error::ErrorCode;
use spanlens::filter::HEALTH_CHECKS;
use spanlens::protocol::{
    Answer, AttributeDiffQuestion, Comparison, FlameDiffQuestion, FlameGraphQuestion, HeatmapQuestion, Question,
    TracesQuestion,
};

use crate::latency::Latency;
use crate::session::Session;
use crate::state::Phase;
use crate::words::{Tab, Zoom};

/// How often the heatmap is asked for while spans arrive.
const PREVIEW: Duration = Duration::from_millis(250);

/// Forgets what was wrong with a choice as soon as there is another.
pub(crate) fn follow_trouble(session: Session) {
    Effect::new(move |_| {
        session.state.version.track();
        let _ = comparison(session);
        session.state.trouble.set(None);
    });
}

/// Keeps the heatmap up to date for as long as the owner lives.
pub(crate) fn follow_heatmap(session: Session) {
    let state = session.state;
    let preview = preview_clock(session);
    follow(session, move || {
        preview.track();
        let (max_columns, max_rows) = state.cells.get()?;
        let Zoom { time, durations } = state.zoom.get();
        let options = HeatmapOptions { view: time, durations, max_columns, max_rows };
        let (population, filter) = (state.population.get(), state.view_filter());
        has_data(session).then_some(Question::Heatmap(HeatmapQuestion { population, filter, options }))
    });
}

/// Keeps what is on the tabs, but for latency, and the counts up to date for as long as the owner lives.
pub(crate) fn follow_answers(session: Session) {
    let state = session.state;
    follow(session, move || is_wanted(session, Tab::Overview).then(|| Question::Overview(comparison(session))));
    follow(session, move || is_wanted(session, Tab::Causes).then(|| Question::ErrorCauses(comparison(session))));
    follow(session, move || {
        is_wanted(session, Tab::Attributes).then(|| {
            let options =
                AttributeDiffOptions { count_spans: state.counts_spans.get(), ..AttributeDiffOptions::default() };
            Question::AttributeDiff(AttributeDiffQuestion { comparison: comparison(session), options })
        })
    });
    follow(session, move || is_loaded(session).then(|| Question::Count(comparison(session))));
    follow(session, move || {
        let population = state.population.get();
        let filter = HEALTH_CHECKS.to_owned();
        is_loaded(session).then_some(Question::Matching { population, filter })
    });
    follow(session, move || {
        let is_wanted = state.tab.get() == Tab::Traces && is_loaded(session);
        let options = state.list_options.get();
        is_wanted.then(|| Question::Traces(TracesQuestion { comparison: comparison(session), options }))
    });
}

/// Keeps the flame graph, or the difference where there is a selection, up to date for as long as the owner lives.
pub(crate) fn follow_latency(session: Session) {
    let state = session.state;
    follow(session, move || {
        let has_selection = state.selection.with(Option::is_some);
        // Without a selection the tab tells nothing that would be worth the work before it is open.
        let is_asked = is_wanted(session, Tab::Latency) && (has_selection || state.tab.get() == Tab::Latency);
        let options = state.latency_options.get();
        is_asked.then(|| {
            let comparison = comparison(session);
            if has_selection {
                Question::FlameDiff(FlameDiffQuestion { comparison, options })
            } else {
                Question::FlameGraph(FlameGraphQuestion { comparison, options: options.graph })
            }
        })
    });
}

/// Whether an answer is to be kept up to date: while a side is being drawn, that of the open tab alone, else that of every tab.
fn is_wanted(session: Session, tab: Tab) -> bool {
    let state = session.state;
    let is_shown = state.tab.get() == tab || !state.is_drawing.get();
    is_shown && is_loaded(session)
}

fn is_loaded(session: Session) -> bool {
    session.state.summary.with(Option::is_some)
}

/// A signal that ticks while something is being read.
fn preview_clock(session: Session) -> RwSignal<u32> {
    let ticks = RwSignal::new(0_u32);
    let is_loading = Memo::new(move |_| session.state.is_loading());
    Effect::new(move |_| {
        if is_loading.get() {
            let tick = move || ticks.update(|ticks| *ticks = ticks.wrapping_add(1));
            if let Ok(handle) = set_interval_with_handle(tick, PREVIEW) {
                on_cleanup(move || handle.clear());
            }
        }
    });
    ticks
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
        selection: state.selection.get(),
        baseline: state.baseline(),
    }
}

/// Asks a question whenever it changes or other data are loaded, one at a time: while one is being answered, of those that follow only the newest is kept.
/// So a stream of changes, as of a pointer that is dragged, is answered as fast as answers come, and ends with the last.
fn follow(session: Session, question: impl Fn() -> Option<Question> + 'static) {
    let wanted = Rc::new(RefCell::new(None));
    let is_busy = Rc::new(Cell::new(false));
    Effect::new(move |_| {
        session.state.version.track();
        *wanted.borrow_mut() = question();
        if is_busy.replace(true) {
            return;
        }
        let (wanted, is_busy) = (Rc::clone(&wanted), Rc::clone(&is_busy));
        session.spawn(async move {
            while let Some(question) = next(&wanted) {
                match session.ask(question).await {
                    Ok(answer) => show(session, answer),
                    // What is out of date, and what will be asked again once there is something to ask about.
                    Err(failure) if matches!(failure.code, ErrorCode::Cancelled | ErrorCode::NoData) => {}
                    Err(failure) => session.state.trouble.set(Some(failure)),
                }
            }
            is_busy.set(false);
        });
    });
}

fn next(wanted: &RefCell<Option<Question>>) -> Option<Question> {
    wanted.borrow_mut().take()
}

fn show(session: Session, answer: Answer) {
    let state = session.state;
    match answer {
        Answer::Heatmap(answer) => state.heatmap.set(Some(Arc::from(answer))),
        Answer::Overview(answer) => state.overview.set(Some(Arc::from(answer))),
        Answer::Count(answer) => state.sides.set(Some(answer)),
        Answer::ErrorCauses(answer) => state.causes.set(Some(Arc::from(answer))),
        Answer::AttributeDiff(answer) => state.attributes.set(Some(Arc::from(answer))),
        Answer::Matching(answer) => state.healthy.set(Some(answer)),
        Answer::Traces(answer) => state.traces.set(Some(Arc::from(answer))),
        Answer::FlameGraph(answer) => state.latency.set(Some(Arc::new(Latency::Graph(answer)))),
        Answer::FlameDiff(answer) => state.latency.set(Some(Arc::new(Latency::Diff(answer)))),
        // All others are asked by those who wait for them.
        _ => {}
    }
}
