//! The heatmap: when requests started, how long they took, which failed.

mod aligned;
mod axis;
mod brackets;
mod by_time;
mod failing;
mod gaps;
mod height;
mod interaction;
mod keyboard;
mod legend;
mod painting;
mod plot;
mod pointer;
mod reading;
mod readout;
mod saving;
mod zooming;

use leptos::html;
use leptos::prelude::*;

use crate::session::Session;
use crate::signals::{Memo, RwSignal};
use aligned::Strips;
use brackets::Brackets;
use height::{Height, HeightHandle};
use interaction::Interaction;
use legend::Toolbar;
use plot::Plot;
use reading::Reading;
use saving::Canvases;

/// The heatmap with its toolbar, its readout and its text equivalent.
#[component]
pub(crate) fn HeatmapView(
    /// Whether answers are below it: then it shows where findings are, and gives way to them.
    #[prop(optional)]
    is_above_answers: bool,
) -> impl IntoView {
    let session = expect_context::<Session>();
    let interaction = Interaction::new(session);
    let canvases: Canvases = (NodeRef::<html::Canvas>::new(), NodeRef::<html::Canvas>::new());
    let takes_keys = RwSignal::new(interaction);
    keyboard::follow_page_keys(takes_keys);
    let is_aligned = Memo::new(move |_| session.state.is_aligned());
    let is_loading = Memo::new(move |_| session.state.is_loading());
    let plots = NodeRef::<html::Div>::new();
    let height = is_above_answers.then(|| Height::new(session.host, plots));

    view! {
        <section class="heatmap" part="heatmap" aria-label="Heatmap">
            <Toolbar interaction canvases/>
            <Show when=move || is_above_answers && is_loading.get()><Reading/></Show>
            <Show when=move || is_above_answers && !is_loading.get() && !is_aligned.get()><Brackets interaction/></Show>
            <div class="plots" node_ref=plots style:height=move || height.and_then(Height::style)>
                <Plot interaction canvases takes_keys is_hidden=is_aligned/>
                <Show when=move || is_aligned.get()><Strips whole=interaction takes_keys/></Show>
            </div>
            {height.map(|height| view! { <HeightHandle height/> })}
        </section>
    }
}
