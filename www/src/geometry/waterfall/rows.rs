//! Which spans are rows, and in which order: as a tree without what is below a collapsed span, or by service.
//!
//! Spans are in the order of a [`Trace`]: each subtree is one run. So the tree is not walked: from a collapsed span, the next row is the
//! one after its subtree.

use spanlens::analysis::{NO_PARENT, Trace};

/// The spans whose children are hidden.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Collapsed(Vec<bool>);

impl Collapsed {
    /// None of so many spans.
    pub(crate) fn none(spans: usize) -> Self {
        Self(vec![false; spans])
    }

    /// All that have children, but for the heads: what they called is what is asked for first.
    pub(crate) fn all_below_heads(subtree_sizes: &[u32], parents: &[u32]) -> Self {
        Self(subtree_sizes.iter().zip(parents).map(|(&size, &parent)| size > 1 && parent != NO_PARENT).collect())
    }

    /// Whether the children of a span are hidden.
    pub(crate) fn contains(&self, span: u32) -> bool {
        self.0.get(span as usize).copied().unwrap_or(false)
    }

    /// Hides or shows the children of a span.
    pub(crate) fn set(&mut self, span: u32, is_collapsed: bool) {
        if let Some(entry) = self.0.get_mut(span as usize) {
            *entry = is_collapsed;
        }
    }

    /// Shows a span, wherever it is hidden. O(depth).
    pub(crate) fn reveal(&mut self, span: u32, parents: &[u32]) {
        let mut above = parents.get(span as usize).copied().unwrap_or(NO_PARENT);
        while above != NO_PARENT {
            self.set(above, false);
            above = parents.get(above as usize).copied().unwrap_or(NO_PARENT);
        }
    }
}

/// The spans that are shown, from top to bottom.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Rows {
    spans: Vec<u32>,
    /// The row of each span of the trace where they are by service. Absent for a tree, whose spans ascend.
    places: Option<Vec<usize>>,
}

impl Rows {
    /// The rows of a trace as a tree. Where only some spans are wanted, ascending: these, and the spans above them. O(rows), and O(spans) for some.
    pub(crate) fn tree(trace: &Trace, collapsed: &Collapsed, only: Option<&[u32]>) -> Self {
        let wanted = only.map(|only| with_all_above(only, &trace.parents));
        let mut spans = Vec::new();
        let mut span = 0_u32;
        while let Some(&size) = trace.subtree_sizes.get(span as usize) {
            let is_wanted = wanted.as_ref().is_none_or(|wanted| wanted[span as usize]);
            if is_wanted {
                spans.push(span);
            }
            span += if collapsed.contains(span) || !is_wanted { size.max(1) } else { 1 };
        }
        Self { spans, places: None }
    }

    /// The spans of a trace by service, in the order in which services occur, and those of a service by their starts. Where only some are
    /// wanted: these. O(spans · log spans).
    pub(crate) fn by_service(trace: &Trace, only: Option<&[u32]>) -> Self {
        let count = trace.subtree_sizes.len();
        let mut spans: Vec<u32> = match only {
            Some(only) => only.to_vec(),
            None => (0..).take(count).collect(),
        };
        spans.sort_by_key(|&span| (trace.service_indexes[span as usize], trace.offset_ns[span as usize]));
        let mut places = vec![0; count];
        for (row, &span) in spans.iter().enumerate() {
            places[span as usize] = row;
        }
        Self { spans, places: Some(places) }
    }

    /// Whether they are a tree: whether their depths mean something.
    pub(crate) fn is_tree(&self) -> bool {
        self.places.is_none()
    }

    /// How many there are.
    pub(crate) fn len(&self) -> usize {
        self.spans.len()
    }

    /// The span of a row.
    pub(crate) fn span(&self, row: usize) -> Option<u32> {
        self.spans.get(row).copied()
    }

    /// The spans from top to bottom.
    pub(crate) fn spans(&self) -> &[u32] {
        &self.spans
    }

    /// The row of a span. Where it is hidden: in a tree that of the last span before it that is shown, which is the collapsed one above it if
    /// there is one; by service the first. O(log rows).
    pub(crate) fn row_of(&self, span: u32) -> usize {
        match &self.places {
            Some(places) => places.get(span as usize).copied().unwrap_or_default(),
            None => self.spans.partition_point(|&shown| shown <= span).saturating_sub(1),
        }
    }
}

/// Which spans are some of a trace, or are above one of them. O(spans).
fn with_all_above(spans: &[u32], parents: &[u32]) -> Vec<bool> {
    let mut wanted = vec![false; parents.len()];
    for &span in spans {
        let mut at = span;
        while let Some(entry) = wanted.get_mut(at as usize).filter(|entry| !**entry) {
            *entry = true;
            at = parents[at as usize];
        }
    }
    wanted
}

#[cfg(test)]
mod tests {
    use super::*;

