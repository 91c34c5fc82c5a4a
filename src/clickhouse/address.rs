//! The address of a server as people paste it, taken apart.

use super::server::ClickhouseServer;
use crate::error::{ErrorKind, Result};
use crate::remote::url::{Parts, decoded};

/// Who asks, and where.
#[derive(Clone, PartialEq, Eq, Default)]
pub(super) struct Address {
    /// The address without user, database and parameters.
    pub(super) url: String,
    /// Scheme, host and port.
    pub(super) origin: String,
    pub(super) user: Option<String>,
    pub(super) password: Option<String>,
    pub(super) database: Option<String>,
}

impl Address {
    /// Takes the address of a server apart. What the server says besides goes before what stands in its address.
    ///
    /// # Errors
    ///
    /// `BadOption` if it is not an HTTP address.
    pub(super) fn of(server: &ClickhouseServer) -> Result<Self> {
        let mut address = parse(server.url.trim()).ok_or(ErrorKind::BadOption {
            option: "the address of ClickHouse",
            expected: "an http or https URL such as http://localhost:8123",
        })?;
        let given =
            |given: &Option<String>, in_url: Option<String>| given.clone().filter(|text| !text.is_empty()).or(in_url);
        address.user = given(&server.user, address.user);
        address.password = given(&server.password, address.password);
        address.database = given(&server.database, address.database);
        Ok(address)
    }

    /// Whether the server is on this machine, so that packing what it sends is a waste.
    pub(super) fn is_local(&self) -> bool {
        let host = self.origin.split_once("//").map_or("", |(_, host)| host);
        let host = host.rsplit_once(':').filter(|_| !host.ends_with(']')).map_or(host, |(host, _)| host);
        matches!(host, "localhost" | "[::1]") || host.starts_with("127.") || host.ends_with(".localhost")
    }
}

impl ClickhouseServer {
    /// The same server with user, password and database taken out of the address into their fields. Given fields override the address.
    ///
    /// # Errors
    ///
    /// `BadOption` if it is not an HTTP address.
    pub fn taken_apart(&self) -> Result<Self> {
        let Address { url, user, password, database, .. } = Address::of(self)?;
        let Self { token, credentials_in_url, .. } = self.clone();
        Ok(Self { url, user, password, token, database, credentials_in_url })
    }
}

fn parse(text: &str) -> Option<Address> {
    let Parts { origin, credentials, path, parameters } = Parts::of(text)?;
    let (user, password) = match credentials.split_once(':') {
        Some((user, password)) => (user, Some(decoded(password))),
        None => (credentials, None),
    };
    // One name is that of a database; a path that ends with a slash is where a proxy has the server.
    let name = path.strip_prefix('/').filter(|name| !name.is_empty() && !name.contains('/'));
    let url = if name.is_some() || path.is_empty() { format!("{origin}/") } else { format!("{origin}{path}") };
    let mut address = Address {
        url,
        origin,
        user: Some(decoded(user)).filter(|user| !user.is_empty()),
        password,
        database: name.filter(|name| !matches!(*name, "play" | "dashboard" | "ping")).map(decoded),
    };
    for (name, value) in parameters.split('&').filter_map(|pair| pair.split_once('=')) {
        let place = match name {
            "user" => &mut address.user,
            "password" => &mut address.password,
            "database" => &mut address.database,
            _ => continue,
        };
        *place = Some(decoded(value));
    }
    Some(address)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(url: &str) -> Option<String> {
        let Address { url, user, password, database, .. } = parse(url)?;
        let text = |text: Option<String>| text.unwrap_or_else(|| "-".to_owned());
        Some(format!("{url} {} {} {}", text(user), text(password), text(database)))
    }

    #[test]
    fn addresses_are_taken_as_they_are_pasted() {
        let cases = [
            ("http://localhost:8123", Some("http://localhost:8123/ - - -")),
            ("http://localhost:8123/", Some("http://localhost:8123/ - - -")),
            ("HTTPS://ann@host:8443/otel", Some("https://host:8443/ ann - otel")),
            ("http://ann:p%40ss:w%2F@host/a%20b?x=1#top", Some("http://host/ ann p@ss:w/ a b")),
            ("http://a%", Some("http://a%/ - - -")),
            ("http://host/clickhouse/", Some("http://host/clickhouse/ - - -")),
            ("http://host:8123/play", Some("http://host:8123/ - - -")),
            ("http://host:8123/?user=ann&password=x%26y&database=otel", Some("http://host:8123/ ann x&y otel")),
            ("http://[::1]:8123/db", Some("http://[::1]:8123/ - - db")),
            ("localhost:8123", None),
            ("ftp://host", None),
            ("http://", None),
            ("http://a b/", None),
        ];
        for (url, expected) in cases {
            assert_eq!(shown(url).as_deref(), expected, "{url}");
        }
    }

    #[test]
    fn what_is_given_goes_before_what_is_in_the_address() {
        let server = ClickhouseServer {
            url: "http://ann:secret@host/db".to_owned(),
            user: Some("bob".to_owned()),
            database: Some(String::new()),
            ..ClickhouseServer::default()
        };
        let address = Address::of(&server).unwrap();
        assert_eq!((address.user.as_deref(), address.database.as_deref()), (Some("bob"), Some("db")));
        assert!(!format!("{server:?}").contains("secret"));
    }

    #[test]
    fn an_address_that_is_taken_apart_has_no_secrets() {
        let url = "https://ann:secret@host:8443/db?password=other".to_owned();
        let server = ClickhouseServer { url, token: Some("t".to_owned()), ..ClickhouseServer::default() };
        let apart = server.taken_apart().unwrap();
        assert_eq!(apart.url, "https://host:8443/");
        let parts = [apart.user, apart.password, apart.database, apart.token].map(Option::unwrap);
        assert_eq!(parts, ["ann", "other", "db", "t"]);
    }

    #[test]
    fn a_server_on_this_machine_is_known() {
        for (url, expected) in [
            ("http://localhost:8123", true),
            ("http://127.0.0.1", true),
            ("http://[::1]:8123", true),
            ("http://localhost.example:8123", false),
            ("http://host", false),
        ] {
            assert_eq!(parse(url).unwrap().is_local(), expected, "{url}");
        }
    }
}
