//! Copies some traces to a new builder, without texts, attributes and scopes that only other traces use: a builder never removes these.

use super::attributes::RawValue;
use super::builder::StoreBuilder;
use super::draft::{LogDraft, SpanDraft};
use super::logs::WaitingLog;
use super::origins::{ResourceDraft, ScopeDraft};
use super::rows::{PairRow, ScopeRow, SourceRow, SpanRow, Sym, TraceRow};
use super::spans::Marks;
use crate::error::Result;
use crate::units::TraceId;

/// What has no row in the new builder yet.
const NONE: u32 = u32::MAX;

impl StoreBuilder {
    /// A builder with only the kept traces, with their spans in order and their logs. It gives the same store as if the other traces had never arrived,
    /// except that the numbers of dropped items stay. Logs of missing traces are kept depending on their time. Sources keep their rows, and the handle
    /// generation continues.
    ///
    /// # Errors
    ///
    /// `Limit` and `MemoryLimit`, which do not occur, as the copy is no larger than the original.
    ///
    /// # Complexity
    ///
    /// O(spans, logs, texts and pairs), with about twice the memory of what is kept for a moment.
    pub fn retaining(
        &self,
        keeps_trace: impl Fn(TraceRow) -> bool,
        keeps_loose_log: impl Fn(u64) -> bool,
    ) -> Result<Self> {
        let mut kept = Self::new();
        kept.take_place_of(self);
        let mut copy = Copy::from(self);
        let tables = self.tables();
        for row in (0..tables.spans.len()).map(SpanRow) {
            if keeps_trace(tables.spans.trace(row)) && !tables.spans.marks(row).contains(Marks::WITHDRAWN) {
                copy.span(&mut kept, row)?;
            }
        }
        for log in tables.waiting.rows.iter() {
            let (group, id) = (tables.waiting.traces.groups[log.trace.0], tables.waiting.traces.id(log.trace));
            let is_kept = self.trace_with(group, id).map_or_else(|| keeps_loose_log(log.event.time_ns), &keeps_trace);
            if is_kept {
                copy.log(&mut kept, log, (group, id))?;
            }
        }
        Ok(kept)
    }
}

/// On its way from one builder to another: which row of the other each row has become.
struct Copy<'a> {
    from: &'a StoreBuilder,
    syms: Vec<u32>,
    pairs: Vec<u32>,
    scopes: Vec<u32>,
    log: LogDraft,
}

impl<'a> Copy<'a> {
    fn from(builder: &'a StoreBuilder) -> Self {
        let tables = builder.tables();
        Self {
            from: builder,
            syms: vec![NONE; tables.strings.len()],
            pairs: vec![NONE; tables.pairs.len()],
            scopes: vec![NONE; tables.scopes.len()],
            log: LogDraft::default(),
        }
    }

    fn sym(&mut self, to: &mut StoreBuilder, Sym(sym): Sym) -> Result<Sym> {
        let known = self.syms[sym as usize];
        if known != NONE {
            return Ok(Sym(known));
        }
        let renamed = to.intern(self.from.strings().text(Sym(sym)))?;
        self.syms[sym as usize] = renamed.0;
        Ok(renamed)
    }

    fn value(&mut self, to: &mut StoreBuilder, value: RawValue) -> Result<RawValue> {
        let Some(text) = value.text() else { return Ok(value) };
        let text = self.sym(to, text)?;
        Ok(value.with_text(text))
    }

    fn pair(&mut self, to: &mut StoreBuilder, PairRow(pair): PairRow) -> Result<PairRow> {
        let known = self.pairs[pair as usize];
        if known != NONE {
            return Ok(PairRow(known));
        }
        let pairs = self.from.pairs();
        let key = self.sym(to, pairs.key(PairRow(pair)))?;
        let value = self.value(to, pairs.value(PairRow(pair)))?;
        let renamed = to.intern_pair(key, value)?;
        self.pairs[pair as usize] = renamed.0;
        Ok(renamed)
    }

    fn list(&mut self, to: &mut StoreBuilder, list: &mut [PairRow]) -> Result<()> {
        for pair in list {
            *pair = self.pair(to, *pair)?;
        }
        Ok(())
    }

    fn scope(&mut self, to: &mut StoreBuilder, scope: ScopeRow) -> Result<ScopeRow> {
        let known = self.scopes[scope.0 as usize];
        if known != NONE {
            return Ok(ScopeRow(known));
        }
        let tables = self.from.tables();
        let (scopes, resources, row) = (&tables.scopes, &tables.resources, tables.scopes.resource(scope));
        let mut resource = ResourceDraft {
            schema_url: self.sym(to, resources.schema_url(row))?,
            dropped_attributes: resources.dropped_attributes(row),
            attributes: tables.lists.slice(resources.attributes(row)).to_vec(),
        };
        self.list(to, &mut resource.attributes)?;
        let mut draft = ScopeDraft {
            name: self.sym(to, scopes.name(scope))?,
            version: self.sym(to, scopes.version(scope))?,
            schema_url: self.sym(to, scopes.schema_url(scope))?,
            dropped_attributes: scopes.dropped_attributes(scope),
            attributes: tables.lists.slice(scopes.attributes(scope)).to_vec(),
        };
        self.list(to, &mut draft.attributes)?;
        let resource = to.intern_resource(&mut resource)?;
        let renamed = to.intern_scope(resource, &mut draft)?;
        self.scopes[scope.0 as usize] = renamed.0;
        Ok(renamed)
    }

    fn span(&mut self, to: &mut StoreBuilder, span: SpanRow) -> Result<()> {
        let mut draft: SpanDraft = self.from.draft(span);
        draft.name = self.sym(to, draft.name)?;
        draft.status_message = self.sym(to, draft.status_message)?;
        draft.trace_state = self.sym(to, draft.trace_state)?;
        self.list(to, &mut draft.attributes)?;
        self.list(to, &mut draft.nested)?;
        for event in &mut draft.events {
            event.name = self.sym(to, event.name)?;
        }
        for link in &mut draft.links {
            link.trace_state = self.sym(to, link.trace_state)?;
        }
        let spans = &self.from.tables().spans;
        let scope = self.scope(to, spans.scope(span))?;
        to.push(&draft, scope, spans.source(span)).map(drop)
    }

    fn log(&mut self, to: &mut StoreBuilder, log: &WaitingLog, (group, trace_id): (u32, TraceId)) -> Result<()> {
        let mut draft = std::mem::take(&mut self.log);
        draft.clear();
        let tables = self.from.tables();
        let WaitingLog { span_id, event, log, .. } = *log;
        (draft.trace_id, draft.span_id, draft.time_ns, draft.severity) =
            (trace_id, span_id, event.time_ns, log.severity);
        draft.dropped_attributes = event.dropped_attributes;
        draft.name = self.sym(to, event.name)?;
        draft.body = self.value(to, tables.bodies.value(log.body))?;
        draft.attributes.extend_from_slice(tables.lists.slice(event.attributes));
        self.list(to, &mut draft.attributes)?;
        let scope = self.scope(to, log.scope)?;
        // A log knows its group, and any source of that group gives it to it.
        let source = tables.sources.some_of_group(group).unwrap_or(SourceRow(0));
        let kept = to.push_log(&draft, scope, source);
        self.log = draft;
        kept.map(drop)
    }
}
