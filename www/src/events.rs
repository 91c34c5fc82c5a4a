//! What an element tells the page that it is in: what was loaded, and what a person did.

use js_sys::Function;
use leptos::prelude::*;
use serde::Serialize;
use spanlens::analysis::{Baseline, Selection};
use spanlens::js::to_js;
use wasm_bindgen::JsValue;

use crate::effect::effect;
use crate::session::Session;
use crate::state::Phase;
use crate::words::TraceName;

/// Who is told. Copies tell the same page.
#[derive(Clone, Copy)]
pub(crate) struct Events(StoredValue<Inner, LocalStorage>);

struct Inner {
    tell: Function,
    known: Known,
}

/// What the page knows, as it was told or has set it itself.
#[derive(Clone, PartialEq, Default)]
struct Known {
    selection: Option<Selection>,
    baseline: Option<Baseline>,
    filter: String,
    trace: Option<TraceName>,
    state: String,
}

impl Known {
    fn of(session: Session) -> Self {
        let state = session.state;
        Self {
            selection: state.selection.get(),
            baseline: state.chosen_baseline.get(),
            filter: state.filter.get(),
            trace: state.open_trace.get().map(TraceName::from),
            state: state.address().to_hash(),
        }
    }
}

/// Both sides of the comparison.
#[derive(Serialize)]
struct Sides<'a> {
    selection: &'a Option<Selection>,
    baseline: Baseline,
}

/// The open trace.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct OpenTrace<'a> {
    trace_id: &'a str,
    group: &'a str,
    span_id: &'a Option<String>,
}

impl Events {
    /// `tell` is called with the name of an event and its details.
    pub(crate) fn new(tell: Function) -> Self {
        Self(StoredValue::new_local(Inner { tell, known: Known::default() }))
    }

    /// What the page has set itself is no news to it: here a property.
    pub(crate) fn knows(&self, session: Session, property: &str) {
        let Known { selection, baseline, filter, trace, state } = untrack(|| Known::of(session));
        self.0.update_value(|Inner { known, .. }| {
            match property {
                "selection" => known.selection = selection,
                "baseline" => known.baseline = baseline,
                "filter" => known.filter = filter,
                "trace" => known.trace = trace,
                _ => {}
            }
            known.state = state;
        });
    }

    /// The same of everything.
    pub(crate) fn knows_all(&self, session: Session) {
        let known = untrack(|| Known::of(session));
        self.0.update_value(|inner| inner.known = known);
    }

    fn tell(&self, name: &str, details: &impl Serialize) {
        self.tell_all([(name, to_js(details))]);
    }

    /// Tells one after the other. The page may end the views as soon as it is told something.
    fn tell_all<'a>(&self, news: impl IntoIterator<Item = (&'a str, Result<JsValue, JsValue>)>) {
        let Some(tell) = self.0.try_with_value(|inner| inner.tell.clone()) else { return };
        for (name, details) in news {
            if let Ok(details) = details {
                // What the page makes of it is its own business.
                let _ = tell.call2(&JsValue::NULL, &name.into(), &details);
            }
        }
    }
}

/// Tells for as long as the owner lives. A rectangle that is being drawn is told when it is done.
pub(crate) fn follow_all(session: Session, tell: Events) {
    let state = session.state;
    tell.knows_all(session);
    effect(move || {
        let now = Known::of(session);
        if state.is_drawing.get() {
            return;
        }
        let known = tell.0.try_update_value(|inner| std::mem::replace(&mut inner.known, now.clone()));
        let Some(known) = known.filter(|known| *known != now) else { return };
        let mut news = Vec::new();
        if (&known.selection, &known.baseline) != (&now.selection, &now.baseline) {
            let baseline = untrack(|| state.baseline());
            news.push(("selection", to_js(&Sides { selection: &now.selection, baseline })));
        }
        if known.filter != now.filter {
            news.push(("filter", to_js(&now.filter)));
        }
        if known.trace != now.trace {
            let trace = now.trace.as_ref();
            let trace = trace.map(|TraceName { trace_id, group, span }| OpenTrace { trace_id, group, span_id: span });
            news.push(("trace", to_js(&trace)));
        }
        news.push(("state", to_js(&now.state)));
        tell.tell_all(news);
    });
    effect(move || {
        if let Some(failure) = state.trouble.get() {
            tell.tell("error", &failure);
        }
    });
    effect(move || match state.phase.get() {
        Phase::Failed(failure) => tell.tell("error", &failure),
        Phase::Crashed(words) => tell.tell("crash", &words),
        Phase::Empty | Phase::Loading(_) | Phase::Wanted(_) | Phase::Ready => {}
    });
    effect(move || {
        state.version.track();
        let summary = state.summary.get_untracked().filter(|summary| !summary.files.is_empty());
        if let Some(summary) = summary {
            tell.tell("load", &*summary);
        }
    });
}