    /// ```text
    /// 0
    /// ├ 1
    /// │ ├ 2
    /// │ └ 3
    /// └ 4
    /// 5
    /// └ 6
    /// ```
    const SIZES: [u32; 7] = [5, 3, 1, 1, 1, 2, 1];
    const PARENTS: [u32; 7] = [NO_PARENT, 0, 1, 1, 0, NO_PARENT, 5];

    fn trace() -> Trace {
        Trace {
            subtree_sizes: SIZES.to_vec(),
            parents: PARENTS.to_vec(),
            service_indexes: vec![0, 1, 0, 2, 1, 0, 0],
            offset_ns: vec![0, 5, 9, 6, 2, 7, 7],
            ..Trace::default()
        }
    }

    fn set(collapsed: &[u32]) -> Collapsed {
        let mut set = Collapsed::none(SIZES.len());
        for &span in collapsed {
            set.set(span, true);
        }
        set
    }

    fn rows(collapsed: &[u32]) -> Rows {
        Rows::tree(&trace(), &set(collapsed), None)
    }

    #[test]
    fn what_is_below_a_collapsed_span_is_no_row() {
        for (collapsed, expected) in [
            (&[][..], &[0, 1, 2, 3, 4, 5, 6][..]),
            (&[1], &[0, 1, 4, 5, 6]),
            (&[0], &[0, 5, 6]),
            (&[0, 1, 5], &[0, 5]),
            (&[2, 6], &[0, 1, 2, 3, 4, 5, 6]),
        ] {
            assert_eq!(rows(collapsed).spans(), expected, "{collapsed:?}");
        }
        assert_eq!(Rows::tree(&Trace::default(), &Collapsed::none(0), None).len(), 0);
    }

    #[test]
    fn some_spans_are_shown_with_what_is_above_them() {
        let only = |only: &[u32], collapsed: &[u32]| Rows::tree(&trace(), &set(collapsed), Some(only)).spans().to_vec();
        assert_eq!(only(&[3], &[]), [0, 1, 3]);
        assert_eq!(only(&[4, 6], &[]), [0, 4, 5, 6]);
        assert_eq!(only(&[3, 4], &[1]), [0, 1, 4]);
        assert_eq!(only(&[], &[]), [0; 0]);
    }

    #[test]
    fn spans_by_service_are_in_the_order_of_their_starts() {
        let all = Rows::by_service(&trace(), None);
        assert_eq!(all.spans(), [0, 5, 6, 2, 4, 1, 3]);
        let rows: Vec<usize> = (0..7).map(|span| all.row_of(span)).collect();
        assert_eq!(rows, [0, 5, 3, 6, 4, 1, 2]);
        assert_eq!(Rows::by_service(&trace(), Some(&[1, 2])).spans(), [2, 1]);
        assert!(!all.is_tree() && Rows::by_service(&Trace::default(), None).len() == 0);
    }

    #[test]
    fn a_hidden_span_is_in_the_row_of_what_hides_it() {
        let rows = rows(&[1]);
        let found: Vec<usize> = (0..7).map(|span| rows.row_of(span)).collect();
        assert_eq!(found, [0, 1, 1, 1, 2, 3, 4]);
    }

    #[test]
    fn collapsing_all_keeps_what_the_heads_called() {
        let collapsed = Collapsed::all_below_heads(&SIZES, &PARENTS);
        assert_eq!(Rows::tree(&trace(), &collapsed, None).spans(), [0, 1, 4, 5, 6]);
    }

    #[test]
    fn revealing_opens_all_that_is_above() {
        let mut collapsed = Collapsed::none(7);
        for span in [0, 1, 5] {
            collapsed.set(span, true);
        }
        collapsed.reveal(3, &PARENTS);
        assert_eq!(Rows::tree(&trace(), &collapsed, None).spans(), [0, 1, 2, 3, 4, 5]);
    }

    #[test]
    fn a_deep_and_wide_trace_is_a_loop() {
        // Twenty chains of five thousand below one head.
        let (chains, depth) = (20_u32, 5_000_u32);
        let mut sizes = vec![chains * depth + 1];
        let mut parents = vec![NO_PARENT];
        for _ in 0..chains {
            parents.push(0);
            parents.extend((1..depth).map(|_| 0).zip(sizes.len()..).map(|(_, at)| u32::try_from(at).unwrap()));
            sizes.extend((0..depth).map(|at| depth - at));
        }
        assert_eq!((sizes.len(), parents.len()), (100_001, 100_001));
        let trace = Trace { subtree_sizes: sizes, parents, ..Trace::default() };
        let all = Collapsed::all_below_heads(&trace.subtree_sizes, &trace.parents);
        assert_eq!(Rows::tree(&trace, &all, None).len(), 21);
        let mut one = all;
        one.reveal(100_000, &trace.parents);
        assert_eq!(Rows::tree(&trace, &one, None).len(), 20 + 5_000);
        let every: Vec<u32> = (0..100_001).collect();
        assert_eq!(Rows::tree(&trace, &Collapsed::none(100_001), Some(&every)).len(), 100_001);
    }
}
