//! A slow filter, written to be obvious: the values of a field of a span, one by one.

use std::cmp::Ordering;
use std::fmt::Write;

use proptest::prelude::*;
use proptest::sample::select;
use regex_lite::Regex;
use spanlens::store::{PairRow, SpanRow, Store, Value};

use super::data::{KEYS, TEXTS};

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

/// What a field can be on a span.
#[derive(Debug, Clone, Copy)]
enum Found<'a> {
    Value(Value<'a>),
    Word(&'static str),
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
            Self::Field(field) => values(field, store, span).into_iter().find_map(self::number),
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
    let numbers = number(left).zip(number(right));
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
            Literal::Number(_, literal) => number(found).and_then(|number| number.partial_cmp(literal)),
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

fn is_bool(found: Found) -> bool {
    matches!(found, Found::Value(Value::Bool(_) | Value::String(_)))
}

fn written(found: Found) -> String {
    match found {
        Found::Word(word) => word.to_owned(),
        Found::Value(Value::String(text) | Value::Bytes(text) | Value::Array(text) | Value::Map(text)) => {
            text.to_owned()
        }
        Found::Value(Value::Bool(value)) => value.to_string(),
        Found::Value(Value::Int(value)) => value.to_string(),
        Found::Value(Value::Double(value)) => value.to_string(),
        Found::Value(Value::Empty) => String::new(),
    }
}

/// Numbers here are small enough for `f64`.
#[expect(clippy::cast_precision_loss, reason = "large numbers stay large")]
fn number(found: Found) -> Option<f64> {
    match found {
        Found::Value(Value::Int(value)) => Some(value as f64),
        Found::Value(Value::Double(value)) => Some(value),
        Found::Value(Value::String(text)) => text.parse().ok(),
        _ => None,
    }
}

fn values<'a>(field: &str, store: &'a Store, span: SpanRow) -> Vec<Found<'a>> {
    if let Some(of_parent) = field.strip_prefix("parent.") {
        // Without a scope it is an attribute of the span or of its resource.
        let of_parent = if of_parent.starts_with('"') { format!(".{of_parent}") } else { of_parent.to_owned() };
        return store.parent(span).map(|parent| values(&of_parent, store, parent)).unwrap_or_default();
    }
    let spans = store.spans();
    let (scope, trace) = (spans.scope(span), spans.trace(span));
    let resource = store.scopes().resource(scope);
    let head = SpanRow(store.traces().spans(trace).start);
    let own_events = || (0..store.events().len()).filter(|&at| store.events().owner(at) == span.0);
    let own_links = || (0..store.links().len()).filter(|&at| store.links().owner(at) == span.0);
    let text = |sym| vec![Found::Value(Value::String(store.text(sym)))];
    let number = |value: u64| vec![Found::Value(Value::Int(i64::try_from(value).unwrap()))];
    match field {
        "name" => text(spans.name(span)),
        "status" => vec![Found::Word(["unset", "ok", "error"][spans.status(span) as usize])],
        "kind" => {
            let words = ["unspecified", "internal", "server", "client", "producer", "consumer"];
            vec![Found::Word(words[spans.kind(span) as usize])]
        }
        "statusMessage" => text(spans.status_message(span)),
        "duration" => number(spans.duration_ns(span)),
        "traceDuration" => {
            let rows = || store.traces().spans(trace).map(SpanRow);
            let start_ns = rows().map(|span| spans.start_ns(span)).min().unwrap();
            number(rows().map(|span| spans.end_ns(span)).max().unwrap() - start_ns)
        }
        "childCount" => number((0..spans.len()).filter(|&row| store.parent(SpanRow(row)) == Some(span)).count() as u64),
        "nestedSetLeft" | "nestedSetRight" | "nestedSetParent" => {
            vec![Found::Value(Value::Int(nested_set(field, store, span)))]
        }
        "event:timeSinceStart" => {
            own_events().flat_map(|at| number(store.events().value(at).time_ns - spans.start_ns(span))).collect()
        }
        "link:traceID" | "link:spanID" => {
            let is_trace = field == "link:traceID";
            let ids = own_links().map(|at| store.links().value(at));
            let texts = ids.map(|link| match is_trace {
                true => ID_TEXTS[1][usize::try_from(u128::from_be_bytes(link.trace_id.0)).unwrap()],
                false => ID_TEXTS[0][usize::try_from(link.span_id.0).unwrap()],
            });
            texts.map(Found::Word).collect()
        }
        "rootName" => text(spans.name(head)),
        "rootServiceName" => text(store.service(head)),
        "event:name" => own_events().flat_map(|at| text(store.events().value(at).name)).collect(),
        "instrumentation:name" => text(store.scopes().name(scope)),
        "span:id" | "span:parentID" | "trace:id" => {
            // Few ids: their texts can be written down.
            let id = match field {
                "span:id" => u128::from(spans.span_id(span).0),
                "span:parentID" => u128::from(spans.parent_id(span).0),
                _ => u128::from_be_bytes(store.traces().id(trace).0),
            };
            vec![Found::Word(ID_TEXTS[usize::from(field == "trace:id")][usize::try_from(id).unwrap()])]
        }
        _ => {
            let (prefix, key) = field.split_once('"').unwrap();
            let lists: Vec<&[PairRow]> = match prefix {
                "span." => vec![store.attributes(span)],
                "resource." => vec![store.resource_attributes(resource)],
                "." => vec![store.attributes(span), store.resource_attributes(resource)],
                "instrumentation." => vec![store.scope_attributes(scope)],
                "event." => own_events().map(|at| store.event_attributes(store.events().value(at))).collect(),
                _ => own_links().map(|at| store.link_attributes(store.links().value(at))).collect(),
            };
            let pairs = lists.into_iter().flatten();
            let own = pairs.filter(|&&pair| store.text(store.pairs().key(pair)) == key.trim_end_matches('"'));
            own.map(|&pair| Found::Value(store.value(pair))).collect()
        }
    }
}

/// A number of the walk over a trace that counts every coming and going, by walking.
fn nested_set(field: &str, store: &Store, span: SpanRow) -> i64 {
    fn walk(store: &Store, span: SpanRow, parent: i64, next: &mut i64, seen: &mut Vec<(SpanRow, [i64; 3])>) {
        let left = *next;
        *next += 1;
        store.children(span).for_each(|child| walk(store, child, left, next, seen));
        seen.push((span, [left, *next, parent]));
        *next += 1;
    }
    let (mut seen, mut next) = (Vec::new(), 1);
    let trace = store.traces().spans(store.spans().trace(span));
    for head in trace.map(SpanRow).filter(|&span| store.requests().contains(span)) {
        walk(store, head, -1, &mut next, &mut seen);
    }
    let at = ["nestedSetLeft", "nestedSetRight", "nestedSetParent"].iter().position(|known| *known == field).unwrap();
    seen.iter().find(|(other, _)| *other == span).map_or(0, |(_, numbers)| numbers[at])
}

/// The texts of the ids that the data have, of spans and of traces.
const ID_TEXTS: [[&str; 5]; 2] = [
    ["", "0000000000000001", "0000000000000002", "0000000000000003", "0000000000000004"],
    ["", "00000000000000000000000000000001", "00000000000000000000000000000002", "", ""],
];
