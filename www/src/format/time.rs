//! Points in time, on a clock.

use spanlens::units::TimeRange;

const MILLISECOND: u64 = 1_000_000;
const SECOND: u64 = 1_000_000_000;
const MINUTE: u64 = 60 * SECOND;
const DAY_S: i64 = 24 * 60 * 60;

/// How far a clock is ahead of UTC at a time, in seconds.
pub(crate) type OffsetAt = fn(u64) -> i32;

/// Whose clock tells the time.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) enum Zone {
    /// The clock of all machines.
    #[default]
    Utc,
    /// The clock on a wall, which may be set forward and back in the course of a year.
    Local(OffsetAt),
}

impl PartialEq for Zone {
    /// There is only one wall.
    fn eq(&self, other: &Self) -> bool {
        matches!((self, other), (Self::Utc, Self::Utc) | (Self::Local(_), Self::Local(_)))
    }
}

impl Zone {
    /// How far its clock is ahead of UTC at a time, in seconds.
    pub(super) fn offset_s(self, ns: u64) -> i64 {
        match self {
            Self::Utc => 0,
            Self::Local(offset_at) => i64::from(offset_at(ns)),
        }
    }

    /// What its clock shows at a time, in nanoseconds since it showed the beginning of 1970.
    pub(crate) fn wall_ns(self, ns: u64) -> i128 {
        i128::from(ns) + i128::from(self.offset_s(ns)) * i128::from(SECOND)
    }

    /// What a clock that shows this is called: `UTC`, `UTC+02:00`.
    pub(crate) fn name(self, ns: u64) -> String {
        match self {
            Self::Utc => "UTC".to_owned(),
            Self::Local(_) => format!("UTC{}", self.short_name(ns)),
        }
    }

    /// The same in fewer letters: `UTC`, `+02:00`.
    pub(crate) fn short_name(self, ns: u64) -> String {
        let offset_s = self.offset_s(ns);
        let (sign, minutes) = (if offset_s < 0 { '-' } else { '+' }, offset_s.unsigned_abs() / 60);
        match self {
            Self::Utc => "UTC".to_owned(),
            Self::Local(_) => format!("{sign}{:02}:{:02}", minutes / 60, minutes % 60),
        }
    }

