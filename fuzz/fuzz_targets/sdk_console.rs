//! The reader of what SDKs print, on whatever follows the beginning of a span of Python's or of Go's.

#![no_main]

mod cut;

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| cut::compare(bytes, &[r#"{"context":{"trace_id":"0x1","span_id":"0x2"},"parent_id":null,"#, r#"{"SpanContext":{"TraceID":"1","SpanID":"2"},"#]));
