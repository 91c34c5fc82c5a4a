//! The store while it is being filled.

use std::ops::Range;

use super::Store;
use super::assembly::{self, Removed};
use super::attributes::{PairLists, PairTable, RawValue};
use super::budget::Budget;
use super::draft::{EventDraft, LinkDraft, SpanDraft};
use super::events::{Event, Link};
use super::handles::Generation;
use super::http_status::Http5xx;
use super::origins::{ResourceDraft, ResourceTable, ScopeDraft, ScopeTable, SourceTable};
use super::rows::{PairRow, ResourceRow, ScopeRow, SourceRow, SpanRow, Sym};
use super::spans::{Marks, SpanTable};
use super::sparse::Sparse;
use super::strings::StringTable;
use super::traces::{TraceIndex, TraceTable};
use crate::error::{ErrorKind, Result};

/// About how many bytes a text, a pair and a span take beside what is in them. It says only when to look at the memory again.
const TEXT: usize = 32;
const PAIR: usize = 32;
const SPAN: usize = 96;

/// The tables that a builder fills and a sealed store reads.
#[derive(Debug, Default)]
pub(crate) struct Tables {
    /// Which store handles are of.
    pub(crate) generation: Generation,
    pub(crate) strings: StringTable,
    pub(crate) pairs: PairTable,
    pub(crate) lists: PairLists,
    pub(crate) resources: ResourceTable,
    pub(crate) scopes: ScopeTable,
    pub(crate) sources: SourceTable,
    pub(crate) traces: TraceTable,
    pub(crate) spans: SpanTable,
    pub(crate) events: Sparse<Event>,
    pub(crate) links: Sparse<Link>,
}

/// A store that takes spans, in any order and from any number of sources.
///
/// # Example
///
/// ```
/// use spanlens::store::{ResourceDraft, ScopeDraft, SpanDraft, StoreBuilder};
/// use spanlens::units::{SpanId, TraceId};
///
/// # fn main() -> spanlens::error::Result<()> {
/// let mut builder = StoreBuilder::new();
/// let source = builder.add_source("by hand", "default");
/// let resource = builder.intern_resource(&mut ResourceDraft::default())?;
/// let scope = builder.intern_scope(resource, &mut ScopeDraft::default())?;
/// let mut draft = SpanDraft { trace_id: TraceId([1; 16]), span_id: SpanId(1), ..SpanDraft::default() };
/// draft.name = builder.intern("GET /")?;
/// (draft.start_ns, draft.end_ns) = (1_000, 3_500);
/// builder.push(&draft, scope, source)?;
///
/// let store = builder.seal();
/// assert_eq!((store.counts().requests, store.spans().len()), (1, 1));
/// # Ok(())
/// # }
/// ```
#[derive(Debug)]
pub struct StoreBuilder {
    tables: Tables,
    index: TraceIndex,
    http_5xx: Http5xx,
    /// What earlier sealings removed, which cannot be counted again.
    removed: Removed,
    budget: Budget,
}

impl Default for StoreBuilder {
    fn default() -> Self {
        Self::new()
    }
}

impl StoreBuilder {
    /// An empty builder.
    #[must_use]
    pub fn new() -> Self {
        Self::with_generation(0)
    }

    /// An empty builder of a store whose handles are told apart from those of stores with another number. The number is taken modulo
    /// 2²¹; whatever the store is turned into by [`into_builder`](Store::into_builder) has the next one.
    #[must_use]
    pub fn with_generation(number: u32) -> Self {
        let tables = Tables { generation: Generation::new(number), ..Tables::default() };
        let (index, http_5xx) = (TraceIndex::default(), Http5xx::default());
        let (removed, budget) = (Removed::default(), Budget::default());
        let mut builder = Self { tables, index, http_5xx, removed, budget };
        let resource = builder.intern_resource(&mut ResourceDraft::default());
        let scope = resource.and_then(|resource| builder.intern_scope(resource, &mut ScopeDraft::default()));
        debug_assert_eq!(scope, Ok(Self::UNKNOWN_SCOPE), "empty tables have room for one row");
        builder
    }

