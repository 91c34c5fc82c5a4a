//! What the type and the target of a dependency say: who was called, and how.

use crate::units::SpanKind;

/// How a call was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Call<'a> {
    /// Work within the service, with the namespace of the SDK for Azure that did it.
    Inside(&'a str),
    /// A message, with the system that it was given to.
    Message(&'a str),
    Http,
    /// A remote procedure call, with its system.
    Rpc(&'static str),
    /// A query, with the name that its database has in OpenTelemetry.
    Database(&'static str),
    Other,
}

/// Databases, by the types of dependencies. `SQL` is what several SDKs call any that has it.
const DATABASES: [(&str, &str); 21] = [
    ("sql", "other_sql"),
    ("other_sql", "other_sql"),
    ("mysql", "mysql"),
    ("mariadb", "mariadb"),
    ("postgresql", "postgresql"),
    ("mssql", "microsoft.sql_server"),
    ("microsoft.sql_server", "microsoft.sql_server"),
    ("oracle", "oracle.db"),
    ("db2", "ibm.db2"),
    ("sqlite", "sqlite"),
    ("h2", "h2database"),
    ("hsqldb", "hsqldb"),
    ("derby", "derby"),
    ("mongodb", "mongodb"),
    ("redis", "redis"),
    ("cassandra", "cassandra"),
    ("elasticsearch", "elasticsearch"),
    ("memcached", "memcached"),
    ("cosmosdb", "azure.cosmosdb"),
    ("azure documentdb", "azure.cosmosdb"),
    ("microsoft.documentdb", "azure.cosmosdb"),
];

/// The methods of HTTP that names begin with.
const METHODS: [&str; 9] = ["GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH"];

impl<'a> Call<'a> {
    /// What the type of a dependency says.
    pub(super) fn of(kind: &'a str) -> Self {
        let (main, detail) = kind.split_once('|').map_or((kind, ""), |(main, detail)| (main.trim(), detail.trim()));
        let main_is = |name: &str| main.eq_ignore_ascii_case(name);
        if main_is("InProc") {
            return Self::Inside(detail);
        }
        if main_is("Queue Message") {
            return Self::Message(detail);
        }
        if main_is("HTTP") || main_is("Ajax") || main_is("Fetch") || main.starts_with("Http (") {
            return Self::Http;
        }
        if main_is("GRPC") {
            return Self::Rpc("grpc");
        }
        match DATABASES.iter().find(|(name, _)| main_is(name)) {
            Some(&(_, system)) => Self::Database(system),
            None => Self::Other,
        }
    }

    /// Which side of it the dependency is.
    pub(super) fn span_kind(self) -> SpanKind {
        match self {
            Self::Inside(_) => SpanKind::Internal,
            Self::Message(_) => SpanKind::Producer,
            Self::Http | Self::Rpc(_) | Self::Database(_) | Self::Other => SpanKind::Client,
        }
    }
}

/// What a target says: `host:port`, `host | database`, `host/queue`, `host | roleName:role`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Peer<'a> {
    pub(super) host: &'a str,
    pub(super) port: Option<i64>,
    /// What is behind the bar, or behind the slash of a queue.
    pub(super) part: &'a str,
}

/// Takes a target apart.
pub(super) fn peer<'a>(target: &'a str, call: Call<'_>) -> Peer<'a> {
    let bar = target.split_once('|').map(|(host, part)| (host.trim(), part.trim()));
    let slash = || target.split_once('/').filter(|_| matches!(call, Call::Message(_)));
    let (host, part) = bar.or_else(slash).unwrap_or((target.trim(), ""));
    let numbered = host.rsplit_once([':', ',']).and_then(|(name, number)| Some((name, number.parse::<u16>().ok()?)));
    match numbered {
        // More colons are those of an address of IPv6, of which none is before a port.
        Some((name, number)) if !name.contains(':') || name.ends_with(']') || name.starts_with("tcp:") => {
            Peer { host: name.strip_prefix("tcp:").unwrap_or(name), port: Some(number.into()), part }
        }
        _ => Peer { host: host.strip_prefix("tcp:").unwrap_or(host), port: None, part },
    }
}

/// The method of HTTP that a name begins with.
pub(super) fn method(name: &str) -> Option<&'static str> {
    let first = name.split(' ').next().filter(|first| first.len() < name.len())?;
    METHODS.into_iter().find(|&method| method == first)
}

/// Whether what a request came from is a queue: neither an address, nor the other side as SDKs name it.
pub(super) fn is_queue(source: &str, url: &str) -> bool {
    let is_address = source.parse::<std::net::IpAddr>().is_ok();
    !source.is_empty()
        && url.is_empty()
        && !is_address
        && !source.starts_with("cid-v1:")
        && !source.contains("roleName:")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_say_how_a_call_was_made() {
        let cases = [
            ("HTTP", Call::Http),
            ("Http (tracked component)", Call::Http),
            ("InProc", Call::Inside("")),
            ("InProc | Microsoft.Storage", Call::Inside("Microsoft.Storage")),
            ("Queue Message | kafka", Call::Message("kafka")),
            ("SQL", Call::Database("other_sql")),
            ("redis", Call::Database("redis")),
            ("GRPC", Call::Rpc("grpc")),
            ("Azure blob", Call::Other),
            ("", Call::Other),
        ];
        for (kind, expected) in cases {
            assert_eq!(Call::of(kind), expected, "{kind}");
        }
    }

    #[test]
    fn targets_are_taken_apart() {
        let sql = Call::Database("other_sql");
        let cases = [
            ("cart:8080", Call::Http, ("cart", Some(8080), "")),
            ("cart", Call::Http, ("cart", None, "")),
            ("items-db|shop", sql, ("items-db", None, "shop")),
            ("tcp:db.example,1433 | shop", sql, ("db.example", Some(1433), "shop")),
            ("hub.example/orders", Call::Message("kafka"), ("hub.example", None, "orders")),
            ("hub.example/orders", Call::Http, ("hub.example/orders", None, "")),
            ("front | roleName:front", Call::Http, ("front", None, "roleName:front")),
            ("[::1]:80", Call::Http, ("[::1]", Some(80), "")),
            ("fe80::1:80", Call::Http, ("fe80::1:80", None, "")),
        ];
        for (target, call, (host, port, part)) in cases {
            assert_eq!(peer(target, call), Peer { host, port, part }, "{target}");
        }
        assert_eq!(["GET /", "GET", "get /", "POST a b"].map(method), [Some("GET"), None, None, Some("POST")]);
        let sources = ["", "10.0.0.7", "cid-v1:1f", "hub.example/orders"];
        assert_eq!(sources.map(|source| is_queue(source, "")), [false, false, false, true]);
    }
}
