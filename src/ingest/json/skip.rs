//! Moving past a value, however long it is and wherever the slices are cut.

use super::stop::{Parse, Stop};
use super::text::find_special;

/// How deep brackets are told apart. Deeper ones only have to be as many on either side.
const TOLD_APART: u64 = 128;

/// A value that is being skipped. Brackets must match and strings must end; what lies between is not looked at. Whatever the
/// depth, this is all there is to keep.
#[derive(Debug, Clone, Default)]
pub(crate) struct Skip {
    place: Place,
    depth: u64,
    /// One bit a level, the outermost lowest: whether it is an array.
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
    /// Moves on through `bytes`: how many belong to the value, and whether it ended with them. After an error it is nowhere.
    /// O(length).
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

    /// Whether it stopped within a string.
    pub(crate) fn is_in_text(&self) -> bool {
        matches!(self.place, Place::Text | Place::Escape)
    }

    /// Takes a byte between strings and scalars.
    fn between(&mut self, byte: u8) -> Parse<()> {
        let unexpected = Stop::Syntax { at: 0, expected: "a value" };
        match byte {
            b'"' => self.place = Place::Text,
            b'{' | b'[' => {
                self.objects += u64::from(byte == b'{' && self.depth == 1);
                if self.depth < TOLD_APART {
                    let level = 1 << self.depth;
                    self.arrays = if byte == b'[' { self.arrays | level } else { self.arrays & !level };
                }
                self.depth += 1;
            }
            b'}' | b']' => {
                let Some(outer) = self.depth.checked_sub(1) else { return Err(unexpected) };
                let expected = if self.arrays >> outer.min(TOLD_APART - 1) & 1 == 1 { b']' } else { b'}' };
                if outer < TOLD_APART && byte != expected {
                    return Err(Stop::Syntax { at: 0, expected: if expected == b']' { "]" } else { "}" } });
                }
                self.depth = outer;
            }
            b',' | b':' | b' ' | b'\n' | b'\t' | b'\r' if self.depth > 0 => {}
            b'-' | b'0'..=b'9' | b't' | b'f' | b'n' | b'N' | b'I' => self.place = Place::Scalar,
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
    fn depth_has_no_end() {
        for depth in [127, 128, 129, 1_000_000] {
            let arrays = format!("{}{}", "[".repeat(depth), "]".repeat(depth));
            assert_eq!(skipped(&arrays), arrays);
            let objects = format!("{}1{}", "{\"a\":".repeat(depth), "}".repeat(depth));
            assert_eq!(skipped(&objects), objects);
            let wrong = format!("{}{}", "[".repeat(depth), "}".repeat(depth));
            assert_eq!(skipped(&wrong), format!("! {}", depth.max(2 * depth - 128)));
        }
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
