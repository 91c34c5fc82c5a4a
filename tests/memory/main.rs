//! How much memory the engine takes: what it says of itself beside what the allocator counts, and its limits with input of every shape.
//!
//! A binary of its own, as the allocator counts what all threads of a process take: here the tests take turns.
//!
//! Those that are ignored read the same at full size. `cargo test --release --test memory -- --ignored --nocapture` runs them and says how
//! long each takes.

#![cfg(test)]
#![cfg(not(target_arch = "wasm32"))]

mod accounts;
mod answers;
mod export;
mod formats;
mod hostile;
mod limit;
mod logs;
mod proto;
mod shapes;
mod texts;

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use peak_alloc::PeakAlloc;

#[global_allocator]
static ALLOCATOR: PeakAlloc = PeakAlloc;

static TURN: Mutex<()> = Mutex::new(());

const MIB: usize = 1 << 20;

/// Waits until nobody else measures.
fn turn() -> MutexGuard<'static, ()> {
    TURN.lock().unwrap_or_else(PoisonError::into_inner)
}

/// What some work came to, and the bytes that it took beyond those that there were before.
struct Measured<T> {
    result: T,
    /// At most, at a time.
    peak: usize,
    /// That are still taken.
    kept: usize,
}

fn measure<T>(work: impl FnOnce() -> T) -> Measured<T> {
    let before = ALLOCATOR.current_usage();
    ALLOCATOR.reset_peak_usage();
    let result = work();
    let [peak, kept] = [ALLOCATOR.peak_usage(), ALLOCATOR.current_usage()].map(|bytes| bytes.saturating_sub(before));
    Measured { result, peak, kept }
}

/// What some work came to, and the time that it took.
#[expect(clippy::disallowed_methods, reason = "what is said at full size is the time")]
fn timed<T>(work: impl FnOnce() -> T) -> (T, Duration) {
    let begin = Instant::now();
    (work(), begin.elapsed())
}

/// The peak that is allowed for a store of so many bytes, beside what reading takes whatever the size of a file is.
fn allowed(store: usize, beside: usize) -> usize {
    store + store * 15 / 100 + beside
}
