//! How fast the engine is, beside what a person would use instead. `cargo xtask bench` runs it, README.md explains the output.
//!
//! - [`generate`]: the file that everything is measured on.
//! - [`contender`]: who reads it. This engine is in [`reading`], the others in [`peers`].
//! - [`traces`]: a store of traces, and the latency of one half of them against the other's.
//! - [`units`]: a store for what depends on the number of units alone.
//!
//! The crate is compiled natively, for the program in `main.rs`, and to WebAssembly, for the worker in `browser/`.

pub mod contender;
pub mod generate;
pub mod peers;
mod random;
pub mod reading;
pub mod traces;
pub mod units;
#[cfg(target_arch = "wasm32")]
mod wasm;
