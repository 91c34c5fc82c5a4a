//! Durations.

use spanlens::units::DurationRange;

use super::significant;

const MICROSECOND: u64 = 1_000;
const MILLISECOND: u64 = 1_000_000;
const SECOND: u64 = 1_000_000_000;
const MINUTE: u64 = 60 * SECOND;
const HOUR: u64 = 60 * MINUTE;
const DAY: u64 = 24 * HOUR;

/// A duration to three significant digits, in the unit that keeps it short: `1.25 s`, `340 ms`, `2 min 5 s`.
pub(crate) fn duration(ns: u64) -> String {
    match ns {
        0 => "0".to_owned(),
        1..MICROSECOND => format!("{ns} ns"),
        MICROSECOND..999_500 => scaled(ns, MICROSECOND, "µs"),
        999_500..999_500_000 => scaled(ns, MILLISECOND, "ms"),
        999_500_000..59_950_000_000 => scaled(ns, SECOND, "s"),
        59_950_000_000..HOUR => two(ns, (MINUTE, "min"), (SECOND, "s")),
        HOUR..DAY => two(ns, (HOUR, "h"), (MINUTE, "min")),
        _ => two(ns, (DAY, "d"), (HOUR, "h")),
    }
}

/// A duration where there is little room: whole units from a minute on, `4 min`, `20 h`, `3 d`.
pub(crate) fn rough_duration(ns: u64) -> String {
    let whole = |unit_ns: u64, unit: &str| format!("{} {unit}", ns.saturating_add(unit_ns / 2) / unit_ns);
    match ns {
        ..59_950_000_000 => duration(ns),
        59_950_000_000..3_570_000_000_000 => whole(MINUTE, "min"),
        3_570_000_000_000..84_600_000_000_000 => whole(HOUR, "h"),
        _ => whole(DAY, "d"),
    }
}

/// A duration with all digits that it has, up to six: for bounds that lie closer together than three digits tell.
#[expect(clippy::cast_precision_loss, reason = "six digits are shown")]
pub(crate) fn precise_duration(ns: u64) -> String {
    let (unit_ns, unit) = match ns {
        ..MICROSECOND | MINUTE.. => return duration(ns),
        MICROSECOND..MILLISECOND => (MICROSECOND, "µs"),
        MILLISECOND..SECOND => (MILLISECOND, "ms"),
        _ => (SECOND, "s"),
    };
    let text = format!("{:.6}", ns as f64 / unit_ns as f64);
    let digits = text.trim_start_matches('0').len().min(7) + text.len() - text.trim_start_matches('0').len();
    format!("{} {unit}", text[..digits].trim_end_matches('0').trim_end_matches('.'))
}

/// A duration with every digit that it has: `1.000000017 s`, `12 h 3 min 2 ns`.
pub(crate) fn exact_duration(ns: u64) -> String {
    let (whole, rest_ns) = (ns / MINUTE * MINUTE, ns % MINUTE);
    let (unit_ns, digits, unit) = match rest_ns {
        0 if whole == 0 => return "0".to_owned(),
        ..MICROSECOND => (1, 0, "ns"),
        MICROSECOND..MILLISECOND => (MICROSECOND, 3, "µs"),
        MILLISECOND..SECOND => (MILLISECOND, 6, "ms"),
        _ => (SECOND, 9, "s"),
    };
    let sizes = [(DAY, "d"), (HOUR, "h"), (MINUTE, "min")];
    let mut above = u64::MAX;
    let mut words: Vec<String> = Vec::new();
    for (size_ns, name) in sizes {
        let count = whole % above / size_ns;
        words.extend((count > 0).then(|| format!("{count} {name}")));
        above = size_ns;
    }
    if rest_ns > 0 {
        let fraction = format!("{:0digits$}", rest_ns % unit_ns);
        let number = format!("{}.{fraction}", rest_ns / unit_ns);
        words.push(format!("{} {unit}", number.trim_end_matches('0').trim_end_matches('.')));
    }
    words.join(" ")
}

