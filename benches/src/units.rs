//! A store of so many requests, for what depends on the number of units alone.

use anyhow::Result;
use spanlens::store::{SpanDraft, Store, StoreBuilder};
use spanlens::units::{SpanId, StatusCode, TraceId};

use crate::random::Random;

/// 2026-03-17T14:00:00Z.
const EPOCH_NS: u64 = 1_773_756_000_000_000_000;
const HOUR_NS: u64 = 3_600_000_000_000;

/// Traces of one span each over an hour, in no order, of all durations from a millisecond to half a second. One in a hundred
/// fails.
///
/// # Errors
///
/// If there are more than a store has room for.
pub fn store_of_requests(count: u32) -> Result<Store> {
    let mut builder = StoreBuilder::new();
    let source = builder.add_source("generated", "default");
    let mut random = Random(0);
    let mut draft = SpanDraft { name: builder.intern("GET /")?, ..SpanDraft::default() };
    for number in 1..=u64::from(count) {
        let scale_ns = 1_000_000 << random.below(9);
        draft.trace_id = TraceId(u128::from(number).to_be_bytes());
        draft.span_id = SpanId(number);
        draft.start_ns = EPOCH_NS + random.below(HOUR_NS);
        draft.end_ns = draft.start_ns + scale_ns + random.below(scale_ns);
        draft.status = if random.below(100) == 0 { StatusCode::Error } else { StatusCode::Unset };
        builder.push(&draft, StoreBuilder::UNKNOWN_SCOPE, source)?;
    }
    Ok(builder.seal())
}
