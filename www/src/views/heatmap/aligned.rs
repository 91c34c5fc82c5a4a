//! Groups one over the other: each from its first unit on, all with the same axes.

use leptos::html;
use leptos::prelude::*;

use super::interaction::Interaction;
use super::plot::Plot;
use super::saving::{Canvases, picture};
use crate::effect::reactive;
use crate::format::{self, Precision};
use crate::signals::RwSignal;
use crate::views::save_chart::save_menu;
use crate::words::{Zoom, nouns};

/// Shows groups one over the other with a click, and in true time again with another. Nothing where there are no groups.
#[component]
pub(super) fn AlignChoice(interaction: Interaction) -> impl IntoView {
    let state = interaction.session.state;
    let toggle = move |_| {
        state.aligns_groups.update(|aligns| *aligns = !*aligns);
        // A part of the time of one view is no part of the other.
        state.zoom.update(|zoom| *zoom = Zoom { time: None, ..*zoom });
    };
    view! {
        <Show when=move || state.has_groups()>
            <button
                type="button"
                class="chip"
                title="Shows before and after as two strips, each from its first request on. Selections stay in true time."
                aria-pressed=move || state.is_aligned().to_string()
                on:click=toggle
            >
                "Align groups"
            </button>
        </Show>
    }
}

/// A heatmap of each group.
#[component]
pub(super) fn Strips(
    /// The heatmap in whose place they are.
    whole: Interaction,
    takes_keys: RwSignal<Interaction>,
) -> impl IntoView {
    let strips = [0, 1].map(|at| Interaction::of_strip(whole.session, at));
    takes_keys.set(strips[0]);
    on_cleanup(move || takes_keys.set(whole));
    strips
        .into_iter()
        .map(|strip| {
            let canvases: Canvases = (NodeRef::<html::Canvas>::new(), NodeRef::<html::Canvas>::new());
            view! {
                <div class="strip" role="group" aria-label=strip.group()>
                    <div class="strip-name">
                        <b>{strip.group()}</b>
                        <span>{reactive(move || facts(strip))}</span>
                        {save_menu(strip.session, picture(strip, canvases))}
                    </div>
                    <Plot interaction=strip canvases takes_keys is_hidden=false/>
                </div>
            }
        })
        .collect_view()
}

/// How much of a group is shown, and since when.
fn facts(strip: Interaction) -> Option<String> {
    let state = strip.session.state;
    let (zone, (one, many)) = (state.zone.get(), nouns(state.population.get()));
    let start_ns = state.aligned.with(|aligned| Some(aligned.as_ref()?.alignment.start_ns(strip.strip?)))?;
    strip.heatmap.with(|answer| {
        let map = &answer.as_ref()?.heatmap;
        Some(format!(
            "{} · {} failing · starts {}",
            format::about(map.estimates.is_some(), format::counted(map.units, one, many)),
            format::about(map.estimates.is_some(), format::count(map.failing)),
            format::moment(start_ns, Precision::Seconds, zone),
        ))
    })
}
