//! How much a frame has changed, and whether that is more than chance.

use super::{Latency, Tree};

/// The change of a frame's total, from the baseline to the selection.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Change {
    /// Nanoseconds per unit.
    pub(crate) ns: f64,
    /// The standard error of that.
    pub(crate) error_ns: f64,
}

impl Change {
    /// Whether it is at least two standard errors.
    pub(crate) fn is_clear(self) -> bool {
        self.ns != 0.0 && self.ns.abs() >= 2.0 * self.error_ns
    }
}

impl Latency {
    /// The change of a frame's total in one of the trees. Nothing where nothing is compared.
    pub(crate) fn change(&self, frame: u32, tree: Tree) -> Option<Change> {
        let (deltas, at) = (&self.diff()?.deltas, frame as usize);
        let (ns, error_ns) = match tree {
            Tree::Within => (&deltas.total_ns, &deltas.total_error_ns),
            Tree::Outside => (&deltas.outside_total_ns, &deltas.outside_total_error_ns),
        };
        Some(Change { ns: *ns.get(at)?, error_ns: *error_ns.get(at)? })
    }
}

/// The end of the colour scale: the largest clear change of a tree, whatever its sign. Nothing where nothing has clearly changed.
pub(crate) fn largest_change_ns(latency: &Latency, tree: Tree) -> Option<f64> {
    let frames = 0..u32::try_from(latency.frames().len()).unwrap_or(u32::MAX);
    let clear = frames.filter_map(|frame| latency.change(frame, tree)).filter(|change| change.is_clear());
    clear.map(|change| change.ns.abs()).max_by(f64::total_cmp)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_is_clear_from_two_standard_errors() {
        let is_clear = |ns, error_ns| Change { ns, error_ns }.is_clear();
        assert!(is_clear(2.0, 1.0) && is_clear(-2.0, 1.0) && is_clear(0.5, 0.0));
        assert!(!is_clear(1.9, 1.0) && !is_clear(0.0, 0.0));
    }
}
