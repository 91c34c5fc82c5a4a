//! From text to filters, and what is wrong with a text.

use std::ops::Range;

use super::Spanset;
use super::condition::{Condition, Operator, can_compare};
use super::fault::{Expected, Fault, quote};
use super::field::{Field, Type};
use super::literal::Literal;
use super::pattern::Pattern;
use super::token::{Placed, Token, tokens};
use super::tree::Tree;

/// How deep parentheses and `!` may be nested. Beyond it a text is refused, so that no text can exhaust the stack.
const MAX_DEPTH: u32 = 64;

type Parsed<T> = Result<T, Fault>;

/// Reads a filter.
pub(super) fn parse(text: &str) -> Parsed<Tree<Spanset>> {
    Parser::new(text).filter()
}

struct Parser<'a> {
    text: &'a str,
    tokens: Vec<Placed>,
    next: usize,
    /// Parentheses and `!` around the next token.
    depth: u32,
}

impl<'a> Parser<'a> {
    fn new(text: &'a str) -> Self {
        Self { text, tokens: tokens(text), next: 0, depth: 0 }
    }

    fn peek(&self) -> Option<&Token> {
        self.tokens.get(self.next).map(|(token, _)| token)
    }

    /// Takes the next token if it is this symbol.
    fn take(&mut self, symbol: &str) -> bool {
        let found = matches!(self.peek(), Some(Token::Symbol(next)) if *next == symbol);
        self.next += usize::from(found);
        found
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

    fn filter(&mut self) -> Parsed<Tree<Spanset>> {
        if self.tokens.is_empty() {
            return Ok(Tree::Leaf(Spanset(Tree::TRUE)));
        }
        let tree = self.joined(Self::spanset)?;
        if self.next < self.tokens.len() {
            return Err(self.fault(Expected::Joint { in_parentheses: false }));
        }
        Ok(tree)
    }

    /// Parts joined by `&&` and `||`, which bind alike, from left to right.
    fn joined<L>(&mut self, part: fn(&mut Self) -> Parsed<Tree<L>>) -> Parsed<Tree<L>> {
        let mut tree = part(self)?;
        loop {
            if self.take("&&") {
                tree = tree.and(part(self)?);
            } else if self.take("||") {
                tree = tree.or(part(self)?);
            } else {
                return Ok(tree);
            }
        }
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

    fn spanset(&mut self) -> Parsed<Tree<Spanset>> {
        if self.take("!") {
            return self.nested(Self::spanset).map(Tree::negated);
        }
        if self.take("(") {
            let tree = self.nested(|parser| parser.joined(Self::spanset))?;
            return self.closed(tree, ")", Expected::Joint { in_parentheses: true });
        }
        if !self.take("{") {
            return Err(self.fault(Expected::Spanset));
        }
        if self.take("}") {
            return Ok(Tree::Leaf(Spanset(Tree::TRUE)));
        }
        if self.peek().is_none() {
            return Err(self.fault(Expected::Condition { may_end: true }));
        }
        // Parentheses around spansets are not those inside.
        let depth = std::mem::take(&mut self.depth);
        let tree = self.joined(Self::condition);
        self.depth = depth;
        self.closed(Tree::Leaf(Spanset(tree?)), "}", Expected::ConditionJoint { in_parentheses: false })
    }

    fn closed<T>(&mut self, inner: T, symbol: &str, expected: Expected) -> Parsed<T> {
        if self.take(symbol) { Ok(inner) } else { Err(self.fault(expected)) }
    }

    fn condition(&mut self) -> Parsed<Tree<Condition>> {
        if self.take("!") {
            return self.nested(Self::negated);
        }
        if self.take("(") {
            let tree = self.nested(|parser| parser.joined(Self::condition))?;
            return self.closed(tree, ")", Expected::ConditionJoint { in_parentheses: true });
        }
        if let Some(constant) = self.constant() {
            return Ok(constant);
        }
        let field = self.field()?;
        match self.operator() {
            Some(operator) => self.comparison(field, operator),
            None => self.truth(field),
        }
    }

    /// What stands after `!`, which binds tighter than comparisons.
    fn negated(&mut self) -> Parsed<Tree<Condition>> {
        let starts_field = matches!(self.peek(), Some(Token::Word(_)));
        let before = self.next;
        let tree = self.condition()?;
        let is_bare = self.next == before + 1;
        if starts_field && !is_bare {
            self.next = before;
            return Err(self.fault(Expected::Other("parentheses around the comparison that `!` negates")));
        }
        Ok(tree.negated())
    }

    fn constant(&mut self) -> Option<Tree<Condition>> {
        let constant = match self.peek()? {
            Token::Word(word) if word.text == "true" => Tree::TRUE,
            Token::Word(word) if word.text == "false" => Tree::FALSE,
            _ => return None,
        };
        self.next += 1;
        Some(constant)
    }

    fn field(&mut self) -> Parsed<Field> {
        let field = match self.peek() {
            Some(Token::Word(word)) => Field::from_word(word),
            _ => None,
        };
        let field = field.ok_or_else(|| self.fault(Expected::Condition { may_end: false }))?;
        self.next += 1;
        Ok(field)
    }

    fn operator(&mut self) -> Option<Operator> {
        Operator::ALL.into_iter().find(|operator| self.take(operator.symbol()))
    }

    /// An attribute by itself, which is to be true.
    fn truth(&self, field: Field) -> Parsed<Tree<Condition>> {
        let ends = match self.peek() {
            Some(Token::Symbol(symbol)) => ["&&", "||", "}", ")"].contains(symbol),
            _ => false,
        };
        if field.has_type() != Type::Attribute || !ends {
            return Err(self.fault(Expected::Operator { field }));
        }
        Ok(Tree::Leaf(Condition { field, operator: Operator::Equal, literal: Literal::Bool(true) }))
    }

    fn comparison(&mut self, field: Field, operator: Operator) -> Parsed<Tree<Condition>> {
        if !operator.suits(field.has_type()) {
            self.next -= 1;
            return Err(self.fault(Expected::Operator { field }));
        }
        let literal = match self.peek() {
            Some(Token::Text(text)) if operator.takes_pattern() => Some(Literal::Pattern(self.pattern(text)?)),
            Some(Token::Text(text)) => Some(Literal::Text(text.clone())),
            Some(Token::Number(number)) => Literal::from_number(number),
            Some(Token::Word(word))
                if !word.is_quoted && field.has_type() == Type::Severities && word.text != "nil" =>
            {
                Literal::from_severity(&word.text)
            }
            Some(Token::Word(word)) if !word.is_quoted => Literal::from_word(&word.text),
            _ => None,
        };
        match literal.filter(|literal| can_compare(&field, operator, literal)) {
            Some(literal) => {
                self.next += 1;
                Ok(Tree::Leaf(Condition { field, operator, literal }))
            }
            None => Err(self.fault(Expected::Literal { field, operator })),
        }
    }

    fn pattern(&self, text: &str) -> Parsed<Pattern> {
        Pattern::new(text).map_err(|reason| {
            let mut fault = self.fault(Expected::Other("a regular expression"));
            fault.found = format!("{} ({reason})", fault.found);
            fault
        })
    }
}
