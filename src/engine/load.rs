//! Reading files into the engine.

use super::Engine;
use super::job::Job;
use super::memory::Memory;
use crate::demo::Demo;
use crate::error::{Error, Failure, Result};
use crate::ingest::{ArchiveReader, ArchivedFile, FileReport, Segment};
use crate::protocol::{LoadedFile, SourceName};
use crate::store::{KeptLogs, SourceRow, Store, StoreBuilder};

/// A file that is being read. Made by [`Engine::begin_file`], ended by [`Engine::end_file`].
#[derive(Debug)]
pub struct Load {
    source: SourceName,
    row: SourceRow,
    reader: ArchiveReader,
    /// Which logs are kept.
    logs: KeptLogs,
    /// Why no more bytes can be had, where the reader is not to blame.
    fault: Option<Error>,
    /// The bytes of the whole file, where that is known.
    total_bytes: Option<u64>,
}

impl Load {
    /// Notes that no more bytes are available. The report will contain the first fault.
    pub fn give_up(&mut self, fault: Error) {
        self.fault.get_or_insert(fault);
    }

    /// Sets which logs are kept from now on. All by default.
    pub fn keep_logs(&mut self, kept: KeptLogs) {
        self.logs = kept;
    }

    /// Whether bytes of the file may hold many more bytes of text: it is compressed, or nothing is known of it yet.
    #[must_use]
    pub fn may_be_packed(&self) -> bool {
        self.reader.may_be_packed()
    }

    /// What the file is listed as.
    pub(super) fn row(&self) -> SourceRow {
        self.row
    }

    /// The name of the file.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.source.name
    }

    /// Gives what is known of a file of which nothing is read: what it is called, what it is listed as, and which of its logs are kept.
    pub(super) fn into_source(self) -> (SourceName, SourceRow, KeptLogs) {
        (self.source, self.row, self.logs)
    }

    /// Reads what is left of a file that is no archive.
    pub(super) fn finish(self, builder: &mut StoreBuilder) -> (SourceName, FileReport) {
        builder.keep_logs(self.logs);
        (self.source, self.reader.finish(builder).0)
    }

    /// Notes how many bytes the whole file has.
    pub fn set_total_bytes(&mut self, bytes: u64) {
        self.total_bytes = Some(bytes);
    }
}

/// The demo as a file: its name, and its text piece by piece.
pub fn demo() -> (SourceName, impl Iterator<Item = Vec<u8>>) {
    (SourceName { name: "demo".to_owned(), group: "default".to_owned() }, Demo::new())
}

impl Engine {
    /// Starts to read a file. Data that is already loaded stays, in the same store.
    pub fn begin_file(&mut self, source: SourceName) -> Load {
        let row = self.building().add_source(&source.name, &source.group);
        Load { source, row, reader: ArchiveReader::new(row), logs: KeptLogs::default(), fault: None, total_bytes: None }
    }

    /// Reads the next bytes of a file.
    ///
    /// # Errors
    ///
    /// The fault that ends the reading of this file; pushing more is useless. Everything before the fault is kept, and the report has the
    /// fault.
    pub fn push(&mut self, load: &mut Load, bytes: &[u8]) -> Result<()> {
        load.reader.push(self.building_with(load.logs), bytes)
    }

    /// Whether all that was pushed of a file has been read, and whatever comes next begins a document.
    pub fn is_between_documents(&mut self, load: &mut Load) -> bool {
        load.reader.is_between_documents(self.building_with(load.logs))
    }

    /// Takes over what was read of the next bytes of a file, which is [between documents](Self::is_between_documents).
    ///
    /// # Errors
    ///
    /// As [`push`](Self::push).
    pub fn take_over(&mut self, load: &mut Load, segment: &Segment) -> Result<()> {
        load.reader.take_over(self.building_with(load.logs), segment)
    }

    /// Ends a file; `stopped` where it was not read to its end on request. Its report joins the summary: of an archive those of its
    /// files, and its own if something is wrong with it.
    pub fn end_file(&mut self, load: Load, stopped: bool) {
        let Load { source, reader, logs, fault, total_bytes, .. } = load;
        let (mut report, files) = reader.finish(self.building_with(logs));
        report.total_bytes = total_bytes;
        if let Some(fault) = fault {
            report.fault = Some(Failure::from(&fault));
        }
        let tells_more = files.is_empty() || report.fault.is_some() || stopped;
        for ArchivedFile { name, report } in files {
            let source = SourceName { name: format!("{}/{name}", source.name), group: source.group.clone() };
            self.files.push(LoadedFile { source, report, stopped: false, range: None, search: None });
        }
        if tells_more {
            self.files.push(LoadedFile { source, report, stopped, range: None, search: None });
        }
    }

    /// The spans read so far.
    #[must_use]
    pub fn spans(&self) -> u32 {
        let built = self.builder.as_ref().map(|builder| builder.spans().len());
        built.or(self.store.as_ref().map(|store| store.spans().len())).unwrap_or(0)
    }

    /// Whether something is being read, so that most questions wait.
    #[must_use]
    pub fn is_loading(&self) -> bool {
        self.builder.is_some()
    }

    /// Joins what was read into traces. Questions are answered from then on.
    pub fn seal(&mut self) {
        if let Some(builder) = self.builder.take() {
            self.store = Some(builder.seal());
            self.hold_back();
        }
    }

    /// The builder, which keeps such logs.
    fn building_with(&mut self, logs: KeptLogs) -> &mut StoreBuilder {
        let builder = self.building();
        builder.keep_logs(logs);
        builder
    }

    /// The builder, made from what is loaded if there is none. Rows that a question has noted mean nothing after that.
    pub(super) fn building(&mut self) -> &mut StoreBuilder {
        let Self { builder, store, queue, memory, ranges, generation, memory_limit, .. } = self;
        builder.get_or_insert_with(|| {
            *memory = Memory::within(ranges.clone());
            queue.jobs_mut().for_each(Job::restart);
            let first = || StoreBuilder::with_generation(*generation);
            let mut builder = store.take().map_or_else(first, Store::into_builder);
            if let Some(bytes) = *memory_limit {
                builder.limit_memory(bytes);
            }
            builder
        })
    }
}
