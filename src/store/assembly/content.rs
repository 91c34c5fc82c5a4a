//! A total order of spans by what they say.

use std::cmp::Ordering;

use crate::store::arena::Slice;
use crate::store::attributes::RawValue;
use crate::store::hash::{hash_bytes, mix};
use crate::store::logs::WaitingLog;
use crate::store::rows::{PairRow, ScopeRow, SpanRow, Sym};
use crate::store::tables::Tables;
use crate::units::{SpanId, SpanKind};

/// Compares spans of unsealed tables by content, wherever and in whatever order they arrived.
pub(super) struct Content<'a> {
    tables: &'a Tables,
}

impl<'a> Content<'a> {
    pub(super) fn of(tables: &'a Tables) -> Self {
        Self { tables }
    }

    pub(super) fn span_id(&self, row: u32) -> SpanId {
        self.tables.spans.span_id[row]
    }

    pub(super) fn parent_id(&self, row: u32) -> SpanId {
        self.tables.spans.parent_id[row]
    }

    pub(super) fn kind(&self, row: u32) -> SpanKind {
        self.tables.spans.kind[row]
    }

    pub(super) fn marks(&self, row: u32) -> crate::store::spans::Marks {
        self.tables.spans.marks[row]
    }

    /// What stays the same of a span from its start to its end: its id, parent, kind, start and service.
    pub(super) fn identity(&self, row: u32) -> (SpanId, SpanId, SpanKind, u64, Sym) {
        let Tables { spans, scopes, .. } = self.tables;
        let service = scopes.service(spans.scope[row]);
        (spans.span_id[row], spans.parent_id[row], spans.kind[row], spans.start_ns[row], service)
    }

    /// Orders by start, then by longer duration, then by all else in a fixed but meaningless order, in the end by the source.
    /// Equal spans are equal in everything, up to a collision of 64-bit hashes.
    pub(super) fn compare(&self, a: u32, b: u32) -> Ordering {
        let spans = &self.tables.spans;
        let numbers = |row| {
            let duration_ns = std::cmp::Reverse(spans.duration_ns[row]);
            (duration_ns, spans.span_id[row], spans.parent_id[row], spans.kind[row])
        };
        // Most spans differ in their start, and then nothing else is read.
        (spans.start_ns[a].cmp(&spans.start_ns[b]))
            .then_with(|| numbers(a).cmp(&numbers(b)))
            .then_with(|| self.text(spans.name[a]).cmp(self.text(spans.name[b])))
            .then_with(|| self.digest(a).cmp(&self.digest(b)))
            .then_with(|| spans.source[a].cmp(&spans.source[b]))
    }

    /// Whether two spans have the same content. Interned tables make this a comparison of rows; a span's source does not count.
    pub(super) fn same(&self, a: u32, b: u32) -> bool {
        let spans = &self.tables.spans;
        let head = |row| {
            let span = SpanRow(row);
            (
                (spans.span_id(span), spans.parent_id(span), spans.name(span), spans.kind(span)),
                (spans.start_ns(span), spans.recorded_end_ns(span), spans.status(span), spans.scope(span)),
                (spans.status_message(span), spans.trace_state(span), spans.flags(span), spans.dropped(span)),
            )
        };
        head(a) == head(b)
            && self.span_pairs(a) == self.span_pairs(b)
            && self.same_events(a, b)
            && self.same_links(a, b)
    }

    fn same_events(&self, a: u32, b: u32) -> bool {
        let events = |row: u32| self.tables.events.of(row..row + 1).map(|at| self.tables.events.value(at));
        events(a).len() == events(b).len()
            && events(a).zip(events(b)).all(|(a, b)| {
                (a.time_ns, a.name, a.dropped_attributes) == (b.time_ns, b.name, b.dropped_attributes)
                    && self.pairs(a.attributes).eq(self.pairs(b.attributes))
            })
    }

    /// Whether two logs of one trace have the same content.
    pub(super) fn same_log(&self, a: &WaitingLog, b: &WaitingLog) -> bool {
        (a.span_id, a.log, a.event.time_ns, a.event.name) == (b.span_id, b.log, b.event.time_ns, b.event.name)
            && a.event.dropped_attributes == b.event.dropped_attributes
            && self.pairs(a.event.attributes).eq(self.pairs(b.event.attributes))
    }

    /// A hash of all that a log says but for its trace, from texts and numbers only.
    pub(super) fn digest_log(&self, &WaitingLog { span_id, event, log, .. }: &WaitingLog) -> u64 {
        let state = mix(span_id.0, event.time_ns);
        let state = mix(state, u64::from(log.severity.number()) << 32 | u64::from(event.dropped_attributes));
        let state = self.digest_value(self.digest_text(state, event.name), self.tables.bodies.value(log.body));
        self.digest_scope(self.digest_pairs(state, event.attributes), log.scope)
    }

