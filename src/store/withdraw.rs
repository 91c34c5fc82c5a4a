//! Spans that are taken out of a builder again, to be merged with other records.

use super::builder::StoreBuilder;
use super::draft::{EventDraft, LinkDraft, SpanDraft};
use super::rows::{ScopeRow, SpanRow, Sym};
use super::spans::Marks;
use crate::units::TraceId;

impl StoreBuilder {
    /// Takes a span out and returns its content and its scope. Its row stays, and sealing leaves it out.
    pub fn withdraw(&mut self, span: SpanRow) -> (SpanDraft, ScopeRow) {
        let taken = (self.draft(span), self.tables().spans.scope(span));
        self.mark(span, Marks::WITHDRAWN);
        taken
    }

    /// Whether a span was taken out.
    #[must_use]
    pub fn is_withdrawn(&self, span: SpanRow) -> bool {
        self.tables().spans.marks(span).contains(Marks::WITHDRAWN)
    }

    /// The trace that a span belongs to.
    #[must_use]
    pub fn trace_id(&self, span: SpanRow) -> TraceId {
        self.tables().traces.id(self.tables().spans.trace(span))
    }

    /// The service of the resource that a scope is in, or empty.
    #[must_use]
    pub fn service(&self, scope: ScopeRow) -> Sym {
        self.tables().scopes.service(scope)
    }

    /// What was pushed as a span.
    pub(super) fn draft(&self, span: SpanRow) -> SpanDraft {
        let spans = &self.tables().spans;
        let attributes = self.tables().span_lists.slice(spans.attributes[span.0]).to_vec();
        let mut draft = SpanDraft {
            trace_id: self.trace_id(span),
            span_id: spans.span_id(span),
            parent_id: spans.parent_id(span),
            name: spans.name(span),
            kind: spans.kind(span),
            start_ns: spans.start_ns(span),
            end_ns: spans.recorded_end_ns(span).unwrap_or(0),
            status: spans.status(span),
            status_message: spans.status_message(span),
            trace_state: spans.trace_state(span),
            flags: spans.flags(span),
            dropped: spans.dropped(span),
            attributes,
            ..SpanDraft::default()
        };
        self.add_events(span, &mut draft);
        self.add_links(span, &mut draft);
        draft
    }

    fn add_events(&self, SpanRow(row): SpanRow, draft: &mut SpanDraft) {
        for at in self.tables().events.of(row..row + 1) {
            let event = self.tables().events.value(at);
            let start = draft.nested.len();
            draft.nested.extend_from_slice(self.tables().lists.slice(event.attributes));
            draft.events.push(EventDraft {
                time_ns: event.time_ns,
                name: event.name,
                attributes: start..draft.nested.len(),
                dropped_attributes: event.dropped_attributes,
            });
        }
    }

    fn add_links(&self, SpanRow(row): SpanRow, draft: &mut SpanDraft) {
        for at in self.tables().links.of(row..row + 1) {
            let link = self.tables().links.value(at);
            let start = draft.nested.len();
            draft.nested.extend_from_slice(self.tables().lists.slice(link.attributes));
            draft.links.push(LinkDraft {
                trace_id: link.trace_id,
                span_id: link.span_id,
                trace_state: link.trace_state,
                flags: link.flags,
                attributes: start..draft.nested.len(),
                dropped_attributes: link.dropped_attributes,
            });
        }
    }
}
