//! What can be done with the waterfall as a whole.

use std::sync::Arc;

use leptos::prelude::*;

use super::search::Search;
use super::waterfall::Waterfall;
use crate::format;
use crate::geometry::waterfall::Step;

/// Search, errors, collapsing, the critical path and the zoom.
#[component]
pub(super) fn Toolbar(waterfall: Waterfall) -> impl IntoView {
    let errors = waterfall.model.with_value(|model| Arc::new(model.errors.clone()));
    let is_whole = Memo::new(move |_| waterfall.window.with(|window| window.is_whole()));
    let shows_path = waterfall.shows_path;
    view! {
        <div class="toolbar" role="toolbar" aria-label="Waterfall">
            <Search waterfall/>
            <Stepper waterfall spans=Signal::stored(errors) one="error" many="errors"/>
            <span class="group">
                <button type="button" on:click=move |_| waterfall.collapse_all(true)>"Collapse all"</button>
                <button type="button" on:click=move |_| waterfall.collapse_all(false)>"Expand all"</button>
            </span>
            <button
                type="button"
                class="path"
                aria-pressed=move || shows_path.get().to_string()
                title="What the request was waiting for at each instant: the line below the bars"
                on:click=move |_| shows_path.update(|shows| *shows = !*shows)
            >
                "Critical path"
            </button>
            <button type="button" disabled=move || is_whole.get() title="Esc" on:click=move |_| { waterfall.zoom_out(); }>
                "Reset zoom"
            </button>
        </div>
    }
}

/// Which of some spans is selected, and the ways to the one before and the one after.
#[component]
pub(super) fn Stepper(
    waterfall: Waterfall,
    spans: Signal<Arc<Vec<u32>>>,
    one: &'static str,
    many: &'static str,
) -> impl IntoView {
    let is_empty = move || spans.with(|spans| spans.is_empty());
    let words = move || spans.with(|spans| position(spans, waterfall.selected.get(), one, many));
    let go = move |direction| {
        waterfall.step_in(&spans.get_untracked(), direction);
        waterfall.focus();
    };
    let hint = move |shift: &'static str| if one == "error" { format!("{shift}e") } else { format!("{shift}Enter") };
    view! {
        <span class="group stepper">
            <span role="status" class:errors=move || one == "error" && !is_empty()>{words}</span>
            <button
                type="button"
                class="sign"
                aria-label=format!("Previous {one}")
                title=hint("Shift+")
                disabled=is_empty
                on:click=move |_| go(Step::Previous)
            >
                "↑"
            </button>
            <button type="button" class="sign" aria-label=format!("Next {one}") title=hint("") disabled=is_empty on:click=move |_| go(Step::Next)>
                "↓"
            </button>
        </span>
    }
}

/// "2 of 17 errors" on one of them, "17 errors" elsewhere.
fn position(spans: &[u32], selected: u32, one: &str, many: &str) -> String {
    let count = u32::try_from(spans.len()).unwrap_or(u32::MAX);
    match spans.binary_search(&selected) {
        _ if spans.is_empty() => format!("No {many}"),
        Ok(at) => format!("{} of {}", format::count(at as u64 + 1), format::counted(count, one, many)),
        Err(_) => format::counted(count, one, many),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_position_is_told_where_there_is_one() {
        let words = |spans: &[u32], selected| position(spans, selected, "error", "errors");
        assert_eq!(words(&[], 0), "No errors");
        assert_eq!(words(&[3], 3), "1 of 1 error");
        assert_eq!(words(&[3, 5], 5), "2 of 2 errors");
        assert_eq!(words(&[3, 5], 4), "2 errors");
    }
}
