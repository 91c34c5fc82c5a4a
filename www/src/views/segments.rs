//! One of several, each a button.

use leptos::prelude::*;

/// One of several, each a button. The legend is for who does not see them; on a page no two have the same.
pub(super) fn segments<T: Copy + PartialEq + Send + Sync + 'static>(
    legend: &'static str,
    choices: impl IntoIterator<Item = (T, String)>,
    chosen: impl Fn() -> T + Copy + Send + Sync + 'static,
    choose: impl Fn(T) + Copy + 'static,
) -> AnyView {
    let name = legend.replace(' ', "-").to_lowercase();
    let choice = |(choice, words): (T, String)| {
        view! {
            <label>
                <input
                    type="radio"
                    name=name.clone()
                    prop:checked=move || chosen() == choice
                    on:change=move |_| choose(choice)
                />
                <span>{words}</span>
            </label>
        }
    };
    view! {
        <fieldset class="segments">
            <legend class="sr-only">{legend}</legend>
            {choices.into_iter().map(choice).collect_view()}
        </fieldset>
    }
    .into_any()
}
