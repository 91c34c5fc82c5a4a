//! What filters select.

use proptest::prelude::*;
use spanlens::demo::Demo;
use spanlens::filter::{Filter, FilterFold, FilterIndex, HEALTH_CHECKS};
use spanlens::ingest::FileReader;
use spanlens::sketch::sketch;
use spanlens::store::{Population, SourceRow, SpanDraft, StoreBuilder};
use spanlens::units::{SpanId, TraceId};

use super::data::{POPULATIONS, rows, spans, store_of};
use super::oracle::{self, filter, text_of};

proptest! {
    #[test]
    fn a_filter_selects_what_the_slow_one_selects(spans in spans(), filter in filter()) {
        let store = store_of(&spans);
        let parsed = Filter::parse(&text_of(&filter)).unwrap();
        for population in POPULATIONS {
            let units = store.units(population);
            let expected: Vec<u32> =
                units.iter().filter(|&unit| oracle::matches(&filter, &store, unit)).map(|unit| unit.0).collect();
            prop_assert_eq!(rows(&parsed.select(&store, &units)), expected, "{} {:?}", parsed, population);
        }
    }

    #[test]
    fn canonical_text_reads_as_the_same_filter(filter in filter()) {
        let filter = Filter::parse(&text_of(&filter)).unwrap();
        prop_assert_eq!(Filter::parse(&filter.to_string()).unwrap(), filter);
    }

    #[test]
    fn negation_and_conjunction_are_those_of_sets(spans in spans(), a in filter(), b in filter()) {
        let (store, a, b) = (store_of(&spans), text_of(&a), text_of(&b));
        let units = store.units(Population::Spans);
        let select = |text: String| Filter::parse(&text).unwrap().select(&store, &units);
        let mut rest = units.clone();
        rest.subtract(&select(a.clone()));
        prop_assert_eq!(select(format!("!({a})")), rest);
        let mut both = select(a.clone());
        both.intersect(&select(b.clone()));
        prop_assert_eq!(select(format!("({a}) && ({b})")), both);
        prop_assert_eq!(select(format!("!(({a}) && ({b}))")), select(format!("!({a}) || !({b})")));
        prop_assert_eq!(select(format!("!(({a}) || ({b}))")), select(format!("!({a}) && !({b})")));
    }

    #[test]
    fn steps_give_what_one_go_gives(spans in spans(), filter in filter(), step in 1..5_u32) {
        let store = store_of(&spans);
        let filter = Filter::parse(&text_of(&filter)).unwrap();
        let mut fold = FilterFold::new(&filter, &store);
        while fold.step(&store, step) {}
        prop_assert_eq!(fold.select(&store, store.requests()), filter.select(&store, store.requests()));
    }

    #[test]
    fn every_value_that_is_offered_selects_something(spans in spans()) {
        let store = store_of(&spans);
        let index = FilterIndex::new(&store);
        for key in index.complete(&store, "{ .", 2).items {
            for operator in ["=", "=~"] {
                let text = format!("{{ {} {operator} ", key.insert);
                for value in index.complete(&store, &text, text.len()).items {
                    let filter = Filter::parse(&format!("{text}{} }}", value.insert));
                    let is_value = value.count.is_some() && !value.insert.is_empty();
                    let found = filter.map(|filter| filter.select(&store, &store.units(Population::Spans)).count());
                    prop_assert!(!is_value || found.is_ok_and(|found| found > 0), "{text} {}", value.insert);
                }
            }
        }
    }

    #[test]
    fn any_text_is_read_or_refused(text in "[{}()!&|=~<>\"`a-c.0-9 \\\\é]{0,24}", cursor in 0..30_usize) {
        let store = store_of(&[]);
        if let Ok(filter) = Filter::parse(&text) {
            prop_assert_eq!(Filter::parse(&filter.to_string()).unwrap(), filter);
        }
        let found = FilterIndex::new(&store).complete(&store, &text, cursor);
        prop_assert!(found.from <= found.to && found.to as usize <= text.len());
    }
}

