//! What the selection is compared with: `baseline=rest`, `baseline=before`, or `baseline=rectangle` with the keys of a selection.

use spanlens::analysis::Baseline;

use super::pairs::Pairs;
use super::selection;
use crate::words::{meaning, word};

/// Before each key of the selection that is the baseline.
const PREFIX: &str = "baseline-";

pub(super) fn add(pairs: &mut Pairs, baseline: &Baseline) {
    match baseline {
        Baseline::Rectangle(selection) => {
            pairs.add("baseline", "rectangle");
            selection::add(pairs, PREFIX, selection);
        }
        Baseline::Rest | Baseline::Before => pairs.add("baseline", &word(baseline)),
    }
}

/// The baseline that is said. A rectangle without a condition is as if it were not said.
pub(super) fn of(pairs: &Pairs) -> Option<Baseline> {
    match pairs.first("baseline")? {
        "rectangle" => selection::of(pairs, PREFIX).map(Baseline::Rectangle),
        other => meaning(other),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use spanlens::analysis::Selection;

    #[test]
    fn a_baseline_can_be_read() {
        let rectangle = Baseline::Rectangle(Selection { errors_only: true, ..Selection::default() });
        for (baseline, text) in [
            (Baseline::Rest, "baseline=rest"),
            (Baseline::Before, "baseline=before"),
            (rectangle, "baseline=rectangle&baseline-errors=only"),
        ] {
            let mut pairs = Pairs::default();
            add(&mut pairs, &baseline);
            assert_eq!(of(&pairs), Some(baseline));
            assert_eq!(pairs.into_text(), text);
        }
        assert_eq!(of(&Pairs::of("baseline=rectangle")), None);
        assert_eq!(of(&Pairs::of("baseline=cats")), None);
    }
}
