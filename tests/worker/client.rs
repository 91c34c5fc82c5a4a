//! A client of the worker, and what it opens and asks.

use std::cell::RefCell;
use std::collections::VecDeque;
use std::rc::Rc;

use js_sys::{Array, Object, Promise, Reflect, Uint8Array};
use spanlens::analysis::HeatmapOptions;
use spanlens::js::to_js;
use spanlens::protocol::{HeatmapQuestion, Message, OpenQuestion, Question, Reply, SourceName};
use spanlens::store::{KeptLogs, Population};
use spanlens::units::FailureRule;
use spanlens::wasm::EngineWorker;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, MessageChannel, MessageEvent, MessagePort, ReadableStream, ReadableStreamDefaultController};

/// A file with one span, which fails.
pub(crate) const SPAN: &str = r#"{"resourceSpans":[{"scopeSpans":[{"spans":[{"traceId":"0102030405060708090a0b0c0d0e0f10",
    "spanId":"0102030405060708","name":"GET /","startTimeUnixNano":"18446744073709551000",
    "endTimeUnixNano":"18446744073709551615","status":{"code":2}}]}]}]}"#;

/// A client at the other end of a port.
pub(crate) struct Client {
    pub(crate) port: MessagePort,
    pub(crate) replies: Rc<RefCell<VecDeque<Reply>>>,
    _listener: Closure<dyn FnMut(MessageEvent)>,
}

impl Client {
    pub(crate) fn of(worker: &EngineWorker) -> Self {
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

    pub(crate) fn send(&self, message: &Message, files: &[Blob]) {
        let message = to_js(message).unwrap();
        if let Ok(ask) = Reflect::get(&message, &"ask".into()).unwrap_or_default().dyn_into::<Object>() {
            Reflect::set(&ask, &"files".into(), &files.iter().collect::<Array>()).unwrap();
        }
        self.port.post_message(&message).unwrap();
    }

    /// Opens a stream that travels to the worker, as clients send it.
    pub(crate) fn open_stream(&self, id: u32, stream: &ReadableStream, length: Option<u32>) {
        let message = to_js(&opening(id, 1)).unwrap();
        let ask = Reflect::get(&message, &"ask".into()).unwrap();
        Reflect::set(&ask, &"files".into(), &Array::of1(stream)).unwrap();
        Reflect::set(&ask, &"lengths".into(), &Array::of1(&length.into())).unwrap();
        self.port.post_message_with_transferable(&message, &Array::of1(stream)).unwrap();
    }

    pub(crate) fn ask(&self, id: u32, question: impl Into<Question>) {
        self.send(&Message::Ask { id, question: Box::new(question.into()), background: false }, &[]);
    }

    /// Opens files with these texts, called `0.json` and so on.
    pub(crate) fn open(&self, id: u32, texts: &[&str]) {
        self.open_files(id, &texts.iter().map(|text| blob(text)).collect::<Vec<_>>());
    }

    pub(crate) fn open_files(&self, id: u32, files: &[Blob]) {
        self.send(&opening(id, files.len()), files);
    }

    pub(crate) async fn next(&self) -> Reply {
        loop {
            if let Some(reply) = self.replies.borrow_mut().pop_front() {
                return reply;
            }
            turn().await;
        }
    }

    /// The next reply that is not progress.
    pub(crate) async fn outcome(&self) -> Reply {
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

/// Asks to open so many files.
fn opening(id: u32, count: usize) -> Message {
    let name = |at: usize| SourceName { name: format!("{at}.json"), group: "default".to_owned() };
    let sources = (0..count).map(name).collect();
    Message::Ask { id, question: Box::new(OpenQuestion { sources, logs: KeptLogs::All }.into()), background: false }
}

fn blob(text: &str) -> Blob {
    Blob::new_with_str_sequence(&Array::of1(&text.into())).unwrap()
}

/// A stream of these chunks, which ends after them, or never.
pub(crate) fn stream(chunks: &[JsValue], ends: bool) -> ReadableStream {
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

pub(crate) fn bytes(text: &str) -> JsValue {
    Uint8Array::from(text.as_bytes()).into()
}

/// Lets the event loop take a turn.
pub(crate) async fn turn() {
    let scope: web_sys::DedicatedWorkerGlobalScope = js_sys::global().unchecked_into();
    let timer = Promise::new(&mut |resolve, _| {
        scope.set_timeout_with_callback(&resolve).unwrap();
    });
    JsFuture::from(timer).await.unwrap();
}

/// A worker that reads alone.
pub(crate) fn worker() -> EngineWorker {
    EngineWorker::new(None, None)
}

/// Asks for a heatmap of all requests.
pub(crate) fn heatmap() -> HeatmapQuestion {
    HeatmapQuestion {
        population: Population::Requests,
        filter: None,
        fail: FailureRule::Status,
        group: None,
        options: HeatmapOptions::default(),
        weighted: false,
    }
}
