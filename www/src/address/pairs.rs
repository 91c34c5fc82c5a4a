//! Keys with values, as `key=value&key=value`.

/// Keys with values, in order. A key may be there several times.
#[derive(Debug, Default)]
pub(super) struct Pairs(Vec<(String, String)>);

impl Pairs {
    /// Reads a text, with or without the `#` before it. What has no `=` is no pair.
    pub(super) fn of(text: &str) -> Self {
        let parts = text.trim_start_matches('#').split('&').filter_map(|part| part.split_once('='));
        Self(parts.map(|(key, value)| (decoded(key), decoded(value))).collect())
    }

    pub(super) fn add(&mut self, key: &str, value: &str) {
        self.0.push((key.to_owned(), value.to_owned()));
    }

    /// Adds two bounds as `from-to`, or as `from-` without the second.
    pub(super) fn add_range(&mut self, key: &str, bounds: Option<(u64, Option<u64>)>) {
        if let Some((from, to)) = bounds {
            let to = to.map_or_else(String::new, |to| to.to_string());
            self.add(key, &format!("{from}-{to}"));
        }
    }

    pub(super) fn all<'a>(&'a self, key: &'a str) -> impl Iterator<Item = &'a str> {
        self.0.iter().filter(move |(known, _)| known == key).map(|(_, value)| value.as_str())
    }

    pub(super) fn first(&self, key: &str) -> Option<&str> {
        self.0.iter().find(|(known, _)| known == key).map(|(_, value)| value.as_str())
    }

    /// Two bounds, if they are there and are numbers.
    pub(super) fn range(&self, key: &str) -> Option<(u64, Option<u64>)> {
        let (from, to) = self.first(key)?.split_once('-')?;
        let to = if to.is_empty() { None } else { Some(to.parse().ok()?) };
        Some((from.parse().ok()?, to))
    }

    pub(super) fn into_text(self) -> String {
        let parts = self.0.iter().map(|(key, value)| format!("{}={}", encoded(key), encoded(value)));
        parts.collect::<Vec<_>>().join("&")
    }
}

const DIGITS: [u8; 16] = *b"0123456789ABCDEF";

/// With `%` and two digits in place of every byte that an address may not contain there, or that ends a value.
pub(crate) fn encoded(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' => encoded.push(char::from(byte)),
            _ if b"-._~/:?@!$'()*,;=".contains(&byte) => encoded.push(char::from(byte)),
            _ => [b'%', DIGITS[usize::from(byte >> 4)], DIGITS[usize::from(byte & 15)]]
                .into_iter()
                .for_each(|byte| encoded.push(char::from(byte))),
        }
    }
    encoded
}

/// A `%` without two digits stands for itself, and bytes that are no UTF-8 become U+FFFD.
fn decoded(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('%') {
        bytes.extend_from_slice(before.as_bytes());
        let digits = after.get(..2).filter(|digits| digits.bytes().all(|digit| digit.is_ascii_hexdigit()));
        let byte = digits.and_then(|digits| u8::from_str_radix(digits, 16).ok());
        bytes.push(byte.unwrap_or(b'%'));
        rest = if byte.is_some() { &after[2..] } else { after };
    }
    bytes.extend_from_slice(rest.as_bytes());
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_survives_the_way_there_and_back() {
        for text in ["", "plain", "{ a = \"b\" }", "100%", "%41", "é ü 😀", "a&b=c#d", "\n\t"] {
            assert_eq!(decoded(&encoded(text)), text);
        }
    }

    #[test]
    fn a_bad_escape_stands_for_itself() {
        assert_eq!(decoded("%"), "%");
        assert_eq!(decoded("100%+4%4"), "100%+4%4");
        assert_eq!(decoded("%é1"), "%é1");
        assert_eq!(decoded("%FF"), "\u{fffd}");
    }
}
