//! Loads: from a message with files to a sealed store, one after the other.

mod queue;

use std::rc::Rc;

use web_sys::AbortController;

pub(super) use queue::{Files, Load, Loads, Wait};

use super::breather::Breather;
use super::input::{Bytes, Input, Piece};
use super::remote::{Address, Remote};
use super::{Host, turns, unreadable};
use crate::engine::{self, Forecast, Load as FileLoad, Port};
use crate::error::{Error, ErrorKind, Failure, Result};
use crate::ingest::Segment;
use crate::protocol::{Answer, Progress, Reply, SourceName, Summary};
use crate::store::KeptLogs;

/// Compressed bytes that are read before the next look at the clock: gzip makes up to a thousand times as many of them.
const PACKED_PIECE: usize = 64 << 10;

/// How far a load has come.
pub(super) struct Position {
    pub(super) port: Port,
    pub(super) id: u32,
    bytes: u64,
    total_bytes: u64,
    /// Zero where that is not known.
    pub(super) total_spans: u32,
    /// Which logs are kept.
    logs: KeptLogs,
    forecast: Forecast,
    /// Zero while everything seems to fit.
    fitting_spans: u32,
}

impl Position {
    pub(super) fn add(&mut self, bytes: u64) {
        self.bytes += bytes;
        if self.bytes > self.total_bytes {
            // What a server says is the length of what it sends, which may be compressed.
            self.total_bytes = 0;
        }
    }
}

impl Host {
    /// Takes a load, and starts with it if none is under way.
    pub(super) fn load(self: &Rc<Self>, load: Load) {
        self.loads.push(load);
        if !self.loads.is_busy() {
            self.start_next();
        }
    }

    fn start_next(self: &Rc<Self>) {
        if let Some(load) = self.loads.next() {
            let host = Rc::clone(self);
            turns::spawn(async move {
                host.run(load).await;
                host.telling.end();
                host.start_next();
            });
        }
    }

    async fn run(self: &Rc<Self>, Load { port, id, files, logs, .. }: Load) {
        let breather = Breather::default();
        let forecast = Forecast::default();
        let mut position =
            Position { port, id, bytes: 0, total_bytes: 0, total_spans: 0, logs, forecast, fitting_spans: 0 };
        let mut refused = None;
        let loads_nothing = matches!(files, Files::Tables(_) | Files::Names(_));
        let stands_alone = self.engine.borrow().is_counted_on_server() && !loads_nothing;
        if stands_alone {
            let error = Failure::from(&Error::from(ErrorKind::StandsAlone));
            self.ports.send(port, [Reply::Error { id, error }]);
            return;
        }
        let answer: fn(Box<Summary>) -> Answer = match files {
            Files::Tables(question) => {
                let reply = self.tell_tables(&position, &question, &breather).await;
                self.ports.send(port, [reply]);
                return;
            }
            Files::Range(question) => {
                refused = self.read_range(&mut position, *question, &breather).await.err();
                Answer::OpenClickhouse
            }
            Files::Names(question) => {
                let reply = self.tell_names(&position, &question, &breather).await;
                self.ports.send(port, [reply]);
                return;
            }
            Files::Found(question) => {
                refused = self.read_search(&mut position, *question, &breather).await.err();
                Answer::OpenSearch
            }
            Files::Demo => {
                self.read_demo(&mut position, &breather).await;
                Answer::OpenDemo
            }
            Files::Given(files) => {
                let lengths = files.iter().map(|(_, input)| input.length());
                position.total_bytes = lengths.sum::<Option<u64>>().unwrap_or(0);
                for (source, input) in files {
                    let length = input.length();
                    let opened = async { Ok((self.begin(input, logs), None)) };
                    self.read_file(&mut position, (source, length), opened, &breather).await;
                }
                Answer::Open
            }
            Files::Fetched(source, address) => {
                self.read_address(&mut position, source, &address, &breather).await;
                Answer::OpenUrl
            }
        };
        if self.ended.get() {
            return;
        }
        // A range that cannot be opened may leave everything as it was.
        let has_changed = self.engine.borrow().is_loading() || self.engine.borrow().is_counted_on_server();
        if has_changed {
            self.tell_now(port, self.progress(&position, "", true));
            breather.pause().await;
            self.engine.borrow_mut().seal();
        }
        let summary = Box::new(self.engine.borrow().summary());
        if has_changed {
            self.ports.send_to_others(port, &Reply::Changed(summary.clone()));
        }
        let reply = match refused {
            Some(error) => Reply::Error { id, error },
            None => Reply::Answer { id, answer: answer(summary), coverage: None },
        };
        self.ports.send(port, [reply]);
        self.work();
    }

    fn begin(&self, input: Input, logs: KeptLogs) -> Bytes {
        let bytes = input.open(&self.helpers, logs);
        match &bytes {
            Bytes::Stream(stream) => self.loads.wait_for(Wait::Stream(stream.reader().clone())),
            Bytes::Parallel(_) => self.loads.wait_for(Wait::Helpers(Rc::clone(&self.helpers))),
            Bytes::File(_) | Bytes::Nothing => {}
        }
        bytes
    }

    /// What an address answers with.
    async fn fetch(&self, address: &Address) -> Result<Remote> {
        let abort = AbortController::new().map_err(|fault| unreadable(&fault))?;
        let signal = abort.signal();
        self.loads.wait_for(Wait::Server(abort));
        Remote::open(address, &signal).await
    }

