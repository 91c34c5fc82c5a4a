//! The words of a filter's text.
//!
//! What may stand in an attribute's name without quotes is TraceQL's: everything but white space and `{}()=~!<>&|^,`, quoted parts
//! in between included.

use std::ops::Range;

/// A word of the text.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Token {
    /// Punctuation and operators, as they are written.
    Symbol(&'static str),
    /// A field, or a word such as `error` or `nil`.
    Word(Word),
    /// Text in quotes or back quotes, without them.
    Text(String),
    /// A number or a duration, as it is written.
    Number(String),
    /// What is no word at all.
    Unknown,
    /// A word with a mistake in it: where, and what would have been right there.
    Broken(usize, &'static str),
}

/// A name with the quotes of its quoted parts taken off.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Word {
    pub(super) text: String,
    /// The bytes before the first quoted part: what can be a scope or a keyword.
    pub(super) plain: usize,
    /// Whether there is a quoted part.
    pub(super) is_quoted: bool,
}

/// A token and its bytes in the text.
pub(super) type Placed = (Token, Range<usize>);

/// Longer symbols before those that they begin with.
const SYMBOLS: [&str; 31] = [
    "&>>", "&<<", "!>>", "!<<", "&&", "||", "=~", "!~", "!=", ">=", "<=", ">>", "<<", "!>", "!<", "&>", "&<", "&~",
    "{", "}", "(", ")", "=", "!", ">", "<", "~", "|", ",", "^", "%",
];

/// Symbols that can also be part of a name. They begin no name.
const SIGNS: [&str; 4] = ["+", "-", "*", "/"];

const CLOSING_QUOTE: &str = "a closing quote";
const ESCAPE: &str =
    "one of \\\\ \\\" \\n \\r \\t \\u00e9 after a backslash, or text in back quotes, where backslashes are plain";

/// Splits a text into tokens. O(length).
pub(super) fn tokens(text: &str) -> Vec<Placed> {
    let mut scanner = Scanner { text, at: 0 };
    std::iter::from_fn(|| scanner.next()).collect()
}

/// Whether a character can stand in the name of an attribute without quotes.
pub(super) fn is_plain(c: char) -> bool {
    !c.is_whitespace() && !"{}()=~!<>&|^,\"`".contains(c)
}

