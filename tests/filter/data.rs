//! Random stores and random filters, in words so few that they meet.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use spanlens::store::{
    EventDraft, LinkDraft, PairRow, Population, RawValue, ResourceDraft, RowSet, ScopeDraft, SpanDraft, Store,
    StoreBuilder, Sym,
};
use spanlens::units::{SpanId, SpanKind, StatusCode, TraceId};

use crate::strategies::few;

/// A value as it is stored.
#[derive(Debug, Clone, Copy)]
pub(super) enum Stored {
    Empty,
    Text(&'static str),
    Bool(bool),
    Int(i64),
    Double(f64),
    Array(&'static str),
}

/// All that filters select from.
pub(super) const POPULATIONS: [Population; 3] = [Population::Requests, Population::Entries, Population::Spans];

/// The rows of a set.
pub(super) fn rows(set: &RowSet) -> Vec<u32> {
    set.iter().map(|row| row.0).collect()
}

type Attributes = Vec<(&'static str, Stored)>;

/// A span with all that filters ask for.
#[derive(Debug, Clone)]
pub(super) struct Span {
    trace: u8,
    id: u64,
    parent: u64,
    kind: usize,
    status: usize,
    words: [&'static str; 4],
    times: (u64, u64),
    own: Attributes,
    resource: Attributes,
    scope: Attributes,
    events: Vec<(&'static str, Attributes)>,
    links: Vec<Attributes>,
}

pub(super) const KEYS: [&str; 3] = ["a", "b", "c d"];
pub(super) const TEXTS: [&str; 9] = ["", "x", "xy", "y", "1", "1.5", "true", "[\"x\"]", "é\""];

fn stored() -> impl Strategy<Value = Stored> + Clone {
    prop_oneof![
        select(TEXTS.to_vec()).prop_map(Stored::Text),
        select(vec![-1, 0, 1, 2, i64::MAX]).prop_map(Stored::Int),
        select(vec![-1.0, 1.0, 1.5, 2.0, f64::NAN, 9.3e18]).prop_map(Stored::Double),
        any::<bool>().prop_map(Stored::Bool),
        Just(Stored::Empty),
        Just(Stored::Array("[\"x\"]")),
    ]
}

fn attributes() -> impl Strategy<Value = Attributes> + Clone {
    vec((select(KEYS.to_vec()), stored()), 0..3)
}

fn word() -> impl Strategy<Value = &'static str> + Clone {
    select(vec!["", "x", "xy"])
}

fn span() -> impl Strategy<Value = Span> + Clone {
    let ids = (0..3_u8, 0..5_u64, 0..5_u64, 0..6_usize, 0..3_usize);
    let words = [word(), word(), word(), word()];
    let times = (0..4_u64, 0..4_u64).prop_map(|(start, duration)| (1 + start, 1 + start + duration));
    let more = (vec((word(), attributes()), 0..3), vec(attributes(), 0..2));
    (ids, words, times, (attributes(), attributes(), attributes()), more).prop_map(
        |((trace, id, parent, kind, status), words, times, (own, resource, scope), (events, links))| Span {
            trace,
            id,
            parent,
            kind,
            status,
            words,
            times,
            own,
            resource,
            scope,
            events,
            links,
        },
    )
}

pub(super) fn spans() -> impl Strategy<Value = Vec<Span>> {
    few(10, span())
}

pub(super) fn store_of(spans: &[Span]) -> Store {
    let mut builder = StoreBuilder::new();
    let source = builder.add_source("made", "default");
    for span in spans {
        let [name, message, scope_name, service] = span.words.map(|word| builder.intern(word).unwrap());
        let mut resource = pairs(&mut builder, &span.resource);
        if service != Sym::EMPTY {
            let key = builder.intern("service.name").unwrap();
            resource.push(builder.intern_pair(key, RawValue::string(service)).unwrap());
        }
        let resource =
            builder.intern_resource(&mut ResourceDraft { attributes: resource, ..ResourceDraft::default() }).unwrap();
        let attributes = pairs(&mut builder, &span.scope);
        let mut scope = ScopeDraft { name: scope_name, version: scope_name, attributes, ..ScopeDraft::default() };
        let scope = builder.intern_scope(resource, &mut scope).unwrap();
        let mut draft = SpanDraft {
            trace_id: TraceId(u128::from(span.trace).to_be_bytes()),
            span_id: SpanId(span.id),
            parent_id: SpanId(span.parent),
            name,
            kind: SpanKind::ALL[span.kind],
            start_ns: span.times.0,
            end_ns: span.times.1,
            status: StatusCode::ALL[span.status],
            status_message: message,
            attributes: pairs(&mut builder, &span.own),
            ..SpanDraft::default()
        };
        for (name, attributes) in &span.events {
            let name = builder.intern(name).unwrap();
            let attributes = nest(&mut builder, &mut draft, attributes);
            draft.events.push(EventDraft { time_ns: span.times.1, name, attributes, ..EventDraft::default() });
        }
        for attributes in &span.links {
            let attributes = nest(&mut builder, &mut draft, attributes);
            let (trace_id, span_id) = (draft.trace_id, draft.parent_id);
            draft.links.push(LinkDraft { trace_id, span_id, attributes, ..LinkDraft::default() });
        }
        builder.push(&draft, scope, source).unwrap();
    }
    builder.seal()
}

fn nest(builder: &mut StoreBuilder, draft: &mut SpanDraft, attributes: &Attributes) -> std::ops::Range<usize> {
    let start = draft.nested.len();
    draft.nested.extend(pairs(builder, attributes));
    start..draft.nested.len()
}

fn pairs(builder: &mut StoreBuilder, attributes: &Attributes) -> Vec<PairRow> {
    let mut pair = |(key, value): &(&str, Stored)| {
        let value = match *value {
            Stored::Empty => RawValue::EMPTY,
            Stored::Text(text) => RawValue::string(builder.intern(text).unwrap()),
            Stored::Bool(value) => RawValue::bool(value),
            Stored::Int(value) => RawValue::int(value),
            Stored::Double(value) => RawValue::double(value),
            Stored::Array(text) => RawValue::array(builder.intern(text).unwrap()),
        };
        let key = builder.intern(key).unwrap();
        builder.intern_pair(key, value).unwrap()
    };
    attributes.iter().map(&mut pair).collect()
}
