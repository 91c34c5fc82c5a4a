//! Ranges of times and of durations, in nanoseconds: `from-to`, or `from-` for durations without a longest.

use spanlens::units::{DurationRange, TimeRange};

use super::pairs::Pairs;
use crate::words::Period;

/// Says a range of times, if there is one.
pub(super) fn add_time(pairs: &mut Pairs, key: &str, range: Option<TimeRange>) {
    if let Some(TimeRange { from_ns, to_ns }) = range {
        pairs.add(key, &format!("{from_ns}-{to_ns}"));
    }
}

/// Says a range that may move with the clock: `60m` for the last hour.
pub(super) fn add_period(pairs: &mut Pairs, key: &str, period: Period) {
    match period {
        Period::Last(minutes) => pairs.add(key, &format!("{minutes}m")),
        Period::Between(range) => add_time(pairs, key, Some(range)),
    }
}

/// The range that is said and may move with the clock.
pub(super) fn period(pairs: &Pairs, key: &str) -> Option<Period> {
    let minutes = pairs.first(key)?.strip_suffix('m').and_then(|minutes| minutes.parse().ok());
    let is_some_time = |range: &TimeRange| range.from_ns < range.to_ns;
    minutes.map(Period::Last).or_else(|| time(pairs, key).filter(is_some_time).map(Period::Between))
}

/// Says a range of durations, if there is one.
pub(super) fn add_durations(pairs: &mut Pairs, key: &str, range: Option<DurationRange>) {
    if let Some(range) = range {
        pairs.add(key, &durations_text(range));
    }
}

/// The text of a range of durations.
pub(super) fn durations_text(DurationRange { min_ns, max_ns }: DurationRange) -> String {
    let max = max_ns.map_or_else(String::new, |max_ns| max_ns.to_string());
    format!("{min_ns}-{max}")
}

/// The range of times that is said.
pub(super) fn time(pairs: &Pairs, key: &str) -> Option<TimeRange> {
    let (from, to) = pairs.first(key)?.split_once('-')?;
    Some(TimeRange { from_ns: from.parse().ok()?, to_ns: to.parse().ok()? })
}

/// The range of durations that is said.
pub(super) fn durations(pairs: &Pairs, key: &str) -> Option<DurationRange> {
    durations_of(pairs.first(key)?)
}

/// The range of durations of a text.
pub(super) fn durations_of(text: &str) -> Option<DurationRange> {
    let (min, max) = text.split_once('-')?;
    let max_ns = if max.is_empty() { None } else { Some(max.parse().ok()?) };
    Some(DurationRange { min_ns: min.parse().ok()?, max_ns })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_range_is_two_whole_numbers() {
        let cases = [
            ("5-7", Some((5, 7)), Some((5, Some(7)))),
            ("0-18446744073709551615", Some((0, u64::MAX)), Some((0, Some(u64::MAX)))),
            ("5-", None, Some((5, None))),
            ("5", None, None),
            ("-7", None, None),
            ("a-b", None, None),
            ("5-7-9", None, None),
            ("5-18446744073709551616", None, None),
        ];
        for (text, expected_time, expected_durations) in cases {
            let pairs = Pairs::of(&format!("key={text}"));
            assert_eq!(time(&pairs, "key").map(|range| (range.from_ns, range.to_ns)), expected_time, "{text}");
            assert_eq!(
                durations(&pairs, "key").map(|range| (range.min_ns, range.max_ns)),
                expected_durations,
                "{text}"
            );
        }
    }

    #[test]
    fn a_range_is_written_as_it_is_read() {
        let mut pairs = Pairs::default();
        add_time(&mut pairs, "time", Some(TimeRange { from_ns: 5, to_ns: 7 }));
        add_time(&mut pairs, "no-time", None);
        add_durations(&mut pairs, "duration", Some(DurationRange { min_ns: 5, max_ns: None }));
        add_durations(&mut pairs, "short", Some(DurationRange { min_ns: 0, max_ns: Some(9) }));
        assert_eq!(pairs.into_text(), "time=5-7&duration=5-&short=0-9");
    }
}
