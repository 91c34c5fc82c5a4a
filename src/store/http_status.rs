//! Which attributes give a 5xx status of an HTTP response.
//!
//! Spans share their attributes, so each distinct (key, value) pair is checked once, when the first span after it is pushed. For a span,
//! its pairs are then looked up among the few 5xx pairs; without such pairs, nothing is done.

use super::attributes::{PairTable, Value};
use super::rows::PairRow;
use super::strings::StringTable;

/// The name of the attribute, and the one that it had before the conventions for HTTP were declared stable.
const KEYS: [&str; 2] = ["http.response.status_code", "http.status_code"];

/// The pairs that say 5xx.
#[derive(Debug, Default)]
pub(super) struct Http5xx {
    /// How many pairs were looked at.
    known: u32,
    /// Those that say it, ascending.
    pairs: Vec<PairRow>,
    /// A bit for each of them, by the end of its number: most other pairs are told by it.
    bits: u64,
}

impl Http5xx {
    /// Looks at the pairs that are new. O(new pairs).
    #[inline]
    pub(super) fn learn(&mut self, pairs: &PairTable, strings: &StringTable) {
        while (self.known as usize) < pairs.len() {
            let pair = PairRow(self.known);
            let key = pairs.key(pair);
            let is_status = KEYS.iter().any(|status| strings.is(key, status));
            if is_status && says_5xx(strings.text(key), pairs.value(pair).resolve(strings)) {
                self.pairs.push(pair);
                self.bits |= 1 << (pair.0 & 63);
            }
            self.known += 1;
        }
    }

    /// Whether one of the attributes of a span says it. All of them were looked at.
    #[inline]
    pub(super) fn is_any_of(&self, attributes: &[PairRow]) -> bool {
        let may_say = |pair: &PairRow| self.bits >> (pair.0 & 63) & 1 == 1;
        self.bits != 0 && attributes.iter().any(|pair| may_say(pair) && self.pairs.binary_search(pair).is_ok())
    }
}

/// Whether an attribute of a span says that the status of an HTTP response is 500 to 599.
pub(super) fn says_5xx(key: &str, value: Value) -> bool {
    let is_5xx = match value {
        Value::Int(status) => (500..600).contains(&status),
        Value::Double(status) => (500.0..600.0).contains(&status),
        Value::String(text) => matches!(text.as_bytes(), [b'5', b'0'..=b'9', b'0'..=b'9']),
        Value::Empty | Value::Bool(_) | Value::Bytes(_) | Value::Array(_) | Value::Map(_) => false,
    };
    is_5xx && KEYS.contains(&key)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_three_digits_of_two_keys_say_5xx() {
        for (key, value, expected) in [
            ("http.response.status_code", Value::Int(500), true),
            ("http.status_code", Value::Int(599), true),
            ("http.status_code", Value::String("503"), true),
            ("http.status_code", Value::Double(503.0), true),
            ("http.response.status_code", Value::Int(499), false),
            ("http.response.status_code", Value::Int(600), false),
            ("http.status_code", Value::Double(600.0), false),
            ("http.status_code", Value::Double(f64::NAN), false),
            ("http.status_code", Value::String("404"), false),
            ("http.status_code", Value::String("5xx"), false),
            ("http.status_code", Value::String("5030"), false),
            ("http.status_code", Value::String("\u{665}03"), false),
            ("http.status_code", Value::Array("[503]"), false),
            ("rpc.grpc.status_code", Value::Int(503), false),
            ("HTTP.status_code", Value::Int(503), false),
        ] {
            assert_eq!(says_5xx(key, value), expected, "{key} = {value:?}");
        }
    }
}
