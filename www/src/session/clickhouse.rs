//! Ranges of a ClickHouse server. Another range, or the same at another time, is read by a worker of its own, and what is shown stays until
//! all of it is there: a server that does not answer takes nothing away.

use std::time::Duration;

use leptos::prelude::*;
use spanlens::error::{ErrorCode, Failure};
use spanlens::protocol::{Ask, Summary};
use spanlens::units::TimeRange;

use super::{Session, now_ms};
use crate::client::{Client, Notice};
use crate::sources::{ClickhouseSource, Opened, Opening, now_ns};
use crate::state::{Loading, Phase, Reread};
use crate::words::{Origin, Period, RangeMove, Zoom};

/// How long a worker that is left may take to tell its server that nobody waits any more.
const FAREWELL: Duration = Duration::from_secs(1);

/// What is read to be shown in place of what is open.
pub(super) struct Reading {
    client: Client,
    /// The number of the worker.
    generation: u32,
    /// The number of the question.
    load: u32,
    source: ClickhouseSource,
}

impl Session {
    /// The range of a server that was asked for last, or is open, or that a link names; in that case with its secrets only if a person has
    /// given them before.
    pub(crate) fn clickhouse(&self) -> Option<ClickhouseSource> {
        self.inner.with_value(|inner| {
            let named = inner.wanted.as_ref().and_then(|address| {
                address.origins.iter().find_map(|origin| match origin {
                    Origin::Clickhouse(place) => Some((**place).clone()),
                    _ => None,
                })
            });
            let Some(place) = named else {
                let opened = inner.opened.iter().find_map(Opened::clickhouse);
                return inner.asked.as_ref().or(opened).or(inner.known.servers.last()).cloned();
            };
            let known = inner.known.clickhouse(&place);
            Some(known.unwrap_or(ClickhouseSource { place, ..ClickhouseSource::default() }))
        })
    }

    /// Asks an engine that has nothing else to do. It ends with the question.
    pub(crate) async fn ask_elsewhere<Q: Ask>(&self, question: Q) -> Result<Q::Answer, Failure> {
        let engines = self.inner.with_value(|inner| inner.engines.clone());
        let client = Client::connect(&engines, |_| {}).map_err(|fault| not_started(&fault))?;
        client.ask(question).await
    }

    /// Opens a range: beside one that is shown, which stays until all of the new one is there.
    pub(crate) fn open_clickhouse(&self, source: ClickhouseSource) {
        if untrack(|| self.state.clickhouse()).is_some() {
            self.read_or_replace(source);
        } else {
            self.open(Opened::Clickhouse(Box::new(source)));
        }
    }

    /// Reads the range that is open once more, with the clock as it is now.
    pub(crate) fn refresh(&self) {
        self.forget_asked();
        if let Some(place) = untrack(|| self.state.clickhouse()) {
            self.read_period(place.period);
        }
    }

    /// Reads the range that lies beside the one that is shown, or about it. Gives whether there is one: nothing is read while another range is.
    pub(crate) fn move_range(&self, way: RangeMove) -> bool {
        let is_idle = self.state.reread.with_untracked(|reread| *reread == Reread::Nothing);
        let moved = untrack(|| self.state.read_range()).and_then(|range| way.from(range, now_ns())).filter(|_| is_idle);
        if let Some(range) = moved {
            self.read_period(Period::Between(range));
        }
        moved.is_some()
    }

    /// Gives up what could not be read. What is shown stays.
    pub(crate) fn forget_asked(&self) {
        self.inner.update_value(|inner| inner.asked = None);
        self.state.reread.set(Reread::Nothing);
    }

    /// Reads another range of the table that is open, or what could not be read once more.
    pub(crate) fn read_period(&self, period: Period) {
        if let Some(source) = self.clickhouse() {
            self.read_or_replace(source.within(period));
        }
    }

    /// Counts traces without a root, too, in this range and in those that are read after it.
    pub(crate) fn count_rootless(&self) {
        if let Some(mut source) = self.clickhouse() {
            source.place.counts_rootless = true;
            self.read_or_replace(source);
        }
    }

    /// Reads a range with user and password in the addresses of requests from now on.
    pub(crate) fn read_with_credentials_in_url(&self, period: Period) {
        if let Some(mut source) = self.clickhouse() {
            source.place.credentials_in_url = true;
            self.read_or_replace(source.within(period));
        }
    }

    fn read_or_replace(&self, source: ClickhouseSource) {
        if self.state.phase.with_untracked(|phase| *phase == Phase::Ready) {
            self.read(source);
        } else {
            // There is nothing to be kept.
            self.replace(vec![Opened::Clickhouse(Box::new(source))]);
        }
    }

    /// Reads something, and shows it in place of what is open once it is there.
    fn read(&self, source: ClickhouseSource) {
        self.leave_reading();
        let session = *self;
        let asked = self.inner.try_update_value(|inner| {
            inner.asked = Some(source.clone());
            inner.workers += 1;
            let generation = inner.workers;
            let client = Client::connect(&inner.engines, move |notice| session.notice(generation, notice))?;
            let logs = self.state.logs.get_untracked();
            let (load, answer) = Opened::Clickhouse(Box::new(source.clone())).open_in(&client, logs);
            inner.reading = Some(Reading { client, generation, load, source: source.clone() });
            Ok::<_, wasm_bindgen::JsValue>((generation, answer))
        });
        match asked {
            Some(Ok((generation, answer))) => {
                self.state.reread.set(Reread::UnderWay(Loading::since(now_ms())));
                self.follow_reading(generation, answer);
            }
            Some(Err(fault)) => self.state.reread.set(Reread::Failed(source.place, not_started(&fault))),
            None => {}
        }
    }

