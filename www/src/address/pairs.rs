//! Keys with values, as `key=value&key=value`.

use super::encoding::{decoded, encoded};

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

    /// Adds a pair where something is so.
    pub(super) fn add_if(&mut self, is_so: bool, key: &str, value: &str) {
        if is_so {
            self.add(key, value);
        }
    }

    pub(super) fn all<'a>(&'a self, key: &'a str) -> impl Iterator<Item = &'a str> {
        self.0.iter().filter(move |(known, _)| known == key).map(|(_, value)| value.as_str())
    }

    pub(super) fn first(&self, key: &str) -> Option<&str> {
        self.0.iter().find(|(known, _)| known == key).map(|(_, value)| value.as_str())
    }

    /// Whether the first value of a key is this one.
    pub(super) fn says(&self, key: &str, value: &str) -> bool {
        self.first(key) == Some(value)
    }

    pub(super) fn into_text(self) -> String {
        let parts = self.0.iter().map(|(key, value)| format!("{}={}", encoded(key), encoded(value)));
        parts.collect::<Vec<_>>().join("&")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pairs_stay_in_order_and_a_key_may_come_again() {
        let mut pairs = Pairs::default();
        pairs.add("b", "1&2");
        pairs.add_if(false, "c", "");
        pairs.add_if(true, "a", "=");
        pairs.add("b", "");
        let text = pairs.into_text();
        assert_eq!(text, "b=1%262&a==&b=");
        let pairs = Pairs::of(&text);
        assert_eq!(pairs.all("b").collect::<Vec<_>>(), ["1&2", ""]);
        assert!(pairs.says("b", "1&2") && !pairs.says("b", ""));
        assert_eq!(pairs.first("c"), None);
    }

    #[test]
    fn what_has_no_equals_sign_is_no_pair() {
        assert_eq!(Pairs::of("#a&b=1").into_text(), "b=1");
    }
}
