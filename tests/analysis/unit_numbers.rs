//! Numbers of units against nested loops, and the heatmaps and selections of them.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::Index;
use spanlens::analysis::{
    Heatmap, HeatmapNumbers, HeatmapOptions, NumberRange, Selection, UnitNumber, heatmap, level_of, number_of, select,
    service_map, unit_numbers,
};
use spanlens::filter::Scope;
use spanlens::sketch::sketch;
use spanlens::store::{Population, RawValue, RowSet, SourceRow, SpanDraft, SpanRow, Store, Value};
use spanlens::units::{FailureRule, SpanId, StatusCode, TraceId};

use super::trees::{all, children, forest, two_sets};
use crate::strategies::{Span, builder, scope};

/// A value of an attribute.
#[derive(Debug, Clone, Copy)]
enum Said {
    Int(i64),
    Double(f64),
    Text(&'static str),
}

/// A span, with the values of an attribute, and whom it names as its callee.
type Node = (Span, Vec<Said>, Option<&'static str>);

fn said() -> impl Strategy<Value = Said> + Clone {
    let doubles = vec![0.0, -0.0, 0.25, -3.5, 1e-12, 1e30, f64::NAN, f64::INFINITY, f64::NEG_INFINITY];
    prop_oneof![
        (-3..40_i64).prop_map(Said::Int),
        prop::sample::select(vec![i64::MIN, i64::MAX]).prop_map(Said::Int),
        prop::sample::select(doubles).prop_map(Said::Double),
        prop::sample::select(vec!["7", "-2.5", "1e3", "many", ""]).prop_map(Said::Text),
    ]
}

fn nodes() -> impl Strategy<Value = Vec<Node>> {
    forest().prop_flat_map(|spans| {
        let values = prop_oneof![2 => Just(Vec::new()), 3 => vec(said(), 1..3)];
        let peer = prop_oneof![3 => Just(None), 1 => prop::sample::select(vec![Some("redis"), Some("cart")])];
        let extras = vec((values, peer), spans.len());
        (Just(spans), extras).prop_map(|(spans, extras)| {
            spans.into_iter().zip(extras).map(|(span, (of, peer))| (span, of, peer)).collect()
        })
    })
}

fn store_of(nodes: &[Node]) -> Store {
    let mut builder = builder();
    for (span, values, peer) in nodes {
        let scope = scope(&mut builder, ["shop", "cart"][usize::from(span.service)]);
        let (size, address) = (builder.intern("size").unwrap(), builder.intern("server.address").unwrap());
        let mut attributes = Vec::new();
        for value in values {
            let value = match value {
                Said::Int(value) => RawValue::int(*value),
                Said::Double(value) => RawValue::double(*value),
                Said::Text(text) => RawValue::string(builder.intern(text).unwrap()),
            };
            attributes.push(builder.intern_pair(size, value).unwrap());
        }
        if let Some(peer) = peer {
            let peer = RawValue::string(builder.intern(peer).unwrap());
            attributes.push(builder.intern_pair(address, peer).unwrap());
        }
        let draft = SpanDraft {
            trace_id: TraceId(u128::from(span.trace).to_be_bytes()),
            span_id: SpanId(span.id),
            parent_id: SpanId(span.parent),
            name: builder.intern("x").unwrap(),
            kind: span.kind(),
            start_ns: span.start_ns,
            end_ns: span.end_ns,
            status: if span.error { StatusCode::Error } else { StatusCode::Unset },
            attributes,
            ..SpanDraft::default()
        };
        builder.push(&draft, scope, SourceRow(0)).unwrap();
    }
    builder.seal()
}

fn numbers() -> [UnitNumber; 5] {
    [
        UnitNumber::Spans,
        UnitNumber::Calls("cart".to_owned()),
        UnitNumber::Calls("redis".to_owned()),
        UnitNumber::Calls("nobody".to_owned()),
        UnitNumber::Attribute(Scope::Span, "size".to_owned()),
    ]
}

/// A span and all below it, found child by child.
fn spans_of(store: &Store, unit: SpanRow) -> Vec<SpanRow> {
    let below = children(store, unit).into_iter().flat_map(|child| spans_of(store, child));
    std::iter::once(unit).chain(below).collect()
}

fn only(store: &Store, unit: SpanRow) -> RowSet {
    let mut units = RowSet::empty(store.spans().len());
    units.insert(unit);
    units
}

#[expect(clippy::cast_precision_loss, reason = "the nearest float is what is meant")]
fn nearest(value: i64) -> f64 {
    value as f64
}

/// The number of a unit, the long way.
fn expected(store: &Store, unit: SpanRow, of: &UnitNumber) -> Option<f64> {
    match of {
        UnitNumber::Spans => Some(f64::from(number(spans_of(store, unit).len()))),
        UnitNumber::Calls(service) => {
            let map = service_map(store, &only(store, unit), None, FailureRule::Status);
            let node = map.nodes.iter().find(|node| node.name == *service);
            Some(node.map_or(0.0, |node| f64::from(node.selection.calls)))
        }
        UnitNumber::Attribute(_, key) => {
            let mut found: Vec<f64> = Vec::new();
            for span in spans_of(store, unit) {
                for &pair in store.attributes(span) {
                    if store.text(store.pairs().key(pair)) == key {
                        found.extend(match store.value(pair) {
                            Value::Int(value) => Some(nearest(value)),
                            Value::Double(value) => Some(value),
                            Value::String("7") => Some(7.0),
                            Value::String("-2.5") => Some(-2.5),
                            Value::String("1e3") => Some(1000.0),
                            _ => None,
                        });
                    }
                }
            }
            found.retain(|number| !number.is_nan());
            found.sort_by(|a, b| a.partial_cmp(b).unwrap());
            found.last().copied()
        }
    }
}

/// The units in a run of columns and rows whose numbers are between the bounds of these, one by one.
fn units_in(
    store: &Store,
    units: &RowSet,
    (map, numbers): (&Heatmap, &HeatmapNumbers),
    column: u32,
    row: u32,
) -> Vec<(SpanRow, f64)> {
    let time = map.time_of(column..column + 1);
    let (floor, ceiling) =
        (row.checked_sub(1).map(|below| numbers.bounds[below as usize]), numbers.bounds.get(row as usize));
    let in_cell = |unit: SpanRow| {
        let number = expected(store, unit, &numbers.of)?;
        let is_in = time.contains(store.spans().start_ns(unit))
            && floor.is_none_or(|floor| floor <= number)
            && ceiling.is_none_or(|&ceiling| number < ceiling);
        is_in.then_some((unit, number))
    };
    units.iter().filter_map(in_cell).collect()
}

/// The smallest of rank ≥ ⌈percent / 100 · n⌉. Zero for none.
fn percentile(of: &[(SpanRow, f64)], percent: usize) -> f64 {
    let mut sorted: Vec<f64> = of.iter().map(|&(_, number)| number).collect();
    sorted.sort_by(|a, b| a.partial_cmp(b).unwrap());
    (percent * sorted.len()).div_ceil(100).checked_sub(1).map_or(0.0, |rank| sorted[rank])
}

fn number(of: usize) -> u32 {
    u32::try_from(of).unwrap()
}

fn options(of: &UnitNumber, max_rows: u32) -> HeatmapOptions {
    HeatmapOptions { number: Some(NumberRange::all(of.clone())), max_columns: 5, max_rows, ..HeatmapOptions::default() }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(120))]

