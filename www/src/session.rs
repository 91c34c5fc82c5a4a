//! What is open: the engine, and what it was given, to be opened once more should it end.

mod clickhouse;
mod few;
mod left;
mod search;

use std::future::poll_fn;
use std::sync::Arc;
use std::task::Poll;

use futures_util::future::{Aborted, FutureExt as _, abortable};
use futures_util::lock::{Mutex, OwnedMutexGuard};
use leptos::prelude::*;
use leptos::task::spawn_local;
use spanlens::error::{ErrorCode, Failure};
use spanlens::protocol::{Ask, LiveQuestion, Progress, Summary, SummaryQuestion};
use spanlens::store::KeptLogs;

use crate::address::Address;
use crate::client::{Asked, Client, Engines, Notice};
use crate::host::Host;
use crate::signals::RwSignal;
use crate::sources::{ClickhouseSource, Known, Opened, are_compared, may_open_unasked, one_name};
use crate::state::{Loading, Phase, State, change};
use crate::words::Origin;
use clickhouse::Reading;
use left::Left;

/// What is open. Copies are the same session.
#[derive(Clone, Copy)]
pub(crate) struct Session {
    /// What views show.
    pub(crate) state: State,
    /// Where they show it.
    pub(crate) host: Host,
    /// Whether the engine is somebody else's, who alone opens things.
    pub(crate) is_shared: bool,
    inner: StoredValue<Inner, LocalStorage>,
    /// Held by whoever changes the filter by asking the engine for another one.
    editing: StoredValue<Arc<Mutex<()>>>,
}

struct Inner {
    engines: Engines,
    client: Option<Client>,
    opened: Vec<Opened>,
    /// The number of the worker, so that what another one says is not believed.
    generation: u32,
    /// How many workers there have been.
    workers: u32,
    /// The questions that load, from the one under way to the last.
    loads: Vec<u32>,
    /// What a link says, until the files that it is about are opened.
    wanted: Option<Address>,
    /// What is opened first, whatever the address of the page says.
    given: Option<Opened>,
    /// The servers that a person has given secrets for.
    known: Known,
    /// What was open before.
    left: Left,
    /// What is read to be shown in place of what is open.
    reading: Option<Reading>,
    /// What was last to be shown in place of what is open, until it is, or is given up.
    asked: Option<ClickhouseSource>,
}

impl Session {
    /// Nothing is open but what is loaded in an engine of somebody else.
    pub(crate) fn new(host: Host, engines: Engines) -> Self {
        let is_shared = matches!(engines, Engines::Shared(_));
        let inner = Inner {
            engines,
            client: None,
            opened: Vec::new(),
            generation: 0,
            workers: 0,
            loads: Vec::new(),
            wanted: None,
            given: None,
            known: Known::default(),
            left: Left::default(),
            reading: None,
            asked: None,
        };
        let inner = StoredValue::new_local(inner);
        let session = Self { state: State::new(), host, is_shared, inner, editing: StoredValue::default() };
        if is_shared {
            session.join();
        }
        session
    }

    /// Shows what is loaded in an engine of somebody else.
    fn join(&self) {
        self.replace(Vec::new());
        let session = *self;
        session.spawn(async move {
            if let Ok(summary) = session.ask(SummaryQuestion {}).await {
                session.take(summary, true);
            }
        });
    }

    /// Opens something in place of everything. If it is what a link is about, or all files of it, the rest of the link is opened with it, and what
    /// that says is shown.
    pub(crate) fn open(&self, mut opened: Opened) {
        let Some(wanted) = self.inner.try_update_value(|inner| inner.wanted.take()).flatten() else {
            return self.replace(vec![opened]);
        };
        let (files, others): (Vec<_>, Vec<_>) = wanted.origins.iter().cloned().partition(Origin::is_file);
        let is_mixed = !files.is_empty() && !others.is_empty();
        if !opened.take_groups_of(if is_mixed { &files } else { &wanted.origins }) {
            return self.replace(vec![opened]);
        }
        let mut all = if is_mixed { self.named_by(&others) } else { Vec::new() };
        all.push(opened);
        self.replace(all);
        self.state.show(&wanted);
    }

