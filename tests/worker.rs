//! The worker's side of the protocol, run in a browser's dedicated worker: what a client sends over a port, and what comes back.

#![cfg(test)]
#![cfg(target_arch = "wasm32")]

use std::cell::RefCell;
use std::collections::VecDeque;
use std::rc::Rc;

use js_sys::{Array, Function, Object, Promise, Reflect, Uint8Array};
use spanlens::analysis::{Baseline, HeatmapOptions, Selection};
use spanlens::demo;
use spanlens::error::ErrorCode;
use spanlens::js::to_js;
use spanlens::protocol::{
    Answer, Comparison, CountQuestion, HeatmapQuestion, Message, OpenDemoQuestion, OpenQuestion, Question, Reply,
    SourceName, SummaryQuestion,
};
use spanlens::store::{KeptLogs, Population};
use spanlens::units::FailureRule;
use spanlens::wasm::EngineWorker;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};
use web_sys::{Blob, MessageChannel, MessageEvent, MessagePort, ReadableStream, ReadableStreamDefaultController};

wasm_bindgen_test_configure!(run_in_dedicated_worker);

/// A client at the other end of a port.
struct Client {
    port: MessagePort,
    replies: Rc<RefCell<VecDeque<Reply>>>,
    _listener: Closure<dyn FnMut(MessageEvent)>,
}

impl Client {
    fn of(worker: &EngineWorker) -> Self {
        let channel = MessageChannel::new().unwrap();
        worker.connect(channel.port1());
        let replies: Rc<RefCell<VecDeque<Reply>>> = Rc::default();
        let inbox = Rc::clone(&replies);
        let listener = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
            inbox.borrow_mut().push_back(serde_wasm_bindgen::from_value(event.data()).unwrap());
        });
        channel.port2().set_onmessage(Some(listener.as_ref().unchecked_ref()));
        Self { port: channel.port2(), replies, _listener: listener }
    }

    fn send(&self, message: &Message, files: &[Blob]) {
        let message = to_js(message).unwrap();
        if let Ok(ask) = Reflect::get(&message, &"ask".into()).unwrap_or_default().dyn_into::<Object>() {
            Reflect::set(&ask, &"files".into(), &files.iter().collect::<Array>()).unwrap();
        }
        self.port.post_message(&message).unwrap();
    }

    /// Opens a stream that travels to the worker, as clients send it.
    fn open_stream(&self, id: u32, stream: &ReadableStream, length: Option<u32>) {
        let sources = vec![SourceName { name: "stream".to_owned(), group: "default".to_owned() }];
        let message = Message::Ask {
            id,
            question: Box::new(OpenQuestion { sources, logs: KeptLogs::All }.into()),
            background: false,
        };
        let message = serde_wasm_bindgen::to_value(&message).unwrap();
        let ask = Reflect::get(&message, &"ask".into()).unwrap();
        Reflect::set(&ask, &"files".into(), &Array::of1(stream)).unwrap();
        Reflect::set(&ask, &"lengths".into(), &Array::of1(&length.into())).unwrap();
        self.port.post_message_with_transferable(&message, &Array::of1(stream)).unwrap();
    }

    fn ask(&self, id: u32, question: impl Into<Question>) {
        self.send(&Message::Ask { id, question: Box::new(question.into()), background: false }, &[]);
    }

    fn open(&self, id: u32, texts: &[&str]) {
        let name = |at: usize| SourceName { name: format!("{at}.json"), group: "default".to_owned() };
        let sources = (0..texts.len()).map(name).collect();
        let blobs: Vec<Blob> = texts.iter().map(|text| blob(text)).collect();
        self.send(
            &Message::Ask {
                id,
                question: Box::new(OpenQuestion { sources, logs: KeptLogs::All }.into()),
                background: false,
            },
            &blobs,
        );
    }

    async fn next(&self) -> Reply {
        loop {
            if let Some(reply) = self.replies.borrow_mut().pop_front() {
                return reply;
            }
            turn().await;
        }
    }

    /// The next reply that is not progress.
    async fn outcome(&self) -> Reply {
        loop {
            match self.next().await {
                Reply::Progress { .. } => {}
                reply => return reply,
            }
        }
    }
}

impl Drop for Client {
    /// What is still on its way finds nobody.
    fn drop(&mut self) {
        self.port.close();
    }
}

fn blob(text: &str) -> Blob {
    Blob::new_with_str_sequence(&Array::of1(&text.into())).unwrap()
}

