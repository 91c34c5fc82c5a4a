//! The page of Spanlens.
use leptos::prelude::*;

fn main() {
    leptos::mount::mount_to_body(|| view! { <p>"Spanlens"</p> });
}
