//! How fast the engine is, beside what a person would use instead. `cargo xtask bench` runs it, README.md explains the output.
//!
//! - [`generate`]: the file that everything is measured on.
//! - [`input`]: the same spans in other formats.
//! - [`contender`]: who reads them. This engine is in [`reading`], the others in [`peers`].
//! - [`halves`]: traces on two sides, and what is asked about these; [`rows`]: the same traces for whoever answers it in other ways.
//! - [`layout`]: how a service map is drawn.
//! - [`logs`]: the same spans with logs.
//! - [`units`]: a store for what depends on the number of units alone.
//!
//! The crate is compiled natively, for the program in `main.rs`, and to WebAssembly, for the worker in `browser/`.

pub mod contender;
pub mod generate;
pub mod halves;
pub mod input;
pub mod layout;
pub mod logs;
pub mod peers;
mod random;
pub mod reading;
pub mod rows;
pub mod units;
#[cfg(target_arch = "wasm32")]
mod wasm;
