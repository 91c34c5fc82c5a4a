//! The reader of Jaeger JSON, on whatever follows the beginning of an answer or of a trace.

#![no_main]

mod cut;

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| cut::compare(bytes, &[r#"{"data":[{"traceID":"1","spans":[{"#, r#"{"spanID":"1","#, r#"{"processes":{"#]));
