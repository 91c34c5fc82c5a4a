//! Clients that come and go, and engines that are freed.

use js_sys::Uint8Array;
use spanlens::protocol::{Answer, Message, OpenDemoQuestion, Reply, SummaryQuestion};
use wasm_bindgen::JsCast as _;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::client::{Client, SPAN, bytes, heatmap, stream, turn, worker};

#[wasm_bindgen_test]
async fn several_ports_share_what_is_loaded() {
    let worker = worker();
    let (one, other) = (Client::of(&worker), Client::of(&worker));
    one.open(1, &[SPAN]);
    one.outcome().await;
    let Reply::Changed(summary) = other.outcome().await else { panic!("not told") };
    assert_eq!(summary.counts.spans, 1);
    one.ask(2, heatmap());
    other.ask(2, heatmap());
    assert!(matches!(one.outcome().await, Reply::Answer { id: 2, .. }));
    assert!(matches!(other.outcome().await, Reply::Answer { id: 2, .. }));
}

#[wasm_bindgen_test]
async fn a_client_that_comes_later_asks_what_is_loaded() {
    let worker = worker();
    let (one, other) = (Client::of(&worker), Client::of(&worker));
    one.ask(1, SummaryQuestion {});
    let Reply::Answer { id: 1, answer: Answer::Summary(summary), .. } = one.outcome().await else {
        panic!("no summary")
    };
    assert_eq!((summary.files.len(), summary.counts.spans), (0, 0));
    one.open(2, &[SPAN]);
    // While a file is being read, what is loaded is not known.
    while !matches!(one.next().await, Reply::Progress { .. }) {}
    other.ask(1, SummaryQuestion {});
    assert!(matches!(other.outcome().await, Reply::Changed(_)));
    let Reply::Answer { answer: Answer::Summary(summary), .. } = other.outcome().await else { panic!("no summary") };
    assert_eq!((summary.files.len(), summary.counts.spans), (1, 1));
}

#[wasm_bindgen_test]
async fn a_port_that_leaves_is_forgotten_with_its_questions_and_loads() {
    let worker = worker();
    let (one, other) = (Client::of(&worker), Client::of(&worker));
    one.open_stream(1, &stream(&[bytes(SPAN)], false), None);
    one.open(2, &[SPAN, SPAN]);
    one.ask(3, heatmap());
    while !matches!(one.next().await, Reply::Progress { .. }) {}
    one.send(&Message::Leave, &[]);
    // The load under way stops and keeps what it has read; the one that waits is not begun.
    let Reply::Changed(summary) = other.outcome().await else { panic!("not told") };
    assert_eq!((summary.counts.spans, summary.files.len()), (1, 1));
    one.ask(4, SummaryQuestion {});
    other.ask(1, SummaryQuestion {});
    assert!(matches!(other.outcome().await, Reply::Answer { id: 1, .. }));
    let said: Vec<Reply> = one.replies.borrow_mut().drain(..).collect();
    assert!(!said.iter().any(|reply| matches!(reply, Reply::Answer { id: 1 | 2 | 4, .. })), "{said:?}");
}

#[wasm_bindgen_test]
async fn an_engine_that_is_freed_stops_and_gives_its_memory_back() {
    let mut pages = Vec::new();
    for _ in 0..4 {
        let worker = worker();
        let client = Client::of(&worker);
        client.ask(1, OpenDemoQuestion {});
        assert!(matches!(client.outcome().await, Reply::Answer { id: 1, .. }));
        client.ask(2, OpenDemoQuestion {});
        while !matches!(client.next().await, Reply::Progress { .. }) {}
        drop(worker);
        for _ in 0..20 {
            turn().await;
        }
        assert!(!client.replies.borrow().iter().any(|reply| matches!(reply, Reply::Answer { .. })));
        let memory: js_sys::WebAssembly::Memory = wasm_bindgen::memory().unchecked_into();
        pages.push(Uint8Array::new(&memory.buffer()).length());
    }
    assert_eq!(pages[1], pages[3], "memory grows: {pages:?}");
}
