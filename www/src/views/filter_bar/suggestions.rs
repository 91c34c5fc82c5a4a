//! What can come next.

use leptos::prelude::*;
use spanlens::filter::{Completion, CompletionKind};

use super::writing::Writing;
use crate::effect::reactive;
use crate::format;

/// The list below the line.
#[component]
pub(super) fn Suggestions(writing: Writing) -> impl IntoView {
    view! {
        <ul id="filter-suggestions" role="listbox" aria-label="Completions" class:hidden=move || !writing.is_open()>
            {reactive(move || {
                let items = writing.items.get();
                items.into_iter().enumerate().map(|(at, item)| option(writing, at, item)).collect_view()
            })}
        </ul>
    }
}

fn option(writing: Writing, at: usize, item: Completion) -> impl IntoView {
    let Completion { label, kind, count, .. } = item;
    let what = match (kind, count) {
        (CompletionKind::Key, Some(count)) => format::counted(count, "value", "values"),
        (CompletionKind::Value, Some(count)) => format::count(count),
        _ => String::new(),
    };
    view! {
        <li
            role="option"
            id=format!("filter-suggestion-{at}")
            aria-selected=move || (writing.active.get() == Some(at)).to_string()
            // The line keeps the focus.
            on:mousedown=|event| event.prevent_default()
            on:click=move |_| writing.accept(at)
        >
            <code>{label}</code>
            <span class="number">{what}</span>
        </li>
    }
}
