//! Filters, on whatever text there is: no panic, what a filter is written as means the same, and completion works at every place.

#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use spanlens::filter::{Filter, FilterIndex};
use spanlens::sketch::sketch;
use spanlens::store::{Population, Store};

/// A trace of several services with an error and attributes of several types, and one of a single span.
static STORE: LazyLock<(Store, FilterIndex)> = LazyLock::new(|| {
    let store = sketch(
        "shop GET /cart 0..90 http.method=GET items=3\n  cart Get 10..60 ! tenant=maple\n    redis HGET 20..50 db.system=redis\n  \
         ads List 60..80\n\nshop GET / 0..9 http.method=PUT",
    )
    .unwrap();
    let index = FilterIndex::new(&store);
    (store, index)
});

fuzz_target!(|text: &str| {
    let (store, index) = &*STORE;
    for cursor in 0..=text.len() {
        let completions = index.complete(store, text, cursor);
        assert!(completions.from <= completions.to && completions.to as usize <= text.len());
    }
    let Ok(filter) = Filter::parse(text) else { return };
    let written = filter.to_string();
    let again = Filter::parse(&written).unwrap();
    assert_eq!(again.to_string(), written);
    let units = store.units(Population::default());
    assert_eq!(again.select(store, &units), filter.select(store, &units));
});
