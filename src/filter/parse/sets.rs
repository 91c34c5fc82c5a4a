//! Outside of spansets: how they are joined and related, and what is measured of their spans.

use super::{Parsed, Parser, everything};
use crate::filter::condition::Operator;
use crate::filter::fault::Expected;
use crate::filter::literal::Literal;
use crate::filter::number::{Arithmetic, Number};
use crate::filter::spans::{Aggregate, Check, Relation, Scalar, Spans};
use crate::filter::token::Token;
use crate::filter::tree::Tree;
use crate::filter::{Measure, Part, Spanset};

/// What has been read.
enum Found {
    Units(Tree<Part>),
    Scalar(Box<Scalar<Spanset, Measure>>),
    Check(Box<Check<Spanset, Measure>>),
}

/// Words that begin what is TraceQL and no filter, and what to use instead.
const ELSEWHERE: [(&[&str], &str); 4] = [
    (
        &["by"],
        "count(), avg(), min(), max(), sum() or a spanset: to group, look at the overview or at the attributes instead of using by()",
    ),
    (
        &["coalesce"],
        "count(), avg(), min(), max(), sum() or a spanset: without by() there is nothing that coalesce() could join",
    ),
    (&["with"], "the end: with() is for a server, leave it out"),
    (
        &[
            "rate",
            "count_over_time",
            "min_over_time",
            "max_over_time",
            "avg_over_time",
            "sum_over_time",
            "quantile_over_time",
            "histogram_over_time",
            "compare",
            "topk",
            "bottomk",
        ],
        "count(), avg(), min(), max(), sum() or a spanset: for metrics, look at the heatmap and the overview of what the filter leaves",
    ),
];

const MEASURED: &str = "count(), or avg(), min(), max() or sum() of a field, on one side at least";

const NOT_OF_UNITS: Expected =
    Expected::Other("spans, not whole units: instead of `!{ … }` use `{ !(…) }` or an operator like `!>>` here");

