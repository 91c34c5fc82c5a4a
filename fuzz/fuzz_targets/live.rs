//! The stream of a live source, on whatever bytes there are: no panic, and the same of it however the bytes are cut.

#![no_main]

use libfuzzer_sys::fuzz_target;
use spanlens::engine::Engine;
use spanlens::protocol::{SourceName, Summary};

/// When everything has come to rest, in nanoseconds since 1970.
const LATER_NS: u64 = u64::MAX / 2;

fuzz_target!(|bytes: &[u8]| {
    let [size, rest @ ..] = bytes else { return };
    assert_eq!(read(rest.chunks(usize::from(*size).max(1))), read([rest]));
});

fn read<'a>(pieces: impl IntoIterator<Item = &'a [u8]>) -> Summary {
    let mut engine = Engine::default();
    let load = engine.begin_file(SourceName { name: "fuzz".to_owned(), group: "default".to_owned() });
    assert!(engine.begin_live(load));
    for piece in pieces {
        if engine.push_live(piece).is_err() {
            break;
        }
    }
    engine.end_live();
    engine.refresh(LATER_NS);
    engine.summary()
}
