//! The page of Spanlens: it shows what the engine in its worker answers, and keeps no data of its own.
//!
//! `client` talks to the worker, `session` knows what is open, `state` holds the signals, `questions` keeps answers up to date as
//! these change, `views` show them. `latency`, `geometry` and `format` are pure; `paint` puts
//! their results on canvases, `export` into files and on the clipboard.

#![expect(unreachable_pub, reason = "the component macro makes what it generates public")]
#![expect(
    clippy::large_types_passed_by_value,
    reason = "bundles of signals are copied into closures, which outlive references"
)]

mod address;
mod app;
mod client;
mod export;
mod files;
mod format;
mod geometry;
mod history;
mod latency;
mod paint;
mod questions;
mod session;
mod state;
mod storage;
mod theme;
mod values;
mod views;
mod zone;

fn main() {
    leptos::mount::mount_to_body(app::App);
}