    /// Opens what a link names, now that a person has agreed, and shows what it says of that.
    pub(crate) fn accept(&self) {
        let Some(wanted) = self.inner.try_update_value(|inner| inner.wanted.take()).flatten() else { return };
        self.replace(self.named_by(&wanted.origins));
        self.state.show(&wanted);
    }

    /// Sees that something is opened in place of what the address of the page names, once that is followed first.
    pub(crate) fn give(&self, opened: Opened) {
        self.inner.update_value(|inner| inner.given = Some(opened));
    }

    /// Follows the address of the page. A person is asked before what it names and is not loaded is fetched, but for the demo, for
    /// what lies beside the page, and for what was open before.
    pub(crate) fn follow(&self, address: Address) {
        if let Some(given) = self.inner.try_update_value(|inner| inner.given.take()).flatten() {
            self.replace(vec![given]);
            self.state.show(&address);
            return;
        }
        let is_open = self.inner.with_value(|inner| !inner.opened.is_empty());
        let shown = self.shown();
        let is_loaded = is_open && shown.origins == address.origins;
        let has_other_logs = shown.logs != address.logs;
        // What is opened from here on has such logs.
        change(self.state.logs, address.logs);
        if is_loaded {
            if has_other_logs {
                self.reopen();
            }
            self.state.show(&address);
        } else if let Some(opened) = self.inner.with_value(|inner| inner.openable(&address.origins)) {
            self.replace(opened);
            self.state.show(&address);
        } else {
            self.replace(Vec::new());
            self.state.phase.set(Phase::Wanted(address.origins.clone()));
            self.inner.update_value(|inner| inner.wanted = Some(address));
        }
    }

    /// What an address tells of what is shown: it tells origins in an order of its own.
    fn shown(&self) -> Address {
        Address::from_hash(&untrack(|| self.state.address()).to_hash())
    }

    fn named_by(&self, origins: &[Origin]) -> Vec<Opened> {
        self.inner.with_value(|inner| Opened::named_by(origins, &inner.known))
    }

    /// Whether what is open is the traces of a selection with as many of its baseline, in a file with everything in it.
    pub(crate) fn is_sample(&self) -> bool {
        self.state
            .origins
            .with(|origins| matches!(origins.as_slice(), [Origin::File { name, .. }] if self.host.is_sample(name)))
    }

    /// Adds something to what is loaded.
    pub(crate) fn add(&self, opened: Opened) {
        self.inner.update_value(|inner| inner.opened.push(opened.clone()));
        self.name_source();
        self.load(opened);
    }

    /// Opens something to be compared: beside what is compared already, in place of all else.
    pub(crate) fn open_to_compare(&self, opened: Opened) {
        let has_groups = self.state.origins.with_untracked(|origins| are_compared(origins));
        if has_groups { self.add(opened) } else { self.open(opened) }
    }

    /// Keeps such logs from now on, and reads once more what is open.
    pub(crate) fn keep_logs(&self, logs: KeptLogs) {
        let address = untrack(|| self.state.address());
        self.state.logs.set(logs);
        if !untrack(|| self.state.is_demo()) {
            self.reopen();
            self.state.show(&address);
        }
    }

    /// Starts a new worker with all that was open.
    pub(crate) fn reopen(&self) {
        self.replace(self.inner.with_value(|inner| inner.opened.clone()));
    }

    /// Says how the source without an end goes on.
    pub(crate) fn steer_live(&self, question: LiveQuestion) {
        let session = *self;
        self.spawn(async move {
            if let Ok(summary) = session.ask_aside(question).await {
                session.state.summary.set(Some(Arc::new(summary)));
            }
        });
    }

