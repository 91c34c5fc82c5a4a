//! Expressions over the sets of spans of a unit, and what is measured of such sets.

use super::condition::Operator;
use super::literal::Literal;
use super::number::Arithmetic;
use super::tree::Tree;
use crate::store::RowSet;

/// A spanset for which it is known which spans satisfy it.
pub(crate) trait Satisfied {
    fn spans(&self) -> &RowSet;
}

/// Spans of a unit, over spansets `L` and measures `M`.
///
/// Lists have no list of their own kind inside. What is piped is piped from left to right, and what is measured comes last.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Spans<L, M> {
    /// Those that satisfy a spanset.
    Where(L),
    /// `&&`: all spans of all parts, if every part has some.
    All(Vec<Self>),
    /// `||`: all spans of all parts.
    Any(Vec<Self>),
    /// Those on the right that are related to one on the left.
    Related(Box<Self>, Relation, Box<Self>),
    /// `|`: those that the second finds among those of the first.
    Then(Box<Self>, Box<Self>),
    /// All of them, if a check of them holds.
    Checked(Box<Self>, Box<Check<L, M>>),
}

/// How spans are related, seen from the left.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Relation {
    pub(super) of: Kinship,
    pub(super) mode: Mode,
}

/// What the span on the right is to the one on the left.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kinship {
    Child,
    Descendant,
    Parent,
    Ancestor,
    Sibling,
}

/// Which spans are meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mode {
    /// Those on the right that are related to one on the left.
    Related,
    /// Those on the right that are related to none.
    Unrelated,
    /// Those on either side that are related to one on the other.
    Both,
}

/// A comparison of two scalars.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Check<L, M> {
    pub(super) left: Scalar<L, M>,
    pub(super) operator: Operator,
    pub(super) right: Scalar<L, M>,
}

/// A number of a unit.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Scalar<L, M> {
    Literal(Literal),
    Negated(Box<Self>),
    Computed(Box<Self>, Arithmetic, Box<Self>),
    /// What is measured, of the spans that are checked or of others of the unit.
    Measured {
        aggregate: Aggregate,
        measure: Option<M>,
        over: Option<Box<Spans<L, M>>>,
    },
}

/// What is made of the numbers of spans.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Aggregate {
    Count,
    Average,
    Least,
    Greatest,
    Sum,
}

/// What a unit has to have.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Part<L, M> {
    /// Some of these spans.
    Spans(Spans<L, M>),
    /// Numbers that compare so, each measured of its own spans.
    Check(Box<Check<L, M>>),
}

impl Relation {
    const KINSHIPS: [Kinship; 5] =
        [Kinship::Child, Kinship::Descendant, Kinship::Parent, Kinship::Ancestor, Kinship::Sibling];

    /// All of them, in the order in which they are offered.
    pub(super) fn all() -> impl Iterator<Item = Self> {
        let modes = [Mode::Related, Mode::Unrelated, Mode::Both];
        modes.into_iter().flat_map(|mode| Self::KINSHIPS.map(|of| Self { of, mode }))
    }

    pub(super) fn symbol(self) -> &'static str {
        let [related, unrelated, both] = match self.of {
            Kinship::Child => [">", "!>", "&>"],
            Kinship::Descendant => [">>", "!>>", "&>>"],
            Kinship::Parent => ["<", "!<", "&<"],
            Kinship::Ancestor => ["<<", "!<<", "&<<"],
            Kinship::Sibling => ["~", "!~", "&~"],
        };
        match self.mode {
            Mode::Related => related,
            Mode::Unrelated => unrelated,
            Mode::Both => both,
        }
    }
}

impl Kinship {
    /// What the span on the left is to the one on the right.
    pub(super) fn reversed(self) -> Self {
        match self {
            Self::Child => Self::Parent,
            Self::Descendant => Self::Ancestor,
            Self::Parent => Self::Child,
            Self::Ancestor => Self::Descendant,
            Self::Sibling => Self::Sibling,
        }
    }
}

impl Aggregate {
    /// All of them, in the order in which they are offered.
    pub(super) const ALL: [Self; 5] = [Self::Count, Self::Average, Self::Least, Self::Greatest, Self::Sum];

    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Count => "count",
            Self::Average => "avg",
            Self::Least => "min",
            Self::Greatest => "max",
            Self::Sum => "sum",
        }
    }
}

