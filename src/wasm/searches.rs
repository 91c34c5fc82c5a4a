//! Searches of servers of traces: the traces that they find are read one after the other, and asked for ahead.

use std::rc::Rc;

use wasm_bindgen_futures::JsFuture;
use web_sys::AbortController;

use super::breather::Breather;
use super::loads::{Position, Wait};
use super::remote::{self, Answer as RemoteAnswer};
use super::{Host, unreadable};
use crate::engine::{self, SearchLoad};
use crate::error::{ErrorKind, Failure, Result};
use crate::protocol::{Answer, OpenSearchQuestion, Reply, TraceApiNamesQuestion};
use crate::remote::Request;

/// A request that was sent before its turn.
struct Begun {
    request: Request,
    answer: JsFuture,
    abort: AbortController,
}

/// The requests that were sent before their turn. Those whose turn does not come are given up.
#[derive(Default)]
struct Ahead(Vec<Begun>);

impl Ahead {
    /// Sends what is not sent yet. What cannot be sent ahead says why in its turn.
    fn send(&mut self, requests: Vec<Request>) {
        for request in requests {
            if self.0.iter().any(|begun| begun.request == request) {
                continue;
            }
            let Ok(abort) = AbortController::new() else { return };
            let Ok(answer) = remote::begin(&request, &abort.signal()) else { return };
            self.0.push(Begun { request, answer, abort });
        }
    }

    /// The request, if it was sent.
    fn take(&mut self, request: &Request) -> Option<Begun> {
        let at = self.0.iter().position(|begun| begun.request == *request)?;
        Some(self.0.swap_remove(at))
    }
}

impl Drop for Ahead {
    fn drop(&mut self) {
        self.0.iter().for_each(|begun| begun.abort.abort());
    }
}

impl Host {
    /// Reads what a server finds.
    ///
    /// # Errors
    ///
    /// Why nothing could be read. Then nothing of it is there.
    pub(super) async fn read_search(
        self: &Rc<Self>,
        position: &mut Position,
        question: OpenSearchQuestion,
        breather: &Breather,
    ) -> Result<(), Failure> {
        let name = question.source.name.clone();
        let begun = self.engine.borrow().begin_search(question);
        let mut load = begun.map_err(|fault| Failure::from(&fault))?;
        let read = self.read_found(&mut load, position, &name, breather).await;
        let stopped = self.loads.is_cancelled();
        self.engine.borrow_mut().end_search(load, read.as_ref().err(), stopped)
    }

    async fn read_found(
        self: &Rc<Self>,
        load: &mut SearchLoad,
        position: &mut Position,
        name: &str,
        breather: &Breather,
    ) -> Result<()> {
        let mut ahead = Ahead::default();
        while !self.loads.is_cancelled() {
            let next = self.engine.borrow_mut().next_search_request(load)?;
            let Some(request) = next else { break };
            let name = match load.progress() {
                Some((read, found)) => format!("{name}: {read} of {found} traces"),
                None => name.to_owned(),
            };
            self.go_on(position, &name);
            match self.read_answer((load, &mut ahead), &request, position, &name, breather).await {
                Ok(()) => {}
                Err(_) if self.loads.is_cancelled() => break,
                Err(fault) => self.engine.borrow_mut().fail_found(load, fault)?,
            }
        }
        Ok(())
    }

    async fn read_answer(
        self: &Rc<Self>,
        (load, ahead): (&mut SearchLoad, &mut Ahead),
        request: &Request,
        position: &mut Position,
        name: &str,
        breather: &Breather,
    ) -> Result<()> {
        let RemoteAnswer { status, mut body } = self.send_or_await(request, ahead).await?;
        load.begin_answer(status);
        ahead.send(load.ahead());
        let mut buffer = Vec::new();
        while self.read_piece(&mut body, &mut buffer, request).await? {
            position.add(buffer.len() as u64);
            let is_more_wanted = self.engine.borrow_mut().push_found(load, &buffer)?;
            if !is_more_wanted {
                return Ok(());
            }
            self.go_on(position, name);
            breather.pause_if_due().await;
        }
        if self.loads.is_cancelled() {
            return Err(ErrorKind::Cancelled.into());
        }
        self.engine.borrow_mut().end_found(load)
    }

    /// Waits for the answer to a request, which may have been sent before.
    async fn send_or_await(&self, request: &Request, ahead: &mut Ahead) -> Result<RemoteAnswer> {
        let begun = if let Some(begun) = ahead.take(request) {
            begun
        } else {
            let abort = AbortController::new().map_err(|fault| unreadable(&fault))?;
            let answer = remote::begin(request, &abort.signal())?;
            Begun { request: request.clone(), answer, abort }
        };
        let signal = begun.abort.signal();
        self.loads.wait_for(Wait::Server(begun.abort));
        remote::answered(request, begun.answer, &signal).await
    }

    /// What a server of traces can be searched for.
    pub(super) async fn tell_names(
        &self,
        position: &Position,
        question: &TraceApiNamesQuestion,
        breather: &Breather,
    ) -> Reply {
        let exchange = engine::list_names(question);
        self.tell(position, exchange, breather, |names| Answer::TraceApiNames(Box::new(names))).await
    }
}
