//! What is open: the engine, and the files that it was given, to be opened once more should it end.

use std::borrow::Cow;
use std::future::poll_fn;
use std::sync::Arc;
use std::task::Poll;

use leptos::prelude::*;
use leptos::task::spawn_local;
use percent_encoding::percent_decode_str;
use spanlens::error::{ErrorCode, Failure};
use spanlens::protocol::{Answer, Progress, Question, SourceName, Summary};
use web_sys::{File, Url};

use crate::address::{Address, DEFAULT_GROUP, Origin};
use crate::client::{Client, Engines, Notice};
use crate::format;
use crate::host::Host;
use crate::state::{Loading, Phase, State};

/// A file under the name that the user knows it by.
#[derive(Clone)]
pub(crate) struct Source {
    /// With the folder that it was dropped in, if any.
    pub(crate) name: String,
    /// The group that its traces belong to.
    pub(crate) group: String,
    /// Its handle, which stays valid for as long as the file does.
    pub(crate) file: File,
}

impl Source {
    /// A file that is compared with nothing.
    pub(crate) fn of(name: String, file: File) -> Self {
        Self { name, group: DEFAULT_GROUP.to_owned(), file }
    }
}

/// What was asked to be opened in one go.
#[derive(Clone)]
enum Opened {
    Demo,
    Files(Vec<Source>),
    Url {
        url: String,
        /// Names and values of the headers to ask with, which are told to nobody else.
        headers: Vec<(String, String)>,
    },
}

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
            if let Ok(Answer::Summary(summary)) = session.ask(Question::Summary).await {
                session.take(*summary, true);
            }
        });
    }

    /// Opens the demo in place of everything.
    pub(crate) fn open_demo(&self) {
        self.replace(vec![Opened::Demo]);
    }

    /// Opens files in place of everything. If they are those that a link is about, what it says of them is shown.
    pub(crate) fn open(&self, mut sources: Vec<Source>) {
        let wanted = self.inner.try_update_value(|inner| inner.wanted.take()).flatten();
        let wanted = wanted.filter(|address| regroup(&mut sources, &address.origins));
        self.replace(vec![Opened::Files(sources)]);
        if let Some(address) = wanted {
            self.state.show(&address);
        }
    }

    /// Opens what an address answers with in place of everything.
    pub(crate) fn open_url(&self, url: String, headers: Vec<(String, String)>) {
        self.replace(vec![Opened::Url { url, headers }]);
    }

    /// Opens the addresses that a link names, now that a person has agreed, and shows what it says of them.
    pub(crate) fn accept(&self) {
        let Some(wanted) = self.inner.try_update_value(|inner| inner.wanted.take()).flatten() else { return };
        let urls = wanted.origins.iter().filter_map(|origin| match origin {
            Origin::Url(url) => Some(Opened::Url { url: absolute(url), headers: Vec::new() }),
            Origin::Demo | Origin::File { .. } => None,
        });
        self.replace(urls.collect());
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
        } else if address.origins.is_empty() {
            self.open_demo();
            self.state.show(&address);
        } else if address.origins.iter().all(is_own) {
            self.inner.update_value(|inner| inner.wanted = Some(address));
            self.accept();
        } else {
            self.replace(Vec::new());
            self.state.phase.set(Phase::Wanted(address.origins.clone()));
            self.inner.update_value(|inner| inner.wanted = Some(address));
        }
    }

    /// Adds files to what is loaded.
    pub(crate) fn add(&self, sources: Vec<Source>) {
        let opened = Opened::Files(sources);
        self.inner.update_value(|inner| inner.opened.push(opened.clone()));
        self.name_source();
        self.load(opened);
    }

    /// Opens files as a group to be compared: beside those of such groups, in place of all else.
    pub(crate) fn open_as(&self, group: &str, mut sources: Vec<Source>) {
        for source in &mut sources {
            group.clone_into(&mut source.group);
        }
        let is_compared = |origin: &Origin| matches!(origin, Origin::File { group, .. } if group != DEFAULT_GROUP);
        let has_groups =
            self.state.origins.with_untracked(|origins| !origins.is_empty() && origins.iter().all(is_compared));
        if has_groups { self.add(sources) } else { self.open(sources) }
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
                inner.loads.iter().for_each(|&id| client.cancel(id));
            }
        });
    }

    /// Whether what is loaded is of a version, and there is an engine that has it.
    pub(crate) fn is_open(&self, version: u32) -> bool {
        self.inner.with_value(|inner| inner.client.is_some()) && self.state.version.get_untracked() == version
    }

    /// Asks the engine. Without one, the answer is a failure.
    pub(crate) async fn ask(&self, question: Question) -> Result<Answer, Failure> {
        let asked = self.inner.with_value(|inner| inner.client.as_ref().map(|client| client.ask(question, &[]).1));
        match asked {
            Some(answer) => {
                self.state.waiting.update(|waiting| *waiting += 1);
                let answer = answer.await;
                self.state.waiting.update(|waiting| *waiting -= 1);
                answer
            }
            None => Err(Failure { code: ErrorCode::NoData, message: "Nothing is open.".to_owned(), offset: None }),
        }
    }

    /// Runs a task for as long as there are views. It is dropped where it waits once they are taken away, as nothing that it knows can be
    /// read any more: everything that asks is such a task.
    pub(crate) fn spawn(&self, task: impl Future<Output = ()> + 'static) {
        let (session, mut task) = (*self, Box::pin(task));
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
        let (question, files) = question_of(opened);
        let generation = self.inner.with_value(|inner| inner.generation);
        let asked = self.inner.try_update_value(|inner| {
            let (id, answer) = inner.client.as_ref()?.ask(question, &files);
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

    fn loaded(&self, outcome: Result<Answer, Failure>) {
        let crashed = self.state.phase.with_untracked(|phase| matches!(phase, Phase::Crashed(_)));
        match outcome {
            _ if crashed => {}
            Ok(Answer::Opened(summary)) => self.take(*summary, true),
            Ok(_) => {}
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
        let origins: Vec<Origin> = self.inner.with_value(|inner| {
            let origins = inner.opened.iter().flat_map(|opened| match opened {
                Opened::Demo => vec![Origin::Demo],
                Opened::Files(sources) => sources.iter().map(origin_of).collect(),
                Opened::Url { url, .. } => vec![Origin::Url(url.clone())],
            });
            origins.collect()
        });
        self.state.source.set(one_name(&origins));
        self.state.origins.set(origins);
    }
}

/// Whether something lies where the page itself comes from, which is asked nothing new by fetching it.
fn is_own(origin: &Origin) -> bool {
    matches!(origin, Origin::Url(url) if own_url(url).is_some())
}

/// An address, if it is of where the page itself comes from.
fn own_url(url: &str) -> Option<Url> {
    let page = window().location().origin().ok()?;
    url_beside_page(url).filter(|url| url.origin() == page)
}

fn absolute(url: &str) -> String {
    url_beside_page(url).map_or_else(|| url.to_owned(), |absolute| absolute.href())
}

/// What people call an address: all of it, or the name of a file beside the page.
fn name_of(url: &str) -> String {
    let file = own_url(url).map(|url| url.pathname());
    let file = file.as_deref().and_then(|path| path.rsplit('/').next()).filter(|name| !name.is_empty());
    let decoded = file.and_then(|name| percent_decode_str(name).decode_utf8().ok());
    decoded.map_or_else(|| url.to_owned(), Cow::into_owned)
}

/// An address as seen from the page.
fn url_beside_page(url: &str) -> Option<Url> {
    Url::new_with_base(url, &document().base_uri().ok().flatten()?).ok()
}

fn origin_of(source: &Source) -> Origin {
    Origin::File { name: source.name.clone(), group: source.group.clone() }
}

/// Puts files into the groups that a link says. Gives whether they are all that it is about; otherwise they stay as they are.
fn regroup(sources: &mut [Source], origins: &[Origin]) -> bool {
    let mut groups: Vec<String> = sources.iter().map(|source| source.group.clone()).collect();
    let mut taken = vec![false; sources.len()];
    for origin in origins {
        let Origin::File { name, group } = origin else { return false };
        // Files of one name, in two groups, are taken in their order.
        let Some(at) = (0..sources.len()).find(|&at| !taken[at] && sources[at].name == *name) else { return false };
        taken[at] = true;
        groups[at].clone_from(group);
    }
    for (source, group) in sources.iter_mut().zip(groups) {
        source.group = group;
    }
    true
}

fn one_name(origins: &[Origin]) -> String {
    let Some((first, rest)) = origins.split_first() else { return String::new() };
    let name = match first {
        Origin::Url(url) => name_of(url),
        other => other.name(),
    };
    if rest.is_empty() { name } else { format!("{name} and {} more", format::count(rest.len() as u64)) }
}

fn question_of(opened: Opened) -> (Question, Vec<File>) {
    match opened {
        Opened::Demo => (Question::OpenDemo, Vec::new()),
        Opened::Files(sources) => {
            let (names, files): (Vec<_>, Vec<_>) =
                sources.into_iter().map(|Source { name, group, file }| (SourceName { name, group }, file)).unzip();
            (Question::Open { sources: names }, files)
        }
        Opened::Url { url, headers } => {
            let source = SourceName { name: name_of(&url), group: DEFAULT_GROUP.to_owned() };
            (Question::OpenUrl { source, url, headers }, Vec::new())
        }
    }
}

/// The page's clock, in milliseconds.
fn now_ms() -> f64 {
    window().performance().map_or(0.0, |clock| clock.now())
}
