//! Selections, as they are named on the page and on what is saved of it.

use spanlens::analysis::{CauseKey, CauseSelection, Fate, FrameSelection, Selection};

use super::{Zone, duration_range, zoned_time_range};

/// The rectangle of a selection: `14:31–14:36 UTC, 1 s – 10 s`.
pub(crate) fn rectangle(selection: &Selection, zone: Zone) -> String {
    let time = selection.time.map_or_else(|| "all times".to_owned(), |range| zoned_time_range(range, zone));
    let durations = selection.durations.map_or_else(|| "all durations".to_owned(), duration_range);
    format!("{time}, {durations}")
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
        let of_time = selection.time.is_some() || selection.durations.is_some();
        words = if of_time { format!("{group}, {words}") } else { group.clone() };
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
    words
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
    use spanlens::units::{DurationRange, TimeRange};

    use super::*;

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
