//! The list of calls as it is read: the sentence above it, its columns, its order, and the table for other programs.

use std::cmp::Ordering;

use spanlens::analysis::{CallKind, CallList, CallNumbers, CallRow};

use crate::export::{Table, Value};
use crate::format;
use spanlens::sort::sort_by;

/// A column of the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum CallColumn {
    /// The name.
    Call,
    /// A number of the selection.
    Number(CallNumber),
    /// How much that differs from the baseline.
    Change(CallNumber),
}

/// A number of calls.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum CallNumber {
    Total,
    Calls,
    PerUnit,
    PerCall,
    Failing,
}

impl CallNumber {
    /// In the order of the columns.
    pub(crate) const ALL: [Self; 5] = [Self::Total, Self::Calls, Self::PerUnit, Self::PerCall, Self::Failing];

    /// The heading of its column, with the word for a unit.
    pub(crate) fn name(self, one: &str) -> String {
        match self {
            Self::Total => "Total time".to_owned(),
            Self::Calls => "Calls".to_owned(),
            Self::PerUnit => format!("Calls per {one}"),
            Self::PerCall => "Time per call".to_owned(),
            Self::Failing => "Failing".to_owned(),
        }
    }

    /// As it is read.
    pub(crate) fn text(self, of: &CallNumbers) -> String {
        match self {
            Self::Calls => format::count(of.calls),
            _ if of.calls == 0 => "–".to_owned(),
            Self::Total => format::duration(of.total_ns),
            Self::PerUnit => format::mean_count(of.calls_per_unit),
            Self::PerCall => format::mean_duration(of.per_call_ns),
            Self::Failing => format::share(of.failing, of.calls),
        }
    }

    /// How much it differs from the baseline, as it is read.
    pub(crate) fn change_text(self, row: &CallRow) -> String {
        let Some(change) = self.change(row) else { return self.absence(row).to_owned() };
        match self {
            Self::Total | Self::PerCall => format::signed_duration(change),
            Self::Calls => format::signed_count(change.round()),
            Self::PerUnit => format::signed_count(change),
            Self::Failing => format::signed_points(change),
        }
    }

    /// How much it differs from the baseline, if both sides can be compared.
    pub(crate) fn change(self, row: &CallRow) -> Option<f64> {
        let change = row.change?;
        match self {
            Self::Total => Some(change.total_ns),
            Self::Calls => Some(change.calls),
            Self::PerUnit => Some(change.calls_per_unit),
            Self::PerCall => change.per_call_ns,
            Self::Failing => change.failing_share,
        }
    }

    /// What is said where there is no change.
    fn absence(self, row: &CallRow) -> &'static str {
        let is_of_one = matches!(self, Self::PerCall | Self::Failing) && row.change.is_some();
        match row.baseline {
            Some(baseline) if is_of_one && baseline.calls == 0 => "new",
            Some(_) if is_of_one && row.selection.calls == 0 => "gone",
            _ => "–",
        }
    }

    fn compare(self, a: &CallNumbers, b: &CallNumbers) -> Ordering {
        match self {
            Self::Total => a.total_ns.cmp(&b.total_ns),
            Self::Calls => a.calls.cmp(&b.calls),
            Self::PerUnit => a.calls_per_unit.total_cmp(&b.calls_per_unit),
            Self::PerCall => a.per_call_ns.total_cmp(&b.per_call_ns),
            Self::Failing => a.failing_share.total_cmp(&b.failing_share).then(a.failing.cmp(&b.failing)),
        }
    }
}

/// By what the list is ordered, and in which direction. Nothing leaves it in the order of the answer: the largest change first, in either
/// direction, or the most time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct CallOrder(Option<(CallColumn, bool)>);

