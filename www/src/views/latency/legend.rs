//! What the colours mean, in numbers.

use leptos::prelude::*;
use spanlens::analysis::FrameMarks;

use super::flame::Flame;
use crate::effect::reactive;
use crate::format;
use crate::latency::largest_change_ns;
use crate::signals::Memo;
use crate::words::nouns;

/// The scale of changes; without a comparison, what widths and colours are.
#[component]
pub(super) fn Legend(flame: Flame) -> impl IntoView {
    let one = move || nouns(flame.session.state.population.get()).0;
    let has_diff = Memo::new(move |_| flame.with(|latency| latency.diff().is_some()) == Some(true));
    let end = Memo::new(move |_| {
        let tree = flame.tree.get();
        flame.with(|latency| largest_change_ns(latency, tree)).flatten()
    });
    let has_mark = move |mark: FrameMarks| {
        let any = |latency: &crate::latency::Latency| {
            (0..latency.frames().len())
                .any(|frame| u32::try_from(frame).is_ok_and(|frame| latency.has_mark(frame, mark)))
        };
        flame.with(any) == Some(true)
    };
    let scale = move || {
        end.get().map(|end_ns| {
            let end = format::mean_duration(end_ns);
            view! {
                <span class="ramp changes">
                    <span>{format!("−{end}")}</span>
                    <i aria-hidden="true"></i>
                    <span>{format!("+{end} per {}", one())}</span>
                </span>
            }
        })
    };
    let marks = [(FrameMarks::NEW, "+ new"), (FrameMarks::GONE, "− gone")];
    view! {
        <div class="legend" role="group" aria-label="Legend">
            {reactive(move || if has_diff.get() {
                view! {
                    {scale}
                    <span class="chance-key">"may be chance"</span>
                    {marks.map(|(mark, name)| has_mark(mark).then(|| view! { <span>{name}</span> }))}
                    <span>"Width: mean time of both sides"</span>
                }.into_any()
            } else {
                view! { <span>{format!("Width: time per {}. Colour: service", one())}</span> }.into_any()
            })}
        </div>
    }
    .into_any()
}
