//! Which spans are rows: all but those below a collapsed one.
//!
//! Spans are in the order of a [`Trace`](spanlens::analysis::Trace): each subtree is one run. So nothing is walked: from a
//! collapsed span, the next row is the one after its subtree.

use spanlens::analysis::NO_PARENT;

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
pub(crate) struct Rows(Vec<u32>);

impl Rows {
    /// The rows of a trace. O(rows).
    pub(crate) fn new(subtree_sizes: &[u32], collapsed: &Collapsed) -> Self {
        let mut rows = Vec::new();
        let mut span = 0_u32;
        while let Some(&size) = subtree_sizes.get(span as usize) {
            rows.push(span);
            span += if collapsed.contains(span) { size.max(1) } else { 1 };
        }
        Self(rows)
    }

    /// How many there are.
    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }

    /// The span of a row.
    pub(crate) fn span(&self, row: usize) -> Option<u32> {
        self.0.get(row).copied()
    }

    /// The row of a span; that of the collapsed span above it where it is hidden. O(log rows).
    pub(crate) fn row_of(&self, span: u32) -> usize {
        self.0.partition_point(|&shown| shown <= span).saturating_sub(1)
    }
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

    fn rows(collapsed: &[u32]) -> Rows {
        let mut set = Collapsed::none(SIZES.len());
        for &span in collapsed {
            set.set(span, true);
        }
        Rows::new(&SIZES, &set)
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
            assert_eq!(rows(collapsed), Rows(expected.to_vec()), "{collapsed:?}");
        }
        assert_eq!(Rows::new(&[], &Collapsed::none(0)).len(), 0);
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
        assert_eq!(Rows::new(&SIZES, &collapsed), Rows(vec![0, 1, 4, 5, 6]));
    }

    #[test]
    fn revealing_opens_all_that_is_above() {
        let mut collapsed = Collapsed::none(7);
        for span in [0, 1, 5] {
            collapsed.set(span, true);
        }
        collapsed.reveal(3, &PARENTS);
        assert_eq!(Rows::new(&SIZES, &collapsed), Rows(vec![0, 1, 2, 3, 4, 5]));
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
        let all = Collapsed::all_below_heads(&sizes, &parents);
        assert_eq!(Rows::new(&sizes, &all).len(), 21);
        let mut one = all;
        one.reveal(100_000, &parents);
        assert_eq!(Rows::new(&sizes, &one).len(), 20 + 5_000);
    }
}