/// A stream of these chunks, which ends after them, or never.
fn stream(chunks: &[JsValue], ends: bool) -> ReadableStream {
    let start = Closure::<dyn FnMut(ReadableStreamDefaultController)>::new({
        let chunks = chunks.to_vec();
        move |controller: ReadableStreamDefaultController| {
            for chunk in &chunks {
                controller.enqueue_with_chunk(chunk).unwrap();
            }
            if ends {
                controller.close().unwrap();
            }
        }
    });
    let source = Object::new();
    Reflect::set(&source, &"start".into(), start.as_ref()).unwrap();
    ReadableStream::new_with_underlying_source(&source).unwrap()
}

fn bytes(text: &str) -> JsValue {
    Uint8Array::from(text.as_bytes()).into()
}

/// Lets the event loop take a turn.
async fn turn() {
    let scope: web_sys::DedicatedWorkerGlobalScope = js_sys::global().unchecked_into();
    let timer = Promise::new(&mut |resolve, _| {
        scope.set_timeout_with_callback(&resolve).unwrap();
    });
    JsFuture::from(timer).await.unwrap();
}

fn worker() -> EngineWorker {
    EngineWorker::new(None, None)
}

fn heatmap() -> HeatmapQuestion {
    HeatmapQuestion {
        population: Population::Requests,
        filter: None,
        fail: FailureRule::Status,
        group: None,
        options: HeatmapOptions::default(),
        weighted: false,
    }
}

fn count(selection: Selection) -> CountQuestion {
    let population = Population::Requests;
    CountQuestion(Comparison {
        population,
        filter: None,
        fail: FailureRule::Status,
        selection: Some(selection),
        baseline: Baseline::Rest,
        weighted: false,
    })
}

const SPAN: &str = r#"{"resourceSpans":[{"scopeSpans":[{"spans":[{"traceId":"0102030405060708090a0b0c0d0e0f10",
    "spanId":"0102030405060708","name":"GET /","startTimeUnixNano":"18446744073709551000",
    "endTimeUnixNano":"18446744073709551615","status":{"code":2}}]}]}]}"#;

#[wasm_bindgen_test]
async fn files_become_a_heatmap() {
    let worker = worker();
    let client = Client::of(&worker);
    client.open(1, &[SPAN]);
    let Reply::Answer { id: 1, answer: Answer::Open(summary), .. } = client.outcome().await else {
        panic!("not opened")
    };
    assert_eq!((summary.counts.requests, summary.counts.errors), (1, 1));
    assert_eq!(summary.range.unwrap().from_ns, 18_446_744_073_709_551_000);

    client.ask(2, heatmap());
    let Reply::Answer { id: 2, answer: Answer::Heatmap(answer), .. } = client.outcome().await else {
        panic!("no heatmap")
    };
    assert!(!answer.provisional);
    assert_eq!((answer.heatmap.units, answer.heatmap.counts.iter().sum::<u32>()), (1, 1));
    assert_eq!(answer.heatmap.p50_ns.iter().max(), Some(&615));

    client.ask(3, count(Selection { errors_only: true, ..Selection::default() }));
    let Reply::Answer { id: 3, answer: Answer::Count(sides), .. } = client.outcome().await else { panic!("no count") };
    assert_eq!((sides.units, sides.selected, sides.selected_failing, sides.baseline), (1, 1, 1, 0));
}

#[wasm_bindgen_test]
async fn the_demo_loads_and_shows_provisional_heatmaps_on_the_way() {
    let worker = worker();
    let client = Client::of(&worker);
    client.ask(1, OpenDemoQuestion {});
    let mut provisional = 0;
    let mut asked = 1;
    let summary = loop {
        match client.next().await {
            Reply::Progress { id: 1, .. } => {
                asked += 1;
                client.ask(asked, heatmap());
            }
            Reply::Answer { answer: Answer::Heatmap(answer), .. } => {
                provisional += u32::from(answer.provisional);
                assert_eq!(answer.heatmap.counts.iter().sum::<u32>(), answer.heatmap.units);
            }
            Reply::Answer { id: 1, answer: Answer::OpenDemo(summary), .. } => break summary,
            other => panic!("{other:?}"),
        }
    };
    assert!(provisional > 0);
    assert_eq!((summary.counts.traces, summary.counts.spans), (demo::TRACES, demo::SPANS));
    assert_eq!((summary.counts.orphans, summary.counts.exact_repeats), (demo::ORPHANS, demo::REPEATED));
}

