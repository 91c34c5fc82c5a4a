//! From a batch to a builder.

use std::ops::Range;

use super::rare;
use crate::error::{Error, ErrorKind, Result};
use crate::store::rows::{PairRow, ScopeRow, SourceRow, Sym};
use crate::store::spans::Dropped;
use crate::store::{EventDraft, LinkDraft, LogDraft, RawValue, ResourceDraft, ScopeDraft, SpanDraft, StoreBuilder};
use crate::units::{Severity, SpanId, SpanKind, StatusCode, TraceId};

pub(super) fn read(builder: &mut StoreBuilder, batch: &[u8], source: SourceRow) -> Result<()> {
    let mut reader =
        Reader { bytes: batch, syms: vec![Sym::EMPTY], pairs: Vec::new(), bodies: Vec::new(), scopes: Vec::new() };
    reader.texts(builder)?;
    reader.pairs(builder)?;
    reader.bodies()?;
    reader.scopes(builder)?;
    let mut draft = SpanDraft::default();
    for _ in 0..reader.number()? {
        draft.clear();
        let scope = reader.span(&mut draft)?;
        builder.push(&draft, scope, source)?;
    }
    let mut draft = LogDraft::default();
    for _ in 0..reader.number()? {
        draft.clear();
        let scope = reader.log(&mut draft)?;
        builder.push_log(&draft, scope, source)?;
    }
    if reader.bytes.is_empty() { Ok(()) } else { Err(no_batch()) }
}

fn no_batch() -> Error {
    ErrorKind::BadMessage { detail: "the bytes are no batch of spans".to_owned() }.into()
}

struct Reader<'a> {
    bytes: &'a [u8],
    /// The rows in the builder of what the batch has named so far.
    syms: Vec<Sym>,
    pairs: Vec<PairRow>,
    bodies: Vec<RawValue>,
    scopes: Vec<ScopeRow>,
}

