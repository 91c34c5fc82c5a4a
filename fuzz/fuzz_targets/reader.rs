//! The reader of files, on whatever bytes there are: no panic, a sound store, and the same of it however the bytes are cut.

#![no_main]

mod cut;

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| cut::compare(bytes, &[""]));
