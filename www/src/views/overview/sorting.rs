//! The order of the operations.

use spanlens::analysis::Overview;

use super::metric::{Metric, row};
use spanlens::sort::sort_by;

/// What a table is sorted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Key {
    Service,
    Operation,
    Metric(Metric),
}

/// What a table is sorted by, and in which direction.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Sorting {
    key: Key,
    is_descending: bool,
}

impl Default for Sorting {
    fn default() -> Self {
        Self { key: Key::Metric(Metric::Count), is_descending: true }
    }
}

impl Key {
    /// Whether it is text, which begins with A, and not a number, of which the largest matters.
    pub(super) fn is_text(self) -> bool {
        matches!(self, Self::Service | Self::Operation)
    }
}

impl Sorting {
    /// Sorts by a key, and by the same key the other way round.
    pub(super) fn choose(&mut self, key: Key) {
        let is_descending = if key == self.key { !self.is_descending } else { !key.is_text() };
        *self = Self { key, is_descending };
    }

    /// The direction of a column for who does not see it.
    pub(super) fn aria(self, key: Key) -> Option<&'static str> {
        (key == self.key).then_some(if self.is_descending { "descending" } else { "ascending" })
    }
}

/// The operations in order. Equal ones stay in the order of the overview.
pub(super) fn order(overview: &Overview, sorting: Sorting) -> Vec<usize> {
    let mut order: Vec<usize> = (0..overview.names.len()).collect();
    let of = |at: usize| row(&overview.selection, overview.estimates.as_ref().map(|of| &of.selection), at);
    sort_by(&mut order, |&a, &b| {
        let ordering = match sorting.key {
            Key::Service => overview.services[a].cmp(&overview.services[b]),
            Key::Operation => overview.names[a].cmp(&overview.names[b]),
            Key::Metric(metric) => metric.compare(&of(a), &of(b)),
        };
        if sorting.is_descending { ordering.reverse() } else { ordering }
    });
    order
}

#[cfg(test)]
mod tests {
    use spanlens::analysis::RedColumns;

    use super::*;

    fn overview() -> Overview {
        Overview {
            services: ["shop", "cart", "shop"].map(str::to_owned).to_vec(),
            names: ["GET /", "get", "POST /"].map(str::to_owned).to_vec(),
            selection: RedColumns { counts: vec![9, 5, 5], p99_ns: vec![1, 3, 2], ..RedColumns::default() },
            ..Overview::default()
        }
    }

    #[test]
    fn numbers_descend_first_and_text_ascends() {
        let mut sorting = Sorting::default();
        assert_eq!(order(&overview(), sorting), [0, 1, 2]);
        sorting.choose(Key::Metric(Metric::P99));
        assert_eq!(order(&overview(), sorting), [1, 2, 0]);
        sorting.choose(Key::Metric(Metric::P99));
        assert_eq!(order(&overview(), sorting), [0, 2, 1]);
        sorting.choose(Key::Service);
        assert_eq!(order(&overview(), sorting), [1, 0, 2]);
        assert_eq!(sorting.aria(Key::Service), Some("ascending"));
        assert_eq!(sorting.aria(Key::Operation), None);
    }
}
