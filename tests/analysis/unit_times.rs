//! Whose time it is, written to be obvious: the oracle of the flame graph, its diff and the suspects.

#![expect(clippy::cast_precision_loss, reason = "the numbers of a test are small")]

use std::collections::BTreeMap;

use spanlens::analysis::{Attribution, FrameKey, Frames, TOLERANCE_NS};
use spanlens::store::{SpanRow, Store};
use spanlens::units::SpanKind;

use super::critical_path::expected;
use super::trees::{awaited_children, children, is_awaited};

/// A span of a unit.
pub(super) struct SpanTime {
    /// Its frame, and the frame of its own time.
    pub(super) key: FrameKey,
    pub(super) own_key: FrameKey,
    pub(super) own_ns: f64,
    pub(super) outside_ns: f64,
}

/// The callee's side of a call and the callee, where the attributes say nothing.
pub(super) fn call(store: &Store, span: SpanRow) -> Option<(SpanRow, String)> {
    let children = children(store, span);
    let service = |span: SpanRow| store.text(store.service(span)).to_owned();
    let server = match store.spans().kind(span) {
        SpanKind::Client | SpanKind::Producer => children.iter().copied().find(|&child| {
            matches!(store.spans().kind(child), SpanKind::Server | SpanKind::Consumer)
                || service(child) != service(span)
        }),
        SpanKind::Unspecified => children.first().copied().filter(|&first| {
            service(first) != service(span) && children.iter().all(|&child| service(child) == service(first))
        }),
        _ => None,
    };
    server.map(|server| (server, service(server)))
}

/// All spans of a unit.
pub(super) fn unit_times(store: &Store, unit: SpanRow, attribution: Attribution) -> Vec<SpanTime> {
    let mut own = BTreeMap::<SpanRow, f64>::new();
    let mut outside = BTreeMap::<SpanRow, f64>::new();
    let rows: Vec<SpanRow> = store.subtree(unit).map(SpanRow).collect();
    for &span in &rows {
        let windows = if span == unit { vec![window(store, unit)] } else { outside_of_parent(store, span) };
        for window in windows {
            let into = if span == unit { &mut own } else { &mut outside };
            match attribution {
                Attribution::CriticalPath => {
                    for segment in expected(store, span, window, TOLERANCE_NS) {
                        *into.entry(segment.span).or_default() += segment.duration_ns() as f64;
                    }
                }
                Attribution::Shared => share(store, span, window, into),
            }
        }
    }
    let time = |of: &BTreeMap<SpanRow, f64>, span| of.get(&span).copied().unwrap_or_default();
    let times = rows.into_iter().map(|span| {
        let key = FrameKey { path: path(store, unit, span), in_transit_to: None };
        let in_transit_to = call(store, span).map(|(_, callee)| callee);
        let own_key = FrameKey { in_transit_to, ..key.clone() };
        SpanTime { key, own_key, own_ns: time(&own, span), outside_ns: time(&outside, span) }
    });
    times.collect()
}

fn window(store: &Store, span: SpanRow) -> (u64, u64) {
    (store.spans().start_ns(span), store.spans().end_ns(span))
}

/// The parts of a span before and after its parent, and all of one that is not waited for.
pub(super) fn outside_of_parent(store: &Store, span: SpanRow) -> Vec<(u64, u64)> {
    let ((from, to), (parent_from, parent_to)) = (window(store, span), window(store, store.parent(span).unwrap()));
    if !is_awaited(store, span) {
        return vec![(from, to)].into_iter().filter(|(from, to)| from < to).collect();
    }
    let parts = [(from, to.min(parent_from)), (from.max(parent_to), to)];
    parts.into_iter().filter(|(from, to)| from < to).collect()
}

/// Shares out a window of a span, stretch by stretch between any two times that the store knows.
fn share(store: &Store, span: SpanRow, (from, to): (u64, u64), into: &mut BTreeMap<SpanRow, f64>) {
    let rows = store.subtree(span).map(SpanRow);
    let mut times: Vec<u64> = rows.flat_map(|span| <[u64; 2]>::from(window(store, span))).chain([from, to]).collect();
    times.sort_unstable();
    times.dedup();
    for pair in times.windows(2).filter(|pair| from <= pair[0] && pair[1] <= to) {
        share_stretch(store, span, (pair[0], pair[1]), (pair[1] - pair[0]) as f64, into);
    }
}

fn share_stretch(store: &Store, span: SpanRow, stretch: (u64, u64), ns: f64, into: &mut BTreeMap<SpanRow, f64>) {
    let runs = |child: &SpanRow| window(store, *child).0 <= stretch.0 && stretch.1 <= window(store, *child).1;
    let running: Vec<SpanRow> = awaited_children(store, span).into_iter().filter(runs).collect();
    if running.is_empty() {
        *into.entry(span).or_default() += ns;
    }
    for &child in &running {
        share_stretch(store, child, stretch, ns / running.len() as f64, into);
    }
}

fn path(store: &Store, unit: SpanRow, span: SpanRow) -> Vec<(String, String)> {
    let mut path = Vec::new();
    let mut at = span;
    loop {
        path.push((store.text(store.service(at)).to_owned(), store.text(store.spans().name(at)).to_owned()));
        if at == unit {
            path.reverse();
            return path;
        }
        at = store.parent(at).unwrap();
    }
}

/// Whether a frame is another one or somewhere below it.
pub(super) fn is_within(key: &FrameKey, other: &FrameKey) -> bool {
    key == other || (other.in_transit_to.is_none() && key.path.starts_with(&other.path))
}

/// The keys of all frames.
pub(super) fn keys(frames: &Frames) -> Vec<FrameKey> {
    (0..frames.len()).map(|frame| FrameKey::of(frames, frame)).collect()
}

/// Whether two numbers are the same to a billionth of a third, which is what they are sums and differences of.
pub(super) fn close(a: f64, b: f64, of: f64) -> bool {
    (a - b).abs() <= 1e-9 * of.abs().max(a.abs()).max(b.abs()).max(1e-3)
}
