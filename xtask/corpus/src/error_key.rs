//! Error causes against the answers that some trace files carry: for each call path under `testing`, how many spans failed by
//! themselves, handed an error on, or stopped one.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use spanlens::analysis::{ErrorCausesOptions, error_causes};
use spanlens::store::{RowSet, SpanRow, Store};
use spanlens::units::{FailureRule, StatusCode};

/// Spans that failed by themselves, handed an error on, and stopped one, by call path.
type Counts = BTreeMap<String, [u64; 3]>;

/// Whether the causes of a file's errors are those of its key, in words. `None` where the file has no key.
///
/// The key knows more ways to fail than a span has that says so itself, so each span that fails by the key is made to say it first.
pub(super) fn compare(document: &mut Value) -> Option<(String, bool)> {
    let key = key(document)?;
    let spans = document["data"].as_array_mut()?.iter_mut().filter_map(|trace| trace["spans"].as_array_mut()).flatten();
    for span in spans.filter(|span| is_error(span)) {
        span["tags"] = json!([{"key": "error", "type": "bool", "value": true}]);
    }
    let (_, store) = super::read(document.to_string().as_bytes());
    let found = counts(&store);
    let text = format!("errors on {} call paths", key.len());
    Some(if found == key { (text, true) } else { (format!("{text}, {found:?} instead of {key:?}"), false) })
}

/// A span that fails by itself or that tells of its children, by the predicate of the key: wider than OpenTelemetry's.
fn is_error(span: &Value) -> bool {
    let fields = |of: &Value| of.as_array().cloned().unwrap_or_default();
    let is_told = |field: &Value| match (field["key"].as_str(), &field["value"]) {
        (Some("error"), Value::Bool(value)) => *value,
        (Some("error"), Value::String(text)) => text != "false",
        (Some("error.object"), _) => true,
        (Some("event"), Value::String(text)) => text == "error",
        (Some("http.status_code"), Value::Number(status)) => status.as_u64() >= Some(400),
        _ => false,
    };
    let logs = fields(&span["logs"]);
    fields(&span["tags"]).iter().any(is_told) || logs.iter().any(|log| fields(&log["fields"]).iter().any(is_told))
}

fn key(document: &Value) -> Option<Counts> {
    let testing = document.get("testing")?;
    let table = testing.get("errCounts").or_else(|| testing.get("errCPErrCounts"))?.as_object()?;
    let row = |(path, counts): (&String, &Value)| {
        // Some paths begin at a root of the key's own, and some with one bracket too many.
        let path = path.trim_start_matches("errorCriticalPathSyntheticRoot->").replace("[[", "[");
        let count = |at: usize| counts.get(at).and_then(Value::as_u64);
        Some((path, [count(0)?, count(1)?, count(2)?]))
    };
    table.iter().map(row).collect()
}

/// What error causes say of each span as a unit: the only cause of a span that fails by itself is the span, and one that stops an error
/// has a cause whose path comes to it by an ERROR span.
fn counts(store: &Store) -> Counts {
    let mut counts = Counts::new();
    for span in (0..store.spans().len()).map(SpanRow) {
        let mut unit = RowSet::empty(store.spans().len());
        unit.insert(span);
        let answer = error_causes(store, &unit, &ErrorCausesOptions::default(), FailureRule::Status);
        let is_own = answer.rows.iter().any(|row| row.sample_span == store.span_handle(span));
        let is_stopped =
            |path: &[spanlens::analysis::PathStep]| path.len() > 1 && path[path.len() - 2].status == StatusCode::Error;
        let at = match store.spans().status(span) {
            StatusCode::Error if is_own => 0,
            StatusCode::Error => 1,
            _ if answer.rows.iter().any(|row| is_stopped(&row.path)) => 2,
            _ => continue,
        };
        counts.entry(call_path(store, span)).or_default()[at] += 1;
    }
    counts
}

fn call_path(store: &Store, span: SpanRow) -> String {
    let name = |span| format!("[{}] {}", store.text(store.service(span)), store.text(store.spans().name(span)));
    let mut path: Vec<String> = std::iter::successors(Some(span), |&span| store.parent(span)).map(name).collect();
    path.reverse();
    path.join("->")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_are_compared_with_their_key() {
        let span = |id: &str, parent: &str, process: &str, start: u32, tags: Value| {
            let references = json!([{"refType": "CHILD_OF", "traceID": "1", "spanID": parent}]);
            json!({"traceID": "1", "spanID": id, "operationName": "x", "references": references, "startTime": start,
                "duration": 9 - start, "processID": process, "tags": tags})
        };
        let failed = json!([{"key": "error", "type": "string", "value": "it broke"}]);
        let spans =
            [span("1", "", "A", 0, json!([])), span("2", "1", "B", 1, failed.clone()), span("3", "2", "C", 2, failed)];
        let processes = json!({"A": {"serviceName": "A"}, "B": {"serviceName": "B"}, "C": {"serviceName": "C"}});
        let document = |testing: Value| json!({"data": [{"spans": spans, "processes": processes}], "testing": testing});
        let outcome = |stopped: u32| {
            let paths = json!({"[A] x": [0, 0, stopped], "[A] x->[B] x": [0, 1, 0], "[A] x->[B] x->[C] x": [1, 0, 0]});
            compare(&mut document(json!({"errCounts": paths})))
        };
        assert_eq!(outcome(1), Some(("errors on 3 call paths".to_owned(), true)));
        assert!(outcome(0).is_some_and(|(text, holds)| !holds && text.contains("instead of")));
        assert_eq!(compare(&mut document(json!({}))), None);
    }
}
