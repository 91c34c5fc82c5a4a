//! From a builder to a batch.

use std::ops::Range;

use super::rare;
use crate::store::arena::Slice;
use crate::store::logs::WaitingLog;
use crate::store::rows::{BodyRow, PairRow, ResourceRow, ScopeRow, SpanRow, Sym};
use crate::store::spans::{Dropped, Marks};
use crate::store::tables::Tables;
use crate::store::{RawValue, StoreBuilder};

pub(super) fn write(builder: &StoreBuilder) -> Vec<u8> {
    let tables = builder.tables();
    let mut batch = Writer { tables, bytes: Vec::with_capacity(tables.spans.len() as usize * 128) };
    batch.texts();
    batch.pairs();
    batch.bodies();
    batch.scopes();
    let spans =
        || (0..tables.spans.len()).map(SpanRow).filter(|&span| !tables.spans.marks(span).contains(Marks::WITHDRAWN));
    batch.length(spans().count());
    spans().for_each(|span| batch.span(span));
    batch.length(tables.waiting.rows.len());
    tables.waiting.rows.iter().for_each(|log| batch.log(log));
    batch.bytes
}

struct Writer<'a> {
    tables: &'a Tables,
    bytes: Vec<u8>,
}

impl Writer<'_> {
    fn number(&mut self, number: u32) {
        self.bytes.extend_from_slice(&number.to_le_bytes());
    }

    fn long(&mut self, number: u64) {
        self.bytes.extend_from_slice(&number.to_le_bytes());
    }

    fn length(&mut self, length: usize) {
        self.number(u32::try_from(length).unwrap_or(u32::MAX));
    }

    fn sym(&mut self, Sym(sym): Sym) {
        self.number(sym);
    }

    /// Those after the empty one, which every builder has.
    fn texts(&mut self) {
        let strings = &self.tables.strings;
        self.length(strings.len() - 1);
        for sym in 1..strings.len() {
            let text = strings.text(Sym(u32::try_from(sym).unwrap_or(u32::MAX)));
            self.length(text.len());
            self.bytes.extend_from_slice(text.as_bytes());
        }
    }

    fn pairs(&mut self) {
        let pairs = &self.tables.pairs;
        self.length(pairs.len());
        for pair in 0..u32::try_from(pairs.len()).unwrap_or(u32::MAX) {
            self.sym(pairs.key(PairRow(pair)));
            self.value(pairs.value(PairRow(pair)));
        }
    }

    fn bodies(&mut self) {
        let bodies = &self.tables.bodies;
        self.length(bodies.len());
        (0..u32::try_from(bodies.len()).unwrap_or(u32::MAX)).for_each(|body| self.value(bodies.value(BodyRow(body))));
    }

    fn value(&mut self, value: RawValue) {
        self.bytes.push(value.type_number());
        self.long(value.payload());
    }

    /// Those after the unknown one, which every builder has.
    fn scopes(&mut self) {
        let Tables { scopes, resources, .. } = self.tables;
        self.length(scopes.len() - 1);
        for scope in 1..u32::try_from(scopes.len()).unwrap_or(u32::MAX) {
            let scope = ScopeRow(scope);
            let resource: ResourceRow = scopes.resource(scope);
            self.sym(resources.schema_url(resource));
            self.number(resources.dropped_attributes(resource));
            self.list(resources.attributes(resource));
            self.sym(scopes.name(scope));
            self.sym(scopes.version(scope));
            self.sym(scopes.schema_url(scope));
            self.number(scopes.dropped_attributes(scope));
            self.list(scopes.attributes(scope));
        }
    }

    fn list(&mut self, list: Slice) {
        self.pair_rows(self.tables.lists.slice(list));
    }

    fn pair_rows(&mut self, pairs: &[PairRow]) {
        self.length(pairs.len());
        for pair in pairs {
            self.number(pair.0);
        }
    }

    fn span(&mut self, span: SpanRow) {
        let Tables { spans, span_lists, traces, .. } = self.tables;
        self.bytes.extend_from_slice(&traces.id(spans.trace(span)).0);
        self.long(spans.span_id(span).0);
        self.long(spans.parent_id(span).0);
        self.sym(spans.name(span));
        self.bytes.push(spans.kind(span) as u8);
        self.long(spans.start_ns(span));
        self.long(spans.recorded_end_ns(span).unwrap_or(0));
        self.bytes.push(spans.status(span) as u8);
        self.number(spans.scope(span).0);
        self.pair_rows(span_lists.slice(spans.attributes[span.0]));
        self.rare_values(span);
    }

    /// Which of the values that few spans have follow, and these.
    fn rare_values(&mut self, span: SpanRow) {
        let Tables { spans, events, links, .. } = self.tables;
        let (message, state, flags) = (spans.status_message(span), spans.trace_state(span), spans.flags(span));
        let Dropped { attributes, events: dropped_events, links: dropped_links } = spans.dropped(span);
        let only = span.0..span.0 + 1;
        let (events, links) = (events.of(only.clone()), links.of(only));
        let follow = [
            (rare::STATUS_MESSAGE, message != Sym::EMPTY),
            (rare::TRACE_STATE, state != Sym::EMPTY),
            (rare::FLAGS, flags != 0),
            (rare::DROPPED, attributes | dropped_events | dropped_links != 0),
            (rare::EVENTS, !events.is_empty()),
            (rare::LINKS, !links.is_empty()),
        ];
        let follow = follow.into_iter().filter(|&(_, follows)| follows).fold(0, |bits, (bit, _)| bits | bit);
        self.bytes.push(follow);
        if follow & rare::STATUS_MESSAGE != 0 {
            self.sym(message);
        }
        if follow & rare::TRACE_STATE != 0 {
            self.sym(state);
        }
        if follow & rare::FLAGS != 0 {
            self.number(flags);
        }
        if follow & rare::DROPPED != 0 {
            self.number(attributes);
            self.number(dropped_events);
            self.number(dropped_links);
        }
        if follow & rare::EVENTS != 0 {
            self.events(events);
        }
        if follow & rare::LINKS != 0 {
            self.links(links);
        }
    }

    fn log(&mut self, log: &WaitingLog) {
        let WaitingLog { trace, span_id, event, log } = *log;
        self.bytes.extend_from_slice(&self.tables.waiting.traces.id(trace).0);
        self.long(span_id.0);
        self.long(event.time_ns);
        self.sym(event.name);
        self.bytes.push(log.severity.number());
        self.number(log.body.0);
        self.number(log.scope.0);
        self.number(event.dropped_attributes);
        self.list(event.attributes);
    }

    fn events(&mut self, positions: Range<u32>) {
        self.length(positions.len());
        for at in positions {
            let event = self.tables.events.value(at);
            self.long(event.time_ns);
            self.sym(event.name);
            self.number(event.dropped_attributes);
            self.list(event.attributes);
        }
    }

    fn links(&mut self, positions: Range<u32>) {
        self.length(positions.len());
        for at in positions {
            let link = self.tables.links.value(at);
            self.bytes.extend_from_slice(&link.trace_id.0);
            self.long(link.span_id.0);
            self.sym(link.trace_state);
            self.number(link.flags);
            self.number(link.dropped_attributes);
            self.list(link.attributes);
        }
    }
}
