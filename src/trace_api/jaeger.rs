//! What Jaeger's query service is asked. Its API v3 answers with OTLP in `result`, v1 with Jaeger's own JSON in `data`.
//!
//! v3 has had two spellings of its parameters, so both are sent. It ignored `query.attributes` at first, and would then find traces without
//! the tags that were asked for: so where there are tags, v1 goes first. Servers whose v1 cannot search any more know the tags in v3. Neither is
//! to move times or to rename spans (`raw`).
//!
//! Source: `query_parser.go` and `http_gateway.go` of jaegertracing/jaeger.

use serde_json::Value;

use super::requests::{Attempt, Gives, Parameters, Server, add, json_of, part};
use super::times::{go_duration, rfc3339};
use super::wanted::TraceSearch;

/// The requests that find traces, each if those before are not understood.
pub(super) fn search(server: &Server, wanted: &TraceSearch) -> Vec<Attempt> {
    let v3 = server.attempt("v3", Gives::Traces, "/api/v3/traces", &v3_parameters(wanted));
    let v1 = server.attempt("v1", Gives::Traces, "/api/traces", &v1_parameters(wanted));
    if wanted.tags.is_empty() { vec![v3, v1] } else { vec![v1, v3] }
}

/// The requests that read a trace.
pub(super) fn trace(server: &Server, id: &str) -> Vec<Attempt> {
    let raw = |name: &str| (name.to_owned(), "true".to_owned());
    let id = part(id);
    vec![
        server.attempt(
            "v3",
            Gives::Traces,
            &format!("/api/v3/traces/{id}"),
            &vec![raw("rawTraces"), raw("raw_traces")],
        ),
        server.attempt("v1", Gives::Traces, &format!("/api/traces/{id}"), &vec![raw("raw")]),
    ]
}

fn v3_parameters(wanted: &TraceSearch) -> Parameters {
    let mut parameters = Parameters::new();
    let mut both = |new: &str, old: &str, value: Option<String>| {
        add(&mut parameters, &format!("query.{new}"), value.clone());
        add(&mut parameters, &format!("query.{old}"), value);
    };
    let limit = Some(wanted.limit().to_string());
    both("serviceName", "service_name", wanted.service.clone());
    both("operationName", "operation_name", wanted.operation.clone());
    both("startTimeMin", "start_time_min", wanted.range.map(|range| rfc3339(range.from_ns)));
    both("startTimeMax", "start_time_max", wanted.range.map(|range| rfc3339(range.to_ns)));
    both("durationMin", "duration_min", wanted.min_duration_ns.map(go_duration));
    both("durationMax", "duration_max", wanted.max_duration_ns.map(go_duration));
    both("searchDepth", "search_depth", limit.clone());
    both("rawTraces", "raw_traces", Some("true".to_owned()));
    add(&mut parameters, "query.num_traces", limit);
    add(&mut parameters, "query.attributes", json_of(&wanted.tags));
    parameters
}

fn v1_parameters(wanted: &TraceSearch) -> Parameters {
    let mut parameters = Parameters::new();
    let mut one = |name, value| add(&mut parameters, name, value);
    one("service", wanted.service.clone());
    one("operation", wanted.operation.clone());
    one("tags", json_of(&wanted.tags));
    one("start", wanted.range.map(|range| (range.from_ns / 1000).to_string()));
    one("end", wanted.range.map(|range| range.to_ns.div_ceil(1000).to_string()));
    one("minDuration", wanted.min_duration_ns.map(go_duration));
    one("maxDuration", wanted.max_duration_ns.map(go_duration));
    one("limit", Some(wanted.limit().to_string()));
    one("raw", Some("true".to_owned()));
    parameters
}

/// Where services are listed, by v3 and by v1.
pub(super) const SERVICES: [(&str, &str); 2] = [("v3", "/api/v3/services"), ("v1", "/api/services")];