    /// The scope of spans of which nothing is known: no scope, an empty resource.
    pub const UNKNOWN_SCOPE: ScopeRow = ScopeRow(0);

    /// The resource of spans of which nothing is known.
    pub const UNKNOWN_RESOURCE: ResourceRow = ResourceRow(0);

    pub(super) fn reopen(mut tables: Tables, removed: Removed) -> Self {
        tables.generation = tables.generation.next();
        tables.traces.first_span = super::chunked::Chunked::default();
        let index = TraceIndex::of(&tables.traces);
        Self { tables, index, http_5xx: Http5xx::default(), removed, budget: Budget::default() }
    }

    /// Takes no more than so many bytes of memory from now on, with what sealing and questions will take. Whoever adds something that does
    /// not fit is told so by `MemoryLimit`, and what is there by then can be sealed. No limit is set by default.
    ///
    /// # Example
    ///
    /// ```
    /// use spanlens::error::ErrorCode;
    /// use spanlens::store::StoreBuilder;
    ///
    /// let mut builder = StoreBuilder::new();
    /// builder.limit_memory(1 << 20);
    /// let refused = (0..).find_map(|number| builder.intern(&format!("text {number}")).err());
    /// assert_eq!(refused.map(|error| error.code()), Some(ErrorCode::MemoryLimit));
    /// ```
    pub fn limit_memory(&mut self, bytes: u64) {
        self.budget = Budget::of(bytes);
    }

    /// Notes how many bytes whoever fills the store holds besides.
    pub(crate) fn hold_elsewhere(&mut self, bytes: usize) {
        self.budget.elsewhere = bytes as u64;
    }

    /// Adds what has room for certain: it was counted before, or takes the place of something else.
    pub(crate) fn without_limit<T>(&mut self, add: impl FnOnce(&mut Self) -> T) -> T {
        let budget = std::mem::take(&mut self.budget);
        let added = add(self);
        self.budget = Budget::of(budget.limit);
        added
    }

    /// The bytes that are taken once the store is sealed and asked about, at most.
    #[must_use]
    pub fn needed_bytes(&self) -> u64 {
        let Tables { spans, traces, .. } = &self.tables;
        let sealing = assembly::memory_for(spans.len(), traces.len());
        self.heap_bytes() as u64 + sealing + self.tables.memory_for_answers() + self.budget.elsewhere
    }

    /// Makes sure that there is room for so many bytes.
    #[inline]
    fn make_room(&mut self, bytes: usize) -> Result<()> {
        if self.budget.take(bytes) { Ok(()) } else { self.look_for_room(bytes) }
    }

    #[cold]
    fn look_for_room(&mut self, bytes: usize) -> Result<()> {
        let needed = self.needed_bytes() + bytes as u64;
        if self.budget.look(needed) {
            return Ok(());
        }
        Err(ErrorKind::MemoryLimit { limit: self.budget.limit, spans: self.tables.spans.len() }.into())
    }

    /// Adds a source to a group, which is created on first mention.
    pub fn add_source(&mut self, name: &str, group: &str) -> SourceRow {
        self.tables.sources.add(name, group)
    }

    /// Adds a source that is a part of another, such as a file in an archive, to the same group.
    pub fn add_part(&mut self, whole: SourceRow, name: &str) -> SourceRow {
        self.tables.sources.add_part(whole, name)
    }

    /// The symbol of a string.
    ///
    /// # Errors
    ///
    /// `Limit` when there are too many strings, `MemoryLimit` when there is no room for another.
    #[inline]
    pub fn intern(&mut self, text: &str) -> Result<Sym> {
        // A long one has to fit before it is there.
        let is_long = !self.budget.fits(text.len());
        if is_long {
            self.look_for_room(text.len())?;
        }
        let known = self.tables.strings.len();
        let sym = self.tables.strings.intern(text)?;
        if sym.0 as usize >= known {
            self.make_room(if is_long { TEXT } else { text.len() + TEXT })?;
        }
        Ok(sym)
    }