#[test]
fn numbers_in_text_are_numbers_and_absence_is_no_value() {
    let store = sketch(
        "a x 0..1 n=500

         a x 1..2 n=\"500\"

         a x 2..3 n=\"50x\"

         a x 3..4",
    )
    .unwrap();
    for (text, expected) in [
        ("{ span.n = 500 }", &[0, 1][..]),
        ("{ span.n = `500` }", &[0, 1]),
        ("{ span.n > 499.5 }", &[0, 1]),
        ("{ span.n =~ `50.` }", &[0, 1, 2]),
        ("{ span.n != 500 }", &[2]),
        ("{ !(span.n = 500) }", &[2, 3]),
        ("{ span.n = nil }", &[3]),
        ("{ span.n != nil }", &[0, 1, 2]),
        ("{ span.m != 1 }", &[]),
    ] {
        assert_eq!(rows(&Filter::parse(text).unwrap().select(&store, store.requests())), expected, "{text}");
    }
}

#[test]
fn detached_spans_are_searched_with_the_first_request() {
    let store = sketch(
        "
         a first 0..9
         a second 1..9
         a lost 2..3 ? x=1",
    )
    .unwrap();
    let select = |text: &str| rows(&Filter::parse(text).unwrap().select(&store, store.requests()));
    assert_eq!(select("{ span.x = 1 }"), [0]);
    assert_eq!(select("{ rootName = `first` }"), [0, 1]);
    assert_eq!(select("!{ span.x = 1 }"), [1]);
}

#[test]
fn health_checks_are_hidden() {
    let store = sketch(
        "a probe 0..1 @server http.route=/healthz

         a probe 0..1 @server url.path=/actuator/health/live

         a probe 0..1 @server http.target=\"/metrics?all\"

         a probe 0..1 @server user_agent.original=kube-probe/1.31

         a work 0..1 @server http.route=/health-insurance user_agent.original=curl",
    )
    .unwrap();
    let filter = Filter::parse(HEALTH_CHECKS).unwrap();
    let left: Vec<&str> =
        (filter.select(&store, store.requests()).iter()).map(|unit| store.text(store.spans().name(unit))).collect();
    assert_eq!(left, ["work"]);
}

#[test]
fn the_health_checks_of_the_demo_are_hidden_and_nothing_else() {
    let mut builder = StoreBuilder::new();
    let mut reader = FileReader::new(builder.add_source("demo", "default"));
    Demo::new().take(8).for_each(|piece| reader.push(&mut builder, &piece).unwrap());
    let _ = reader.finish(&mut builder);
    let store = builder.seal();
    let left = Filter::parse(HEALTH_CHECKS).unwrap().select(&store, store.requests());
    assert!(left.count() < store.requests().count());
    for unit in store.requests().iter() {
        let is_check = store.text(store.spans().name(unit)) == "GET /healthz";
        assert_eq!(left.contains(unit), !is_check);
    }
}

#[test]
fn units_inside_each_other_are_searched_once() {
    let mut builder = StoreBuilder::new();
    let source: SourceRow = builder.add_source("made", "default");
    let many = 200_000;
    let name = builder.intern("leaf").unwrap();
    for id in 1..=many {
        let draft = SpanDraft {
            trace_id: TraceId([1; 16]),
            span_id: SpanId(id),
            parent_id: SpanId(id - 1),
            name: if id == many { name } else { SpanDraft::default().name },
            start_ns: id,
            end_ns: 2 * many,
            ..SpanDraft::default()
        };
        builder.push(&draft, StoreBuilder::UNKNOWN_SCOPE, source).unwrap();
    }
    let store = builder.seal();
    let filter = Filter::parse("{ name = `leaf` } && !{ name = `other` }").unwrap();
    let units = store.units(Population::Spans);
    assert_eq!(filter.select(&store, &units).count(), 200_000);
    let mut fold = FilterFold::new(&filter, &store);
    while fold.step(&store, 10_000) {}
    assert_eq!(fold.select(&store, &units).count(), 200_000);
}
