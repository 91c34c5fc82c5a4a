//! The critical path of traces in Jaeger's format, in the nine situations that Jaeger UI tests its own with: who overlaps whom, and who
//! waits for whom, as in `TracePage/CriticalPath/testCases` of jaegertracing/jaeger-ui. Times are microseconds, as there.

use serde_json::{Value, json};
use spanlens::analysis::critical_path;
use spanlens::ingest::FileReader;
use spanlens::store::{Store, StoreBuilder};

/// A span as a line: `id < parent start+duration`; `<~` where it merely follows from its parent, and a kind at the end if it has one.
fn span(line: &str) -> Value {
    let words: Vec<&str> = line.split_whitespace().collect();
    let parent = words.iter().position(|word| word.starts_with('<'));
    let reference = parent.map(|at| {
        let kind = if words[at] == "<~" { "FOLLOWS_FROM" } else { "CHILD_OF" };
        json!({"refType": kind, "traceID": "1", "spanID": words[at + 1]})
    });
    let times = words.iter().position(|word| word.contains('+')).unwrap();
    let (start, duration) = words[times].split_once('+').unwrap();
    let kind = words.get(times + 1).map(|kind| json!({"key": "span.kind", "type": "string", "value": kind}));
    json!({
        "traceID": "1", "spanID": words[0], "operationName": words[0], "processID": "p",
        "references": reference.into_iter().collect::<Value>(),
        "startTime": start.parse::<u64>().unwrap(), "duration": duration.parse::<u64>().unwrap(),
        "tags": kind.into_iter().collect::<Value>(),
    })
}

fn store(spans: &str) -> Store {
    let spans: Value = spans.split(',').map(span).collect();
    let text =
        json!({"data": [{"traceID": "1", "spans": spans, "processes": {"p": {"serviceName": "s"}}}]}).to_string();
    let mut builder = StoreBuilder::new();
    let mut reader = FileReader::new(builder.add_source("file", "default"));
    reader.push(&mut builder, text.as_bytes()).unwrap();
    assert_eq!(reader.finish(&mut builder).fault, None);
    builder.seal()
}

/// The sections from the start to the end.
fn path(store: &Store) -> String {
    let requests: Vec<_> = store.requests().iter().collect();
    let [request] = requests.as_slice() else { panic!("one request, not {requests:?}") };
    let section = |segment: spanlens::analysis::PathSegment| {
        let name = store.text(store.spans().name(segment.span));
        format!("{name} {}..{}", segment.from_ns / 1_000, segment.to_ns / 1_000)
    };
    critical_path(store, *request).into_iter().map(section).collect::<Vec<_>>().join(", ")
}

#[test]
fn the_path_is_that_of_jaeger_ui() {
    let cases = [
        (
            "one child after the other",
            "a 1+100, b < a 20+20, c < a 50+10",
            "a 1..20, b 20..40, a 40..50, c 50..60, a 60..101",
        ),
        ("children that overlap", "a 1+100, b < a 10+40, c < a 20+40", "a 1..20, c 20..60, a 60..101"),
        ("a child that starts after its parent has ended", "a 100+40 producer, b < a 200+300 client", "a 100..140"),
        ("and one that has a child", "a 1+30, b < a 40+40, c < b 50+10", "a 1..31"),
        ("a span that follows from another, with a child", "a 1+30, b <~ a 10+10, c < b 12+2", "a 1..31"),
        (
            "a child that outlives its parent, and one that starts before it",
            "a 1+29, b < a 15+20, c < b 10+15",
            "a 1..15, c 15..25, b 25..30",
        ),
        ("children that outlive their parents", "a 1+29, b < a 15+20, c < b 20+20", "a 1..15, b 15..20, c 20..30"),
        ("a child around its parent", "a 10+20, b < a 5+30", "b 10..30"),
        ("a child that has ended before its parent starts", "a 10+20, b < a 1+4", "a 10..30"),
        // Since 2026 it goes by kinds as well.
        ("a span that takes a message, with a child", "a 1+30 producer, b < a 10+10 consumer, c < b 12+2", "a 1..31"),
        ("a root that takes a message", "a 1+30 consumer, b < a 10+10 internal", "a 1..10, b 10..20, a 20..31"),
    ];
    for (name, spans, expected) in cases {
        assert_eq!(path(&store(spans)), expected, "{name}");
    }
}
