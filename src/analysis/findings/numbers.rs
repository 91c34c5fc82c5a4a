//! Numbers as sentences have them.

/// A whole number with separators between thousands.
pub(super) fn count(number: f64) -> String {
    let digits = format!("{:.0}", number.abs());
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// So many of something, of which there is a word for one and a word for many.
pub(super) fn counted(number: f64, (one, many): (&str, &str)) -> String {
    let number = count(number);
    let noun = if number == "1" { one } else { many };
    format!("{number} {noun}")
}

/// Three digits at most.
fn significant(number: f64) -> String {
    let decimals = if number >= 99.95 {
        return count(number);
    } else if number >= 9.995 {
        1
    } else {
        2
    };
    let text = format!("{number:.decimals$}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// A part of one in percent, two digits where it is small.
pub(super) fn share(part: f64) -> String {
    let percent = part * 100.0;
    if percent >= 9.95 {
        format!("{percent:.0} %")
    } else if percent >= 0.1 {
        format!("{} %", significant((percent * 10.0).round() / 10.0))
    } else if percent > 0.0 {
        "less than 0.1 %".to_owned()
    } else {
        "none".to_owned()
    }
}

/// A difference of shares in percentage points.
pub(super) fn points(difference: f64) -> String {
    let points = difference * 100.0;
    if points >= 0.1 { significant((points * 10.0).round() / 10.0) } else { "0.1".to_owned() }
}

/// A duration.
pub(super) fn duration(ns: f64) -> String {
    const UNITS: [(f64, &str); 7] =
        [(86_400e9, "d"), (3_600e9, "h"), (60e9, "min"), (1e9, "s"), (1e6, "ms"), (1e3, "µs"), (1.0, "ns")];
    let ns = ns.abs();
    let (size, unit) = UNITS.into_iter().find(|&(size, _)| ns >= size * 0.9995).unwrap_or(UNITS[6]);
    format!("{} {unit}", significant(ns / size))
}

/// A factor: `3.2 times`.
pub(super) fn times(factor: f64) -> String {
    let digits = if factor >= 9.95 { format!("{factor:.0}") } else { significant((factor * 10.0).round() / 10.0) };
    format!("{digits} times")
}

/// Words in a row: `a`, `a and b`, `a, b and c`.
pub(super) fn listed(words: &[String]) -> String {
    match words {
        [] => String::new(),
        [word] => word.clone(),
        [before @ .., last] => format!("{} and {last}", before.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_short() {
        for (text, expected) in [
            (count(0.0), "0"),
            (count(999.6), "1,000"),
            (count(1_234_567.0), "1,234,567"),
            (counted(1.0, ("request", "requests")), "1 request"),
            (share(0.294), "29 %"),
            (share(0.0123), "1.2 %"),
            (share(0.02), "2 %"),
            (share(0.0001), "less than 0.1 %"),
            (share(0.0), "none"),
            (duration(266_655_500_616.0), "4.44 min"),
            (duration(402_000_000.0), "402 ms"),
            (duration(12_340_000.0), "12.3 ms"),
            (duration(1_000_000_000.0), "1 s"),
            (duration(0.0), "0 ns"),
            (times(7.04), "7 times"),
            (times(2.55), "2.6 times"),
            (listed(&["a".to_owned(), "b".to_owned(), "c".to_owned()]), "a, b and c"),
        ] {
            assert_eq!(text, expected);
        }
    }
}
