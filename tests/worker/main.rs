//! The worker's side of the protocol, run in a browser's dedicated worker: what a client sends over a port, and what comes back.

#![cfg(test)]
#![cfg(target_arch = "wasm32")]

mod client;
mod loads;
mod parse_workers;
mod ports;
mod questions;
mod streams;

use wasm_bindgen_test::wasm_bindgen_test_configure;

wasm_bindgen_test_configure!(run_in_dedicated_worker);
