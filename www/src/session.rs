//! What is open: the engine, and what it was given, to be opened once more should it end.

use std::future::poll_fn;
use std::sync::Arc;
use std::task::Poll;

use futures_util::future::{Aborted, FutureExt as _, abortable};
use leptos::prelude::*;
use leptos::task::spawn_local;
use spanlens::error::{ErrorCode, Failure};
use spanlens::protocol::{Ask, Progress, Summary, SummaryQuestion};

use crate::address::Address;
use crate::client::{Asked, Client, Engines, Notice};
use crate::host::Host;
use crate::sources::{Opened, are_compared, may_open_unasked, one_name};
use crate::state::{Loading, Phase, State};

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
}

struct Inner {
    engines: Engines,
    client: Option<Client>,
    opened: Vec<Opened>,
    /// Grows with every worker, so that what an older one says is not believed.
    generation: u32,
    /// The questions that load, from the one under way to the last.
    loads: Vec<u32>,
    /// What a link says, until the files that it is about are opened.
    wanted: Option<Address>,
}

impl Session {
    /// Nothing is open but what is loaded in an engine of somebody else.
    pub(crate) fn new(host: Host, engines: Engines) -> Self {
        let is_shared = matches!(engines, Engines::Shared(_));
        let inner = Inner { engines, client: None, opened: Vec::new(), generation: 0, loads: Vec::new(), wanted: None };
        let session = Self { state: State::new(), host, is_shared, inner: StoredValue::new_local(inner) };
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

    /// Opens something in place of everything. If it is what a link is about, what that says of it is shown.
    pub(crate) fn open(&self, mut opened: Opened) {
        let wanted = self.inner.try_update_value(|inner| inner.wanted.take()).flatten();
        let wanted = wanted.filter(|address| opened.take_groups_of(&address.origins));
        self.replace(vec![opened]);
        if let Some(address) = wanted {
            self.state.show(&address);
        }
    }

    /// Opens what a link names, now that a person has agreed, and shows what it says of that.
    pub(crate) fn accept(&self) {
        let Some(wanted) = self.inner.try_update_value(|inner| inner.wanted.take()).flatten() else { return };
        self.replace(Opened::named_by(&wanted.origins));
        self.state.show(&wanted);
    }

    /// Follows the address of the page. A person is asked before what it names and is not loaded is fetched, but for the demo and for
    /// what lies beside the page.
    pub(crate) fn follow(&self, address: Address) {
        // An address tells origins in an order of its own.
        let shown = || Address::from_hash(&untrack(|| self.state.address()).to_hash());
        let is_loaded = self.inner.with_value(|inner| !inner.opened.is_empty()) && shown().origins == address.origins;
        if is_loaded {
            self.state.show(&address);
        } else if may_open_unasked(&address.origins) {
            self.replace(Opened::named_by(&address.origins));
            self.state.show(&address);
        } else {
            self.replace(Vec::new());
            self.state.phase.set(Phase::Wanted(address.origins.clone()));
            self.inner.update_value(|inner| inner.wanted = Some(address));
        }
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

    /// Starts a new worker with all that was open.
    pub(crate) fn reopen(&self) {
        self.replace(self.inner.with_value(|inner| inner.opened.clone()));
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

    async fn answer<Q: Ask>(&self, ask: impl FnOnce(&Client) -> Asked<Q>) -> Result<Q::Answer, Failure> {
        let asked = self.inner.with_value(|inner| inner.client.as_ref().map(ask));
        match asked {
            Some(asked) => asked.await,
            None => Err(Failure { code: ErrorCode::NoData, message: "Nothing is open.".to_owned(), offset: None }),
        }
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
        self.state.clear();
        let session = *self;
        let started = self.inner.try_update_value(|inner| {
            inner.generation += 1;
            inner.loads.clear();
            inner.wanted = None;
            inner.opened.clone_from(&opened);
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
        let asked = self.inner.try_update_value(|inner| {
            let (id, answer) = opened.open_in(inner.client.as_ref()?);
            inner.loads.push(id);
            Some((id, answer))
        });
        let Some((id, answer)) = asked.flatten() else { return };
        let started_ms = now_ms();
        let loading = Loading { started_ms, progress: None, bytes_per_s: 0.0, is_stopping: false };
        self.state.phase.set(Phase::Loading(loading));
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
            Ok(summary) => self.take(summary, true),
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
            return;
        }
        match notice {
            Notice::Progress(progress) => self.progress(progress),
            Notice::Changed(summary) => self.take(*summary, false),
            Notice::Crashed(words) => {
                self.inner.update_value(|inner| inner.loads.clear());
                self.state.phase.set(Phase::Crashed(words));
            }
        }
    }

    #[expect(clippy::cast_precision_loss, reason = "a speed is shown in three digits")]
    fn progress(&self, progress: Progress) {
        self.state.phase.update(|phase| {
            if let Phase::Loading(loading) = phase {
                let seconds = (now_ms() - loading.started_ms).max(1.0) / 1000.0;
                loading.bytes_per_s = progress.bytes as f64 / seconds;
                loading.progress = Some(progress);
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
