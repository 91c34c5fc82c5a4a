//! What Tempo is asked. A search gives ids, and each trace is read by a request of its own, by v2 of the API where the server has it, as v1
//! fails on traces that are larger than Tempo allows, where v2 gives a part and says so.
//!
//! A trace is asked for without a range: with one, Tempo looks only into the blocks of that range, and leaves spans out without a word.
//!
//! Source: the API documentation of grafana/tempo, and its `pkg/api/http.go`.

use serde_json::Value;

use super::requests::{Attempt, Gives, Parameters, Server, add, part};
use super::times::go_duration;
use super::wanted::TraceSearch;

const SECOND_NS: u64 = 1_000_000_000;

/// The request that finds traces.
pub(super) fn search(server: &Server, wanted: &TraceSearch) -> Attempt {
    let mut parameters = Parameters::new();
    let mut one = |name, value| add(&mut parameters, name, value);
    if let Some(query) = wanted.query.as_ref().filter(|query| !query.trim().is_empty()) {
        one("q", Some(query.trim().to_owned()));
    } else {
        one("tags", Some(logfmt(wanted)));
        one("minDuration", wanted.min_duration_ns.map(go_duration));
        one("maxDuration", wanted.max_duration_ns.map(go_duration));
    }
    one("start", wanted.range.map(|range| (range.from_ns / SECOND_NS).to_string()));
    one("end", wanted.range.map(|range| range.to_ns.div_ceil(SECOND_NS).to_string()));
    one("limit", Some(wanted.limit().to_string()));
    // The traces are read whole, so that no spans are needed here.
    one("spss", Some("1".to_owned()));
    server.attempt("v1", Gives::Ids, "/api/search", &parameters)
}

/// The requests that read a trace.
pub(super) fn trace(server: &Server, id: &str) -> Vec<Attempt> {
    [("v2", "/api/v2/traces/"), ("v1", "/api/traces/")]
        .map(|(version, path)| {
            server.attempt(version, Gives::Traces, &format!("{path}{}", part(id)), &Parameters::new())
        })
        .into()
}

/// Conditions as `key=value`, with quotes where a value needs them.
fn logfmt(wanted: &TraceSearch) -> String {
    let named = [("service.name", &wanted.service), ("name", &wanted.operation)];
    let named = named.into_iter().filter_map(|(key, value)| Some((key, value.as_deref()?)));
    let tags = wanted.tags.iter().map(|(key, value)| (key.as_str(), value.as_str()));
    let pairs = named.chain(tags).map(|(key, value)| {
        let is_plain = !value.is_empty() && value.bytes().all(|byte| byte > b' ' && !b"\"=\\".contains(&byte));
        if is_plain { format!("{key}={value}") } else { format!("{key}={}", Value::from(value)) }
    });
    pairs.collect::<Vec<_>>().join(" ")
}

/// The ids of the traces that a search has found, with the zeros that Tempo leaves out, each once. `None` where it is no such answer.
pub(super) fn ids(answer: &Value) -> Option<Vec<String>> {
    let list = match answer.get("traces") {
        Some(Value::Array(list)) => list.as_slice(),
        // An empty list is left out.
        None | Some(Value::Null) if answer.is_object() => &[],
        _ => return None,
    };
    let mut ids = Vec::new();
    for trace in list {
        let id = trace.get("traceID")?.as_str()?;
        let id = padded(id);
        if !ids.contains(&id) {
            ids.push(id);
        }
    }
    Some(ids)
}

/// An id in all of its digits.
pub(super) fn padded(id: &str) -> String {
    format!("{id:0>32}").to_ascii_lowercase()
}

/// Where tags are listed, by v2 and by v1.
pub(super) const TAGS: [(&str, &str); 2] = [("v2", "/api/v2/search/tags"), ("v1", "/api/search/tags")];

