//! Where one is among some things of the trace, and the ways from one to the next.

use std::sync::Arc;

use leptos::prelude::*;

use super::waterfall::Waterfall;
use crate::format;
use crate::words::Step;

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
    let key = if one == "error" { "e" } else { "Enter" };
    let position = view! { <span role="status" class:errors=move || one == "error" && !is_empty()>{words}</span> };
    steps(position.into_any(), (one, key), is_empty, go)
}

/// A position among some things, and the ways to the one before and the one after, which keys know, too.
pub(super) fn steps(
    position: AnyView,
    (one, key): (&str, &str),
    is_empty: impl Fn() -> bool + Copy + Send + 'static,
    go: impl Fn(Step) + Copy + 'static,
) -> AnyView {
    let button = |label: &str, title: String, sign: &'static str, step: Step| {
        let label = format!("{label} {one}");
        view! { <button type="button" class="sign" aria-label=label title=title disabled=is_empty on:click=move |_| go(step)>{sign}</button> }
    };
    view! {
        <span class="group stepper">
            {position}
            {button("Previous", format!("Shift+{key}"), "↑", Step::Previous)}
            {button("Next", key.to_owned(), "↓", Step::Next)}
        </span>
    }
    .into_any()
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
