//! Where the time of the selected units goes, and who made them slower than others.

#![expect(clippy::similar_names, reason = "a flame graph has frames")]

mod calls;
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
use crate::latency::headline;
use crate::session::Session;
use crate::signals::Memo;
use crate::views::verdict::{Verdict, computed};
use crate::words::nouns;
use calls::CallTable;
use chart::Chart;
use details::Details;
use flame::Flame;
use kinds::KindList;
use options::Options;
use suspects::SuspectList;
use tables::{FrameTable, ServiceTable};

/// The sentence, the kinds, the suspects, the flame graph, the calls, and the tables of frames and services.
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
        <Verdict words/>
        <div class="latency" class:hidden=move || !has_frames.get()>
            <KindList flame/>
            <SuspectList flame/>
            {flame_graph(flame)}
            <CallTable/>
            <div class="pair">
                <FrameTable flame/>
                <ServiceTable flame/>
            </div>
            <p class="computed">{reactive(move || state.latency.with(|latency| Some(computed(session, latency.as_ref()?.units()))))}</p>
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