    /// Stops the load that is under way. What it has read stays.
    pub(crate) fn cancel(&self) {
        self.state.phase.update(|phase| {
            if let Phase::Loading(loading) = phase {
                loading.is_stopping = true;
            }
        });
        self.inner.with_value(|inner| {
            if let Some(client) = &inner.client {
                inner.loads.iter().for_each(|&id| client.stop(id));
            }
        });
    }

    /// Asks the engine. Without one, the answer is a failure. Whoever drops the future drops the question.
    pub(crate) async fn ask<Q: Ask>(&self, question: Q) -> Result<Q::Answer, Failure> {
        let _waiting = UnderWay::new(self.state.waiting);
        self.answer(|client| client.ask(question)).await
    }

    /// Asks what all other questions go before, and what nobody is told to be waiting for.
    pub(crate) async fn ask_in_background<Q: Ask>(&self, question: Q) -> Result<Q::Answer, Failure> {
        self.answer(|client| client.ask_in_background(question)).await
    }

    /// Asks what has a view of its own that says it is waited for.
    pub(crate) async fn ask_aside<Q: Ask>(&self, question: Q) -> Result<Q::Answer, Failure> {
        self.answer(|client| client.ask(question)).await
    }

    async fn answer<Q: Ask>(&self, ask: impl FnOnce(&Client) -> Asked<Q>) -> Result<Q::Answer, Failure> {
        let asked = self.inner.with_value(|inner| inner.client.as_ref().map(ask));
        match asked {
            Some(asked) => asked.await,
            None => Err(Failure { code: ErrorCode::NoData, message: "Nothing is open.".to_owned(), offset: None }),
        }
    }

    /// Waits until nobody else changes the filter, and keeps others waiting for as long as it is held.
    pub(crate) async fn turn_to_edit(&self) -> OwnedMutexGuard<()> {
        self.editing.get_value().lock_owned().await
    }

    /// Runs a task until the effect that starts it runs again or ends. What it asked is dropped then. All tasks are boxed, so that what runs
    /// them is compiled once.
    pub(crate) fn spawn_until_next(&self, task: impl Future<Output = ()> + 'static) {
        let (task, handle) = abortable(task.boxed_local());
        on_cleanup(move || handle.abort());
        self.spawn(async move {
            let (Ok(()) | Err(Aborted)) = task.await;
        });
    }

    /// Runs a task for as long as there are views. It is dropped where it waits once they are taken away, as nothing that it knows can be
    /// read any more: everything that asks is such a task.
    pub(crate) fn spawn(&self, task: impl Future<Output = ()> + 'static) {
        let (session, mut task) = (*self, task.boxed_local());
        spawn_local(poll_fn(move |context| {
            let has_ended = session.inner.try_with_value(|_| ()).is_none();
            if has_ended { Poll::Ready(()) } else { task.as_mut().poll(context) }
        }));
    }

    /// Ends the worker, whose memory would never shrink, and opens something in a new one.
    fn replace(&self, opened: Vec<Opened>) {
        self.leave_servers();
        let shown = self.shown();
        self.state.clear();
        let session = *self;
        let started = self.inner.try_update_value(|inner| {
            inner.left.add(shown.origins, &inner.opened);
            inner.workers += 1;
            inner.generation = inner.workers;
            inner.loads.clear();
            inner.wanted = None;
            inner.asked = None;
            inner.opened.clone_from(&opened);
            inner.known.add(&opened);
            let generation = inner.generation;
            // The old worker ends before the new one needs memory.
            inner.client = None;
            let client = Client::connect(&inner.engines, move |notice| session.notice(generation, notice))?;
            inner.client = Some(client);
            Ok(())
        });
        self.name_source();
        match started {
            Some(Err::<(), wasm_bindgen::JsValue>(fault)) => {
                self.state.phase.set(Phase::Crashed(format!("The engine could not be started: {fault:?}")));
            }
            _ => opened.into_iter().for_each(|opened| self.load(opened)),
        }
    }