    fn same_links(&self, a: u32, b: u32) -> bool {
        let links = |row: u32| self.tables.links.of(row..row + 1).map(|at| self.tables.links.value(at));
        links(a).len() == links(b).len()
            && links(a).zip(links(b)).all(|(a, b)| {
                (a.trace_id, a.span_id, a.trace_state) == (b.trace_id, b.span_id, b.trace_state)
                    && (a.flags, a.dropped_attributes) == (b.flags, b.dropped_attributes)
                    && self.pairs(a.attributes).eq(self.pairs(b.attributes))
            })
    }

    fn span_pairs(&self, row: u32) -> &[PairRow] {
        self.tables.span_lists.slice(self.tables.spans.attributes[row])
    }

    fn pairs(&self, slice: Slice) -> impl Iterator<Item = &PairRow> {
        self.tables.lists.slice(slice).iter()
    }

    fn text(&self, sym: Sym) -> &str {
        self.tables.strings.text(sym)
    }

    /// A hash of everything that [`compare`](Self::compare) does not look at by itself, from texts and numbers only.
    fn digest(&self, row: u32) -> u64 {
        let (spans, span) = (&self.tables.spans, SpanRow(row));
        let mut state = mix(spans.status(span) as u64, u64::from(spans.flags(span)));
        state = mix(state, spans.recorded_end_ns(span).unwrap_or_default());
        let dropped = spans.dropped(span);
        for word in [dropped.attributes, dropped.events, dropped.links] {
            state = mix(state, u64::from(word));
        }
        state = self.digest_text(state, spans.status_message(span));
        state = self.digest_text(state, spans.trace_state(span));
        state = self.digest_scope(state, spans.scope(span));
        state = self.digest_list(state, self.span_pairs(row));
        for at in self.tables.events.of(row..row + 1) {
            let event = self.tables.events.value(at);
            state = self.digest_text(mix(state, event.time_ns), event.name);
            state = self.digest_pairs(mix(state, u64::from(event.dropped_attributes)), event.attributes);
        }
        for at in self.tables.links.of(row..row + 1) {
            let link = self.tables.links.value(at);
            state = mix(mix(state, hash_bytes(&link.trace_id.0)), link.span_id.0);
            state = self.digest_text(mix(state, u64::from(link.flags)), link.trace_state);
            state = self.digest_pairs(mix(state, u64::from(link.dropped_attributes)), link.attributes);
        }
        state
    }

    fn digest_scope(&self, state: u64, scope: ScopeRow) -> u64 {
        let (scopes, resources) = (&self.tables.scopes, &self.tables.resources);
        let resource = scopes.resource(scope);
        let texts =
            [scopes.name(scope), scopes.version(scope), scopes.schema_url(scope), resources.schema_url(resource)];
        let state = texts.into_iter().fold(state, |state, text| self.digest_text(state, text));
        let [of_scope, of_resource] =
            [scopes.dropped_attributes(scope), resources.dropped_attributes(resource)].map(u64::from);
        let state = mix(state, of_scope << 32 | of_resource);
        // Attributes of resources and scopes have no order, so theirs are summed.
        let sum = |slice| {
            let digests = self.pairs(slice).map(|&pair| self.digest_pair(0, pair));
            digests.fold(0_u64, u64::wrapping_add)
        };
        mix(mix(state, sum(scopes.attributes(scope))), sum(resources.attributes(resource)))
    }

    fn digest_pairs(&self, state: u64, slice: Slice) -> u64 {
        self.digest_list(state, self.tables.lists.slice(slice))
    }

    fn digest_list(&self, state: u64, pairs: &[PairRow]) -> u64 {
        pairs.iter().fold(mix(state, pairs.len() as u64), |state, &pair| self.digest_pair(state, pair))
    }

    fn digest_pair(&self, state: u64, pair: PairRow) -> u64 {
        self.digest_value(self.digest_text(state, self.tables.pairs.key(pair)), self.tables.pairs.value(pair))
    }

    fn digest_value(&self, state: u64, value: RawValue) -> u64 {
        match value.text() {
            Some(text) => self.digest_text(mix(state, u64::from(value.type_number())), text),
            None => mix(mix(state, u64::from(value.type_number())), value.payload()),
        }
    }

    fn digest_text(&self, state: u64, sym: Sym) -> u64 {
        mix(state, hash_bytes(self.text(sym).as_bytes()))
    }
}
