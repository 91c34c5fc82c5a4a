//! Which server is asked, and what with.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::address::Address;
use crate::error::Result;

/// Whose API a server has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum TraceApi {
    /// Jaeger's query service, and others that answer as it does.
    #[default]
    Jaeger,
    /// Grafana Tempo.
    Tempo,
}

impl TraceApi {
    /// What people call it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Jaeger => "Jaeger",
            Self::Tempo => "Tempo",
        }
    }
}

/// A server that finds traces, and what it is asked with.
#[derive(Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct TraceApiServer {
    /// Whose API it has.
    pub api: TraceApi,
    /// Its address, such as `http://localhost:16686` of Jaeger, `http://localhost:3200` of Tempo, or that of a data source behind Grafana:
    /// `https://grafana.example.org/api/datasources/proxy/uid/UID`. What of it is a page of Jaeger's or a path of the API is cut off. A user
    /// and a password may stand in it; they are sent in a header.
    pub url: String,
    /// Names and values of the headers of all requests, such as `Authorization` or `X-Scope-OrgID`.
    pub headers: Vec<(String, String)>,
}

impl TraceApiServer {
    /// The same with nothing in the address but the server: who asks is in a header.
    ///
    /// # Errors
    ///
    /// `BadOption` where it is no address of HTTP.
    pub fn taken_apart(&self) -> Result<Self> {
        let Address { base, authorization, .. } = Address::of(&self.url)?;
        let mut headers = self.headers.clone();
        let has_own = headers.iter().any(|(name, _)| name.eq_ignore_ascii_case("authorization"));
        headers.extend(authorization.filter(|_| !has_own).map(|value| ("Authorization".to_owned(), value)));
        Ok(Self { api: self.api, url: base, headers })
    }

    /// The id of the trace whose page or whose answer an address is of, if it is of one: as people copy it out of Jaeger's page.
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