    fn follow_reading(&self, generation: u32, answer: Opening) {
        let session = *self;
        session.spawn(async move {
            let outcome = answer.await;
            let Some(reading) = session.take_reading(generation) else { return };
            let was_stopped = session
                .state
                .reread
                .with_untracked(|reread| matches!(reread, Reread::UnderWay(loading) if loading.is_stopping));
            if was_stopped {
                session.inner.update_value(|inner| inner.asked = None);
            }
            let reread = match outcome {
                Ok(summary) if !was_stopped => return session.show_instead(reading, summary),
                Err(failure) if !was_stopped => Reread::Failed(reading.source.place, failure),
                _ => Reread::Nothing,
            };
            session.state.reread.set(reread);
            leave(reading.client, &[]);
        });
    }

    /// What is read by a worker, which is then no longer read.
    fn take_reading(&self, generation: u32) -> Option<Reading> {
        let is_it = |reading: &mut Reading| reading.generation == generation;
        self.inner.try_update_value(|inner| inner.reading.take_if(is_it)).flatten()
    }

    /// Shows what was read in place of what is open. What is chosen stays chosen, as far as it lies in the new range.
    fn show_instead(&self, Reading { client, generation, source, .. }: Reading, summary: Summary) {
        let mut shown = untrack(|| self.state.address());
        if let Some(range) = summary.files.first().and_then(|file| file.range) {
            let is_inside = |time: Option<TimeRange>| {
                time.is_none_or(|time| time.from_ns >= range.from_ns && time.to_ns <= range.to_ns)
            };
            if !is_inside(shown.zoom.time) || shown.zoom.time == Some(range) {
                shown.zoom = Zoom::default();
            }
            shown.selection = shown.selection.filter(|selection| is_inside(selection.time));
        }
        self.inner.update_value(|inner| {
            inner.asked = None;
            inner.known.servers.push(source.clone());
            inner.opened = vec![Opened::Clickhouse(Box::new(source))];
            inner.generation = generation;
            inner.loads.clear();
            inner.client = Some(client);
        });
        self.state.reread.set(Reread::Nothing);
        self.name_source();
        // Traces that are open are found again by their names: handles are of the engine that is gone.
        self.state.show(&shown);
        self.state.picked.set(Vec::new());
        self.take(summary, true);
    }

    /// Stops what is read to be shown in place of what is open.
    pub(crate) fn cancel_reading(&self) {
        self.state.reread.update(|reread| {
            if let Reread::UnderWay(loading) = reread {
                loading.is_stopping = true;
            }
        });
        self.inner.with_value(|inner| {
            if let Some(Reading { client, load, .. }) = &inner.reading {
                client.stop(*load);
            }
        });
    }

    /// What the worker says that reads.
    pub(super) fn notice_of_reading(&self, generation: u32, notice: Notice) {
        match notice {
            Notice::Progress(progress) => self.state.reread.update(|reread| {
                if let Reread::UnderWay(loading) = reread {
                    loading.take(progress, now_ms());
                }
            }),
            Notice::Crashed(message) => {
                if let Some(reading) = self.take_reading(generation) {
                    let failure = Failure { code: ErrorCode::MemoryLimit, message, offset: None };
                    self.state.reread.set(Reread::Failed(reading.source.place, failure));
                    // This is called by what would end with it.
                    leave(reading.client, &[]);
                }
            }
            Notice::Changed(_) | Notice::Covered(_) => {}
        }
    }

    /// Stops all that servers are asked for.
    pub(super) fn leave_servers(&self) {
        self.leave_reading();
        if self.state.phase.with_untracked(|phase| !matches!(phase, Phase::Loading(_))) {
            return;
        }
        let left = self.inner.try_update_value(|inner| {
            let is_asking = inner.opened.iter().any(|opened| opened.clickhouse().is_some());
            inner.client.take_if(|_| is_asking).map(|client| (client, inner.loads.clone()))
        });
        if let Some((client, loads)) = left.flatten() {
            leave(client, &loads);
        }
    }

    fn leave_reading(&self) {
        let left = self.inner.try_update_value(|inner| inner.reading.take()).flatten();
        if let Some(Reading { client, load, .. }) = left {
            leave(client, &[load]);
        }
    }
}

/// Leaves a worker, once it has had time to tell its server so. One that ends at once tells nobody.
fn leave(client: Client, loads: &[u32]) {
    for &load in loads {
        client.stop(load);
    }
    set_timeout(move || drop(client), FAREWELL);
}

fn not_started(fault: &wasm_bindgen::JsValue) -> Failure {
    let message = format!("The engine could not be started: {fault:?}");
    Failure { code: ErrorCode::Cancelled, message, offset: None }
}
