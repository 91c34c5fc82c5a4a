//! Base64 in all its dialects: either alphabet, padded or not.

const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// The bytes that base64 text of any dialect stands for. White space may be in it; bits beyond the last byte are ignored.
pub(crate) fn decode(text: &[u8]) -> Option<Vec<u8>> {
    let mut bytes = Vec::with_capacity(text.len() / 4 * 3 + 2);
    let (mut bits, mut count, mut padding) = (0_u32, 0, 0);
    for &digit in text.iter().filter(|byte| !byte.is_ascii_whitespace()) {
        if digit == b'=' {
            padding += 1;
            continue;
        }
        bits = bits << 6 | u32::from(value(digit).filter(|_| padding == 0)?);
        count += 1;
        if count % 4 == 0 {
            bytes.extend_from_slice(&bits.to_be_bytes()[1..]);
            bits = 0;
        }
    }
    match count % 4 {
        0 => {}
        2 => bytes.extend_from_slice(&(bits << 12).to_be_bytes()[1..2]),
        3 => bytes.extend_from_slice(&(bits << 6).to_be_bytes()[1..3]),
        _ => return None,
    }
    (padding <= 2).then_some(bytes)
}

/// Appends bytes as standard base64 with padding.
pub(crate) fn encode(bytes: &[u8], out: &mut String) {
    for chunk in bytes.chunks(3) {
        let mut word = [0; 4];
        word[1..=chunk.len()].copy_from_slice(chunk);
        let bits = u32::from_be_bytes(word);
        for place in 0..4 {
            let digit = ALPHABET[(bits >> (18 - 6 * place)) as usize & 63];
            out.push(if place > chunk.len() { '=' } else { char::from(digit) });
        }
    }
}

fn value(digit: u8) -> Option<u8> {
    Some(match digit {
        b'A'..=b'Z' => digit - b'A',
        b'a'..=b'z' => digit - b'a' + 26,
        b'0'..=b'9' => digit - b'0' + 52,
        b'+' | b'-' => 62,
        b'/' | b'_' => 63,
        _ => return None,
    })
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
