//! What to change where a server does not answer as it should: a sentence or two for each reason.

use spanlens::error::{ErrorCode, Failure};

use crate::format;
use crate::words::Clickhouse;

/// What is told of a failure.
#[derive(Debug, PartialEq, Eq)]
pub(in crate::views) struct Advice {
    pub(in crate::views) heading: String,
    pub(in crate::views) steps: Vec<Step>,
    /// What the server, or the engine, says in its own words, where that says more.
    pub(in crate::views) said: Option<String>,
    /// Whether less would do.
    pub(in crate::views) is_too_much: bool,
    /// Whether the same may work another time.
    pub(in crate::views) may_pass: bool,
}

/// One thing to know or to do.
#[derive(Debug, PartialEq, Eq)]
pub(in crate::views) enum Step {
    Say(String),
    /// A text to be copied: what it is for, and the text.
    Copy(&'static str, String),
    /// User and password can go into the addresses of requests.
    CredentialsInUrl,
}

/// What a server needs in its configuration before it answers pages of other origins.
const CONFIGURATION: &str = "\
<clickhouse><http_options_response>
  <header><name>Access-Control-Allow-Origin</name><value>*</value></header>
  <header><name>Access-Control-Allow-Headers</name><value>Authorization</value></header>
  <header><name>Access-Control-Allow-Methods</name><value>POST, OPTIONS</value></header>
</http_options_response></clickhouse>";

/// What to change after a failure. `page` is the origin of the page.
pub(super) fn advice(failure: &Failure, place: &Clickhouse, page: &str) -> Advice {
    use ErrorCode as Code;
    let host = place.host();
    let message = format::sentence(&failure.message);
    let (heading, steps, is_told) = match failure.code {
        Code::UnreachableSource => (format!("{host} does not answer"), unreachable(place, page), true),
        Code::CrossOrigin => (format!("{host} does not let this page ask it"), cross_origin(place), true),
        Code::MixedContent => {
            (format!("The browser does not let this page ask {host} without HTTPS"), mixed_content(place), true)
        }
        Code::NotPermitted => ("This user may not read that".to_owned(), vec![grant(place)], false),
        Code::RefusedSetting if place.credentials_in_url => {
            ("This user may not change a required setting".to_owned(), vec![profile()], false)
        }
        code => match refused(code, place) {
            Some((heading, text)) => (heading.to_owned(), vec![Step::Say(text.to_owned())], false),
            None => ("This could not be opened".to_owned(), vec![Step::Say(message.clone())], true),
        },
    };
    Advice {
        heading,
        steps,
        said: (!is_told).then_some(message),
        is_too_much: matches!(
            failure.code,
            Code::ServerTimeOut | Code::ServerMemoryLimit | Code::ServerLimit | Code::OverBudget
        ),
        may_pass: matches!(
            failure.code,
            Code::UnreachableSource
                | Code::ServerTimeOut
                | Code::ServerMemoryLimit
                | Code::ServerLimit
                | Code::IncompleteAnswer
                | Code::UnreadableSource
                | Code::MalformedInput
                | Code::TruncatedInput
                | Code::StoppedByServer
        ),
    }
}

/// What is said of a refusal, and what to change, where that is always the same.
fn refused(code: ErrorCode, place: &Clickhouse) -> Option<(&'static str, &'static str)> {
    use ErrorCode as Code;
    Some(match code {
        Code::WrongCredentials if place.user.is_none() => (
            "The server wants to know who asks",
            "Enter a user and a password, or a token that has not expired. Without them, the user is “default” without a password.",
        ),
        Code::WrongCredentials => (
            "The server does not take this user and password",
            "It does not say which of them is wrong. Check both, and that the user may come from this machine's address. A token belongs into \
             its own field.",
        ),
        Code::NoSuchTable => (
            "There is no such table for this user",
            "Find the tables once more, and choose one of those. A table of spans has the columns Timestamp, TraceId, SpanId, ParentSpanId, \
             SpanName and Duration; tables that the user may not read are not listed.",
        ),
        Code::RefusedSetting => (
            "This user may not change a required setting",
            "The limits of the user's profile leave no room for it. An administrator can give the user readonly = 2, which lets settings pass \
             and nothing be written.",
        ),
        Code::ServerTimeOut => (
            "The query took longer than the server allows",
            "Choose a shorter range, or have max_execution_time raised for this user.",
        ),
        Code::ServerMemoryLimit => (
            "The query took more memory than the server allows",
            "Choose a shorter range, or have max_memory_usage raised for this user.",
        ),
        Code::ServerLimit => (
            "The server allows this user no more",
            "A quota is used up, too many queries run, or too much would be read. Wait a while, or choose a shorter range.",
        ),
        Code::OverBudget => (
            "There is more in this range than is to be read",
            "Choose a shorter range, or fewer logs, or allow more: a million spans take about 0.3 GB on their way without compression, and as \
             much memory in this tab.",
        ),
        Code::IncompleteAnswer | Code::UnreadableSource | Code::MalformedInput | Code::TruncatedInput => (
            "The answer broke off",
            "Nothing of it was kept, as a part of a range would pass for the whole. Try again. If it happens again at the same place, something \
             between here and the server may cut long answers.",
        ),
        Code::StoppedByServer => {
            ("The query was stopped on the server", "Somebody else did that, or the server is shutting down.")
        }
        Code::RefusedQuery | Code::BadStatus => (
            "The server answered something else",
            "Check that the address is that of ClickHouse's own HTTP interface, and whether a proxy answers in its place.",
        ),
        _ => return None,
    })
}

fn mixed_content(place: &Clickhouse) -> Vec<Step> {
    let way = "This page came over HTTPS, and the address begins with http://. If the server has HTTPS, too, usually at port 8443, use that \
               address. Otherwise open the page from your own machine:";
    vec![Step::Say(way.to_owned()), proxy(place)]
}

fn unreachable(place: &Clickhouse, page: &str) -> Vec<Step> {
    let mut steps = vec![Step::Say(
        "Check the address, and that the server is running. ClickHouse answers over HTTP at port 8123, or at 8443 with HTTPS; port 9000 is \
         for its own programs. The request comes from this tab, so this machine has to reach the server."
            .to_owned(),
    )];
    if place.url.starts_with("https:") {
        steps.push(Step::Say(format!(
            "A certificate that the browser does not trust looks the same from here: {}ping in a tab of its own shows that.",
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

/// Whether a host, with or without a port, is this machine or one of a private network, as far as its name says.
pub(in crate::views) fn is_nearby(host: &str) -> bool {
    let name = host.rsplit_once(':').filter(|_| !host.ends_with(']')).map_or(host, |(name, _)| name);
    let is_private_172 = || {
        let second =
            name.strip_prefix("172.").and_then(|rest| rest.split('.').next()).and_then(|part| part.parse().ok());
        second.is_some_and(|second: u8| (16..32).contains(&second))
    };
    let begins = |starts: &[&str]| starts.iter().any(|start| name.starts_with(start));
    name == "localhost"
        || [".localhost", ".local"].iter().any(|end| name.ends_with(end))
        || begins(&["127.", "10.", "192.168.", "169.254.", "[::1]", "[fc", "[fd", "[fe80"])
        || is_private_172()
}

fn cross_origin(place: &Clickhouse) -> Vec<Step> {
    let mut steps = vec![Step::Say(
        "The server answers, but does not allow requests from this page (CORS). Choose one of these solutions:"
            .to_owned(),
    )];
    if place.credentials_in_url {
        steps[0] = Step::Say(
            "The password was in the address of the request, and the server still let this page not read its answer (CORS). Either the \
             password is wrong, which such a server tells nobody, or the user may not pass the setting that lets the page read:"
                .to_owned(),
        );
        steps.push(profile());
    } else {
        steps.push(Step::CredentialsInUrl);
    }
    steps.push(Step::Copy("Give the leave on the server, in a file of its folder config.d", CONFIGURATION.to_owned()));
    steps.push(proxy(place));
    steps
}

/// What a user who may pass no settings needs where the password is in the address.
fn profile() -> Step {
    let settings = "SETTINGS readonly = 1, add_http_cors_header = 1";
    Step::Copy("A user with readonly = 1 needs this in its definition or its profile", settings.to_owned())
}

/// The program, which asks as no browser does.
fn proxy(place: &Clickhouse) -> Step {
    let (scheme, rest) = place.url.split_once("://").unwrap_or(("http", &place.url));
    let user = place.user.as_ref().map_or_else(String::new, |user| format!("{user}@"));
    let database = place.database.as_deref().unwrap_or_default();
    let command = format!("npx spanlens --clickhouse '{scheme}://{user}{rest}{database}' --proxy");
    Step::Copy("Or ask through the program on this machine, which needs no leave and keeps the password", command)
}

/// The right to read.
fn grant(place: &Clickhouse) -> Step {
    let user = place.user.as_deref().unwrap_or("default");
    let names = [place.database.as_deref(), place.table.as_deref()].map(|name| name.unwrap_or("*"));
    Step::Copy("An administrator can give it the right", format!("GRANT SELECT ON {} TO {user}", names.join(".")))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(url: &str) -> Clickhouse {
        let (user, database) = (Some("ann".to_owned()), Some("otel".to_owned()));
        Clickhouse { url: url.to_owned(), user, database, ..Clickhouse::default() }
    }

    fn told(code: ErrorCode, place: &Clickhouse) -> Advice {
        let failure = Failure { code, message: "the server says why".to_owned(), offset: None };
        advice(&failure, place, "https://spanlens.example")
    }

    #[test]
    fn each_failure_of_a_server_says_what_to_change() {
        let cases = [
            (ErrorCode::UnreachableSource, "host:8123 does not answer"),
            (ErrorCode::CrossOrigin, "host:8123 does not let this page ask it"),
            (ErrorCode::MixedContent, "The browser does not let this page ask host:8123 without HTTPS"),
            (ErrorCode::WrongCredentials, "The server does not take this user and password"),
            (ErrorCode::NotPermitted, "This user may not read that"),
            (ErrorCode::NoSuchTable, "There is no such table for this user"),
            (ErrorCode::RefusedSetting, "This user may not change a required setting"),
            (ErrorCode::ServerTimeOut, "The query took longer than the server allows"),
            (ErrorCode::ServerMemoryLimit, "The query took more memory than the server allows"),
            (ErrorCode::ServerLimit, "The server allows this user no more"),
            (ErrorCode::OverBudget, "There is more in this range than is to be read"),
            (ErrorCode::IncompleteAnswer, "The answer broke off"),
            (ErrorCode::StoppedByServer, "The query was stopped on the server"),
            (ErrorCode::BadStatus, "The server answered something else"),
            (ErrorCode::BadOption, "This could not be opened"),
            (ErrorCode::LimitExceeded, "This could not be opened"),
        ];
        for (code, heading) in cases {
            let advice = told(code, &place("http://host:8123/"));
            assert_eq!(advice.heading, heading);
            assert!(!advice.steps.is_empty(), "{heading}");
        }
    }

    #[test]
    fn a_server_without_cors_has_three_ways_on() {
        let steps = told(ErrorCode::CrossOrigin, &place("http://host:8123/")).steps;
        let command = "npx spanlens --clickhouse 'http://ann@host:8123/otel' --proxy".to_owned();
        assert!(steps.contains(&Step::CredentialsInUrl));
        assert_eq!(CONFIGURATION.lines().count(), 5);
        assert!(matches!(steps.last(), Some(Step::Copy(_, text)) if *text == command), "{steps:?}");
        let again = told(ErrorCode::CrossOrigin, &Clickhouse { credentials_in_url: true, ..place("http://host/") });
        assert!(!again.steps.contains(&Step::CredentialsInUrl));
    }

    #[test]
    fn only_servers_of_the_own_network_need_a_permission_for_it() {
        let nearby =
            ["localhost:8123", "127.0.0.1", "10.1.2.3:80", "172.31.0.1", "192.168.1.1", "[::1]:8123", "db.local"];
        assert!(nearby.iter().all(|host| is_nearby(host)));
        assert!(
            ["example.org", "172.32.0.1", "127.example.org:1", "[2001:db8::1]:8123"][..2]
                .iter()
                .all(|host| !is_nearby(host))
        );
        assert_eq!(told(ErrorCode::UnreachableSource, &place("http://localhost:8123/")).steps.len(), 2);
        assert_eq!(told(ErrorCode::UnreachableSource, &place("https://db.example.org/")).steps.len(), 2);
        assert_eq!(told(ErrorCode::UnreachableSource, &place("http://db.example.org/")).steps.len(), 1);
    }
}
