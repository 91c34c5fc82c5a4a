//! From text to filters, and what is wrong with a text.

mod claims;
mod sets;

use std::ops::Range;

use super::fault::{Expected, Fault, quote};
use super::number::Arithmetic;
use super::token::{Placed, Token, tokens};
use super::tree::Tree;
use super::{Part, Spanset};

/// How deep parentheses and `!` may be nested. Beyond it a text is refused, so that no text can exhaust the stack.
const MAX_DEPTH: u32 = 64;

/// How many operators there may be between spansets that are no `&&` and no `||`, and between numbers. Each may be as deep as all of them.
const MAX_OPERATORS: u32 = 256;

type Parsed<T> = Result<T, Fault>;

/// Reads a filter.
pub(super) fn parse(text: &str) -> Parsed<Tree<Part>> {
    Parser::new(text).filter()
}

struct Parser<'a> {
    text: &'a str,
    tokens: Vec<Placed>,
    next: usize,
    /// Parentheses and `!` around the next token.
    depth: u32,
    /// Operators so far that can be deep.
    operators: u32,
}

impl<'a> Parser<'a> {
    fn new(text: &'a str) -> Self {
        Self { text, tokens: tokens(text), next: 0, depth: 0, operators: 0 }
    }

    fn peek(&self) -> Option<&Token> {
        self.tokens.get(self.next).map(|(token, _)| token)
    }

    fn peek_symbol(&self) -> Option<&'static str> {
        if let Some(Token::Symbol(symbol)) = self.peek() { Some(symbol) } else { None }
    }

    /// The next token, if it is a word without quotes.
    fn peek_word(&self) -> Option<&str> {
        match self.peek() {
            Some(Token::Word(word)) if !word.is_quoted => Some(&word.text),
            _ => None,
        }
    }

    /// Takes the next token if it is this symbol.
    fn take(&mut self, symbol: &str) -> bool {
        let found = self.peek_symbol() == Some(symbol);
        self.next += usize::from(found);
        found
    }

    /// The arithmetic operator that comes next, of at least some strength. `1 -2` is a subtraction.
    fn arithmetic(&self, least: u8) -> Option<Arithmetic> {
        let symbol = match self.peek()? {
            Token::Symbol(symbol) => *symbol,
            Token::Number(number) if number.starts_with('-') => "-",
            _ => return None,
        };
        Arithmetic::ALL.into_iter().find(|known| known.symbol() == symbol && known.binding() >= least)
    }

    /// Takes the symbol of an operator, or the sign of a number.
    fn take_sign(&mut self) {
        match self.tokens.get_mut(self.next) {
            Some((Token::Number(number), place)) if number.starts_with('-') => {
                number.remove(0);
                place.start += 1;
            }
            _ => self.next += 1,
        }
    }

    /// Whether a minus comes next that is not merely the sign of a number: the least of all integers is none without its sign.
    fn is_sign(&self) -> bool {
        let after = self.tokens.get(self.next + 1).map(|(token, _)| token);
        let is_computed = matches!(after, Some(Token::Symbol("*" | "/" | "%" | "^")));
        match self.peek() {
            Some(Token::Symbol(symbol)) => *symbol == "-",
            Some(Token::Number(number)) => is_computed && number.starts_with('-'),
            _ => false,
        }
    }

    /// The bytes of the next token. Empty at the end.
    fn place(&self) -> Range<usize> {
        self.tokens.get(self.next).map_or(self.text.len()..self.text.len(), |(_, place)| place.clone())
    }

    /// The fault at the next token. Where that is broken by itself, this is what matters.
    fn fault(&self, expected: Expected) -> Fault {
        let place = self.place();
        match self.peek() {
            None => Fault { at: place.start, expected, found: "the end".to_owned() },
            Some(&Token::Broken(at, expected)) => {
                Fault { at, expected: Expected::Other(expected), found: quote(&self.text[at..place.end.max(at)]) }
            }
            Some(_) => Fault { at: place.start, expected, found: quote(&self.text[place]) },
        }
    }

    /// The fault at an earlier token.
    fn fault_at(&mut self, token: usize, expected: Expected) -> Fault {
        self.next = token;
        self.fault(expected)
    }

    /// Something inside parentheses or after `!`.
    fn nested<T>(&mut self, inner: impl FnOnce(&mut Self) -> Parsed<T>) -> Parsed<T> {
        if self.depth == MAX_DEPTH {
            return Err(self.fault(Expected::Other("at most 64 parentheses and `!` inside each other")));
        }
        self.depth += 1;
        let result = inner(self);
        self.depth -= 1;
        result
    }

    /// Counts an operator.
    fn count(&mut self) -> Parsed<()> {
        self.operators += 1;
        if self.operators > MAX_OPERATORS {
            return Err(self.fault(Expected::Other("at most 256 operators between spansets and between numbers")));
        }
        Ok(())
    }

    fn closed<T>(&mut self, inner: T, symbol: &str, expected: Expected) -> Parsed<T> {
        if self.take(symbol) { Ok(inner) } else { Err(self.fault(expected)) }
    }
}

/// The spanset that every span satisfies.
fn everything() -> Tree<Part> {
    Tree::Leaf(Part::Spans(super::spans::Spans::Where(Spanset(Tree::TRUE))))
}
