//! Moving past a value, however long it is and wherever the slices are cut.

use super::cursor::{Parse, Stop};
use super::text::find_special;
use crate::error::ErrorKind;

/// How deep arrays and objects may lie in each other.
pub(crate) const MAX_DEPTH: u32 = 128;

/// A value that is being skipped. Brackets must match and strings must end; what lies between is not looked at.
#[derive(Debug, Clone, Default)]
pub(crate) struct Skip {
    place: Place,
    depth: u32,
    /// One bit a level, the innermost lowest: whether it is an array.
    arrays: u128,
    /// The objects directly inside the value.
    pub(crate) objects: u64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Place {
    #[default]
    Between,
    Scalar,
    Text,
    Escape,
}

impl Skip {
    /// Moves on through `bytes`: how many belong to the value, and whether it ended with them. O(length).
    pub(crate) fn push(&mut self, bytes: &[u8]) -> Parse<(usize, bool)> {
        let mut at = 0;
        while let Some(&byte) = bytes.get(at) {
            match self.place {
                Place::Escape => {
                    self.place = Place::Text;
                    at += 1;
                }
                Place::Text => {
                    at += find_special(&bytes[at..]);
                    match bytes.get(at) {
                        Some(b'"') => self.place = Place::Between,
                        Some(_) => self.place = Place::Escape,
                        None => break,
                    }
                    at += 1;
                    if self.place == Place::Between && self.depth == 0 {
                        return Ok((at, true));
                    }
                }
                Place::Scalar if !matches!(byte, b',' | b']' | b'}' | b' ' | b'\n' | b'\t' | b'\r') => {
                    at += 1;
                }
                Place::Scalar => {
                    self.place = Place::Between;
                    if self.depth == 0 {
                        return Ok((at, true));
                    }
                }
                Place::Between => {
                    self.between(byte).map_err(|stop| stop.moved(at))?;
                    at += 1;
                    if self.depth == 0 && self.place == Place::Between {
                        return Ok((at, true));
                    }
                }
            }
        }
        Ok((at, false))
    }

    /// Takes a byte between strings and scalars.
    fn between(&mut self, byte: u8) -> Parse<()> {
        let unexpected = Stop::Syntax { at: 0, expected: "a value" };
        match byte {
            b'"' => self.place = Place::Text,
            b'{' | b'[' => {
                if self.depth == MAX_DEPTH {
                    let what = "levels of nesting";
                    return Err(Stop::Fatal(ErrorKind::Limit { what, limit: u64::from(MAX_DEPTH) }.into()));
                }
                self.objects += u64::from(byte == b'{' && self.depth == 1);
                self.depth += 1;
                self.arrays = self.arrays << 1 | u128::from(byte == b'[');
            }
            b'}' | b']' => {
                let matches = self.arrays & 1 == u128::from(byte == b']');
                if self.depth == 0 || !matches {
                    let expected = if self.arrays & 1 == 1 { "]" } else { "}" };
                    return Err(Stop::Syntax { at: 0, expected });
                }
                self.depth -= 1;
                self.arrays >>= 1;
            }
            b',' | b':' | b' ' | b'\n' | b'\t' | b'\r' if self.depth > 0 => {}
            b'-' | b'0'..=b'9' | b't' | b'f' | b'n' => self.place = Place::Scalar,
            _ => return Err(unexpected),
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn skipped(text: &str) -> String {
        match Skip::default().push(text.as_bytes()) {
            Ok((len, true)) => text[..len].to_owned(),
            Ok((_, false)) => "more".to_owned(),
            Err(Stop::Syntax { at, .. }) => format!("! {at}"),
            Err(Stop::Fatal(error)) => error.to_string(),
        }
    }

    #[test]
    fn a_value_is_skipped_to_its_end() {
        let cases = [
            ("1,", "1"),
            ("12", "more"),
            ("null]", "null"),
            (r#""a\"b" , "#, r#""a\"b""#),
            (r#""a\"#, "more"),
            (r#"{"a":[1,{"b":"]"}]} x"#, r#"{"a":[1,{"b":"]"}]}"#),
            ("[{]", "! 2"),
            ("]", "! 0"),
            ("[", "more"),
            ("[#]", "! 1"),
            ("", "more"),
        ];
        for (text, expected) in cases {
            assert_eq!(skipped(text), expected, "{text}");
        }
    }

    #[test]
    fn depth_has_an_end() {
        let nested = |depth: usize| format!("{}{}", "[".repeat(depth), "]".repeat(depth));
        assert_eq!(skipped(&nested(128)), nested(128));
        assert_eq!(skipped(&nested(129)), "more than 128 levels of nesting");
    }

    #[test]
    fn a_value_may_be_cut_anywhere() {
        let text = br#"{"a":[1,{"b":"]\"\\"}],"c":-1.5e3}"#;
        for cut in 0..=text.len() {
            let mut skip = Skip::default();
            let (first, _) = skip.push(&text[..cut]).unwrap();
            assert_eq!(first, cut);
            if cut < text.len() {
                assert_eq!(skip.push(&text[cut..]).unwrap(), (text.len() - cut, true));
            }
        }
    }
}