    /// Reads what an address answers with; or begins to, where that has no end.
    async fn read_address(
        self: &Rc<Self>,
        position: &mut Position,
        source: SourceName,
        address: &Address,
        breather: &Breather,
    ) {
        let mut load = self.engine.borrow_mut().begin_file(source);
        load.keep_logs(position.logs);
        let is_cancelled = self.loads.is_cancelled();
        let fetched = if is_cancelled { Err(ErrorKind::Cancelled.into()) } else { self.fetch(address).await };
        match fetched {
            Ok(Remote { body: Bytes::Stream(stream), is_live: true, .. }) => self.begin_live(load, stream),
            fetched => {
                let opened = async { fetched.map(|Remote { body, bytes, .. }| (body, Some(bytes))) };
                self.read_load(position, load, opened, breather).await;
            }
        }
    }

    /// Reads a file of a length, if that is known; `opened` gives its bytes, and the length of the load where that is only known then.
    async fn read_file(
        self: &Rc<Self>,
        position: &mut Position,
        (source, length): (SourceName, Option<u64>),
        opened: impl Future<Output = Result<(Bytes, Option<u64>)>>,
        breather: &Breather,
    ) {
        let mut load = self.engine.borrow_mut().begin_file(source);
        load.keep_logs(position.logs);
        if let Some(bytes) = length {
            load.set_total_bytes(bytes);
        }
        self.read_load(position, load, opened, breather).await;
    }

    /// Reads a file that was begun.
    async fn read_load(
        self: &Rc<Self>,
        position: &mut Position,
        mut load: FileLoad,
        opened: impl Future<Output = Result<(Bytes, Option<u64>)>>,
        breather: &Breather,
    ) {
        let name = load.name().to_owned();
        let read = self.read_bytes(&mut load, opened, position, &name, breather).await;
        // A file that is not begun any more is still in the report.
        let stopped = self.loads.is_cancelled();
        if let (Err(fault), false) = (read, stopped) {
            load.give_up(fault);
        }
        self.engine.borrow_mut().end_file(load, stopped);
    }

    /// Reads to the end, or until there is no use in more.
    async fn read_bytes(
        self: &Rc<Self>,
        load: &mut FileLoad,
        opened: impl Future<Output = Result<(Bytes, Option<u64>)>>,
        position: &mut Position,
        name: &str,
        breather: &Breather,
    ) -> Result<()> {
        if self.loads.is_cancelled() {
            return Ok(());
        }
        let (mut bytes, total_bytes) = opened.await?;
        position.total_bytes = total_bytes.unwrap_or(position.total_bytes);
        let mut buffer = Vec::new();
        while !self.loads.is_cancelled() {
            let is_readable =
                match bytes.read_into(&mut buffer, || self.engine.borrow_mut().is_between_documents(load)).await? {
                    None => break,
                    Some(Piece::Bytes) => self.push_all(load, &buffer, (&mut *position, name), breather).await,
                    Some(Piece::Segment(segment)) => {
                        position.add(segment.report.bytes);
                        self.take_over(load, &segment, position, name)
                    }
                };
            if !is_readable {
                break;
            }
            breather.pause_if_due().await;
        }
        Ok(())
    }

    async fn read_demo(self: &Rc<Self>, position: &mut Position, breather: &Breather) {
        let (source, text) = engine::demo();
        let name = source.name.clone();
        let mut load = self.engine.borrow_mut().begin_file(source);
        let mut stopped = false;
        for chunk in text {
            stopped = self.loads.is_cancelled();
            position.bytes += chunk.len() as u64;
            if stopped || !self.push(&mut load, &chunk, position, &name) {
                break;
            }
            breather.pause_if_due().await;
        }
        self.engine.borrow_mut().end_file(load, stopped);
    }

    /// Reads a piece of a file, and looks in between at what else there is to do where it may hold much. `false` when there is no use in more.
    async fn push_all(
        self: &Rc<Self>,
        load: &mut FileLoad,
        bytes: &[u8],
        (position, name): (&mut Position, &str),
        breather: &Breather,
    ) -> bool {
        let mut rest = bytes;
        while !rest.is_empty() && !self.loads.is_cancelled() {
            let length = if load.may_be_packed() { rest.len().min(PACKED_PIECE) } else { rest.len() };
            let (now, later) = rest.split_at(length);
            position.add(length as u64);
            if !self.push(load, now, position, name) {
                return false;
            }
            rest = later;
            if !rest.is_empty() {
                breather.pause_if_due().await;
            }
        }
        true
    }

    /// Reads some bytes. `false` when there is no use in more.
    fn push(self: &Rc<Self>, load: &mut FileLoad, bytes: &[u8], position: &mut Position, name: &str) -> bool {
        let readable = self.engine.borrow_mut().push(load, bytes).is_ok();
        self.go_on(position, name);
        readable
    }

    /// Takes over what another worker has read. `false` when there is no use in more.
    fn take_over(self: &Rc<Self>, load: &mut FileLoad, segment: &Segment, position: &mut Position, name: &str) -> bool {
        let readable = self.engine.borrow_mut().take_over(load, segment).is_ok();
        self.go_on(position, name);
        readable
    }

    /// Says how far the load has come, and answers what can be answered meanwhile.
    pub(super) fn go_on(self: &Rc<Self>, position: &mut Position, name: &str) {
        let Position { bytes, total_bytes, forecast, .. } = position;
        let fitting = self.engine.borrow().spans_that_fit(forecast, *bytes, *total_bytes);
        position.fitting_spans = fitting.unwrap_or(0);
        self.tell_soon(position.port, self.progress(position, name, false));
        self.work();
    }

    /// How far a load has come, as its client is told.
    fn progress(&self, position: &Position, name: &str, joining: bool) -> Reply {
        let &Position { id, bytes, total_bytes, total_spans, fitting_spans, .. } = position;
        let spans = self.engine.borrow().spans();
        let progress =
            Progress { name: name.to_owned(), bytes, total_bytes, spans, total_spans, joining, fitting_spans };
        Reply::Progress { id, progress }
    }
}
