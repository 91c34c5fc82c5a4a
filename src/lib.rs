//! Spanlens finds out why requests fail or are slow, from every trace.
//!
//! The crate is the engine: bytes in, columns out. It does no I/O, reads no clock and does not depend on the
//! page.

pub mod analysis;
pub mod clickhouse;
mod column;
pub mod demo;
pub mod engine;
pub mod error;
pub mod export;
pub mod filter;
pub mod ingest;
#[cfg(feature = "js")]
pub mod js;
pub mod protocol;
pub mod remote;
pub mod sketch;
// Of use to the page; no part of what the crate promises.
#[doc(hidden)]
pub mod sort;
pub mod store;
mod template;
pub mod trace_api;
pub mod units;
#[cfg(all(target_arch = "wasm32", feature = "wasm"))]
pub mod wasm;

/// The examples of the README, which have to run.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
pub struct Readme;
