//! What filters select by how spans are related and by what is measured of them.

use proptest::prelude::*;
use spanlens::filter::{Filter, FilterFold};
use spanlens::sketch::sketch;
use spanlens::store::{Population, SourceRow, SpanDraft, Store, StoreBuilder};
use spanlens::units::{SpanId, TraceId};

use super::data::{self, POPULATIONS, rows, store_of};
use super::sets::{self, RELATIONS, filter, text_of};

proptest! {
    #[test]
    fn related_and_measured_spans_are_those_of_nested_loops(spans in data::spans(), filter in filter()) {
        let store = store_of(&spans);
        let parsed = Filter::parse(&text_of(&filter)).unwrap();
        for population in POPULATIONS {
            let units = store.units(population);
            let expected: Vec<u32> =
                units.iter().filter(|&unit| sets::matches(&filter, &store, unit)).map(|unit| unit.0).collect();
            prop_assert_eq!(rows(&parsed.select(&store, &units)), expected, "{} {:?}", parsed, population);
        }
    }

    #[test]
    fn canonical_text_reads_as_the_same_filter(filter in filter()) {
        let filter = Filter::parse(&text_of(&filter)).unwrap();
        prop_assert_eq!(Filter::parse(&filter.to_string()).unwrap(), filter);
    }

    #[test]
    fn steps_give_what_one_go_gives(spans in data::spans(), filter in filter(), step in 1..5_u32) {
        let store = store_of(&spans);
        let filter = Filter::parse(&text_of(&filter)).unwrap();
        for population in POPULATIONS {
            let units = store.units(population);
            let mut fold = FilterFold::new(&filter, &store);
            while fold.step(&store, step) {}
            let mut question = fold.question(&store, units.clone());
            while fold.step_units(&mut question, &store, step) {}
            prop_assert_eq!(fold.finish(&question, &store), filter.select(&store, &units));
        }
    }

    #[test]
    fn related_and_unrelated_spans_are_all_spans_of_the_right(spans in data::spans(), a in sets::spans(), b in sets::spans()) {
        let store = store_of(&spans);
        let units = store.units(Population::Spans);
        let select = |text: &str| Filter::parse(text).unwrap().select(&store, &units);
        let [a, b] = [a, b].map(|spans| spans.text());
        for kin in &RELATIONS[..5] {
            let either = select(&format!("({a} {kin} {b}) || ({a} !{kin} {b})"));
            prop_assert_eq!(either, select(&b));
            let both = select(&format!("{a} &{kin} {b}"));
            prop_assert_eq!(both, select(&format!("{a} {kin} {b}")));
        }
    }
}

/// The names of the requests, or of all spans, that a filter selects.
fn selected(store: &Store, text: &str, population: Population) -> String {
    let units = store.units(population);
    let filter = Filter::parse(text).unwrap_or_else(|error| panic!("{text}: {error}"));
    filter.select(store, &units).iter().map(|unit| store.text(store.spans().name(unit)).to_owned()).collect()
}

fn shop() -> Store {
    sketch(
        "shop a  0..100 n=1
           cart b  10..90 n=2
             redis c  20..30 n=3
             redis d  30..80 n=4 !

         shop e  0..50 n=5
           cart f  10..20 n=6 !
           cart g  20..40 n=7

         shop h  0..10",
    )
    .unwrap()
}

#[test]
fn spans_are_related_within_their_request() {
    let store = shop();
    for (text, expected) in [
        ("{ name = `b` } > { status = error }", "a"),
        ("{ name = `a` } > { status = error }", ""),
        ("{ name = `a` } >> { status = error }", "a"),
        ("{ nestedSetParent < 0 } > { status = error }", "e"),
        ("{ status = error } < { name = `b` }", "a"),
        ("{ status = error } << { nestedSetParent < 0 }", "ae"),
        ("{ status = error } ~ { }", "ae"),
        ("{ status = error } ~ { status = error }", ""),
        ("{ name = `b` } !> { status = error }", "e"),
        ("{ } !> { }", "aeh"),
        ("{ } !< { status = error }", "ae"),
        ("{ } !~ { name != `h` && nestedSetParent >= 0 }", "a"),
        ("{ name = `a` } &>> { status = error } | count() = 2", "a"),
        ("{ name = `a` } >> { name =~ `c|d` } | count() = 2", "a"),
        ("({ name = `a` } > { }) > { status = error }", "a"),
        ("{ name = `a` } > ({ } > { status = error })", ""),
        ("{ parent = nil }", "aeh"),
        ("{ parent != nil }", "ae"),
        ("{ parent.name = `b` && status = error }", "a"),
        ("{ parent.span.n > 4 }", "e"),
        ("{ parent.resource.service.name = `shop` && parent.duration > 60ms }", "a"),
        ("{ parent.n = nil }", "aeh"),
        ("{ childCount = 0 && name != `h` } && !{ name = `g` }", "a"),
        ("{ duration * 2 > parent.duration && parent.name = `a` }", "a"),
        ("{ span.n = parent.span.n + 1 && name != `b` }", "ae"),
        ("{ -span.n = -7 }", "e"),
    ] {
        assert_eq!(selected(&store, text, Population::Requests), expected, "{text}");
    }
}

