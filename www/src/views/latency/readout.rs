//! What is said about one frame: beside the pointer, and to who does not see it.

use leptos::prelude::*;

use super::flame::Flame;
use crate::latency::frame_lines;
use crate::signals::Memo;
use crate::views::beside_pointer::beside_pointer;
use crate::words::nouns;

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
    beside_pointer(flame.pointer, flame.size, move || pointed.get().map(|frame| lines(flame, frame)))
}
