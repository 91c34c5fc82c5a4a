//! Which traces a question needs, where the spans of a range are on the server.

use crate::analysis::{Baseline, Selection};
use crate::units::{FailureRule, TimeRange};

/// The sides of a comparison, as far as the requests' own spans determine them. Conditions that need more spans, such as a filter of the
/// selection, a number, an error or a frame, are evaluated after fetching.
#[derive(Debug, Clone, PartialEq)]
pub struct WantedSides {
    /// Which requests fail, where that matters.
    fail: FailureRule,
    /// The filter of the view.
    pub(super) view: Option<String>,
    /// The requests in question. All where it is absent.
    pub(super) selection: Option<Selection>,
    /// What they are compared with, if the question compares anything.
    pub(super) baseline: Option<Baseline>,
    /// By which rule traces with an error are meant before others, if they are: they alone where not all fit, and no baseline.
    pub(super) errors_by: Option<FailureRule>,
    /// Whether requests of the selection may turn out to be of the baseline, once their spans are known.
    pub(super) is_narrowed: bool,
}

impl WantedSides {
    /// The sides of a comparison; `compares` if the baseline is needed, too.
    #[must_use]
    pub fn of(fail: FailureRule, view: Option<&str>, sides: (Option<&Selection>, &Baseline), compares: bool) -> Self {
        let (selection, baseline) = sides;
        let baseline = selection.filter(|_| compares).map(|_| match baseline {
            Baseline::Rectangle(other) => Baseline::Rectangle(told_by_requests(other)),
            other => other.clone(),
        });
        let narrowed = selection.is_some_and(needs_spans);
        let overlaps = matches!(baseline, Some(Baseline::Rest | Baseline::Rectangle(_)));
        let selection = selection.map(told_by_requests);
        let other = match &baseline {
            Some(Baseline::Rectangle(other)) => Some(other),
            _ => None,
        };
        let tells_failing = [selection.as_ref(), other].into_iter().flatten().any(|side| side.errors_only);
        let fail = if tells_failing { fail } else { FailureRule::Status };
        let view = view.map(str::to_owned);
        Self { fail, view, selection, baseline, errors_by: None, is_narrowed: narrowed && overlaps }
    }

    /// The same for a question about errors: if not all traces fit, those with an error by the rule are preferred.
    #[must_use]
    pub fn with_errors_first(self, rule: FailureRule) -> Self {
        Self { errors_by: Some(rule), ..self }
    }

    /// Whether the traces fetched for these sides also serve other sides. `is_exact` if nothing was left out.
    #[must_use]
    pub fn do_for(&self, other: &Self, is_exact: bool) -> bool {
        let is_same = (self.fail, &self.view, &self.selection) == (other.fail, &other.view, &other.selection)
            && (is_exact || self.errors_by == other.errors_by);
        let has_baseline = self.baseline == other.baseline && (is_exact || self.is_narrowed == other.is_narrowed);
        is_same && (other.baseline.is_none() || has_baseline)
    }

    /// Which requests fail, where that matters.
    pub(super) fn rule(&self) -> FailureRule {
        self.fail
    }

    /// The part of a range that both sides are in.
    pub(super) fn time(&self, range: TimeRange) -> TimeRange {
        let Some(selection) = &self.selection else { return range };
        let other = self.baseline.as_ref().and_then(|baseline| baseline.as_selection(selection));
        let both = [Some(selection), other.as_ref()].into_iter().flatten();
        let times: Option<Vec<TimeRange>> = both.map(|side| side.time).collect();
        let Some(times) = times else { return range };
        let from_ns = times.iter().map(|time| time.from_ns).min().unwrap_or(range.from_ns);
        let to_ns = times.iter().map(|time| time.to_ns).max().unwrap_or(range.to_ns);
        TimeRange { from_ns: from_ns.clamp(range.from_ns, range.to_ns), to_ns: to_ns.clamp(range.from_ns, range.to_ns) }
    }
}

/// Whether a selection has conditions that a request's own span does not determine.
#[must_use]
pub fn needs_spans(selection: &Selection) -> bool {
    let Selection { filter, number, cause, frame, marks, .. } = selection;
    filter.is_some() || number.is_some() || cause.is_some() || frame.is_some() || marks.is_some()
}

/// A selection but for what takes more than the span of a request to tell.
fn told_by_requests(selection: &Selection) -> Selection {
    Selection { filter: None, number: None, cause: None, frame: None, marks: None, ..selection.clone() }
}

#[cfg(test)]
mod tests {
    use super::*;

    const RANGE: TimeRange = TimeRange { from_ns: 100, to_ns: 200 };

    fn at(from_ns: u64, to_ns: u64) -> Selection {
        Selection { time: Some(TimeRange { from_ns, to_ns }), ..Selection::default() }
    }

    fn wanted(selection: &Selection, baseline: &Baseline) -> WantedSides {
        WantedSides::of(FailureRule::StatusOr5xx, None, (Some(selection), baseline), true)
    }

    #[test]
    fn what_both_sides_are_in_is_within_the_range() {
        let time = |selection: Selection, baseline: Baseline| {
            let TimeRange { from_ns, to_ns } = wanted(&selection, &baseline).time(RANGE);
            (from_ns, to_ns)
        };
        assert_eq!(time(at(150, 160), Baseline::Before), (140, 160));
        assert_eq!(time(at(150, 160), Baseline::Rest), (100, 200));
        assert_eq!(time(at(150, 160), Baseline::Rectangle(at(190, 300))), (150, 200));
        assert_eq!(time(at(90, 120), Baseline::Before), (100, 120));
        assert_eq!(time(Selection::default(), Baseline::Before), (100, 200));
    }

    #[test]
    fn what_was_fetched_does_for_what_spans_tell() {
        let filtered = Selection { filter: Some("{ status = error }".to_owned()), ..at(150, 160) };
        let [plain, narrowed] = [at(150, 160), filtered]
            .map(|selection| [Baseline::Before, Baseline::Rest].map(|baseline| wanted(&selection, &baseline)));
        // Nothing before the selection turns out to be selected.
        assert!(plain[0].do_for(&narrowed[0], false));
        // What is not selected is of the rest, and was fetched at another rate, unless it is all there.
        assert!(!plain[1].do_for(&narrowed[1], false));
        assert!(plain[1].do_for(&narrowed[1], true));
        assert!(!plain[0].do_for(&plain[1], true));
        // What was chosen for its errors does for nothing else, nor else for errors, unless it is all there.
        let of_errors = plain[0].clone().with_errors_first(FailureRule::Status);
        assert!(!plain[0].do_for(&of_errors, false) && !of_errors.do_for(&plain[0], false));
        assert!(plain[0].do_for(&of_errors, true) && of_errors.do_for(&plain[0], true));
        let alone = WantedSides::of(FailureRule::Status, None, (Some(&at(150, 160)), &Baseline::Rest), false);
        assert!(plain[0].do_for(&alone, false) && plain[1].do_for(&alone, false) && !alone.do_for(&plain[0], true));
    }
}
