//! Spans as every format can carry them.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

/// The value of an attribute.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Scalar {
    Text(String),
    Int(i64),
    Double(f64),
    Bool(bool),
}

impl Scalar {
    pub(super) fn text(&self) -> String {
        match self {
            Self::Text(text) => text.clone(),
            Self::Int(number) => number.to_string(),
            Self::Double(number) => format!("{number:?}"),
            Self::Bool(truth) => truth.to_string(),
        }
    }

    /// As JSON writes it.
    pub(super) fn json(&self) -> String {
        match self {
            Self::Text(text) => serde_json::Value::from(text.as_str()).to_string(),
            _ => self.text(),
        }
    }
}

pub(super) type Attributes = Vec<(String, Scalar)>;

/// Attributes of which some values are text instead.
pub(super) fn with_text(attributes: &Attributes, is_text: impl Fn(&Scalar) -> bool) -> Attributes {
    let as_text = |value: &Scalar| if is_text(value) { Scalar::Text(value.text()) } else { value.clone() };
    attributes.iter().map(|(key, value)| (key.clone(), as_text(value))).collect()
}

#[derive(Debug, Clone)]
pub(super) struct Event {
    pub(super) time_us: u64,
    pub(super) name: String,
    pub(super) attributes: Attributes,
    pub(super) dropped: u32,
}

#[derive(Debug, Clone)]
pub(super) struct Span {
    pub(super) trace: u128,
    pub(super) id: u64,
    pub(super) parent: u64,
    pub(super) name: String,
    /// By its number in OTLP.
    pub(super) kind: usize,
    pub(super) start_us: u64,
    /// None where it is unfinished.
    pub(super) duration_us: Option<u64>,
    /// By its number in OTLP, with the message of an error.
    pub(super) status: (usize, String),
    pub(super) trace_state: String,
    pub(super) dropped: [u32; 3],
    pub(super) attributes: Attributes,
    pub(super) events: Vec<Event>,
    /// To spans of other traces.
    pub(super) links: Vec<(u128, u64)>,
    pub(super) service: String,
    pub(super) resource: Attributes,
    pub(super) scope: (String, String),
}

fn text() -> impl Strategy<Value = String> + Clone {
    select(vec!["a", "b c", "é\"\\\n", "", "{x}", "a text of more than eight bytes", "1"]).prop_map(str::to_owned)
}

fn scalar() -> impl Strategy<Value = Scalar> {
    prop_oneof![
        text().prop_map(Scalar::Text),
        select(vec![0, -1, i64::MAX, i64::MIN]).prop_map(Scalar::Int),
        select(vec![0.5, -2.0, 1e22]).prop_map(Scalar::Double),
        any::<bool>().prop_map(Scalar::Bool),
    ]
}

/// Attributes of different keys.
fn attributes(keys: &'static [&'static str]) -> impl Strategy<Value = Attributes> {
    vec(prop::option::of(scalar()), keys.len()).prop_map(|values| {
        let named = keys.iter().zip(values);
        named.filter_map(|(key, value)| Some(((*key).to_owned(), value?))).collect()
    })
}

fn event() -> impl Strategy<Value = Event> {
    let dropped = prop_oneof![3 => Just(0), 1 => 1..9_u32];
    (0..100_u64, text(), attributes(&["k", "other.key", "é"]), dropped).prop_map(|(time, name, attributes, dropped)| {
        // What has no name has no way to say what was dropped, either.
        let dropped = if name.is_empty() { 0 } else { dropped };
        Event { time_us: 1_700_000_000_000_000 + time, name, attributes, dropped }
    })
}

fn span() -> impl Strategy<Value = Span> {
    let ids = (select(vec![1_u128, 0x5b8e_fff7_9803_8103_d269_b633_813f_c60c]), 0..6_u64);
    let duration = prop::option::weighted(0.9, 0..1_000_000_u64);
    let times = (0..1_000_000_u64, duration);
    let status = prop_oneof![Just((0, String::new())), Just((1, String::new())), text().prop_map(|text| (2, text))];
    let heads = (text(), 0..6_usize, status, select(vec!["", "a=b"]), [0..3_u32, 0..2_u32, 0..2_u32]);
    let lists = (
        attributes(&["http.method", "k", "a.rather.long.key"]),
        vec(event(), 0..3),
        vec((select(vec![7_u128, 1 << 127]), 1..5_u64), 0..3),
    );
    let origins = (
        select(vec!["", "shop", "cart"]),
        attributes(&["service.version", "host.id"]),
        select(vec![("", ""), ("lib", ""), ("lib", "1.2")]),
    );
    (ids, times, heads, lists, origins).prop_map(|(ids, times, heads, lists, origins)| {
        let (name, kind, status, trace_state, dropped) = heads;
        let (attributes, events, links) = lists;
        let (service, resource, (scope, version)) = origins;
        Span {
            trace: ids.0,
            id: 0,
            parent: ids.1,
            name,
            kind,
            start_us: 1_700_000_000_000_000 + times.0,
            duration_us: times.1,
            status,
            trace_state: trace_state.to_owned(),
            dropped,
            attributes,
            events,
            links,
            service: service.to_owned(),
            resource,
            scope: (scope.to_owned(), version.to_owned()),
        }
    })
}

/// Spans, each with an id of its own, which is not that of its parent.
pub(super) fn spans() -> impl Strategy<Value = Vec<Span>> {
    vec(span(), 0..5).prop_map(|mut spans| {
        for (span, id) in spans.iter_mut().zip(1..) {
            span.id = id;
            if span.parent == id {
                span.parent = 0;
            }
        }
        spans
    })
}
