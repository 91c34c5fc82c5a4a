//! Stores made of numbers: requests, and what they call.

use spanlens::store::{ScopeRow, SourceRow, SpanDraft, Store, StoreBuilder, Sym};
use spanlens::units::{SpanId, SpanKind, StatusCode, TraceId};

use crate::strategies;

/// The time that all of these begin at.
pub(super) const ORIGIN_NS: u64 = 1_700_000_000_000_000_000;

/// A span of a request.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Call {
    pub(super) service: &'static str,
    pub(super) name: &'static str,
    /// From the origin, in nanoseconds.
    pub(super) start_ns: u64,
    pub(super) duration_ns: u64,
    pub(super) fails: bool,
    /// The place of its parent in the request. The first call has none.
    pub(super) parent: usize,
}

/// Makes a store, request by request.
pub(super) struct Maker {
    builder: StoreBuilder,
    source: SourceRow,
    scopes: Vec<(&'static str, ScopeRow)>,
    span: u64,
}

impl Maker {
    pub(super) fn new() -> Self {
        let mut builder = StoreBuilder::new();
        let source = builder.add_source("made", "default");
        Self { builder, source, scopes: Vec::new(), span: 0 }
    }

    /// What is added from here on belongs to a group.
    pub(super) fn begin_group(&mut self, name: &str) {
        self.source = self.builder.add_source("made", name);
    }

    fn scope(&mut self, service: &'static str) -> ScopeRow {
        if let Some(&(_, scope)) = self.scopes.iter().find(|(known, _)| *known == service) {
            return scope;
        }
        let scope = strategies::scope(&mut self.builder, service);
        self.scopes.push((service, scope));
        scope
    }

    /// Adds a request whose trace has a number, which decides where it is in the store.
    pub(super) fn add(&mut self, trace: u128, calls: &[Call]) {
        let first = self.span + 1;
        for (at, call) in calls.iter().enumerate() {
            self.span += 1;
            let scope = self.scope(call.service);
            let name: Sym = self.builder.intern(call.name).unwrap();
            let parent_id = if at == 0 { SpanId::NONE } else { SpanId(first + call.parent as u64) };
            let start_ns = ORIGIN_NS + call.start_ns;
            let draft = SpanDraft {
                trace_id: TraceId((trace + 1).to_be_bytes()),
                span_id: SpanId(self.span),
                parent_id,
                name,
                kind: SpanKind::Server,
                start_ns,
                end_ns: start_ns + call.duration_ns,
                status: if call.fails { StatusCode::Error } else { StatusCode::Unset },
                ..SpanDraft::default()
            };
            self.builder.push(&draft, scope, self.source).unwrap();
        }
    }

    pub(super) fn store(self) -> Store {
        self.builder.seal()
    }
}
