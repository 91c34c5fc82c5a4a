//! Conditions joined by `&&`, `||` and `!`: inside a spanset, and between spansets.

use std::fmt;

use super::block::Block;
use crate::sort::sort_by_key;

/// A boolean expression over leaves, in normal form: a list has no list of its own kind inside and never exactly one part, and
/// nothing is negated twice. So expressions that differ in no more than parentheses are equal, and long chains are not deep.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Tree<L> {
    Leaf(L),
    Not(Box<Self>),
    /// Where all parts hold. True without parts.
    All(Vec<Self>),
    /// Where any part holds. False without parts.
    Any(Vec<Self>),
}

impl<L> Tree<L> {
    pub(super) const TRUE: Self = Self::All(Vec::new());
    pub(super) const FALSE: Self = Self::Any(Vec::new());

    pub(super) fn negated(self) -> Self {
        match self {
            Self::Not(inner) => *inner,
            other => Self::Not(Box::new(other)),
        }
    }

    pub(super) fn and(self, other: Self) -> Self {
        let (mut parts, others) = (self.into_conjuncts(), other.into_conjuncts());
        parts.extend(others);
        only(&mut parts).unwrap_or(Self::All(parts))
    }

    pub(super) fn or(self, other: Self) -> Self {
        let (mut parts, others) = (self.into_disjuncts(), other.into_disjuncts());
        parts.extend(others);
        only(&mut parts).unwrap_or(Self::Any(parts))
    }

    fn into_conjuncts(self) -> Vec<Self> {
        if let Self::All(parts) = self { parts } else { vec![self] }
    }

    fn into_disjuncts(self) -> Vec<Self> {
        if let Self::Any(parts) = self { parts } else { vec![self] }
    }

    /// The same expression over other leaves.
    pub(super) fn map<M>(&self, leaf: &mut impl FnMut(&L) -> M) -> Tree<M> {
        let mut each = |parts: &[Self]| parts.iter().map(|part| part.map(leaf)).collect();
        match self {
            Self::All(parts) => Tree::All(each(parts)),
            Self::Any(parts) => Tree::Any(each(parts)),
            Self::Not(inner) => Tree::Not(Box::new(inner.map(leaf))),
            Self::Leaf(of) => Tree::Leaf(leaf(of)),
        }
    }

    /// The leaves from left to right.
    pub(super) fn leaves(&self) -> Vec<&L> {
        match self {
            Self::Leaf(leaf) => vec![leaf],
            Self::Not(inner) => inner.leaves(),
            Self::All(parts) | Self::Any(parts) => parts.iter().flat_map(Self::leaves).collect(),
        }
    }

    /// Visits the leaves from left to right.
    pub(super) fn for_each_leaf(&mut self, visit: &mut impl FnMut(&mut L)) {
        match self {
            Self::Leaf(leaf) => visit(leaf),
            Self::Not(inner) => inner.for_each_leaf(visit),
            Self::All(parts) | Self::Any(parts) => parts.iter_mut().for_each(|part| part.for_each_leaf(visit)),
        }
    }

    /// The same expression, asked in another order: where the order of parts does not matter, the cheap ones first.
    pub(super) fn cheapest_first(self, cost: &impl Fn(&L) -> u32) -> Self {
        let sorted = |parts: Vec<Self>| {
            let mut parts: Vec<Self> = parts.into_iter().map(|part| part.cheapest_first(cost)).collect();
            sort_by_key(&mut parts, |part| part.cost(cost));
            parts
        };
        match self {
            Self::All(parts) => Self::All(sorted(parts)),
            Self::Any(parts) => Self::Any(sorted(parts)),
            Self::Not(inner) => Self::Not(Box::new(inner.cheapest_first(cost))),
            leaf @ Self::Leaf(_) => leaf,
        }
    }

    fn cost(&self, cost: &impl Fn(&L) -> u32) -> u32 {
        match self {
            Self::Leaf(leaf) => cost(leaf),
            Self::Not(inner) => inner.cost(cost),
            Self::All(parts) | Self::Any(parts) => parts.iter().map(|part| part.cost(cost)).sum(),
        }
    }

