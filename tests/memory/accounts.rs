//! What a store says that it takes is what it takes, and sealing takes little more, whatever the spans look like.

use spanlens::store::StoreBuilder;

use super::shapes::SHAPES;
use super::{MIB, allowed, measure, turn};

/// Whether two numbers of bytes are the same up to what nobody counts: the spare parts of lists of chunks, drafts, and what tests allocate.
fn is_close(told: usize, counted: usize) -> bool {
    told.abs_diff(counted) <= counted / 100 + MIB / 8
}

#[test]
fn a_store_knows_what_it_takes_and_sealing_takes_little_more() {
    let _turn = turn();
    for shape in SHAPES {
        let name = shape.name;
        let built = measure(|| shape.fill());
        let (told, needed) = (built.result.heap_bytes(), built.result.needed_bytes());
        assert!(is_close(told, built.kept), "{name}: {told} bytes are told, {} are there", built.kept);
        let sealed = measure(|| built.result.seal());
        let store = sealed.result.heap_bytes();
        let peak = built.kept + sealed.peak;
        assert!(peak as u64 <= needed, "{name}: {peak} bytes where {needed} were said to be needed");
        let most = allowed(store, 4 * MIB);
        assert!(built.peak.max(peak) <= most, "{name}: {} and {peak} bytes for a store of {store}", built.peak);
    }
}

#[test]
fn a_sealed_store_knows_what_it_takes() {
    let _turn = turn();
    for shape in SHAPES {
        let made = measure(|| shape.fill().seal());
        let told = made.result.heap_bytes();
        assert!(is_close(told, made.kept), "{}: {told} bytes are told, {} are there", shape.name, made.kept);
    }
}

#[test]
fn a_store_that_is_opened_again_knows_what_it_takes() {
    let _turn = turn();
    for shape in SHAPES {
        let made = measure(|| {
            let mut builder: StoreBuilder = shape.fill().seal().into_builder();
            builder.add_source("more", "default");
            builder
        });
        let told = made.result.heap_bytes();
        assert!(is_close(told, made.kept), "{}: {told} bytes are told, {} are there", shape.name, made.kept);
    }
}
