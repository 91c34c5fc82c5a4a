//! Searches of servers of traces: the traces that they find are read one after the other, and asked for ahead.

use std::rc::Rc;

use super::Host;
use super::breather::Breather;
use super::loads::Position;
use super::remote::Answer as RemoteAnswer;
use crate::engine::{self, SearchLoad};
use crate::error::{ErrorKind, Failure, Result};
use crate::protocol::{Answer, OpenSearchQuestion, Reply, TraceApiNamesQuestion};
use crate::remote::Request;

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
        while !self.loads.is_cancelled() {
            let next = self.engine.borrow_mut().next_search_request(load)?;
            let Some(request) = next else { break };
            let name = match load.progress() {
                Some((read, found)) => format!("{name}: {read} of {found} traces"),
                None => name.to_owned(),
            };
            self.go_on(position, &name);
            match self.read_answer(load, &request, position, &name, breather).await {
                Ok(()) => {}
                Err(_) if self.loads.is_cancelled() => break,
                Err(fault) => self.engine.borrow_mut().fail_found(load, fault)?,
            }
        }
        Ok(())
    }

    async fn read_answer(
        self: &Rc<Self>,
        load: &mut SearchLoad,
        request: &Request,
        position: &mut Position,
        name: &str,
        breather: &Breather,
    ) -> Result<()> {
        let RemoteAnswer { status, mut body } = self.send(request).await?;
        load.begin_answer(status);
        let mut buffer = Vec::new();
        while self.read_piece(&mut body, &mut buffer, request).await? {
            position.add(buffer.len() as u64);
            let is_more_wanted = self.engine.borrow_mut().push_found(load, &buffer)?;
            if !is_more_wanted {
                return Ok(());
            }
            self.go_on(position, name);
            breather.pause().await;
        }
        if self.loads.is_cancelled() {
            return Err(ErrorKind::Cancelled.into());
        }
        self.engine.borrow_mut().end_found(load)
    }

    /// What a server of traces can be searched for.
    pub(super) async fn tell_names(
        &self,
        position: &Position,
        question: &TraceApiNamesQuestion,
        breather: &Breather,
    ) -> Reply {
        let id = position.id;
        let found = match engine::list_names(question) {
            Ok(exchange) => self.converse(exchange, breather).await,
            Err(error) => Err(error),
        };
        match found {
            Ok(names) => Reply::Answer { id, answer: Answer::TraceApiNames(Box::new(names)), coverage: None },
            Err(error) => Reply::Error { id, error: Failure::from(&error) },
        }
    }
}
