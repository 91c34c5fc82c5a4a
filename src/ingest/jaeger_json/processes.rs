//! Processes, which are resources, and the spans that wait for them.

use std::ops::Range;

use super::Record;
use super::keys::ProcessKey;
use super::tags::Binary;
use crate::error::Result;
use crate::ingest::json::{Parse, starts_with};
use crate::ingest::words::{ScopeName, Word, Words, drop_repeats};
use crate::sort::sort_by_key;
use crate::store::{RawValue, ResourceDraft, ResourceRow, ScopeDraft, ScopeRow, SpanRow, StoreBuilder, Sym};

/// What Jaeger writes where a resource names no service.
const NO_SERVICE: &str = "OTLPResourceNoServiceName";

/// The processes of a trace, and its spans, which may have come before them.
#[derive(Debug, Default)]
pub(super) struct Processes {
    known: Vec<(Sym, ResourceRow)>,
    /// Runs of spans that name the same process and are of the same scope.
    waiting: Vec<(Sym, ScopeName, Range<u32>)>,
    /// The text of processes that came of late, since every trace has its own copy of them.
    recent: Vec<(Vec<u8>, ResourceRow)>,
}

/// How many processes are kept as text, and how long that may be.
const RECENT: usize = 32;
const LONGEST: usize = 1 << 10;

impl Processes {
    /// The bytes of the processes, of their text, and of the spans that wait for them.
    pub(super) fn held_bytes(&self) -> usize {
        self.known.capacity() * size_of::<(Sym, ResourceRow)>()
            + self.waiting.capacity() * size_of::<(Sym, ScopeName, Range<u32>)>()
            + self.recent.iter().map(|(text, _)| text.capacity()).sum::<usize>()
    }

    /// If what is next is the text of a process that came of late: how long that is, and the process.
    pub(super) fn recall(&self, rest: &[u8]) -> Option<(usize, ResourceRow)> {
        let found = self.recent.iter().find(|(text, _)| starts_with(rest, text));
        found.map(|(text, resource)| (text.len(), *resource))
    }

    /// Remembers the text of a process.
    pub(super) fn learn(&mut self, text: &[u8], resource: ResourceRow) {
        if text.len() <= LONGEST {
            self.recent.truncate(RECENT - 1);
            self.recent.insert(0, (text.to_vec(), resource));
        }
    }

    /// Adds a process under the name that the spans use for it.
    pub(super) fn add(&mut self, name: Sym, resource: ResourceRow) {
        self.known.push((name, resource));
    }

    /// Adds a span that names a process.
    #[inline]
    pub(super) fn wait(&mut self, name: Sym, scope: ScopeName, SpanRow(row): SpanRow) {
        match self.waiting.last_mut() {
            Some((last, of, rows)) if (*last, *of, rows.end) == (name, scope, row) => rows.end += 1,
            _ => self.waiting.push((name, scope, row..row + 1)),
        }
    }

    /// Tells the store whose the spans are, and forgets the trace; how many spans have no process. O(n log n).
    ///
    /// # Errors
    ///
    /// `Limit` where the store cannot hold another scope.
    pub(super) fn finish(&mut self, builder: &mut StoreBuilder) -> Result<u64> {
        // Of a name that is there twice the last counts.
        self.known.reverse();
        sort_by_key(&mut self.known, |&(name, _)| name);
        let mut missing = 0;
        let mut last = None;
        for (name, scope, rows) in self.waiting.drain(..) {
            let at = self.known.partition_point(|&(other, _)| other < name);
            let process = self.known.get(at).filter(|&&(other, _)| other == name);
            if process.is_none() {
                missing += u64::from(rows.end - rows.start);
            }
            let resource = process.map_or(StoreBuilder::UNKNOWN_RESOURCE, |&(_, resource)| resource);
            let row = match last {
                Some((of, row)) if of == (resource, scope) => row,
                _ => scope_of(builder, resource, scope)?,
            };
            last = Some(((resource, scope), row));
            builder.set_scope(rows, row);
        }
        self.known.clear();
        Ok(missing)
    }
}

/// The row of a scope.
pub(super) fn scope_of(builder: &mut StoreBuilder, resource: ResourceRow, scope: ScopeName) -> Result<ScopeRow> {
    let (name, version) = scope;
    builder.intern_scope(resource, &mut ScopeDraft { name, version, ..ScopeDraft::default() })
}

impl Record<'_, '_> {
    /// Reads a process, of which the opening brace is next.
    pub(super) fn process(&mut self, words: &Words, binary: Binary) -> Parse<ResourceRow> {
        let mut service = Sym::EMPTY;
        let mut resource = ResourceDraft::default();
        self.cursor.at += 1;
        let mut previous = None;
        while let Some(key) = self.next_field::<ProcessKey>(previous)? {
            previous = Some(key);
            match key {
                ProcessKey::ServiceName => service = self.text()?,
                ProcessKey::Tags => self.tags(binary, &mut resource.attributes)?,
                ProcessKey::TagMap => self.tag_map(&mut resource.attributes)?,
                ProcessKey::Other => self.cursor.skip_value()?,
            }
        }
        self.translate_process(words, service, &mut resource)?;
        Ok(self.builder.intern_resource(&mut resource)?)
    }

    fn translate_process(&mut self, words: &Words, service: Sym, resource: &mut ResourceDraft) -> Parse<()> {
        let attributes = &mut resource.attributes;
        drop_repeats(attributes);
        if service != Sym::EMPTY && self.builder.strings().text(service) != NO_SERVICE {
            attributes.retain(|&pair| words.word(self.builder, pair) != Some(Word::ServiceName));
            let pair = self.builder.intern_pair(words.sym(Word::ServiceName), RawValue::string(service))?;
            attributes.push(pair);
        }
        let at = |word| attributes.iter().position(|&pair| words.word(self.builder, pair) == Some(word));
        if let (Some(at), None) = (at(Word::Hostname), at(Word::HostName)) {
            let value = self.builder.pairs().value(attributes[at]);
            attributes[at] = self.builder.intern_pair(words.sym(Word::HostName), value)?;
        }
        Ok(())
    }
}
