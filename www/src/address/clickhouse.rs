//! A range of a ClickHouse server: `clickhouse=https://host:8443/` and what of it is not as it is without being said. No password is
//! among it, nor a token.

use super::pairs::Pairs;
use super::ranges;
use crate::words::Clickhouse;

const RANGE: &str = "clickhouse-range";

pub(super) fn add(pairs: &mut Pairs, place: &Clickhouse) {
    let Clickhouse { url, user, database, table, period, max_spans, counts_rootless, credentials_in_url } = place;
    pairs.add("clickhouse", url);
    let said = [("clickhouse-user", user), ("clickhouse-database", database), ("clickhouse-table", table)];
    for (key, value) in said {
        if let Some(value) = value {
            pairs.add(key, value);
        }
    }
    ranges::add_period(pairs, RANGE, *period);
    if let Some(max_spans) = max_spans {
        pairs.add("clickhouse-spans", &max_spans.to_string());
    }
    pairs.add_if(*counts_rootless, "clickhouse-rootless", "counted");
    pairs.add_if(*credentials_in_url, "clickhouse-credentials", "url");
}

/// The server that is said, if one is.
pub(super) fn of(pairs: &Pairs) -> Option<Clickhouse> {
    let text = |key| pairs.first(key).filter(|text| !text.is_empty()).map(str::to_owned);
    Some(Clickhouse {
        url: text("clickhouse")?,
        user: text("clickhouse-user"),
        database: text("clickhouse-database"),
        table: text("clickhouse-table"),
        period: ranges::period(pairs, RANGE).unwrap_or_default(),
        max_spans: pairs.first("clickhouse-spans").and_then(|text| text.parse().ok()),
        counts_rootless: pairs.says("clickhouse-rootless", "counted"),
        credentials_in_url: pairs.says("clickhouse-credentials", "url"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::Period;
    use spanlens::units::TimeRange;

    #[test]
    fn a_server_is_said_as_it_is_read() {
        let all = Clickhouse {
            url: "https://host:8443/".to_owned(),
            user: Some("ann&bob".to_owned()),
            database: Some("otel".to_owned()),
            table: Some("otel_traces".to_owned()),
            period: Period::Between(TimeRange { from_ns: 5, to_ns: 7 }),
            max_spans: Some(7),
            counts_rootless: true,
            credentials_in_url: true,
        };
        let least = Clickhouse { url: "http://host/".to_owned(), ..Clickhouse::default() };
        for place in [all, least] {
            let mut pairs = Pairs::default();
            add(&mut pairs, &place);
            assert_eq!(of(&pairs), Some(place));
        }
    }

    #[test]
    fn a_range_that_is_none_is_the_last_hour() {
        for (text, expected) in [
            ("15m", Period::Last(15)),
            ("5-7", Period::Between(TimeRange { from_ns: 5, to_ns: 7 })),
            ("7-5", Period::default()),
            ("7-7", Period::default()),
            ("-1m", Period::default()),
            ("now", Period::default()),
        ] {
            let place = of(&Pairs::of(&format!("clickhouse=http://host/&clickhouse-range={text}")));
            assert_eq!(place.map(|place| place.period), Some(expected), "{text}");
        }
        assert_eq!(of(&Pairs::of("clickhouse-range=15m")), None);
    }
}
