//! A slow filter, written to be obvious: the values of a field of a span, one by one.

use std::cmp::Ordering;
use std::fmt::Write;

use proptest::prelude::*;
use proptest::sample::select;
use regex_lite::Regex;
use spanlens::store::{SpanRow, Store, Value};

use super::data::{KEYS, TEXTS};
use super::values::{self, Found, is_bool, values, written};

/// A condition in its parts: the field, the operator, the literal as it is written and what it means.
#[derive(Debug, Clone)]
pub(super) struct Condition {
    field: String,
    operator: &'static str,
    literal: Literal,
}

#[derive(Debug, Clone, PartialEq)]
enum Literal {
    Nil,
    Text(&'static str),
    Number(&'static str, f64),
    Bool(bool),
    Word(&'static str),
}

/// An expression over conditions or, one level up, over spansets.
#[derive(Debug, Clone)]
pub(super) enum Expression<L> {
    Leaf(L),
    Not(Box<Self>),
    And(Box<Self>, Box<Self>),
    Or(Box<Self>, Box<Self>),
}

/// A filter whose spansets are joined and negated, and no more.
pub(super) type Filter = Expression<Spanset>;

/// What is claimed of a span.
pub(super) type Spanset = Expression<Claim>;

#[derive(Debug, Clone)]
pub(super) enum Claim {
    Condition(Condition),
    /// A comparison with something computed, or of two fields.
    Compared(Term, &'static str, Term),
}

/// A side of a comparison.
#[derive(Debug, Clone)]
pub(super) enum Term {
    Number(&'static str, f64),
    Field(String),
    Negated(Box<Self>),
    Computed(Box<Self>, char, Box<Self>),
}

pub(super) fn condition() -> impl Strategy<Value = Condition> {
    let texts = || select(TEXTS.to_vec()).prop_map(Literal::Text);
    let numbers = || {
        let numbers = [("-1", -1.0), ("0", 0.0), ("1", 1.0), ("1.5", 1.5), ("2ns", 2.0), ("1e0", 1.0)];
        select(numbers.to_vec()).prop_map(|(text, value)| Literal::Number(text, value))
    };
    let attribute = attribute();
    let equal = || select(vec!["=", "!="]);
    let ordered = || select(vec!["=", "!=", "<", "<=", ">", ">="]);
    let regex = || (select(vec!["=~", "!~"]), select(vec!["x.*", "[0-9.]+", "", "x|y", ".*y"]).prop_map(Literal::Text));
    let of_attribute = prop_oneof![
        (ordered(), prop_oneof![texts(), numbers()]),
        (equal(), prop_oneof![Just(Literal::Nil), any::<bool>().prop_map(Literal::Bool)]),
        regex(),
    ];
    let ids = ["", "1", "01", "0000000000000002", "x"].map(Literal::Text).to_vec();
    let text = [
        "name",
        "statusMessage",
        "rootName",
        "rootServiceName",
        "event:name",
        "instrumentation:name",
        "parent.name",
        "parent.statusMessage",
    ];
    let counts = ["childCount", "nestedSetLeft", "nestedSetRight", "nestedSetParent", "parent.childCount"];
    let durations = ["duration", "traceDuration", "event:timeSinceStart", "parent.duration"];
    let id = ["span:id", "span:parentID", "trace:id", "link:traceID", "link:spanID"];
    let choices = prop_oneof![
        6 => (attribute, of_attribute),
        3 => (select(text.to_vec()).prop_map(str::to_owned), prop_oneof![(ordered(), texts()), regex()]),
        1 => (Just("event:name".to_owned()), (equal(), Just(Literal::Nil))),
        1 => (select(durations.to_vec()).prop_map(str::to_owned), (ordered(), numbers())),
        2 => (select(counts.to_vec()).prop_map(str::to_owned), (ordered(), numbers())),
        1 => (Just("link:traceID".to_owned()), (equal(), Just(Literal::Nil))),
        1 => (Just("status".to_owned()), (equal(), select(vec!["error", "ok", "unset"]).prop_map(Literal::Word))),
        1 => (Just("kind".to_owned()), (equal(), select(vec!["server", "client", "internal"]).prop_map(Literal::Word))),
        1 => (select(id.to_vec()).prop_map(str::to_owned), (ordered(), select(ids))),
    ];
    choices.prop_map(|(field, (operator, literal))| Condition { field, operator, literal })
}

fn attribute() -> impl Strategy<Value = String> + Clone {
    let prefixes = [
        "span.",
        "resource.",
        "event.",
        "link.",
        "instrumentation.",
        ".",
        "parent.span.",
        "parent.resource.",
        "parent.",
    ];
    (select(prefixes.to_vec()), select(KEYS.to_vec())).prop_map(|(prefix, key)| format!("{prefix}\"{key}\""))
}

/// A field that can have numbers.
fn numeric() -> impl Strategy<Value = Term> + Clone {
    let others =
        ["duration", "traceDuration", "childCount", "parent.duration", "nestedSetLeft", "event:timeSinceStart"];
    let others = select(others.to_vec()).prop_map(str::to_owned);
    prop_oneof![3 => attribute(), 1 => others].prop_map(Term::Field)
}

fn small_number() -> impl Strategy<Value = Term> + Clone {
    select(vec![("0", 0.0), ("1", 1.0), ("2", 2.0), ("1.5", 1.5)]).prop_map(|(text, value)| Term::Number(text, value))
}

/// What is measured of spans, and computed of numbers. It is compared with small numbers only, so that `f64` is exact enough.
pub(super) fn computed() -> impl Strategy<Value = Term> {
    let operand = prop_oneof![2 => numeric(), 1 => small_number()];
    let computed = (numeric(), select(vec!['+', '-', '*', '/', '^']), operand);
    prop_oneof![
        numeric().prop_map(|term| Term::Negated(Box::new(term))),
        computed.prop_map(|(a, operator, b)| Term::Computed(Box::new(a), operator, Box::new(b))),
    ]
}

pub(super) fn claim() -> impl Strategy<Value = Claim> {
    let ordered = || select(vec!["=", "!=", "<", "<=", ">", ">="]);
    let words = ["name", "parent.name", "event:name", "status", "parent.status", "kind", "link:spanID", "span:id"];
    let text = prop_oneof![attribute(), select(words.to_vec()).prop_map(str::to_owned)].prop_map(Term::Field);
    // Words are equal or not, and an attribute can be all of it.
    let of_words = (attribute().prop_map(Term::Field), select(vec!["=", "!="]), text);
    prop_oneof![
        6 => condition().prop_map(Claim::Condition),
        1 => (computed(), ordered(), small_number()).prop_map(|(a, operator, b)| Claim::Compared(a, operator, b)),
        1 => (numeric(), ordered(), numeric()).prop_map(|(a, operator, b)| Claim::Compared(a, operator, b)),
        1 => of_words.prop_map(|(a, operator, b)| Claim::Compared(a, operator, b)),
    ]
}

pub(super) fn spanset() -> impl Strategy<Value = Spanset> + Clone {
    expression(claim(), 3)
}

pub(super) fn expression<L: std::fmt::Debug + Clone + 'static>(
    leaf: impl Strategy<Value = L> + 'static,
    depth: u32,
) -> impl Strategy<Value = Expression<L>> + Clone {
    leaf.prop_map(Expression::Leaf).prop_recursive(depth, 6, 2, |inner| {
        let both = (inner.clone(), inner.clone());
        prop_oneof![
            inner.prop_map(|inner| Expression::Not(Box::new(inner))),
            both.clone().prop_map(|(a, b)| Expression::And(Box::new(a), Box::new(b))),
            both.prop_map(|(a, b)| Expression::Or(Box::new(a), Box::new(b))),
        ]
    })
}

pub(super) fn filter() -> impl Strategy<Value = Filter> {
    expression(spanset(), 2)
}

impl Spanset {
    /// What every span satisfies.
    pub(super) fn everything() -> Self {
        let field = "kind".to_owned();
        let is_server = Claim::Condition(Condition { field, operator: "=", literal: Literal::Word("server") });
        let is_not = Self::Not(Box::new(Self::Leaf(is_server.clone())));
        Self::Or(Box::new(Self::Leaf(is_server)), Box::new(is_not))
    }
}

impl<L> Expression<L> {
    /// As text, in parentheses wherever there can be some.
    pub(super) fn write(&self, leaf: &impl Fn(&L) -> String) -> String {
        match self {
            Self::Leaf(of) => leaf(of),
            Self::Not(inner) => format!("!({})", inner.write(leaf)),
            Self::And(a, b) => format!("({}) && ({})", a.write(leaf), b.write(leaf)),
            Self::Or(a, b) => format!("({}) || ({})", a.write(leaf), b.write(leaf)),
        }
    }

    pub(super) fn holds(&self, leaf: &impl Fn(&L) -> bool) -> bool {
        match self {
            Self::Leaf(of) => leaf(of),
            Self::Not(inner) => !inner.holds(leaf),
            Self::And(a, b) => a.holds(leaf) && b.holds(leaf),
            Self::Or(a, b) => a.holds(leaf) || b.holds(leaf),
        }
    }
}

pub(super) fn text_of(filter: &Filter) -> String {
    filter.write(&spanset_text)
}

pub(super) fn spanset_text(spanset: &Spanset) -> String {
    format!("{{ {} }}", spanset.write(&Claim::text))
}

/// The spans that are searched with a unit.
pub(super) fn searched(store: &Store, unit: SpanRow) -> Vec<SpanRow> {
    let mut searched: Vec<SpanRow> = store.subtree(unit).map(SpanRow).collect();
    let trace = store.traces().spans(store.spans().trace(unit));
    if unit.0 == trace.start {
        // Spans that are in no request belong to the first.
        let in_request = |span| store.requests().iter().any(|request| store.subtree(request).contains(&span));
        searched.extend(trace.filter(|&span| !in_request(span)).map(SpanRow));
    }
    searched
}

/// Whether a unit matches: whether the spans that are searched with it do.
pub(super) fn matches(filter: &Filter, store: &Store, unit: SpanRow) -> bool {
    let searched = searched(store, unit);
    filter.holds(&|spanset| searched.iter().any(|&span| satisfies(spanset, store, span)))
}

pub(super) fn satisfies(spanset: &Spanset, store: &Store, span: SpanRow) -> bool {
    spanset.holds(&|claim| claim.holds(store, span))
}

impl Claim {
    fn text(&self) -> String {
        match self {
            Self::Condition(condition) => condition.text(),
            Self::Compared(a, operator, b) => format!("{} {operator} {}", a.text(), b.text()),
        }
    }

    fn holds(&self, store: &Store, span: SpanRow) -> bool {
        match self {
            Self::Condition(condition) => condition.holds(store, span),
            Self::Compared(a, operator, b) => {
                let (lefts, rights) = (a.values(store, span), b.values(store, span));
                lefts.iter().any(|&left| {
                    rights.iter().any(|&right| accepts(operator, compare((a, left), (b, right), operator)))
                })
            }
        }
    }
}

impl Term {
    pub(super) fn text(&self) -> String {
        match self {
            Self::Number(text, _) => (*text).to_owned(),
            Self::Field(field) => field.clone(),
            Self::Negated(inner) => format!("-({})", inner.text()),
            Self::Computed(a, operator, b) => format!("({} {operator} {})", a.text(), b.text()),
        }
    }

    fn values<'a>(&self, store: &'a Store, span: SpanRow) -> Vec<Found<'a>> {
        let mut found = match self {
            Self::Field(field) => values(field, store, span),
            _ => self.number(store, span).map(|number| Found::Value(Value::Double(number))).into_iter().collect(),
        };
        found.retain(|found| !matches!(found, Found::Value(Value::Empty)));
        found
    }

    /// The number of a span: of a field the first that is one.
    pub(super) fn number(&self, store: &Store, span: SpanRow) -> Option<f64> {
        match self {
            Self::Number(_, value) => Some(*value),
            Self::Field(field) => values(field, store, span).into_iter().find_map(values::number),
            Self::Negated(inner) => inner.number(store, span).map(|number| -number),
            Self::Computed(a, operator, b) => {
                let (a, b) = (a.number(store, span)?, b.number(store, span)?);
                let result = match operator {
                    '+' => a + b,
                    '-' => a - b,
                    '*' => a * b,
                    '/' if b == 0.0 => return None,
                    '/' => a / b,
                    _ => a.powf(b),
                };
                Some(result).filter(|result| !result.is_nan())
            }
        }
    }

    /// Whether it is a number, or text, whatever the span.
    fn is_always(&self, fields: &[&str]) -> bool {
        match self {
            Self::Field(field) => fields.iter().any(|known| field.trim_start_matches("parent.") == *known),
            _ => fields == NUMBERS,
        }
    }
}

const NUMBERS: &[&str] = &["duration", "traceDuration", "childCount", "nestedSetLeft", "event:timeSinceStart"];
const WORDS: &[&str] = &["name", "event:name", "status", "kind", "link:spanID", "span:id"];

/// What is always a number makes numbers of both sides, what is always text makes texts.
fn compare((a, left): (&Term, Found), (b, right): (&Term, Found), operator: &str) -> Option<Ordering> {
    let are_always = |fields| a.is_always(fields) || b.is_always(fields);
    let numbers = values::number(left).zip(values::number(right));
    let is_bool = |found| matches!(found, Found::Value(Value::Bool(_)));
    match numbers {
        _ if are_always(WORDS) => Some(written(left).cmp(&written(right))),
        Some((left, right)) => left.partial_cmp(&right),
        None if are_always(NUMBERS) => None,
        None if operator != "=" && operator != "!=" && (is_bool(left) || is_bool(right)) => None,
        None => Some(written(left).cmp(&written(right))),
    }
}

pub(super) fn accepts(operator: &str, ordering: Option<Ordering>) -> bool {
    match operator {
        "=" | "=~" => ordering == Some(Ordering::Equal),
        "!=" | "!~" => ordering != Some(Ordering::Equal),
        "<" => ordering == Some(Ordering::Less),
        "<=" => matches!(ordering, Some(Ordering::Less | Ordering::Equal)),
        ">" => ordering == Some(Ordering::Greater),
        _ => matches!(ordering, Some(Ordering::Greater | Ordering::Equal)),
    }
}

impl Condition {
    fn text(&self) -> String {
        let mut text = format!("{} {} ", self.field, self.operator);
        match &self.literal {
            Literal::Nil => text.push_str("nil"),
            Literal::Text(literal) => write!(text, "`{literal}`").unwrap(),
            Literal::Number(literal, _) | Literal::Word(literal) => text.push_str(literal),
            Literal::Bool(literal) => write!(text, "{literal}").unwrap(),
        }
        text
    }

    fn holds(&self, store: &Store, span: SpanRow) -> bool {
        let mut found = values(&self.field, store, span);
        found.retain(|found| !matches!(found, Found::Value(Value::Empty)));
        match (self.operator, &self.literal) {
            ("=", Literal::Nil) => found.is_empty(),
            ("!=", Literal::Nil) => !found.is_empty(),
            _ => found.into_iter().any(|found| self.holds_for(found)),
        }
    }

    fn holds_for(&self, found: Found) -> bool {
        let text = written(found);
        let ordering = match &self.literal {
            Literal::Text(pattern) if self.operator.ends_with('~') => {
                let matches = Regex::new(&format!("^(?:{pattern})$")).unwrap().is_match(&text);
                matches.then_some(Ordering::Equal)
            }
            Literal::Text(literal) if self.field.to_lowercase().ends_with("id") => Some(text.cmp(&self.id(literal))),
            Literal::Text(literal) => Some(text.as_str().cmp(literal)),
            Literal::Number(_, literal) => values::number(found).and_then(|number| number.partial_cmp(literal)),
            Literal::Bool(literal) => {
                text.parse().ok().filter(|_| is_bool(found)).map(|value: bool| value.cmp(literal))
            }
            Literal::Word(word) => (text == *word).then_some(Ordering::Equal),
            Literal::Nil => unreachable!("nil is no value"),
        };
        accepts(self.operator, ordering)
    }

    fn id(&self, literal: &str) -> String {
        let digits = if self.field.to_lowercase().contains("trace") { 32 } else { 16 };
        match u128::from_str_radix(literal, 16) {
            Ok(id) => format!("{id:0digits$x}"),
            Err(_) => literal.to_owned(),
        }
    }
}
