//! Numbers that are estimated of sampled spans: each begins with "≈", and the interval behind it is told in words.

use spanlens::analysis::{DurationEstimate, Estimate};

use super::{count, duration, rate, significant, whole};

/// A number, marked where it is an estimate.
pub(crate) fn about(is_estimate: bool, text: String) -> String {
    if is_estimate { format!("≈ {text}") } else { text }
}

/// An estimated count.
pub(crate) fn about_count(estimate: Estimate) -> String {
    about(true, count(whole(estimate.value)))
}

/// An estimated rate.
pub(crate) fn about_rate(estimate: Estimate) -> String {
    about(true, rate(estimate.value))
}

/// An estimated share: nothing and everything only where they are.
pub(crate) fn about_share(estimate: Estimate) -> String {
    about(true, percent(estimate.value))
}

/// An estimated percentile.
pub(crate) fn about_duration(estimate: DurationEstimate) -> String {
    about(true, duration(estimate.value_ns))
}

/// Where a count surely is.
pub(crate) fn count_interval(Estimate { low, high, .. }: Estimate) -> String {
    between(&count(whole(low)), &count(whole(high)))
}

/// Where a rate surely is.
pub(crate) fn rate_interval(Estimate { low, high, .. }: Estimate) -> String {
    between(&rate(low), &rate(high))
}

/// Where a share surely is.
pub(crate) fn share_interval(Estimate { low, high, .. }: Estimate) -> String {
    between(&percent(low), &percent(high))
}

/// Where a percentile surely is. Too few units do not tell how long the longest were.
pub(crate) fn duration_interval(DurationEstimate { low_ns, high_ns, .. }: DurationEstimate) -> String {
    match high_ns {
        u64::MAX => {
            format!("{} or more, with 95 % confidence: too few are stored to tell how much more", duration(low_ns))
        }
        _ => between(&duration(low_ns), &duration(high_ns)),
    }
}

fn between(low: &str, high: &str) -> String {
    if low == high { format!("{low}, with 95 % confidence") } else { format!("{low} to {high}, with 95 % confidence") }
}

fn percent(share: f64) -> String {
    match share {
        ..=0.0 => "0 %".to_owned(),
        1.0.. => "100 %".to_owned(),
        ..0.001 => "< 0.1 %".to_owned(),
        0.999.. => "> 99.9 %".to_owned(),
        _ => format!("{} %", significant(share * 100.0)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn estimates_are_marked_and_told_with_their_intervals() {
        let estimate = |value, low, high| Estimate { value, low, high };
        assert_eq!(about_count(estimate(12_345.4, 0.0, 0.0)), "≈ 12,345");
        assert_eq!(about_share(estimate(0.012_34, 0.0, 0.0)), "≈ 1.23 %");
        assert_eq!(about_share(estimate(0.000_5, 0.0, 0.0)), "≈ < 0.1 %");
        assert_eq!(count_interval(estimate(10.0, 8.6, 13.0)), "9 to 13, with 95 % confidence");
        assert_eq!(count_interval(estimate(10.0, 10.0, 10.0)), "10, with 95 % confidence");
        assert_eq!(share_interval(estimate(0.5, 0.25, 0.75)), "25 % to 75 %, with 95 % confidence");
        let longest = DurationEstimate { value_ns: 5_000_000, low_ns: 4_000_000, high_ns: u64::MAX };
        assert!(duration_interval(longest).starts_with("4 ms or more"), "{}", duration_interval(longest));
        assert_eq!(about(false, "7".to_owned()), "7");
    }
}
