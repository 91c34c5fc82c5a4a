//! Regular expressions, as `=~` takes them.
//!
//! An expression must match the whole text, and `.` matches line breaks too, as in TraceQL. Expressions are run by `regex-lite`,
//! which is small, takes linear time, and a hundred times that of a search for plain text. What people write in filters is mostly
//! plain text with `.*` around it and `|` in between; so such an expression is not run at all but taken apart here.

use std::fmt;

use regex_lite::Regex;

use super::quoted::write_quoted;

/// A regular expression.
#[derive(Debug, Clone)]
pub(crate) struct Pattern {
    /// As it was written.
    text: String,
    matcher: Matcher,
}

#[derive(Debug, Clone)]
enum Matcher {
    /// A text matches if it matches any of them.
    Plain(Vec<Plain>),
    Regex(Regex),
}

/// Plain text between optional `.*`.
#[derive(Debug, Clone)]
struct Plain {
    text: String,
    /// Whether anything may come before.
    is_open_before: bool,
    /// Whether anything may come after.
    is_open_after: bool,
}

/// Patterns are equal if they are written alike.
impl PartialEq for Pattern {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

impl Pattern {
    /// Reads a regular expression, or says what is wrong with it.
    pub(super) fn new(text: &str) -> Result<Self, String> {
        let regex = |text: &str| Regex::new(text).map_err(|error| error.to_string());
        let plain: Option<Vec<Plain>> = text.split('|').map(Plain::new).collect();
        let matcher = if let Some(plain) = plain {
            Matcher::Plain(plain)
        } else {
            // By itself first, so that it cannot close the group that is put around it.
            regex(text)?;
            Matcher::Regex(regex(&format!("^(?s:{text})$"))?)
        };
        Ok(Self { text: text.to_owned(), matcher })
    }

    /// As it was written.
    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    /// The pattern that matches a text and no other, as it is written in a filter.
    pub(super) fn exactly(text: &str) -> String {
        let text = regex_lite::escape(text);
        Self { text, matcher: Matcher::Plain(Vec::new()) }.to_string()
    }

    /// Whether matching means running an expression.
    pub(super) fn is_slow(&self) -> bool {
        matches!(self.matcher, Matcher::Regex(_))
    }

    /// Whether the whole text matches. O(length).
    pub(super) fn matches(&self, text: &str) -> bool {
        match &self.matcher {
            Matcher::Plain(plain) => plain.iter().any(|plain| plain.matches(text)),
            Matcher::Regex(regex) => regex.is_match(text),
        }
    }
}

impl Plain {
    fn new(pattern: &str) -> Option<Self> {
        let (is_open_before, rest) = pattern.strip_prefix(".*").map_or((false, pattern), |rest| (true, rest));
        let (is_open_after, middle) = rest.strip_suffix(".*").map_or((false, rest), |middle| (true, middle));
        let mut text = String::with_capacity(middle.len());
        let mut chars = middle.chars();
        while let Some(c) = chars.next() {
            match c {
                '\\' => text.push(chars.next().filter(|escaped| r".-/+*?()|[]{}^$\".contains(*escaped))?),
                '.' | '+' | '*' | '?' | '(' | ')' | '[' | ']' | '{' | '}' | '^' | '$' => return None,
                c => text.push(c),
            }
        }
        Some(Self { text, is_open_before, is_open_after })
    }

    fn matches(&self, text: &str) -> bool {
        match (self.is_open_before, self.is_open_after) {
            (false, false) => text == self.text,
            (true, false) => text.ends_with(&self.text),
            (false, true) => text.starts_with(&self.text),
            (true, true) => text.contains(&self.text),
        }
    }
}

/// In back quotes where that saves backslashes.
impl fmt::Display for Pattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.text.contains('\\') && !self.text.contains(['`', '\r']) {
            write!(f, "`{}`", self.text)
        } else {
            write_quoted(f, &self.text)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_whole_text_must_match() {
        for (pattern, yes, no) in [
            ("bar", "bar", "a bar"),
            ("a|ab", "ab", "abc"),
            (".*bar.*", "a\nbar\nb", "ba"),
            ("a.*", "a\nb", "ba"),
            (".*", "", "\u{0}never"),
            ("/api/[0-9]+", "/api/12", "/api/12/"),
            ("^a$", "a", "aa"),
            (r"1\.5", "1.5", "125"),
            (r"5\d\d", "500", "5000"),
            ("(?i)get", "GET", "GETS"),
        ] {
            let compiled = Pattern::new(pattern).unwrap();
            assert!(compiled.matches(yes), "{pattern} {yes}");
            assert!(!compiled.matches(no) || pattern == ".*", "{pattern} {no}");
        }
    }

    #[test]
    fn what_is_taken_apart_matches_what_the_expression_matches() {
        let parts = ["", "a", ".*", "|", r"\.", "b", r"\\", "é"];
        let count = parts.len();
        let patterns =
            (0..count.pow(3)).map(|at| [at, at / count, at / count / count].map(|at| parts[at % count]).concat());
        let texts = ["", "a", "b", ".", "ab", "aab", "ba", "a.b", "é", "\\", "a\\", "abé", "\n"];
        let mut plain = 0;
        for pattern in patterns {
            let Ok(compiled) = Pattern::new(&pattern) else { continue };
            let regex = Regex::new(&format!("^(?s:{pattern})$")).unwrap();
            plain += u32::from(matches!(compiled.matcher, Matcher::Plain(_)));
            for text in texts {
                assert_eq!(compiled.matches(text), regex.is_match(text), "{pattern:?} {text:?}");
            }
        }
        assert!(plain > 200, "{plain}");
    }

    #[test]
    fn a_bad_expression_is_told() {
        for pattern in ["(", "a)|(b", "[a", "*a", r"\p{Greek}"] {
            assert!(Pattern::new(pattern).is_err(), "{pattern}");
        }
    }

    #[test]
    fn backslashes_are_shown_as_they_are_written() {
        let shown = |pattern: &str| Pattern::new(pattern).unwrap().to_string();
        assert_eq!(shown("a.*"), "\"a.*\"");
        assert_eq!(shown(r"\d+"), r"`\d+`");
        assert_eq!(shown("\\.`"), "\"\\\\.`\"");
    }
}