    /// The row of an attribute.
    ///
    /// # Errors
    ///
    /// `Limit` when there are too many attributes, `MemoryLimit` when there is no room for another.
    #[inline]
    pub fn intern_pair(&mut self, key: Sym, value: RawValue) -> Result<PairRow> {
        let known = self.tables.pairs.len();
        let pair = self.tables.pairs.intern(key, value)?;
        if pair.0 as usize >= known {
            self.make_room(PAIR)?;
        }
        Ok(pair)
    }

    /// The row of a resource. Sorts the attributes of the draft.
    ///
    /// # Errors
    ///
    /// `Limit` when there are too many attributes.
    pub fn intern_resource(&mut self, draft: &mut ResourceDraft) -> Result<ResourceRow> {
        let Tables { resources, lists, pairs, strings, .. } = &mut self.tables;
        resources.intern(draft, (lists, pairs, strings))
    }

    /// The row of a scope within a resource. Sorts the attributes of the draft.
    ///
    /// # Errors
    ///
    /// `Limit` when there are too many scopes or attributes.
    pub fn intern_scope(&mut self, resource: ResourceRow, draft: &mut ScopeDraft) -> Result<ScopeRow> {
        let Tables { scopes, resources, lists, .. } = &mut self.tables;
        scopes.intern(draft, (resource, resources.service(resource)), lists)
    }

    /// Appends a span.
    ///
    /// # Errors
    ///
    /// `Limit` at 2³² − 1 spans, traces, attributes, events or links, `MemoryLimit` when there is no room for it. The span is then not in the
    /// store.
    pub fn push(&mut self, draft: &SpanDraft, scope: ScopeRow, source: SourceRow) -> Result<SpanRow> {
        let pairs = draft.attributes.len() + draft.nested.len();
        let hanging = draft.events.len() * size_of::<Event>() + draft.links.len() * size_of::<Link>();
        self.make_room(SPAN + pairs * size_of::<PairRow>() + hanging)?;
        let Tables { sources, spans, lists, .. } = &mut self.tables;
        let row = spans.len();
        if row >= u32::MAX - 1 {
            return Err(ErrorKind::Limit { what: "spans", limit: u64::from(u32::MAX - 1) }.into());
        }
        let group = sources.sources().get(source.0 as usize).map_or(0, |source| source.group);
        let attributes = lists.push(&draft.attributes)?;
        self.push_events(row, &draft.events, &draft.nested)?;
        self.push_links(row, &draft.links, &draft.nested)?;
        let Tables { traces, spans, pairs, strings, .. } = &mut self.tables;
        self.http_5xx.learn(pairs, strings);
        let trace = self.index.intern(traces, group, draft.trace_id)?;

        spans.trace.push(trace);
        spans.span_id.push(draft.span_id);
        spans.parent_id.push(draft.parent_id);
        spans.name.push(draft.name);
        spans.kind.push(draft.kind);
        spans.start_ns.push(draft.start_ns);
        spans.duration_ns.push(draft.end_ns.saturating_sub(draft.start_ns));
        spans.status.push(draft.status);
        spans.scope.push(scope);
        spans.source.push(source);
        spans.attributes.push(attributes);
        let mut marks = Marks::default();
        if draft.end_ns == 0 {
            marks = Marks::UNFINISHED;
        } else if draft.end_ns < draft.start_ns {
            marks = Marks::BACKWARDS;
            spans.backwards_end_ns.push(row, draft.end_ns);
        }
        if self.http_5xx.is_any_of(&draft.attributes) {
            marks = marks.with(Marks::HTTP_5XX);
        }
        spans.marks.push(marks);
        push_rare(&mut spans.status_message, row, draft.status_message);
        push_rare(&mut spans.trace_state, row, draft.trace_state);
        push_rare(&mut spans.flags, row, draft.flags);
        push_rare(&mut spans.dropped, row, draft.dropped);
        Ok(SpanRow(row))
    }

