//! What people write in a search: durations and tags.

/// A duration such as `200ms`, `1.5 s` or `2m`, in nanoseconds. `None` if it is none.
pub(super) fn parsed_duration(text: &str) -> Option<u64> {
    let text = text.trim();
    let (number, unit) = text.split_at(text.find(|c: char| !c.is_ascii_digit() && c != '.')?);
    let unit_ns = match unit.trim() {
        "ns" => 1.0,
        "us" | "µs" | "μs" => 1e3,
        "ms" => 1e6,
        "s" => 1e9,
        "m" | "min" => 60e9,
        "h" => 3600e9,
        _ => return None,
    };
    let ns = number.parse::<f64>().ok()? * unit_ns;
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "it is in range, and whole but for less than a nanosecond"
    )]
    (0.0..9e18).contains(&ns).then(|| ns.round() as u64)
}

/// A duration in the largest unit of which it is a whole number.
pub(super) fn written_duration(ns: u64) -> String {
    let units = [(1_000_000_000, "s"), (1_000_000, "ms"), (1_000, "us")];
    let (unit_ns, unit) = units.into_iter().find(|(unit_ns, _)| ns.is_multiple_of(*unit_ns)).unwrap_or((1, "ns"));
    format!("{}{unit}", ns / unit_ns)
}

/// Tags as `key=value`, with spaces between them and quotes where a value needs them. `None` where the text is none.
pub(super) fn parsed_tags(text: &str) -> Option<Vec<(String, String)>> {
    let mut tags = Vec::new();
    let mut rest = text.trim();
    while !rest.is_empty() {
        let (key, behind) = rest.split_once('=')?;
        let key = key.trim();
        if key.is_empty() || key.contains([' ', '"']) {
            return None;
        }
        let (value, behind) = if let Some(quoted) = behind.strip_prefix('"') {
            quoted_value(quoted)?
        } else {
            let end = behind.find(char::is_whitespace).unwrap_or(behind.len());
            (behind[..end].to_owned(), &behind[end..])
        };
        tags.push((key.to_owned(), value));
        rest = behind.trim_start();
    }
    Some(tags)
}

/// A value up to its closing quote, and what is behind that.
fn quoted_value(text: &str) -> Option<(String, &str)> {
    let mut value = String::new();
    let mut characters = text.char_indices();
    while let Some((at, character)) = characters.next() {
        match character {
            '"' => {
                let behind = &text[at + 1..];
                return (behind.is_empty() || behind.starts_with(char::is_whitespace)).then_some((value, behind));
            }
            '\\' => value.push(characters.next()?.1),
            other => value.push(other),
        }
    }
    None
}

/// Tags as they are written.
pub(super) fn written_tags(tags: &[(String, String)]) -> String {
    let tag = |(key, value): &(String, String)| {
        if value.is_empty() || value.contains([' ', '"', '\\']) {
            format!("{key}=\"{}\"", value.replace('\\', "\\\\").replace('"', "\\\""))
        } else {
            format!("{key}={value}")
        }
    };
    tags.iter().map(tag).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_a_number_and_a_unit() {
        let cases = [
            ("200ms", Some(200_000_000)),
            (" 1.5 s ", Some(1_500_000_000)),
            ("2m", Some(120_000_000_000)),
            ("3 min", Some(180_000_000_000)),
            ("7µs", Some(7_000)),
            ("0.1us", Some(100)),
            ("1h", Some(3_600_000_000_000)),
            ("5", None),
            ("", None),
            ("s", None),
            ("-1s", None),
            ("1 day", None),
            ("99999999999999999999h", None),
        ];
        for (text, expected) in cases {
            assert_eq!(parsed_duration(text), expected, "{text}");
            if let Some(ns) = expected {
                assert_eq!(parsed_duration(&written_duration(ns)), Some(ns));
            }
        }
    }

    #[test]
    fn tags_are_read_as_they_are_written() {
        let tags = |pairs: &[(&str, &str)]| {
            pairs.iter().map(|&(key, value)| (key.to_owned(), value.to_owned())).collect::<Vec<_>>()
        };
        let all = tags(&[("error", "true"), ("http.url", "/?a=b"), ("q", "a \"b\" \\"), ("e", "")]);
        assert_eq!(parsed_tags(&written_tags(&all)), Some(all));
        assert_eq!(parsed_tags(" a=1\n b=\"x y\" "), Some(tags(&[("a", "1"), ("b", "x y")])));
        assert_eq!(parsed_tags(""), Some(Vec::new()));
        for none in ["a", "=b", "a b=c", "a=\"b", "a=\"b\"c"] {
            assert_eq!(parsed_tags(none), None, "{none}");
        }
    }
}
