//! What only a browser can show: the engine in a worker, compiled to WebAssembly.

#![cfg(target_arch = "wasm32")]

use spanlens::units::{SpanId, TimeRange, TraceId};
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_dedicated_worker);

#[wasm_bindgen_test]
fn ids_are_printed_as_on_the_wire() {
    assert_eq!(SpanId(0x0102_0304_0506_0708).to_string(), "0102030405060708");
    assert_eq!(TraceId([0xab; 16]).to_string(), "ab".repeat(16));
}

#[wasm_bindgen_test]
fn times_beyond_the_precision_of_a_number_stay_exact() {
    let range = TimeRange { from_ns: (1 << 53) + 1, to_ns: (1 << 53) + 2 };
    assert!(!range.contains(1 << 53));
    assert!(range.contains((1 << 53) + 1));
    assert!(!range.contains((1 << 53) + 2));
}