impl CallOrder {
    /// Orders by a column, and by the same column the other way round.
    pub(crate) fn choose(&mut self, column: CallColumn) {
        let is_text = column == CallColumn::Call;
        let is_descending = match self.0 {
            Some((same, is_descending)) if same == column => !is_descending,
            _ => !is_text,
        };
        self.0 = Some((column, is_descending));
    }

    /// The direction of a column for who does not see it. The order of an answer without a baseline is that of the total time.
    pub(crate) fn aria(self, column: CallColumn, is_compared: bool) -> Option<&'static str> {
        let (by, is_descending) = match self.0 {
            Some(order) => order,
            None if is_compared => return None,
            None => (CallColumn::Number(CallNumber::Total), true),
        };
        (by == column).then_some(if is_descending { "descending" } else { "ascending" })
    }

    /// The rows in order, by their places. Equal ones stay in the order of the answer; those without a change come last.
    pub(crate) fn places(self, list: &CallList) -> Vec<usize> {
        let mut places: Vec<usize> = (0..list.rows.len()).collect();
        let Some((column, is_descending)) = self.0 else { return places };
        let direction = |order: Ordering| if is_descending { order.reverse() } else { order };
        let rows = &list.rows;
        sort_by(&mut places, |&a, &b| {
            let (a, b) = (&rows[a], &rows[b]);
            match column {
                CallColumn::Call => direction((&a.callee, &a.operation).cmp(&(&b.callee, &b.operation))),
                CallColumn::Number(number) => direction(number.compare(&a.selection, &b.selection)),
                CallColumn::Change(number) => match (number.change(a), number.change(b)) {
                    (Some(a), Some(b)) => direction(a.total_cmp(&b)),
                    (a, b) => b.is_some().cmp(&a.is_some()),
                },
            }
        });
        places
    }
}

/// Whether both sides have units, so that they can be compared.
pub(crate) fn is_call_compared(list: &CallList) -> bool {
    list.selection_units > 0 && list.baseline_units.is_some_and(|units| units > 0)
}

/// What is called.
pub(crate) fn call_title(row: &CallRow) -> String {
    format!("{} {}", callee_name(row), row.operation)
}

/// The callee, also where it is unknown.
pub(crate) fn callee_name(row: &CallRow) -> &str {
    if row.callee.is_empty() { "(unknown)" } else { &row.callee }
}

/// The kind of a call, where its attributes tell.
pub(crate) fn call_kind(kind: CallKind) -> Option<&'static str> {
    match kind {
        CallKind::Database => Some("database"),
        CallKind::Queue => Some("queue"),
        CallKind::Rpc => Some("RPC"),
        CallKind::Http => Some("HTTP"),
        CallKind::Other => None,
    }
}

/// What is said above the list: which calls take most of the time or changed most, and whether they became slower or more.
pub(crate) fn calls_headline(list: &CallList, one: &str) -> String {
    let Some(row) = list.rows.first().filter(|_| list.selection.calls > 0 || is_call_compared(list)) else {
        return "No calls of other services.".to_owned();
    };
    let title = call_title(row);
    let Some(change) = row.change.filter(|_| is_call_compared(list)) else {
        let CallNumbers { total_ns, calls, calls_per_unit, per_call_ns, .. } = row.selection;
        return format!(
            "Most time: {title}, {} in {}, {} per {one}, {} each.",
            format::duration(total_ns),
            format::counted(calls, "call", "calls"),
            format::mean_count(calls_per_unit),
            format::mean_duration(per_call_ns),
        );
    };
    let total = format!("Largest change: {title}, {} in all", format::signed_duration(change.total_ns));
    let Some(per_call_ns) = change.per_call_ns else {
        let what =
            if change.calls > 0.0 { "the baseline has no such calls" } else { "only the baseline has such calls" };
        return format!("{total}: {what}.");
    };
    let by_duration = format!(
        "{} as each call takes {}",
        format::signed_duration(change.by_duration_ns),
        if per_call_ns < 0.0 {
            format!("{} less", format::mean_duration(per_call_ns))
        } else {
            format!("{} more", format::mean_duration(per_call_ns))
        }
    );
    let by_calls = match format::signed_duration(change.by_calls_ns) {
        none if none == "0" => "nothing by more or fewer calls".to_owned(),
        some if change.calls < 0.0 => format!("{some} by fewer calls"),
        some => format!("{some} by more calls"),
    };
    format!("{total}: {by_duration}, {by_calls}.")
}