/// Where the values of a tag are. v1 knows no scopes.
pub(super) fn values(tag: &str) -> [(&'static str, String); 2] {
    let bare = ["span.", "resource.", "."].iter().find_map(|scope| tag.strip_prefix(scope)).unwrap_or(tag);
    [
        ("v2", format!("/api/v2/search/tag/{}/values", part(tag))),
        ("v1", format!("/api/search/tag/{}/values", part(bare))),
    ]
}

/// The names in an answer: `scopes` with their tags, `tagNames`, or `tagValues`.
pub(super) fn names(answer: &Value) -> Option<Vec<String>> {
    if let Some(Value::Array(scopes)) = answer.get("scopes") {
        let of_scope = |scope: &Value| {
            let name = scope.get("name").and_then(Value::as_str).unwrap_or_default();
            let prefix = if name == "intrinsic" { String::new() } else { format!("{name}.") };
            texts(scope.get("tags")).into_iter().map(|tag| format!("{prefix}{tag}")).collect::<Vec<_>>()
        };
        return Some(scopes.iter().flat_map(of_scope).collect());
    }
    let list = ["tagNames", "tagValues"].iter().find_map(|member| answer.get(member));
    match list {
        Some(Value::Array(_) | Value::Null) => Some(texts(list)),
        None if answer.is_object() => Some(Vec::new()),
        _ => None,
    }
}

/// The texts of a list, which may be values of objects.
fn texts(list: Option<&Value>) -> Vec<String> {
    let list = list.and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    let text = |one: &Value| one.as_str().or_else(|| one.get("value")?.as_str()).map(str::to_owned);
    list.iter().filter_map(text).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::trace_api::{TraceApi, TraceApiServer};
    use crate::units::TimeRange;

    fn server() -> Server {
        let url = "http://host:3200".to_owned();
        Server::of(&TraceApiServer { api: TraceApi::Tempo, url, headers: Vec::new() }).unwrap()
    }

    #[test]
    fn a_query_goes_before_tags() {
        let tags = vec![("http.method".to_owned(), "GET".to_owned()), ("q".to_owned(), "a \"b\"".to_owned())];
        let by_tags = TraceSearch {
            service: Some("shop".to_owned()),
            operation: Some("GET /".to_owned()),
            tags,
            min_duration_ns: Some(5_000_000),
            range: Some(TimeRange { from_ns: 1_999_999_999, to_ns: 2_000_000_001 }),
            ..TraceSearch::default()
        };
        assert_eq!(
            search(&server(), &by_tags).request.url,
            "http://host:3200/api/search?tags=service.name%3Dshop%20name%3D%22GET%20%2F%22%20http.method%3DGET%20q%3D%22a%20%5C%22b%5C%22%22\
             &minDuration=5ms&start=1&end=3&limit=20&spss=1"
        );
        let query = Some(" { status = error } ".to_owned());
        let by_query = TraceSearch { query, limit: Some(5), range: None, ..by_tags };
        assert_eq!(
            search(&server(), &by_query).request.url,
            "http://host:3200/api/search?q=%7B%20status%20%3D%20error%20%7D&limit=5&spss=1"
        );
    }

    #[test]
    fn a_trace_is_asked_for_without_a_range() {
        let attempts = trace(&server(), &padded("2F3e"));
        let urls: Vec<_> = attempts.iter().map(|attempt| attempt.request.url.as_str()).collect();
        let id = "00000000000000000000000000002f3e";
        assert_eq!(urls, [format!("http://host:3200/api/v2/traces/{id}"), format!("http://host:3200/api/traces/{id}")]);
    }

    #[test]
    fn ids_have_all_their_digits_and_are_there_once() {
        let read = |text: &str| ids(&serde_json::from_str(text).unwrap());
        let answer = r#"{"traces":[{"traceID":"2f3e","rootServiceName":"<root span not yet received>"},{"traceID":"00002f3e"},
            {"traceID":"ABC"}],"metrics":{"inspectedBytes":"12345678901"}}"#;
        let expected = ["00000000000000000000000000002f3e", "00000000000000000000000000000abc"];
        assert_eq!(read(answer).unwrap(), expected);
        for empty in ["{}", r#"{"metrics":{}}"#, r#"{"traces":null}"#, r#"{"traces":[]}"#] {
            assert_eq!(read(empty), Some(Vec::new()), "{empty}");
        }
        for other in ["[]", r#"{"traces":7}"#, r#"{"traces":[{}]}"#] {
            assert_eq!(read(other), None, "{other}");
        }
    }

    #[test]
    fn tags_are_read_with_their_scopes_and_without() {
        let cases = [
            (
                r#"{"scopes":[{"name":"resource","tags":["service.name"]},{"name":"span","tags":["http.method"]},{"name":"intrinsic","tags":["duration"]}]}"#,
                vec!["resource.service.name", "span.http.method", "duration"],
            ),
            (r#"{"tagNames":["a","b"]}"#, vec!["a", "b"]),
            (r#"{"tagValues":[{"type":"string","value":"GET"},{"type":"int","value":"1"}]}"#, vec!["GET", "1"]),
            (r#"{"tagValues":["GET"]}"#, vec!["GET"]),
            (r#"{"metrics":{}}"#, vec![]),
        ];
        for (text, expected) in cases {
            assert_eq!(names(&serde_json::from_str(text).unwrap()).unwrap(), expected, "{text}");
        }
        assert_eq!(names(&serde_json::json!([])), None);
        assert_eq!(
            values("span.http.method").map(|(_, path)| path),
            ["/api/v2/search/tag/span.http.method/values", "/api/search/tag/http.method/values"]
        );
    }
}