#[wasm_bindgen_test]
async fn questions_of_one_kind_are_all_answered_but_those_that_are_dropped() {
    let worker = worker();
    let client = Client::of(&worker);
    client.open(1, &[SPAN]);
    // These wait until the file is read.
    (2..=4).for_each(|id| client.ask(id, count(Selection::default())));
    client.send(&Message::Cancel { id: 3 }, &[]);
    let Reply::Error { id: 3, error } = client.outcome().await else { panic!("a dropped question was answered") };
    assert_eq!(error.code, ErrorCode::Cancelled);
    assert!(matches!(client.outcome().await, Reply::Answer { id: 1, .. }));
    assert!(matches!(client.outcome().await, Reply::Answer { id: 2, .. }));
    assert!(matches!(client.outcome().await, Reply::Answer { id: 4, .. }));
}

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
async fn files_add_up_and_a_broken_one_keeps_what_came_before_the_fault() {
    let worker = worker();
    let client = Client::of(&worker);
    let broken = format!("{}\n{{\"resourceSpans\": [!", SPAN.replace("0102030405060708\"", "1102030405060708\""));
    client.open(1, &[SPAN, &broken]);
    let Reply::Answer { answer: Answer::Open(summary), .. } = client.outcome().await else { panic!("not opened") };
    assert_eq!((summary.counts.spans, summary.counts.traces), (2, 1));
    assert!(summary.files[0].report.fault.is_none());
    assert!(summary.files[1].report.fault.is_some());
}

#[wasm_bindgen_test]
async fn a_cancelled_load_keeps_what_it_has_read() {
    let worker = worker();
    let client = Client::of(&worker);
    client.ask(1, OpenDemoQuestion {});
    while !matches!(client.next().await, Reply::Progress { .. }) {}
    client.send(&Message::Cancel { id: 1 }, &[]);
    let Reply::Answer { answer: Answer::OpenDemo(summary), .. } = client.outcome().await else { panic!("not opened") };
    assert!(summary.files[0].stopped);
    assert!(summary.counts.spans > 0 && summary.counts.spans < demo::SPANS);
}

#[wasm_bindgen_test]
async fn questions_without_data_and_messages_without_sense_are_errors() {
    let worker = worker();
    let client = Client::of(&worker);
    client.ask(1, heatmap());
    let Reply::Error { id: 1, error } = client.outcome().await else { panic!("answered") };
    assert_eq!(error.code, ErrorCode::NoData);
    let nonsense = js_sys::JSON::parse(r#"{"ask": {"id": 7, "question": {"meaning": "of life"}}}"#).unwrap();
    client.port.post_message(&nonsense).unwrap();
    let Reply::Error { id: 7, error } = client.outcome().await else { panic!("answered") };
    assert_eq!(error.code, ErrorCode::BadMessage);
    let source = SourceName { name: "lost.json".to_owned(), group: "default".to_owned() };
    client.ask(8, OpenQuestion { sources: vec![source], logs: KeptLogs::All });
    let Reply::Error { id: 8, error } = client.outcome().await else { panic!("answered") };
    assert_eq!(error.code, ErrorCode::BadMessage);
}

#[wasm_bindgen_test]
async fn files_of_a_load_that_is_cancelled_before_they_are_begun_are_in_its_report() {
    let worker = worker();
    let client = Client::of(&worker);
    client.open(1, &[SPAN]);
    client.open(2, &[SPAN, SPAN]);
    client.send(&Message::Cancel { id: 2 }, &[]);
    assert!(matches!(client.outcome().await, Reply::Answer { id: 1, .. }));
    let Reply::Answer { id: 2, answer: Answer::Open(summary), .. } = client.outcome().await else {
        panic!("not opened")
    };
    let stopped: Vec<bool> = summary.files.iter().map(|file| file.stopped).collect();
    assert_eq!(stopped, [false, true, true]);
    assert_eq!(summary.counts.spans, 1);
}

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

impl Client {
    fn open_blob(&self, id: u32, file: Blob) {
        let sources = vec![SourceName { name: "large".to_owned(), group: "default".to_owned() }];
        self.send(
            &Message::Ask {
                id,
                question: Box::new(OpenQuestion { sources, logs: KeptLogs::All }.into()),
                background: false,
            },
            &[file],
        );
    }
}

#[wasm_bindgen_test]
async fn what_helpers_cannot_read_is_read_in_turn() {
    let worker = EngineWorker::new(Some(Function::new_no_args(IGNORANT)), Some(2));
    let client = Client::of(&worker);
    let (file, spans) = many_lines();
    client.open_blob(1, file);
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
    client.open_blob(1, file);
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
