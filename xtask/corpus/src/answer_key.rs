//! Critical paths against the answers that some trace files carry: Jaeger JSON with the exclusive time on the critical path of each
//! operation, in microseconds, under `testing`.

use std::collections::BTreeMap;

use serde_json::Value;
use spanlens::analysis::{TOLERANCE_NS, critical_path};
use spanlens::store::Store;

use super::error_key;

/// Nanoseconds by operation, as `[service] name`.
type Times = BTreeMap<String, u64>;

/// The files in which the key counts time twice where siblings overlap within the tolerance, and takes it from their parent: each with
/// the number of such overlaps.
const OVERLAPS: [(&str, u64); 2] = [("crisp/19.json", 2), ("crisp/21.json", 2)];

/// How a file's critical path compares with its key: in words, and whether it is as it should be. `None` where the file has no key.
pub(super) fn compare(file: &str, bytes: &[u8]) -> Option<(String, bool)> {
    // Files of the format may hold several documents, and most have no key.
    let mut document = serde_json::from_slice::<Value>(bytes).ok()?;
    let key = key(&document)?;
    let (_, store) = super::read(bytes);
    let found = exclusive_times(&store);
    let overlaps = OVERLAPS.iter().find(|(name, _)| *name == file).map_or(0, |&(_, overlaps)| overlaps);
    let mut differences = Vec::new();
    let mut excess_ns = 0;
    for (operation, &expected_ns) in &key {
        let found_ns = found.get(operation).copied().unwrap_or_default();
        if found_ns != expected_ns {
            differences.push(format!(", {operation} {found_ns} ns instead of {expected_ns}"));
        }
        excess_ns += expected_ns.saturating_sub(found_ns);
    }
    let is_whole = found.keys().all(|operation| key.contains_key(operation));
    let holds = is_whole && excess_ns <= overlaps * TOLERANCE_NS && (overlaps > 0 || differences.is_empty());
    let note = if overlaps > 0 { format!(", where {overlaps} overlaps are counted twice") } else { String::new() };
    let path = format!("critical path of {} operations{}{note}", key.len(), differences.concat());
    Some(match error_key::compare(&mut document) {
        Some((errors, errors_hold)) => (format!("{path}; {errors}"), holds && errors_hold),
        None => (path, holds),
    })
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
        compare("a file", document(testing).as_bytes())
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