    /// The days since 1970-01-01 and the seconds of the day that its clock shows.
    fn day_and_second(self, ns: u64) -> (i64, i64) {
        let seconds = i64::try_from(ns / SECOND).unwrap_or(i64::MAX / 2) + self.offset_s(ns);
        (seconds.div_euclid(DAY_S), seconds.rem_euclid(DAY_S))
    }
}

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
pub(crate) fn instant(ns: u64, precision: Precision, zone: Zone) -> String {
    let (_, of_day) = zone.day_and_second(ns);
    let (minutes, seconds) = (of_day / 60, of_day % 60);
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
pub(crate) fn date(ns: u64, zone: Zone) -> String {
    let (year, month, day) = civil_from_days(zone.day_and_second(ns).0);
    format!("{year}-{month:02}-{day:02}")
}

/// A point in time: `2026-03-17 14:31:05.250 UTC`.
pub(crate) fn moment(ns: u64, precision: Precision, zone: Zone) -> String {
    format!("{} {} {}", date(ns, zone), instant(ns, precision, zone), zone.name(ns))
}

/// A time for programs, to the nanosecond: `2026-03-17T14:31:05.250000017Z`.
pub(crate) fn timestamp(ns: u64) -> String {
    format!("{}T{}Z", date(ns, Zone::Utc), instant(ns, Precision::Nanoseconds, Zone::Utc))
}

/// A range, with the days where it is not all of one day: `14:31–14:36`, `2026-03-17 23:59 – 2026-03-18 00:04`.
fn time_range(range: TimeRange, zone: Zone) -> String {
    let TimeRange { from_ns, to_ns } = range;
    let precision = Precision::of(from_ns).max(Precision::of(to_ns));
    let (from, to) = (instant(from_ns, precision, zone), instant(to_ns, precision, zone));
    if is_of_one_day(range, zone) {
        format!("{from}–{to}")
    } else {
        format!("{} {from} – {} {to}", date(from_ns, zone), date(to_ns, zone))
    }
}

fn is_of_one_day(TimeRange { from_ns, to_ns }: TimeRange, zone: Zone) -> bool {
    let day = |ns| zone.day_and_second(ns).0;
    day(from_ns) == day(to_ns.saturating_sub(1).max(from_ns))
}

/// What ranges that move with the clock are called: `the last 15 min`, `the last 6 h`.
pub(crate) fn last(minutes: u32) -> String {
    if minutes.is_multiple_of(60) && minutes > 0 {
        format!("the last {} h", minutes / 60)
    } else {
        format!("the last {minutes} min")
    }
}

/// A range with the name of the clock, or with both where it was set within the range: `14:31–14:36 UTC`,
/// `01:30–03:30 UTC+01:00/+02:00`.
pub(crate) fn zoned_time_range(range: TimeRange, zone: Zone) -> String {
    format!("{} {}", time_range(range, zone), zone_name(range, zone))
}

/// A range with its day, or both of its days, and the name of the clock: `2026-03-17 14:31–14:36 UTC`.
pub(crate) fn dated_time_range(range: TimeRange, zone: Zone) -> String {
    let words = zoned_time_range(range, zone);
    if is_of_one_day(range, zone) { format!("{} {words}", date(range.from_ns, zone)) } else { words }
}

/// The name of the clock in a range, as in [`zoned_time_range`].
fn zone_name(range: TimeRange, zone: Zone) -> String {
    let (from, to) = (zone.short_name(range.from_ns), zone.short_name(range.to_ns));
    let name = zone.name(range.from_ns);
    if from == to { name } else { format!("{name}/{to}") }
}

/// The range from whole minute to whole minute around another.
pub(crate) fn rounded_to_minutes(range: TimeRange) -> TimeRange {
    TimeRange { from_ns: range.from_ns / MINUTE * MINUTE, to_ns: range.to_ns.div_ceil(MINUTE).saturating_mul(MINUTE) }
}

/// Year, month and day of the proleptic Gregorian calendar, after Howard Hinnant's `civil_from_days`, for days since 1970, from year 0 on.
fn civil_from_days(days: i64) -> (i64, i64, i64) {
    const DAYS_TO_1970: i64 = 719_468;
    const DAYS_PER_ERA: i64 = 146_097;
    let shifted = days + DAYS_TO_1970;
    let (era, day_of_era) = (shifted / DAYS_PER_ERA, shifted % DAYS_PER_ERA);
    let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    // Years begin in March, so that the leap day is the last one.
    let month_from_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = if month_from_march < 10 { month_from_march + 3 } else { month_from_march - 9 };
    (era * 400 + year_of_era + i64::from(month <= 2), month, day)
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
            assert_eq!(date(seconds * SECOND, Zone::Utc), text);
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
            assert_eq!(instant(ns, precision, Zone::Utc), text);
        }
    }

    #[test]
    fn rounding_to_minutes_loses_nothing() {
        let range = TimeRange { from_ns: AFTERNOON + 1, to_ns: AFTERNOON + 10 * MINUTE + 1 };
        let rounded = rounded_to_minutes(range);
        assert_eq!(time_range(rounded, Zone::Utc), "14:00–14:11");
        assert_eq!(rounded_to_minutes(rounded), rounded);
    }

    #[test]
    fn a_range_is_as_precise_as_its_finer_end() {
        let range = |from_ns, to_ns| time_range(TimeRange { from_ns, to_ns }, Zone::Utc);
        assert_eq!(range(AFTERNOON, AFTERNOON + 5 * MINUTE), "14:00–14:05");
        assert_eq!(range(AFTERNOON, AFTERNOON + 5 * SECOND), "14:00:00–14:00:05");
        assert_eq!(range(AFTERNOON, AFTERNOON + 10 * 60 * MINUTE), "14:00–00:00");
        assert_eq!(range(AFTERNOON, AFTERNOON + 24 * 60 * MINUTE), "2026-03-17 14:00 – 2026-03-18 14:00");
    }

    #[test]
    fn days_of_a_range_are_told_once() {
        let range = |to_ns| dated_time_range(TimeRange { from_ns: AFTERNOON, to_ns }, Zone::Utc);
        assert_eq!(range(AFTERNOON + 5 * MINUTE), "2026-03-17 14:00–14:05 UTC");
        assert_eq!(range(AFTERNOON + 24 * 60 * MINUTE), "2026-03-17 14:00 – 2026-03-18 14:00 UTC");
    }

    /// 2026-03-29 01:00:00 UTC, when clocks in Central Europe are set forward from 02:00 to 03:00.
    const SPRING: u64 = 1_774_746_000 * SECOND;

    fn berlin() -> Zone {
        Zone::Local(|ns| if ns < SPRING { 3600 } else { 7200 })
    }

    #[test]
    fn clocks_on_walls_are_set() {
        let local = berlin();
        let cases = [(SPRING - SECOND, "01:59:59", "UTC+01:00"), (SPRING, "03:00:00", "UTC+02:00")];
        for (ns, text, name) in cases {
            assert_eq!((instant(ns, Precision::Seconds, local).as_str(), local.name(ns).as_str()), (text, name));
        }
        let around = TimeRange { from_ns: SPRING - 30 * MINUTE, to_ns: SPRING + 30 * MINUTE };
        assert_eq!(zoned_time_range(around, local), "01:30–03:30 UTC+01:00/+02:00");
        assert_eq!(zoned_time_range(around, Zone::Utc), "00:30–01:30 UTC");
    }

    #[test]
    fn days_are_those_of_the_wall() {
        let local = berlin();
        let evening = AFTERNOON + 9 * 60 * MINUTE;
        assert_eq!(
            (date(evening, Zone::Utc), date(evening, local)),
            ("2026-03-17".to_owned(), "2026-03-18".to_owned())
        );
        let range = TimeRange { from_ns: evening, to_ns: evening + 90 * MINUTE };
        assert_eq!(time_range(range, Zone::Utc), "2026-03-17 23:00 – 2026-03-18 00:30");
        assert_eq!(time_range(range, local), "00:00–01:30");
    }

    #[test]
    fn clocks_west_of_the_epoch_show_the_year_before() {
        let new_york = Zone::Local(|_| -5 * 3600);
        assert_eq!(date(0, new_york), "1969-12-31");
        assert_eq!(instant(0, Precision::Minutes, new_york), "19:00");
        assert_eq!(Zone::Local(|_| -(3 * 3600 + 1800)).name(0), "UTC-03:30");
    }

    #[test]
    fn programs_read_whole_timestamps() {
        assert_eq!(timestamp(AFTERNOON + 17), "2026-03-17T14:00:00.000000017Z");
    }
}
