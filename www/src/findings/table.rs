//! Findings as a table for other programs.

use spanlens::analysis::{Anomaly, Findings};

use crate::export::{Table, Value};
use crate::format;
use crate::words::word;

const COLUMNS: [&str; 15] = [
    "kind",
    "from",
    "to",
    "group",
    "operations",
    "units",
    "failing",
    "expectedFailing",
    "meanNs",
    "expectedMeanNs",
    "extraUnits",
    "addedNs",
    "cost",
    "what",
    "why",
];

/// All findings, the costliest first.
pub(crate) fn table(found: &Findings) -> Table {
    let rows: Vec<Vec<Value>> = found.findings.iter().map(|finding| row(finding).into()).collect();
    Table { columns: COLUMNS.map(str::to_owned).into(), total: rows.len(), rows, noun: "findings" }
}

fn row(finding: &Anomaly) -> [Value; 15] {
    let time = |ns: Option<u64>| ns.map_or(Value::Nothing, |ns| Value::Text(format::timestamp(ns)));
    let operations = finding.operations.iter().map(|operation| format!("{} {}", operation.service, operation.name));
    [
        Value::Text(word(&finding.kind)),
        time(finding.time.map(|time| time.from_ns)),
        time(finding.time.map(|time| time.to_ns)),
        finding.selection.group.clone().map_or(Value::Nothing, Value::Text),
        Value::Text(operations.collect::<Vec<_>>().join("; ")),
        Value::Whole(finding.units.into()),
        Value::Whole(finding.failing.into()),
        Value::Fraction(finding.expected_failing),
        Value::Fraction(finding.mean_ns),
        Value::Fraction(finding.expected_mean_ns),
        Value::Fraction(finding.extra_units),
        Value::Fraction(finding.added_ns),
        Value::Fraction(finding.cost),
        Value::Text(finding.what.clone()),
        Value::Text(finding.why.clone()),
    ]
}

#[cfg(test)]
mod tests {
    use spanlens::analysis::{FindingKind, FindingOperation};
    use spanlens::units::TimeRange;

    use super::*;
    use crate::export::Format;

    #[test]
    fn a_finding_is_a_row() {
        let operation =
            FindingOperation { service: "shop".to_owned(), name: "GET /".to_owned(), ..FindingOperation::default() };
        let finding = Anomaly {
            kind: FindingKind::SlowerInside,
            time: Some(TimeRange { from_ns: 0, to_ns: 1_000_000_000 }),
            operations: vec![operation.clone(), operation],
            units: 9,
            added_ns: 1.5,
            what: "It takes longer.".to_owned(),
            ..Anomaly::default()
        };
        let table = table(&Findings { findings: vec![finding], ..Findings::default() });
        let row = "slowerInside,1970-01-01T00:00:00.000000000Z,1970-01-01T00:00:01.000000000Z,,shop GET /; shop GET /,9,0,0,0,0,0,1.5,0,\
                   It takes longer.,\r\n";
        assert_eq!(table.write(Format::Csv), format!("{}\r\n{row}", COLUMNS.join(",")));
    }
}
