//! Times as fields for dates and times have them, which know no zone: `2026-03-17T14:31:05`.

use super::time::{Precision, Zone, date, instant};

const SECOND: u64 = 1_000_000_000;
const DAY_S: i64 = 24 * 60 * 60;

/// What a clock shows at a time, to the second.
pub(crate) fn on_wall(ns: u64, zone: Zone) -> String {
    format!("{}T{}", date(ns, zone), instant(ns, Precision::Seconds, zone))
}

/// The time at which a clock shows this, to the second or the minute; the earlier one where it shows it twice. A time that is left out when the
/// clock is set forward is as long after the change as it says. `None` where it is no time from 1970 on.
pub(crate) fn from_wall(text: &str, zone: Zone) -> Option<u64> {
    let wall_s = seconds_of(text)?;
    let at = |seconds: i64| u64::try_from(seconds).ok()?.checked_mul(SECOND);
    // Clocks are ahead of UTC by what they are ahead a day earlier or a day later, or by something that a change lies behind.
    let ahead = |seconds: i64| zone.offset_s(at(seconds.max(0)).unwrap_or_default());
    let (before, after) = (ahead(wall_s - DAY_S), ahead(wall_s + DAY_S));
    let candidates = [before, after].map(|offset| wall_s - offset);
    let shows = candidates.into_iter().filter(|&seconds| seconds + ahead(seconds) == wall_s).min();
    at(shows.unwrap_or(candidates[0]))
}

/// The seconds since 1970 that a text says, as if there were no zones.
fn seconds_of(text: &str) -> Option<i64> {
    let (day, time) = text.split_once('T')?;
    let mut of_day = day.split('-').map(|digits| digits.parse::<i64>().ok());
    let (year, month, day) = (of_day.next()??, of_day.next()??, of_day.next()??);
    let mut of_time = time.split(':');
    let (hour, minute) = (of_time.next()?.parse::<i64>().ok()?, of_time.next()?.parse::<i64>().ok()?);
    // Parts of a second are left out.
    let second = match of_time.next() {
        Some(digits) => digits.split('.').next()?.parse::<i64>().ok()?,
        None => 0,
    };
    let is_time = (0..24).contains(&hour) && (0..60).contains(&minute) && (0..60).contains(&second);
    let is_day = (1970..=2554).contains(&year) && (1..=12).contains(&month) && (1..=31).contains(&day);
    (is_time && is_day).then(|| days_to(year, month, day) * DAY_S + (hour * 60 + minute) * 60 + second)
}

/// The days from 1970-01-01 to a day.
fn days_to(year: i64, month: i64, day: i64) -> i64 {
    // Years begin in March, so that the leap day is the last one.
    let (year, month_from_march) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
    let leap_days = year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400);
    year * 365 + leap_days + (153 * month_from_march + 2) / 5 + day - 1 - 719_468
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 2026-03-29 01:00:00 UTC, when clocks in Central Europe are set forward from 02:00 to 03:00.
    const SPRING: u64 = 1_774_746_000 * SECOND;
    /// 2026-10-25 01:00:00 UTC, when they are set back from 03:00 to 02:00.
    const AUTUMN: u64 = 1_792_890_000 * SECOND;

    fn berlin() -> Zone {
        Zone::Local(|ns| if (SPRING..AUTUMN).contains(&ns) { 7200 } else { 3600 })
    }

    #[test]
    fn a_field_gives_the_time_that_it_was_given() {
        for zone in [Zone::Utc, berlin(), Zone::Local(|_| -5 * 3600)] {
            for seconds in [86_400, 951_782_400, 1_773_756_065, SPRING / SECOND, AUTUMN / SECOND + 7200, 4_102_444_799]
            {
                let text = on_wall(seconds * SECOND, zone);
                assert_eq!(from_wall(&text, zone), Some(seconds * SECOND), "{text}");
            }
        }
    }

    #[test]
    fn a_time_may_be_there_twice_or_not_at_all() {
        assert_eq!(from_wall("2026-10-25T02:30", berlin()), Some(AUTUMN - 1800 * SECOND));
        assert_eq!(from_wall("2026-03-29T02:30", berlin()), Some(SPRING + 1800 * SECOND));
    }

    #[test]
    fn a_field_may_leave_out_seconds_and_have_parts_of_them() {
        let cases = [
            ("2026-03-17T14:01", Some(1_773_756_060)),
            ("2026-03-17T14:01:05.250", Some(1_773_756_065)),
            ("", None),
            ("2026-03-17", None),
            ("2026-13-17T14:01", None),
            ("2026-03-17T24:01", None),
            ("1969-12-31T23:59", None),
            ("2026-03-17 14:01", None),
        ];
        for (text, seconds) in cases {
            assert_eq!(from_wall(text, Zone::Utc), seconds.map(|seconds: u64| seconds * SECOND), "{text}");
        }
    }
}
