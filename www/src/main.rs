//! The page of Spanlens.

mod format;
mod geometry;

use leptos::prelude::*;

fn main() {
    leptos::mount::mount_to_body(|| view! { <p>"Spanlens"</p> });
}
