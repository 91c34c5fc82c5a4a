//! Which server is asked, and as whom.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A server, and who asks it.
#[derive(Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct ClickhouseServer {
    /// Its address over HTTP, such as `http://localhost:8123`. A user, a password and the name of a database may stand in it, as in
    /// `https://user@host:8443/db`; what is given besides goes before that.
    pub url: String,
    /// The user; `default` where nothing is said.
    pub user: Option<String>,
    /// The password of the user.
    pub password: Option<String>,
    /// A token instead of a user and a password.
    pub token: Option<String>,
    /// The database whose tables come first; the user's own where nothing is said.
    pub database: Option<String>,
    /// Whether user and password go into the address of each request instead of a header: for servers that do not answer the question
    /// that browsers ask before they send a header. What stands between, such as a proxy, may write addresses down.
    pub credentials_in_url: bool,
}

impl fmt::Debug for ClickhouseServer {
    /// Without its secrets.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClickhouseServer").field("database", &self.database).finish_non_exhaustive()
    }
}
