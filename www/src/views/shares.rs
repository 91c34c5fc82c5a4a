//! Shares as bars with their numbers.

use leptos::prelude::*;

/// A bar for a share from 0 to 1, of a kind: "failing", "selected", "compared". The number stands beside it.
pub(super) fn bar(share: f64, kind: &'static str) -> AnyView {
    let width = format!("{:.2}%", (share * 100.0).clamp(0.0, 100.0));
    // Nothing has no edges either.
    let filled = (share > 0.0).then(|| view! { <i style:width=width></i> });
    view! { <span class=format!("meter {kind}") aria-hidden="true">{filled}</span> }.into_any()
}
