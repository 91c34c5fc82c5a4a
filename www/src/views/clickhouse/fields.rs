//! What a person has written in the form, and what it means.

use leptos::prelude::*;
use spanlens::clickhouse::{ClickhouseServer, ClickhouseTableName};
use spanlens::protocol::OpenClickhouseQuestion;
use spanlens::units::TimeRange;

use crate::format::{self, Zone, from_wall, on_wall};
use crate::signals::RwSignal;
use crate::sources::ClickhouseSource;
use crate::words::{Clickhouse, Period};

/// What is written, field by field.
#[derive(Clone, Copy)]
pub(super) struct Fields {
    pub(super) url: RwSignal<String>,
    pub(super) user: RwSignal<String>,
    /// The password or the token.
    pub(super) secret: RwSignal<String>,
    pub(super) is_token: RwSignal<bool>,
    pub(super) database: RwSignal<String>,
    /// The table that was chosen of those that were found, if any.
    pub(super) table: RwSignal<Option<ClickhouseTableName>>,
    /// The minutes of a range that moves with the clock; nothing for one that does not.
    pub(super) last: RwSignal<Option<u32>>,
    pub(super) from: RwSignal<String>,
    pub(super) to: RwSignal<String>,
    pub(super) max_spans: RwSignal<String>,
    pub(super) credentials_in_url: RwSignal<bool>,
    /// Whether the secret is to be remembered.
    pub(super) is_remembered: RwSignal<bool>,
}

impl Fields {
    /// Fields that say what is known already, at a time of the page's clock.
    pub(super) fn of(source: ClickhouseSource, zone: Zone, now_ns: u64) -> Self {
        let ClickhouseSource { place, password, token } = source;
        let table = place.table_name();
        let Clickhouse { url, user, database, period, max_spans, credentials_in_url, .. } = place;
        let is_offered = |minutes: &u32| Period::PRESETS.iter().any(|(preset, _)| preset == minutes);
        let last = match period {
            Period::Last(minutes) => Some(minutes).filter(is_offered),
            Period::Between(_) => None,
        };
        let TimeRange { from_ns, to_ns } = period.at(now_ns);
        Self {
            url: RwSignal::new(url),
            user: RwSignal::new(user.unwrap_or_default()),
            is_token: RwSignal::new(token.is_some()),
            secret: RwSignal::new(token.or(password).unwrap_or_default()),
            database: RwSignal::new(database.unwrap_or_default()),
            table: RwSignal::new(table),
            last: RwSignal::new(last),
            from: RwSignal::new(on_wall(from_ns, zone)),
            to: RwSignal::new(on_wall(to_ns, zone)),
            max_spans: RwSignal::new(format::count(max_spans.unwrap_or(OpenClickhouseQuestion::MAX_SPANS))),
            credentials_in_url: RwSignal::new(credentials_in_url),
            is_remembered: RwSignal::new(false),
        }
    }

    /// Takes what was pasted as one address apart: user, password and database go into their own fields.
    pub(super) fn take_address_apart(&self) {
        let url = self.url.get_untracked();
        let given = |text: String| Some(text).filter(|text| !text.is_empty());
        let Ok(apart) = (ClickhouseServer { url: url.clone(), ..ClickhouseServer::default() }).taken_apart() else {
            return;
        };
        let put = |field: RwSignal<String>, text: Option<String>| {
            if let Some(text) = text.and_then(given) {
                field.set(text);
            }
        };
        if apart.password.is_some() {
            self.is_token.set(false);
        }
        put(self.user, apart.user);
        put(self.secret, apart.password);
        put(self.database, apart.database);
        if apart.url != url {
            self.url.set(apart.url);
        }
    }

