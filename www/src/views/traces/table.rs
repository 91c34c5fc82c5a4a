//! The list of units as a table for other programs.

use std::pin::Pin;

use leptos::prelude::*;
use spanlens::analysis::{TraceList, TraceListOptions};
use spanlens::protocol::TracesQuestion;
use spanlens::units::StatusCode;

use crate::export::{MOST_ROWS, Table, Value};
use crate::format;
use crate::questions::comparison;
use crate::session::Session;
use crate::words::nouns;

const COLUMNS: [&str; 11] = [
    "start",
    "durationNs",
    "service",
    "operation",
    "status",
    "spans",
    "errors",
    "loggedErrors",
    "services",
    "traceId",
    "spanId",
];

/// All units of the list, whichever page is shown, in the order in which they are shown.
pub(super) fn all_units(session: Session) -> Pin<Box<dyn Future<Output = Option<Table>>>> {
    let state = session.state;
    let options = TraceListOptions { offset: 0, limit: MOST_ROWS, ..state.list_options.get_untracked() };
    let (_, noun) = nouns(state.population.get_untracked());
    let question = TracesQuestion { comparison: untrack(|| comparison(session)), options };
    Box::pin(async move { session.ask(question).await.ok().map(|list| table(&list, noun)) })
}

fn table(list: &TraceList, noun: &'static str) -> Table {
    let text = |text: &str| Value::Text(text.to_owned());
    let rows = (0..list.units.len()).map(|index| {
        let status = match list.statuses[index] {
            StatusCode::Unset => "unset",
            StatusCode::Ok => "ok",
            StatusCode::Error => "error",
        };
        let row = [
            Value::Text(format::timestamp(list.start_ns[index])),
            Value::Whole(list.duration_ns[index]),
            text(&list.services[index]),
            text(&list.names[index]),
            text(status),
            Value::Whole(list.span_counts[index].into()),
            Value::Whole(list.error_counts[index].into()),
            Value::Whole(list.logged_errors[index].into()),
            Value::Text(list.all_services[index].join(" ")),
            text(&list.trace_ids[index]),
            text(&list.span_ids[index]),
        ];
        Vec::from(row)
    });
    Table { columns: COLUMNS.map(str::to_owned).into(), rows: rows.collect(), total: list.total as usize, noun }
}

#[cfg(test)]
mod tests {
    use super::*;
    use spanlens::store::SpanHandle;

    use crate::export::Format;

    #[test]
    fn a_unit_is_a_row_with_exact_times() {
        let list = TraceList {
            units: vec![SpanHandle::default()],
            trace_ids: vec!["0000000000000000000000000000002a".to_owned()],
            span_ids: vec!["000000000000002a".to_owned()],
            start_ns: vec![1_773_756_000_000_000_017],
            duration_ns: vec![1_500_000],
            span_counts: vec![3],
            error_counts: vec![1],
            logged_errors: vec![4],
            services: vec!["shop".to_owned()],
            names: vec!["GET /, quickly".to_owned()],
            all_services: vec![vec!["shop".to_owned(), "cart".to_owned()]],
            statuses: vec![StatusCode::Error],
            total: 2,
            ..TraceList::default()
        };
        let table = table(&list, "requests");
        assert_eq!((table.rows.len(), table.total), (1, 2));
        let expected = "start,durationNs,service,operation,status,spans,errors,loggedErrors,services,traceId,spanId\r\n\
                        2026-03-17T14:00:00.000000017Z,1500000,shop,\"GET /, quickly\",error,3,1,4,shop cart,\
                        0000000000000000000000000000002a,000000000000002a\r\n";
        assert_eq!(table.write(Format::Csv), expected);
    }
}
