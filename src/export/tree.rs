//! Values for writing: values that the store keeps as text are parsed again.

use std::borrow::Cow;
use std::fmt;

use crate::ingest::canonical;
use crate::store::Value;

/// How many values another may lie in. Readers keep no deeper ones.
const MAX_DEPTH: u32 = 64;

/// A value that is to be written.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Tree<'a> {
    Empty,
    String(Cow<'a, str>),
    Bool(bool),
    Int(i64),
    Double(f64),
    /// As standard base64 with padding.
    Bytes(Cow<'a, str>),
    Array(Vec<Self>),
    Map(Vec<(Cow<'a, str>, Self)>),
}

impl<'a> Tree<'a> {
    /// A value of the store. A list or map whose text is not what [`Value::Array`] describes stays text.
    pub(super) fn of(value: Value<'a>) -> Self {
        match value {
            Value::Empty => Self::Empty,
            Value::String(text) => Self::String(text.into()),
            Value::Bool(value) => Self::Bool(value),
            Value::Int(value) => Self::Int(value),
            Value::Double(value) => Self::Double(value),
            Value::Bytes(base64) => Self::Bytes(base64.into()),
            Value::Array(text) | Value::Map(text) => {
                let mut rest = Text(text);
                let tree = rest.value(0).filter(|_| rest.0.is_empty());
                tree.unwrap_or(Self::String(text.into()))
            }
        }
    }
}

impl fmt::Display for Tree<'_> {
    /// The text that the value has as one of an attribute.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::String(text) | Self::Bytes(text) => f.write_str(text),
            Self::Empty => Ok(()),
            other => {
                let mut text = String::new();
                other.write(&mut text);
                f.write_str(&text)
            }
        }
    }
}

impl Tree<'_> {
    /// Appends the text that the value has within another.
    fn write(&self, out: &mut String) {
        match self {
            Self::Empty => out.push_str("null"),
            Self::String(text) => canonical::write_string(text, out),
            Self::Bool(value) => out.push_str(if *value { "true" } else { "false" }),
            Self::Int(value) => canonical::write_int(*value, out),
            Self::Double(value) => canonical::write_double(*value, out),
            Self::Bytes(base64) => out.extend(["b64\"", base64, "\""]),
            Self::Array(items) => {
                out.push('[');
                for (at, item) in items.iter().enumerate() {
                    out.push_str(if at == 0 { "" } else { "," });
                    item.write(out);
                }
                out.push(']');
            }
            Self::Map(entries) => {
                out.push('{');
                for (at, (key, value)) in entries.iter().enumerate() {
                    out.push_str(if at == 0 { "" } else { "," });
                    canonical::write_string(key, out);
                    out.push(':');
                    value.write(out);
                }
                out.push('}');
            }
        }
    }
}

/// What is left of the text of a value.
struct Text<'a>(&'a str);

impl<'a> Text<'a> {
    fn take(&mut self, prefix: &str) -> Option<()> {
        self.0 = self.0.strip_prefix(prefix)?;
        Some(())
    }

    fn value(&mut self, depth: u32) -> Option<Tree<'a>> {
        if depth > MAX_DEPTH {
            return None;
        }
        match self.0.as_bytes().first()? {
            b'[' => {
                self.0 = &self.0[1..];
                self.entries("]", |text| text.value(depth + 1)).map(Tree::Array)
            }
            b'{' => {
                self.0 = &self.0[1..];
                let entry = |text: &mut Self| {
                    let key = text.string()?;
                    text.take(":")?;
                    Some((key, text.value(depth + 1)?))
                };
                self.entries("}", entry).map(Tree::Map)
            }
            b'"' => self.string().map(Tree::String),
            b'b' => {
                self.take("b64")?;
                self.string().map(Tree::Bytes)
            }
            _ => self.word(),
        }
    }

    /// Entries with commas between them, up to the sign that ends them.
    fn entries<T>(&mut self, end: &str, entry: impl Fn(&mut Self) -> Option<T>) -> Option<Vec<T>> {
        let mut entries = Vec::new();
        while self.take(end).is_none() {
            if !entries.is_empty() {
                self.take(",")?;
            }
            entries.push(entry(self)?);
        }
        Some(entries)
    }

    /// A number, or one of the words that stand for themselves.
    fn word(&mut self) -> Option<Tree<'a>> {
        let end = self.0.find([',', ']', '}']).unwrap_or(self.0.len());
        let (word, rest) = self.0.split_at(end);
        self.0 = rest;
        Some(match word {
            "null" => Tree::Empty,
            "true" => Tree::Bool(true),
            "false" => Tree::Bool(false),
            _ => match word.parse() {
                Ok(number) => Tree::Int(number),
                Err(_) => Tree::Double(word.parse().ok()?),
            },
        })
    }

    fn string(&mut self) -> Option<Cow<'a, str>> {
        self.take("\"")?;
        let end = self.0.find(['"', '\\'])?;
        let (plain, rest) = self.0.split_at(end);
        self.0 = rest;
        if self.take("\"").is_some() {
            return Some(plain.into());
        }
        let mut text = plain.to_owned();
        while self.take("\"").is_none() {
            if self.take("\\").is_some() {
                text.push(self.escaped()?);
            } else {
                let end = self.0.find(['"', '\\'])?;
                let (plain, rest) = self.0.split_at(end);
                text.push_str(plain);
                self.0 = rest;
            }
        }
        Some(text.into())
    }

    fn escaped(&mut self) -> Option<char> {
        let letter = self.0.chars().next()?;
        self.0 = &self.0[letter.len_utf8()..];
        Some(match letter {
            'n' => '\n',
            'r' => '\r',
            't' => '\t',
            'u' => {
                let digits = self.0.get(..4)?;
                self.0 = &self.0[4..];
                char::from_u32(u32::from_str_radix(digits, 16).ok()?)?
            }
            itself => itself,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_taken_apart() {
        let string = |text: &str| Tree::String(text.to_owned().into());
        let cases = [
            ("[]", Tree::Array(vec![])),
            ("{}", Tree::Map(vec![])),
            ("[1,1.0,-1e300]", Tree::Array(vec![Tree::Int(1), Tree::Double(1.0), Tree::Double(-1e300)])),
            ("[null,true,false]", Tree::Array(vec![Tree::Empty, Tree::Bool(true), Tree::Bool(false)])),
            ("[-Infinity]", Tree::Array(vec![Tree::Double(f64::NEG_INFINITY)])),
            (r#"[b64"Zm8="]"#, Tree::Array(vec![Tree::Bytes("Zm8=".into())])),
            (r#"["a\"\\\n\u0001é,]"]"#, Tree::Array(vec![string("a\"\\\n\u{1}é,]")])),
            (
                r#"{"":{"k":["x"]}}"#,
                Tree::Map(vec![("".into(), Tree::Map(vec![("k".into(), Tree::Array(vec![string("x")]))]))]),
            ),
        ];
        for (text, expected) in cases {
            assert_eq!(Tree::of(Value::Array(text)), expected, "{text}");
            assert_eq!(expected.to_string(), text);
        }
    }

    #[test]
    fn what_is_no_such_text_stays_text() {
        let deep = "[".repeat(100_000);
        for text in ["", "[", "[1", "[1,]x", "[\"a]", r#"["\u12"]"#, "{1:2}", "[1]x", "[x]", deep.as_str()] {
            assert_eq!(Tree::of(Value::Map(text)), Tree::String(text.into()), "{text:.10}");
        }
    }
}
