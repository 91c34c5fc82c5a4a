//! The requests that a server is sent.

use super::server::{TraceApi, TraceApiServer};
use crate::error::Result;
use crate::remote::url::{append, encode};
use crate::remote::{Method, Request};

/// A server, ready to be asked.
#[derive(Clone)]
pub(super) struct Server {
    pub(super) api: TraceApi,
    base: String,
    headers: Vec<(String, String)>,
}

/// Names and values of the parameters of a request.
pub(super) type Parameters = Vec<(String, String)>;

/// A request whose answer has traces, or says which there are.
#[derive(Clone)]
pub(super) struct Attempt {
    pub(super) request: Request,
    /// The version of the API that it is of.
    pub(super) version: &'static str,
    pub(super) gives: Gives,
}

/// What an answer has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Gives {
    /// Traces with their spans.
    Traces,
    /// The ids of traces.
    Ids,
}

impl Server {
    /// # Errors
    ///
    /// `BadOption` where its address is none.
    pub(super) fn of(server: &TraceApiServer) -> Result<Self> {
        let TraceApiServer { api, url, mut headers } = server.taken_apart()?;
        // Tempo has protobuf for whoever does not say, and Jaeger's relatives have, too.
        if !headers.iter().any(|(name, _)| name.eq_ignore_ascii_case("accept")) {
            headers.push(("Accept".to_owned(), "application/json".to_owned()));
        }
        Ok(Self { api, base: url, headers })
    }

    /// A request for what lies at a path of the API. What of the path is not the API's is [`part`]s.
    pub(super) fn get(&self, path: &str, parameters: &Parameters) -> Request {
        let mut url = format!("{}{path}", self.base);
        append(&mut url, parameters);
        Request { method: Method::Get, url, headers: self.headers.clone(), ..Request::default() }
    }

    /// The same as an attempt to have traces.
    pub(super) fn attempt(&self, version: &'static str, gives: Gives, path: &str, parameters: &Parameters) -> Attempt {
        Attempt { request: self.get(path, parameters), version, gives }
    }
}

/// A text as a part of a path.
pub(super) fn part(text: &str) -> String {
    let mut encoded = String::new();
    encode(text, &mut encoded);
    encoded
}

/// Adds a parameter, if it has a value.
pub(super) fn add(parameters: &mut Parameters, name: &str, value: Option<String>) {
    parameters.extend(value.filter(|value| !value.is_empty()).map(|value| (name.to_owned(), value)));
}

/// Keys and values as an object of JSON. Where a key is there twice, the last counts.
pub(super) fn json_of(tags: &[(String, String)]) -> Option<String> {
    let object: serde_json::Map<_, _> =
        tags.iter().map(|(key, value)| (key.clone(), serde_json::Value::from(value.as_str()))).collect();
    (!object.is_empty()).then(|| serde_json::Value::Object(object).to_string())
}