#[test]
fn spans_are_measured_within_their_request() {
    let store = shop();
    for (text, expected) in [
        ("count() > 2", "ae"),
        ("{ } | count() = 1", "h"),
        ("{ status = error } | count() = 0", ""),
        ("!({ status = error } | count() > 0)", "h"),
        ("({ status = error } | count()) = 0", "h"),
        ("{ } | max(span.n) = 7", "e"),
        ("{ span.n > 1 } | avg(span.n) = 3", "a"),
        ("{ } | sum(span.n) > 10 | { status = error }", "e"),
        ("{ } | min(duration) >= 10ms | max(duration) < 20ms", "h"),
        ("{ } | avg(span.missing) < 1", ""),
        ("{ nestedSetParent >= 0 } | max(duration) * 2 > 100ms", "a"),
        ("({ nestedSetParent < 0 } | max(duration)) > ({ nestedSetParent >= 0 } | sum(duration))", "e"),
        ("({ status = error } | count()) < ({ name =~ `f|g` } | count())", "e"),
        ("max(duration) - min(duration) > 80ms", "a"),
    ] {
        assert_eq!(selected(&store, text, Population::Requests), expected, "{text}");
    }
}

#[test]
fn a_unit_is_looked_at_as_if_it_were_all() {
    let store = shop();
    // The parent of the head of a unit is outside of it.
    assert_eq!(selected(&store, "{ name = `b` } > { name = `d` }", Population::Spans), "ab");
    assert_eq!(selected(&store, "{ } !> { name = `d` }", Population::Spans), "d");
    assert_eq!(selected(&store, "{ name = `a` } >> { name = `d` }", Population::Spans), "a");
    assert_eq!(selected(&store, "count() = 3", Population::Spans), "be");
    // What a field of the parent is does not depend on the unit.
    assert_eq!(selected(&store, "{ parent.name = `b` && name = `d` }", Population::Spans), "abd");
}

#[test]
fn detached_spans_are_related_to_each_other() {
    let store = sketch(
        "
         a first 0..9
         a second 1..9
           a child 2..3
         a lost 2..3 ?
           a below 2..3",
    )
    .unwrap();
    let select = |text: &str| rows(&Filter::parse(text).unwrap().select(&store, store.requests()));
    assert_eq!(select("{ name = `lost` } > { name = `below` }"), [0]);
    assert_eq!(select("{ } ~ { }"), [0; 0]);
    assert_eq!(select("{ } >> { }"), [0, 1]);
    assert_eq!(select("{ nestedSetParent < 0 } | count() = 1"), [0, 1]);
    assert_eq!(select("{ nestedSetLeft = 0 }"), [0]);
}

#[test]
fn deep_traces_take_no_longer_for_being_deep() {
    let mut builder = StoreBuilder::new();
    let source: SourceRow = builder.add_source("made", "default");
    let many = 200_000;
    let [top, leaf] = ["top", "leaf"].map(|name| builder.intern(name).unwrap());
    for id in 1..=many {
        let draft = SpanDraft {
            trace_id: TraceId([1; 16]),
            span_id: SpanId(id),
            parent_id: SpanId(id - 1),
            name: if id == many { leaf } else { top },
            start_ns: id,
            end_ns: 2 * many,
            ..SpanDraft::default()
        };
        builder.push(&draft, StoreBuilder::UNKNOWN_SCOPE, source).unwrap();
    }
    let store = builder.seal();
    let count = |text: &str| Filter::parse(text).unwrap().select(&store, &store.units(Population::Spans)).count();
    assert_eq!(count("{ name = `top` } > { name = `leaf` }"), 199_999);
    assert_eq!(count("{ name = `leaf` } >> { name = `top` }"), 0);
    assert_eq!(count("{ } > { } > { } | count() > 1"), 199_997);
    assert_eq!(count("{ nestedSetLeft > 1 && parent.name = `top` }"), 200_000);
    // These can mean less in a larger unit.
    assert_eq!(count("{ name = `top` } !>> { name = `leaf` }"), 1);
    assert_eq!(count("{ } !> { }"), 200_000);
    assert_eq!(count("count() = 3"), 1);
    assert_eq!(count("{ name = `top` } | count() < 100 | avg(duration) > 0ns"), 99);
    // A span starts a nanosecond after the one above it, the first at one, and all end together.
    assert_eq!(count("{ } | max(duration) >= 300us"), 100_000);
    assert_eq!(count("{ } | avg(duration) >= 250us"), 100_000);
    assert_eq!(count("({ } | sum(duration)) > ({ name = `leaf` } | max(duration)) * 2"), 199_999);
    assert_eq!(count("({ } !> { name = `leaf` }) | count() = 1"), 1);
}
