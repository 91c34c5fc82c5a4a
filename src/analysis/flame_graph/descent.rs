//! Which descendant a window leads to.
//!
//! Where a child runs all through a window, the critical path goes to that child at once, and from there to its own child. In a chain of spans of which each
//! outlives its parent, every window leads far down. Jump pointers make that a few steps: those of E. W. Myers, "An applicative random-access stack",
//! Information Processing Letters 17 (1983).

use crate::store::{SpanRow, Store};

/// The way down from each span of a unit.
#[derive(Debug, Clone, Default)]
pub(super) struct Descent {
    unit: u32,
    /// One for each span of the unit, in the order of the store.
    nodes: Vec<Node>,
}

#[derive(Debug, Clone, Copy)]
struct Node {
    /// How many spans are below on the way.
    below: u32,
    /// To the child that ends last.
    step: Step,
    /// To some span below: with one for each span, any of them is reached in O(log n).
    jump: Step,
}

impl Node {
    /// That of a span without children.
    fn leaf(at: u32) -> Self {
        Self { below: 0, step: Step::none(at), jump: Step::none(at) }
    }
}

/// A way down, and the windows that take it.
#[derive(Debug, Clone, Copy)]
struct Step {
    /// Where it leads, counted from the unit.
    to: u32,
    /// All spans on the way run from here on.
    from_ns: u64,
    /// All spans on the way run up to here.
    to_ns: u64,
    /// Siblings that come before a span on the way have ended then.
    after_ns: u64,
}

impl Step {
    /// No way at all, from a span without children.
    fn none(at: u32) -> Self {
        Self { to: at, from_ns: 0, to_ns: u64::MAX, after_ns: 0 }
    }

    fn then(self, next: Self) -> Self {
        Self {
            to: next.to,
            from_ns: self.from_ns.max(next.from_ns),
            to_ns: self.to_ns.min(next.to_ns),
            after_ns: self.after_ns.max(next.after_ns),
        }
    }

    fn takes(&self, (from_ns, to_ns): (u64, u64)) -> bool {
        self.from_ns <= from_ns && to_ns <= self.to_ns && self.after_ns < to_ns
    }
}

impl Descent {
    /// Looks at the spans of a unit. O(n).
    pub(super) fn look(&mut self, store: &Store, unit: SpanRow) {
        let Self { unit: first, nodes } = self;
        let rows = store.subtree(unit);
        *first = unit.0;
        nodes.clear();
        nodes.resize(rows.len(), Node::leaf(0));
        for row in rows.rev() {
            let at = row - unit.0;
            nodes[at as usize] = match last_child(store, SpanRow(row), unit) {
                None => Node::leaf(at),
                Some(step) => above(nodes, step),
            };
        }
    }

    /// The span from which on the critical path of a span's window is another one than that of a single child: the same segments are below it.
    /// O(log n).
    pub(super) fn end(&self, span: SpanRow, window_ns: (u64, u64)) -> SpanRow {
        let mut at = span.0 - self.unit;
        loop {
            let Node { below, step, jump } = self.nodes[at as usize];
            let Some(way) = [jump, step].into_iter().find(|way| below > 0 && way.takes(window_ns)) else {
                return SpanRow(self.unit + at);
            };
            at = way.to;
        }
    }
}

/// The step to the child that ends last, and of those that end together to the first.
fn last_child(store: &Store, span: SpanRow, unit: SpanRow) -> Option<Step> {
    let spans = store.spans();
    let mut last = None::<Step>;
    for child in store.children(span).filter(|&child| spans.is_awaited(child)) {
        let ended_ns = last.map_or(0, |last| last.to_ns);
        if last.is_none() || spans.end_ns(child) > ended_ns {
            let (from_ns, to_ns) = (spans.start_ns(child), spans.end_ns(child));
            last = Some(Step { to: child.0 - unit.0, from_ns, to_ns, after_ns: ended_ns });
        }
    }
    last
}

