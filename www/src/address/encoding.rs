//! How a text is written where an address has room for few characters.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

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
pub(super) fn decoded(text: &str) -> String {
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