impl<L, M> Spans<L, M> {
    /// The spans that a tree over units speaks of. `None` where it negates or checks units, which speaks of no spans.
    pub(super) fn of_tree(tree: Tree<Part<L, M>>) -> Option<Self> {
        let each = |parts: Vec<Tree<Part<L, M>>>| parts.into_iter().map(Self::of_tree).collect::<Option<Vec<_>>>();
        match tree {
            Tree::Leaf(Part::Spans(spans)) => Some(spans),
            Tree::Leaf(Part::Check(_)) | Tree::Not(_) => None,
            Tree::All(parts) => each(parts).map(Self::All),
            Tree::Any(parts) => each(parts).map(Self::Any),
        }
    }

    /// Those that `next` finds among these.
    pub(super) fn then(self, next: Self) -> Self {
        match next {
            Self::Then(first, second) => self.then(*first).then(*second),
            Self::Checked(inner, check) => Self::Checked(Box::new(self.then(*inner)), check),
            next => Self::Then(Box::new(self), Box::new(next)),
        }
    }

    /// The same expression over other spansets and measures.
    pub(super) fn map<A, B>(&self, leaf: &mut impl FnMut(&L) -> A, measure: &mut impl FnMut(&M) -> B) -> Spans<A, B> {
        let mut each = |parts: &[Self]| parts.iter().map(|part| part.map(leaf, measure)).collect();
        match self {
            Self::All(parts) => Spans::All(each(parts)),
            Self::Any(parts) => Spans::Any(each(parts)),
            Self::Where(of) => Spans::Where(leaf(of)),
            Self::Related(a, relation, b) => {
                let a = a.map(leaf, measure);
                Spans::Related(Box::new(a), *relation, Box::new(b.map(leaf, measure)))
            }
            Self::Then(a, b) => {
                let a = a.map(leaf, measure);
                Spans::Then(Box::new(a), Box::new(b.map(leaf, measure)))
            }
            Self::Checked(inner, check) => {
                let inner = inner.map(leaf, measure);
                Spans::Checked(Box::new(inner), Box::new(check.map(leaf, measure)))
            }
        }
    }

    /// Visits the spansets from left to right.
    pub(super) fn for_each_leaf(&mut self, visit: &mut impl FnMut(&mut L)) {
        match self {
            Self::Where(leaf) => visit(leaf),
            Self::All(parts) | Self::Any(parts) => parts.iter_mut().for_each(|part| part.for_each_leaf(visit)),
            Self::Related(a, _, b) | Self::Then(a, b) => {
                a.for_each_leaf(visit);
                b.for_each_leaf(visit);
            }
            Self::Checked(inner, check) => {
                inner.for_each_leaf(visit);
                check.for_each_leaf(visit);
            }
        }
    }

    /// The spansets from left to right.
    pub(super) fn leaves(&self) -> Vec<&L> {
        match self {
            Self::Where(leaf) => vec![leaf],
            Self::All(parts) | Self::Any(parts) => parts.iter().flat_map(Self::leaves).collect(),
            Self::Related(a, _, b) | Self::Then(a, b) => [a.leaves(), b.leaves()].concat(),
            Self::Checked(inner, check) => [inner.leaves(), check.leaves()].concat(),
        }
    }
}

impl<L, M> Check<L, M> {
    /// Whether a number of it is measured of spans of its own.
    pub(super) fn has_own_spans(&self) -> bool {
        self.left.has_own_spans() || self.right.has_own_spans()
    }

    fn map<A, B>(&self, leaf: &mut impl FnMut(&L) -> A, measure: &mut impl FnMut(&M) -> B) -> Check<A, B> {
        let left = self.left.map(leaf, measure);
        Check { left, operator: self.operator, right: self.right.map(leaf, measure) }
    }

    fn for_each_leaf(&mut self, visit: &mut impl FnMut(&mut L)) {
        self.left.for_each_leaf(visit);
        self.right.for_each_leaf(visit);
    }

    fn leaves(&self) -> Vec<&L> {
        [self.left.leaves(), self.right.leaves()].concat()
    }
}

