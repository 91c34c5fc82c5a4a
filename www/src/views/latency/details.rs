//! The selected frame beside the flame graph: its numbers, what can be done with it, who calls it and whom it calls.

use leptos::prelude::*;
use spanlens::analysis::{FrameKey, FrameSelection};

use super::flame::Flame;
use super::readout;
use super::samples::Samples;
use crate::format;
use crate::latency::{Neighbour, frame_title, neighbours};

/// How many callers, and how many callees, are listed.
const NEIGHBOURS: usize = 8;

/// What is known of the selected frame.
#[component]
pub(super) fn Details(flame: Flame) -> impl IntoView {
    let content = move || {
        let selected = flame.selected.get()?;
        let key = flame.with(|latency| FrameKey::of(latency.frames(), selected as usize))?;
        let mut lines = readout::lines(flame, selected).into_iter();
        let chosen = key.clone();
        Some(view! {
            <h2>{lines.next()}</h2>
            <ul>{lines.map(|line| view! { <li>{line}</li> }).collect_view()}</ul>
            <div class="choices">
                <button type="button" on:click=move |_| { flame.zoom_to(selected); flame.focus(); }>"Zoom to it"</button>
                <button type="button" title="Select only what has this frame" on:click=move |_| select_units(flame, chosen.clone())>
                    "Select with it"
                </button>
                <Samples flame key/>
            </div>
            {neighbour_lists(flame, selected)}
        })
    };
    view! { <aside class="frame-details" aria-label="Selected frame">{content}</aside> }.into_any()
}

/// Selects the units that have a frame, among those that are selected.
fn select_units(flame: Flame, key: FrameKey) {
    let state = flame.session.state;
    let frame = state.latency_options.with_untracked(|options| FrameSelection::new(key, &options.graph));
    state.change_selection(|selection| selection.frame = Some(frame));
}

fn neighbour_lists(flame: Flame, selected: u32) -> AnyView {
    let tree = flame.tree.get();
    let Some(found) = flame.with(|latency| neighbours(latency, selected, tree)) else { return ().into_any() };
    let places = (found.places > 1).then(|| {
        view! { <p class="number">{format!("Frames of this name are at {} places, all of them below.", format::count(found.places))}</p> }
    });
    view! {
        {places}
        {list(flame, "Callers", &found.callers)}
        {list(flame, "Callees", &found.callees)}
    }
    .into_any()
}

fn list(flame: Flame, title: &'static str, found: &[Neighbour]) -> AnyView {
    if found.is_empty() {
        return ().into_any();
    }
    let hidden = found.len().saturating_sub(NEIGHBOURS);
    let line = |neighbour: &Neighbour| {
        let (frame, ns) = (neighbour.frame, neighbour.ns);
        let figure = neighbour.delta_ns.map_or_else(|| format::mean_duration(ns), format::signed_duration);
        let title = flame.with(|latency| frame_title(latency, frame));
        view! {
            <li>
                <button type="button" class="link" on:click=move |_| flame.select(frame)>{title}</button>
                <span class="number">{figure}</span>
            </li>
        }
    };
    view! {
        <h3>{title}</h3>
        <ul class="neighbours">
            {found.iter().take(NEIGHBOURS).map(line).collect_view()}
            {(hidden > 0).then(|| view! { <li class="number">{format!("and {} more", format::count(hidden as u64))}</li> })}
        </ul>
    }
    .into_any()
}
