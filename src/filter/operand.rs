//! Expressions made ready for the spans of one store.

use std::cmp::Ordering;

use super::condition::{Operator, text_of};
use super::derived;
use super::expression::{Comparison, Expression, Sort, Whose};
use super::field::{Field, Intrinsic, Scope};
use super::literal::Literal;
use super::nested_set::NestedSets;
use super::number::{Arithmetic, Number, compare};
use crate::store::{PairRow, SpanRow, Store, Sym, TraceRow, Value};

/// An expression that is ready.
#[derive(Debug)]
pub(super) enum Operand {
    Number(Number),
    Field { of_parent: bool, source: Source },
    Negated(Box<Self>),
    Computed(Box<Self>, Arithmetic, Box<Self>),
}

/// Where the values of a field are.
#[derive(Debug)]
pub(super) enum Source {
    /// The attributes with a key, if it occurs at all.
    Attribute(Scope, Option<Sym>),
    Intrinsic(Intrinsic),
    NestedSet(Intrinsic, NestedSets),
    /// By trace, in nanoseconds.
    TraceDuration(Vec<u64>),
}

/// A value of an expression.
#[derive(Debug)]
enum Found<'a> {
    Number(Number),
    Value(Value<'a>),
    Id(String),
}

/// An attribute as numbers: its values that are numbers, or texts of decimal digits.
#[derive(Debug)]
pub(crate) struct NumericAttribute(Source);

impl NumericAttribute {
    /// Makes it ready. O(1).
    pub(crate) fn new(scope: Scope, key: &str, store: &Store) -> Self {
        Self(Source::Attribute(scope, store.strings().find(key)))
    }

    /// The largest of the numbers that a span has, as the nearest float. `None` where it has none; a NaN is none. O(attributes).
    pub(crate) fn largest(&self, store: &Store, span: SpanRow) -> Option<f64> {
        let mut largest: Option<f64> = None;
        self.0.for_each(store, span, &mut |found| {
            // No zero has a sign.
            let number = found.number().map(|number| number.to_float() + 0.0).filter(|number| !number.is_nan());
            largest = number.map(|number| largest.map_or(number, |largest| largest.max(number))).or(largest);
        });
        largest
    }
}

/// A comparison that is ready.
#[derive(Debug)]
pub(super) struct Compared {
    left: Operand,
    operator: Operator,
    right: Operand,
    reading: Reading,
}

/// How values are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Reading {
    Numbers,
    Texts,
    /// As numbers where both are, otherwise as texts.
    Either,
}

impl Compared {
    /// Makes a comparison ready. O(1), O(spans) for `traceDuration` and the nested set.
    pub(super) fn new(comparison: &Comparison, store: &Store) -> Self {
        let Comparison { left, operator, right } = comparison;
        let sorts = [left.has_sort(), right.has_sort()];
        let reading = if sorts.contains(&Sort::Number) {
            Reading::Numbers
        } else if sorts == [Sort::Any; 2] {
            Reading::Either
        } else {
            Reading::Texts
        };
        Self { left: Operand::new(left, store), operator: *operator, right: Operand::new(right, store), reading }
    }

    /// Whether the comparison holds for some value of the left and some value of the right.
    pub(super) fn holds(&self, store: &Store, span: SpanRow) -> bool {
        let mut holds = false;
        self.left.for_each(store, span, &mut |a| {
            if !holds {
                self.right.for_each(store, span, &mut |b| holds = holds || self.holds_for(&a, &b));
            }
        });
        holds
    }

    fn holds_for(&self, a: &Found, b: &Found) -> bool {
        let numbers = || Some((a.number()?, b.number()?));
        let ordering = match (self.reading, numbers()) {
            (Reading::Numbers | Reading::Either, Some((a, b))) => compare(a, b),
            (Reading::Numbers, None) => None,
            // Truth has no order.
            (Reading::Either, None) if self.operator.is_order() && (a.is_bool() || b.is_bool()) => None,
            (Reading::Texts | Reading::Either, _) => Some(a.compare_text(b)),
        };
        self.operator.accepts(ordering)
    }
}