    /// The spans of a block for which the expression holds, where `leaf` says for which of some spans a leaf does.
    pub(super) fn filter(&self, block: &Block, leaf: &impl Fn(&L, &Block) -> Block) -> Block {
        match self {
            Self::Leaf(of) => leaf(of, block),
            Self::Not(inner) => block.without(&inner.filter(block, leaf)),
            Self::All(parts) => parts.iter().fold(*block, |left, part| part.filter(&left, leaf)),
            Self::Any(parts) => parts
                .iter()
                .fold(block.without(block), |found, part| found.union(&part.filter(&block.without(&found), leaf))),
        }
    }
}

fn only<L>(parts: &mut Vec<Tree<L>>) -> Option<Tree<L>> {
    if parts.len() == 1 { parts.pop() } else { None }
}

/// Where the text of a leaf can stand without parentheses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Closure {
    /// Anywhere, also directly after `!`.
    Closed,
    /// Between `&&` and `||`.
    Tight,
    /// Only by itself.
    Loose,
}

/// What a tree is made of, as text.
pub(crate) trait Leaf: fmt::Display {
    fn closure(&self) -> Closure;
}

/// Where `&&` and `||` meet there are parentheses: a reader need not know which of them is read first.
impl<L: Leaf> fmt::Display for Tree<L> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (parts, operator) = match self {
            Self::Leaf(leaf) => return leaf.fmt(f),
            Self::Not(inner) => {
                f.write_str("!")?;
                return inner.fmt_part(f, Closure::Closed);
            }
            Self::All(parts) if parts.is_empty() => return f.write_str("true"),
            Self::Any(parts) if parts.is_empty() => return f.write_str("false"),
            Self::All(parts) => (parts, " && "),
            Self::Any(parts) => (parts, " || "),
        };
        for (at, part) in parts.iter().enumerate() {
            f.write_str(if at == 0 { "" } else { operator })?;
            part.fmt_part(f, Closure::Tight)?;
        }
        Ok(())
    }
}

impl<L: Leaf> Tree<L> {
    fn fmt_part(&self, f: &mut fmt::Formatter<'_>, least: Closure) -> fmt::Result {
        let in_parentheses = match self {
            Self::Leaf(leaf) => leaf.closure() != Closure::Closed && leaf.closure() != least,
            Self::Not(_) => false,
            Self::All(parts) | Self::Any(parts) => !parts.is_empty(),
        };
        if in_parentheses { write!(f, "({self})") } else { write!(f, "{self}") }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    impl Leaf for char {
        fn closure(&self) -> Closure {
            Closure::Tight
        }
    }

    fn leaf(name: char) -> Tree<char> {
        Tree::Leaf(name)
    }

    #[test]
    fn parentheses_that_change_nothing_are_gone() {
        let left = leaf('a').and(leaf('b')).and(leaf('c'));
        let right = leaf('a').and(leaf('b').and(leaf('c')));
        assert_eq!(left, right);
        assert_eq!(left.to_string(), "a && b && c");
    }

    #[test]
    fn mixed_operators_show_their_order() {
        let mixed = leaf('a').or(leaf('b')).and(leaf('c').negated()).and(leaf('d').or(leaf('e')).negated());
        assert_eq!(mixed.to_string(), "(a || b) && !(c) && !(d || e)");
    }

    #[test]
    fn what_changes_nothing_is_left_out() {
        assert_eq!(Tree::TRUE.and(leaf('a')), leaf('a'));
        assert_eq!(leaf('a').or(Tree::FALSE), leaf('a'));
        assert_eq!(leaf('a').negated().negated(), leaf('a'));
        assert_eq!(Tree::<char>::TRUE.and(Tree::TRUE), Tree::TRUE);
        assert_eq!(leaf('a').and(Tree::FALSE).to_string(), "a && false");
    }

    #[test]
    fn evaluation_is_that_of_logic() {
        // Each row is a row of the truth table of a, b and c.
        let is_true = |row: u32, name: char| row >> (u32::from(name) - u32::from('a')) & 1 == 1;
        let all = Block::of(&(0..8));
        let holds = |&name: &char, block: &Block| block.filter(|row| is_true(row.0, name));
        let tree = leaf('a').or(leaf('b')).and(leaf('c').negated());
        let expected = all.filter(|row| (is_true(row.0, 'a') || is_true(row.0, 'b')) && !is_true(row.0, 'c'));
        assert_eq!(tree.filter(&all, &holds), expected);
        let sorted = tree.cheapest_first(&|&name| u32::from('c') - u32::from(name));
        assert_eq!(sorted.to_string(), "!(c) && (b || a)");
        assert_eq!(sorted.filter(&all, &holds), expected);
    }
}
