//! Large files that other workers help to read.

use js_sys::{Array, Function};
use spanlens::protocol::{Answer, Message, Reply};
use spanlens::wasm::EngineWorker;
use wasm_bindgen::JsValue;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::Blob;

use crate::client::{Client, SPAN, turn};

/// A helper that can read nothing.
const IGNORANT: &str = "return { read: async () => undefined, end() {} };";
/// A helper that says nothing until it is ended.
const SILENT: &str = "const waiting = []; return { read: () => new Promise((resolve) => waiting.push(resolve)), \
                      end: () => waiting.splice(0).forEach((settle) => settle()) };";

/// So many lines of one span each that several workers would read them.
fn many_lines() -> (Blob, u32) {
    let lines = 1 << 8;
    let block = format!("{}\n", SPAN.replace('\n', " ").replace("GET /", &"x".repeat(1 << 10))).repeat(lines);
    let blocks = (70 << 20) / block.len();
    let parts = std::iter::repeat_n(JsValue::from_str(&block), blocks).collect::<Array>();
    (Blob::new_with_str_sequence(&parts).unwrap(), u32::try_from(blocks * lines).unwrap())
}

#[wasm_bindgen_test]
async fn what_helpers_cannot_read_is_read_in_turn() {
    let worker = EngineWorker::new(Some(Function::new_no_args(IGNORANT)), Some(2));
    let client = Client::of(&worker);
    let (file, spans) = many_lines();
    client.open_files(1, &[file]);
    let Reply::Answer { answer: Answer::Open(summary), .. } = client.outcome().await else { panic!("not opened") };
    let report = &summary.files[0].report;
    assert_eq!((report.spans, report.fault.clone()), (u64::from(spans), None));
    assert_eq!(summary.counts.exact_repeats, spans - 1);
}

#[wasm_bindgen_test]
async fn a_load_that_waits_for_a_silent_helper_can_be_cancelled() {
    let worker = EngineWorker::new(Some(Function::new_no_args(SILENT)), Some(1));
    let client = Client::of(&worker);
    let (file, spans) = many_lines();
    client.open_files(1, &[file]);
    assert!(matches!(client.next().await, Reply::Progress { .. }));
    // The first part has been read by now, the second is the helper's.
    for _ in 0..50 {
        turn().await;
    }
    client.send(&Message::Cancel { id: 1 }, &[]);
    let Reply::Answer { answer: Answer::Open(summary), .. } = client.outcome().await else { panic!("not stopped") };
    let file = &summary.files[0];
    assert!(file.stopped && file.report.spans > 0 && file.report.spans < u64::from(spans), "{:?}", file.report);
}
