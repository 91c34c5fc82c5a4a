//! The sentence at the head of an answer, and what the answer rests on.

use leptos::prelude::*;

use crate::effect::reactive;
use crate::format;
use crate::session::Session;
use crate::signals::Memo;
use crate::words::nouns;

/// What an answer comes to, and the facts below it, as `words` has them.
#[component]
pub(super) fn Verdict(words: Memo<Option<(String, String)>>) -> impl IntoView {
    view! {
        <div class="verdict" role="status" aria-label="Verdict">
            <p><b>{reactive(move || words.get().map(|(lead, _)| lead))}</b></p>
            <p class="number">{reactive(move || words.get().map(|(_, facts)| facts))}</p>
        </div>
    }
    .into_any()
}

/// Over how many units an answer is computed: of the selection and, where there is one, of the baseline.
pub(super) fn computed(session: Session, (selected, baseline): (u32, Option<u32>)) -> String {
    let (one, many) = nouns(session.state.population.get());
    let against = baseline.map(|count| format!(", against {}", format::counted(count, one, many)));
    format!("Computed over all {}{}.", format::counted(selected, one, many), against.unwrap_or_default())
}
