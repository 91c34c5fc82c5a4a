//! The address of a server as people paste it, taken apart.

use crate::error::{ErrorKind, Result};
use crate::ingest::base64;
use crate::remote::url::{Parts, decoded};

/// Where paths of the API and pages of Jaeger begin: what is before is where the server is.
const WITHIN: [&str; 8] =
    ["/api/v3/", "/api/v2/", "/api/traces", "/api/search", "/api/services", "/api/operations", "/api/echo", "/trace/"];

/// An address without what is not the server's.
#[derive(PartialEq, Eq)]
pub(super) struct Address {
    /// Scheme, host, port and the path that the API is below, without a slash at the end.
    pub(super) base: String,
    /// The value of the header that says who asks, if the address does.
    pub(super) authorization: Option<String>,
    /// The id of a trace, if the address is one of a trace.
    pub(super) trace: Option<String>,
}

impl Address {
    /// Takes an address apart.
    ///
    /// # Errors
    ///
    /// `BadOption` where it is no address of HTTP.
    pub(super) fn of(text: &str) -> Result<Self> {
        let expected = "an http or https URL such as http://localhost:16686";
        parse(text.trim()).ok_or_else(|| ErrorKind::BadOption { option: "the address of the server", expected }.into())
    }
}

fn parse(text: &str) -> Option<Address> {
    let Parts { origin, credentials, path, .. } = Parts::of(text)?;
    // The page on which Jaeger searches has an end that is no address of its own.
    let whole = || path.strip_suffix("/search").unwrap_or(path).len();
    let end = WITHIN.iter().filter_map(|part| path.find(part)).min().unwrap_or_else(whole);
    let (own, within) = path.split_at(end);
    let base = format!("{origin}{}", own.trim_end_matches('/'));
    let authorization = (!credentials.is_empty()).then(|| {
        let (user, password) = credentials.split_once(':').unwrap_or((credentials, ""));
        let mut value = "Basic ".to_owned();
        base64::encode(format!("{}:{}", decoded(user), decoded(password)).as_bytes(), &mut value);
        value
    });
    Some(Address { base, authorization, trace: trace_of(within) })
}

/// The id at the end of a path that is one of a trace.
fn trace_of(path: &str) -> Option<String> {
    let id = ["/trace/", "/api/traces/", "/api/v3/traces/", "/api/v2/traces/"]
        .iter()
        .find_map(|start| path.strip_prefix(start))?;
    let id = id.trim_end_matches('/');
    is_hex(id).then(|| id.to_ascii_lowercase())
}

/// Whether a text can be the id of a trace.
pub(super) fn is_hex(id: &str) -> bool {
    (1..=32).contains(&id.len()) && id.bytes().all(|byte| byte.is_ascii_hexdigit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_taken_as_they_are_pasted() {
        let cases = [
            ("http://localhost:16686", Some("http://localhost:16686 - -")),
            (" HTTP://localhost:16686/ ", Some("http://localhost:16686 - -")),
            ("http://localhost:16686/search?service=shop", Some("http://localhost:16686 - -")),
            ("http://host/jaeger/trace/AB12?uiFind=x", Some("http://host/jaeger - ab12")),
            ("http://host/jaeger/api/v3/services", Some("http://host/jaeger - -")),
            ("https://tempo:3200/api/v2/traces/0a", Some("https://tempo:3200 - 0a")),
            ("https://tempo/api/traces/0a/", Some("https://tempo - 0a")),
            ("https://tempo/api/search/tags", Some("https://tempo - -")),
            ("http://host/search-engine/", Some("http://host/search-engine - -")),
            ("http://host/trace/not-an-id", Some("http://host - -")),
            ("https://grafana/api/datasources/proxy/uid/P1/", Some("https://grafana/api/datasources/proxy/uid/P1 - -")),
            (
                "https://grafana/api/datasources/proxy/uid/P1/api/search",
                Some("https://grafana/api/datasources/proxy/uid/P1 - -"),
            ),
            ("http://ann:p%40ss@host/", Some("http://host Basic YW5uOnBAc3M= -")),
            ("http://[::1]:3200", Some("http://[::1]:3200 - -")),
            ("localhost:16686", None),
            ("ftp://host", None),
            ("http://", None),
            ("http://a b/", None),
        ];
        for (url, expected) in cases {
            let text = |text: Option<String>| text.unwrap_or_else(|| "-".to_owned());
            let shown = parse(url.trim())
                .map(|found| format!("{} {} {}", found.base, text(found.authorization), text(found.trace)));
            assert_eq!(shown.as_deref(), expected, "{url}");
        }
    }
}
