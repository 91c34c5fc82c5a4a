//! Numbers as people read them: counts, durations, shares, sizes, times of day.
//!
//! Times are those of a clock, a [`Zone`], and whoever shows one says which.

mod duration;
mod estimate;
mod marks;
mod number;
mod selection;
mod signal;
mod signed;
mod time;
mod wall;

use spanlens::units::TimeRange;

pub(crate) use duration::{duration, duration_range, exact_duration, precise_duration, rough_duration};
pub(crate) use estimate::{
    about, about_count, about_duration, about_rate, about_share, count_interval, duration_interval, rate_interval,
    share_interval,
};
pub(crate) use marks::oddities;
pub(crate) use number::{number_name, number_of_unit, number_range, without_number};
pub(crate) use selection::{baseline, callee, cause, error, frame, operations, rectangle, selection, waiting};
pub(crate) use signal::{signal, signal_key, signal_value};
pub(crate) use signed::{mean_count, mean_duration, signed_count, signed_duration, signed_points, signed_share};
pub(crate) use time::{
    Precision, Zone, date, dated_time_range, instant, last, moment, rounded_to_minutes, timestamp, zoned_time_range,
};
pub(crate) use wall::{from_wall, on_wall};

/// A count with separators between thousands.
pub(crate) fn count(number: impl Into<u64>) -> String {
    let digits = number.into().to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (index, digit) in digits.char_indices() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// A count and the noun for it, in the singular for one.
pub(crate) fn counted(number: u32, one: &str, many: &str) -> String {
    format!("{} {}", count(number), if number == 1 { one } else { many })
}

/// A service, also where it has no name.
pub(crate) fn service_name(service: &str) -> &str {
    if service.is_empty() { "(no service)" } else { service }
}

/// A message as a sentence: it begins with a capital, unless with an address, and ends with a full stop.
pub(crate) fn sentence(message: &str) -> String {
    let begins_with_address = message.split(' ').next().is_some_and(|word| word.contains("://"));
    let mut rest = message.chars();
    let first = rest.next().map(char::to_uppercase).into_iter().flatten();
    let mut sentence: String = if begins_with_address { message.to_owned() } else { first.chain(rest).collect() };
    if !sentence.ends_with(['.', '!', '?', '…']) {
        sentence.push('.');
    }
    sentence
}

/// A part of a whole in percent: nothing and everything exactly, all else so that it cannot be taken for either.
pub(crate) fn share(part: u32, whole: u32) -> String {
    if whole == 0 {
        return "–".to_owned();
    }
    let percent = 100.0 * f64::from(part) / f64::from(whole);
    match percent {
        _ if part == 0 => "0 %".to_owned(),
        _ if part == whole => "100 %".to_owned(),
        ..0.1 => "< 0.1 %".to_owned(),
        99.9.. => "> 99.9 %".to_owned(),
        _ => format!("{percent:.1} %"),
    }
}

/// How many in a second of a range, to three significant digits. An instant has no rate.
pub(crate) fn rate_over(number: u32, range: TimeRange) -> String {
    if range.is_instant() { "–/s".to_owned() } else { rate(f64::from(number) / range.seconds()) }
}

/// Events per second, to three significant digits.
pub(crate) fn rate(per_second: f64) -> String {
    match per_second {
        0.0 => "0/s".to_owned(),
        ..0.001 => "< 0.001/s".to_owned(),
        1000.0.. => format!("{}/s", count(whole(per_second))),
        _ => format!("{}/s", significant(per_second)),
    }
}

/// A size in bytes, in powers of ten, to three significant digits.
#[expect(clippy::cast_precision_loss, reason = "three digits are shown")]
pub(crate) fn bytes(bytes: u64) -> String {
    let scaled = |divisor: f64, unit| format!("{} {unit}", significant(bytes as f64 / divisor));
    match bytes {
        ..1_000 => format!("{bytes} B"),
        1_000..999_500 => scaled(1e3, "KB"),
        999_500..999_500_000 => scaled(1e6, "MB"),
        _ => scaled(1e9, "GB"),
    }
}

/// Any number, to three significant digits where it is not whole.
pub(crate) fn decimal(number: f64) -> String {
    let sign = if number < 0.0 { "−" } else { "" };
    match number.abs() {
        size @ ..1e15 if size.fract() == 0.0 => format!("{sign}{}", count(whole(size))),
        size @ 1000.0..1e15 => format!("{sign}{}", count(whole(size))),
        size @ 0.001..1000.0 => format!("{sign}{}", significant(size)),
        size => format!("{sign}{size:.2e}"),
    }
}

/// Three significant digits without trailing zeros after the point, for numbers from 0.001.
fn significant(number: f64) -> String {
    let decimals = match number {
        ..0.01 => 5,
        ..0.1 => 4,
        ..0.9995 => 3,
        ..9.995 => 2,
        ..99.95 => 1,
        _ => 0,
    };
    let text = format!("{number:.decimals$}");
    if decimals == 0 { text } else { text.trim_end_matches('0').trim_end_matches('.').to_owned() }
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "saturates, and nothing shown is negative")]
fn whole(number: f64) -> u64 {
    number.round() as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thousands_are_separated() {
        for (number, text) in [(0_u64, "0"), (999, "999"), (1000, "1,000"), (1_204_331, "1,204,331")] {
            assert_eq!(count(number), text);
        }
    }

    #[test]
    fn messages_become_sentences() {
        assert_eq!(sentence("expected a value"), "Expected a value.");
        assert_eq!(sentence("Done."), "Done.");
        assert_eq!(sentence("école"), "École.");
        assert_eq!(sentence("http://host:9 does not answer"), "http://host:9 does not answer.");
    }

    #[test]
    fn one_is_singular() {
        assert_eq!(counted(1, "span", "spans"), "1 span");
        assert_eq!(counted(0, "span", "spans"), "0 spans");
    }

    #[test]
    fn only_nothing_is_none_and_only_everything_is_all() {
        let cases = [
            (0, 0, "–"),
            (0, 9, "0 %"),
            (1, 3, "33.3 %"),
            (1, 100_000, "< 0.1 %"),
            (99_999, 100_000, "> 99.9 %"),
            (7, 7, "100 %"),
        ];
        for (part, whole, text) in cases {
            assert_eq!(share(part, whole), text, "{part} of {whole}");
        }
    }

    #[test]
    fn rates_have_three_digits() {
        let cases = [
            (0.0, "0/s"),
            (0.0001, "< 0.001/s"),
            (0.012_34, "0.0123/s"),
            (0.5, "0.5/s"),
            (6.613, "6.61/s"),
            (66.12, "66.1/s"),
            (999.4, "999/s"),
            (12_345.6, "12,346/s"),
        ];
        for (per_second, text) in cases {
            assert_eq!(rate(per_second), text);
        }
    }

    #[test]
    fn numbers_are_short_whatever_their_size() {
        let cases = [
            (0.0, "0"),
            (-1200.0, "−1,200"),
            (0.25, "0.25"),
            (12.345, "12.3"),
            (1234.5, "1,235"),
            (0.000_012, "1.20e-5"),
            (-3.5e20, "−3.50e20"),
        ];
        for (number, text) in cases {
            assert_eq!(decimal(number), text);
        }
    }

    #[test]
    fn sizes_have_a_unit_that_fits() {
        let cases = [
            (0, "0 B"),
            (999, "999 B"),
            (1_000, "1 KB"),
            (999_499, "999 KB"),
            (999_500, "1 MB"),
            (104_857_600, "105 MB"),
            (1_250_000_000, "1.25 GB"),
        ];
        for (size, text) in cases {
            assert_eq!(bytes(size), text);
        }
    }
}
