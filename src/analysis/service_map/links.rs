//! Who sent the messages that spans take, where links say so.

use std::ops::ControlFlow;

use crate::analysis::Fold;
use crate::store::{SpanRow, Store, Sym, TraceRow};
use crate::units::{SpanId, SpanKind, TraceId};

/// The services that sent what CONSUMER spans take: pairs of both, ascending, each once.
#[derive(Debug, Clone, Default)]
pub(super) struct Senders(Vec<(SpanRow, Sym)>);

impl Senders {
    /// The services that sent what a span takes. O(log n) for the n pairs.
    pub(super) fn of(&self, span: SpanRow) -> impl Iterator<Item = Sym> {
        let start = self.0.partition_point(|&(consumer, _)| consumer < span);
        self.0[start..].iter().take_while(move |&&(consumer, _)| consumer == span).map(|&(_, service)| service)
    }
}

/// Looks for them. Of several traces with the id that a link names, the one in the group of the link's own span counts, else the first.
#[derive(Debug, Clone, Default)]
pub(super) struct SendersFold {
    /// The links that CONSUMER spans have; sorted once all are known.
    wanted: Vec<Wanted>,
    /// The first link that was not looked at.
    next_link: u32,
    /// The first trace that was not looked at.
    next_trace: u32,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Wanted {
    trace: TraceId,
    span: SpanId,
    consumer: SpanRow,
    /// The service that it leads to, and whether in the same group.
    found: Option<(bool, Sym)>,
}

impl Fold for SendersFold {
    type Out = Senders;

    fn step(mut self, store: &Store, spans: u32) -> ControlFlow<Senders, Self> {
        let links = store.links();
        if self.next_link < links.len() {
            let end = self.next_link.saturating_add(spans.max(1)).min(links.len());
            self.wanted.extend((self.next_link..end).filter_map(|at| wanted(store, at)));
            self.next_link = end;
            if end == links.len() {
                self.wanted.sort_unstable();
                self.wanted.dedup();
            }
            return ControlFlow::Continue(self);
        }
        let traces = if self.wanted.is_empty() { 0 } else { store.traces().len() };
        let mut left = spans.max(1);
        while self.next_trace < traces {
            let cost = self.look_at(store, TraceRow(self.next_trace));
            self.next_trace += 1;
            left = left.saturating_sub(cost);
            if left == 0 && self.next_trace < traces {
                return ControlFlow::Continue(self);
            }
        }
        let mut found: Vec<_> =
            self.wanted.into_iter().filter_map(|link| Some((link.consumer, link.found?.1))).collect();
        found.sort_unstable();
        found.dedup();
        ControlFlow::Break(Senders(found))
    }
}

impl SendersFold {
    /// Looks for what links lead to in a trace, and says how many spans it looked at.
    fn look_at(&mut self, store: &Store, trace: TraceRow) -> u32 {
        let (traces, spans) = (store.traces(), store.spans());
        let id = traces.id(trace);
        let start = self.wanted.partition_point(|link| link.trace < id);
        let length = self.wanted[start..].partition_point(|link| link.trace == id);
        let wanted = &mut self.wanted[start..start + length];
        if wanted.is_empty() {
            return 1;
        }
        let rows = traces.spans(trace);
        let cost = rows.end - rows.start;
        for span in rows.map(SpanRow).filter(|&span| sends(spans.kind(span))) {
            let id = spans.span_id(span);
            let start = wanted.partition_point(|link| link.span < id);
            for link in wanted[start..].iter_mut().take_while(|link| link.span == id) {
                let is_at_home = traces.group(spans.trace(link.consumer)) == traces.group(trace);
                if link.found.is_none_or(|(was_at_home, _)| is_at_home && !was_at_home) {
                    link.found = Some((is_at_home, store.service(span)));
                }
            }
        }
        cost
    }
}

/// A link of a CONSUMER span.
fn wanted(store: &Store, position: u32) -> Option<Wanted> {
    let (link, consumer) = (store.links().value(position), SpanRow(store.links().owner(position)));
    let leads_somewhere = !link.trace_id.is_none() && !link.span_id.is_none();
    let takes = store.spans().kind(consumer) == SpanKind::Consumer;
    (takes && leads_somewhere).then_some(Wanted { trace: link.trace_id, span: link.span_id, consumer, found: None })
}

/// Whether a span of this kind can have sent a message.
fn sends(kind: SpanKind) -> bool {
    matches!(kind, SpanKind::Producer | SpanKind::Client)
}
