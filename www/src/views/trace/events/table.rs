//! The list as a table for other programs.

use leptos::prelude::*;
use spanlens::analysis::{TraceEvent, TraceEvents, TraceEventsOptions};

use super::Events;
use super::line::{attribute_words, exception_words};
use crate::export::{MOST_ROWS, Table, Value};
use crate::format;

const COLUMNS: [&str; 9] = ["time", "severity", "level", "service", "span", "name", "text", "exception", "attributes"];

/// All lines of the list, whichever are on the screen.
pub(super) async fn all_lines(events: Events) -> Option<Table> {
    let options = events.pages.with_untracked(|pages| pages.query.options(0, None));
    let told = events.ask(TraceEventsOptions { limit: MOST_ROWS, ..options }).await.ok()?;
    Some(table(&told))
}

fn table(told: &TraceEvents) -> Table {
    Table {
        columns: COLUMNS.map(str::to_owned).into(),
        rows: told.rows.iter().map(row).collect(),
        total: told.matching as usize,
        noun: "events and logs",
    }
}

fn row(line: &TraceEvent) -> Vec<Value> {
    let (event, log) = (&line.event, line.event.log.as_ref());
    let text = |text: &str| Value::Text(text.to_owned());
    Vec::from([
        Value::Text(format::timestamp(event.time_ns)),
        log.filter(|log| log.severity > 0).map_or(Value::Nothing, |log| Value::Whole(log.severity.into())),
        text(log.map_or("", |log| &log.level)),
        text(&line.service),
        text(&line.span_name),
        text(&event.name),
        text(log.map_or("", |log| &log.text)),
        Value::Text(event.exception.as_ref().map(exception_words).unwrap_or_default()),
        Value::Text(attribute_words(event).collect::<Vec<_>>().join(" ")),
    ])
}

#[cfg(test)]
mod tests {
    use spanlens::analysis::trace_events;
    use spanlens::sketch::sketch;
    use spanlens::store::TraceRow;

    use super::*;
    use crate::export::Format;

    #[test]
    fn a_line_is_a_row_with_its_time() {
        let store = sketch("shop GET /  0..100 ^retry ~\"warn: slow, again\"").unwrap();
        let told = trace_events(&store, TraceRow(0), &TraceEventsOptions::default()).unwrap();
        let time = format::timestamp(told.rows[0].event.time_ns);
        let expected = format!(
            "time,severity,level,service,span,name,text,exception,attributes\r\n\
             {time},,,shop,GET /,retry,,,\r\n{time},13,warn,shop,GET /,,\"slow, again\",,\r\n"
        );
        assert_eq!(table(&told).write(Format::Csv), expected);
    }
}
