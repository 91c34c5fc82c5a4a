//! Selections, as they are named on the page and on what is saved of it.

use spanlens::analysis::{FrameSelection, Selection};

use super::{Zone, duration_range, zoned_time_range};

/// The rectangle of a selection: `14:31–14:36 UTC, 1 s – 10 s`.
pub(crate) fn rectangle(selection: &Selection, zone: Zone) -> String {
    let time = selection.time.map_or_else(|| "all times".to_owned(), |range| zoned_time_range(range, zone));
    let durations = selection.durations.map_or_else(|| "all durations".to_owned(), duration_range);
    format!("{time}, {durations}")
}

/// All conditions of a selection: `14:31–14:36 UTC, all durations, errors only, { name = "GET /" }`.
pub(crate) fn selection(selection: &Selection, zone: Zone) -> String {
    let mut words = rectangle(selection, zone);
    if selection.errors_only {
        words.push_str(", errors only");
    }
    if let Some(filter) = &selection.filter {
        words.push_str(", ");
        words.push_str(filter);
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
        let failing =
            Selection { time, errors_only: true, filter: Some("{ kind = server }".to_owned()), ..Selection::default() };
        let two_hours_ahead = Zone::Local(|_| 7200);
        assert_eq!(rectangle(&both, Zone::Utc), "14:31–14:36 UTC, 1 s – 10 s");
        assert_eq!(rectangle(&both, two_hours_ahead), "16:31–16:36 UTC+02:00, 1 s – 10 s");
        assert_eq!(rectangle(&failing, Zone::Utc), "14:31–14:36 UTC, all durations");
        let words = selection(&failing, Zone::Utc);
        assert_eq!(words, "14:31–14:36 UTC, all durations, errors only, { kind = server }");
        assert_eq!(selection(&Selection::default(), Zone::Utc), "all times, all durations");
    }
}
