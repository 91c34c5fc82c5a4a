//! What is said of kinds: selected units that are slow for different reasons.

use spanlens::analysis::{Kind, KindRow, Kinds};

use super::words::row_name;
use super::{Latency, kind_name};
use crate::export::{Table, Value};
use crate::format;

const NUMBERS: [&str; 9] = ["No", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight"];

/// How many rows of a kind are told.
const ROWS: usize = 3;

impl Latency {
    /// The kinds, where there are several.
    pub(crate) fn kinds(&self) -> Option<&Kinds> {
        self.suspects().map(|suspects| &suspects.kinds).filter(|kinds| kinds.kinds.len() > 1)
    }
}

/// How many kinds there are: `Two kinds`.
pub(crate) fn kinds_title(kinds: &Kinds) -> String {
    let count = kinds.kinds.len();
    match NUMBERS.get(count) {
        Some(number) => format!("{number} kinds"),
        None => format!("{count} kinds"),
    }
}

/// How many units a kind has, what they do, and how much longer each takes: `1,020 requests`, `wait for orders, getTicket (+36 ms each)`.
pub(crate) fn kind_words(kind: &Kind, (one, many): (&str, &str)) -> (String, String) {
    let wait = if kind.units == 1 { "waits" } else { "wait" };
    let callee = format::callee(&kind.service, kind.name.as_deref());
    let words = format!("{wait} for {callee} ({} each)", format::signed_duration(kind.added_ns));
    (format::counted(kind.units, one, many), words)
}

/// The rows that mark the units, with how many each marks, where there are several.
pub(crate) fn kind_rows(kind: &Kind) -> Option<String> {
    if kind.rows.len() < 2 {
        return None;
    }
    let row = |KindRow { row, units, .. }: &KindRow| {
        format!("{}, {}: {}", row_name(row), kind_name(row.kind), format::count(*units))
    };
    let more = kind.rows.len().saturating_sub(ROWS);
    let more = (more > 0).then(|| format!("{more} more"));
    Some(kind.rows.iter().take(ROWS).map(row).chain(more).collect::<Vec<_>>().join("; "))
}

/// How many units are of no kind, and what was left out. Nothing where there is neither.
pub(crate) fn beside_kinds(Kinds { kinds, neither, unused_rows }: &Kinds, (one, many): (&str, &str)) -> Option<String> {
    let of_none = if kinds.len() == 2 { "neither" } else { "of no kind" };
    let neither = (*neither > 0).then(|| format!("{} {of_none}", format::counted(*neither, one, many)));
    let unused = (*unused_rows > 0)
        .then(|| format!("{} more rows would tell units apart, less clearly", format::count(*unused_rows)));
    let words: Vec<String> = neither.into_iter().chain(unused).collect();
    (!words.is_empty()).then(|| words.join(" · "))
}

/// The kinds, row by row.
pub(crate) fn kinds_table(latency: &Latency) -> Table {
    let columns = [
        "waitsFor",
        "waitsForName",
        "units",
        "addedNs",
        "kind",
        "service",
        "name",
        "callee",
        "calleeName",
        "rowUnits",
        "rowAddedNs",
    ];
    let text = |text: &Option<String>| text.clone().map_or(Value::Nothing, Value::Text);
    let mut rows = Vec::new();
    for kind in latency.kinds().map_or(&[][..], |kinds| &kinds.kinds) {
        for KindRow { row, units, added_ns } in &kind.rows {
            rows.push(vec![
                Value::Text(kind.service.clone()),
                text(&kind.name),
                Value::Whole(kind.units.into()),
                Value::Fraction(kind.added_ns),
                Value::Text(kind_name(row.kind).to_owned()),
                Value::Text(row.service.clone()),
                Value::Text(row.name.clone()),
                text(&row.callee),
                text(&row.callee_name),
                Value::Whole((*units).into()),
                Value::Fraction(*added_ns),
            ]);
        }
    }
    let columns = columns.map(str::to_owned).to_vec();
    Table { total: rows.len(), rows, columns, noun: "rows of kinds" }
}

#[cfg(test)]
mod tests {
    use spanlens::analysis::{RowKind, RowName};

    use super::super::tests::compared;
    use super::*;

    fn kind(units: u32, names: &[&str]) -> Kind {
        let row = |name: &&str| KindRow {
            row: RowName {
                kind: RowKind::Wire,
                service: "cart".to_owned(),
                name: (*name).to_owned(),
                callee: Some("redis".to_owned()),
                callee_name: None,
            },
            units: 471,
            added_ns: 4e8,
        };
        let rows = names.iter().map(row).collect();
        Kind { units, service: "redis".to_owned(), name: None, added_ns: 4.02e8, rows, ..Kind::default() }
    }

    #[test]
    fn a_kind_is_told_in_a_sentence() {
        let (units, words) = kind_words(&kind(1_020, &["HGETALL"]), ("request", "requests"));
        assert_eq!(format!("{units} {words}"), "1,020 requests wait for redis (+402 ms each)");
        let named = Kind { name: Some("get".to_owned()), ..kind(1, &["HGETALL"]) };
        let (units, words) = kind_words(&named, ("request", "requests"));
        assert_eq!(format!("{units} {words}"), "1 request waits for redis, get (+402 ms each)");
    }

    #[test]
    fn several_rows_are_told_with_their_units() {
        assert_eq!(kind_rows(&kind(9, &["HGETALL"])), None);
        let rows = kind_rows(&kind(9, &["HGETALL", "HSET"]));
        assert_eq!(rows.as_deref(), Some("cart HGETALL → redis, wire: 471; cart HSET → redis, wire: 471"));
        let many = kind_rows(&kind(9, &["A", "B", "C", "D", "E"])).unwrap();
        assert!(many.ends_with("; 2 more"), "{many}");
    }

    #[test]
    fn one_kind_alone_is_not_told() {
        let Latency::Diff(mut diff) = compared() else { panic!("it is a difference") };
        diff.suspects.kinds.kinds = vec![kind(9, &["HGETALL"])];
        assert_eq!(Latency::Diff(diff.clone()).kinds(), None);
        diff.suspects.kinds.kinds.push(kind(7, &["A", "B"]));
        let latency = Latency::Diff(diff);
        let kinds = latency.kinds().unwrap();
        assert_eq!(kinds_title(kinds), "Two kinds");
        assert_eq!(beside_kinds(&Kinds { neither: 0, ..kinds.clone() }, ("request", "requests")), None);
        let words = beside_kinds(&Kinds { neither: 12, unused_rows: 3, ..kinds.clone() }, ("request", "requests"));
        assert_eq!(words.as_deref(), Some("12 requests neither · 3 more rows would tell units apart, less clearly"));
        let table = kinds_table(&latency);
        assert_eq!((table.rows.len(), table.rows[0].len()), (3, table.columns.len()));
    }
}
