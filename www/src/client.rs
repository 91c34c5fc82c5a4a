//! The port to an engine, and the worker that it is in: questions become futures.

mod asked;
mod waiting;

use std::cell::RefCell;
use std::marker::PhantomData;
use std::rc::Rc;

use js_sys::{Array, Function, Object, Reflect};
use spanlens::clickhouse::Coverage;
use spanlens::error::{ErrorCode, Failure};
use spanlens::js::to_js;
use spanlens::protocol::{Ask, Message, Progress, Reply, Summary};
use wasm_bindgen::prelude::*;
use web_sys::{ErrorEvent, File, MessageChannel, MessageEvent, MessagePort, Worker};

pub(crate) use asked::Asked;
use waiting::Waiting;

/// What the engine says without being asked.
pub(crate) enum Notice {
    /// How far a load has come.
    Progress(Progress),
    /// Of how many requests the answer is that comes next, where traces were fetched for it.
    Covered(Coverage),
    /// What is loaded has changed at another client's request, or as more has come of a source without an end.
    Changed(Box<Summary>),
    /// The engine is gone, with its last words.
    Crashed(String),
}

/// Where engines come from.
#[derive(Clone)]
pub(crate) enum Engines {
    /// A function that starts a worker and gives it: an engine of one's own, a new one for other data.
    Own(Function),
    /// Somebody else's, at the other end of a port.
    Shared(MessagePort),
}

/// A connection to an engine.
pub(crate) struct Client {
    port: MessagePort,
    /// The worker that the engine is in, if it is one's own.
    worker: Option<OwnWorker>,
    waiting: Rc<RefCell<Waiting>>,
    /// Kept for as long as the port may call it.
    _on_message: Closure<dyn FnMut(MessageEvent)>,
}

/// A worker that ends with its client.
struct OwnWorker {
    worker: Worker,
    /// Kept for as long as the worker may call it.
    _on_error: Closure<dyn FnMut(ErrorEvent)>,
}

impl Client {
    /// Connects to an engine.
    ///
    /// # Errors
    ///
    /// What the browser says where it starts no workers.
    pub(crate) fn connect(engines: &Engines, on_notice: impl Fn(Notice) + 'static) -> Result<Self, JsValue> {
        let on_notice: Rc<dyn Fn(Notice)> = Rc::new(on_notice);
        match engines {
            Engines::Own(start) => {
                let channel = MessageChannel::new()?;
                let mut client = Self::of(channel.port1(), Rc::clone(&on_notice));
                let worker = start.call0(&JsValue::NULL)?.dyn_into()?;
                client.worker = Some(client.own(worker, &channel.port2(), on_notice)?);
                Ok(client)
            }
            Engines::Shared(port) => Ok(Self::of(port.clone(), on_notice)),
        }
    }

    fn of(port: MessagePort, on_notice: Rc<dyn Fn(Notice)>) -> Self {
        let waiting = Rc::new(RefCell::new(Waiting::default()));
        let listener = listener(Rc::clone(&waiting), on_notice);
        port.set_onmessage(Some(listener.as_ref().unchecked_ref()));
        Self { port, worker: None, waiting, _on_message: listener }
    }

    /// Hands a worker the other end of the port.
    fn own(
        &self,
        worker: Worker,
        other_end: &MessagePort,
        on_notice: Rc<dyn Fn(Notice)>,
    ) -> Result<OwnWorker, JsValue> {
        let failed = Rc::clone(&self.waiting);
        let on_error = Closure::<dyn FnMut(ErrorEvent)>::new(move |event: ErrorEvent| {
            failed.borrow_mut().give_up();
            // A worker whose script cannot be loaded gives no reason.
            let words = Reflect::get(&event, &"message".into()).ok().and_then(|words| words.as_string());
            on_notice(Notice::Crashed(words.unwrap_or_else(|| "The engine could not be loaded.".to_owned())));
        });
        worker.set_onerror(Some(on_error.as_ref().unchecked_ref()));

        let greeting = Object::new();
        Reflect::set(&greeting, &"port".into(), other_end)?;
        worker.post_message_with_transfer(&greeting, &Array::of1(other_end))?;
        Ok(OwnWorker { worker, _on_error: on_error })
    }

    /// Asks. Without an engine that answers, the answer is `cancelled`.
    pub(crate) fn ask<Q: Ask>(&self, question: Q) -> Asked<Q> {
        self.send(question, false, &[])
    }

    /// Asks what all other questions go before.
    pub(crate) fn ask_in_background<Q: Ask>(&self, question: Q) -> Asked<Q> {
        self.send(question, true, &[])
    }

    /// Asks to open files, which travel beside the question.
    pub(crate) fn ask_with<Q: Ask>(&self, question: Q, files: &[File]) -> Asked<Q> {
        self.send(question, false, files)
    }

    fn send<Q: Ask>(&self, question: Q, background: bool, files: &[File]) -> Asked<Q> {
        let (id, answer) = self.waiting.borrow_mut().add();
        let message = Message::Ask { id, question: Box::new(question.into()), background };
        let sent = to_js(&message).and_then(|message| {
            if !files.is_empty() {
                let beside = Reflect::get(&message, &"ask".into())?;
                Reflect::set(&beside, &"files".into(), &files.iter().collect::<Array>())?;
            }
            self.port.post_message(&message)
        });
        if let Err(fault) = sent {
            self.waiting.borrow_mut().settle(id, Err(not_sent(&fault)));
        }
        Asked { id, answer, port: self.port.clone(), waiting: Rc::clone(&self.waiting), question: PhantomData }
    }

    /// Stops a load. Its answer still comes: what is loaded then.
    pub(crate) fn stop(&self, id: u32) {
        // If it cannot be sent, the load goes on to its end.
        let _ = to_js(&Message::Cancel { id }).and_then(|message| self.port.post_message(&message));
    }
}

impl Drop for Client {
    fn drop(&mut self) {
        self.waiting.borrow_mut().give_up();
        self.port.set_onmessage(None);
        if self.worker.is_none() {
            // An engine that is gone need not be told.
            let _ = to_js(&Message::Leave).and_then(|message| self.port.post_message(&message));
        }
        self.port.close();
    }
}

impl Drop for OwnWorker {
    fn drop(&mut self) {
        self.worker.set_onerror(None);
        self.worker.terminate();
    }
}

/// What takes the replies in.
fn listener(waiting: Rc<RefCell<Waiting>>, on_notice: Rc<dyn Fn(Notice)>) -> Closure<dyn FnMut(MessageEvent)> {
    Closure::new(move |event: MessageEvent| match serde_wasm_bindgen::from_value(event.data()) {
        Ok(Reply::Answer { id, answer, coverage }) => {
            if let Some(coverage) = coverage {
                on_notice(Notice::Covered(coverage));
            }
            waiting.borrow_mut().settle(id, Ok(answer));
        }
        Ok(Reply::Error { id, error }) => waiting.borrow_mut().settle(id, Err(error)),
        Ok(Reply::Progress { progress, .. }) => on_notice(Notice::Progress(progress)),
        Ok(Reply::Changed(summary)) => on_notice(Notice::Changed(summary)),
        Ok(Reply::Crashed(words)) => {
            waiting.borrow_mut().give_up();
            on_notice(Notice::Crashed(words));
        }
        Err(fault) => {
            waiting.borrow_mut().give_up();
            on_notice(Notice::Crashed(format!("The engine and the page do not understand each other: {fault}")));
        }
    })
}

fn not_sent(fault: &JsValue) -> Failure {
    Failure { code: ErrorCode::BadMessage, message: format!("The question could not be sent: {fault:?}"), offset: None }
}