impl<L, M> Scalar<L, M> {
    /// Whether it is measured of spans at all.
    pub(super) fn is_measured(&self) -> bool {
        match self {
            Self::Literal(_) => false,
            Self::Negated(inner) => inner.is_measured(),
            Self::Computed(a, _, b) => a.is_measured() || b.is_measured(),
            Self::Measured { .. } => true,
        }
    }

    pub(super) fn has_own_spans(&self) -> bool {
        match self {
            Self::Literal(_) => false,
            Self::Negated(inner) => inner.has_own_spans(),
            Self::Computed(a, _, b) => a.has_own_spans() || b.has_own_spans(),
            Self::Measured { over, .. } => over.is_some(),
        }
    }

    /// What has no spans of its own is measured of these.
    pub(super) fn over(self, spans: &Spans<L, M>) -> Self
    where
        Spans<L, M>: Clone,
    {
        match self {
            Self::Negated(inner) => Self::Negated(Box::new(inner.over(spans))),
            Self::Computed(a, arithmetic, b) => {
                Self::Computed(Box::new(a.over(spans)), arithmetic, Box::new(b.over(spans)))
            }
            Self::Measured { aggregate, measure, over: None } => {
                Self::Measured { aggregate, measure, over: Some(Box::new(spans.clone())) }
            }
            other => other,
        }
    }

    fn map<A, B>(&self, leaf: &mut impl FnMut(&L) -> A, measure: &mut impl FnMut(&M) -> B) -> Scalar<A, B> {
        match self {
            Self::Literal(literal) => Scalar::Literal(literal.clone()),
            Self::Negated(inner) => Scalar::Negated(Box::new(inner.map(leaf, measure))),
            Self::Computed(a, arithmetic, b) => {
                let a = a.map(leaf, measure);
                Scalar::Computed(Box::new(a), *arithmetic, Box::new(b.map(leaf, measure)))
            }
            Self::Measured { aggregate, measure: of, over } => {
                let of = of.as_ref().map(&mut *measure);
                let over = over.as_ref().map(|over| Box::new(over.map(leaf, measure)));
                Scalar::Measured { aggregate: *aggregate, measure: of, over }
            }
        }
    }

    fn for_each_leaf(&mut self, visit: &mut impl FnMut(&mut L)) {
        match self {
            Self::Literal(_) => {}
            Self::Negated(inner) => inner.for_each_leaf(visit),
            Self::Computed(a, _, b) => {
                a.for_each_leaf(visit);
                b.for_each_leaf(visit);
            }
            Self::Measured { over, .. } => over.iter_mut().for_each(|over| over.for_each_leaf(visit)),
        }
    }

    fn leaves(&self) -> Vec<&L> {
        match self {
            Self::Literal(_) => Vec::new(),
            Self::Negated(inner) => inner.leaves(),
            Self::Computed(a, _, b) => [a.leaves(), b.leaves()].concat(),
            Self::Measured { over, .. } => over.iter().flat_map(|over| over.leaves()).collect(),
        }
    }
}

impl<L, M> Part<L, M> {
    /// The same part over other spansets and measures.
    pub(super) fn map<A, B>(&self, leaf: &mut impl FnMut(&L) -> A, measure: &mut impl FnMut(&M) -> B) -> Part<A, B> {
        match self {
            Self::Spans(spans) => Part::Spans(spans.map(leaf, measure)),
            Self::Check(check) => Part::Check(Box::new(check.map(leaf, measure))),
        }
    }

    /// Visits the spansets from left to right.
    pub(super) fn for_each_leaf(&mut self, visit: &mut impl FnMut(&mut L)) {
        match self {
            Self::Spans(spans) => spans.for_each_leaf(visit),
            Self::Check(check) => check.for_each_leaf(visit),
        }
    }

    /// The spansets from left to right.
    pub(super) fn leaves(&self) -> Vec<&L> {
        match self {
            Self::Spans(spans) => spans.leaves(),
            Self::Check(check) => check.leaves(),
        }
    }

    /// The one spanset that it is, if it is no more.
    pub(crate) fn spanset(&self) -> Option<&L> {
        if let Self::Spans(Spans::Where(spanset)) = self { Some(spanset) } else { None }
    }

    /// The same, to be changed.
    pub(super) fn spanset_mut(&mut self) -> Option<&mut L> {
        if let Self::Spans(Spans::Where(spanset)) = self { Some(spanset) } else { None }
    }
}