    #[test]
    fn a_number_is_what_a_look_at_each_span_gives(nodes in nodes(), bits in any::<u64>()) {
        let store = store_of(&nodes);
        let [some, _] = two_sets(&store, bits);
        for units in [&some, store.requests(), &store.units(Population::Spans)] {
            for of in numbers() {
                let found = unit_numbers(&store, units, &of);
                let again: Vec<Option<f64>> = units.iter().map(|unit| expected(&store, unit, &of)).collect();
                prop_assert_eq!(found, again, "{:?}", of);
            }
        }
    }

    #[test]
    fn every_cell_has_the_units_that_lie_in_it(nodes in nodes(), max_rows in prop::sample::select(vec![3, 4, 9, 60])) {
        let store = store_of(&nodes);
        let units = store.units(Population::Spans);
        for of in numbers() {
            let map = heatmap(&store, &units, &options(&of, max_rows), FailureRule::Status)?;
            let numbers = map.numbers.as_deref().unwrap();
            prop_assert!(map.rows <= max_rows && numbers.bounds.len() + 1 == map.rows as usize);
            prop_assert!(numbers.bounds.is_sorted_by(|a, b| a < b));
            prop_assert!(map.row_floors_ns.is_empty() && map.p50_ns.is_empty());
            let fails = |unit: SpanRow| store.spans().status(unit) == StatusCode::Error;
            for column in 0..map.columns {
                let mut whole = Vec::new();
                for row in 0..map.rows {
                    let cell = units_in(&store, &units, (&map, numbers), column, row);
                    let at = (column * map.rows + row) as usize;
                    prop_assert_eq!(map.counts[at], number(cell.len()), "{:?} {} {}", of, column, row);
                    prop_assert_eq!(map.errors[at], number(cell.iter().filter(|&&(unit, _)| fails(unit)).count()));
                    whole.extend(cell);
                }
                let at = column as usize;
                let again: Vec<f64> = [50, 95, 99].into_iter().map(|percent| percentile(&whole, percent)).collect();
                prop_assert_eq!(vec![numbers.p50[at], numbers.p95[at], numbers.p99[at]], again);
            }
            let without: Vec<SpanRow> = units.iter().filter(|&unit| expected(&store, unit, &of).is_none()).collect();
            let failing = without.iter().filter(|&&unit| fails(unit)).count();
            prop_assert_eq!((numbers.units_without, numbers.failing_without), (number(without.len()), number(failing)));
            prop_assert_eq!(map.units + numbers.units_without + map.units_outside, units.count());
        }
    }