    fn push_events(&mut self, row: u32, events: &[EventDraft], nested: &[PairRow]) -> Result<()> {
        for event in events {
            let attributes = self.tables.lists.push(&nested[event.attributes.clone()])?;
            let EventDraft { time_ns, name, dropped_attributes, .. } = *event;
            self.tables.events.push(row, Event { time_ns, name, dropped_attributes, attributes });
        }
        Ok(())
    }

    fn push_links(&mut self, row: u32, links: &[LinkDraft], nested: &[PairRow]) -> Result<()> {
        for link in links {
            let attributes = self.tables.lists.push(&nested[link.attributes.clone()])?;
            let LinkDraft { trace_id, span_id, trace_state, flags, dropped_attributes, .. } = *link;
            let link = Link { trace_id, span_id, trace_state, flags, dropped_attributes, attributes };
            self.tables.links.push(row, link);
        }
        Ok(())
    }

    /// Sets the scope of a run of spans, for formats that say it only after the spans. Rows are those of this builder, so they
    /// must come from [`push`](Self::push) since it was made.
    pub fn set_scope(&mut self, rows: Range<u32>, scope: ScopeRow) {
        for row in rows.start..rows.end.min(self.tables.spans.len()) {
            self.tables.spans.scope[row] = scope;
        }
    }

    /// Adds a mark to a span.
    pub(super) fn mark(&mut self, span: SpanRow, mark: Marks) {
        let marks = &mut self.tables.spans.marks[span.0];
        *marks = marks.with(mark);
    }

    pub(crate) fn tables(&self) -> &Tables {
        &self.tables
    }

    /// The spans so far, in order of arrival.
    #[must_use]
    pub fn spans(&self) -> &SpanTable {
        &self.tables.spans
    }

    /// The strings so far.
    #[must_use]
    pub fn strings(&self) -> &StringTable {
        &self.tables.strings
    }

    /// The distinct (key, value) pairs so far.
    #[must_use]
    pub fn pairs(&self) -> &PairTable {
        &self.tables.pairs
    }

    /// The bytes that the store occupies so far, spare capacity included. O(1).
    #[must_use]
    pub fn heap_bytes(&self) -> usize {
        self.tables.heap_bytes() + self.index.heap_bytes()
    }

    /// Joins spans into traces and freezes the result, see [`assembly`](super::Store#assembly). O(n log n) for n spans.
    #[must_use]
    pub fn seal(self) -> Store {
        let Self { tables, removed, index, .. } = self;
        drop(index);
        assembly::seal(tables, removed)
    }
}

fn push_rare<T: Default + PartialEq>(column: &mut Sparse<T>, row: u32, value: T) {
    if value != T::default() {
        column.push(row, value);
    }
}

impl Tables {
    pub(crate) fn heap_bytes(&self) -> usize {
        self.strings.heap_bytes()
            + self.pairs.heap_bytes()
            + self.lists.heap_bytes()
            + self.resources.heap_bytes()
            + self.scopes.heap_bytes()
            + self.sources.heap_bytes()
            + self.traces.heap_bytes()
            + self.spans.heap_bytes()
            + self.events.heap_bytes()
            + self.links.heap_bytes()
    }

    /// The bytes that an answer takes while it is found, where it looks at everything: a comparison of attributes counts every pair, and
    /// most of the others something of every span or text.
    fn memory_for_answers(&self) -> u64 {
        let [pairs, texts] = [self.pairs.len(), self.strings.len()].map(|rows| rows as u64);
        40 * pairs + 24 * u64::from(self.spans.len()) + 8 * texts
    }
}