    fn load(&self, opened: Opened) {
        let generation = self.inner.with_value(|inner| inner.generation);
        let logs = self.state.logs.get_untracked();
        let asked = self.inner.try_update_value(|inner| {
            let (id, answer) = opened.open_in(inner.client.as_ref()?, logs);
            inner.loads.push(id);
            Some((id, answer))
        });
        let Some((id, answer)) = asked.flatten() else { return };
        self.state.phase.set(Phase::Loading(Loading::since(now_ms())));
        let session = *self;
        session.spawn(async move {
            let outcome = answer.await;
            let is_last =
                session.inner.with_value(|inner| inner.generation == generation && inner.loads.last() == Some(&id));
            if is_last {
                session.loaded(outcome);
            }
        });
    }

    fn loaded(&self, outcome: Result<Summary, Failure>) {
        let crashed = self.state.phase.with_untracked(|phase| matches!(phase, Phase::Crashed(_)));
        match outcome {
            _ if crashed => {}
            Ok(summary) => {
                self.take(summary, true);
                self.begin_with_few();
            }
            Err(failure) => self.state.phase.set(Phase::Failed(failure)),
        }
    }

    fn take(&self, summary: Summary, is_end_of_load: bool) {
        self.state.summary.set(Some(Arc::new(summary)));
        if is_end_of_load {
            self.state.phase.set(Phase::Ready);
        }
        self.state.version.update(|version| *version += 1);
    }

    fn notice(&self, generation: u32, notice: Notice) {
        if self.inner.try_with_value(|inner| inner.generation) != Some(generation) {
            self.notice_of_reading(generation, notice);
            return;
        }
        match notice {
            Notice::Progress(progress) => self.progress(progress),
            Notice::Covered(coverage) => {
                self.state.arriving.set(None);
                self.state.covered.set(Some(coverage));
            }
            Notice::Changed(summary) => self.take(*summary, false),
            Notice::Crashed(words) => {
                self.inner.update_value(|inner| inner.loads.clear());
                self.state.phase.set(Phase::Crashed(words));
            }
        }
    }

    /// Notes how far a load has come or, where nothing is being loaded, the traces that are fetched for a question.
    fn progress(&self, progress: Progress) {
        let is_loading = self.state.phase.with_untracked(|phase| matches!(phase, Phase::Loading(_)));
        if !is_loading {
            return self.state.arriving.set(Some(progress));
        }
        self.state.phase.update(|phase| {
            if let Phase::Loading(loading) = phase {
                loading.take(progress, now_ms());
            }
        });
    }

    /// Says what is open.
    fn name_source(&self) {
        let origins: Vec<_> = self.inner.with_value(|inner| inner.opened.iter().flat_map(Opened::origins).collect());
        self.state.source.set(one_name(&origins));
        self.state.origins.set(origins);
    }
}

impl Inner {
    /// What opens these origins without asking a person: what was open before, or what may be opened unasked.
    fn openable(&self, origins: &[Origin]) -> Option<Vec<Opened>> {
        let named = || may_open_unasked(origins, &self.known).then(|| Opened::named_by(origins, &self.known));
        self.left.of(origins).or_else(named)
    }
}

/// A question that is counted for as long as somebody waits for it.
struct UnderWay(RwSignal<u32>);

impl UnderWay {
    fn new(count: RwSignal<u32>) -> Self {
        count.update(|count| *count += 1);
        Self(count)
    }
}

impl Drop for UnderWay {
    fn drop(&mut self) {
        // The views may have ended.
        self.0.try_update(|count| *count -= 1);
    }
}

/// The page's clock, in milliseconds.
fn now_ms() -> f64 {
    window().performance().map_or(0.0, |clock| clock.now())
}