struct Scanner<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Scanner<'a> {
    fn rest(&self) -> &'a str {
        &self.text[self.at..]
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    fn bump(&mut self) -> Option<char> {
        let c = self.peek()?;
        self.at += c.len_utf8();
        Some(c)
    }

    fn take_while(&mut self, mut keep: impl FnMut(char) -> bool) -> &'a str {
        let rest = self.rest();
        let end = rest.find(|c| !keep(c)).unwrap_or(rest.len());
        self.at += end;
        &rest[..end]
    }

    fn next(&mut self) -> Option<Placed> {
        self.take_while(char::is_whitespace);
        let start = self.at;
        let token = self.token(self.peek()?);
        Some((token, start..self.at))
    }

    fn token(&mut self, first: char) -> Token {
        if let Some(symbol) = SYMBOLS.into_iter().find(|symbol| self.rest().starts_with(symbol)) {
            self.at += symbol.len();
            return Token::Symbol(symbol);
        }
        let is_number =
            first.is_ascii_digit() || first == '-' && self.rest()[1..].starts_with(|c: char| c.is_ascii_digit());
        if let Some(sign) = SIGNS.into_iter().find(|sign| !is_number && self.rest().starts_with(sign)) {
            self.at += sign.len();
            return Token::Symbol(sign);
        }
        match first {
            '"' => self.quoted().map_or_else(|(at, expected)| Token::Broken(at, expected), Token::Text),
            '`' => self.back_quoted(),
            _ if is_number => self.number(),
            c if is_plain(c) => self.word(),
            _ => {
                self.bump();
                Token::Unknown
            }
        }
    }

    /// Digits and all that sticks to them. What it means is the business of whoever reads literals.
    fn number(&mut self) -> Token {
        let mut last = ' ';
        let text = self.take_while(|c| {
            let is_sign = "+-".contains(c) && matches!(last, ' ' | 'e' | 'E');
            last = c;
            c.is_alphanumeric() || c == '.' || c == '_' || is_sign
        });
        Token::Number(text.to_owned())
    }

    fn word(&mut self) -> Token {
        let mut word = Word { text: self.take_while(is_plain).to_owned(), plain: 0, is_quoted: false };
        word.plain = word.text.len();
        while self.peek() == Some('"') {
            word.is_quoted = true;
            match self.quoted() {
                Ok(part) => word.text.push_str(&part),
                Err((at, expected)) => return Token::Broken(at, expected),
            }
            word.text.push_str(self.take_while(is_plain));
        }
        Token::Word(word)
    }

    fn back_quoted(&mut self) -> Token {
        self.bump();
        let text = self.take_while(|c| c != '`').to_owned();
        match self.bump() {
            Some(_) => Token::Text(text),
            None => Token::Broken(self.at, CLOSING_QUOTE),
        }
    }

    /// The content of a text in double quotes. A broken one reaches to its closing quote or, without, to the end of the text.
    fn quoted(&mut self) -> Result<String, (usize, &'static str)> {
        self.bump();
        let (mut text, mut broken) = (String::new(), None);
        loop {
            let at = self.at;
            match self.bump() {
                None => return Err((at, CLOSING_QUOTE)),
                Some('"') => return broken.map_or(Ok(text), Err),
                Some('\\') => match self.escape() {
                    Some(c) => text.push(c),
                    None => broken = broken.or(Some((at, ESCAPE))),
                },
                Some(c) => text.push(c),
            }
        }
    }

    fn escape(&mut self) -> Option<char> {
        match self.bump()? {
            'n' => Some('\n'),
            'r' => Some('\r'),
            't' => Some('\t'),
            'u' => {
                let digits =
                    self.rest().get(..4).filter(|digits| digits.bytes().all(|byte| byte.is_ascii_hexdigit()))?;
                self.at += digits.len();
                char::from_u32(u32::from_str_radix(digits, 16).ok()?)
            }
            c @ ('"' | '\\') => Some(c),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kinds(text: &str) -> Vec<Token> {
        tokens(text).into_iter().map(|(token, _)| token).collect()
    }

    fn word(text: &str, plain: usize) -> Token {
        Token::Word(Word { text: text.to_owned(), plain, is_quoted: plain < text.len() })
    }

    #[test]
    fn longer_symbols_come_first() {
        let symbols = ["!", "=", "!=", "!~", "=~", "||", "&&", ">=", ">", "<=", "<"].map(Token::Symbol);
        assert_eq!(kinds("! = != !~ =~ || && >= > <= <"), symbols);
        let structural = ["&>>", "&>", "!<<", "!<", ">>", "~", "&~", "|", "^", "%", "+", "-"].map(Token::Symbol);
        assert_eq!(kinds("&>>&>!<<!<>>~&~|^%+-"), structural);
        assert_eq!(kinds("!=~"), [Token::Symbol("!="), Token::Symbol("~")]);
    }

    #[test]
    fn a_name_ends_where_traceql_ends_it() {
        assert_eq!(kinds("span.a-b/c@1=2"), [word("span.a-b/c@1", 12), Token::Symbol("="), Token::Number("2".into())]);
        assert_eq!(kinds("span.\"a b\".c d"), [word("span.a b.c", 5), word("d", 1)]);
        assert_eq!(kinds("event:name)"), [word("event:name", 10), Token::Symbol(")")]);
    }

    #[test]
    fn numbers_keep_their_signs_and_units() {
        let texts = ["-1", "1.5e-7", "1h30m", "2µs", "1x"];
        assert_eq!(kinds(&texts.join(" ")), texts.map(|text| Token::Number(text.to_owned())));
        assert_eq!(kinds("1-2"), [Token::Number("1".into()), Token::Number("-2".into())]);
    }

    #[test]
    fn quotes_have_escapes_and_back_quotes_none() {
        assert_eq!(kinds(r#""a\"\\\n\u00e9""#), [Token::Text("a\"\\\né".into())]);
        assert_eq!(kinds(r"`a\d`"), [Token::Text(r"a\d".into())]);
    }

    #[test]
    fn mistakes_have_a_place() {
        for (text, at, expected) in [
            ("\"ab", 3, CLOSING_QUOTE),
            ("`ab", 3, CLOSING_QUOTE),
            (r#""a\d""#, 2, ESCAPE),
            (r#""\u12""#, 1, ESCAPE),
            ("x \"é\\", 6, CLOSING_QUOTE),
        ] {
            assert_eq!(kinds(text).last(), Some(&Token::Broken(at, expected)), "{text}");
        }
    }
}
