//! A text to look for in other texts, whatever the case.

use crate::units::SpanId;

/// What is looked for. Never empty.
pub(super) struct Needle {
    /// In lower case.
    text: String,
    /// The number that the text is, and its digits, if it could be a part of a span id.
    id: Option<(u64, u32)>,
}

/// The hexadecimal digits of a span id.
const DIGITS: u32 = 16;

impl Needle {
    /// `None` for no text.
    pub(super) fn new(text: &str) -> Option<Self> {
        let text = lower_case(text);
        let is_hex = text.bytes().all(|digit| digit.is_ascii_hexdigit());
        let digits = u32::try_from(text.len()).ok().filter(|&digits| is_hex && digits <= DIGITS);
        let id = u64::from_str_radix(&text, 16).ok().zip(digits);
        (!text.is_empty()).then_some(Self { text, id })
    }

    /// Whether a text contains this one.
    pub(super) fn is_in(&self, text: &str) -> bool {
        if text.is_ascii() {
            let windows = text.as_bytes().windows(self.text.len());
            return windows.into_iter().any(|window| window.eq_ignore_ascii_case(self.text.as_bytes()));
        }
        lower_case(text).contains(&self.text)
    }

    /// Whether the digits of an id contain this text.
    pub(super) fn is_in_id(&self, id: SpanId) -> bool {
        let Some((value, digits)) = self.id else { return false };
        let mask = u64::MAX >> (4 * (DIGITS - digits));
        !id.is_none() && (0..=DIGITS - digits).any(|shift| id.0 >> (4 * shift) & mask == value)
    }
}

/// Each character in lower case, wherever in a word it stands.
fn lower_case(text: &str) -> String {
    text.chars().flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_does_not_matter() {
        for (needle, text, expected) in [
            ("get", "GET /cart", true),
            ("GET /CART", "get /cart", true),
            ("post", "GET /cart", false),
            ("cart?", "/cart", false),
            ("straße", "STRAßE 1", true),
            ("ÉTÉ", "cet été", true),
            ("été", "ete", false),
            ("σας", "ΣΑς", true),
            ("k", "\u{212a}", true),
            ("a", "", false),
        ] {
            assert_eq!(Needle::new(needle).unwrap().is_in(text), expected, "{needle} in {text}");
        }
        assert!(Needle::new("").is_none());
    }

    #[test]
    fn any_digits_of_an_id_are_a_part_of_it() {
        let id = SpanId(0x00ab_cdef_0123_4567);
        for (needle, expected) in [
            ("00abcdef01234567", true),
            ("ABCD", true),
            ("0", true),
            ("67", true),
            ("f0", true),
            ("ba", false),
            ("00abcdef012345678", false),
            ("+1", false),
        ] {
            assert_eq!(Needle::new(needle).unwrap().is_in_id(id), expected, "{needle}");
        }
        assert!(!Needle::new("0").unwrap().is_in_id(SpanId::NONE));
    }
}