    #[test]
    fn a_rectangle_selects_what_its_cells_count(nodes in nodes(), corners in any::<[Index; 4]>()) {
        let store = store_of(&nodes);
        let units = store.units(Population::Spans);
        for of in numbers() {
            let map = heatmap(&store, &units, &options(&of, 12), FailureRule::Status)?;
            if map.columns == 0 {
                continue;
            }
            let [a, b] = [corners[0].index(map.columns as usize), corners[1].index(map.columns as usize)];
            let [c, d] = [corners[2].index(map.rows as usize), corners[3].index(map.rows as usize)];
            let (columns, rows) = (number(a.min(b))..number(a.max(b)) + 1, number(c.min(d))..number(c.max(d)) + 1);
            let selection = map.rectangle(columns.clone(), rows.clone());
            let selected = select(&store, &units, &selection, FailureRule::Status)?;
            let counted: u32 = columns
                .flat_map(|column| rows.clone().map(move |row| column * map.rows + row))
                .map(|at| map.counts[at as usize])
                .sum();
            prop_assert_eq!(selected.count(), counted, "{:?}", selection);
            prop_assert!(selection.durations.is_none());
        }
    }

    #[test]
    fn a_selection_has_the_units_whose_number_is_in_its_range(
        nodes in nodes(),
        (min, max) in (prop::option::of(-4.0..30.0), prop::option::of(-4.0..30.0)),
    ) {
        let store = store_of(&nodes);
        let units = store.units(Population::Spans);
        for of in numbers() {
            let range = NumberRange { of: of.clone(), min, max };
            let selection = Selection { number: Some(range), ..Selection::default() };
            let selected = select(&store, &units, &selection, FailureRule::Status)?;
            for unit in all(&store) {
                let number = expected(&store, unit, &of);
                let is_in = number.is_some_and(|number| {
                    min.is_none_or(|min| number >= min) && max.is_none_or(|max| number < max)
                });
                prop_assert_eq!(selected.contains(unit), is_in, "{:?} {:?}", of, number);
            }
        }
    }

