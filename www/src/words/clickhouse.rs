//! What a person says of a ClickHouse server, but for what is secret.

use spanlens::clickhouse::ClickhouseTableName;

use super::{Period, host_of};

/// A range of a table of a ClickHouse server, and who asks for it: all but what is secret, so that links can say it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Clickhouse {
    /// The address of the server, without user and database.
    pub(crate) url: String,
    pub(crate) user: Option<String>,
    pub(crate) database: Option<String>,
    /// The name of the table within its database; the best that there is where nothing is said.
    pub(crate) table: Option<String>,
    pub(crate) period: Period,
    /// The most spans that are read; as many as the engine reads by itself where nothing is said.
    pub(crate) max_spans: Option<u32>,
    /// Whether traces without a root are counted, however many spans the range has.
    pub(crate) counts_rootless: bool,
    /// Whether user and password travel in the addresses of requests.
    pub(crate) credentials_in_url: bool,
}

impl Clickhouse {
    /// Where the server is: host and port.
    pub(crate) fn host(&self) -> &str {
        host_of(&self.url)
    }

    /// What people call it: the table, and where it is.
    pub(crate) fn name(&self) -> String {
        let names = [self.database.as_deref(), self.table.as_deref()];
        let names: Vec<_> = names.into_iter().flatten().collect();
        let at = if names.is_empty() { "ClickHouse".to_owned() } else { names.join(".") };
        format!("{at} at {}", self.host())
    }

    /// The table with its database, where both are said.
    pub(crate) fn table_name(&self) -> Option<ClickhouseTableName> {
        let (database, name) = (self.database.clone()?, self.table.clone()?);
        Some(ClickhouseTableName { database, name })
    }

    /// Whether another one is the same range of the same table, whoever asks. Which table that is may be left open.
    pub(crate) fn is_same_range(&self, other: &Self) -> bool {
        let tables = (self.table_name(), other.table_name());
        let is_same_table = tables.0.is_none() || tables.1.is_none() || tables.0 == tables.1;
        self.url == other.url && self.period == other.period && is_same_table
    }

    /// Whether another one is asked with the same secrets.
    pub(crate) fn is_of_same_user(&self, other: &Self) -> bool {
        self.url == other.url && self.user == other.user
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_server_is_called_by_table_and_host() {
        let mut place = Clickhouse { url: "https://db.example.org:8443/proxy/".to_owned(), ..Clickhouse::default() };
        assert_eq!(place.name(), "ClickHouse at db.example.org:8443");
        place.database = Some("otel".to_owned());
        assert_eq!(place.name(), "otel at db.example.org:8443");
        place.table = Some("otel_traces".to_owned());
        assert_eq!(place.name(), "otel.otel_traces at db.example.org:8443");
    }
}