impl Found<'_> {
    fn number(&self) -> Option<Number> {
        match self {
            Self::Number(number) => Some(*number),
            Self::Value(value) => Number::of_value(*value),
            Self::Id(_) => None,
        }
    }

    fn is_bool(&self) -> bool {
        matches!(self, Self::Value(Value::Bool(_)))
    }

    fn compare_text(&self, other: &Self) -> Ordering {
        let text = |found: &Self| match found {
            Self::Number(Number::Int(number)) => number.to_string(),
            Self::Number(Number::Float(number)) => number.to_string(),
            Self::Value(value) => text_of(*value).into_owned(),
            Self::Id(text) => text.clone(),
        };
        match (self, other) {
            (Self::Value(Value::String(a)), Self::Value(Value::String(b))) => a.cmp(b),
            _ => text(self).cmp(&text(other)),
        }
    }
}

impl Operand {
    /// Makes an expression ready. O(1), O(spans) for `traceDuration` and the nested set.
    pub(super) fn new(expression: &Expression, store: &Store) -> Self {
        let ready = |inner: &Expression| Box::new(Self::new(inner, store));
        match expression {
            Expression::Literal(literal) => Self::of_literal(literal),
            Expression::Field(Whose { of_parent, field }) => {
                Self::Field { of_parent: *of_parent, source: Source::new(field, store) }
            }
            Expression::Negated(inner) => Self::Negated(ready(inner)),
            Expression::Computed(a, arithmetic, b) => Self::Computed(ready(a), *arithmetic, ready(b)),
        }
    }

    /// Only numbers are compared with what is no literal and no field.
    fn of_literal(literal: &Literal) -> Self {
        Self::Number(Number::of_literal(literal).unwrap_or(Number::Float(f64::NAN)))
    }

    /// The number of a span: of a field the first value that is one.
    pub(super) fn number(&self, store: &Store, span: SpanRow) -> Option<Number> {
        match self {
            Self::Number(number) => Some(*number),
            Self::Negated(inner) => inner.number(store, span).map(Number::negated),
            Self::Computed(a, arithmetic, b) => arithmetic.of(a.number(store, span)?, b.number(store, span)?),
            Self::Field { .. } => {
                let mut first = None;
                self.for_each(store, span, &mut |found| first = first.or_else(|| found.number()));
                first
            }
        }
    }

    /// Shows the values of a span: all of a field, the one of what is computed.
    fn for_each<'a>(&self, store: &'a Store, span: SpanRow, visit: &mut dyn FnMut(Found<'a>)) {
        match self {
            Self::Field { of_parent: false, source } => source.for_each(store, span, visit),
            Self::Field { of_parent: true, source } => {
                if let Some(parent) = store.parent(span) {
                    source.for_each(store, parent, visit);
                }
            }
            computed => {
                if let Some(number) = computed.number(store, span) {
                    visit(Found::Number(number));
                }
            }
        }
    }
}

impl Source {
    fn new(field: &Field, store: &Store) -> Self {
        match field {
            Field::Attribute(scope, key) => Self::Attribute(*scope, store.strings().find(key)),
            Field::Intrinsic(
                intrinsic @ (Intrinsic::NestedSetLeft | Intrinsic::NestedSetRight | Intrinsic::NestedSetParent),
            ) => Self::NestedSet(*intrinsic, NestedSets::new(store)),
            Field::Intrinsic(Intrinsic::TraceDuration) => {
                let traces = (0..store.traces().len()).map(TraceRow);
                Self::TraceDuration(traces.map(|trace| derived::trace_duration_ns(store, trace)).collect())
            }
            Field::Intrinsic(intrinsic) => Self::Intrinsic(*intrinsic),
        }
    }

    fn for_each<'a>(&self, store: &'a Store, span: SpanRow, visit: &mut dyn FnMut(Found<'a>)) {
        match self {
            Self::Attribute(_, None) => {}
            Self::Attribute(scope, Some(key)) => {
                for_each_list(*scope, store, span, &mut |pairs| {
                    let own = pairs.iter().filter(|&&pair| store.pairs().key(pair) == *key);
                    let values = own.map(|&pair| store.value(pair)).filter(|&value| value != Value::Empty);
                    values.for_each(|value| visit(Found::Value(value)));
                });
            }
            Self::NestedSet(intrinsic, sets) => {
                visit(Found::Number(Number::Int(sets.number(*intrinsic, store, span).into())));
            }
            Self::TraceDuration(durations) => {
                let duration_ns = durations[store.spans().trace(span).0 as usize];
                visit(Found::Number(Number::Int(duration_ns.into())));
            }
            Self::Intrinsic(intrinsic) => for_each_intrinsic(*intrinsic, store, span, visit),
        }
    }
}

