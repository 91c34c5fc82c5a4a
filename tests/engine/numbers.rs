//! Numbers of units in questions: heatmaps of them, selections by them, and what there is to choose from.

use spanlens::analysis::{
    AttributeDiffOptions, Baseline, FlameDiffOptions, FlameGraphOptions, HeatmapOptions, NumberAttribute, NumberRange,
    Selection, TraceListOptions, UnitNumber,
};
use spanlens::filter::Scope;
use spanlens::protocol::{
    AttributeDiffQuestion, CallsQuestion, Comparison, CountQuestion, ErrorCausesQuestion, FlameDiffQuestion,
    FlameGraphQuestion, HeatmapQuestion, NumberChoicesQuestion, OverviewQuestion, Question, Reply, ServiceMapQuestion,
    TracesQuestion,
};

use super::latency::demo_engine;
use super::{answer, compare, heatmap, reply};

fn total() -> UnitNumber {
    UnitNumber::Attribute(Scope::Span, "app.order.total".to_owned())
}

/// Every question that a selection is part of, without the selection in the answer.
fn questions(comparison: &Comparison) -> Vec<Question> {
    let comparison = || comparison.clone();
    vec![
        CountQuestion(comparison()).into(),
        OverviewQuestion(comparison()).into(),
        ErrorCausesQuestion(comparison()).into(),
        AttributeDiffQuestion { comparison: comparison(), options: AttributeDiffOptions::default() }.into(),
        TracesQuestion { comparison: comparison(), options: TraceListOptions::default() }.into(),
        FlameGraphQuestion { comparison: comparison(), options: FlameGraphOptions::default() }.into(),
        FlameDiffQuestion { comparison: comparison(), options: FlameDiffOptions::default() }.into(),
        ServiceMapQuestion(comparison()).into(),
        CallsQuestion(comparison()).into(),
    ]
}

#[test]
fn every_analysis_is_of_the_units_whose_number_is_in_the_range() {
    let mut engine = demo_engine();
    // A unit has a large number if one of its spans has: that is what a filter can ask, too.
    let by_number = |min: f64| Selection {
        number: Some(NumberRange { of: total(), min: Some(min), max: None }),
        ..Selection::default()
    };
    let by_filter =
        |min: f64| Selection { filter: Some(format!("{{ span.app.order.total >= {min} }}")), ..Selection::default() };
    let sides = |selection, other: Selection| {
        [compare(Some(selection), Baseline::Rest), compare(Some(other.clone()), Baseline::Rectangle(other))]
    };
    let [one, _] = sides(by_number(500.0), by_filter(500.0));
    let [other, _] = sides(by_filter(500.0), by_filter(500.0));
    let counted = answer(&mut engine, CountQuestion(one.clone()));
    assert!(counted.selected > 50 && counted.baseline > counted.selected, "{counted:?}");
    for (by_number, by_filter) in questions(&one).into_iter().zip(questions(&other)) {
        let (found, expected) = (reply(&mut engine, by_number.clone()), reply(&mut engine, by_filter));
        assert!(matches!(found, Reply::Answer { .. }), "{found:?}");
        assert_eq!(format!("{found:?}"), format!("{expected:?}"), "{by_number:?}");
    }
    // As a baseline, too.
    let rectangle =
        |other| compare(Some(Selection { errors_only: true, ..Selection::default() }), Baseline::Rectangle(other));
    for (a, b) in questions(&rectangle(by_number(100.0))).into_iter().zip(questions(&rectangle(by_filter(100.0)))) {
        assert_eq!(format!("{:?}", reply(&mut engine, a)), format!("{:?}", reply(&mut engine, b)));
    }
}

#[test]
fn a_rectangle_of_the_demo_selects_what_it_shows() {
    let mut engine = demo_engine();
    let options = HeatmapOptions { number: Some(NumberRange::all(total())), ..HeatmapOptions::default() };
    let map = answer(&mut engine, HeatmapQuestion { options, ..heatmap() }).heatmap;
    let numbers = map.numbers.clone().unwrap();
    let all = answer(&mut engine, CountQuestion(compare(None, Baseline::Rest))).all;
    assert_eq!(map.units + numbers.units_without, all);
    assert!(map.units > 100 && numbers.units_without > map.units, "most requests are no orders");
    let upper = map.rectangle(0..map.columns, map.rows / 2..map.rows);
    let counted: u32 = map.counts.chunks(map.rows as usize).flat_map(|column| &column[map.rows as usize / 2..]).sum();
    let sides = answer(&mut engine, CountQuestion(compare(Some(upper), Baseline::Rest)));
    assert_eq!((sides.selected, sides.selected + sides.baseline), (counted, all));
}

#[test]
fn the_choices_are_what_the_demo_has() {
    let choices = answer(&mut demo_engine(), NumberChoicesQuestion {});
    let has = |scope: Scope, key: &str| {
        choices.attributes.iter().any(|known: &NumberAttribute| known.scope == scope && known.key == key)
    };
    assert!(has(Scope::Span, "app.order.total") && has(Scope::Span, "http.response.body.size"));
    assert!(!has(Scope::Span, "app.plan"), "a text is no number");
    // What the map of all requests counts at its nodes, but for spans that are in no request.
    let map = answer(&mut demo_engine(), ServiceMapQuestion(compare(None, Baseline::Rest)));
    for callee in &choices.callees {
        let node = map.nodes.iter().find(|node| node.name == callee.service).unwrap();
        assert!(node.selection.calls <= callee.calls, "{callee:?}");
    }
    assert!(choices.callees.is_sorted_by(|a, b| a.calls >= b.calls));
}
