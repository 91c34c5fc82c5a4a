//! The server, and the credentials.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A server, with its credentials.
#[derive(Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct ClickhouseServer {
    /// Its address over HTTP, such as `http://localhost:8123`. It may contain a user, a password and the name of a database, as in
    /// `https://user@host:8443/db`; the other fields override these.
    pub url: String,
    /// The user; `default` if absent.
    pub user: Option<String>,
    /// The password of the user.
    pub password: Option<String>,
    /// A token instead of a user and a password.
    pub token: Option<String>,
    /// The database whose tables come first; the user's default database if absent.
    pub database: Option<String>,
    /// Whether user and password go into the address of each request instead of a header: for servers that do not answer CORS preflights.
    /// Proxies in between may log addresses.
    pub credentials_in_url: bool,
}

impl fmt::Debug for ClickhouseServer {
    /// Without its secrets.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClickhouseServer").field("database", &self.database).finish_non_exhaustive()
    }
}