    #[test]
    fn levels_ascend_with_numbers(a in any::<f64>(), b in any::<f64>()) {
        prop_assume!(!a.is_nan() && !b.is_nan());
        prop_assert_eq!(level_of(a).cmp(&level_of(b)), a.partial_cmp(&b).unwrap());
        prop_assert_eq!(number_of(level_of(a)).partial_cmp(&a), Some(std::cmp::Ordering::Equal));
    }

    #[test]
    fn calls_of_all_units_are_those_of_the_service_map(nodes in nodes(), bits in any::<u64>()) {
        let store = store_of(&nodes);
        let [units, _] = two_sets(&store, bits);
        let map = service_map(&store, &units, None, FailureRule::Status);
        for node in map.nodes.iter().filter(|node| !node.name.is_empty()) {
            let numbers = unit_numbers(&store, &units, &UnitNumber::Calls(node.name.clone()));
            let calls: f64 = numbers.iter().flatten().sum();
            prop_assert_eq!(Some(calls), Some(f64::from(node.selection.calls)), "{}", node.name);
        }
    }
}

#[test]
fn zero_has_a_row_of_its_own_and_what_has_no_number_has_none() {
    let store = sketch(
        "shop GET /  0..9 size=0

         shop GET /  10..19 size=0.5

         shop GET /  20..29 size=-2.5 !

         shop GET /  30..39 !",
    )
    .unwrap();
    let of = UnitNumber::Attribute(Scope::Span, "size".to_owned());
    let map =
        heatmap(&store, store.requests(), &HeatmapOptions { max_columns: 2, ..options(&of, 60) }, FailureRule::Status);
    let map = map.unwrap();
    let numbers = map.numbers.as_deref().unwrap();
    assert_eq!((map.units, map.failing, numbers.units_without, numbers.failing_without), (3, 1, 1, 1));
    let zero = numbers.bounds.iter().position(|&bound| bound == 0.0).unwrap();
    let in_row = |row: usize| map.counts.iter().skip(row).step_by(map.rows as usize).sum::<u32>();
    assert_eq!(in_row(zero + 1), 1);
    assert_eq!(numbers.bounds[zero + 1].to_bits(), 0.5_f64.to_bits());
    // Over all rows, it is all units that have the number.
    let all = map.rectangle(0..map.columns, 0..map.rows);
    assert_eq!(all.number, Some(NumberRange::all(of)));
    assert_eq!(select(&store, store.requests(), &all, FailureRule::Status).unwrap().count(), 3);
}

#[test]
fn whole_numbers_have_a_row_each() {
    let request = |spans: usize| format!("shop GET /  0..99\n{}\n", "  cart get 1..2\n".repeat(spans));
    let store = sketch(&(0..9).map(request).collect::<Vec<_>>().join("\n")).unwrap();
    let map = heatmap(&store, store.requests(), &options(&UnitNumber::Spans, 40), FailureRule::Status).unwrap();
    assert_eq!(map.numbers.unwrap().bounds, [1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0, 10.0]);
    assert_eq!(map.counts.iter().filter(|&&count| count == 1).count(), 9);
}

#[test]
fn an_attribute_is_read_from_where_its_scope_says() {
    let store = sketch("shop GET /  0..9 size=7").unwrap();
    let largest = |scope| unit_numbers(&store, store.requests(), &UnitNumber::Attribute(scope, "size".to_owned()))[0];
    assert_eq!((largest(Scope::Span), largest(Scope::Any), largest(Scope::Resource)), (Some(7.0), Some(7.0), None));
}
