//! Small sets of spans with everything that is odd about traces in databases: without a root, with several, stored twice, unfinished, ended
//! before they began, across the ends of a range; durations on every bound.
//!
//! What a server does not tell apart as the engine does is left out: cycles, two halves of a call under one id, and spans that were sent
//! when they began and again when they ended. So a parent has a smaller id than its child, all spans are of one kind, and unfinished ones begin at times of their
//! own.

use std::collections::BTreeSet;

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

pub(super) const SECOND: u64 = 1_000_000_000;
pub(super) const START: u64 = 1_700_000_000 * SECOND;

/// A span in few words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Span {
    trace: u8,
    id: u8,
    /// That of no span of its trace is 15.
    parent: Option<u8>,
    start_ns: u64,
    end_ns: u64,
    operation: usize,
    status: u8,
    is_5xx: bool,
    /// An attribute of its own and one of its resource, or none.
    said: usize,
}

/// What a span says of itself and of its resource by the key `x`.
const SAID: [Option<&str>; 14] = [
    None,
    Some(""),
    Some("500"),
    Some("5e2"),
    Some("500.0"),
    Some("-3"),
    Some("0.1"),
    Some("007"),
    Some("9007199254740993"),
    Some("170141183460469231731687303715884105727"),
    Some("true"),
    Some("a 'b' \\ {x:String}"),
    Some("é🙂\nz"),
    Some("1."),
];

/// Service and name.
const OPERATIONS: [(&str, &str); 4] =
    [("front", "GET /"), ("it's", "a \\ 'b' {x:String}\n"), ("", "GET /"), ("front", "")];

#[derive(Debug, Clone)]
pub(super) struct Drawn(Vec<Span>);

/// A time after a start that is the end of a span, be it before it or none.
fn end_ns(start_ns: u64, duration: i64) -> u64 {
    if duration == i64::MIN { 0 } else { start_ns.saturating_add_signed(duration) }
}

fn span() -> impl Strategy<Value = Span> {
    let start = select(vec![
        -70 * 1_000_000_000_i64,
        -30 * 1_000_000_000,
        9_999_999_999,
        10_000_000_000,
        10_000_000_001,
        15_000_000_000,
        15_000_000_030,
        15_000_000_031,
        19_999_999_999,
        20_000_000_000,
        25_000_000_000,
        700_000_000_000,
    ]);
    let duration = select(vec![
        i64::MIN,
        -191_305,
        0,
        1,
        99,
        100,
        101,
        999,
        1_000,
        999_999,
        1_000_000,
        1_000_001,
        1_999_999_999,
        2_000_000_000,
        i64::MAX,
    ]);
    let parent = prop_oneof![3 => Just(None), 2 => (1_u8..4).prop_map(Some), 1 => Just(Some(15))];
    (1_u8..5, 1_u8..6, parent, start, duration, 0..OPERATIONS.len(), 0_u8..3).prop_map(
        |(trace, id, parent, start, duration, operation, status)| {
            let start_ns = START.wrapping_add_signed(start + i64::from(duration == i64::MIN) * 3);
            let parent = parent.filter(|&parent| parent < id || parent == 15);
            let is_5xx = duration % 2 == 1;
            let said =
                (usize::from(trace) * 31 + usize::from(id) * 17 + operation * 5 + usize::from(status)) % SAID.len();
            Span { trace, id, parent, start_ns, end_ns: end_ns(start_ns, duration), operation, status, is_5xx, said }
        },
    )
}

/// Up to a dozen spans, some of them stored twice.
pub(super) fn drawn() -> impl Strategy<Value = Drawn> {
    (vec((span(), 0..8_u8), 1..12)).prop_map(|spans| {
        let twice = |(span, chance): (Span, u8)| std::iter::repeat_n(span, if chance == 0 { 2 } else { 1 });
        Drawn(spans.into_iter().flat_map(twice).collect())
    })
}

impl Drawn {
    pub(super) fn to_otlp(&self) -> String {
        self.0.iter().map(|span| span.to_otlp() + "\n").collect()
    }

    /// Several sets as one, each with traces of its own.
    pub(super) fn joined(sets: Vec<Self>) -> Self {
        let all = sets.into_iter().zip(0_u8..);
        Self(
            all.flat_map(|(Self(spans), set)| {
                spans.into_iter().map(move |span| Span { trace: span.trace + 16 * set, ..span })
            })
            .collect(),
        )
    }

    /// The same with one root of each trace, so that a trace is one unit.
    pub(super) fn with_one_root(mut self) -> Self {
        let mut roots: Vec<Span> = Vec::new();
        self.0.retain(|span| match roots.iter().find(|root| root.trace == span.trace) {
            _ if span.parent.is_some() => true,
            Some(root) => root == span,
            None => {
                roots.push(*span);
                true
            }
        });
        self
    }

    /// How many roots in the range have the id of another, the first of each not counted.
    pub(super) fn repeated_roots(&self) -> u64 {
        let range = super::RANGE;
        let roots = || self.0.iter().filter(|span| span.parent.is_none() && range.contains(span.start_ns));
        let ids: BTreeSet<_> = roots().map(|span| (span.trace, span.id)).collect();
        (roots().count() - ids.len()) as u64
    }
}

impl Span {
    fn to_otlp(self) -> String {
        let Self { trace, id, parent, start_ns, end_ns, operation, status, is_5xx, said } = self;
        let (service, name) = OPERATIONS[operation];
        let text = |text: &str| serde_json::to_string(text).expect("text");
        let service = if service.is_empty() {
            String::new()
        } else {
            format!(r#"{{"key":"service.name","value":{{"stringValue":{}}}}}"#, text(service))
        };
        let attributes = if is_5xx {
            r#"{"key":"http.response.status_code","value":{"intValue":"503"}}"#
        } else {
            r#"{"key":"http.status_code","value":{"intValue":"404"}}"#
        };
        let x = |said: usize| {
            SAID[said % SAID.len()].map(|value| format!(r#"{{"key":"x","value":{{"stringValue":{}}}}}"#, text(value)))
        };
        let attributes = [Some(attributes.to_owned()), x(said)].into_iter().flatten().collect::<Vec<_>>().join(",");
        let service = [Some(service).filter(|service| !service.is_empty()), x(said + 1)];
        let service = service.into_iter().flatten().collect::<Vec<_>>().join(",");
        let parent = parent.map_or(String::new(), |parent| format!("{parent:016x}"));
        format!(
            r#"{{"resourceSpans":[{{"resource":{{"attributes":[{service}]}},"scopeSpans":[{{"spans":[{{"traceId":"{trace:032x}","spanId":"{id:016x}","parentSpanId":"{parent}","name":{name},"kind":1,"startTimeUnixNano":"{start_ns}","endTimeUnixNano":"{end_ns}","status":{{"code":{status}}},"attributes":[{attributes}]}}]}}]}}]}}"#,
            name = text(name),
        )
    }
}
