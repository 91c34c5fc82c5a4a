//! Questions that a server answers by counting: each is a separate exchange with that server.
//!
//! The engine sends nothing itself. It hands errands to its driver, which passes back the results by the number of each errand.

use std::collections::VecDeque;

use crate::clickhouse::{Compared, Countable, Counted, Counting};
use crate::error::{Error, ErrorKind, Result};
use crate::protocol::{Answer, Comparison, HeatmapAnswer, HeatmapQuestion, Question};
use crate::remote::{Exchange, Next, Request};
use crate::store::Population;

/// The number of a request. No two of an engine have the same.
pub type Ticket = u32;

/// How many requests are under way at once. Browsers have six connections to a server, and servers have their limits, too.
pub(super) const MOST_AT_ONCE: usize = 3;

/// Something for the driver to do over a network.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Errand {
    /// Send this request, and pass the answer to the engine.
    Send(Ticket, Request),
    /// The answer is no longer needed. Abort the request; nothing is passed back.
    Abort(Ticket),
}

/// What is to be done, and what is under way.
#[derive(Debug, Default)]
pub(super) struct Errands {
    waiting: VecDeque<Errand>,
    /// The requests whose answers have not ended.
    open: Vec<Ticket>,
    last: Ticket,
}

/// A question that a server counts the answer to.
pub(super) struct CountingJob {
    exchange: Counting,
    state: State,
}

/// How far it has come.
enum State {
    /// Something can be asked, or answered.
    Ready,
    /// An answer is under way.
    Asked(Ticket),
    /// It cannot go on.
    Failed(Error),
}

impl Errands {
    /// How many requests are under way.
    pub(super) fn under_way(&self) -> usize {
        self.open.len()
    }

    /// Sends a request.
    pub(super) fn send(&mut self, request: Request) -> Ticket {
        self.last = self.last.wrapping_add(1);
        self.open.push(self.last);
        self.waiting.push_back(Errand::Send(self.last, request));
        self.last
    }

    /// What is to be done next.
    pub(super) fn next(&mut self) -> Option<Errand> {
        self.waiting.pop_front()
    }

    /// Notes that an answer has ended.
    pub(super) fn close(&mut self, ticket: Ticket) {
        self.open.retain(|&open| open != ticket);
    }

    /// Gives up a request.
    pub(super) fn abort(&mut self, ticket: Ticket) {
        self.close(ticket);
        let is_it = |errand: &Errand| matches!(errand, Errand::Send(waiting, _) if *waiting == ticket);
        match self.waiting.iter().position(is_it) {
            Some(at) => drop(self.waiting.remove(at)),
            None => self.waiting.push_back(Errand::Abort(ticket)),
        }
    }
}

impl CountingJob {
    pub(super) fn new(exchange: Counting) -> Self {
        Self { exchange, state: State::Ready }
    }

    /// The request whose answer is under way.
    pub(super) fn ticket(&self) -> Option<Ticket> {
        match self.state {
            State::Asked(ticket) => Some(ticket),
            State::Ready | State::Failed(_) => None,
        }
    }

    /// What the answer is for.
    pub(super) fn exchange(&mut self) -> &mut Counting {
        &mut self.exchange
    }

    /// Goes on after an answer, or after what went wrong with it.
    pub(super) fn go_on(&mut self, outcome: Result<()>) {
        self.state = match outcome {
            Ok(()) => State::Ready,
            Err(error) => State::Failed(error),
        };
    }

    /// Whether a step would do anything, where more may be asked or not.
    pub(super) fn is_ready(&self, may_ask: bool) -> bool {
        match self.state {
            State::Ready => may_ask || self.exchange.is_done(),
            State::Asked(_) => false,
            State::Failed(_) => true,
        }
    }

    /// Asks what is to be asked next. Gives the answer when it is there.
    pub(super) fn advance(&mut self, errands: &mut Errands) -> Result<Option<Counted>> {
        match std::mem::replace(&mut self.state, State::Ready) {
            State::Failed(error) => return Err(error),
            State::Asked(ticket) => {
                self.state = State::Asked(ticket);
                return Ok(None);
            }
            State::Ready => {}
        }
        match self.exchange.next()? {
            Next::Ask(request) | Next::Read(request) => {
                self.state = State::Asked(errands.send(request));
                Ok(None)
            }
            Next::Done(counted) => Ok(Some(counted)),
        }
    }
}

/// What a question is to the server, and the filter of its view.
///
/// # Errors
///
/// `NeedsSpans` where the server cannot count it; `BadOption` where it cannot tell what there was before sampling.
pub(super) fn countable(question: &Question) -> Result<(Countable, Option<&str>)> {
    if question.is_weighted() {
        let expected = "false or absent where a server counts the requests, which knows nothing of what they stand for";
        return Err(ErrorKind::BadOption { option: "weighted", expected }.into());
    }
    let compared = |Comparison { population, fail, selection, baseline, .. }: &Comparison| {
        let (selection, baseline) = (selection.clone(), baseline.clone());
        (*population == Population::Requests).then(|| Box::new(Compared { fail: *fail, selection, baseline }))
    };
    let (wanted, filter) = match question {
        // Nothing else is open beside a range, so that nobody asks for one group of several.
        Question::Heatmap(HeatmapQuestion {
            population: Population::Requests,
            group: None,
            filter,
            fail,
            options,
            ..
        }) if options.number.is_none() => (Some(Countable::Heatmap(options.clone(), *fail)), filter),
        Question::Overview(question) => (compared(&question.0).map(Countable::Overview), &question.0.filter),
        Question::Count(question) => (compared(&question.0).map(Countable::Count), &question.0.filter),
        _ => (None, &None),
    };
    let wanted = wanted.ok_or_else(|| Error::from(ErrorKind::NeedsSpans))?;
    Ok((wanted, filter.as_deref()))
}

/// The answer to a question of what the server has counted.
pub(super) fn answer(counted: Counted) -> Answer {
    match counted {
        Counted::Heatmap(heatmap, rounded) => {
            Answer::Heatmap(Box::new(HeatmapAnswer { heatmap: *heatmap, provisional: false, rounded }))
        }
        Counted::Overview(overview) => Answer::Overview(overview),
        Counted::Count(sides) => Answer::Count(Box::new(sides)),
    }
}
