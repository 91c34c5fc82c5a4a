//! A few bytes of input, safe to show.

/// How many bytes are shown.
pub(super) const LENGTH: usize = 32;

/// The first bytes as quoted text without control characters, or what to call it that there are none.
pub(super) fn excerpt(bytes: &[u8]) -> String {
    if bytes.is_empty() {
        return "nothing".to_owned();
    }
    let shown = String::from_utf8_lossy(&bytes[..bytes.len().min(LENGTH)]);
    // A character that was cut at the end is no news.
    let shown = if bytes.len() > LENGTH { shown.trim_end_matches('\u{fffd}') } else { &shown };
    let more = if bytes.len() > LENGTH { "…" } else { "" };
    format!("\"{}{more}\"", shown.escape_debug())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_excerpt_is_short_and_printable() {
        let cases: [(&[u8], &str); 5] = [
            (b"", "nothing"),
            (b"abc", r#""abc""#),
            (b"\x89PNG\r\n\x1a\n\0", "\"\u{fffd}PNG\\r\\n\\u{1a}\\n\\0\""),
            (b"\x1b[31m", r#""\u{1b}[31m""#),
            (b"0123456789012345678901234567890123456789", r#""01234567890123456789012345678901…""#),
        ];
        for (bytes, expected) in cases {
            assert_eq!(excerpt(bytes), expected);
        }
        assert_eq!(excerpt("é".repeat(40).as_bytes()), format!("\"{}…\"", "é".repeat(16)));
        assert_eq!(excerpt(format!("x{}", "é".repeat(40)).as_bytes()), format!("\"x{}…\"", "é".repeat(15)));
    }
}
