//! The reader of Zipkin JSON, on whatever follows the beginning of a span of either version.

#![no_main]

mod cut;

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| cut::compare(bytes, &[r#"[{"traceId":"1","id":"2","#, r#"{"traceId":"1","id":"2","binaryAnnotations":[{"#, r#"[[{"id":"1","traceId":"1"},{"#]));
