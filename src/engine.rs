//! The engine in a worker: the loaded data, and the waiting questions.
//!
//! It owns the store and works in small steps, so that its driver can receive messages in between. It does not depend on JavaScript: ports
//! are numbers, replies are values.

mod apart;
mod coming;
mod counted;
mod counting;
mod fetching;
mod forecast;
mod job;
mod live;
mod load;
mod looked_up;
mod memory;
mod queue;
mod ranges;
mod rank;
mod remote;
mod searching;

pub use counting::{Errand, Ticket};
pub use forecast::Forecast;
pub use live::LIVE_TYPE;
pub use load::{Load, demo};
pub use remote::{RangeLoad, connect};
pub use searching::{SearchLoad, list_names};

use crate::analysis::sampled_spans;
use crate::clickhouse::{CountedRange, Coverage};
use crate::error::{Error, ErrorKind, Failure};
use crate::protocol::{Answer, LoadedFile, Question, Reply, Summary};
use crate::store::{RowSet, Store, StoreBuilder};
use counting::{Errands, MOST_AT_ONCE};
use fetching::Fetching;
use job::Job;
use live::Live;
use looked_up::LookedUp;
use memory::Memory;
use queue::{Asked, Queue};
use ranges::{Ranges, start_range};
use rank::Rank;

/// A connected client.
pub type Port = usize;

/// The engine. See [the module](self).
#[derive(Default)]
pub struct Engine {
    /// What has been read, while more is being read.
    builder: Option<StoreBuilder>,
    /// What has been read, once all of it is.
    store: Option<Store>,
    /// What has been found out about the store and will be of use again.
    memory: Memory,
    /// The ranges of time that sources were asked for.
    ranges: Ranges,
    files: Vec<LoadedFile>,
    /// The source without an end, if one is open.
    live: Option<Live>,
    queue: Queue,
    /// What the handles of the first store are told apart by.
    generation: u32,
    /// The bytes that may be taken.
    memory_limit: Option<u64>,
    /// The range whose requests a server counts, in place of what is loaded.
    counted: Option<CountedRange>,
    errands: Errands,
    /// The traces of that range that questions are answered of which need spans.
    fetching: Option<Fetching>,
    /// The traces of that range that were asked for by themselves.
    looked_up: LookedUp,
    /// How often traces were fetched.
    fetches: u32,
}

impl Engine {
    /// An engine with nothing loaded. With a random number, its handles almost surely differ from those of other engines.
    #[must_use]
    pub fn with_generation(number: u32) -> Self {
        Self { generation: number, ..Self::default() }
    }

    /// The same engine with a memory limit in bytes, for loaded data and answers. When it is reached, reading stops; the part that was read
    /// can be queried.
    #[must_use]
    pub fn with_memory_limit(self, bytes: u64) -> Self {
        Self { memory_limit: Some(bytes), ..self }
    }

    /// Takes a question. It will be answered by a later [`step`](Self::step), after all others if it runs in the `background`. Questions
    /// that load something are ignored here, as the engine cannot answer them alone.
    pub fn ask(&mut self, port: Port, id: u32, question: Question, background: bool) {
        if let Some(job) = Job::new(question) {
            let rank = if background { Rank::Background } else { job.rank };
            self.queue.push(Asked { port, id, rank, job });
        }
    }

    /// Cancels a question, if it waits, and returns the reply to it.
    pub fn cancel(&mut self, port: Port, id: u32) -> Option<Reply> {
        let dropped = self.queue.take(port, id)?;
        self.give_up(&dropped.job);
        self.tidy();
        Some(error_reply(dropped.id, &ErrorKind::Cancelled.into()))
    }

    /// Drops the questions of a port, or all questions, without replies, as no client is left to receive them.
    pub fn forget(&mut self, port: Option<Port>) {
        for dropped in self.queue.forget(port) {
            self.give_up(&dropped.job);
        }
        self.tidy();
    }

