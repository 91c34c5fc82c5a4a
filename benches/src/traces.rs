//! A store of traces over several services, for what depends on how spans call each other.

use anyhow::Result;
use spanlens::analysis::{FlameDiffOptions, LatencyDiff, latency_diff};
use spanlens::store::{RawValue, ResourceDraft, RowSet, ScopeDraft, ScopeRow, SpanDraft, Store, StoreBuilder};
use spanlens::units::{SpanId, SpanKind, TraceId};

use crate::random::Random;

/// 2026-03-17T14:00:00Z.
const EPOCH_NS: u64 = 1_773_756_000_000_000_000;
const HOUR_NS: u64 = 3_600_000_000_000;
/// The spans of each trace: which is in which, by whom, and of which kind.
const SPANS: [(usize, usize, SpanKind); 10] = [
    (0, 0, SpanKind::Server),
    (0, 0, SpanKind::Client),
    (1, 1, SpanKind::Server),
    (2, 1, SpanKind::Client),
    (3, 2, SpanKind::Server),
    (4, 2, SpanKind::Internal),
    (0, 0, SpanKind::Client),
    (6, 3, SpanKind::Server),
    (7, 3, SpanKind::Client),
    (8, 4, SpanKind::Server),
];

/// So many spans, ten in each trace, of five services and eight operations. Every other trace takes 40 ms longer.
///
/// # Errors
///
/// If there are more than a store has room for.
pub fn store_of_traces(spans: u32) -> Result<Store> {
    let mut builder = StoreBuilder::new();
    let source = builder.add_source("generated", "default");
    let scopes = (0..5).map(|number| scope(&mut builder, number)).collect::<Result<Vec<_>>>()?;
    let names =
        (0..8).map(|number| Ok(builder.intern(&format!("GET /resource-{number}"))?)).collect::<Result<Vec<_>>>()?;
    let mut random = Random(0);
    for trace in 1..=u64::from(spans / 10) {
        let start_ns = EPOCH_NS + random.below(HOUR_NS);
        let slow_ns = if trace % 2 == 0 { 40_000_000 } else { 0 };
        let mut windows = [(start_ns, start_ns + 100_000_000 + slow_ns); 10];
        for (at, (number, (parent, service, kind))) in (0_u64..).zip(SPANS).enumerate() {
            if at > 0 {
                let (from_ns, to_ns) = windows[parent];
                let (half, third) = ((to_ns - from_ns) / 2, (to_ns - from_ns) / 3);
                let begins_ns = from_ns + random.below(third / 4 + 1) + if at == 6 { half } else { 0 };
                windows[at] = (begins_ns, begins_ns + third + random.below(third / 4 + 1));
            }
            let parent_id = if at == 0 { 0 } else { trace * 10 + u64::try_from(parent)? };
            let draft = SpanDraft {
                trace_id: TraceId(u128::from(trace).to_be_bytes()),
                span_id: SpanId(trace * 10 + number),
                parent_id: SpanId(parent_id),
                name: names[usize::try_from((trace / 2 + number) % 8)?],
                kind,
                start_ns: windows[at].0,
                end_ns: windows[at].1,
                ..SpanDraft::default()
            };
            builder.push(&draft, scopes[service], source)?;
        }
    }
    Ok(builder.seal())
}

fn scope(builder: &mut StoreBuilder, number: u32) -> Result<ScopeRow> {
    let (key, service) = (builder.intern("service.name")?, builder.intern(&format!("service-{number}"))?);
    let attributes = vec![builder.intern_pair(key, RawValue::string(service))?];
    let resource = builder.intern_resource(&mut ResourceDraft { attributes, ..ResourceDraft::default() })?;
    Ok(builder.intern_scope(resource, &mut ScopeDraft::default())?)
}

/// Every other request, compared with those between them: the flame diff and the suspects.
///
/// # Errors
///
/// Those of the analysis.
pub fn latency_diff_of_halves(store: &Store) -> Result<LatencyDiff> {
    let requests = store.requests();
    let mut halves = [RowSet::empty(requests.universe()), RowSet::empty(requests.universe())];
    for (at, unit) in requests.iter().enumerate() {
        halves[at % 2].insert(unit);
    }
    let [selection, baseline] = halves;
    Ok(latency_diff(store, &selection, &baseline, &FlameDiffOptions::default())?)
}
