//! Selections, as they are named on the page and on what is saved of it.

use spanlens::analysis::{
    Baseline, CauseKey, CauseSelection, Fate, FrameSelection, MarkSelection, RowMark, RowName, Selection,
};
use spanlens::units::DurationRange;

use super::{Zone, duration_range, number_range, service_name, zoned_time_range};

/// The rectangle of a selection: `14:31–14:36 UTC, 1 s – 10 s`, with a number of units where it has one.
pub(crate) fn rectangle(selection: &Selection, zone: Zone) -> String {
    let time = selection.time.map_or_else(|| "all times".to_owned(), |range| zoned_time_range(range, zone));
    let durations = selection.durations.map(duration_range);
    let numbers = selection.number.as_ref().map(number_range);
    let rows = match (durations, numbers) {
        (None, None) => "all durations".to_owned(),
        (durations, numbers) => durations.into_iter().chain(numbers).collect::<Vec<_>>().join(", "),
    };
    format!("{time}, {rows}")
}

/// An error and what became of it: `pay charge, Declined: card <n> is declined (recovered)`.
pub(crate) fn cause(CauseSelection { key, fate }: &CauseSelection) -> String {
    let CauseKey { service, name, .. } = key;
    let fate = match fate {
        Fate::Cause => "",
        Fate::Recovered => " (recovered)",
        Fate::Asynchronous => " (asynchronous)",
    };
    format!("{service} {name}, {}{fate}", error(key))
}

/// The type and the message of an error, as far as there are any.
pub(crate) fn error(CauseKey { error_type, message, .. }: &CauseKey) -> String {
    match (error_type.as_str(), message.as_str()) {
        ("", "") => "error".to_owned(),
        (words, "") | ("", words) => words.to_owned(),
        (error_type, message) => format!("{error_type}: {message}"),
    }
}

/// All conditions of a selection: `after, 14:31–14:36 UTC, all durations, errors only, { name = "GET /" }`.
pub(crate) fn selection(selection: &Selection, zone: Zone) -> String {
    let mut words = rectangle(selection, zone);
    if let Some(group) = &selection.group {
        let of_time = selection.time.is_some() || selection.durations.is_some() || selection.number.is_some();
        words = if of_time { format!("{group}, {words}") } else { group.clone() };
    }
    if !selection.operations.is_empty() {
        words.push_str(", ");
        words.push_str(&operations(&selection.operations));
    }
    if selection.errors_only {
        words.push_str(", errors only");
    }
    if let Some(filter) = &selection.filter {
        words.push_str(", ");
        words.push_str(filter);
    }
    if let Some(chosen) = &selection.cause {
        words.push_str(", error: ");
        words.push_str(&cause(chosen));
    }
    if let Some(chosen) = &selection.frame {
        words.push_str(", with ");
        words.push_str(&frame(chosen));
    }
    if let Some(chosen) = &selection.marks {
        words.push_str(", ");
        words.push_str(&waiting(chosen));
    }
    words
}

/// What a selection is compared with: `the rest`, `just before`, or all conditions of what was drawn.
pub(crate) fn baseline(baseline: &Baseline, zone: Zone) -> String {
    match baseline {
        Baseline::Rest => "the rest".to_owned(),
        Baseline::Before => "just before".to_owned(),
        Baseline::Rectangle(other) => selection(other, zone),
    }
}

/// Operations as a condition: `shop GET / or cart GET`.
pub(crate) fn operations(operations: &[(String, String)]) -> String {
    let name = |(service, name): &(String, String)| format!("{service} {name}").trim().to_owned();
    operations.iter().map(name).collect::<Vec<_>>().join(" or ")
}

/// What units wait for: `waiting for orders, getTicket (from 36 ms)`. Each alternative is named by its first row.
pub(crate) fn waiting(MarkSelection { any_of, .. }: &MarkSelection) -> String {
    let mut named: Vec<(String, DurationRange)> = Vec::new();
    for RowMark { row, durations } in any_of.iter().filter_map(|marks| marks.rows.first()) {
        let name = waited_for(row);
        match named.iter_mut().find(|(known, _)| *known == name) {
            Some((_, all)) => *all = together(*all, *durations),
            None => named.push((name, *durations)),
        }
    }
    let words = named.into_iter().map(|(name, durations)| match durations {
        DurationRange { min_ns: 0, max_ns: None } => name,
        durations => format!("{name} ({})", duration_range(durations)),
    });
    let words = words.collect::<Vec<_>>().join(" or ");
    if words.is_empty() { "waiting for nothing".to_owned() } else { format!("waiting for {words}") }
}

/// Whom a row is waited for: `orders, getTicket`, `cart-redis`.
fn waited_for(row: &RowName) -> String {
    let (service, name) = row.leads_to();
    callee(service, name)
}

/// A service that is waited for, and what it does.
pub(crate) fn callee(service: &str, name: Option<&str>) -> String {
    let service = service_name(service);
    match name {
        Some(name) if !name.is_empty() => format!("{service}, {name}"),
        _ => service.to_owned(),
    }
}

