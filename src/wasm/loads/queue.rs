//! The loads that wait, and the one under way.
//!
//! Ending a wait calls back into JavaScript, which may close the engine then and there. So nothing is borrowed meanwhile.

use std::cell::RefCell;
use std::collections::VecDeque;
use std::rc::Rc;

use web_sys::{AbortController, ReadableStreamDefaultReader};

use crate::engine::Port;
use crate::protocol::{
    ClickhouseTablesQuestion, OpenClickhouseQuestion, OpenSearchQuestion, SourceName, TraceApiNamesQuestion,
};
use crate::store::KeptLogs;
use crate::wasm::input::Input;
use crate::wasm::parallel::Helpers;
use crate::wasm::remote::Address;
use crate::wasm::stream;

/// What is to be read.
pub(in crate::wasm) enum Files {
    Given(Vec<(SourceName, Input)>),
    Fetched(SourceName, Address),
    /// A range of a server.
    Range(Box<OpenClickhouseQuestion>),
    /// No file: what a server has.
    Tables(Box<ClickhouseTablesQuestion>),
    /// What a server of traces finds.
    Found(Box<OpenSearchQuestion>),
    /// No file: what such a server lists.
    Names(Box<TraceApiNamesQuestion>),
    Demo,
}

/// A question that loads something.
pub(in crate::wasm) struct Load {
    pub(super) port: Port,
    pub(super) id: u32,
    pub(super) files: Files,
    /// Which logs are kept of what is read.
    pub(super) logs: KeptLogs,
    cancelled: bool,
}

impl Load {
    pub(in crate::wasm) fn new((port, id): (Port, u32), files: Files, logs: KeptLogs) -> Self {
        Self { port, id, files, logs, cancelled: false }
    }
}

/// The loads that wait, and the one under way.
#[derive(Default)]
pub(in crate::wasm) struct Loads {
    waiting: RefCell<VecDeque<Load>>,
    current: RefCell<Option<Current>>,
}

struct Current {
    port: Port,
    id: u32,
    cancelled: bool,
    wait: Option<Wait>,
}

/// What a load waits for that may never come.
pub(in crate::wasm) enum Wait {
    Server(AbortController),
    Stream(ReadableStreamDefaultReader),
    Helpers(Rc<Helpers>),
}

impl Wait {
    fn end(self) {
        match self {
            Self::Server(abort) => abort.abort(),
            Self::Stream(reader) => stream::cancel(&reader),
            Self::Helpers(helpers) => helpers.end(),
        }
    }
}

impl Loads {
    /// Adds a load behind those that wait.
    pub(super) fn push(&self, load: Load) {
        self.waiting.borrow_mut().push_back(load);
    }

    /// Whether a load is under way.
    pub(super) fn is_busy(&self) -> bool {
        self.current.borrow().is_some()
    }

    /// The load that waits longest, which is under way from now on.
    pub(super) fn next(&self) -> Option<Load> {
        let next = self.waiting.borrow_mut().pop_front();
        let current =
            next.as_ref().map(|&Load { port, id, cancelled, .. }| Current { port, id, cancelled, wait: None });
        *self.current.borrow_mut() = current;
        next
    }

    /// Stops a load, be it under way or waiting. It is answered as usual, with what was read until then.
    pub(in crate::wasm) fn cancel(&self, port: Port, id: u32) {
        for load in self.waiting.borrow_mut().iter_mut() {
            load.cancelled |= (load.port, load.id) == (port, id);
        }
        self.stop(|current| (current.port, current.id) == (port, id));
    }

    /// Forgets the loads of a port, or all. The one under way stops, and what it has read stays.
    pub(in crate::wasm) fn drop_those_of(&self, port: Option<Port>) {
        let is_meant = |of: Port| port.is_none_or(|port| port == of);
        let (dropped, kept): (Vec<Load>, Vec<Load>) =
            self.waiting.take().into_iter().partition(|load| is_meant(load.port));
        *self.waiting.borrow_mut() = VecDeque::from(kept);
        self.stop(|current| is_meant(current.port));
        drop(dropped);
    }

    /// Stops the load under way, if it is meant.
    fn stop(&self, is_meant: impl FnOnce(&Current) -> bool) {
        let wait = self.current.borrow_mut().as_mut().filter(|current| is_meant(current)).and_then(|current| {
            current.cancelled = true;
            current.wait.take()
        });
        if let Some(wait) = wait {
            wait.end();
        }
    }

    /// Notes what the load under way is going to wait for.
    pub(in crate::wasm) fn wait_for(&self, wait: Wait) {
        if let Some(current) = self.current.borrow_mut().as_mut() {
            current.wait = Some(wait);
        }
    }

    /// Whether the load under way is to stop.
    pub(in crate::wasm) fn is_cancelled(&self) -> bool {
        self.current.borrow().as_ref().is_some_and(|current| current.cancelled)
    }
}