/// The node with a step to another one.
fn above(nodes: &[Node], step: Step) -> Node {
    let next = nodes[step.to as usize];
    let middle = nodes[next.jump.to as usize];
    let end = nodes[middle.jump.to as usize];
    let is_even = next.below - middle.below == middle.below - end.below;
    let jump = if is_even { step.then(next.jump).then(middle.jump) } else { step };
    Node { below: next.below + 1, step, jump }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::CriticalPath;
    use crate::sketch::sketch;

    /// All spans of a unit, with every window between times that something happens at, lead to the same segments as without a descent.
    fn check(text: &str) -> usize {
        let store = sketch(text).unwrap();
        let (unit, spans) = (SpanRow(0), store.spans());
        let mut descent = Descent::default();
        descent.look(&store, unit);
        let rows = || store.subtree(unit).map(SpanRow);
        let times: Vec<u64> = rows().flat_map(|span| [spans.start_ns(span), spans.end_ns(span)]).collect();
        let mut further = 0;
        for span in rows() {
            let own = (spans.start_ns(span), spans.end_ns(span));
            let ends = times.iter().map(|time_ns| (*time_ns).clamp(own.0, own.1));
            let windows = ends.clone().flat_map(|from_ns| ends.clone().map(move |to_ns| (from_ns, to_ns)));
            for window in windows.filter(|(from_ns, to_ns)| from_ns < to_ns) {
                let segments = |span| {
                    let mut segments = Vec::new();
                    CriticalPath::default().walk_window(&store, span, window, |segment| segments.push(segment));
                    segments
                };
                let end = descent.end(span, window);
                further += usize::from(end != span);
                assert_eq!(segments(end), segments(span), "{span:?} {window:?}\n{text}");
            }
        }
        further
    }

    #[test]
    fn drawn_traces_have_the_same_paths() {
        for text in [
            "a x 0..100",
            "a x 0..10\n b y 0..20\n  c z 0..30\n   d u 0..40",
            "a x 0..10\n b y 5..20\n  c z 10..30\n   d u 15..40",
            // Siblings before and behind the child that ends last, and some that end with it.
            "a x 0..10\n b y 0..5\n b y 2..20\n  c z 2..30\n  c u 3..30\n b v 4..20",
            // What is not waited for is on no path.
            "a x 0..10\n b y 0..20 @consumer\n  c z 0..30\n b u 1..20\n  c v 1..25",
            "a x 0..10\n b y 0..0\n b z 0..15\n  c u 0..15",
        ] {
            check(text);
        }
    }

    #[test]
    fn random_traces_have_the_same_paths() {
        let mut state = 7_u64;
        let mut random = |below: u64| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (state >> 33) % below
        };
        let mut further = 0;
        for _ in 0..60 {
            let mut lines = vec!["a x 0..20".to_owned()];
            let mut depth = 0;
            for _ in 0..14 {
                depth = random(depth + 2).max(1);
                let from = random(20);
                let indent = " ".repeat(usize::try_from(depth).unwrap());
                lines.push(format!("{indent}b y {from}..{}", from + random(30)));
            }
            further += check(&lines.join("\n"));
        }
        assert!(further > 1_000, "{further}");
    }

    #[test]
    fn a_long_way_down_is_a_few_steps() {
        let lines: Vec<_> = (0..500_usize).map(|at| format!("{}a x 0..{}", " ".repeat(at), at + 1)).collect();
        let store = sketch(&lines.join("\n")).unwrap();
        let mut descent = Descent::default();
        descent.look(&store, SpanRow(0));
        let (from_ns, to_ns) = (store.spans().end_ns(SpanRow(0)), store.spans().end_ns(SpanRow(1)));
        assert_eq!(descent.end(SpanRow(1), (from_ns, to_ns)), SpanRow(499));
        let (mut at, mut steps) = (0_usize, 0);
        while descent.nodes[at].below > 0 {
            at = descent.nodes[at].jump.to as usize;
            steps += 1;
        }
        assert!(steps < 20, "{steps}");
    }
}
