//! Times that are means, and their differences.

use super::duration;

/// A mean time in nanoseconds, to three significant digits.
pub(crate) fn mean_duration(ns: f64) -> String {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "it saturates, and is not negative")]
    let whole_ns = ns.abs().round() as u64;
    duration(whole_ns)
}

/// A difference of times in nanoseconds with its sign: `+461 ms`, `−3.2 µs`, `0`.
pub(crate) fn signed_duration(ns: f64) -> String {
    let text = mean_duration(ns);
    match ns {
        _ if text == "0" => text,
        ..0.0 => format!("−{text}"),
        _ => format!("+{text}"),
    }
}

/// A part of a whole in whole percent, either of which may be negative. Nothing where there is no whole.
pub(crate) fn signed_share(part: f64, whole: f64) -> Option<String> {
    let percent = 100.0 * part / whole;
    let sign = if percent <= -0.5 { "−" } else { "" };
    percent.is_finite().then(|| format!("{sign}{:.0} %", percent.abs()))
}

/// A mean number to three significant digits.
pub(crate) fn mean_count(number: f64) -> String {
    match number {
        0.0 => "0".to_owned(),
        ..0.001 => "< 0.001".to_owned(),
        1000.0.. => format!("{number:.0}"),
        _ => super::significant(number),
    }
}

/// A difference of numbers with its sign, to three significant digits.
pub(crate) fn signed_count(number: f64) -> String {
    let text = if number.abs() < 1000.0 { mean_count(number.abs()) } else { super::decimal(number.abs().round()) };
    match number {
        _ if text == "0" || text.starts_with('<') => "≈ 0".to_owned(),
        ..0.0 => format!("−{text}"),
        _ => format!("+{text}"),
    }
}

/// A difference of shares in percentage points, with its sign.
pub(crate) fn signed_points(share: f64) -> String {
    let points = 100.0 * share;
    match points {
        -0.05..0.05 => "≈ 0".to_owned(),
        ..0.0 => format!("−{} points", mean_count(-points)),
        _ => format!("+{} points", mean_count(points)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn differences_have_a_sign() {
        let cases = [(461e6, "+461 ms"), (-3_200.0, "−3.2 µs"), (0.0, "0"), (-0.3, "0"), (0.6, "+1 ns")];
        for (ns, text) in cases {
            assert_eq!(signed_duration(ns), text);
        }
        assert_eq!(mean_duration(20.4), "20 ns");
    }

    #[test]
    fn differences_of_numbers_and_of_shares_have_a_sign() {
        let cases = [(1.0, "+1"), (-0.25, "−0.25"), (0.0, "≈ 0"), (-0.000_1, "≈ 0"), (-12_345.6, "−12,346")];
        for (number, text) in cases {
            assert_eq!(signed_count(number), text);
        }
        for (share, text) in [(0.5, "+50 points"), (-0.0123, "−1.23 points"), (0.0, "≈ 0"), (-0.000_4, "≈ 0")] {
            assert_eq!(signed_points(share), text);
        }
    }

    #[test]
    fn shares_are_of_the_change() {
        assert_eq!(signed_share(440.0, 461.0).as_deref(), Some("95 %"));
        assert_eq!(signed_share(-10.0, 100.0).as_deref(), Some("−10 %"));
        assert_eq!(signed_share(-0.1, 100.0).as_deref(), Some("0 %"));
        assert_eq!(signed_share(1.0, 0.0), None);
    }

    #[test]
    fn means_of_counts_have_three_digits() {
        for (number, text) in [(0.0, "0"), (0.000_2, "< 0.001"), (1.234, "1.23"), (1.0, "1"), (12_345.6, "12346")] {
            assert_eq!(mean_count(number), text);
        }
    }
}
