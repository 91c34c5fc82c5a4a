//! The server to search, and its headers.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::address::Address;
use crate::error::Result;

/// The kind of API of a server.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum TraceApi {
    /// Jaeger's query service, and compatible servers.
    #[default]
    Jaeger,
    /// Grafana Tempo.
    Tempo,
}

impl TraceApi {
    /// Its usual name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Jaeger => "Jaeger",
            Self::Tempo => "Tempo",
        }
    }
}

/// A server with traces, and the headers of its requests.
#[derive(Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct TraceApiServer {
    /// The kind of its API.
    pub api: TraceApi,
    /// Its address, such as `http://localhost:16686` for Jaeger, `http://localhost:3200` for Tempo, or that of a data source behind Grafana:
    /// `https://grafana.example.org/api/datasources/proxy/uid/UID`. Paths of Jaeger's UI or of the API are cut off. It may contain a user
    /// and a password, which are sent in a header.
    pub url: String,
    /// Names and values of the headers of all requests, such as `Authorization` or `X-Scope-OrgID`.
    pub headers: Vec<(String, String)>,
}

impl TraceApiServer {
    /// The same server, with credentials moved from the address to a header.
    ///
    /// # Errors
    ///
    /// `BadOption` if it is not an HTTP address.
    pub fn taken_apart(&self) -> Result<Self> {
        let Address { base, authorization, .. } = Address::of(&self.url)?;
        let mut headers = self.headers.clone();
        let has_own = headers.iter().any(|(name, _)| name.eq_ignore_ascii_case("authorization"));
        headers.extend(authorization.filter(|_| !has_own).map(|value| ("Authorization".to_owned(), value)));
        Ok(Self { api: self.api, url: base, headers })
    }

    /// The id of the trace in an address, if there is one, as people copy addresses from Jaeger's UI.
    #[must_use]
    pub fn trace_in_address(&self) -> Option<String> {
        Address::of(&self.url).ok()?.trace
    }
}

impl fmt::Debug for TraceApiServer {
    /// Without what may be secret.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TraceApiServer").field("api", &self.api).finish_non_exhaustive()
    }
}
