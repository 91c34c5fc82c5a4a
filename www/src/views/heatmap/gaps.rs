//! What is left out of the time, and the way to true time.

use leptos::prelude::*;
use spanlens::analysis::{Heatmap, TimeBreak};

use super::interaction::Interaction;
use crate::format;
use crate::signals::Memo;

/// Says how much time is left out, and shows it with a click. Nothing where no time is left out, or would be.
#[component]
pub(super) fn GapChoice(interaction: Interaction) -> impl IntoView {
    let state = interaction.session.state;
    let words = Memo::new(move |_| state.heatmap.with(|answer| words(&answer.as_ref()?.heatmap)));
    // Groups that are shown one over the other have all of their time.
    let is_shown = move || !state.is_aligned() && (state.shows_gaps.get() || words.with(Option::is_some));
    view! {
        <Show when=is_shown>
            <button
                type="button"
                class="chip"
                title="Time without anything in it takes no room. The selection stays in true time."
                aria-pressed=move || (!state.shows_gaps.get()).to_string()
                on:click=move |_| state.shows_gaps.update(|shows| *shows = !*shows)
            >
                "Leave out gaps"
                <span class="number">{move || words.get()}</span>
            </button>
        </Show>
    }
}

/// How much is left out: `1 of 19 h`, `2 of 31 h`.
pub(super) fn words(map: &Heatmap) -> Option<String> {
    let skipped = map.breaks.iter().map(|&TimeBreak { skipped, .. }| skipped).fold(0, u64::saturating_add);
    let length = format::duration(skipped.saturating_mul(map.step_ns));
    (skipped > 0).then(|| format!("{} of {length}", map.breaks.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_said_how_much_is_left_out() {
        let map = |breaks: &[u64]| Heatmap {
            step_ns: 3_600_000_000_000,
            breaks: breaks.iter().zip(1..).map(|(&skipped, column)| TimeBreak { column, skipped }).collect(),
            ..Heatmap::default()
        };
        assert_eq!(words(&map(&[])), None);
        assert_eq!(words(&map(&[19])).as_deref(), Some("1 of 19 h"));
        assert_eq!(words(&map(&[9, 2])).as_deref(), Some("2 of 11 h"));
    }
}
