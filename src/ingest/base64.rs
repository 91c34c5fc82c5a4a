//! Base64 in all its dialects: either alphabet, padded or not.

use base64::Engine as _;
use base64::alphabet::STANDARD;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};

/// Reads what is padded or not, and writes what is padded.
const ENGINE: GeneralPurpose = GeneralPurpose::new(
    &STANDARD,
    GeneralPurposeConfig::new()
        .with_decode_allow_trailing_bits(true)
        .with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// The bytes that base64 text of any dialect stands for. White space may be in it; bits beyond the last byte are ignored.
pub(crate) fn decode(text: &[u8]) -> Option<Vec<u8>> {
    let digits = text.iter().filter(|byte| !byte.is_ascii_whitespace());
    // An engine has one alphabet, and a text may be of either.
    let standard: Vec<u8> = digits
        .map(|digit| match digit {
            b'-' => b'+',
            b'_' => b'/',
            other => *other,
        })
        .collect();
    ENGINE.decode(standard).ok()
}

/// Appends bytes as standard base64 with padding.
pub(crate) fn encode(bytes: &[u8], out: &mut String) {
    ENGINE.encode_string(bytes, out);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_dialect_has_one_meaning() {
        let cases = [
            ("", ""),
            ("Zg==", "Zg=="),
            ("Zg", "Zg=="),
            ("Zm8=", "Zm8="),
            ("Zm8", "Zm8="),
            ("Zm9v", "Zm9v"),
            ("-_-_", "+/+/"),
            ("Zm9v\r\nYmFy", "Zm9vYmFy"),
            ("Zh==", "Zg=="),
        ];
        for (text, canonical) in cases {
            let mut out = String::new();
            encode(&decode(text.as_bytes()).unwrap(), &mut out);
            assert_eq!(out, canonical, "{text}");
        }
        for text in ["Z", "Zg=v", "Z!==", "Zg==="] {
            assert_eq!(decode(text.as_bytes()), None, "{text}");
        }
    }
}
