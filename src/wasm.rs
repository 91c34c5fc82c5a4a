//! The worker: reads files, drives the engine, talks to ports. The only part of the crate that touches JavaScript.
//!
//! Everything runs on one thread, in turns. A question is worked on in steps, and between two steps the worker goes back to its
//! event loop, where messages wait; so does a load every few milliseconds.

mod breather;
mod errands;
mod exchanges;
mod input;
mod live;
mod loads;
mod parallel;
mod ports;
mod remote;
mod searches;
mod slices;
mod stream;
mod telling;
mod turns;

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use js_sys::{Function, Reflect};
use wasm_bindgen::prelude::*;
use web_sys::{MessageEvent, MessagePort};

use crate::engine::{Engine, Port};
use crate::error::{Error, ErrorKind, Failure};
use crate::ingest::Segment;
use crate::js::to_js;
use crate::protocol::{Answer, Message, OpenQuestion, OpenUrlQuestion, Question, Reply};
use crate::store::KeptLogs;
use breather::Breather;
use errands::Errands;
use input::inputs_of;
use live::LiveStream;
use loads::{Files, Load, Loads};
use parallel::Helpers;
use ports::Ports;
use remote::Address;
use telling::Telling;
pub use turns::guard_turns;

/// The bytes that the engine fills: the 4 GiB that WebAssembly can address, but for what readers hold of a record that was cut, the buffers
/// of files, and what is lost between pieces of memory.
const MEMORY_LIMIT: u64 = (4 << 30) - (256 << 20);

/// An engine that serves any number of ports with the messages of [`crate::protocol`]. Once freed, it closes its ports and gives its
/// memory back.
#[wasm_bindgen]
pub struct EngineWorker {
    host: Rc<Host>,
}

/// Calls `on_panic` with the message of a panic, after which the module is of no more use.
#[wasm_bindgen(js_name = reportPanics)]
pub fn report_panics(on_panic: Function) {
    std::panic::set_hook(Box::new(move |info| {
        // Nobody is left to be told that telling has failed.
        let _ = on_panic.call1(&JsValue::NULL, &JsValue::from_str(&info.to_string()));
    }));
}

/// What a helper makes of a part of a file, with such logs: a [`Segment`], or undefined if the part does not stand by itself.
#[wasm_bindgen(js_name = readSegment)]
#[must_use]
pub fn read_segment(bytes: &[u8], logs: JsValue) -> JsValue {
    let logs: KeptLogs = serde_wasm_bindgen::from_value(logs).unwrap_or_default();
    // Numbers and bytes are never refused.
    Segment::read(bytes, logs).and_then(|segment| to_js(&segment).ok()).unwrap_or_default()
}

/// What the callbacks of all ports share.
#[derive(Default)]
struct Host {
    engine: RefCell<Engine>,
    ports: Ports,
    loads: Loads,
    /// How far the load under way has come, as its client knows.
    telling: Telling,
    /// Workers that read large files with this one.
    helpers: Rc<Helpers>,
    /// What the engine has asked of servers.
    errands: Errands,
    /// The source without an end.
    live: LiveStream,
    /// Whether somebody is taking the engine's steps.
    working: Cell<bool>,
    /// Whether nobody needs the engine any more.
    ended: Cell<bool>,
}

#[wasm_bindgen]
impl EngineWorker {
    /// An engine with nothing loaded. Large files are read with the help of so many workers that `start_helper` starts, see parser.js.
    #[wasm_bindgen(constructor)]
    #[must_use]
    pub fn new(start_helper: Option<Function>, helpers: Option<u32>) -> Self {
        let helpers = Rc::new(Helpers::new(start_helper, helpers.unwrap_or(0)));
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "it is below 2³²")]
        let generation = (js_sys::Math::random() * 4_294_967_296.0) as u32;
        let engine = RefCell::new(Engine::with_generation(generation).with_memory_limit(MEMORY_LIMIT));
        Self { host: Rc::new(Host { engine, helpers, ..Host::default() }) }
    }

    /// Serves a port from now on, until a client says [`Message::Leave`] there.
    pub fn connect(&self, port: MessagePort) {
        let host = Rc::downgrade(&self.host);
        self.host.ports.connect(port, |number| {
            Closure::new(move |event: MessageEvent| {
                if let Some(host) = host.upgrade() {
                    host.receive(number, &event.data());
                }
            })
        });
    }
}

impl Drop for EngineWorker {
    fn drop(&mut self) {
        self.host.end();
    }
}

