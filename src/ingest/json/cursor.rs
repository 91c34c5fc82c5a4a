//! A position in a slice of JSON.

use super::skip::Skip;
use super::stop::{Parse, Stop};
use super::text::{RawText, find_quote};

/// What a value is, as its first byte tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Object,
    Array,
    String,
    Number,
    Bool,
    Null,
}

/// A position in a slice of JSON that may end anywhere.
#[derive(Debug, Clone)]
pub(crate) struct Cursor<'a> {
    pub(crate) bytes: &'a [u8],
    pub(crate) at: usize,
}

impl<'a> Cursor<'a> {
    pub(crate) fn new(bytes: &'a [u8]) -> Self {
        Self { bytes, at: 0 }
    }

    #[inline]
    pub(crate) fn rest(&self) -> &'a [u8] {
        self.bytes.get(self.at..).unwrap_or_default()
    }

    #[inline]
    pub(crate) fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    #[cold]
    pub(crate) fn stop(&self, expected: &'static str) -> Stop {
        Stop::Syntax { at: self.at, expected }
    }

    /// Moves past white space.
    #[inline]
    pub(crate) fn skip_space(&mut self) {
        while let Some(b' ' | b'\n' | b'\t' | b'\r') = self.peek() {
            self.at += 1;
        }
    }

    /// Moves past white space and one byte that must be there.
    #[inline]
    pub(crate) fn expect(&mut self, byte: u8, expected: &'static str) -> Parse<()> {
        if self.take(byte) { Ok(()) } else { Err(self.stop(expected)) }
    }

    /// Moves past white space, and past one byte if it is next.
    #[inline]
    pub(crate) fn take(&mut self, byte: u8) -> bool {
        self.skip_space();
        let found = self.peek() == Some(byte);
        self.at += usize::from(found);
        found
    }

    /// What the next value is.
    #[inline]
    pub(crate) fn kind(&mut self) -> Parse<Kind> {
        self.skip_space();
        Ok(match self.peek() {
            Some(b'{') => Kind::Object,
            Some(b'[') => Kind::Array,
            Some(b'"') => Kind::String,
            // Python writes floats that are no number as words.
            Some(b'-' | b'0'..=b'9' | b'N' | b'I') => Kind::Number,
            Some(b't' | b'f') => Kind::Bool,
            Some(b'n') => Kind::Null,
            _ => return Err(self.stop("a value")),
        })
    }

    /// Moves to the next item of an array or object of which `[` or `{` was read, past the comma if one is due. `false` when
    /// the closing bracket was read instead. A comma before it is forgiven.
    #[inline]
    pub(crate) fn next_item(&mut self, first: bool, close: u8, expected: &'static str) -> Parse<bool> {
        let comma = !first && self.take(b',');
        if self.take(close) {
            return Ok(false);
        }
        if first || comma { Ok(true) } else { Err(self.stop(expected)) }
    }

    /// Reads the key of the next member of an object and its colon. `None` when the object ended instead.
    pub(crate) fn next_key(&mut self, first: bool) -> Parse<Option<RawText<'a>>> {
        if !self.next_item(first, b'}', "a comma or the end of an object")? {
            return Ok(None);
        }
        if self.peek() != Some(b'"') {
            return Err(self.stop("a key"));
        }
        let key = self.string()?;
        self.expect(b':', "a colon")?;
        Ok(Some(key))
    }

    /// Reads a string, of which the quote is next. Any byte but `"` may be in it, control characters included.
    #[inline]
    pub(crate) fn string(&mut self) -> Parse<RawText<'a>> {
        let at = self.at + 1;
        let text = self.bytes.get(at..).unwrap_or_default();
        match find_quote(text) {
            Some((len, escaped)) => {
                self.at = at + len + 1;
                Ok(RawText { bytes: &text[..len], at, escaped })
            }
            None => Err(Stop::Syntax { at: self.bytes.len(), expected: "the closing quote of a string" }),
        }
    }

    /// Reads the text of a number, or `NaN`, `Infinity`, `-Infinity`.
    pub(crate) fn number(&mut self) -> Parse<&'a [u8]> {
        let rest = self.rest();
        if let [b'N' | b'I', ..] | [b'-', b'I', ..] = rest {
            return self.float_word();
        }
        let belongs = |byte: &u8| matches!(byte, b'0'..=b'9' | b'.' | b'-' | b'+' | b'e' | b'E');
        match rest.iter().position(|byte| !belongs(byte)) {
            Some(len) => {
                self.at += len;
                Ok(&rest[..len])
            }
            None => Err(Stop::Syntax { at: self.bytes.len(), expected: "the rest of a number" }),
        }
    }

    /// Reads the word of a float that is no number, with its sign.
    #[cold]
    fn float_word(&mut self) -> Parse<&'a [u8]> {
        let start = self.at;
        self.at += usize::from(self.peek() == Some(b'-'));
        let word = if self.peek() == Some(b'N') { "NaN" } else { "Infinity" };
        self.word(word)?;
        Ok(&self.bytes[start..self.at])
    }

    /// Reads `true` or `false`.
    pub(crate) fn bool(&mut self) -> Parse<bool> {
        let value = self.peek() == Some(b't');
        self.word(if value { "true" } else { "false" })?;
        Ok(value)
    }

    /// Moves past `null` if it is next.
    #[inline]
    pub(crate) fn take_null(&mut self) -> Parse<bool> {
        self.skip_space();
        if self.peek() != Some(b'n') {
            return Ok(false);
        }
        self.word("null")?;
        Ok(true)
    }

    fn word(&mut self, word: &'static str) -> Parse<()> {
        for byte in word.bytes() {
            if self.peek() != Some(byte) {
                return Err(self.stop(word));
            }
            self.at += 1;
        }
        Ok(())
    }

    /// Moves past a value of any kind.
    pub(crate) fn skip_value(&mut self) -> Parse<()> {
        self.skip_space();
        let mut skip = Skip::default();
        let (len, done) = skip.push(self.rest()).map_err(|stop| stop.moved(self.at))?;
        self.at += len;
        if done { Ok(()) } else { Err(self.stop("the rest of a value")) }
    }
}
