//! The spans of a unit that an expression means, found with nested loops.

use std::cmp::Ordering;

use proptest::prelude::*;
use proptest::sample::select;
use spanlens::store::{SpanRow, Store};

use super::oracle::{
    Expression, Spanset, Term, accepts, computed, expression, satisfies, searched, spanset, spanset_text,
};

/// Every structural operator.
pub(super) const RELATIONS: [&str; 15] =
    [">", ">>", "<", "<<", "~", "!>", "!>>", "!<", "!<<", "!~", "&>", "&>>", "&<", "&<<", "&~"];

/// Spans of a unit.
#[derive(Debug, Clone)]
pub(super) enum Spans {
    Where(Spanset),
    All(Box<Self>, Box<Self>),
    Any(Box<Self>, Box<Self>),
    Related(Box<Self>, &'static str, Box<Self>),
    Then(Box<Self>, Box<Self>),
    Checked(Box<Self>, Measure, &'static str, f64),
}

/// A number of some spans.
#[derive(Debug, Clone)]
pub(super) enum Measure {
    Count,
    Of(&'static str, Term),
}

/// What a unit has to have.
#[derive(Debug, Clone)]
pub(super) enum Part {
    Some(Spans),
    /// Two measures of spans that compare so.
    Compared(Spans, Measure, &'static str, Spans, Measure),
}

pub(super) type Filter = Expression<Part>;

fn measure() -> impl Strategy<Value = Measure> + Clone {
    let of = (select(vec!["avg", "min", "max", "sum"]), computed()).prop_map(|(word, term)| Measure::Of(word, term));
    prop_oneof![Just(Measure::Count), of].boxed()
}

fn ordered() -> impl Strategy<Value = &'static str> + Clone {
    select(vec!["=", "!=", "<", "<=", ">", ">="])
}

pub(super) fn spans() -> impl Strategy<Value = Spans> + Clone {
    let everything = Just(Expression::everything());
    prop_oneof![spanset(), everything].prop_map(Spans::Where).prop_recursive(3, 6, 2, |inner| {
        let both = || (inner.clone().prop_map(Box::new), inner.clone().prop_map(Box::new));
        let related = (inner.clone(), select(RELATIONS.to_vec()), inner.clone());
        prop_oneof![
            1 => both().prop_map(|(a, b)| Spans::All(a, b)),
            1 => both().prop_map(|(a, b)| Spans::Any(a, b)),
            5 => related.prop_map(|(a, relation, b)| Spans::Related(Box::new(a), relation, Box::new(b))),
            1 => both().prop_map(|(a, b)| Spans::Then(a, b)),
            2 => (inner.clone(), measure(), ordered(), select(vec![0.0, 1.0, 1.5, 2.0]))
                .prop_map(|(inner, measure, operator, number)| Spans::Checked(Box::new(inner), measure, operator, number)),
        ]
    })
}

pub(super) fn filter() -> impl Strategy<Value = Filter> {
    let compared = (spans(), measure(), ordered(), spans(), measure());
    let part = prop_oneof![
        6 => spans().prop_map(Part::Some),
        1 => compared.prop_map(|(a, of_a, operator, b, of_b)| Part::Compared(a, of_a, operator, b, of_b)),
    ];
    expression(part, 2)
}

pub(super) fn text_of(filter: &Filter) -> String {
    filter.write(&|part| match part {
        Part::Some(spans) => spans.text(),
        Part::Compared(a, of_a, operator, b, of_b) => {
            format!("({} | {}) {operator} ({} | {})", a.text(), of_a.text(), b.text(), of_b.text())
        }
    })
}

/// Whether a unit matches.
pub(super) fn matches(filter: &Filter, store: &Store, head: SpanRow) -> bool {
    let unit = Unit { store, head, spans: searched(store, head) };
    filter.holds(&|part| match part {
        Part::Some(spans) => !spans.of(&unit, &unit.spans).is_empty(),
        Part::Compared(a, of_a, operator, b, of_b) => {
            let [a, b] =
                [(a, of_a), (b, of_b)].map(|(spans, measure)| measure.of(store, &spans.of(&unit, &unit.spans)));
            a.zip(b).is_some_and(|(a, b)| accepts(operator, a.partial_cmp(&b)))
        }
    })
}

/// A unit, as if there were nothing else.
struct Unit<'a> {
    store: &'a Store,
    head: SpanRow,
    spans: Vec<SpanRow>,
}

impl Unit<'_> {
    fn parent(&self, span: SpanRow) -> Option<SpanRow> {
        self.store.parent(span).filter(|_| span != self.head)
    }

    fn is_below(&self, above: SpanRow, below: SpanRow) -> bool {
        std::iter::successors(self.parent(below), |&span| self.parent(span)).any(|span| span == above)
    }

    /// Whether the span on the right is to the one on the left what the operator says.
    fn are_related(&self, left: SpanRow, relation: &str, right: SpanRow) -> bool {
        match relation {
            ">" => self.parent(right) == Some(left),
            "<" => self.parent(left) == Some(right),
            ">>" => self.is_below(left, right),
            "<<" => self.is_below(right, left),
            _ => left != right && self.parent(left).is_some() && self.parent(left) == self.parent(right),
        }
    }
}

impl Spans {
    pub(super) fn text(&self) -> String {
        match self {
            Self::Where(spanset) => spanset_text(spanset),
            Self::All(a, b) => format!("({} && {})", a.text(), b.text()),
            Self::Any(a, b) => format!("({} || {})", a.text(), b.text()),
            Self::Related(a, relation, b) => format!("({} {relation} {})", a.text(), b.text()),
            Self::Then(a, b) => format!("({} | {})", a.text(), b.text()),
            Self::Checked(inner, measure, operator, number) => {
                format!("({} | {} {operator} {number})", inner.text(), measure.text())
            }
        }
    }

