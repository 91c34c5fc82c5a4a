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

pub(super) type Filter = Expression<Expression<Condition>>;

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
    let prefix = select(vec!["span.", "resource.", "event.", "link.", "instrumentation.", "."]);
    let attribute = (prefix, select(KEYS.to_vec())).prop_map(|(prefix, key)| format!("{prefix}\"{key}\""));
    let equal = || select(vec!["=", "!="]);
    let ordered = || select(vec!["=", "!=", "<", "<=", ">", ">="]);
    let regex = || (select(vec!["=~", "!~"]), select(vec!["x.*", "[0-9.]+", "", "x|y", ".*y"]).prop_map(Literal::Text));
    let of_attribute = prop_oneof![
        (ordered(), prop_oneof![texts(), numbers()]),
        (equal(), prop_oneof![Just(Literal::Nil), any::<bool>().prop_map(Literal::Bool)]),
        regex(),
    ];
    let ids = ["", "1", "01", "0000000000000002", "x"].map(Literal::Text).to_vec();
    let text = ["name", "statusMessage", "rootName", "rootServiceName", "event:name", "instrumentation:name"];
    let choices = prop_oneof![
        6 => (attribute, of_attribute),
        3 => (select(text.to_vec()).prop_map(str::to_owned), prop_oneof![(ordered(), texts()), regex()]),
        1 => (Just("event:name".to_owned()), (equal(), Just(Literal::Nil))),
        1 => (select(vec!["duration", "traceDuration"]).prop_map(str::to_owned), (ordered(), numbers())),
        1 => (Just("status".to_owned()), (equal(), select(vec!["error", "ok", "unset"]).prop_map(Literal::Word))),
        1 => (Just("kind".to_owned()), (equal(), select(vec!["server", "client", "internal"]).prop_map(Literal::Word))),
        1 => (select(vec!["span:id", "span:parentID", "trace:id"]).prop_map(str::to_owned), (ordered(), select(ids))),
    ];
    choices.prop_map(|(field, (operator, literal))| Condition { field, operator, literal })
}

fn expression<L: std::fmt::Debug + Clone + 'static>(
    leaf: impl Strategy<Value = L> + 'static,
    depth: u32,
) -> impl Strategy<Value = Expression<L>> {
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
    expression(expression(condition(), 3), 2)
}

impl<L> Expression<L> {
    /// As text, in parentheses wherever there can be some.
    fn write(&self, leaf: &impl Fn(&L) -> String) -> String {
        match self {
            Self::Leaf(of) => leaf(of),
            Self::Not(inner) => format!("!({})", inner.write(leaf)),
            Self::And(a, b) => format!("({}) && ({})", a.write(leaf), b.write(leaf)),
            Self::Or(a, b) => format!("({}) || ({})", a.write(leaf), b.write(leaf)),
        }
    }

    fn holds(&self, leaf: &impl Fn(&L) -> bool) -> bool {
        match self {
            Self::Leaf(of) => leaf(of),
            Self::Not(inner) => !inner.holds(leaf),
            Self::And(a, b) => a.holds(leaf) && b.holds(leaf),
            Self::Or(a, b) => a.holds(leaf) || b.holds(leaf),
        }
    }
}

pub(super) fn text_of(filter: &Filter) -> String {
    filter.write(&|spanset| format!("{{ {} }}", spanset.write(&Condition::text)))
}

/// Whether a unit matches: whether the spans that are searched with it do.
pub(super) fn matches(filter: &Filter, store: &Store, unit: SpanRow) -> bool {
    let mut searched: Vec<SpanRow> = store.subtree(unit).map(SpanRow).collect();
    let trace = store.traces().spans(store.spans().trace(unit));
    if unit.0 == trace.start {
        // Spans that are in no request belong to the first.
        let in_request = |span| store.requests().iter().any(|request| store.subtree(request).contains(&span));
        searched.extend(trace.filter(|&span| !in_request(span)).map(SpanRow));
    }
    filter.holds(&|spanset| searched.iter().any(|&span| spanset.holds(&|condition| condition.holds(store, span))))
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
        match self.operator {
            "=" | "=~" => ordering == Some(Ordering::Equal),
            "!=" | "!~" => ordering != Some(Ordering::Equal),
            "<" => ordering == Some(Ordering::Less),
            "<=" => matches!(ordering, Some(Ordering::Less | Ordering::Equal)),
            ">" => ordering == Some(Ordering::Greater),
            _ => matches!(ordering, Some(Ordering::Greater | Ordering::Equal)),
        }
    }

    fn id(&self, literal: &str) -> String {
        let digits = if self.field == "trace:id" { 32 } else { 16 };
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

/// The texts of the ids that the data have, of spans and of traces.
const ID_TEXTS: [[&str; 5]; 2] = [
    ["", "0000000000000001", "0000000000000002", "0000000000000003", "0000000000000004"],
    ["", "00000000000000000000000000000001", "00000000000000000000000000000002", "", ""],
];
