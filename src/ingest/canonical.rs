//! Arrays and maps as the text that [`Value::Array`](crate::store::Value::Array) describes: each value has one text, whatever the format.

use std::fmt::Write;

use super::base64;

/// Appends a string as JSON.
pub(crate) fn write_string(text: &str, out: &mut String) {
    out.push('"');
    let mut rest = text;
    while let Some(at) = rest.find(|c: char| c == '"' || c == '\\' || c < ' ') {
        out.push_str(&rest[..at]);
        match rest.as_bytes()[at] {
            b'"' => out.push_str("\\\""),
            b'\\' => out.push_str("\\\\"),
            b'\n' => out.push_str("\\n"),
            b'\r' => out.push_str("\\r"),
            b'\t' => out.push_str("\\t"),
            control => _ = write!(out, "\\u{control:04x}"),
        }
        rest = &rest[at + 1..];
    }
    out.push_str(rest);
    out.push('"');
}

/// Appends an integer.
pub(crate) fn write_int(value: i64, out: &mut String) {
    _ = write!(out, "{value}");
}

/// Appends a float so that it is told from an integer: with a point, an exponent, or as a word.
pub(crate) fn write_double(value: f64, out: &mut String) {
    _ = match value {
        f64::INFINITY => write!(out, "Infinity"),
        f64::NEG_INFINITY => write!(out, "-Infinity"),
        _ => write!(out, "{value:?}"),
    };
}

/// Appends bytes.
pub(crate) fn write_bytes(bytes: &[u8], out: &mut String) {
    out.push_str("b64\"");
    base64::encode(bytes, out);
    out.push('"');
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(write: impl Fn(&mut String)) -> String {
        let mut out = String::new();
        write(&mut out);
        out
    }

    #[test]
    fn values_are_told_apart() {
        assert_eq!(written(|out| write_string("a\"\\\n\u{1}é/", out)), r#""a\"\\\n\u0001é/""#);
        assert_eq!(written(|out| write_int(-1, out)), "-1");
        assert_eq!(written(|out| write_bytes(b"fo", out)), r#"b64"Zm8=""#);
        let doubles =
            [(1.0, "1.0"), (-0.0, "-0.0"), (1.5e300, "1.5e300"), (f64::NAN, "NaN"), (f64::NEG_INFINITY, "-Infinity")];
        for (value, expected) in doubles {
            assert_eq!(written(|out| write_double(value, out)), expected);
        }
    }
}
