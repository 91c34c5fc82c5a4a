//! What a store says that it takes is what it takes, and sealing takes little more, whatever the spans look like.

use super::shapes::SHAPES;
use super::{MIB, allowed, measure, turn};

/// Makes sure that two numbers of bytes are the same, up to what nobody counts: the drafts of spans, and what tests allocate.
fn assert_close(what: &str, told: usize, counted: usize) {
    assert!(told.abs_diff(counted) <= counted / 100 + MIB / 8, "{what}: {told} bytes are told, {counted} are there");
}

#[test]
fn a_store_knows_what_it_takes_and_sealing_takes_little_more() {
    let _turn = turn();
    for shape in SHAPES {
        let name = shape.name;
        let built = measure(|| shape.fill());
        assert_close(name, built.result.heap_bytes(), built.kept);

        let needed = built.result.needed_bytes();
        let mut store = None;
        let sealed = measure(|| store = Some(built.result.seal()));
        let Some(store) = store else { unreachable!("it was made just now") };
        let peak = built.kept + sealed.peak;
        assert!(peak as u64 <= needed, "{name}: {peak} bytes where {needed} were said to be needed");
        let most = allowed(store.heap_bytes(), 3 * MIB);
        assert!(built.peak.max(peak) <= most, "{name}: {} and {peak} bytes, not {most}", built.peak);
        spanlens::store::check(&store).unwrap();
    }
}

#[test]
fn a_sealed_store_knows_what_it_takes_and_so_does_one_that_is_opened_again() {
    let _turn = turn();
    for shape in SHAPES {
        let mut told = 0;
        let sealed = measure(|| {
            let store = shape.fill().seal();
            told = store.heap_bytes();
            store
        });
        assert_close(shape.name, told, sealed.kept);
        // What it is opened again from was there before.
        let taken = sealed.kept;
        let opened = measure(|| sealed.result.into_builder());
        assert!(opened.peak <= taken / 2 + MIB, "{}: {} bytes to open {taken}", shape.name, opened.peak);
        assert!(opened.result.heap_bytes() <= taken + opened.peak + MIB / 8, "{}", shape.name);
    }
}