/// Where the operations of a service are.
pub(super) fn operations(service: &str) -> [(&'static str, String, Parameters); 2] {
    let by_parameter = vec![("service".to_owned(), service.to_owned())];
    [
        ("v3", "/api/v3/operations".to_owned(), by_parameter),
        ("v1", format!("/api/services/{}/operations", part(service)), Parameters::new()),
    ]
}

/// The names in an answer: `services`, `operations` with a name each, or `data` with texts or names.
pub(super) fn names(answer: &Value) -> Option<Vec<String>> {
    let list = ["services", "operations", "data"].iter().find_map(|member| answer.get(member));
    match list {
        Some(Value::Array(list)) => {
            let name = |one: &Value| one.as_str().or_else(|| one.get("name")?.as_str()).map(str::to_owned);
            Some(list.iter().filter_map(name).collect())
        }
        // An empty list is left out by v3, and null in v1.
        Some(Value::Null) => Some(Vec::new()),
        None if answer.as_object().is_some_and(serde_json::Map::is_empty) => Some(Vec::new()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::trace_api::{TraceApi, TraceApiServer};
    use crate::units::TimeRange;

    fn server() -> Server {
        let url = "http://host/jaeger/".to_owned();
        Server::of(&TraceApiServer { api: TraceApi::Jaeger, url, headers: Vec::new() }).unwrap()
    }

    fn urls(attempts: &[Attempt]) -> Vec<&str> {
        attempts.iter().map(|attempt| attempt.request.url.as_str()).collect()
    }

    #[test]
    fn a_search_is_sent_in_the_spellings_of_all_versions() {
        let wanted = TraceSearch {
            service: Some("a b&c".to_owned()),
            operation: Some("GET /".to_owned()),
            min_duration_ns: Some(1_500_000_000),
            max_duration_ns: Some(7),
            range: Some(TimeRange { from_ns: 1_001, to_ns: 2_000_000_001 }),
            limit: Some(30),
            ..TraceSearch::default()
        };
        let attempts = search(&server(), &wanted);
        assert_eq!(
            urls(&attempts),
            [
                "http://host/jaeger/api/v3/traces?query.serviceName=a%20b%26c&query.service_name=a%20b%26c\
                 &query.operationName=GET%20%2F&query.operation_name=GET%20%2F\
                 &query.startTimeMin=1970-01-01T00%3A00%3A00.000001001Z&query.start_time_min=1970-01-01T00%3A00%3A00.000001001Z\
                 &query.startTimeMax=1970-01-01T00%3A00%3A02.000000001Z&query.start_time_max=1970-01-01T00%3A00%3A02.000000001Z\
                 &query.durationMin=1500ms&query.duration_min=1500ms&query.durationMax=7ns&query.duration_max=7ns\
                 &query.searchDepth=30&query.search_depth=30&query.rawTraces=true&query.raw_traces=true&query.num_traces=30",
                "http://host/jaeger/api/traces?service=a%20b%26c&operation=GET%20%2F&start=1&end=2000001&minDuration=1500ms&maxDuration=7ns\
                 &limit=30&raw=true",
            ]
        );
        let headers = &attempts[0].request.headers;
        assert_eq!(*headers, [("Accept".to_owned(), "application/json".to_owned())]);
    }

    #[test]
    fn tags_are_asked_where_they_are_known_for_certain() {
        let tags = vec![("http.status_code".to_owned(), "500".to_owned()), ("q".to_owned(), "\"".to_owned())];
        let attempts = search(&server(), &TraceSearch { tags, ..TraceSearch::default() });
        assert_eq!(attempts.iter().map(|attempt| attempt.version).collect::<Vec<_>>(), ["v1", "v3"]);
        let json = "%7B%22http.status_code%22%3A%22500%22%2C%22q%22%3A%22%5C%22%22%7D";
        assert!(attempts[0].request.url.contains(&format!("tags={json}")), "{}", attempts[0].request.url);
        assert!(attempts[1].request.url.ends_with(&format!("query.attributes={json}")));
    }

    #[test]
    fn a_trace_is_asked_for_as_it_was_recorded() {
        assert_eq!(
            urls(&trace(&server(), "0af")),
            [
                "http://host/jaeger/api/v3/traces/0af?rawTraces=true&raw_traces=true",
                "http://host/jaeger/api/traces/0af?raw=true"
            ]
        );
    }

    #[test]
    fn lists_are_read_in_both_versions() {
        let cases = [
            (r#"{"services":["b","a"]}"#, Some(vec!["b", "a"])),
            (r#"{"data":["a"],"total":1}"#, Some(vec!["a"])),
            (r#"{"data":null,"total":0}"#, Some(vec![])),
            ("{}", Some(vec![])),
            (r#"{"operations":[{"name":"GET","spanKind":"server"}]}"#, Some(vec!["GET"])),
            (r#"{"data":[{"name":"GET","spanKind":"server"},"PUT"]}"#, Some(vec!["GET", "PUT"])),
            (r#"{"other":1}"#, None),
            ("[]", None),
        ];
        for (text, expected) in cases {
            let names = names(&serde_json::from_str(text).unwrap());
            assert_eq!(
                names.as_ref().map(|names| names.iter().map(String::as_str).collect::<Vec<_>>()),
                expected,
                "{text}"
            );
        }
        assert_eq!(operations("a/b")[1].1, "/api/services/a%2Fb/operations");
    }
}
