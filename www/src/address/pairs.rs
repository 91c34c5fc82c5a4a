//! Keys with values, as `key=value&key=value`.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

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

/// The bytes that an address may not contain behind `#`, and those that end a key or a value.
const ESCAPED: AsciiSet = NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~')
    .remove(b'/')
    .remove(b':')
    .remove(b'?')
    .remove(b'@')
    .remove(b'!')
    .remove(b'$')
    .remove(b'\'')
    .remove(b'(')
    .remove(b')')
    .remove(b'*')
    .remove(b',')
    .remove(b';')
    .remove(b'=');

/// With `%` and two digits in place of every byte that an address may not contain there, or that ends a value.
pub(crate) fn encoded(text: &str) -> String {
    utf8_percent_encode(text, &ESCAPED).to_string()
}

/// A `%` without two digits stands for itself, and bytes that are no UTF-8 become U+FFFD.
fn decoded(text: &str) -> String {
    percent_decode_str(text).decode_utf8_lossy().into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_survives_the_way_there_and_back() {
        for text in ["", "plain", "{ a = \"b\" }", "100%", "%41", "é ü 😀", "a&b=c#d", "\n\t"] {
            assert_eq!(decoded(&encoded(text)), text);
        }
        assert_eq!(encoded("-._~/:?@!$'()*,;=aZ09"), "-._~/:?@!$'()*,;=aZ09");
        assert_eq!(encoded("&#%+ é"), "%26%23%25%2B%20%C3%A9");
    }

    #[test]
    fn a_bad_escape_stands_for_itself() {
        assert_eq!(decoded("%"), "%");
        assert_eq!(decoded("100%+4%4"), "100%+4%4");
        assert_eq!(decoded("%é1"), "%é1");
        assert_eq!(decoded("%FF"), "\u{fffd}");
    }
}
