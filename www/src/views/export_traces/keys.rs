//! All keys, each with an example, and what is to become of its values.

use leptos::prelude::*;
use spanlens::export::{ExportedKey, Treatment};

use super::Contents;
use super::choices::{Choice, Choices};
use crate::effect::reactive;
use crate::format;
use crate::signals::{Memo, RwSignal};

/// What a choice that was not made is called.
const AS_GROUP: &str = "as its group";

/// The list of keys, which is hidden until somebody wants it.
#[component]
pub(super) fn Keys(choices: Choices, contents: Contents) -> impl IntoView {
    let sought = RwSignal::new(String::new());
    let keys = Memo::new(move |_| {
        let all = contents.with(|contents| contents.as_ref().map(|contents| contents.keys.clone()).unwrap_or_default());
        // What becomes of a key does not change its row.
        all.into_iter()
            .map(|key| ExportedKey { treatment: Treatment::default(), hidden_elsewhere: 0, ..key })
            .collect::<Vec<_>>()
    });
    let shown = move || {
        let sought = sought.get().to_lowercase();
        keys.get().into_iter().filter(|key| key.key.to_lowercase().contains(&sought)).collect::<Vec<_>>()
    };
    view! {
        <details class="all-keys">
            <summary>{reactive(move || format!("All {} attributes, one by one", format::count(keys.with(Vec::len) as u64)))}</summary>
            <input
                type="search"
                aria-label="Find an attribute"
                placeholder="find an attribute"
                spellcheck="false"
                autocomplete="off"
                prop:value=move || sought.get()
                on:input=move |event| sought.set(event_target_value(&event))
            />
            <div class="scroll" tabindex="0" role="region" aria-label="All attributes">
                <table>
                    <thead>
                        <tr>
                            <th scope="col">"Attribute"</th>
                            <th scope="col" class="number">"Times"</th>
                            <th scope="col" class="number">"Values"</th>
                            <th scope="col">"Example"</th>
                            <th scope="col">"In the file"</th>
                        </tr>
                    </thead>
                    <tbody>
                        {reactive(move || shown().into_iter().map(|attribute| view! { <Row choices attribute/> }).collect_view())}
                    </tbody>
                </table>
            </div>
        </details>
    }
}

#[component]
fn Row(choices: Choices, attribute: ExportedKey) -> impl IntoView {
    let ExportedKey { key, count, values, example, group, .. } = attribute;
    let (label, title) = (format!("{key} in the file"), example.clone());
    let named = StoredValue::new(key.clone());
    let current = move || choices.of_key(&named.get_value()).map_or("", Choice::word);
    let choose = move |word: String| {
        choices.keys.update(|keys| match Choice::named(&word) {
            Some(choice) => _ = keys.insert(named.get_value(), choice),
            None => _ = keys.remove(&named.get_value()),
        });
    };
    // Without a group, what is not chosen is kept.
    let (unchosen, choices_of_it) = match group {
        Some(_) => (AS_GROUP, &Choice::ALL[..]),
        None => (Choice::Keep.word(), &Choice::ALL[1..]),
    };
    view! {
        <tr>
            <th scope="row"><code>{key}</code></th>
            <td class="number">{format::count(count)}</td>
            <td class="number">{format::count(values)}</td>
            <td class="example" title=title>{example}</td>
            <td>
                <select aria-label=label on:change=move |event| choose(event_target_value(&event))>
                    <option value="" prop:selected=move || current().is_empty()>{unchosen}</option>
                    {choices_of_it.iter().map(|choice| {
                        let word = choice.word();
                        view! { <option value=word prop:selected=move || current() == word>{word}</option> }
                    }).collect_view()}
                </select>
            </td>
        </tr>
    }
}
