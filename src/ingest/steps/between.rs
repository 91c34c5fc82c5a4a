//! Text between documents: what logs put before each line, and lines of their own.

use crate::ingest::json::{Cursor, Stop};

/// What lies between documents, where a text has been read so far.
#[derive(Debug)]
#[expect(clippy::struct_excessive_bools, reason = "each is a question of its own, and all combinations occur")]
pub(super) struct Between {
    /// Whether the last byte ended a line.
    at_line_start: bool,
    /// Whether only white space came since a line began.
    line_is_blank: bool,
    /// Whether text of this line is being passed over.
    in_text: bool,
    /// Whether any text was met.
    has_text: bool,
    /// Whether no more bytes come.
    is_last: bool,
}

/// What [`Between::pass`] came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Passed {
    /// A document is next, or what should be one.
    Nothing,
    /// Some text was passed over. It may be the first of its line.
    Text { is_new: bool },
    /// Nobody can tell before there are more bytes.
    Unsure,
}

/// What the bytes between documents begin with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Begins {
    Document,
    Text,
    Unsure,
}

impl Default for Between {
    fn default() -> Self {
        Self { at_line_start: false, line_is_blank: true, in_text: false, has_text: false, is_last: false }
    }
}

impl Between {
    /// Whether any text was met between documents.
    pub(super) fn has_text(&self) -> bool {
        self.has_text
    }

    /// Whether text is being passed over.
    #[inline]
    pub(super) fn is_in_text(&self) -> bool {
        self.in_text
    }

    /// Goes to where a line begins.
    pub(super) fn begin_line(&mut self) {
        (self.at_line_start, self.line_is_blank, self.in_text) = (true, true, false);
    }

    /// Hears that no more bytes come.
    pub(super) fn end(&mut self) {
        self.is_last = true;
    }

    /// Counts bytes that are done with.
    pub(super) fn advance(&mut self, bytes: &[u8]) {
        self.line_is_blank = self.is_blank_after(bytes);
        if let Some(&last) = bytes.last() {
            self.at_line_start = last == b'\n';
        }
    }

    /// Where in the bytes after a broken document the next may begin: at a line that begins with a brace, as in JSON Lines and in documents that
    /// are printed one after the other and indented; at any line where logs put text before them.
    pub(super) fn next_document(&self, bytes: &[u8]) -> Option<usize> {
        if self.at_line_start && (self.has_text || bytes.first() == Some(&b'{')) {
            return Some(0);
        }
        let line_end = if self.has_text {
            bytes.iter().position(|&byte| byte == b'\n')
        } else {
            bytes.windows(2).position(|pair| pair == b"\n{")
        };
        line_end.map(|line_end| line_end + 1)
    }

    /// Passes over text that stands where a document should. After a document on its own line text is a fault, unless other lines have
    /// some before their documents.
    pub(super) fn pass(&mut self, cursor: &mut Cursor<'_>) -> Passed {
        let is_new = !self.in_text;
        if is_new {
            match begins(cursor.rest()) {
                Begins::Unsure if !self.is_last => return Passed::Unsure,
                Begins::Text if self.has_text || self.is_blank_after(&cursor.bytes[..cursor.at]) => {}
                Begins::Document | Begins::Text | Begins::Unsure => return Passed::Nothing,
            }
        }
        match self.text_len(cursor.rest()) {
            (0, false) => Passed::Unsure,
            // What began like text is the bracket before a document.
            (0, true) if is_new => Passed::Nothing,
            (passed, is_over) => {
                cursor.at += passed;
                (self.in_text, self.has_text) = (!is_over, true);
                Passed::Text { is_new }
            }
        }
    }

    /// How long the text is that comes first, and whether it is over there: at the end of the line, or where a document begins.
    fn text_len(&self, rest: &[u8]) -> (usize, bool) {
        for (at, &byte) in rest.iter().enumerate() {
            if byte == b'\n' {
                return (at, true);
            }
            if byte != b'{' {
                continue;
            }
            let start = trim_end(&rest[..at]).strip_suffix(b"[").map_or(at, <[u8]>::len);
            match rest[at + 1..].iter().find(|byte| !matches!(byte, b' ' | b'\t')) {
                Some(b'"') => return (start, true),
                None if !self.is_last => return (start, false),
                _ => {}
            }
        }
        // A bracket at the end may belong to a document.
        let bracket = trim_end(rest).strip_suffix(b"[").map_or(rest.len(), <[u8]>::len);
        (if self.is_last { rest.len() } else { bracket }, false)
    }

    /// Whether only white space comes before the end of some bytes on their last line.
    fn is_blank_after(&self, bytes: &[u8]) -> bool {
        for byte in bytes.iter().rev() {
            match byte {
                b'\n' => return true,
                // Marks of the byte order are white space between documents.
                b' ' | b'\t' | b'\r' | 0xef | 0xbb | 0xbf => {}
                _ => return false,
            }
        }
        self.line_is_blank
    }
}

