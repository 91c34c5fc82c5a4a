//! The order of the list of traces, and the first row of it that is shown: `sort=-duration&offset=200`. A `-` is for the largest first.

use spanlens::analysis::{TraceColumn, TraceListOptions};

use super::pairs::Pairs;
use crate::words::{meaning, word};

pub(super) fn add(pairs: &mut Pairs, list: TraceListOptions) {
    let TraceListOptions { column, descending, offset, .. } = list;
    if (column, descending) != (TraceColumn::default(), false) {
        let sign = if descending { "-" } else { "" };
        pairs.add("sort", &format!("{sign}{}", word(&column)));
    }
    pairs.add_if(offset > 0, "offset", &offset.to_string());
}

/// The list as it is said. A column that is not known is as if it were not said.
pub(super) fn of(pairs: &Pairs) -> TraceListOptions {
    let sort = pairs.first("sort").unwrap_or_default();
    let (descending, name) = sort.strip_prefix('-').map_or((false, sort), |name| (true, name));
    let column = column(name);
    TraceListOptions {
        column: column.unwrap_or_default(),
        descending: descending && column.is_some(),
        offset: pairs.first("offset").and_then(|offset| offset.parse().ok()).unwrap_or(0),
        ..TraceListOptions::default()
    }
}

/// Addresses without a version have words of their own for ids.
fn column(name: &str) -> Option<TraceColumn> {
    match name {
        "trace" => Some(TraceColumn::TraceId),
        "span" => Some(TraceColumn::SpanId),
        _ => meaning(name),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sorted_by(column: TraceColumn, descending: bool) -> TraceListOptions {
        TraceListOptions { column, descending, ..TraceListOptions::default() }
    }

    #[test]
    fn every_column_has_a_word() {
        let columns = [
            (TraceColumn::Start, "start"),
            (TraceColumn::Duration, "duration"),
            (TraceColumn::Spans, "spans"),
            (TraceColumn::Errors, "errors"),
            (TraceColumn::LoggedErrors, "loggedErrors"),
            (TraceColumn::Services, "services"),
            (TraceColumn::Operation, "operation"),
            (TraceColumn::Status, "status"),
            (TraceColumn::Incomplete, "incomplete"),
            (TraceColumn::TraceId, "traceId"),
            (TraceColumn::SpanId, "spanId"),
        ];
        for (column, word) in columns {
            let mut pairs = Pairs::default();
            add(&mut pairs, sorted_by(column, true));
            assert_eq!(of(&pairs), sorted_by(column, true));
            assert_eq!(pairs.into_text(), format!("sort=-{word}"));
        }
    }

    #[test]
    fn the_words_for_ids_of_addresses_without_a_version_are_known() {
        assert_eq!(of(&Pairs::of("sort=trace")), sorted_by(TraceColumn::TraceId, false));
        assert_eq!(of(&Pairs::of("sort=-span")), sorted_by(TraceColumn::SpanId, true));
    }

    #[test]
    fn an_unknown_column_has_no_direction() {
        assert_eq!(of(&Pairs::of("sort=-cats&offset=-1")), TraceListOptions::default());
    }
}