impl Reader<'_> {
    fn take<const N: usize>(&mut self) -> Result<[u8; N]> {
        let (taken, rest) = self.bytes.split_first_chunk().ok_or_else(no_batch)?;
        self.bytes = rest;
        Ok(*taken)
    }

    fn byte(&mut self) -> Result<u8> {
        self.take::<1>().map(|[byte]| byte)
    }

    fn number(&mut self) -> Result<u32> {
        self.take().map(u32::from_le_bytes)
    }

    fn long(&mut self) -> Result<u64> {
        self.take().map(u64::from_le_bytes)
    }

    fn sym(&mut self) -> Result<Sym> {
        let at = self.number()?;
        self.syms.get(at as usize).copied().ok_or_else(no_batch)
    }

    fn texts(&mut self, builder: &mut StoreBuilder) -> Result<()> {
        for _ in 0..self.number()? {
            let length = self.number()? as usize;
            let (text, rest) = self.bytes.split_at_checked(length).ok_or_else(no_batch)?;
            self.bytes = rest;
            let text = str::from_utf8(text).map_err(|_| no_batch())?;
            self.syms.push(builder.intern(text)?);
        }
        Ok(())
    }

    fn pairs(&mut self, builder: &mut StoreBuilder) -> Result<()> {
        for _ in 0..self.number()? {
            let (key, value) = (self.sym()?, self.value()?);
            self.pairs.push(builder.intern_pair(key, value)?);
        }
        Ok(())
    }

    fn bodies(&mut self) -> Result<()> {
        for _ in 0..self.number()? {
            let value = self.value()?;
            self.bodies.push(value);
        }
        Ok(())
    }

    fn value(&mut self) -> Result<RawValue> {
        let (tag, payload) = (self.byte()?, self.long()?);
        let renamed = |at: u64| self.syms.get(usize::try_from(at).ok()?).copied();
        RawValue::from_numbers(tag, payload, renamed).ok_or_else(no_batch)
    }

    fn scopes(&mut self, builder: &mut StoreBuilder) -> Result<()> {
        self.scopes.push(StoreBuilder::UNKNOWN_SCOPE);
        for _ in 0..self.number()? {
            let mut resource = ResourceDraft {
                schema_url: self.sym()?,
                dropped_attributes: self.number()?,
                ..ResourceDraft::default()
            };
            self.list_into(&mut resource.attributes)?;
            let mut scope = ScopeDraft {
                name: self.sym()?,
                version: self.sym()?,
                schema_url: self.sym()?,
                dropped_attributes: self.number()?,
                ..ScopeDraft::default()
            };
            self.list_into(&mut scope.attributes)?;
            let resource = builder.intern_resource(&mut resource)?;
            self.scopes.push(builder.intern_scope(resource, &mut scope)?);
        }
        Ok(())
    }

    /// Appends a list of pairs, and gives where it is.
    fn list_into(&mut self, list: &mut Vec<PairRow>) -> Result<Range<usize>> {
        let start = list.len();
        for _ in 0..self.number()? {
            let at = self.number()?;
            list.push(self.pairs.get(at as usize).copied().ok_or_else(no_batch)?);
        }
        Ok(start..list.len())
    }

    /// Fills a draft, and gives the scope of the span.
    fn span(&mut self, draft: &mut SpanDraft) -> Result<ScopeRow> {
        draft.trace_id = TraceId(self.take()?);
        draft.span_id = SpanId(self.long()?);
        draft.parent_id = SpanId(self.long()?);
        draft.name = self.sym()?;
        draft.kind = SpanKind::ALL.get(usize::from(self.byte()?)).copied().ok_or_else(no_batch)?;
        draft.start_ns = self.long()?;
        draft.end_ns = self.long()?;
        draft.status = StatusCode::ALL.get(usize::from(self.byte()?)).copied().ok_or_else(no_batch)?;
        let scope = self.scope()?;
        self.list_into(&mut draft.attributes)?;
        let follow = self.byte()?;
        if follow & rare::STATUS_MESSAGE != 0 {
            draft.status_message = self.sym()?;
        }
        if follow & rare::TRACE_STATE != 0 {
            draft.trace_state = self.sym()?;
        }
        if follow & rare::FLAGS != 0 {
            draft.flags = self.number()?;
        }
        if follow & rare::DROPPED != 0 {
            draft.dropped = Dropped { attributes: self.number()?, events: self.number()?, links: self.number()? };
        }
        if follow & rare::EVENTS != 0 {
            self.events(draft)?;
        }
        if follow & rare::LINKS != 0 {
            self.links(draft)?;
        }
        Ok(scope)
    }

    /// Fills a draft, and gives the scope of the log.
    fn log(&mut self, draft: &mut LogDraft) -> Result<ScopeRow> {
        draft.trace_id = TraceId(self.take()?);
        draft.span_id = SpanId(self.long()?);
        draft.time_ns = self.long()?;
        draft.name = self.sym()?;
        draft.severity = Severity::new(self.byte()?).ok_or_else(no_batch)?;
        let body = self.number()?;
        draft.body = self.bodies.get(body as usize).copied().ok_or_else(no_batch)?;
        let scope = self.scope()?;
        draft.dropped_attributes = self.number()?;
        self.list_into(&mut draft.attributes)?;
        Ok(scope)
    }

    fn scope(&mut self) -> Result<ScopeRow> {
        let scope = self.number()?;
        self.scopes.get(scope as usize).copied().ok_or_else(no_batch)
    }

    fn events(&mut self, draft: &mut SpanDraft) -> Result<()> {
        for _ in 0..self.number()? {
            let (time_ns, name, dropped_attributes) = (self.long()?, self.sym()?, self.number()?);
            let attributes = self.list_into(&mut draft.nested)?;
            draft.events.push(EventDraft { time_ns, name, attributes, dropped_attributes });
        }
        Ok(())
    }

    fn links(&mut self, draft: &mut SpanDraft) -> Result<()> {
        for _ in 0..self.number()? {
            let (trace_id, span_id) = (TraceId(self.take()?), SpanId(self.long()?));
            let (trace_state, flags, dropped_attributes) = (self.sym()?, self.number()?, self.number()?);
            let attributes = self.list_into(&mut draft.nested)?;
            draft.links.push(LinkDraft { trace_id, span_id, trace_state, flags, attributes, dropped_attributes });
        }
        Ok(())
    }
}
