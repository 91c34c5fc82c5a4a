//! Points in time, in UTC.

use spanlens::units::TimeRange;

const MILLISECOND: u64 = 1_000_000;
const SECOND: u64 = 1_000_000_000;
const MINUTE: u64 = 60 * SECOND;
const DAY: u64 = 24 * 60 * MINUTE;

/// How much of a time of day is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Precision {
    /// `14:31`
    Minutes,
    /// `14:31:05`
    Seconds,
    /// `14:31:05.250`
    Milliseconds,
    /// `14:31:05.250000017`
    Nanoseconds,
}

impl Precision {
    /// The least that loses nothing of a time, or of all multiples of a step.
    pub(crate) fn of(ns: u64) -> Self {
        match ns {
            _ if ns.is_multiple_of(MINUTE) => Self::Minutes,
            _ if ns.is_multiple_of(SECOND) => Self::Seconds,
            _ if ns.is_multiple_of(MILLISECOND) => Self::Milliseconds,
            _ => Self::Nanoseconds,
        }
    }
}

/// The time of day.
pub(crate) fn instant(ns: u64, precision: Precision) -> String {
    let of_day = ns % DAY;
    let (minutes, seconds) = (of_day / MINUTE, of_day % MINUTE / SECOND);
    let clock = format!("{:02}:{:02}", minutes / 60, minutes % 60);
    match precision {
        Precision::Minutes => clock,
        Precision::Seconds => format!("{clock}:{seconds:02}"),
        Precision::Milliseconds => {
            format!("{clock}:{seconds:02}.{:03}", ns % SECOND / MILLISECOND)
        }
        Precision::Nanoseconds => format!("{clock}:{seconds:02}.{:09}", ns % SECOND),
    }
}

/// The day: `2026-03-17`.
pub(crate) fn date(ns: u64) -> String {
    let (year, month, day) = civil_from_days(ns / DAY);
    format!("{year}-{month:02}-{day:02}")
}

/// A range, with the days where it is not all of one day: `14:31–14:36`, `2026-03-17 23:59 – 2026-03-18 00:04`.
pub(crate) fn time_range(range: TimeRange) -> String {
    let TimeRange { from_ns, to_ns } = range;
    let precision = Precision::of(from_ns).max(Precision::of(to_ns));
    let (from, to) = (instant(from_ns, precision), instant(to_ns, precision));
    if from_ns / DAY == to_ns.saturating_sub(1) / DAY {
        format!("{from}–{to}")
    } else {
        format!("{} {from} – {} {to}", date(from_ns), date(to_ns))
    }
}

/// The range from whole minute to whole minute around another.
pub(crate) fn rounded_to_minutes(range: TimeRange) -> TimeRange {
    TimeRange { from_ns: range.from_ns / MINUTE * MINUTE, to_ns: range.to_ns.div_ceil(MINUTE).saturating_mul(MINUTE) }
}

/// Year, month and day of the proleptic Gregorian calendar, after Howard Hinnant's `civil_from_days`, for days from 1970.
fn civil_from_days(days: u64) -> (u64, u64, u64) {
    const DAYS_TO_1970: u64 = 719_468;
    const DAYS_PER_ERA: u64 = 146_097;
    let shifted = days + DAYS_TO_1970;
    let (era, day_of_era) = (shifted / DAYS_PER_ERA, shifted % DAYS_PER_ERA);
    let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    // Years begin in March, so that the leap day is the last one.
    let month_from_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = if month_from_march < 10 { month_from_march + 3 } else { month_from_march - 9 };
    (era * 400 + year_of_era + u64::from(month <= 2), month, day)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 2026-03-17 14:00:00 UTC.
    const AFTERNOON: u64 = 1_773_756_000 * SECOND;

    #[test]
    fn dates_follow_the_calendar() {
        let cases = [
            (0, "1970-01-01"),
            (951_782_400, "2000-02-29"),
            (1_772_236_800, "2026-02-28"),
            (1_773_756_000, "2026-03-17"),
            (1_798_761_599, "2026-12-31"),
            (1_798_761_600, "2027-01-01"),
        ];
        for (seconds, text) in cases {
            assert_eq!(date(seconds * SECOND), text);
        }
    }

    #[test]
    fn a_time_shows_what_its_precision_asks() {
        let ns = AFTERNOON + 65 * SECOND + 250_000_017;
        let cases = [
            (Precision::Minutes, "14:01"),
            (Precision::Seconds, "14:01:05"),
            (Precision::Milliseconds, "14:01:05.250"),
            (Precision::Nanoseconds, "14:01:05.250000017"),
        ];
        for (precision, text) in cases {
            assert_eq!(instant(ns, precision), text);
        }
    }

    #[test]
    fn rounding_to_minutes_loses_nothing() {
        let range = TimeRange { from_ns: AFTERNOON + 1, to_ns: AFTERNOON + 10 * MINUTE + 1 };
        let rounded = rounded_to_minutes(range);
        assert_eq!(time_range(rounded), "14:00–14:11");
        assert_eq!(rounded_to_minutes(rounded), rounded);
    }

    #[test]
    fn a_range_is_as_precise_as_its_finer_end() {
        let range = |from_ns, to_ns| time_range(TimeRange { from_ns, to_ns });
        assert_eq!(range(AFTERNOON, AFTERNOON + 5 * MINUTE), "14:00–14:05");
        assert_eq!(range(AFTERNOON, AFTERNOON + 5 * SECOND), "14:00:00–14:00:05");
        assert_eq!(range(AFTERNOON, AFTERNOON + 10 * 60 * MINUTE), "14:00–00:00");
        assert_eq!(range(AFTERNOON, AFTERNOON + DAY), "2026-03-17 14:00 – 2026-03-18 14:00");
    }
}
