//! The views of Spanlens, for a page of their own and for elements of other pages: they show what the engine in its worker answers,
//! and keep no data of their own.
//!
//! `mount` is what JavaScript calls. `client` talks to the worker, `session` knows what is open, `state` holds the signals,
//! `questions` keeps answers up to date as these change, `views` show them. `findings`, `latency`, `geometry` and `format` are
//! pure; `paint` puts their results on canvases, `export` into files and on the clipboard.

#![expect(unreachable_pub, reason = "the component macro makes what it generates public")]
#![expect(
    clippy::large_types_passed_by_value,
    reason = "bundles of signals are copied into closures, which outlive references"
)]

mod address;
mod app;
mod client;
mod effect;
mod events;
mod export;
mod files;
mod findings;
mod format;
mod geometry;
mod history;
mod host;
mod keys;
mod latency;
mod latest;
mod mount;
mod paint;
mod properties;
mod questions;
mod service_map;
mod session;
mod signals;
mod sources;
mod state;
mod theme;
mod values;
mod views;
mod words;
mod zone;

/// Nothing by itself: JavaScript says what to mount, and where.
fn main() {}