    /// What is asked for in a zone, or what is wrong with what is written.
    pub(super) fn read(&self, zone: Zone) -> Result<ClickhouseSource, &'static str> {
        self.take_address_apart();
        let text =
            |field: RwSignal<String>| Some(field.get_untracked().trim().to_owned()).filter(|text| !text.is_empty());
        let url = text(self.url).filter(|url| is_address(url));
        let url = url.ok_or("The address begins with http:// or https://, such as http://localhost:8123.")?;
        let is_token = self.is_token.get_untracked();
        // A secret may begin or end with a space.
        let secret = Some(self.secret.get_untracked()).filter(|secret| !secret.is_empty());
        let table = self.table.get_untracked();
        let database = table.as_ref().map(|table| table.database.clone()).or_else(|| text(self.database));
        let max_spans = text(self.max_spans).map(|digits| digits.replace([',', ' '], "").parse());
        let max_spans: Option<u32> = match max_spans {
            None => None,
            Some(Ok(number)) if number > 0 => {
                Some(number).filter(|&number| number != OpenClickhouseQuestion::MAX_SPANS)
            }
            Some(_) => return Err("The most spans to read is a whole number, such as 1,000,000."),
        };
        let place = Clickhouse {
            url,
            user: text(self.user).filter(|_| !is_token),
            database,
            table: table.map(|table| table.name),
            period: self.period(zone)?,
            max_spans,
            counts_rootless: false,
            credentials_in_url: self.credentials_in_url.get_untracked() && !is_token,
        };
        let (password, token) = if is_token { (None, secret) } else { (secret, None) };
        Ok(ClickhouseSource { place, password, token })
    }

    fn period(&self, zone: Zone) -> Result<Period, &'static str> {
        if let Some(minutes) = self.last.get_untracked() {
            return Ok(Period::Last(minutes));
        }
        let at = |field: RwSignal<String>| from_wall(&field.get_untracked(), zone);
        match (at(self.from), at(self.to)) {
            (Some(from_ns), Some(to_ns)) if from_ns < to_ns => Ok(Period::Between(TimeRange { from_ns, to_ns })),
            (Some(_), Some(_)) => Err("The range ends before it begins."),
            _ => Err("Say the day and the time of both ends of the range."),
        }
    }
}

fn is_address(url: &str) -> bool {
    ClickhouseServer { url: url.to_owned(), ..ClickhouseServer::default() }.taken_apart().is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Reads a form in which some address was pasted and something was changed.
    fn read(url: &str, change: impl Fn(Fields)) -> Result<ClickhouseSource, &'static str> {
        let owner = Owner::new();
        owner.with(|| {
            let place = Clickhouse { url: url.to_owned(), period: Period::Last(15), ..Clickhouse::default() };
            let fields = Fields::of(ClickhouseSource { place, ..ClickhouseSource::default() }, Zone::Utc, 0);
            change(fields);
            fields.read(Zone::Utc)
        })
    }

    #[test]
    fn an_address_is_taken_as_it_is_pasted() {
        let source = read(" http://ann:p%40ss@host:8123/otel ", |_| {}).unwrap();
        assert_eq!((source.place.url.as_str(), source.password.as_deref()), ("http://host:8123/", Some("p@ss")));
        let names = (source.place.user.as_deref(), source.place.database.as_deref());
        assert_eq!((names, source.place.period), ((Some("ann"), Some("otel")), Period::Last(15)));
        assert_eq!(source.place.max_spans, None);
    }

    #[test]
    fn a_token_stands_for_user_and_password() {
        let source = read("http://ann@host", |fields| {
            fields.secret.set("abc".to_owned());
            fields.is_token.set(true);
            fields.credentials_in_url.set(true);
        });
        let ClickhouseSource { place, password, token } = source.unwrap();
        assert_eq!((place.user, password, token.as_deref()), (None, None, Some("abc")));
        assert!(!place.credentials_in_url);
    }

    #[test]
    fn what_is_missing_is_said() {
        let between = |from: &str, to: &str| {
            let (from, to) = (from.to_owned(), to.to_owned());
            read("http://host", move |fields| {
                fields.last.set(None);
                fields.from.set(from.clone());
                fields.to.set(to.clone());
            })
        };
        assert!(read("host:8123", |_| {}).is_err_and(|words| words.starts_with("The address")));
        assert!(between("2026-03-17T15:00", "2026-03-17T14:00").is_err_and(|words| words.contains("before it begins")));
        assert!(between("", "2026-03-17T14:00").is_err_and(|words| words.starts_with("Say the day")));
        assert!(between("2026-03-17T13:00", "2026-03-17T14:00").is_ok());
        let spans = |text: &'static str| read("http://host", move |fields| fields.max_spans.set(text.to_owned()));
        assert_eq!(spans("2,000,000").unwrap().place.max_spans, Some(2_000_000));
        assert!(spans("many").is_err() && spans("0").is_err());
    }
}
