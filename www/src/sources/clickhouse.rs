//! A range of a ClickHouse server, with all that is needed to ask for it.

use spanlens::clickhouse::{ClickhouseServer, ClickhouseTableName};
use spanlens::protocol::{OpenClickhouseQuestion, SourceName};
use spanlens::store::KeptLogs;

use crate::words::{Clickhouse, DEFAULT_GROUP, Period};

/// A range of a table, and who asks for it. Unlike [`Clickhouse`] it has the password or the token, and is told to the engine alone.
#[derive(Clone, PartialEq, Default)]
pub(crate) struct ClickhouseSource {
    /// What may be told.
    pub(crate) place: Clickhouse,
    pub(crate) password: Option<String>,
    /// Instead of a user and a password.
    pub(crate) token: Option<String>,
}

impl ClickhouseSource {
    /// What somebody wants opened by the question that opens it.
    pub(crate) fn of(question: OpenClickhouseQuestion) -> Self {
        let OpenClickhouseQuestion { server, table, range, max_spans, counts_rootless, .. } = question;
        // An address that is none is refused by the engine, with words for it.
        let server = server.taken_apart().unwrap_or(server);
        let ClickhouseServer { url, user, password, token, database, credentials_in_url } = server;
        let (database, table) = match table {
            Some(ClickhouseTableName { database, name }) => (Some(database), Some(name)),
            None => (database, None),
        };
        let period = Period::Between(range);
        let place = Clickhouse { url, user, database, table, period, max_spans, counts_rootless, credentials_in_url };
        Self { place, password, token }
    }

    /// The same server asked by the same user for something else. `None` where the secrets are not for that.
    pub(crate) fn for_place(&self, place: &Clickhouse) -> Option<Self> {
        place.is_of_same_user(&self.place).then(|| Self { place: place.clone(), ..self.clone() })
    }

    /// The same for another range.
    pub(crate) fn within(&self, period: Period) -> Self {
        Self { place: Clickhouse { period, ..self.place.clone() }, ..self.clone() }
    }

    /// The server, and who asks it.
    pub(crate) fn server(&self) -> ClickhouseServer {
        let Clickhouse { url, user, database, credentials_in_url, .. } = self.place.clone();
        ClickhouseServer {
            url,
            user,
            password: self.password.clone(),
            token: self.token.clone(),
            database,
            credentials_in_url,
        }
    }

    /// The question that opens it at a time of the page's clock, with such logs.
    pub(crate) fn question(&self, now_ns: u64, logs: KeptLogs) -> OpenClickhouseQuestion {
        OpenClickhouseQuestion {
            source: SourceName { name: self.place.name(), group: DEFAULT_GROUP.to_owned() },
            server: self.server(),
            table: self.place.table_name(),
            range: self.place.period.at(now_ns),
            max_spans: self.place.max_spans,
            max_fetched_spans: None,
            counts_on_server: true,
            counts_rootless: self.place.counts_rootless,
            logs,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use spanlens::units::TimeRange;

    #[test]
    fn what_may_be_told_has_no_secrets() {
        let question = OpenClickhouseQuestion {
            source: SourceName { name: "mine".to_owned(), group: DEFAULT_GROUP.to_owned() },
            server: ClickhouseServer { url: "http://ann:secret@host/db".to_owned(), ..ClickhouseServer::default() },
            table: Some(ClickhouseTableName { database: "otel".to_owned(), name: "spans".to_owned() }),
            range: TimeRange { from_ns: 5, to_ns: 7 },
            max_spans: None,
            max_fetched_spans: None,
            counts_on_server: false,
            counts_rootless: false,
            logs: KeptLogs::All,
        };
        let source = ClickhouseSource::of(question);
        assert!(!format!("{:?}", source.place).contains("secret"));
        assert_eq!(source.place.name(), "otel.spans at host");
        let asked = source.question(0, KeptLogs::None);
        assert_eq!((asked.server.password.as_deref(), asked.range.to_ns), (Some("secret"), 7));
        assert_eq!(asked.server.url, "http://host/");
    }

    #[test]
    fn secrets_are_for_one_server_and_user() {
        let place = |url: &str, user: &str| Clickhouse {
            url: url.to_owned(),
            user: Some(user.to_owned()),
            ..Clickhouse::default()
        };
        let source = ClickhouseSource { place: place("http://a/", "ann"), password: Some("x".to_owned()), token: None };
        assert!(source.for_place(&place("http://a/", "ann")).is_some());
        assert!(source.for_place(&place("http://b/", "ann")).is_none());
        assert!(source.for_place(&place("http://a/", "bob")).is_none());
    }
}
