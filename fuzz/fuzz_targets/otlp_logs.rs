//! The reader of logs in OTLP JSON, on whatever follows the beginning of a list of logs, of one of a span, of a body, or of attributes.

#![no_main]

mod cut;

use libfuzzer_sys::fuzz_target;

/// A span, on a line of its own, whose logs follow.
const SPAN: &str = concat!(
    r#"{"resourceSpans":[{"scopeSpans":[{"spans":[{"traceId":"0af7651916cd43dd8448eb211c80319c","spanId":"00000000000000a1"}]}]}]}"#,
    "\n"
);

const LOGS: &str = r#"{"resourceLogs":[{"scopeLogs":[{"logRecords":["#;
const LOG: &str = r#"{"traceId":"0af7651916cd43dd8448eb211c80319c","spanId":"00000000000000a1","#;

fuzz_target!(|bytes: &[u8]| {
    let of_log = [SPAN, LOGS, LOG].concat();
    let beginnings = [
        [SPAN, LOGS].concat(),
        [of_log.as_str(), r#""body":"#].concat(),
        [of_log.as_str(), r#""severityNumber":17,"attributes":["#].concat(),
        of_log,
    ];
    cut::compare(bytes, &beginnings.each_ref().map(String::as_str));
});
