//! Assembly once more, written to be obvious instead of fast, and held against the real one.

use std::cmp::Reverse;
use std::collections::{HashMap, HashSet};

use proptest::prelude::*;
use spanlens::store::{Marks, SpanRow, Store};
use spanlens::units::SpanKind;

use crate::strategies::{Span, spans, store_of};

/// What assembly says of a span: itself and its parent as text, and whether it is a request, an orphan, the head of a cut
/// cycle, one of several with its id.
type Finding = (String, Option<String>, [bool; 4]);

/// One trace, its spans from early to late.
struct Trace {
    spans: Vec<Span>,
    parents: Vec<Option<usize>>,
    cut: HashSet<usize>,
}

impl Trace {
    fn assemble(mut spans: Vec<Span>) -> Self {
        spans.sort_by_key(order);
        let mut seen = HashSet::new();
        // A file is not part of what a span says.
        spans.retain(|span| span.id == 0 || seen.insert(Span { source: 0, ..span.clone() }));
        let all = spans.clone();
        spans.retain(|span| !is_superseded(span, &all));
        let mut trace = Self { parents: vec![None; spans.len()], cut: HashSet::new(), spans };
        for at in 0..trace.spans.len() {
            trace.parents[at] = trace.find_parent(at);
        }
        for (sending, receiving) in trace.halves() {
            trace.parents[receiving] = Some(sending);
        }
        while let Some(cycle) = (0..trace.spans.len()).find_map(|at| trace.cycle_through(at)) {
            if let Some(root) = cycle.iter().copied().filter(|&at| trace.spans[at].parent == 0).min() {
                trace.parents[root] = None;
                continue;
            }
            let earliest = *cycle.iter().min().unwrap();
            trace.parents[earliest] = None;
            trace.cut.insert(earliest);
        }
        trace
    }

    /// The spans with an id, earliest first.
    fn named(&self, id: u64) -> Vec<usize> {
        (0..self.spans.len()).filter(|&at| id != 0 && self.spans[at].id == id).collect()
    }

    fn find_parent(&self, at: usize) -> Option<usize> {
        let named = self.named(self.spans[at].parent);
        named.iter().find(|&&other| is_callee(&self.spans[other])).or(named.first()).copied()
    }

    /// The two sides of each call that share an id, and a parent unless the callee says none.
    fn halves(&self) -> Vec<(usize, usize)> {
        let ids: HashSet<u64> = self.spans.iter().map(|span| span.id).collect();
        ids.into_iter()
            .filter_map(|id| {
                let named = self.named(id);
                let sending = *named.iter().find(|&&at| is_caller(&self.spans[at]))?;
                let receiving = *named.iter().find(|&&at| is_callee(&self.spans[at]))?;
                let [of_sending, of_receiving] = [sending, receiving].map(|at| self.spans[at].parent);
                (of_sending == of_receiving || of_receiving == 0).then_some((sending, receiving))
            })
            .collect()
    }

    /// All spans of the cycle that a span is on.
    fn cycle_through(&self, start: usize) -> Option<Vec<usize>> {
        let mut walk = vec![start];
        while let Some(parent) = self.parents[walk[walk.len() - 1]] {
            if parent == start {
                return Some(walk);
            }
            if walk.contains(&parent) {
                return None;
            }
            walk.push(parent);
        }
        None
    }

    fn findings(&self) -> Vec<Finding> {
        let heads: Vec<usize> = (0..self.spans.len()).filter(|&at| self.parents[at].is_none()).collect();
        let is_root = |at: usize| self.spans[at].parent == 0;
        let has_root = heads.iter().any(|&at| is_root(at));
        (0..self.spans.len())
            .map(|at| {
                let head = self.parents[at].is_none();
                let request = head && (is_root(at) || (!has_root && heads[0] == at));
                let marks =
                    [request, head && !is_root(at), self.cut.contains(&at), self.named(self.spans[at].id).len() > 1];
                (describe(&self.spans[at]), self.parents[at].map(|parent| describe(&self.spans[parent])), marks)
            })
            .collect()
    }
}

fn order(span: &Span) -> impl Ord + use<> {
    let duration_ns = Reverse(span.end_ns.saturating_sub(span.start_ns));
    (span.start_ns, duration_ns, span.id, span.parent, span.kind, span.name, span.source)
}

/// Whether a span is there again, as it ended.
fn is_superseded(span: &Span, all: &[Span]) -> bool {
    let same = |other: &&Span| {
        (other.id, other.parent, other.kind, other.start_ns, other.service)
            == (span.id, span.parent, span.kind, span.start_ns, span.service)
    };
    span.id != 0 && span.end_ns == 0 && all.iter().filter(same).any(|other| other.end_ns != 0)
}

fn is_caller(span: &Span) -> bool {
    matches!(span.kind(), SpanKind::Client | SpanKind::Producer)
}

fn is_callee(span: &Span) -> bool {
    matches!(span.kind(), SpanKind::Server | SpanKind::Consumer)
}

fn describe(span: &Span) -> String {
    let name = ["GET", "POST"][usize::from(span.name)];
    let duration_ns = span.end_ns.saturating_sub(span.start_ns);
    format!(
        "{}/{} {}<{} {:?} {name} {}+{duration_ns}",
        span.group(),
        span.trace,
        span.parent,
        span.id,
        span.kind(),
        span.start_ns
    )
}

/// What the model finds, trace by trace. Spans without a trace id are alone.
fn expected(spans: &[Span]) -> Vec<Finding> {
    let mut traces: HashMap<(u32, u8, usize), Vec<Span>> = HashMap::new();
    for (at, span) in spans.iter().enumerate() {
        let alone = if span.trace == 0 { at } else { 0 };
        traces.entry((span.group(), span.trace, alone)).or_default().push(span.clone());
    }
    let mut findings: Vec<Finding> = traces.into_values().flat_map(|spans| Trace::assemble(spans).findings()).collect();
    findings.sort();
    findings
}

/// What the store says, in the words of the model.
fn found(store: &Store) -> Vec<Finding> {
    let spans = store.spans();
    let describe = |span: SpanRow| {
        let trace = spans.trace(span);
        format!(
            "{}/{} {}<{} {:?} {} {}+{}",
            store.traces().group(trace),
            store.traces().id(trace).0[15],
            spans.parent_id(span).0,
            spans.span_id(span).0,
            spans.kind(span),
            store.text(spans.name(span)),
            spans.start_ns(span),
            spans.duration_ns(span)
        )
    };
    let mut findings: Vec<Finding> = (0..spans.len())
        .map(SpanRow)
        .map(|span| {
            let marks = [Marks::REQUEST, Marks::ORPHAN, Marks::CYCLE, Marks::REPEATED_ID]
                .map(|mark| spans.marks(span).contains(mark));
            (describe(span), store.parent(span).map(describe), marks)
        })
        .collect();
    findings.sort();
    findings
}

/// The span with everything that breaks ties beyond the model's order made to follow from what is in that order.
fn plain(span: &Span) -> Span {
    let end_ns = if span.end_ns <= span.start_ns { 0 } else { span.end_ns };
    Span { end_ns, error: span.name == 0, service: span.name, extras: span.name, ..span.clone() }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn assembly_finds_what_the_model_finds(spans in spans()) {
        let spans: Vec<Span> = spans.iter().map(plain).collect();
        prop_assert_eq!(found(&store_of(&spans)), expected(&spans));
    }
}