/// Bytes without what JSON calls white space at their end.
fn trim_end(bytes: &[u8]) -> &[u8] {
    let last = bytes.iter().rposition(|byte| !matches!(byte, b' ' | b'\t' | b'\n' | b'\r'));
    &bytes[..last.map_or(0, |at| at + 1)]
}

/// What bytes between documents begin with: a document does with a brace, or with a bracket and whatever an array of documents goes on with.
fn begins(rest: &[u8]) -> Begins {
    match rest.first() {
        // A mark of the byte order that was cut.
        Some(0xef) if b"\xef\xbb\xbf".starts_with(rest) => Begins::Unsure,
        Some(b'{') => Begins::Document,
        Some(b'[') => begins_in_bracket(&rest[1..]),
        Some(_) => Begins::Text,
        None => Begins::Unsure,
    }
}

/// Whether a bracket is that of an array, by what comes after it.
fn begins_in_bracket(rest: &[u8]) -> Begins {
    let mut cursor = Cursor::new(&rest[..rest.len().min(LONGEST_SCALAR)]);
    cursor.skip_space();
    // No log breaks a line in the middle of its brackets.
    if rest[..cursor.at].contains(&b'\n') {
        return Begins::Document;
    }
    let scalar = match cursor.peek() {
        Some(b'{' | b'[' | b']' | b'"') => return Begins::Document,
        Some(b'-' | b'0'..=b'9') => cursor.number().map(drop),
        Some(b't' | b'f') => cursor.bool().map(drop),
        Some(b'n') => cursor.take_null().map(drop),
        Some(_) => return Begins::Text,
        None => Err(cursor.stop("a value")),
    };
    cursor.skip_space();
    match (scalar, cursor.peek()) {
        (Ok(()), Some(b',' | b']')) => Begins::Document,
        (Ok(()), None) if rest.len() < LONGEST_SCALAR => Begins::Unsure,
        (Err(Stop::Syntax { at, .. }), _) if at == rest.len() => Begins::Unsure,
        _ => Begins::Text,
    }
}

/// No number that is an entry of an array of documents is longer, as far as it matters.
const LONGEST_SCALAR: usize = 64;

#[cfg(test)]
mod tests {
    use super::*;

    /// What is left of a line when text was passed over, in pieces of a size.
    fn left(line: &str, size: usize) -> String {
        let mut between = Between::default();
        let (mut kept, mut text) = (Vec::new(), line.as_bytes());
        loop {
            let (piece, rest) = text.split_at(text.len().min(size));
            kept.extend_from_slice(piece);
            text = rest;
            if text.is_empty() {
                between.end();
            }
            let mut cursor = Cursor::new(&kept);
            let passed = between.pass(&mut cursor);
            let at = cursor.at;
            if passed == Passed::Nothing || text.is_empty() && passed == Passed::Unsure {
                kept.extend_from_slice(text);
                return String::from_utf8(kept).unwrap();
            }
            between.advance(&kept[..at]);
            kept.drain(..at);
            if kept.is_empty() && text.is_empty() {
                return String::new();
            }
        }
    }

    #[test]
    fn text_before_a_document_is_passed_over_wherever_it_is_cut() {
        let far = format!(r#"[{}{{"a":1}}]"#, " ".repeat(2 * LONGEST_SCALAR));
        let cases = [
            (r#"2026-11-27T09:00:00.000Z {"a":1}"#, r#"{"a":1}"#),
            (r#"[INFO] shop | { "a":1}"#, r#"{ "a":1}"#),
            (r#"{"a":1}"#, r#"{"a":1}"#),
            (r#"[{"a":1}]"#, r#"[{"a":1}]"#),
            (r#"got {x} and [ {"a":1}]"#, r#"[ {"a":1}]"#),
            ("nothing but text {", ""),
            (r#"[2026-11-27T09:00:00Z] {"a":1}"#, r#"{"a":1}"#),
            (r#"[true story] {"a":1}"#, r#"{"a":1}"#),
            (r#"[null, {"a":1}]"#, r#"[null, {"a":1}]"#),
            ("[\n7]", "[\n7]"),
            // A form feed is no white space of JSON.
            ("x [\x0c {\"a\":1}", r#"{"a":1}"#),
            ("[\x0c{\"a\":1}", r#"{"a":1}"#),
            (&far, &far),
            (&format!("x {far}"), &far),
        ];
        for (line, expected) in cases {
            for size in 1..=line.len() {
                assert_eq!(left(line, size), expected, "{line} in pieces of {size}");
            }
        }
    }
}
