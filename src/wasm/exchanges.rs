//! Exchanges with servers: sends the requests that the engine gives, and passes the answers back.

use std::rc::Rc;

use web_sys::AbortController;

use super::breather::Breather;
use super::input::Bytes;
use super::loads::{Position, Wait};
use super::remote::{self, Answer as RemoteAnswer};
use super::{Host, unreadable};
use crate::engine::{self, RangeLoad};
use crate::error::{Error, ErrorKind, Failure, Result};
use crate::protocol::{Answer, ClickhouseTablesQuestion, OpenClickhouseQuestion, Reply};
use crate::remote::{Exchange, Next, Request};

impl Host {
    /// Reads a range of a server.
    ///
    /// # Errors
    ///
    /// Why it could not be read. Then nothing of it is there.
    pub(super) async fn read_range(
        self: &Rc<Self>,
        position: &mut Position,
        question: OpenClickhouseQuestion,
        breather: &Breather,
    ) -> Result<(), Failure> {
        let name = question.source.name.clone();
        let begun = self.engine.borrow_mut().begin_range(question, &query_name());
        let mut range = begun.map_err(|fault| Failure::from(&fault))?;
        let read = self.read_answers(&mut range, position, &name, breather).await;
        let stopped = self.loads.is_cancelled();
        self.engine.borrow_mut().end_range(range, read.as_ref().err(), stopped)
    }

    async fn read_answers(
        self: &Rc<Self>,
        range: &mut RangeLoad,
        position: &mut Position,
        name: &str,
        breather: &Breather,
    ) -> Result<()> {
        while !self.loads.is_cancelled() {
            let next = self.engine.borrow_mut().next_request(range)?;
            let Some(request) = next else { break };
            position.total_spans = u32::try_from(range.counted()).unwrap_or(u32::MAX);
            let RemoteAnswer { status, mut body } = self.send(&request).await?;
            range.begin_answer(status);
            let mut buffer = Vec::new();
            while self.read_piece(&mut body, &mut buffer, &request).await? {
                position.add(buffer.len() as u64);
                self.engine.borrow_mut().push_answer(range, &buffer)?;
                self.go_on(position, name);
                breather.pause_if_due().await;
            }
            if !self.loads.is_cancelled() {
                self.engine.borrow_mut().end_answer(range)?;
            }
        }
        Ok(())
    }

    /// What a server has.
    pub(super) async fn tell_tables(
        &self,
        position: &Position,
        question: &ClickhouseTablesQuestion,
        breather: &Breather,
    ) -> Reply {
        let exchange = engine::connect(question, &query_name());
        self.tell(position, exchange, breather, |tables| Answer::ClickhouseTables(Box::new(tables))).await
    }

    /// The reply that is made of what a conversation comes to, if it could be begun.
    pub(super) async fn tell<E: Exchange>(
        &self,
        position: &Position,
        exchange: Result<E>,
        breather: &Breather,
        answer: impl FnOnce(E::Out) -> Answer,
    ) -> Reply {
        let id = position.id;
        let found = match exchange {
            Ok(exchange) => self.converse(exchange, breather).await,
            Err(error) => Err(error),
        };
        match found {
            Ok(found) => Reply::Answer { id, answer: answer(found), coverage: None },
            Err(error) => Reply::Error { id, error: Failure::from(&error) },
        }
    }

    /// Asks what there is to be asked, and hands over the answers, to the end.
    pub(super) async fn converse<E: Exchange>(&self, mut exchange: E, breather: &Breather) -> Result<E::Out> {
        loop {
            if self.loads.is_cancelled() {
                return Err(ErrorKind::Cancelled.into());
            }
            let request = match exchange.next()? {
                Next::Ask(request) | Next::Read(request) => request,
                Next::Done(out) => return Ok(out),
            };
            let RemoteAnswer { status, mut body } = self.send(&request).await?;
            exchange.begin(status);
            let mut buffer = Vec::new();
            while self.read_piece(&mut body, &mut buffer, &request).await? {
                exchange.push(&buffer)?;
                breather.pause_if_due().await;
            }
            exchange.end()?;
        }
    }

    /// Sends a request, until its answer begins.
    async fn send(&self, request: &Request) -> Result<RemoteAnswer> {
        let abort = AbortController::new().map_err(|fault| unreadable(&fault))?;
        let signal = abort.signal();
        self.loads.wait_for(Wait::Server(abort));
        let answer = remote::send(request, &signal).await;
        if signal.aborted() {
            tell_that_nobody_waits(request);
        }
        answer
    }

    /// Replaces `buffer` by the next piece of an answer. `false` at its end, or when nobody waits for it any more.
    pub(super) async fn read_piece(&self, body: &mut Bytes, buffer: &mut Vec<u8>, request: &Request) -> Result<bool> {
        if self.loads.is_cancelled() {
            tell_that_nobody_waits(request);
            return Ok(false);
        }
        let piece = body.read_into(buffer, || false).await;
        if self.loads.is_cancelled() {
            tell_that_nobody_waits(request);
            return Ok(false);
        }
        piece.map(|piece| piece.is_some()).map_err(broken_off)
    }
}

/// Tells a server that does not notice it by itself that nobody waits for an answer.
pub(super) fn tell_that_nobody_waits(request: &Request) {
    if let Some(on_abort) = &request.on_abort {
        remote::send_and_forget(on_abort);
    }
}

/// What it means that an answer ends where HTTP says that there is more.
pub(super) fn broken_off(fault: Error) -> Error {
    match fault.kind() {
        ErrorKind::Unreadable { detail } => {
            ErrorKind::Unreadable { detail: format!("the server broke off in the middle of its answer ({detail})") }
                .into()
        }
        _ => fault,
    }
}

/// What the queries of a conversation are told apart by from those of others.
fn query_name() -> String {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "it is below 2³²")]
    let [high, low] = [(); 2].map(|()| (js_sys::Math::random() * 4_294_967_296.0) as u32);
    format!("spanlens-{high:08x}{low:08x}")
}
