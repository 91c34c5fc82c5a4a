//! Every analysis in steps: however large they are, they change nothing, and none of them looks at much more than it may.

use std::fmt::Debug;
use std::ops::ControlFlow;

use proptest::prelude::*;
use spanlens::analysis::{
    AttributeDiffFold, AttributeDiffOptions, CallListFold, CauseSelection, CauseUnitsFold, ChangesFold,
    ErrorCausesFold, ErrorCausesOptions, Fate, FindingsFold, FlameDiffOptions, FlameGraphFold, FlameGraphOptions, Fold,
    FrameKey, FrameSelection, FrameUnitsFold, GroupPair, HeatmapFold, HeatmapOptions, LatencyDiffFold, MarkSelection,
    MatchingFold, NarrowFold, NumberRange, NumberUnitsFold, OverviewFold, Selection, ServiceMapFold, Side,
    SuspectsFold, TraceColumn, TraceListFold, TraceListOptions, UnitMarks, UnitNumber, error_causes, flame_graph,
};
use spanlens::filter::{Filter, Scope};
use spanlens::sketch::sketch;
use spanlens::store::{Population, RowSet, Store};
use spanlens::units::{FailureRule, TimeRange};

use super::in_steps;
use super::trees::{forest, two_sets};
use crate::strategies::store_of;

/// What is done with each fold. It makes the fold anew as often as it wants.
trait Check {
    fn check<F: Fold<Out: Debug + PartialEq>>(&self, name: &str, fold: impl Fn() -> F);
}

/// Checks the folds of all analyses over two sets of units.
fn check_all(store: &Store, [selection, baseline]: &[RowSet; 2], check: &impl Check) {
    let (a, b) = (|| selection.clone(), || baseline.clone());
    let range = TimeRange { from_ns: 0, to_ns: u64::MAX };
    let sides = || (Side { rows: selection, range }, Some(Side { rows: baseline, range }));
    check.check("heatmap", || HeatmapFold::new(store, a(), &HeatmapOptions::default(), FailureRule::Status));
    let without_gaps = HeatmapOptions { leaves_out_gaps: true, ..HeatmapOptions::default() };
    check.check("heatmap without gaps", || HeatmapFold::new(store, a(), &without_gaps, FailureRule::Status));
    let numbers =
        [UnitNumber::Spans, UnitNumber::Calls("cart".to_owned()), UnitNumber::Attribute(Scope::Any, "n".to_owned())];
    for of in numbers {
        let options = HeatmapOptions { number: Some(NumberRange::all(of.clone())), ..without_gaps.clone() };
        check.check("heatmap of a number", || HeatmapFold::new(store, a(), &options, FailureRule::Status));
        let range = || NumberRange { of: of.clone(), min: Some(1.0), max: Some(5.0) };
        check.check("units by a number", || NumberUnitsFold::new(store, a(), range()));
    }
    check.check("overview", || OverviewFold::new(sides().0, sides().1, FailureRule::Status));
    check.check("error causes", || {
        ErrorCausesFold::new(store, a(), &ErrorCausesOptions::default(), FailureRule::Status)
    });
    check.check("findings", || FindingsFold::new(store, a(), Population::Requests, FailureRule::Status));
    let groups = || GroupPair {
        before: store.sources().groups().first().cloned().unwrap_or_default(),
        after: "after".to_owned(),
    };
    check.check("changes", || ChangesFold::new(store, a(), Population::Requests, FailureRule::Status, groups()));
    for count_spans in [false, true] {
        let options = AttributeDiffOptions { count_spans, ..AttributeDiffOptions::default() };
        check.check("attribute diff", || AttributeDiffFold::new(store, a(), b(), &options));
    }
    check.check("flame graph", || FlameGraphFold::new(store, a(), &FlameGraphOptions::default()));
    check.check("latency diff", || LatencyDiffFold::new(store, a(), b(), &FlameDiffOptions::default()));
    check.check("suspects", || SuspectsFold::new(store, a(), b()));
    check.check("calls", || CallListFold::new(store, a(), Some(b()), FailureRule::Status));
    check.check("service map", || ServiceMapFold::new(store, a(), Some(b()), FailureRule::Status));
    for column in [TraceColumn::Start, TraceColumn::Services, TraceColumn::Operation, TraceColumn::TraceId] {
        let options = TraceListOptions { column, limit: 3, ..TraceListOptions::default() };
        check.check("trace list", || TraceListFold::new(store, a(), &options, FailureRule::Status));
    }
    let filter = Filter::parse("{ status = error } && { name = `a` }").unwrap();
    check.check("filter", || MatchingFold::new(store, a(), &filter));
    let causes = error_causes(store, selection, &ErrorCausesOptions::default(), FailureRule::Status);
    let key = causes.rows.first().map(|row| row.key.clone()).unwrap_or_default();
    let cause = CauseSelection { key, fate: Fate::Cause };
    check.check("units of a cause", || CauseUnitsFold::new(store, a(), cause.clone(), FailureRule::Status));
    let frames = flame_graph(store, selection, &FlameGraphOptions::default()).unwrap().frames;
    let key = frames.len().checked_sub(1).map(|last| FrameKey::of(&frames, last)).unwrap_or_default();
    check.check("units of a frame", || FrameUnitsFold::new(store, a(), key.clone(), &FlameGraphOptions::default(), 2));
    let frame = FrameSelection::new(key.clone(), &FlameGraphOptions::default());
    let marks = Some(marks_of_all(store, selection));
    let number = Some(NumberRange { of: UnitNumber::Spans, min: Some(1.0), max: None });
    let conditions =
        Selection { number, cause: Some(cause.clone()), frame: Some(frame), marks, ..Selection::default() };
    check.check("selection", || NarrowFold::new(a(), &conditions, FailureRule::Status));
}

