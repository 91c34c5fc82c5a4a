//! Critical paths against the answers that some trace files carry: Jaeger JSON with the exclusive time on the critical path of each
//! operation, in microseconds, under `testing`.

use std::collections::BTreeMap;
use std::fmt::Write;

use anyhow::{Context, Result};
use serde_json::Value;
use spanlens::analysis::{TOLERANCE_NS, critical_path};
use spanlens::store::{RawValue, ResourceDraft, ScopeDraft, ScopeRow, SpanDraft, Store, StoreBuilder};
use spanlens::units::{SpanId, StatusCode, TraceId};

use super::error_key;

/// Nanoseconds by operation, as `[service] name`.
type Times = BTreeMap<String, u64>;

/// The files in which the key counts time twice where siblings overlap within the tolerance, and takes it from their parent: each with
/// the number of such overlaps.
const OVERLAPS: [(&str, u64); 2] = [("crisp/19.json", 2), ("crisp/21.json", 2)];

/// How a file's critical path compares with its key: in words, and whether it is as it should be. `None` where the file has no key.
///
/// # Errors
///
/// If a file with a key is not the Jaeger JSON that it should be.
pub(super) fn compare(file: &str, bytes: &[u8]) -> Result<Option<(String, bool)>> {
    // Files of the format may hold several documents, and most have no key.
    let Ok(document) = serde_json::from_slice::<Value>(bytes) else { return Ok(None) };
    let Some(key) = key(&document) else { return Ok(None) };
    let store = read(&document).with_context(|| format!("{file} is not the Jaeger JSON of a trace"))?;
    let found = exclusive_times(&store);
    let overlaps = OVERLAPS.iter().find(|(name, _)| *name == file).map_or(0, |&(_, overlaps)| overlaps);
    let mut differences = String::new();
    let mut excess_ns = 0;
    for (operation, &expected_ns) in &key {
        let found_ns = found.get(operation).copied().unwrap_or_default();
        if found_ns != expected_ns {
            write!(differences, ", {operation} {found_ns} ns instead of {expected_ns}")?;
        }
        excess_ns += expected_ns.saturating_sub(found_ns);
    }
    let is_whole = found.keys().all(|operation| key.contains_key(operation));
    let holds = is_whole && excess_ns <= overlaps * TOLERANCE_NS && (overlaps > 0 || differences.is_empty());
    let note = if overlaps > 0 { format!(", where {overlaps} overlaps are counted twice") } else { String::new() };
    let path = format!("critical path of {} operations{differences}{note}", key.len());
    Ok(Some(match error_key::compare(&document, &store) {
        Some((errors, errors_hold)) => (format!("{path}; {errors}"), holds && errors_hold),
        None => (path, holds),
    }))
}

/// The times of the key: either the only table under `testing`, or the one of exclusive times.
fn key(document: &Value) -> Option<Times> {
    let testing = document.get("testing")?;
    let table = testing.get("opTimeExclusive").or_else(|| testing.get(0))?.as_object()?;
    table.iter().map(|(operation, time)| Some((operation.clone(), ns_from_us(time)?))).collect()
}

fn ns_from_us(time: &Value) -> Option<u64> {
    time.as_u64()?.checked_mul(1_000)
}

/// The time of each operation on the critical paths of all requests.
fn exclusive_times(store: &Store) -> Times {
    let mut times = Times::new();
    for segment in store.requests().iter().flat_map(|unit| critical_path(store, unit)) {
        let operation =
            format!("[{}] {}", store.text(store.service(segment.span)), store.text(store.spans().name(segment.span)));
        *times.entry(operation).or_default() += segment.duration_ns();
    }
    times
}

/// Reads what critical paths and error causes need: names, services, times, parents, and whether a span failed. Ids need not be hexadecimal.
fn read(document: &Value) -> Result<Store> {
    let mut builder = StoreBuilder::new();
    let source = builder.add_source("answer key", "default");
    let traces = document["data"].as_array().context("no traces")?;
    for (trace, at) in traces.iter().zip(1..) {
        let spans = trace["spans"].as_array().context("no spans")?;
        let mut ids = BTreeMap::new();
        for span in spans {
            let next = ids.len() as u64 + 1;
            ids.entry(span["spanID"].as_str().context("no id")?).or_insert(next);
        }
        for span in spans {
            let parent = span["references"].as_array().and_then(|references| references.first());
            let parent = parent.and_then(|parent| ids.get(parent["spanID"].as_str()?)).copied();
            let start_ns = ns_from_us(&span["startTime"]).context("no start")?;
            let draft = SpanDraft {
                trace_id: TraceId(u128::to_be_bytes(at)),
                span_id: SpanId(ids[span["spanID"].as_str().unwrap_or_default()]),
                parent_id: SpanId(parent.unwrap_or_default()),
                name: builder.intern(span["operationName"].as_str().context("no name")?)?,
                start_ns,
                end_ns: start_ns + ns_from_us(&span["duration"]).context("no duration")?,
                status: if error_key::is_error(span) { StatusCode::Error } else { StatusCode::Unset },
                ..SpanDraft::default()
            };
            let process = span["processID"].as_str().context("no process")?;
            let service = trace["processes"][process]["serviceName"].as_str().context("no service")?;
            let scope = scope_of(&mut builder, service)?;
            builder.push(&draft, scope, source)?;
        }
    }
    Ok(builder.seal())
}

fn scope_of(builder: &mut StoreBuilder, service: &str) -> Result<ScopeRow> {
    let key = builder.intern("service.name")?;
    let service = RawValue::string(builder.intern(service)?);
    let attributes = vec![builder.intern_pair(key, service)?];
    let resource = builder.intern_resource(&mut ResourceDraft { attributes, ..ResourceDraft::default() })?;
    Ok(builder.intern_scope(resource, &mut ScopeDraft::default())?)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn document(testing: &str) -> String {
        let span = |id: &str, references: &str, operation: &str, duration: u64| {
            format!(
                r#"{{"traceID":"T","spanID":"{id}","operationName":"{operation}","references":[{references}],
                    "startTime":50,"duration":{duration},"processID":"P"}}"#
            )
        };
        let spans = [span("A", "", "x", 100), span("B", r#"{"refType":"CHILD_OF","spanID":"A"}"#, "y", 30)].join(",");
        let processes = r#"{"P":{"serviceName":"S"}}"#;
        format!(r#"{{"data":[{{"processes":{processes},"spans":[{spans}]}}]{testing}}}"#)
    }

    fn outcome(testing: &str) -> Option<(String, bool)> {
        compare("a file", document(testing).as_bytes()).unwrap()
    }

    #[test]
    fn a_path_is_compared_with_its_key() {
        for (testing, holds) in [
            (r#"[{"[S] x":70,"[S] y":30}]"#, true),
            (r#"{"opTimeExclusive":{"[S] x":70,"[S] y":30,"[S] z":0}}"#, true),
            (r#"[{"[S] x":69,"[S] y":31}]"#, false),
            (r#"[{"[S] x":70}]"#, false),
        ] {
            assert_eq!(outcome(&format!(r#","testing":{testing}"#)).map(|(_, holds)| holds), Some(holds), "{testing}");
        }
        assert_eq!(outcome(""), None);
    }
}