/// Why the time of calls changed, for who points at it.
pub(crate) fn change_title(row: &CallRow) -> Option<String> {
    let change = row.change?;
    Some(format!(
        "{} by the time per call, {} by the number of calls. As many units of the same operations have in the baseline: {} calls.",
        format::signed_duration(change.by_duration_ns),
        format::signed_duration(change.by_calls_ns),
        format::decimal((f64::from(row.selection.calls) - change.calls).max(0.0).round()),
    ))
}

/// The list for other programs, in an order.
pub(crate) fn calls_table(list: &CallList, order: CallOrder) -> Table {
    let mut columns = vec!["callee".to_owned(), "kind".to_owned(), "operation".to_owned()];
    let names = ["units", "calls", "callsPerUnit", "totalNs", "perCallNs", "failing", "failingShare"];
    columns.extend(names.map(str::to_owned));
    if list.baseline.is_some() {
        columns.extend(names.map(|name| format!("baseline{}{}", name[..1].to_uppercase(), &name[1..])));
        let changes = ["calls", "callsPerUnit", "totalNs", "byCallsNs", "byDurationNs", "perCallNs", "failingShare"];
        columns.extend(changes.map(|name| format!("change{}{}", name[..1].to_uppercase(), &name[1..])));
    }
    columns.push("filter".to_owned());
    let rows = order.places(list).into_iter().map(|at| {
        let row = &list.rows[at];
        let kind = call_kind(row.kind).unwrap_or("other").to_owned();
        let mut values = vec![Value::Text(row.callee.clone()), Value::Text(kind), Value::Text(row.operation.clone())];
        values.extend(numbers(&row.selection));
        if let Some(baseline) = &row.baseline {
            values.extend(numbers(baseline));
            let change = row.change;
            let of = |number: fn(&spanlens::analysis::CallChange) -> Option<f64>| {
                change.as_ref().and_then(number).map_or(Value::Nothing, Value::Fraction)
            };
            values.extend([
                of(|change| Some(change.calls)),
                of(|change| Some(change.calls_per_unit)),
                of(|change| Some(change.total_ns)),
                of(|change| Some(change.by_calls_ns)),
                of(|change| Some(change.by_duration_ns)),
                of(|change| change.per_call_ns),
                of(|change| change.failing_share),
            ]);
        }
        values.push(Value::Text(row.filter.clone()));
        values
    });
    Table { rows: rows.collect(), columns, total: list.rows_in_all as usize, noun: "kinds of calls" }
}

fn numbers(of: &CallNumbers) -> [Value; 7] {
    [
        Value::Whole(of.units.into()),
        Value::Whole(of.calls.into()),
        Value::Fraction(of.calls_per_unit),
        Value::Whole(of.total_ns),
        Value::Fraction(of.per_call_ns),
        Value::Whole(of.failing.into()),
        Value::Fraction(of.failing_share),
    ]
}

#[cfg(test)]
mod tests {
    use spanlens::analysis::call_list;
    use spanlens::sketch::sketch;
    use spanlens::store::{RowSet, SpanRow};
    use spanlens::units::FailureRule;

    use super::*;
    use crate::export::Format;