/// The shortest range that has both.
fn together(a: DurationRange, b: DurationRange) -> DurationRange {
    DurationRange { min_ns: a.min_ns.min(b.min_ns), max_ns: a.max_ns.zip(b.max_ns).map(|(a, b)| a.max(b)) }
}

/// A frame as a condition: `cart HGETALL`, `cart → cart-redis, in transit`.
pub(crate) fn frame(FrameSelection { key, .. }: &FrameSelection) -> String {
    let (service, name) = key.path.last().map_or(("", ""), |(service, name)| (service, name));
    match &key.in_transit_to {
        Some(callee) => format!("{service} → {callee}, in transit"),
        None => [service, name].into_iter().filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" "),
    }
}

#[cfg(test)]
mod tests {
    use spanlens::analysis::{RowKind, UnitMarks};
    use spanlens::units::TimeRange;

    use super::*;

    #[test]
    fn marks_are_named_by_what_is_waited_for() {
        let row = |kind, callee: Option<&str>, callee_name: Option<&str>| RowName {
            kind,
            service: "shop".to_owned(),
            name: "get".to_owned(),
            callee: callee.map(str::to_owned),
            callee_name: callee_name.map(str::to_owned),
        };
        let unit = |row, min_ns, max_ns| UnitMarks {
            rows: vec![RowMark { row, durations: DurationRange { min_ns, max_ns } }],
            ..UnitMarks::default()
        };
        let own = || row(RowKind::OwnTime, None, None);
        let leg = || row(RowKind::Request, Some("orders"), Some("getTicket"));
        let wire = || row(RowKind::Wire, Some("redis"), None);
        for (any_of, words) in [
            (vec![], "waiting for nothing"),
            (vec![unit(own(), 0, None)], "waiting for shop, get"),
            (vec![unit(leg(), 36_000_000, None)], "waiting for orders, getTicket (from 36 ms)"),
            (
                vec![unit(wire(), 5_000_000, Some(9_000_000)), unit(wire(), 7_000_000, Some(12_000_000))],
                "waiting for redis (5 ms – 12 ms)",
            ),
            (
                vec![unit(wire(), 5_000_000, Some(9_000_000)), unit(leg(), 0, None), unit(wire(), 7_000_000, None)],
                "waiting for redis (from 5 ms) or orders, getTicket",
            ),
        ] {
            assert_eq!(waiting(&MarkSelection { any_of, templates: true }), words);
        }
    }

    #[test]
    fn a_selection_is_named_by_its_numbers() {
        const MINUTE: u64 = 60_000_000_000;
        let time = Some(TimeRange { from_ns: 871 * MINUTE, to_ns: 876 * MINUTE });
        let durations = Some(DurationRange { min_ns: 1_000_000_000, max_ns: Some(10_000_000_000) });
        let both = Selection { time, durations, ..Selection::default() };
        let filter = Some("{ kind = server }".to_owned());
        let failing = Selection { time, errors_only: true, filter, ..Selection::default() };
        let two_hours_ahead = Zone::Local(|_| 7200);
        assert_eq!(rectangle(&both, Zone::Utc), "14:31–14:36 UTC, 1 s – 10 s");
        assert_eq!(rectangle(&both, two_hours_ahead), "16:31–16:36 UTC+02:00, 1 s – 10 s");
        assert_eq!(rectangle(&failing, Zone::Utc), "14:31–14:36 UTC, all durations");
        let words = selection(&failing, Zone::Utc);
        assert_eq!(words, "14:31–14:36 UTC, all durations, errors only, { kind = server }");
        let key = CauseKey {
            service: "cart".to_owned(),
            name: "get".to_owned(),
            message: "no luck".to_owned(),
            ..CauseKey::default()
        };
        let caused =
            Selection { cause: Some(CauseSelection { key, ..CauseSelection::default() }), ..Selection::default() };
        assert_eq!(selection(&caused, Zone::Utc), "all times, all durations, error: cart get, no luck");
        assert_eq!(selection(&Selection::default(), Zone::Utc), "all times, all durations");
        let after = Selection { group: Some("after".to_owned()), ..Selection::default() };
        assert_eq!(selection(&after, Zone::Utc), "after");
        assert_eq!(selection(&Selection { time, ..after }, Zone::Utc), "after, 14:31–14:36 UTC, all durations");
    }

    #[test]
    fn an_error_is_named_by_what_it_says() {
        let key = |error_type: &str, message: &str| CauseKey {
            service: "pay".to_owned(),
            name: "charge".to_owned(),
            error_type: error_type.to_owned(),
            message: message.to_owned(),
        };
        let words = |error_type, message, fate| cause(&CauseSelection { key: key(error_type, message), fate });
        assert_eq!(words("Declined", "card <n>", Fate::Cause), "pay charge, Declined: card <n>");
        assert_eq!(words("503", "", Fate::Recovered), "pay charge, 503 (recovered)");
        assert_eq!(words("", "", Fate::Asynchronous), "pay charge, error (asynchronous)");
    }
}
