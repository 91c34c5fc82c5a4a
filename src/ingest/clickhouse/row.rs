//! A row on its way to a span or a log: what its columns say, put together once all are read.

use super::Record;
use crate::error::Result;
use crate::ingest::logs;
use crate::ingest::own_scopes::OwnScopes;
use crate::ingest::report::Reason;
use crate::store::{
    EventDraft, LinkDraft, LogDraft, PairRow, RawValue, ResourceDraft, ScopeDraft, ScopeRow, SpanDraft, StoreBuilder,
    Sym,
};
use crate::units::Severity;

/// What the columns of a row say. Reused so that nothing is allocated.
#[derive(Debug, Default)]
pub(super) struct Row {
    pub(super) draft: SpanDraft,
    /// What only logs say. Their ids and their time are in the columns that spans have, too.
    pub(super) log: LogDraft,
    /// How bad a log is by a word.
    pub(super) severity_of_text: Severity,
    pub(super) resource: ResourceDraft,
    pub(super) scope: ScopeDraft,
    pub(super) service: Sym,
    /// Of 64 bits that may have wrapped around.
    pub(super) duration_ns: u64,
    /// Whether it has columns for its scope.
    pub(super) has_scope: bool,
    /// Which of the columns it has that tell what it is: both ids, the name of a span, the body of a log.
    pub(super) has: [bool; 4],
}

/// The symbols of the keys that mean more than an attribute, in one store.
#[derive(Debug, Clone, Copy)]
pub(super) struct Names {
    service: Sym,
    scope: Sym,
    scope_version: Sym,
}

impl Names {
    /// Interns them.
    ///
    /// # Errors
    ///
    /// `Limit` where the store holds too many strings.
    pub(super) fn of(builder: &mut StoreBuilder) -> Result<Self> {
        Ok(Self {
            service: builder.intern("service.name")?,
            scope: builder.intern("otel.scope.name")?,
            scope_version: builder.intern("otel.scope.version")?,
        })
    }
}

impl Row {
    /// Empties the row and keeps its memory.
    pub(super) fn clear(&mut self) {
        self.draft.clear();
        self.log.clear();
        self.severity_of_text = Severity::NONE;
        self.resource.attributes.clear();
        self.scope.attributes.clear();
        (self.scope.name, self.scope.version) = (Sym::EMPTY, Sym::EMPTY);
        (self.resource.schema_url, self.scope.schema_url) = (Sym::EMPTY, Sym::EMPTY);
        (self.service, self.duration_ns) = (Sym::EMPTY, 0);
        (self.has_scope, self.has) = (false, [false; 4]);
    }

    /// Whether it is a span.
    pub(super) fn is_span(&self) -> bool {
        let [trace_id, span_id, name, _] = self.has;
        trace_id && span_id && name
    }

    /// Whether it is a log.
    pub(super) fn is_log(&self) -> bool {
        let [trace_id, span_id, name, body] = self.has;
        trace_id && span_id && body && !name
    }

    /// Whether what its body says is of use, once the other columns are read: it is a log of a trace, and one of those that are asked for.
    pub(super) fn wants_body(&mut self, builder: &StoreBuilder) -> bool {
        let Self { draft, log, .. } = self;
        (log.trace_id, log.span_id, log.time_ns) = (draft.trace_id, draft.span_id, draft.start_ns);
        if log.severity == Severity::NONE {
            log.severity = self.severity_of_text;
        }
        logs::name_by_attribute(log, builder);
        !log.trace_id.is_none() && builder.keeps_log(log)
    }

    /// The event at a place, with those before it: each of its columns says how many there are.
    pub(super) fn event(&mut self, at: usize) -> &mut EventDraft {
        let events = &mut self.draft.events;
        if events.len() <= at {
            events.resize_with(at + 1, EventDraft::default);
        }
        &mut events[at]
    }

    /// The link at a place, as [`event`](Self::event).
    pub(super) fn link(&mut self, at: usize) -> &mut LinkDraft {
        let links = &mut self.draft.links;
        if links.len() <= at {
            links.resize_with(at + 1, LinkDraft::default);
        }
        &mut links[at]
    }

    /// Puts together what was read, and gives the scope.
    ///
    /// # Errors
    ///
    /// `Limit` where the store cannot hold it.
    pub(super) fn complete(
        &mut self,
        builder: &mut StoreBuilder,
        names: Names,
        scopes: &mut OwnScopes,
    ) -> Result<ScopeRow> {
        self.draft.end_ns = self.draft.start_ns.wrapping_add(self.duration_ns);
        if self.service != Sym::EMPTY {
            let service = builder.intern_pair(names.service, RawValue::string(self.service))?;
            let attributes = &mut self.resource.attributes;
            if !attributes.contains(&service) {
                // What the column says is what queries on the server go by.
                attributes.retain(|&pair| builder.pairs().key(pair) != names.service);
                attributes.push(service);
            }
        }
        if !self.has_scope {
            let attributes = if self.is_span() { &mut self.draft.attributes } else { &mut self.log.attributes };
            self.scope.name = take(builder, names.scope, attributes);
            self.scope.version = take(builder, names.scope_version, attributes);
        }
        scopes.row(builder, &self.resource, &self.scope)
    }
}

/// What a log says whose body is a text: nothing where that is empty.
pub(super) fn body(text: Sym) -> RawValue {
    if text == Sym::EMPTY { RawValue::EMPTY } else { RawValue::string(text) }
}

/// Takes an attribute that is text out of a list.
fn take(builder: &StoreBuilder, key: Sym, attributes: &mut Vec<PairRow>) -> Sym {
    let text = |pair: PairRow| {
        let value = builder.pairs().value(pair);
        value.text().filter(|&text| builder.pairs().key(pair) == key && value == RawValue::string(text))
    };
    let found = attributes.iter().position(|&pair| text(pair).is_some());
    found.and_then(|at| text(attributes.remove(at))).unwrap_or_default()
}

impl Record<'_, '_> {
    /// The symbol of a text whose bytes may be no text.
    pub(super) fn sym(&mut self, text: &[u8]) -> Result<Sym> {
        if let Ok(text) = std::str::from_utf8(text) {
            return self.builder.intern(text);
        }
        self.flaw(Reason::InvalidUtf8, self.cursor.at);
        self.builder.intern(&String::from_utf8_lossy(text))
    }
}
