//! The causes as a table for other programs, and as a finding for people.

use leptos::prelude::GetUntracked;
use spanlens::analysis::{CauseEstimates, ErrorCause, ErrorCauses, ErrorCausesEstimates, Estimate};

use crate::export::{Finding, Table, Value};
use crate::format;
use crate::session::Session;
use crate::views::finding::{ROWS, begun};
use crate::words::nouns;

const COLUMNS: [&str; 15] = [
    "service",
    "spanName",
    "errorType",
    "message",
    "failing",
    "failingShare",
    "handled",
    "recovered",
    "asynchronous",
    "units",
    "firstSeen",
    "lastSeen",
    "sampleMessage",
    "path",
    "entryPoints",
];

/// What stands after these where it is estimated what there was before sampling.
const ESTIMATES: [&str; 5] =
    ["estimatedFailing", "estimatedFailingShare", "estimatedHandled", "estimatedRecovered", "estimatedAsynchronous"];

/// All causes that were given, in their order.
pub(super) fn table(causes: &ErrorCauses) -> Table {
    let rows = causes.rows.iter().map(|cause| {
        let text = |text: &str| Value::Text(text.to_owned());
        let number = |number: u32| Value::Whole(number.into());
        let estimates = cause.estimates.iter().flat_map(|of| {
            [of.failing, of.failing_share, of.handled, of.recovered, of.asynchronous]
                .map(|of| Value::Fraction(of.value))
        });
        let mut cells = Vec::from([
            text(&cause.key.service),
            text(&cause.key.name),
            text(&cause.key.error_type),
            text(&cause.key.message),
            number(cause.failing),
            Value::Fraction(cause.failing_share),
            number(cause.handled),
            number(cause.recovered),
            number(cause.asynchronous),
            number(cause.units),
            Value::Text(format::timestamp(cause.first_ns)),
            Value::Text(format::timestamp(cause.last_ns)),
            text(&cause.sample_message),
            Value::Text(path(cause)),
            Value::Text(entries(cause)),
        ]);
        cells.extend(estimates);
        cells
    });
    let estimates = if causes.estimates.is_some() { &ESTIMATES[..] } else { &[] };
    let columns = COLUMNS.iter().chain(estimates).map(|&name| name.to_owned()).collect();
    Table { columns, rows: rows.collect(), total: causes.causes as usize, noun: "causes" }
}

/// From the span where it began up to the unit's own.
fn path(cause: &ErrorCause) -> String {
    let steps = cause.path.iter().map(|step| format!("{} {}", step.service, step.name));
    steps.collect::<Vec<_>>().join(" > ")
}

fn entries(cause: &ErrorCause) -> String {
    let entries = cause.entry_points.iter().map(|entry| format!("{} {}: {}", entry.service, entry.name, entry.units));
    entries.collect::<Vec<_>>().join("; ")
}

/// The first causes, and what they are of.
pub(super) fn finding(session: Session, causes: &ErrorCauses) -> Finding {
    let (one, many) = nouns(session.state.population.get_untracked());
    let estimates = causes.estimates;
    let number = |stored: u32, of: fn(ErrorCausesEstimates) -> Estimate| {
        estimates.map_or_else(|| format::count(stored), |estimates| format::about_count(of(estimates)))
    };
    let facts = format!(
        "Analysed {}: {} failing, {} with a handled error, {} with a recovered one{}",
        format::counted(causes.units, one, many),
        number(causes.failing, |of| of.failing),
        number(causes.handled, |of| of.handled),
        number(causes.recovered, |of| of.recovered),
        if estimates.is_some() { "; ≈: estimated from sampled spans" } else { "" }
    );
    let rows = causes.rows.iter().take(ROWS).map(|cause| {
        let count = |stored: u32, of: fn(CauseEstimates) -> Estimate| {
            cause.estimates.map_or_else(|| format::count(stored), |estimates| format::about_count(of(estimates)))
        };
        let share = cause.estimates.map(|of| format::about_share(of.failing_share));
        let share = share.unwrap_or_else(|| format::share(cause.failing, causes.failing));
        let explained = format!("{} ({share})", count(cause.failing, |of| of.failing));
        Vec::from([
            format::error(&cause.key),
            format!("{} {}", cause.key.service, cause.key.name),
            explained,
            count(cause.handled, |of| of.handled),
            count(cause.recovered, |of| of.recovered),
            count(cause.asynchronous, |of| of.asynchronous),
        ])
    });
    Finding {
        columns: vec!["Error", "Where", "Failing explained", "Handled", "Recovered", "Async"],
        rows: rows.collect(),
        total: causes.causes as usize,
        ..begun(session, "Error causes", [facts])
    }
}

#[cfg(test)]
mod tests {
    use spanlens::analysis::{CauseKey, EntryPoint, PathStep};
    use spanlens::units::StatusCode;

    use super::*;
    use crate::export::Format;

    #[test]
    fn a_cause_is_a_row_with_its_path() {
        let step = |name: &str| PathStep {
            service: "shop".to_owned(),
            name: name.to_owned(),
            status: StatusCode::Error,
            fails: true,
            times: 1,
            gap: false,
        };
        let key = CauseKey {
            service: "shop".to_owned(),
            name: "query".to_owned(),
            error_type: "503".to_owned(),
            message: "no <n>".to_owned(),
        };
        let cause = ErrorCause {
            key,
            failing: 3,
            failing_share: 0.75,
            units: 3,
            sample_message: "no 7".to_owned(),
            path: vec![step("query"), step("GET /")],
            entry_points: vec![EntryPoint { service: "shop".to_owned(), name: "GET /".to_owned(), units: 3 }],
            ..ErrorCause::default()
        };
        let causes = ErrorCauses { rows: vec![cause], causes: 9, ..ErrorCauses::default() };
        let table = table(&causes);
        assert_eq!((table.rows.len(), table.total), (1, 9));
        let epoch = "1970-01-01T00:00:00.000000000Z";
        let row = format!(
            "shop,query,503,no <n>,3,0.75,0,0,0,3,{epoch},{epoch},no 7,shop query > shop GET /,shop GET /: 3\r\n"
        );
        assert_eq!(table.write(Format::Csv), format!("{}\r\n{row}", COLUMNS.join(",")));
    }
}