/// A range of durations in words: `1 s – 10 s`, `from 1 s`, `below 1 s`, `all durations`.
pub(crate) fn duration_range(range: DurationRange) -> String {
    match (range.min_ns, range.max_ns) {
        (0, None) => "all durations".to_owned(),
        (min_ns, None) => format!("from {}", duration(min_ns)),
        (0, Some(max_ns)) => format!("below {}", duration(max_ns)),
        (min_ns, Some(max_ns)) if duration(min_ns) == duration(max_ns) => {
            format!("{} – {}", precise_duration(min_ns), precise_duration(max_ns))
        }
        (min_ns, Some(max_ns)) => format!("{} – {}", duration(min_ns), duration(max_ns)),
    }
}

#[expect(clippy::cast_precision_loss, reason = "three digits are shown")]
fn scaled(ns: u64, unit_ns: u64, unit: &str) -> String {
    format!("{} {unit}", significant(ns as f64 / unit_ns as f64))
}

/// Whole units of two sizes, rounded to the smaller one.
fn two(ns: u64, (large_ns, large): (u64, &str), (small_ns, small): (u64, &str)) -> String {
    let small_count = ns.saturating_add(small_ns / 2) / small_ns;
    let per_large = large_ns / small_ns;
    match (small_count / per_large, small_count % per_large) {
        (count, 0) => format!("{count} {large}"),
        (count, rest) => format!("{count} {large} {rest} {small}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_read_well_in_every_size() {
        let cases = [
            (0, "0"),
            (999, "999 ns"),
            (1_000, "1 µs"),
            (1_234, "1.23 µs"),
            (999_499, "999 µs"),
            (999_500, "1 ms"),
            (340_000_000, "340 ms"),
            (1_250_000_000, "1.25 s"),
            (12_340_000_000, "12.3 s"),
            (59_960_000_000, "1 min"),
            (125 * SECOND, "2 min 5 s"),
            (HOUR - 1, "60 min"),
            (HOUR + 5 * MINUTE, "1 h 5 min"),
            (49 * HOUR, "2 d 1 h"),
            (u64::MAX, "213503 d 23 h"),
        ];
        for (ns, text) in cases {
            assert_eq!(duration(ns), text, "{ns}");
        }
    }

    #[test]
    fn rough_durations_are_rounded_to_their_largest_unit() {
        let cases = [
            (1_250_000_000, "1.25 s"),
            (59_950_000_000, "1 min"),
            (59 * MINUTE + 29 * SECOND, "59 min"),
            (59 * MINUTE + 30 * SECOND, "1 h"),
            (19 * HOUR + 59 * MINUTE, "20 h"),
            (23 * HOUR + 30 * MINUTE, "1 d"),
            (2 * DAY + 13 * HOUR, "3 d"),
        ];
        for (ns, words) in cases {
            assert_eq!(rough_duration(ns), words);
        }
    }

    #[test]
    fn exact_durations_lose_nothing() {
        let cases = [
            (0, "0"),
            (1, "1 ns"),
            (10, "10 ns"),
            (1_000, "1 µs"),
            (100_000, "100 µs"),
            (1_234_567, "1.234567 ms"),
            (1_000_000_017, "1.000000017 s"),
            (MINUTE, "1 min"),
            (HOUR + 5 * MINUTE + 1, "1 h 5 min 1 ns"),
            (2 * DAY + 90 * SECOND, "2 d 1 min 30 s"),
            (u64::MAX, "213503 d 23 h 34 min 33.709551615 s"),
        ];
        for (ns, text) in cases {
            assert_eq!(exact_duration(ns), text, "{ns}");
        }
    }

    #[test]
    fn open_ranges_are_words() {
        let text = |min_ns, max_ns| duration_range(DurationRange { min_ns, max_ns });
        assert_eq!(text(SECOND, Some(10 * SECOND)), "1 s – 10 s");
        assert_eq!(text(10_000, Some(10_018)), "10 µs – 10.018 µs");
        assert_eq!(text(SECOND, None), "from 1 s");
        assert_eq!(text(0, Some(SECOND)), "below 1 s");
        assert_eq!(text(0, None), "all durations");
    }
}