/// Marks that all units have which are of the operation of the first.
fn marks_of_all(store: &Store, units: &RowSet) -> MarkSelection {
    let text = |unit| (store.text(store.service(unit)).to_owned(), store.text(store.spans().name(unit)).to_owned());
    let marks = |(service, name)| UnitMarks { service, name, rows: Vec::new() };
    MarkSelection { any_of: units.iter().take(1).map(text).map(marks).collect(), templates: true }
}

/// Steps of a size give what one go gives.
struct SameInSteps<'a>(&'a Store, u32);

impl Check for SameInSteps<'_> {
    fn check<F: Fold<Out: Debug + PartialEq>>(&self, name: &str, fold: impl Fn() -> F) {
        let Self(store, spans) = *self;
        assert_eq!(in_steps(fold(), store, spans), fold().run(store), "{name}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(100))]

    #[test]
    fn steps_of_any_size_give_the_same(spans in forest(), bits in any::<u64>(), step in 0..90_u32) {
        let store = store_of(&spans);
        check_all(&store, &two_sets(&store, bits), &SameInSteps(&store, step));
    }
}

/// As many units as there are cannot be looked at in fewer steps.
struct Bounded<'a>(&'a Store);

const UNITS: u32 = 8 * STEP;
/// A block of what filters look at together.
const STEP: u32 = 4096;

impl Check for Bounded<'_> {
    fn check<F: Fold<Out: Debug + PartialEq>>(&self, name: &str, fold: impl Fn() -> F) {
        let mut fold = fold();
        let mut steps = 1;
        while let ControlFlow::Continue(rest) = fold.step(self.0, STEP) {
            fold = rest;
            steps += 1;
        }
        assert!(steps >= UNITS / STEP, "{name} was done after {steps} steps");
    }
}

#[test]
fn no_step_looks_at_more_units_than_it_may() {
    let store = sketch(&"a a 0..9 !\n\n".repeat(UNITS as usize)).unwrap();
    let sides = [store.requests().clone(), RowSet::empty(0)];
    check_all(&store, &sides, &Bounded(&store));
}
