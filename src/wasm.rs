//! The worker: reads files, drives the engine, talks to ports. The only part of the crate that touches JavaScript.
//!
//! Everything runs on one thread, in turns. A question is worked on in steps, and between two steps the worker goes back to its
//! event loop, where messages wait; so does a load between two slices of a file.

mod breather;
mod loads;
mod remote;
mod slices;

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use js_sys::{Function, Reflect};
use serde::Serialize;
use wasm_bindgen::prelude::*;
use web_sys::{Blob, MessageEvent, MessagePort};

use crate::engine::{Engine, Port};
use crate::error::{Error, ErrorKind, Failure};
use crate::protocol::{Message, Question, Reply};
use breather::Breather;
use loads::{Files, Load, Loads};
use remote::Address;

/// An engine that serves any number of ports with the messages of [`crate::protocol`].
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

/// What the callbacks of all ports share.
struct Host {
    engine: RefCell<Engine>,
    ports: RefCell<Vec<MessagePort>>,
    loads: Loads,
    /// Whether somebody is taking the engine's steps.
    working: Cell<bool>,
}

#[wasm_bindgen]
impl EngineWorker {
    /// An engine with nothing loaded.
    #[wasm_bindgen(constructor)]
    #[must_use]
    #[expect(clippy::new_without_default, reason = "JavaScript has no defaults")]
    pub fn new() -> Self {
        let host = Host {
            engine: RefCell::default(),
            ports: RefCell::default(),
            loads: Loads::default(),
            working: Cell::new(false),
        };
        Self { host: Rc::new(host) }
    }

    /// Serves a port from now on.
    pub fn connect(&self, port: MessagePort) {
        let number = self.host.ports.borrow().len();
        let host = Rc::clone(&self.host);
        let listener = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
            host.receive(number, &event.data());
        });
        port.set_onmessage(Some(listener.as_ref().unchecked_ref()));
        self.host.ports.borrow_mut().push(port);
        // The listener lives as long as the worker does.
        listener.forget();
    }
}

impl Host {
    fn receive(self: &Rc<Self>, port: Port, data: &JsValue) {
        match serde_wasm_bindgen::from_value(data.clone()) {
            Ok(Message::Ask { id, question }) => self.take(port, id, *question, data),
            Ok(Message::Cancel { id }) => {
                self.loads.cancel(port, id);
                let cancelled = self.engine.borrow_mut().cancel(port, id);
                self.send(port, cancelled);
            }
            Err(fault) => self.refuse(port, data, &fault.to_string()),
        }
    }

    fn take(self: &Rc<Self>, port: Port, id: u32, question: Question, data: &JsValue) {
        match question {
            Question::Open { sources } => {
                let files = blobs_of(data);
                if files.len() == sources.len() {
                    self.load(Load::new(port, id, sources.into_iter().zip(files).collect()));
                } else {
                    self.refuse(port, data, "there must be a file for each source");
                }
            }
            Question::OpenUrl { source, url, headers } => {
                self.load(Load::new(port, id, Files::Fetched(source, Address { url, headers })));
            }
            Question::OpenDemo => self.load(Load::new(port, id, Files::Demo)),
            question => {
                let replaced = self.engine.borrow_mut().ask(port, id, question);
                self.send(port, replaced);
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
        self.send(port, [Reply::Error { id, error: Failure::from(&error) }]);
    }

    fn send(&self, port: Port, replies: impl IntoIterator<Item = Reply>) {
        let ports = self.ports.borrow();
        let Some(port) = ports.get(port) else { return };
        for reply in replies {
            post(port, &reply);
        }
    }

    /// Tells every port but one.
    fn send_to_others(&self, than: Port, reply: &Reply) {
        for (_, port) in self.ports.borrow().iter().enumerate().filter(|&(number, _)| number != than) {
            post(port, reply);
        }
    }

    /// Takes the engine's steps until there is nothing left to do, in turns of their own.
    fn work(self: &Rc<Self>) {
        if self.working.replace(true) {
            return;
        }
        let host = Rc::clone(self);
        wasm_bindgen_futures::spawn_local(async move {
            let breather = Breather::default();
            while host.engine.borrow().has_work() {
                let done = host.engine.borrow_mut().step();
                if let Some((port, reply)) = done {
                    host.send(port, [reply]);
                }
                breather.pause().await;
            }
            host.working.set(false);
        });
    }
}

fn post(port: &MessagePort, reply: &Reply) {
    let serializer = serde_wasm_bindgen::Serializer::new().serialize_large_number_types_as_bigints(true);
    // A port whose other end is gone takes messages all the same; a reply is plain data and can always be cloned.
    let _ = reply.serialize(&serializer).map(|reply| port.post_message(&reply));
}

/// What a browser says when bytes cannot be had.
fn unreadable(fault: &JsValue) -> Error {
    let detail = js_sys::Error::from(fault.clone()).message().into();
    ErrorKind::Unreadable { detail }.into()
}

/// The files that travel with a question.
fn blobs_of(data: &JsValue) -> Vec<Blob> {
    let files = member_of_ask(data, "files");
    js_sys::Array::from(&files).iter().filter_map(|file| file.dyn_into().ok()).collect()
}

/// `data.ask[name]`, or undefined.
fn member_of_ask(data: &JsValue, name: &str) -> JsValue {
    let ask = Reflect::get(data, &"ask".into()).unwrap_or_default();
    Reflect::get(&ask, &name.into()).unwrap_or_default()
}
