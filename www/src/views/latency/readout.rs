//! What is said about one frame: beside the pointer, and to who does not see it.

use leptos::prelude::*;

use super::flame::Flame;
use crate::latency::frame_lines;
use crate::state::nouns;

/// What there is to say of a frame.
pub(super) fn lines(flame: Flame, frame: u32) -> Vec<String> {
    let (one, _) = nouns(flame.session.state.population.get());
    let tree = flame.tree.get();
    let known = flame
        .with(|latency| ((frame as usize) < latency.frames().len()).then(|| frame_lines(latency, frame, tree, one)));
    known.flatten().unwrap_or_default()
}

/// What is said of the selected frame as one moves to it.
pub(super) fn sentence(flame: Flame) -> Option<String> {
    let selected = flame.selected.get()?;
    let depth = flame.with(|latency| latency.frames().depths.get(selected as usize).copied())??;
    let zoom = if flame.zoom.get() == Some(selected) { ", zoomed" } else { "" };
    Some(format!("{}, level {}{zoom}", lines(flame, selected).join(", "), depth + 1))
}

/// The readout beside the pointer.
#[component]
pub(super) fn ReadoutBox(flame: Flame) -> impl IntoView {
    let pointed = Memo::new(move |_| flame.pointed());
    let place = move || {
        let ((x, y), (width, height)) = (flame.pointer.get()?, flame.size.get());
        // On the side where there is more room, and never over the frame itself.
        let (side, gap) = if x > width / 2.0 { ("-100%", -14.0) } else { ("0%", 14.0) };
        let (above, rise) = if y > height / 2.0 { ("-100%", -14.0) } else { ("0%", 18.0) };
        Some(format!("translate({:.0}px, {:.0}px) translate({side}, {above})", x + gap, y + rise))
    };
    view! {
        <div class="readout" aria-hidden="true" class:hidden=move || pointed.get().is_none() style:transform=place>
            {move || pointed.get().map(|frame| {
                let mut lines = lines(flame, frame).into_iter();
                view! {
                    <p><b>{lines.next()}</b></p>
                    {lines.map(|line| view! { <p>{line}</p> }).collect_view()}
                }
            })}
        </div>
    }
    .into_any()
}
