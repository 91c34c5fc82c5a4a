//! How far a load has come, where findings are as soon as it is done: so nothing moves then.

use leptos::prelude::*;

use crate::effect::reactive;
use crate::session::Session;
use crate::state::Phase;
use crate::views::loading::LoadingLine;

/// How far a load has come, and what stops it.
#[component]
pub(super) fn Reading() -> impl IntoView {
    let session = expect_context::<Session>();
    let loading = move || match session.state.phase.get() {
        Phase::Loading(loading) => Some(loading),
        _ => None,
    };
    view! {
        <section class="reading" aria-label="Reading">
            {reactive(move || loading().map(|loading| view! {
                <LoadingLine loading on_cancel=Callback::new(move |()| session.cancel())/>
            }))}
        </section>
    }
}
