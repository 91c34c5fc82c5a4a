//! Sets of spans for property tests: few, small, and alike enough that ids, times and names collide often.

use proptest::collection::vec;
use proptest::prelude::*;
use spanlens::store::{
    EventDraft, LinkDraft, RawValue, ResourceDraft, ScopeDraft, ScopeRow, SourceRow, SpanDraft, Store, StoreBuilder,
    Sym,
};
use spanlens::units::{SpanId, SpanKind, StatusCode, TraceId};

/// A span, as small numbers.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct Span {
    /// The file it is in: 0 and 1 are of one group, 2 is of another.
    pub(crate) source: u32,
    /// Zero is no trace.
    pub(crate) trace: u8,
    /// Zero is no id.
    pub(crate) id: u64,
    /// Zero is no parent.
    pub(crate) parent: u64,
    pub(crate) kind: u8,
    pub(crate) name: u8,
    pub(crate) service: u8,
    pub(crate) start_ns: u64,
    /// Zero is unfinished.
    pub(crate) end_ns: u64,
    pub(crate) error: bool,
    /// How many attributes, events and links it has.
    pub(crate) extras: u8,
}

/// Up to `most` of something: at most three half of the time.
pub(crate) fn few<T: std::fmt::Debug>(
    most: usize,
    one: impl Strategy<Value = T> + Clone,
) -> impl Strategy<Value = Vec<T>> {
    prop_oneof![vec(one.clone(), 0..=3), vec(one, 0..=most)]
}

/// Spans in three files, two groups and two named traces. Some come twice, or nearly so.
pub(crate) fn spans() -> impl Strategy<Value = Vec<Span>> {
    let copies = few(4, (any::<prop::sample::Index>(), 0..3_u32, 0..3_u8));
    (few(12, span((0..5_u64, 0..7_u64))), copies).prop_map(|(mut spans, copies)| {
        for (of, source, change) in copies.into_iter().filter(|_| !spans.is_empty()).collect::<Vec<_>>() {
            let mut copy = Span { source, ..of.get(&spans).clone() };
            match change {
                0 => {}
                1 => copy.error = !copy.error,
                _ => copy.kind = (copy.kind + 1) % 6,
            }
            spans.push(copy);
        }
        spans
    })
}

/// As [`spans`], with other starts and ends.
pub(crate) fn spans_at(times: impl Strategy<Value = (u64, u64)> + Clone + 'static) -> impl Strategy<Value = Vec<Span>> {
    few(12, span(times))
}

fn span(times: impl Strategy<Value = (u64, u64)> + Clone) -> impl Strategy<Value = Span> + Clone {
    let ids = (0..3_u32, 0..3_u8, 0..5_u64, 0..5_u64);
    let words = (0..6_u8, 0..2_u8, 0..2_u8, any::<bool>(), prop_oneof![4 => Just(0), 1 => 1..4_u8]);
    (ids, words, times).prop_map(
        |((source, trace, id, parent), (kind, name, service, error, extras), (start_ns, end_ns))| Span {
            source,
            trace,
            id,
            parent,
            kind,
            name,
            service,
            start_ns,
            end_ns,
            error,
            extras,
        },
    )
}

impl Span {
    pub(crate) fn kind(&self) -> SpanKind {
        SpanKind::ALL[usize::from(self.kind)]
    }

    /// The group of its file.
    pub(crate) fn group(&self) -> u32 {
        self.source / 2
    }
}

/// A builder that knows the three files.
pub(crate) fn builder() -> StoreBuilder {
    let mut builder = StoreBuilder::new();
    for (name, group) in [("first", "before"), ("second", "before"), ("third", "after")] {
        builder.add_source(name, group);
    }
    builder
}

/// Adds spans to a builder of [`builder`].
pub(crate) fn push(builder: &mut StoreBuilder, spans: &[Span]) {
    for span in spans {
        let scope = scope(builder, ["shop", "cart"][usize::from(span.service)]);
        let draft = draft(builder, span);
        builder.push(&draft, scope, SourceRow(span.source)).unwrap();
    }
}

/// A scope of a resource that is a service and nothing else.
pub(crate) fn scope(builder: &mut StoreBuilder, service: &str) -> ScopeRow {
    let key = builder.intern("service.name").unwrap();
    let service = RawValue::string(builder.intern(service).unwrap());
    let attributes = vec![builder.intern_pair(key, service).unwrap()];
    let resource = builder.intern_resource(&mut ResourceDraft { attributes, ..ResourceDraft::default() }).unwrap();
    builder.intern_scope(resource, &mut ScopeDraft::default()).unwrap()
}

/// The sealed store of some spans.
pub(crate) fn store_of(spans: &[Span]) -> Store {
    let mut builder = builder();
    push(&mut builder, spans);
    builder.seal()
}

fn draft(builder: &mut StoreBuilder, span: &Span) -> SpanDraft {
    let key = builder.intern("n").unwrap();
    let pairs =
        (0..span.extras).map(|at| builder.intern_pair(key, RawValue::int(at.into())).unwrap()).collect::<Vec<_>>();
    let name = builder.intern(["GET", "POST"][usize::from(span.name)]).unwrap();
    SpanDraft {
        trace_id: TraceId(u128::from(span.trace).to_be_bytes()),
        span_id: SpanId(span.id),
        parent_id: SpanId(span.parent),
        name,
        kind: span.kind(),
        start_ns: span.start_ns,
        end_ns: span.end_ns,
        status: if span.error { StatusCode::Error } else { StatusCode::Unset },
        status_message: if span.error && span.extras > 0 { name } else { Sym::EMPTY },
        flags: span.extras.into(),
        events: (0..usize::from(span.extras))
            .map(|at| EventDraft { time_ns: span.start_ns, name, attributes: 0..at, ..EventDraft::default() })
            .collect(),
        links: (1..u64::from(span.extras))
            .map(|at| LinkDraft { span_id: SpanId(at), attributes: 0..1, ..LinkDraft::default() })
            .collect(),
        attributes: pairs.clone(),
        nested: pairs,
        ..SpanDraft::default()
    }
}