impl Host {
    fn receive(self: &Rc<Self>, port: Port, data: &JsValue) {
        match serde_wasm_bindgen::from_value(data.clone()) {
            Ok(Message::Ask { id, question, background }) => self.take(port, id, *question, background, data),
            Ok(Message::Cancel { id }) => {
                self.loads.cancel(port, id);
                let cancelled = self.engine.borrow_mut().cancel(port, id);
                self.ports.send(port, cancelled);
                self.run_errands();
            }
            Ok(Message::Leave) => self.leave(port),
            Err(fault) => self.refuse(port, data, &fault.to_string()),
        }
    }

    fn take(self: &Rc<Self>, port: Port, id: u32, question: Question, background: bool, data: &JsValue) {
        match question {
            Question::Open(OpenQuestion { sources, logs }) => {
                let inputs = inputs_of(data);
                if inputs.len() == sources.len() {
                    let files = Files::Given(sources.into_iter().zip(inputs).collect());
                    self.load(Load::new((port, id), files, logs));
                } else {
                    self.refuse(port, data, "there must be a file for each source, or a stream that nobody reads");
                }
            }
            Question::OpenUrl(OpenUrlQuestion { source, url, headers, logs }) => {
                self.load(Load::new((port, id), Files::Fetched(source, Address { url, headers }), logs));
            }
            Question::OpenClickhouse(question) => {
                self.load(Load::new((port, id), Files::Range(Box::new(question)), KeptLogs::default()));
            }
            Question::ClickhouseTables(question) => {
                self.load(Load::new((port, id), Files::Tables(Box::new(question)), KeptLogs::default()));
            }
            Question::OpenSearch(question) => {
                self.load(Load::new((port, id), Files::Found(Box::new(question)), KeptLogs::default()));
            }
            Question::TraceApiNames(question) => {
                self.load(Load::new((port, id), Files::Names(Box::new(question)), KeptLogs::default()));
            }
            Question::Live(question) => {
                let steered = self.steer_live(question);
                let reply = match &steered {
                    Ok(()) => self.summary_reply(id),
                    Err(error) => Reply::Error { id, error: Failure::from(error) },
                };
                if steered.is_ok() {
                    self.ports.send_to_others(port, &Reply::Changed(Box::new(self.engine.borrow().summary())));
                }
                self.ports.send(port, [reply]);
            }
            Question::OpenDemo(_) => self.load(Load::new((port, id), Files::Demo, KeptLogs::default())),
            question => {
                self.engine.borrow_mut().ask(port, id, question, background);
                self.work();
            }
        }
    }

    /// Answers a message that makes no sense, if it is possible to say to which question that is an answer.
    fn refuse(&self, port: Port, data: &JsValue, detail: &str) {
        let number = member_of_ask(data, "id").as_f64().unwrap_or(0.0);
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "saturates, and ids are whole numbers"
        )]
        let id = number as u32;
        let error = Error::from(ErrorKind::BadMessage { detail: detail.to_owned() });
        self.ports.send(port, [Reply::Error { id, error: Failure::from(&error) }]);
    }

    /// What is loaded, as the answer to what has changed how a source goes on.
    fn summary_reply(&self, id: u32) -> Reply {
        Reply::Answer { id, answer: Answer::Live(Box::new(self.engine.borrow().summary())), coverage: None }
    }

    /// Forgets a port, with its questions and loads.
    fn leave(self: &Rc<Self>, port: Port) {
        self.ports.disconnect(port);
        self.engine.borrow_mut().forget(Some(port));
        self.run_errands();
        self.loads.drop_those_of(Some(port));
    }

    /// Forgets everybody. What is under way ends at its next step, and with it what is loaded.
    fn end(self: &Rc<Self>) {
        self.ended.set(true);
        self.ports.disconnect_all();
        self.engine.borrow_mut().forget(None);
        self.run_errands();
        self.live.end();
        self.loads.drop_those_of(None);
    }

    /// Takes the engine's steps until there is nothing left to do, in turns of their own.
    fn work(self: &Rc<Self>) {
        if self.working.replace(true) {
            return;
        }
        let host = Rc::clone(self);
        turns::spawn(async move {
            let breather = Breather::default();
            while host.engine.borrow().has_work() {
                let done = host.engine.borrow_mut().step();
                if let Some((port, reply)) = done {
                    host.ports.send(port, [reply]);
                }
                host.run_errands();
                breather.pause().await;
            }
            host.working.set(false);
        });
    }
}

/// What a browser says when bytes cannot be had.
fn unreadable(fault: &JsValue) -> Error {
    let detail = js_sys::Error::from(fault.clone()).message().into();
    ErrorKind::Unreadable { detail }.into()
}

/// `data.ask[name]`, or undefined.
fn member_of_ask(data: &JsValue, name: &str) -> JsValue {
    let ask = Reflect::get(data, &"ask".into()).unwrap_or_default();
    Reflect::get(&ask, &name.into()).unwrap_or_default()
}