    fn of(&self, unit: &Unit, among: &[SpanRow]) -> Vec<SpanRow> {
        let all = |a: Vec<SpanRow>, b: Vec<SpanRow>| -> Vec<SpanRow> {
            unit.spans.iter().copied().filter(|span| a.contains(span) || b.contains(span)).collect()
        };
        match self {
            Self::Where(spanset) => {
                among.iter().copied().filter(|&span| satisfies(spanset, unit.store, span)).collect()
            }
            Self::Any(a, b) => all(a.of(unit, among), b.of(unit, among)),
            Self::All(a, b) => {
                let (a, b) = (a.of(unit, among), b.of(unit, among));
                if a.is_empty() || b.is_empty() { Vec::new() } else { all(a, b) }
            }
            Self::Then(a, b) => b.of(unit, &a.of(unit, among)),
            Self::Checked(inner, measure, operator, number) => {
                let spans = inner.of(unit, among);
                let ordering = measure.of(unit.store, &spans).map(|measured| measured.partial_cmp(number));
                let holds = !spans.is_empty() && ordering.is_some_and(|ordering| accepts(operator, ordering));
                if holds { spans } else { Vec::new() }
            }
            Self::Related(a, relation, b) => {
                let (a, b) = (a.of(unit, among), b.of(unit, among));
                let kin = relation.trim_start_matches(['!', '&']);
                let has_left = |&right: &SpanRow| a.iter().any(|&left| unit.are_related(left, kin, right));
                let has_right = |&left: &SpanRow| b.iter().any(|&right| unit.are_related(left, kin, right));
                let rights = b.iter().copied().filter(|right| has_left(right) != relation.starts_with('!')).collect();
                if relation.starts_with('&') {
                    all(a.iter().copied().filter(has_right).collect(), rights)
                } else {
                    rights
                }
            }
        }
    }
}

impl Measure {
    fn text(&self) -> String {
        match self {
            Self::Count => "count()".to_owned(),
            Self::Of(word, term) => format!("{word}({})", term.text()),
        }
    }

    #[expect(clippy::cast_precision_loss, reason = "there are few spans")]
    fn of(&self, store: &Store, spans: &[SpanRow]) -> Option<f64> {
        let Self::Of(word, term) = self else { return Some(spans.len() as f64) };
        let numbers: Vec<f64> = spans.iter().filter_map(|&span| term.number(store, span)).collect();
        let sum = || numbers.iter().copied().reduce(|a, b| a + b);
        let best = |wanted| {
            let better = |a: f64, b: f64| if b.partial_cmp(&a) == Some(wanted) { b } else { a };
            numbers.iter().copied().reduce(better)
        };
        match *word {
            "sum" => sum(),
            "avg" => sum().map(|sum| sum / numbers.len() as f64),
            "min" => best(Ordering::Less),
            _ => best(Ordering::Greater),
        }
    }
}
