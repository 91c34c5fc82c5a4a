//! The store while it is being filled.

mod logs;
mod room;
mod spans;

use super::Store;
use super::assembly::{self, Removed};
use super::attributes::{PairTable, RawValue};
use super::budget::Budget;
use super::handles::Generation;
use super::http_status::Http5xx;
use super::logs::KeptLogs;
use super::origins::{ResourceDraft, ScopeDraft};
use super::recent_lists::RecentLists;
use super::rows::{PairRow, ResourceRow, ScopeRow, SourceRow, SpanRow, Sym, TraceRow};
use super::spans::{Marks, SpanTable};
use super::strings::StringTable;
use super::tables::Tables;
use super::traces::TraceIndex;
use crate::error::Result;
use crate::units::TraceId;

/// About how many bytes a text and a pair take beside what is in them. It says only when to look at the memory again.
const TEXT: usize = 32;
const PAIR: usize = 32;

/// Collects spans for a store, in any order and from any number of sources.
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
    log_index: TraceIndex,
    /// The attributes of logs that came of late.
    recent_lists: RecentLists,
    kept_logs: KeptLogs,
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

    /// An empty builder of a store with a generation number, which distinguishes its handles from those of other stores. The number is
    /// taken modulo 2²¹; [`into_builder`](Store::into_builder) increments it.
    #[must_use]
    pub fn with_generation(number: u32) -> Self {
        let tables = Tables { generation: Generation::new(number), ..Tables::default() };
        let mut builder = Self::over(tables, Removed::default());
        let resource = builder.intern_resource(&mut ResourceDraft::default());
        let scope = resource.and_then(|resource| builder.intern_scope(resource, &mut ScopeDraft::default()));
        debug_assert_eq!(scope, Ok(Self::UNKNOWN_SCOPE), "empty tables have room for one row");
        builder
    }

    /// The scope of spans without scope and resource: no scope, an empty resource.
    pub const UNKNOWN_SCOPE: ScopeRow = ScopeRow(0);

    /// The resource of spans without resource.
    pub const UNKNOWN_RESOURCE: ResourceRow = ResourceRow(0);

    pub(super) fn reopen(mut tables: Tables, removed: Removed) -> Self {
        tables.generation = tables.generation.next();
        tables.traces.first_span = super::chunked::Chunked::default();
        assembly::part_logs(&mut tables);
        Self::over(tables, removed)
    }

    fn over(tables: Tables, removed: Removed) -> Self {
        let [index, log_index] = [&tables.traces, &tables.waiting.traces].map(TraceIndex::of);
        let (kept_logs, http_5xx, budget) = (KeptLogs::default(), Http5xx::default(), Budget::default());
        let recent_lists = RecentLists::default();
        Self { tables, index, log_index, recent_lists, kept_logs, http_5xx, removed, budget }
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

    /// Adds a mark to a span.
    pub(super) fn mark(&mut self, span: SpanRow, mark: Marks) {
        let marks = &mut self.tables.spans.marks[span.0];
        *marks = marks.with(mark);
    }

    /// Takes over from another builder, of which no row is needed any more but those of sources: where spans come from, how its store is told
    /// apart, how much memory there is, which logs are kept, and what was removed.
    pub(super) fn take_place_of(&mut self, other: &Self) {
        self.tables.generation = other.tables.generation;
        self.tables.sources.clone_from(&other.tables.sources);
        self.removed = other.removed;
        self.kept_logs = other.kept_logs;
        self.budget = Budget::of(other.budget.limit);
    }

    /// The row of the trace with an id in a group, if there is one.
    pub(super) fn trace_with(&self, group: u32, id: TraceId) -> Option<TraceRow> {
        self.index.find(&self.tables.traces, group, id)
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

    /// Joins spans into traces and freezes the result, see [`assembly`](super::Store#assembly). O(n log n) for n spans.
    #[must_use]
    pub fn seal(self) -> Store {
        let Self { tables, removed, index, .. } = self;
        assembly::seal(tables, index, removed)
    }
}
