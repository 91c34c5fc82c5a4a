//! Inside a spanset: what is claimed of a span.

use super::{Parsed, Parser};
use crate::filter::Spanset;
use crate::filter::claim::Claim;
use crate::filter::condition::{Condition, Operator};
use crate::filter::expression::{Comparison, Expression, Sort, Whose, constant, suits_condition};
use crate::filter::fault::Expected;
use crate::filter::field::{Field, Intrinsic, Type};
use crate::filter::literal::Literal;
use crate::filter::number::Arithmetic;
use crate::filter::pattern::Pattern;
use crate::filter::token::Token;
use crate::filter::tree::Tree;

/// What stands on a side of an operator.
enum Operand {
    Value(Expression),
    Truth(Tree<Claim>),
}

/// What an operand is wanted for: what is expected where there is none, and how words are read.
#[derive(Clone)]
struct Wanted {
    expected: Expected,
    of: Option<Type>,
}

impl Wanted {
    fn new(expected: Expected) -> Self {
        Self { expected, of: None }
    }
}

impl Parser<'_> {
    /// What follows `{`.
    pub(super) fn spanset(&mut self) -> Parsed<Spanset> {
        if self.take("}") {
            return Ok(Spanset(Tree::TRUE));
        }
        if self.peek().is_none() {
            return Err(self.fault(Expected::Condition { may_end: true }));
        }
        // Parentheses around spansets are not those inside.
        let depth = std::mem::take(&mut self.depth);
        let claims = self.claims();
        self.depth = depth;
        self.closed(Spanset(claims?), "}", Expected::ConditionJoint { in_parentheses: false })
    }

    /// A number of each span, for what is measured.
    pub(super) fn measure(&mut self) -> Parsed<Expression> {
        let start = self.next;
        let wanted = Wanted::new(Expected::Number);
        match self.computed(0, &wanted)? {
            Operand::Value(value) if value.can_be_number() && value.names_field() => Ok(value),
            _ => Err(self.fault_at(start, Expected::Number)),
        }
    }

    /// A field, as `select()` lists them.
    pub(super) fn listed_field(&mut self) -> Parsed<()> {
        let is_field = matches!(self.peek(), Some(Token::Word(word)) if Whose::from_word(word).is_some());
        if !is_field {
            return Err(self.fault(Expected::Listed));
        }
        self.next += 1;
        Ok(())
    }

    fn claims(&mut self) -> Parsed<Tree<Claim>> {
        let wanted = Wanted::new(Expected::Condition { may_end: false });
        let operand = self.joined(&wanted)?;
        self.truth(operand)
    }

    /// Operands joined by `&&` and `||`, which bind alike, from left to right.
    fn joined(&mut self, wanted: &Wanted) -> Parsed<Operand> {
        let first = self.compared(wanted)?;
        if !matches!(self.peek_symbol(), Some("&&" | "||")) {
            return Ok(first);
        }
        let mut tree = self.truth(first)?;
        loop {
            let is_and = self.take("&&");
            if !is_and && !self.take("||") {
                return Ok(Operand::Truth(tree));
            }
            let next = self.compared(&Wanted::new(Expected::Condition { may_end: false }))?;
            let next = self.truth(next)?;
            tree = if is_and { tree.and(next) } else { tree.or(next) };
        }
    }

    /// An operand by itself, which is to be true.
    fn truth(&self, operand: Operand) -> Parsed<Tree<Claim>> {
        let ends = matches!(self.peek_symbol(), Some("&&" | "||" | "}" | ")"));
        match operand {
            Operand::Truth(tree) => Ok(tree),
            Operand::Value(Expression::Literal(Literal::Bool(true))) => Ok(Tree::TRUE),
            Operand::Value(Expression::Literal(Literal::Bool(false))) => Ok(Tree::FALSE),
            Operand::Value(Expression::Field(whose)) if whose.field.has_type() == Type::Attribute && ends => {
                let is_true = |field| Condition { field, operator: Operator::Equal, literal: Literal::Bool(true) };
                Ok(Tree::Leaf(Claim::of(whose, is_true)))
            }
            Operand::Value(Expression::Field(Whose { field, .. })) => Err(self.fault(Expected::Operator { field })),
            Operand::Value(_) => Err(self.fault(Expected::Comparison)),
        }
    }

    fn compared(&mut self, wanted: &Wanted) -> Parsed<Operand> {
        if self.peek_word() == Some("parent") {
            return self.root().map(Operand::Truth);
        }
        let start = self.next;
        let left = match self.computed(0, wanted)? {
            Operand::Value(left) => left,
            truth @ Operand::Truth(_) => return Ok(truth),
        };
        let at = self.next;
        let Some(operator) = Operator::ALL.into_iter().find(|operator| self.take(operator.symbol())) else {
            return Ok(Operand::Value(left));
        };
        self.comparison((start, left), (at, operator)).map(Operand::Truth)
    }

    /// `parent = nil` and `parent != nil`: whether the span heads a request.
    fn root(&mut self) -> Parsed<Tree<Claim>> {
        const EXPECTED: Expected =
            Expected::Other("a field like parent.name, or `parent = nil`, which is true of roots");
        let start = self.next;
        self.next += 1;
        let operator = match self.peek_symbol() {
            Some("=") => Operator::Less,
            Some("!=") => Operator::GreaterOrEqual,
            _ => return Err(self.fault_at(start, EXPECTED)),
        };
        self.next += 1;
        if self.peek_word() != Some("nil") {
            return Err(self.fault_at(start, EXPECTED));
        }
        self.next += 1;
        let field = Field::Intrinsic(Intrinsic::NestedSetParent);
        Ok(Tree::Leaf(Claim::Own(Condition { field, operator, literal: Literal::Int(0) })))
    }

    fn comparison(
        &mut self,
        (start, left): (usize, Expression),
        (at, operator): (usize, Operator),
    ) -> Parsed<Tree<Claim>> {
        let wanted = match &left {
            Expression::Field(Whose { field, .. }) => {
                if !operator.suits(field.has_type()) {
                    return Err(self.fault_at(at, Expected::Operator { field: field.clone() }));
                }
                let expected = Expected::Literal { field: field.clone(), operator };
                Wanted { expected, of: Some(field.has_type()) }
            }
            _ => Wanted::new(Expected::Value),
        };
        let right_at = self.next;
        let right = if operator.takes_pattern() {
            Expression::Literal(Literal::Pattern(self.pattern(&wanted.expected)?))
        } else {
            match self.computed(0, &wanted)? {
                Operand::Value(value) => value,
                Operand::Truth(_) => return Err(self.fault_at(right_at, wanted.expected)),
            }
        };
        let claim = match (left, right) {
            (Expression::Field(whose), Expression::Literal(literal)) => {
                if is_never_nil(&whose, operator, &literal) {
                    return Ok(Tree::TRUE);
                }
                if !suits_condition(&whose, operator, &literal) {
                    return Err(self.fault_at(right_at, wanted.expected));
                }
                Claim::of(whose, |field| Condition { field, operator, literal })
            }
            (Expression::Literal(literal), Expression::Field(whose)) => {
                let operator = operator.flipped();
                if !suits_condition(&whose, operator, &literal) {
                    return Err(self.fault_at(start, Expected::Literal { field: whose.field, operator }));
                }
                Claim::of(whose, |field| Condition { field, operator, literal })
            }
            (Expression::Literal(a), Expression::Literal(b)) => match constant(&a, operator, &b) {
                Some(true) => return Ok(Tree::TRUE),
                Some(false) => return Ok(Tree::FALSE),
                None => return Err(self.fault_at(right_at, like(Expression::Literal(a).has_sort()))),
            },
            (left, right) => {
                if !Comparison::is_possible(left.has_sort(), operator, right.has_sort()) {
                    let expected = match wanted.expected {
                        Expected::Value => like(left.has_sort()),
                        of_field => of_field,
                    };
                    return Err(self.fault_at(right_at, expected));
                }
                Claim::Compared(Box::new(Comparison { left, operator, right }))
            }
        };
        Ok(Tree::Leaf(claim))
    }

    fn pattern(&mut self, expected: &Expected) -> Parsed<Pattern> {
        let Some(Token::Text(text)) = self.peek() else {
            let expected = if *expected == Expected::Value { Expected::Pattern } else { expected.clone() };
            return Err(self.fault(expected));
        };
        let pattern = Pattern::new(text).map_err(|reason| {
            let mut fault = self.fault(Expected::Other("a regular expression"));
            fault.found = format!("{} ({reason})", fault.found);
            fault
        })?;
        self.next += 1;
        Ok(pattern)
    }

    /// Operands with arithmetic operators of at least some strength in between.
    fn computed(&mut self, least: u8, wanted: &Wanted) -> Parsed<Operand> {
        let mut start = self.next;
        let mut left = self.signed(wanted)?;
        while let Some(arithmetic) = self.arithmetic(least) {
            self.count()?;
            let a = match left {
                Operand::Value(value) if value.can_be_number() => value,
                Operand::Value(Expression::Field(Whose { field, .. })) => {
                    return Err(self.fault(Expected::Operator { field }));
                }
                _ => return Err(self.fault_at(start, Expected::Number)),
            };
            self.take_sign();
            start = self.next;
            // Powers are read from the right, all others from the left.
            let stronger = arithmetic.binding() + u8::from(arithmetic != Arithmetic::Power);
            let right = self.nested(|parser| parser.computed(stronger, &Wanted::new(Expected::Number)))?;
            let b = match right {
                Operand::Value(value) if value.can_be_number() => value,
                _ => return Err(self.fault_at(start, Expected::Number)),
            };
            left = Operand::Value(a.computed(arithmetic, b));
        }
        Ok(left)
    }

    /// An operand, with a sign perhaps, which reaches as far as products do.
    fn signed(&mut self, wanted: &Wanted) -> Parsed<Operand> {
        if !self.is_sign() {
            return self.operand(wanted);
        }
        self.take_sign();
        let start = self.next;
        let operand = self.nested(|parser| parser.computed(2, &Wanted::new(Expected::Number)))?;
        match operand {
            Operand::Value(value) if value.can_be_number() => Ok(Operand::Value(value.negated())),
            _ => Err(self.fault_at(start, Expected::Number)),
        }
    }

    fn operand(&mut self, wanted: &Wanted) -> Parsed<Operand> {
        // Only what is claimed can be negated, no value.
        let is_claim = matches!(wanted.expected, Expected::Condition { .. });
        if is_claim && self.take("!") {
            return self.nested(|parser| parser.negated(wanted)).map(Operand::Truth);
        }
        if self.take("(") {
            let inner = self.nested(|parser| parser.joined(wanted))?;
            let inner = match inner {
                value @ Operand::Value(_) if self.peek_symbol() == Some(")") => value,
                other => Operand::Truth(self.truth(other)?),
            };
            return self.closed(inner, ")", Expected::ConditionJoint { in_parentheses: true });
        }
        let value = match self.peek() {
            Some(Token::Text(text)) => Some(Expression::Literal(Literal::Text(text.clone()))),
            Some(Token::Number(number)) => Literal::from_number(number).map(Expression::Literal),
            Some(Token::Word(word)) => {
                let is_severity = wanted.of == Some(Type::Severities) && word.text != "nil";
                let literal =
                    if is_severity { Literal::from_severity(&word.text) } else { Literal::from_word(&word.text) };
                let field = || Whose::from_word(word).map(Expression::Field);
                literal.filter(|_| !word.is_quoted).map(Expression::Literal).or_else(field)
            }
            _ => None,
        };
        let value = value.ok_or_else(|| self.fault(wanted.expected.clone()))?;
        self.next += 1;
        Ok(Operand::Value(value))
    }

    /// What stands after `!`, which binds tighter than comparisons.
    fn negated(&mut self, wanted: &Wanted) -> Parsed<Tree<Claim>> {
        let start = self.next;
        let operand = self.operand(wanted)?;
        let is_compared = Operator::ALL.into_iter().any(|operator| self.peek_symbol() == Some(operator.symbol()));
        let is_field = matches!(operand, Operand::Value(Expression::Field(_)));
        if is_field && (is_compared || self.arithmetic(0).is_some()) {
            let expected = Expected::Other("parentheses around the comparison that `!` negates");
            return Err(self.fault_at(start, expected));
        }
        self.truth(operand).map(Tree::negated)
    }
}

/// Whether it is said that there is something which is always there.
fn is_never_nil(whose: &Whose, operator: Operator, literal: &Literal) -> bool {
    let is_always_there =
        matches!(whose.field.has_type(), Type::Text | Type::Duration | Type::Number | Type::Status | Type::Kind)
            && whose.field != Field::Intrinsic(Intrinsic::EventTimeSinceStart);
    *literal == Literal::Nil && operator == Operator::NotEqual && is_always_there && !whose.of_parent
}

/// What values of a sort can be compared with.
fn like(sort: Sort) -> Expected {
    Expected::Other(match sort {
        Sort::Any | Sort::OfLogs => "a value that it can be compared with",
        Sort::Number => "a number, a duration, or a field with numbers",
        Sort::Text => "text in quotes, or a field with text",
        Sort::Bool => "true, false, or an attribute",
        Sort::Status => "a status",
        Sort::Kind => "a kind",
        Sort::Nil => "nil, or an attribute",
    })
}
