//! Streams that are read while they come.

use spanlens::protocol::{Answer, Message, Reply};
use wasm_bindgen_test::wasm_bindgen_test;

use crate::client::{Client, SPAN, bytes, stream, worker};

#[wasm_bindgen_test]
async fn streams_are_read_like_files() {
    let worker = worker();
    let client = Client::of(&worker);
    let (head, tail) = SPAN.split_at(100);
    let length = u32::try_from(SPAN.len()).unwrap();
    client.open_stream(1, &stream(&[bytes(head), bytes(tail)], true), Some(length));
    let Reply::Progress { id: 1, progress } = client.next().await else { panic!("no progress") };
    assert_eq!((progress.bytes, progress.total_bytes), (100, u64::from(length)));
    let Reply::Answer { answer: Answer::Open(summary), .. } = client.outcome().await else { panic!("not opened") };
    assert_eq!((summary.counts.spans, summary.files[0].report.fault.is_none()), (1, true));
}

#[wasm_bindgen_test]
async fn all_progress_is_told_however_long_the_rest_takes() {
    let worker = worker();
    let client = Client::of(&worker);
    let (head, tail) = SPAN.split_at(100);
    client.open_stream(1, &stream(&[bytes(head), bytes(tail)], false), None);
    for told in [head.len(), SPAN.len()] {
        let Reply::Progress { progress, .. } = client.next().await else { panic!("no progress") };
        assert_eq!(progress.bytes, u64::try_from(told).unwrap());
    }
}

#[wasm_bindgen_test]
async fn a_stream_of_anything_but_bytes_is_a_fault_of_its_file() {
    let worker = worker();
    let client = Client::of(&worker);
    client.open_stream(1, &stream(&[bytes(SPAN), "and more".into()], true), None);
    let Reply::Answer { answer: Answer::Open(summary), .. } = client.outcome().await else { panic!("not opened") };
    assert_eq!(summary.counts.spans, 1);
    let fault = summary.files[0].report.fault.as_ref().unwrap();
    assert_eq!(fault.message, "the source cannot be read: expected bytes");
}

#[wasm_bindgen_test]
async fn a_stream_that_never_ends_can_be_cancelled() {
    let worker = worker();
    let client = Client::of(&worker);
    client.open_stream(1, &stream(&[bytes(SPAN)], false), None);
    let Reply::Progress { progress, .. } = client.next().await else { panic!("no progress") };
    assert_eq!(progress.total_bytes, 0);
    client.send(&Message::Cancel { id: 1 }, &[]);
    let Reply::Answer { answer: Answer::Open(summary), .. } = client.outcome().await else { panic!("not opened") };
    assert_eq!((summary.counts.spans, summary.files[0].stopped), (1, true));
}
