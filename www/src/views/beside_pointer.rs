//! What is said of a chart beside the pointer, for who sees it.

use crate::effect::reactive;
use crate::signals::{Memo, RwSignal};
use leptos::prelude::*;

/// Lines in a box at the pointer, the first as its title. Places are CSS pixels in a chart of a size.
pub(super) fn beside_pointer(
    pointer: RwSignal<Option<(f64, f64)>>,
    size: RwSignal<(f64, f64)>,
    lines: impl Fn() -> Option<Vec<String>> + Copy + Send + Sync + 'static,
) -> AnyView {
    let place = move || {
        let ((x, y), (width, height)) = (pointer.get()?, size.get());
        // On the side where there is more room, and never over what it is about.
        let (beside, gap) = if x > width / 2.0 { ("-100%", -14.0) } else { ("0%", 14.0) };
        let (above, rise) = if y > height / 2.0 { ("-100%", -14.0) } else { ("0%", 18.0) };
        Some(format!("translate({:.0}px, {:.0}px) translate({beside}, {above})", x + gap, y + rise))
    };
    let lines = Memo::new(move |_| lines());
    view! {
        <div class="readout" aria-hidden="true" class:hidden=move || lines.with(Option::is_none) style:transform=place>
            {reactive(move || lines.get().map(|lines| {
                let mut lines = lines.into_iter();
                view! {
                    <p><b>{lines.next()}</b></p>
                    {lines.map(|line| view! { <p>{line}</p> }).collect_view()}
                }
            }))}
        </div>
    }
    .into_any()
}