impl Parser<'_> {
    pub(super) fn filter(&mut self) -> Parsed<Tree<Part>> {
        if self.tokens.is_empty() {
            return Ok(everything());
        }
        let found = self.pipeline(false)?;
        if self.next < self.tokens.len() {
            self.refuse_elsewhere()?;
            return Err(self.fault(Expected::Joint { in_parentheses: false }));
        }
        self.units(0, found)
    }

    /// Stages with `|` in between. Inside parentheses the last may be a number.
    fn pipeline(&mut self, in_parentheses: bool) -> Parsed<Found> {
        let begin = self.next;
        let mut before: Option<Tree<Part>> = None;
        loop {
            let start = self.next;
            if self.peek_word() == Some("select") {
                self.select()?;
                before.get_or_insert_with(everything);
            } else {
                match (self.joined_sets()?, before.take()) {
                    (Found::Units(units), None) => before = Some(units),
                    (Found::Units(units), Some(tree)) => {
                        let next = self.spans_of(start, units)?;
                        before = Some(of_spans(self.spans_of(begin, tree)?.then(next)));
                    }
                    (Found::Check(check), tree) => before = Some(self.checked((begin, start), check, tree)?),
                    (Found::Scalar(scalar), tree) => return self.last((begin, in_parentheses), *scalar, tree),
                }
            }
            if self.peek_symbol() != Some("|") {
                return Ok(Found::Units(before.unwrap_or_else(everything)));
            }
            self.count()?;
            self.next += 1;
        }
    }

    /// A number that ends a pipeline in parentheses: of the spans before it, if there is something before it.
    fn last(
        &mut self,
        (begin, in_parentheses): (usize, bool),
        scalar: Scalar<Spanset, Measure>,
        before: Option<Tree<Part>>,
    ) -> Parsed<Found> {
        if !in_parentheses || self.peek_symbol() != Some(")") {
            return Err(self.fault(Expected::Scale));
        }
        let scalar = match before {
            Some(tree) => scalar.over(&self.spans_of(begin, tree)?),
            None => scalar,
        };
        Ok(Found::Scalar(Box::new(scalar)))
    }

    /// What a check leaves of the spans before it, or of all.
    fn checked(
        &mut self,
        (begin, start): (usize, usize),
        check: Box<Check<Spanset, Measure>>,
        before: Option<Tree<Part>>,
    ) -> Parsed<Tree<Part>> {
        if !check.left.is_measured() && !check.right.is_measured() {
            return Err(self.fault_at(start, Expected::Other(MEASURED)));
        }
        if !check.has_own_spans() {
            let spans = self.spans_of(begin, before.unwrap_or_else(everything))?;
            return Ok(of_spans(Spans::Checked(Box::new(spans), check)));
        }
        if before.is_some() {
            let expected =
                Expected::Other("a number of the spans before `|`: numbers of other spans stand at the beginning");
            return Err(self.fault_at(start, expected));
        }
        let all = Spans::Where(Spanset(Tree::TRUE));
        let Check { left, operator, right } = *check;
        let check = Check { left: left.over(&all), operator, right: right.over(&all) };
        Ok(Tree::Leaf(Part::Check(Box::new(check))))
    }

    /// Spansets joined by `&&` and `||`, which bind alike, from left to right.
    fn joined_sets(&mut self) -> Parsed<Found> {
        let first = self.related()?;
        if !matches!(self.peek_symbol(), Some("&&" | "||")) {
            return Ok(first);
        }
        let mut tree = self.alone(first)?;
        loop {
            let is_and = self.take("&&");
            if !is_and && !self.take("||") {
                return Ok(Found::Units(tree));
            }
            let start = self.next;
            let next = self.related()?;
            let next = self.units(start, next)?;
            tree = if is_and { tree.and(next) } else { tree.or(next) };
        }
    }

    /// What stands before `&&` and `||`.
    fn alone(&self, found: Found) -> Parsed<Tree<Part>> {
        match found {
            Found::Units(units) => Ok(units),
            Found::Scalar(_) => Err(self.fault(Expected::Scale)),
            Found::Check(_) => Err(self.fault(Expected::Other(
                "`|` or the end: to join what is measured with others, write it as `({ … } | count() > 1)`",
            ))),
        }
    }

    fn units(&mut self, start: usize, found: Found) -> Parsed<Tree<Part>> {
        match found {
            Found::Units(units) => Ok(units),
            Found::Scalar(_) | Found::Check(_) => Err(self.fault_at(start, Expected::Spanset)),
        }
    }

    /// The spans that a tree over units speaks of.
    fn spans_of(&mut self, start: usize, tree: Tree<Part>) -> Parsed<Spans<Spanset, Measure>> {
        Spans::of_tree(tree).ok_or_else(|| self.fault_at(start, NOT_OF_UNITS))
    }

    /// Spansets with structural operators in between, from left to right; or two numbers that are compared.
    fn related(&mut self) -> Parsed<Found> {
        let start = self.next;
        let mut left = self.computed_scalar(0)?;
        loop {
            match left {
                Found::Units(units) => {
                    let Some(relation) = Relation::all().find(|relation| self.take(relation.symbol())) else {
                        return Ok(Found::Units(units));
                    };
                    self.count()?;
                    let a = self.spans_of(start, units)?;
                    let right_at = self.next;
                    let right = self.computed_scalar(0)?;
                    let right = self.units(right_at, right)?;
                    let b = self.spans_of(right_at, right)?;
                    left = Found::Units(of_spans(Spans::Related(Box::new(a), relation, Box::new(b))));
                }
                Found::Scalar(left) => {
                    let operators = Operator::ALL.into_iter().filter(|operator| !operator.takes_pattern());
                    let Some(operator) = operators.into_iter().find(|operator| self.take(operator.symbol())) else {
                        return Ok(Found::Scalar(left));
                    };
                    let right_at = self.next;
                    return match self.number(0)? {
                        Found::Scalar(right) => {
                            Ok(Found::Check(Box::new(Check { left: *left, operator, right: *right })))
                        }
                        _ => Err(self.fault_at(right_at, Expected::Aggregate)),
                    };
                }
                check @ Found::Check(_) => return Ok(check),
            }
        }
    }

    /// Numbers with arithmetic operators of at least some strength in between; or a spanset.
    fn computed_scalar(&mut self, least: u8) -> Parsed<Found> {
        let mut left = match self.signed_scalar()? {
            Found::Scalar(left) => left,
            other => return Ok(other),
        };
        while let Some(arithmetic) = self.arithmetic(least) {
            self.count()?;
            self.take_sign();
            let right_at = self.next;
            let stronger = arithmetic.binding() + u8::from(arithmetic != Arithmetic::Power);
            let Found::Scalar(right) = self.nested(|parser| parser.number(stronger))? else {
                return Err(self.fault_at(right_at, Expected::Aggregate));
            };
            left = Box::new(computed(*left, arithmetic, *right));
        }
        Ok(Found::Scalar(left))
    }

    /// What has to be a number, which whoever calls this finds out.
    fn number(&mut self, least: u8) -> Parsed<Found> {
        let start = self.next;
        self.computed_scalar(least).map_err(|fault| {
            // There is no spanset here, and none is wanted.
            let is_nothing = self.next == start && matches!(fault.expected, Expected::Spanset | Expected::Stage);
            if is_nothing { self.fault(Expected::Aggregate) } else { fault }
        })
    }

    fn signed_scalar(&mut self) -> Parsed<Found> {
        if !self.is_sign() {
            return self.set();
        }
        self.take_sign();
        let start = self.next;
        match self.nested(|parser| parser.number(2))? {
            Found::Scalar(scalar) => Ok(Found::Scalar(Box::new(negated(*scalar)))),
            _ => Err(self.fault_at(start, Expected::Aggregate)),
        }
    }

    /// A spanset, something in parentheses or after `!`, or a number.
    fn set(&mut self) -> Parsed<Found> {
        if self.take("!") {
            let start = self.next;
            let inner = self.nested(Self::set)?;
            return self.units(start, inner).map(|units| Found::Units(units.negated()));
        }
        if self.take("(") {
            let inner = self.nested(|parser| parser.pipeline(true))?;
            return self.closed(inner, ")", Expected::Joint { in_parentheses: true });
        }
        if self.take("{") {
            return self.spanset().map(|spanset| Found::Units(of_spans(Spans::Where(spanset))));
        }
        if let Some(Token::Number(number)) = self.peek()
            && let Some(literal) = Literal::from_number(number)
        {
            self.next += 1;
            return Ok(Found::Scalar(Box::new(Scalar::Literal(literal))));
        }
        let word = self.peek_word();
        if let Some(aggregate) = Aggregate::ALL.into_iter().find(|aggregate| word == Some(aggregate.word())) {
            self.next += 1;
            return self.measured(aggregate).map(|scalar| Found::Scalar(Box::new(scalar)));
        }
        self.refuse_elsewhere()?;
        let is_stage = self.next > 0 && matches!(self.tokens[self.next - 1].0, Token::Symbol("|"));
        Err(self.fault(if is_stage { Expected::Stage } else { Expected::Spanset }))
    }

    /// What is TraceQL and no filter is refused in words.
    fn refuse_elsewhere(&self) -> Parsed<()> {
        let word = self.peek_word().unwrap_or_default();
        match ELSEWHERE.into_iter().find(|(words, _)| words.contains(&word)) {
            Some((_, instead)) => Err(self.fault(Expected::Other(instead))),
            None => Ok(()),
        }
    }

    /// What follows the word of an aggregate.
    fn measured(&mut self, aggregate: Aggregate) -> Parsed<Scalar<Spanset, Measure>> {
        if !self.take("(") {
            return Err(self.fault(Expected::Other("`(`")));
        }
        let is_count = aggregate == Aggregate::Count;
        let measure = if is_count { None } else { Some(self.nested(Self::measure)?) };
        let expected = Expected::Other(if is_count { "`)`" } else { "an operator like `+`, or `)`" });
        self.closed(Scalar::Measured { aggregate, measure, over: None }, ")", expected)
    }

    /// `select(…)`, which means nothing here: every field of a span can be looked at.
    fn select(&mut self) -> Parsed<()> {
        self.next += 1;
        if !self.take("(") {
            return Err(self.fault(Expected::Other("`(`")));
        }
        self.listed_field()?;
        while self.take(",") {
            self.listed_field()?;
        }
        self.closed((), ")", Expected::Other("`,` or `)`"))
    }
}

fn of_spans(spans: Spans<Spanset, Measure>) -> Tree<Part> {
    Tree::Leaf(Part::Spans(spans))
}

fn negated(scalar: Scalar<Spanset, Measure>) -> Scalar<Spanset, Measure> {
    if let Scalar::Literal(literal) = &scalar
        && let Measure::Literal(negated) = Measure::Literal(literal.clone()).negated()
    {
        return Scalar::Literal(negated);
    }
    Scalar::Negated(Box::new(scalar))
}

/// A literal where both are literals and the result fits one.
fn computed(
    left: Scalar<Spanset, Measure>,
    arithmetic: Arithmetic,
    right: Scalar<Spanset, Measure>,
) -> Scalar<Spanset, Measure> {
    if let (Scalar::Literal(a), Scalar::Literal(b)) = (&left, &right)
        && Number::of_literal(a).is_some()
        && let Measure::Literal(folded) = Measure::Literal(a.clone()).computed(arithmetic, Measure::Literal(b.clone()))
    {
        return Scalar::Literal(folded);
    }
    Scalar::Computed(Box::new(left), arithmetic, Box::new(right))
}
