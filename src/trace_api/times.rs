//! Times and durations as the APIs write them.

const SECOND_NS: u64 = 1_000_000_000;

/// A time as RFC 3339 writes it, in UTC and to the nanosecond: `2026-03-17T14:30:00.000000005Z`.
pub(super) fn rfc3339(ns: u64) -> String {
    let (seconds, below) = (ns / SECOND_NS, ns % SECOND_NS);
    let (days, second) = (seconds / 86_400, seconds % 86_400);
    let (year, month, day) = civil(days);
    let (hour, minute, second) = (second / 3600, second / 60 % 60, second % 60);
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}.{below:09}Z")
}

/// A duration as Go reads it, in the largest unit of which it is a whole number: `1500ms`.
pub(super) fn go_duration(ns: u64) -> String {
    let (unit_ns, unit) = [(SECOND_NS, "s"), (1_000_000, "ms"), (1000, "us")]
        .into_iter()
        .find(|&(unit_ns, _)| ns.is_multiple_of(unit_ns))
        .unwrap_or((1, "ns"));
    format!("{}{unit}", ns / unit_ns)
}

/// Year, month and day of a day since 1970, after Howard Hinnant's `civil_from_days`.
fn civil(days: u64) -> (u64, u64, u64) {
    let days = days + 719_468;
    let (era, of_era) = (days / 146_097, days % 146_097);
    let year = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let shifted = (5 * of_year + 2) / 153;
    let day = of_year - (153 * shifted + 2) / 5 + 1;
    let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
    (era * 400 + year + u64::from(month <= 2), month, day)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::times::parse_rfc3339;

    #[test]
    fn times_read_back_as_they_were() {
        let leap = 951_782_400 * SECOND_NS;
        for ns in [0, 1, 999_999_999, leap - 1, leap, leap + 86_400 * SECOND_NS, 1_790_000_000_123_456_789] {
            assert_eq!(parse_rfc3339(rfc3339(ns).as_bytes()), Some(ns), "{}", rfc3339(ns));
        }
        assert_eq!(rfc3339(leap + 5), "2000-02-29T00:00:00.000000005Z");
    }

    #[test]
    fn durations_are_whole_numbers_of_a_unit() {
        let cases = [
            (0, "0s"),
            (5, "5ns"),
            (1500, "1500ns"),
            (2000, "2us"),
            (1_500_000_000, "1500ms"),
            (60 * SECOND_NS, "60s"),
        ];
        for (ns, expected) in cases {
            assert_eq!(go_duration(ns), expected);
        }
    }
}
