//! A store of so many requests, for what depends on the number of units alone.

use anyhow::Result;
use spanlens::filter::Filter;
use spanlens::store::{RawValue, SpanDraft, Store, StoreBuilder};
use spanlens::units::{SpanId, StatusCode, TraceId};

use crate::random::Random;

/// 2026-03-17T14:00:00Z.
const EPOCH_NS: u64 = 1_773_756_000_000_000_000;
const HOUR_NS: u64 = 3_600_000_000_000;
const ROUTES: u64 = 20;

/// Traces of one span each over an hour, in no order, of all durations from a millisecond to half a second. One in a hundred
/// fails, with a status code of 500. Each has a route, of twenty.
///
/// # Errors
///
/// If there are more than a store has room for.
pub fn store_of_requests(count: u32) -> Result<Store> {
    let mut builder = StoreBuilder::new();
    let source = builder.add_source("generated", "default");
    let mut random = Random(0);
    let [route, status_code] = [builder.intern("http.route")?, builder.intern("http.response.status_code")?];
    let mut draft = SpanDraft { name: builder.intern("GET /")?, ..SpanDraft::default() };
    for number in 1..=u64::from(count) {
        let scale_ns = 1_000_000 << random.below(9);
        draft.trace_id = TraceId(u128::from(number).to_be_bytes());
        draft.span_id = SpanId(number);
        draft.start_ns = EPOCH_NS + random.below(HOUR_NS);
        draft.end_ns = draft.start_ns + scale_ns + random.below(scale_ns);
        draft.status = if random.below(100) == 0 { StatusCode::Error } else { StatusCode::Unset };
        let path = builder.intern(&format!("/{}", random.below(ROUTES)))?;
        let code = if draft.status == StatusCode::Error { 500 } else { 200 };
        draft.attributes.clear();
        draft.attributes.push(builder.intern_pair(route, RawValue::string(path))?);
        draft.attributes.push(builder.intern_pair(status_code, RawValue::int(code))?);
        builder.push(&draft, StoreBuilder::UNKNOWN_SCOPE, source)?;
    }
    Ok(builder.seal())
}

/// Counts the requests that a filter over an attribute leaves.
///
/// # Errors
///
/// None, as the filter is one.
pub fn filtered(store: &Store) -> Result<u32> {
    Ok(Filter::parse("{ span.http.response.status_code >= 500 }")?.select(store, store.requests()).count())
}
