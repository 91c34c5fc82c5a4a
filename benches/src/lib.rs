//! How fast the engine is, beside what a person would use instead. `cargo xtask bench` runs it, README.md explains the output.
//!
//! - [`generate`]: the file that everything is measured on.
//! - [`contender`]: who reads it.
//! - [`peers`]: the others.
//!
//! The crate is compiled natively, for its program, and to WebAssembly, for the worker in `browser/`.

pub mod contender;
pub mod generate;
pub mod peers;
