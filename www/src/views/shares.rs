//! Shares as bars with their numbers.

use leptos::prelude::*;

/// A bar for a share from 0 to 1, of a kind: "failing", "selected", "compared". The number stands beside it.
pub(super) fn bar(share: f64, kind: &'static str) -> AnyView {
    let width = format!("{:.2}%", (share * 100.0).clamp(0.0, 100.0));
    view! { <span class=format!("bar {kind}") aria-hidden="true"><i style:width=width></i></span> }.into_any()
}