    /// One request with two calls of 50 ms each beside one with a single call of 10 ms, and calls that only one of them has.
    fn compared() -> CallList {
        let store = sketch(
            "shop GET / 0..200 @server
               shop x  0..50    @client db.system=redis !
               shop x  60..110  @client db.system=redis
               shop y  120..130 @client peer.service=mail

             shop GET / 0..50 @server
               shop x  0..10  @client db.system=redis
               shop z  20..40 @client peer.service=cart",
        )
        .unwrap();
        let rows = |row| {
            let mut rows = RowSet::empty(7);
            rows.insert(SpanRow(row));
            rows
        };
        call_list(&store, &rows(0), Some(&rows(4)), FailureRule::Status).unwrap()
    }

    fn alone() -> CallList {
        let list = compared();
        let rows = list.rows.into_iter().map(|row| CallRow { baseline: None, change: None, ..row }).collect();
        CallList { baseline_units: None, baseline: None, rows, ..list }
    }

    #[test]
    fn the_sentence_tells_slower_calls_from_more_of_them() {
        assert_eq!(
            calls_headline(&compared(), "request"),
            "Largest change: redis x, +90 ms in all: +80 ms as each call takes 40 ms more, +10 ms by more calls."
        );
        assert_eq!(
            calls_headline(&alone(), "request"),
            "Most time: redis x, 100 ms in 2 calls, 2 per request, 50 ms each."
        );
        assert_eq!(calls_headline(&CallList::default(), "request"), "No calls of other services.");
    }

    #[test]
    fn every_column_and_every_change_orders_the_list() {
        let list = compared();
        let names = |order: CallOrder| -> Vec<&str> {
            order.places(&list).into_iter().map(|at| &*list.rows[at].operation).collect()
        };
        let mut order = CallOrder::default();
        assert_eq!(names(order), ["x", "z", "y"]);
        order.choose(CallColumn::Call);
        assert_eq!(names(order), ["z", "y", "x"]);
        order.choose(CallColumn::Number(CallNumber::Total));
        assert_eq!(names(order), ["x", "y", "z"]);
        assert_eq!(order.aria(CallColumn::Number(CallNumber::Total), true), Some("descending"));
        order.choose(CallColumn::Change(CallNumber::Calls));
        assert_eq!(names(order), ["x", "y", "z"]);
        order.choose(CallColumn::Change(CallNumber::Calls));
        assert_eq!(names(order), ["z", "x", "y"]);
        // Only one of them has a time per call on both sides.
        order.choose(CallColumn::Change(CallNumber::PerCall));
        assert_eq!(names(order), ["x", "z", "y"]);
        assert_eq!(CallOrder::default().aria(CallColumn::Number(CallNumber::Total), true), None);
        assert!(CallOrder::default().aria(CallColumn::Number(CallNumber::Total), false).is_some());
    }

    #[test]
    fn a_change_has_its_sign_and_says_what_has_none() {
        let list = compared();
        let texts = |row: &CallRow| CallNumber::ALL.map(|number| number.change_text(row));
        assert_eq!(texts(&list.rows[0]), ["+90 ms", "+1", "+1", "+40 ms", "+50 points"]);
        assert_eq!(texts(&list.rows[1]), ["−20 ms", "−1", "−1", "gone", "gone"]);
        assert_eq!(texts(&list.rows[2]), ["+10 ms", "+1", "+1", "new", "new"]);
        assert_eq!(texts(&alone().rows[0]), ["–"; 5]);
        assert_eq!(
            CallNumber::ALL.map(|number| number.text(&list.rows[0].selection)),
            ["100 ms", "2", "2", "50 ms", "50.0 %"]
        );
    }

    #[test]
    fn every_row_has_as_many_values_as_there_are_columns() {
        for list in [compared(), alone()] {
            let table = calls_table(&list, CallOrder::default());
            assert!(table.rows.iter().all(|row| row.len() == table.columns.len()));
        }
        let text = calls_table(&alone(), CallOrder::default()).write(Format::Csv);
        let head = "callee,kind,operation,units,calls,callsPerUnit,totalNs,perCallNs,failing,failingShare,filter\r\nredis,database,x,";
        assert!(text.starts_with(head), "{text}");
    }
}
