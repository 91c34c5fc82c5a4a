//! The engine's errands over a network: requests for questions that a server answers.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

use web_sys::{AbortController, AbortSignal};

use super::breather::Breather;
use super::exchanges::{broken_off, tell_that_nobody_waits};
use super::remote::{self, Answer};
use super::{Host, turns, unreadable};
use crate::engine::{Errand, Ticket};
use crate::error::Result;
use crate::remote::Request;

/// The requests under way, each with what ends it.
#[derive(Default)]
pub(super) struct Errands(RefCell<BTreeMap<Ticket, AbortController>>);

impl Host {
    /// Does what the engine wants done by now.
    pub(super) fn run_errands(self: &Rc<Self>) {
        loop {
            let next = self.engine.borrow_mut().next_errand();
            match next {
                Some(Errand::Send(ticket, request)) => self.begin_errand(ticket, request),
                Some(Errand::Abort(ticket)) => {
                    // Ending it calls back into JavaScript, so nothing is borrowed meanwhile.
                    let abort = self.errands.0.borrow_mut().remove(&ticket);
                    if let Some(abort) = abort {
                        abort.abort();
                    }
                }
                None => return,
            }
        }
    }

    fn begin_errand(self: &Rc<Self>, ticket: Ticket, request: Request) {
        let abort = match AbortController::new() {
            Ok(abort) => abort,
            Err(fault) => return self.engine.borrow_mut().answer_fails(ticket, unreadable(&fault)),
        };
        let signal = abort.signal();
        self.errands.0.borrow_mut().insert(ticket, abort);
        let host = Rc::clone(self);
        turns::spawn(async move {
            let outcome = host.fetch_answer(ticket, &request, &signal).await;
            host.errands.0.borrow_mut().remove(&ticket);
            match outcome {
                _ if signal.aborted() => tell_that_nobody_waits(&request),
                Ok(()) => host.engine.borrow_mut().answer_ends(ticket),
                Err(fault) => host.engine.borrow_mut().answer_fails(ticket, fault),
            }
            host.work();
        });
    }

    async fn fetch_answer(self: &Rc<Self>, ticket: Ticket, request: &Request, signal: &AbortSignal) -> Result<()> {
        let breather = Breather::default();
        let Answer { status, mut body } = remote::send(request, signal).await?;
        self.engine.borrow_mut().answer_begins(ticket, status);
        let mut buffer = Vec::new();
        while body.read_into(&mut buffer, || false).await.map_err(broken_off)?.is_some() {
            self.engine.borrow_mut().answer_goes_on(ticket, &buffer);
            let progress = self.engine.borrow_mut().take_progress();
            for (port, reply) in progress {
                self.ports.send(port, [reply]);
            }
            self.run_errands();
            breather.pause().await;
        }
        Ok(())
    }
}