/// Shows the lists of attributes that a scope means.
fn for_each_list<'a>(scope: Scope, store: &'a Store, span: SpanRow, visit: &mut dyn FnMut(&'a [PairRow])) {
    let scopes = store.scopes();
    let own_scope = store.spans().scope(span);
    let rows = span.0..span.0 + 1;
    match scope {
        Scope::Span => visit(store.attributes(span)),
        Scope::Resource => visit(store.resource_attributes(scopes.resource(own_scope))),
        Scope::Any => {
            visit(store.attributes(span));
            visit(store.resource_attributes(scopes.resource(own_scope)));
        }
        Scope::Instrumentation => visit(store.scope_attributes(own_scope)),
        Scope::Event => {
            store.events().of(rows).for_each(|at| visit(store.event_attributes(store.events().value(at))));
        }
        Scope::Link => store.links().of(rows).for_each(|at| visit(store.link_attributes(store.links().value(at)))),
    }
}

fn for_each_intrinsic<'a>(intrinsic: Intrinsic, store: &'a Store, span: SpanRow, visit: &mut dyn FnMut(Found<'a>)) {
    let spans = store.spans();
    let text = |sym| Found::Value(Value::String(store.text(sym)));
    let word = |word| Found::Value(Value::String(word));
    let number = |number: i128| Found::Number(Number::Int(number));
    let head = || SpanRow(store.traces().spans(spans.trace(span)).start);
    let events = || store.events().of(span.0..span.0 + 1);
    let links = || store.links().of(span.0..span.0 + 1).map(|at| store.links().value(at));
    match intrinsic {
        Intrinsic::Name => visit(text(spans.name(span))),
        Intrinsic::Status => visit(word(spans.status(span).word())),
        Intrinsic::StatusMessage => visit(text(spans.status_message(span))),
        Intrinsic::Kind => visit(word(spans.kind(span).word())),
        Intrinsic::Duration => visit(number(spans.duration_ns(span).into())),
        Intrinsic::RootName => visit(text(spans.name(head()))),
        Intrinsic::RootServiceName => visit(text(store.service(head()))),
        Intrinsic::ChildCount => visit(number(store.children(span).map(|_| 1).sum())),
        Intrinsic::EventName => events().for_each(|at| visit(text(store.events().value(at).name))),
        Intrinsic::EventBody => {
            let bodies = events().filter_map(|at| store.body_at(at)).map(|body| store.body(body));
            bodies.filter(|&body| body != Value::Empty).for_each(|body| visit(Found::Value(body)));
        }
        Intrinsic::EventTimeSinceStart => {
            events().for_each(|at| visit(number(derived::since_start(store, span, store.events().value(at)))));
        }
        Intrinsic::LinkTraceId => links().for_each(|link| visit(Found::Id(derived::trace_id_text(link.trace_id)))),
        Intrinsic::LinkSpanId => links().for_each(|link| visit(Found::Id(derived::span_id_text(link.span_id)))),
        Intrinsic::TraceId => visit(Found::Id(derived::trace_id_text(store.traces().id(spans.trace(span))))),
        Intrinsic::SpanId => visit(Found::Id(derived::span_id_text(spans.span_id(span)))),
        Intrinsic::ParentId => visit(Found::Id(derived::span_id_text(spans.parent_id(span)))),
        Intrinsic::InstrumentationName => visit(text(store.scopes().name(spans.scope(span)))),
        Intrinsic::InstrumentationVersion => visit(text(store.scopes().version(spans.scope(span)))),
        // They have sources of their own, or are compared with literals only.
        Intrinsic::TraceDuration
        | Intrinsic::NestedSetLeft
        | Intrinsic::NestedSetRight
        | Intrinsic::NestedSetParent
        | Intrinsic::EventSeverity
        | Intrinsic::EventLine => {}
    }
}
