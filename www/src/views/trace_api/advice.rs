//! What to change where a server of traces does not answer as it should: a sentence or two for each reason.

use spanlens::error::{ErrorCode, Failure};
use spanlens::trace_api::TraceApi;

use crate::format;
use crate::views::clickhouse::{Advice, Step, is_nearby};
use crate::words::Searched;

/// What Jaeger needs in its configuration before it answers pages of other origins; `ORIGIN` stands for that of the page.
const JAEGER: &str = "\
extensions:
  jaeger_query:
    http:
      cors:
        allowed_origins: [\"ORIGIN\"]
        allowed_headers: [\"*\"]";

/// What a proxy before Tempo, here nginx, needs for the same.
const PROXY: &str = "\
add_header Access-Control-Allow-Origin \"ORIGIN\" always;
add_header Access-Control-Allow-Headers \"authorization, x-scope-orgid\" always;
if ($request_method = OPTIONS) { return 204; }";

/// What to change after a failure. `page` is the origin of the page.
pub(super) fn advice(failure: &Failure, place: &Searched, page: &str) -> Advice {
    use ErrorCode as Code;
    let host = place.host();
    let api = place.api.name();
    let message = format::sentence(&failure.message);
    let say = |text: &str| vec![Step::Say(text.to_owned())];
    let (heading, steps, is_told) = match failure.code {
        Code::UnreachableSource => (format!("{host} does not answer"), unreachable(place, page), true),
        Code::CrossOrigin => (format!("{host} does not let this page ask it"), cross_origin(place, page), true),
        Code::MixedContent => {
            let way = "This page came over HTTPS, and the address begins with http://. If the server has HTTPS, too, use that address. Otherwise \
                       open the page from your own machine:";
            let heading = format!("The browser does not let this page ask {host} without HTTPS");
            (heading, vec![Step::Say(way.to_owned()), program(place)], true)
        }
        Code::WrongCredentials => (
            "The server wants to know who asks".to_owned(),
            say(
                "Say a header such as “Authorization: Bearer …” with a token that has not run out. Grafana takes tokens of service accounts.",
            ),
            false,
        ),
        Code::NotPermitted => (
            "The server does not let you read that".to_owned(),
            say(
                "The token, or the user, may not ask this server. Behind Grafana it needs the right to query the data source.",
            ),
            false,
        ),
        Code::RefusedQuery => ("The server does not take this search".to_owned(), refused(place.api), false),
        Code::ServerTimeOut => (
            "The search took longer than the server allows".to_owned(),
            say("Choose a shorter range, or search for less."),
            false,
        ),
        Code::ServerLimit => (
            "The server allows no more searches now".to_owned(),
            say("Too many are under way, or a limit for you is reached. Wait a while, or search for less."),
            false,
        ),
        Code::BadStatus | Code::UnknownFormat | Code::UnreadableSource => {
            ("The server answered something else".to_owned(), something_else(place.api), false)
        }
        Code::LimitExceeded => (
            "There is more in one trace than is read".to_owned(),
            say("The first trace that was found has more spans than are read at most."),
            false,
        ),
        _ => (format!("{api} could not be searched"), vec![Step::Say(message.clone())], true),
    };
    Advice {
        heading,
        steps,
        said: (!is_told).then_some(message),
        is_too_much: failure.code == Code::ServerTimeOut,
        may_pass: matches!(
            failure.code,
            Code::UnreachableSource
                | Code::ServerTimeOut
                | Code::ServerLimit
                | Code::BadStatus
                | Code::UnreadableSource
                | Code::MalformedInput
                | Code::TruncatedInput
        ),
    }
}

fn refused(api: TraceApi) -> Vec<Step> {
    let text = match api {
        TraceApi::Jaeger => {
            "Servers of Jaeger's older API want a service. Some limit how many traces or how long a range may be asked for."
        }
        TraceApi::Tempo => {
            "Look at the query: TraceQL has texts in quotes, and scopes before keys, as in { span.http.method = \"GET\" }. Tempo \
                            limits how long a range may be, too."
        }
    };
    vec![Step::Say(text.to_owned())]
}

fn something_else(api: TraceApi) -> Vec<Step> {
    let text = match api {
        TraceApi::Jaeger => {
            "Check that the address is that of Jaeger's query service, usually at port 16686, with the path that it is served \
                             below, if there is one."
        }
        TraceApi::Tempo => {
            "Check that the address is that of Tempo's HTTP API, usually at port 3200. Grafana itself is another server: behind it, \
                            the address is https://grafana.example.org/api/datasources/proxy/uid/UID, with the UID of the data source."
        }
    };
    vec![Step::Say(text.to_owned())]
}

fn unreachable(place: &Searched, page: &str) -> Vec<Step> {
    let port = match place.api {
        TraceApi::Jaeger => "Jaeger's query service answers at port 16686; 4317 and 4318 are for those who send spans.",
        TraceApi::Tempo => "Tempo answers over HTTP at port 3200; 4317 and 4318 are for those who send spans.",
    };
    let mut steps = vec![Step::Say(format!(
        "Check the address, and that the server is running. {port} The request comes from this tab, so this machine has to reach the server."
    ))];
    if place.url.starts_with("https:") {
        steps.push(Step::Say(format!(
            "A certificate that the browser does not trust looks the same from here: {} in a tab of its own shows that.",
            place.url
        )));
    }
    if is_nearby(place.host()) && !is_nearby(page.split_once("://").map_or("", |(_, host)| host)) {
        steps.push(Step::Say(
            "Browsers ask before a page of the internet may reach your own network, and remember a no: look at what is permitted to \
             this page, beside its address."
                .to_owned(),
        ));
    }
    steps
}

fn cross_origin(place: &Searched, page: &str) -> Vec<Step> {
    let leave = |text: &str| text.replace("ORIGIN", page);
    let mut steps = vec![Step::Say(
        "The server answers, but does not allow this page to read its answers (CORS). Choose one of these solutions:"
            .to_owned(),
    )];
    match place.api {
        TraceApi::Jaeger => steps.push(Step::Copy("Give the leave in the configuration of Jaeger 2", leave(JAEGER))),
        TraceApi::Tempo => {
            steps.push(Step::Copy(
                "Tempo has no setting for it: give the leave in a proxy before it, such as nginx",
                leave(PROXY),
            ));
            steps.push(Step::Say(
                "Grafana's address of the data source works, too, where Grafana is such a proxy or serves this page: \
                 https://grafana.example.org/api/datasources/proxy/uid/UID"
                    .to_owned(),
            ));
        }
    }
    steps.push(program(place));
    steps
}

/// The program, which asks as no browser does.
fn program(place: &Searched) -> Step {
    let option = match place.api {
        TraceApi::Jaeger => "--jaeger",
        TraceApi::Tempo => "--tempo",
    };
    let command = format!("npx spanlens {option} '{}'", place.url.replace('\'', "%27"));
    Step::Copy("Or ask through the program on this machine, which needs no leave", command)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(api: TraceApi, code: ErrorCode) -> Advice {
        let place = Searched { api, url: "http://host:3200".to_owned(), ..Searched::default() };
        let failure = Failure { code, message: "the server says why".to_owned(), offset: None };
        advice(&failure, &place, "https://spanlens.example")
    }

    #[test]
    fn each_failure_of_a_server_says_what_to_change() {
        let cases = [
            (ErrorCode::UnreachableSource, "host:3200 does not answer"),
            (ErrorCode::CrossOrigin, "host:3200 does not let this page ask it"),
            (ErrorCode::MixedContent, "The browser does not let this page ask host:3200 without HTTPS"),
            (ErrorCode::WrongCredentials, "The server wants to know who asks"),
            (ErrorCode::NotPermitted, "The server does not let you read that"),
            (ErrorCode::RefusedQuery, "The server does not take this search"),
            (ErrorCode::ServerTimeOut, "The search took longer than the server allows"),
            (ErrorCode::ServerLimit, "The server allows no more searches now"),
            (ErrorCode::BadStatus, "The server answered something else"),
            (ErrorCode::LimitExceeded, "There is more in one trace than is read"),
            (ErrorCode::BadOption, "Tempo could not be searched"),
        ];
        for (code, heading) in cases {
            let advice = told(TraceApi::Tempo, code);
            assert_eq!(advice.heading, heading);
            assert!(!advice.steps.is_empty(), "{heading}");
        }
    }

    #[test]
    fn a_server_without_cors_has_ways_on() {
        for (api, setting, command) in [
            (TraceApi::Jaeger, "jaeger_query", "npx spanlens --jaeger 'http://host:3200'"),
            (TraceApi::Tempo, "add_header", "npx spanlens --tempo 'http://host:3200'"),
        ] {
            let steps = told(api, ErrorCode::CrossOrigin).steps;
            let has = |part: &str| steps.iter().any(|step| matches!(step, Step::Copy(_, text) if text.contains(part)));
            assert!(has(setting) && has("https://spanlens.example") && has(command), "{steps:?}");
        }
    }
}