    /// Forgets what only questions wanted that are gone.
    fn tidy(&mut self) {
        if self.queue.is_empty() {
            self.memory.drop_begun();
        }
        self.tidy_fetched();
    }

    /// Whether a step would do anything. While spans arrive, most questions wait.
    #[must_use]
    pub fn has_work(&self) -> bool {
        self.next().is_some()
    }

    /// The question that is to be worked on next.
    fn next(&self) -> Option<usize> {
        let loading = self.builder.is_some();
        let may_ask = self.errands.under_way() < MOST_AT_ONCE;
        self.queue.next(|asked| match asked.job.counting() {
            Some(counting) => counting.is_ready(may_ask),
            None if self.counted.is_some() && asked.job.needs_spans() => self.may_go_on_apart(&asked.job, may_ask),
            None => (!loading || asked.job.has_preview()) && (may_ask || !self.is_counted(&asked.job)),
        })
    }

    /// Works on a question for at most a few milliseconds, whatever is loaded. Returns its reply when it is done.
    ///
    /// Look-ups run before analyses of all spans, and these before background work; within a rank the ports take turns.
    pub fn step(&mut self) -> Option<(Port, Reply)> {
        let at = self.next()?;
        let asked = self.queue.take_turn(at)?;
        let (port, id) = (asked.port, asked.id);
        let reply = match self.advance(at) {
            Ok(None) => return None,
            Ok(Some((answer, coverage))) => Reply::Answer { id, answer, coverage },
            Err(error) => Reply::Error { id, error },
        };
        self.queue.remove(at);
        self.tidy();
        Some((port, reply))
    }

    /// Takes a step of the question at a place. Gives the answer when it is there, and of how many requests it is, if not of all.
    fn advance(&mut self, at: usize) -> Result<Option<(Answer, Option<Coverage>)>, Failure> {
        let Some(asked) = self.queue.at(at) else { return Ok(None) };
        let job = &mut asked.job;
        let outcome = match (&self.builder, &self.store) {
            (None, _) if job.wants_summary() => Ok(Some(Answer::Summary(Box::new(self.summary())))),
            (None, Some(_)) if self.counted.is_some() && job.needs_spans() => return self.advance_apart(at),
            (None, Some(store)) if let Some(counted) = &self.counted => {
                job.count(counted, &mut self.errands, (store, &mut self.memory))
            }
            (Some(builder), _) => job.preview(builder, &self.ranges).map(Some),
            (None, Some(store)) => job.advance(store, &mut self.memory),
            (None, None) => Err(ErrorKind::NoData.into()),
        };
        Ok(outcome.map_err(|error| Failure::from(&error))?.map(|answer| (answer, None)))
    }

    /// What is loaded.
    #[must_use]
    pub fn summary(&self) -> Summary {
        let all = self.store.as_ref().map(Store::requests);
        let meant = self.store.as_ref().map(|store| self.ranges.keep(store, store.requests().clone()));
        let count = |requests: Option<&RowSet>| requests.map_or(0, RowSet::count);
        let live = self.live.as_ref().map(Live::summary);
        let arriving = live.map_or(0, |live| live.arriving_requests);
        Summary {
            files: self.files.clone(),
            counts: self.store.as_ref().map(|store| *store.counts()).unwrap_or_default(),
            requests_outside: count(all) - count(meant.as_ref()) - arriving,
            range: match &self.counted {
                Some(counted) => counted.summary().range,
                None => {
                    self.store.as_ref().zip(meant.as_ref()).and_then(|(store, requests)| start_range(store, requests))
                }
            },
            sampled_spans: self.store.as_ref().map_or(0, sampled_spans),
            heap_bytes: self.store.as_ref().map_or(0, Store::heap_bytes) as u64,
            counted: self.counted.as_ref().map(|counted| counted.summary().clone()),
            live: live.cloned(),
        }
    }
}

fn error_reply(id: u32, error: &Error) -> Reply {
    Reply::Error { id, error: error.into() }
}
