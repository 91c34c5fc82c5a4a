//! Spans on their way into a store that is being filled.

use std::ops::Range;

use super::StoreBuilder;
use crate::error::{ErrorKind, Result};
use crate::store::draft::{EventDraft, LinkDraft, SpanDraft};
use crate::store::events::{Event, Link};
use crate::store::rows::{PairRow, ScopeRow, SourceRow, SpanRow};
use crate::store::spans::Marks;
use crate::store::sparse::Sparse;
use crate::store::tables::Tables;

/// About how many bytes a span takes beside what is in it.
const SPAN: usize = 96;

impl StoreBuilder {
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
        let Tables { sources, spans, span_lists, .. } = &mut self.tables;
        let row = spans.len();
        if row >= u32::MAX - 1 {
            return Err(ErrorKind::Limit { what: "spans", limit: u64::from(u32::MAX - 1) }.into());
        }
        let group = sources.group(source);
        let attributes = span_lists.push(&draft.attributes)?;
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
}

fn push_rare<T: Default + PartialEq>(column: &mut Sparse<T>, row: u32, value: T) {
    if value != T::default() {
        column.push(row, value);
    }
}
