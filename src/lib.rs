//! Spanlens finds out why requests fail or are slow, over every trace.
//!
//! The crate is the engine: bytes in, columns out. It does no I/O, reads no clock and knows nothing of the page.

pub mod analysis;
mod column;
pub mod demo;
pub mod error;
pub mod ingest;
pub mod sketch;
pub mod store;
pub mod units;
