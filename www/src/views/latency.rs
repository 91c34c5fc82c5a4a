//! Where the time of the selected units goes, and who made them slower than others.

#![expect(clippy::similar_names, reason = "a flame graph has frames")]

mod canvas_keys;
mod chart;
mod details;
mod flame;
mod kinds;
mod legend;
mod options;
mod pointer;
mod readout;
mod samples;
mod saving;
mod suspects;
mod tables;

use leptos::prelude::*;

use crate::effect::reactive;
use crate::format;
use crate::latency::headline;
use crate::session::Session;
use crate::signals::Memo;
use crate::words::nouns;
use chart::Chart;
use details::Details;
use flame::Flame;
use kinds::KindList;
use options::Options;
use suspects::SuspectList;
use tables::{FrameTable, ServiceTable};

/// The sentence, the kinds, the suspects, the flame graph, and its tables.
#[component]
pub(crate) fn LatencyView() -> impl IntoView {
    let session = expect_context::<Session>();
    let flame = Flame::new(session);
    let state = session.state;
    let words = Memo::new(move |_| {
        let nouns = nouns(state.population.get());
        state.latency.with(|latency| latency.as_ref().map(|latency| headline(latency, nouns)))
    });
    let has_frames = Memo::new(move |_| {
        state.latency.with(|latency| latency.as_ref().is_some_and(|latency| !latency.frames().is_empty()))
    });
    view! {
        <div class="verdict" role="status" aria-label="Verdict">
            <p><b>{reactive(move || words.get().map(|(lead, _)| lead))}</b></p>
            <p class="number">{reactive(move || words.get().map(|(_, facts)| facts))}</p>
        </div>
        <div class="latency" class:hidden=move || !has_frames.get()>
            <KindList flame/>
            <SuspectList flame/>
            {flame_graph(flame)}
            <div class="pair">
                <FrameTable flame/>
                <ServiceTable flame/>
            </div>
            <p class="computed">{reactive(move || computed(session))}</p>
        </div>
    }
    .into_any()
}

/// The flame graph where there is nothing else.
#[component]
pub(crate) fn FlameGraphView() -> impl IntoView {
    flame_graph(Flame::new(expect_context()))
}

fn flame_graph(flame: Flame) -> impl IntoView {
    view! {
        <section part="flamegraph" aria-label="Flame graph">
            <Options flame/>
            <div class="flame">
                <Chart flame/>
                <Details flame/>
            </div>
        </section>
    }
}

/// Over how many units.
fn computed(session: Session) -> Option<String> {
    let (one, many) = nouns(session.state.population.get());
    session.state.latency.with(|latency| {
        let (selected, baseline) = latency.as_ref()?.units();
        let against = baseline.map(|count| format!(", against {}", format::counted(count, one, many)));
        Some(format!("Computed over all {}{}.", format::counted(selected, one, many), against.unwrap_or_default()))
    })
}
