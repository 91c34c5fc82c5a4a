//! All units inside of a unit at once.
//!
//! Whether an expression means a span depends on the unit only by what lies outside of it. For an expression that means no fewer spans in a
//! larger unit, that is one number a span: the innermost unit in which the span is meant. It is meant in all units around that, too. So
//! a relation is one pass over the spans of the outermost unit, and a sum over the spans of every unit inside is a difference of two sums over
//! rows, as a subtree is one run of rows.
//!
//! Not everything is such an expression. What is not is looked at unit by unit.

use std::cmp::Ordering;

use super::number::{Arithmetic, Number, compare};
use super::operand::Operand;
use super::spans::{Aggregate, Check, Kinship, Mode, Part, Satisfied, Scalar, Spans};
use crate::store::{SpanRow, Store};

/// For each span of the outermost unit one more than the place of the innermost unit in which it is meant, which is itself or above it. Zero where it
/// is meant in none.
type Limits = Vec<u32>;

/// A unit, and the places of the spans of its subtree, from its head on.
struct Nest<'a> {
    store: &'a Store,
    head: SpanRow,
    len: u32,
}

/// Spans, and the units in which they are meant.
struct Meant {
    limits: Limits,
    /// Units up to these do not count, if any do not.
    except: Option<Limits>,
    /// The units in which any are meant, if that was checked.
    holds: Option<Vec<bool>>,
}

impl Meant {
    fn of(limits: Limits) -> Self {
        Self { limits, except: None, holds: None }
    }

    fn except_at(&self, span: usize) -> Option<u32> {
        self.except.as_ref().map(|except| except[span])
    }

    fn is_empty_in(&self, unit: usize) -> bool {
        self.holds.as_ref().is_some_and(|holds| !holds[unit])
    }
}

/// For each span of a subtree, whether a part of a filter holds for it as a unit. `None` where that has to be found unit by unit: where sums are not
/// exact, and where a relation or a check is inside of something that means fewer spans in larger units. O(spans) for each operator.
pub(super) fn holding<L: Satisfied>(part: &Part<L, Operand>, store: &Store, head: SpanRow) -> Option<Vec<bool>> {
    let nest = Nest { store, head, len: store.subtree(head).end - head.0 };
    match part {
        Part::Spans(spans) => nest.meant(spans).map(|meant| nest.has_any(&meant)),
        Part::Check(check) => nest.check(check, &Meant::of(nest.all())),
    }
}

impl Nest<'_> {
    fn span(&self, at: u32) -> SpanRow {
        SpanRow(self.head.0 + at)
    }

    fn parent(&self, at: u32) -> Option<u32> {
        if at == 0 { None } else { self.store.parent(self.span(at)).map(|parent| parent.0 - self.head.0) }
    }

    /// The place behind the last span of a unit.
    fn end(&self, at: u32) -> u32 {
        self.store.subtree(self.span(at)).end - self.head.0
    }

    /// Every span, which is meant in itself.
    fn all(&self) -> Limits {
        (1..=self.len).collect()
    }

    /// The spans that an expression means, if that can be told for all units at once.
    fn meant<L: Satisfied>(&self, spans: &Spans<L, Operand>) -> Option<Meant> {
        match spans {
            spans if spans.is_growing() => Some(Meant::of(self.limits(spans, &self.all())?)),
            Spans::Related(a, relation, b) if a.is_growing() && b.is_growing() => {
                let (a, b) = (self.limits(a, &self.all())?, self.limits(b, &self.all())?);
                let except = Some(self.kin(&a, relation.of, &b));
                Some(Meant { limits: b, except, holds: None })
            }
            Spans::Checked(inner, check) => {
                let inner = self.meant(inner)?;
                let checked = self.check(check, &inner)?;
                let holds = self.has_any(&inner).iter().zip(checked).map(|(any, holds)| *any && holds).collect();
                Some(Meant { holds: Some(holds), ..inner })
            }
            _ => None,
        }
    }

    /// The limits of an expression that means no fewer spans in larger units, among others.
    fn limits<L: Satisfied>(&self, spans: &Spans<L, Operand>, among: &[u32]) -> Option<Limits> {
        Some(match spans {
            Spans::Where(satisfied) => {
                let is_right = |at: u32| satisfied.spans().contains(self.span(at));
                (0..).zip(among).map(|(at, &limit)| if is_right(at) { limit } else { 0 }).collect()
            }
            Spans::Related(a, relation, b) => {
                let (a, b) = (self.limits(a, among)?, self.limits(b, among)?);
                let right = self.kin(&a, relation.of, &b);
                match relation.mode {
                    Mode::Both => in_either(&right, &self.kin(&b, relation.of.reversed(), &a)),
                    Mode::Related | Mode::Unrelated => right,
                }
            }
            Spans::Then(a, b) => self.limits(b, &self.limits(a, among)?)?,
            Spans::Checked(inner, check) => {
                let meant = Meant::of(self.limits(inner, among)?);
                in_both(&meant.limits, &self.innermost(&self.check(check, &meant)?))
            }
            Spans::Any(parts) => {
                self.each(parts, among)?.iter().fold(vec![0; among.len()], |any, part| in_either(&any, part))
            }
            Spans::All(parts) => {
                let parts = self.each(parts, among)?;
                let any = parts.iter().fold(vec![0; among.len()], |any, part| in_either(&any, part));
                parts.into_iter().fold(any, |all, part| in_both(&all, &self.innermost(&self.has_any(&Meant::of(part)))))
            }
        })
    }

    fn each<L: Satisfied>(&self, parts: &[Spans<L, Operand>], among: &[u32]) -> Option<Vec<Limits>> {
        parts.iter().map(|part| self.limits(part, among)).collect()
    }

    /// The limits of the spans of `b` as this to some span of `a`: both have to be meant, and whatever relates them to be inside.
    fn kin(&self, a: &[u32], kinship: Kinship, b: &[u32]) -> Limits {
        let related = match kinship {
            Kinship::Child => self.by_parent(|parent, _| a[parent as usize]),
            Kinship::Descendant => {
                let mut above = vec![0; a.len()];
                self.downwards(|at, parent| above[at] = above[parent].max(a[parent]));
                above
            }
            Kinship::Parent => {
                let mut below = vec![0; a.len()];
                self.downwards(|at, parent| below[parent] = below[parent].max(a[at]));
                below
            }
            Kinship::Ancestor => {
                let mut below = vec![0; a.len()];
                self.upwards(|at, parent| below[parent] = below[parent].max(below[at]).max(a[at]));
                below
            }
            Kinship::Sibling => {
                // Of the children of each span the largest limit, whose it is, and the next one.
                let mut best = vec![(0, 0, 0); a.len()];
                self.downwards(|at, parent| {
                    let (first, whose, second) = best[parent];
                    best[parent] = if a[at] > first { (a[at], at, first) } else { (first, whose, second.max(a[at])) };
                });
                self.by_parent(|parent, at| {
                    let (first, whose, second) = best[parent as usize];
                    let other = if whose == at as usize { second } else { first };
                    other.min(parent + 1)
                })
            }
        };
        in_both(&related, b)
    }

    /// What a function of the parent and the span itself gives; zero for the head.
    fn by_parent(&self, of: impl Fn(u32, u32) -> u32) -> Limits {
        (0..self.len).map(|at| self.parent(at).map_or(0, |parent| of(parent, at))).collect()
    }

    /// Visits all spans but the head with their parents, these before.
    fn downwards(&self, mut visit: impl FnMut(usize, usize)) {
        let below = (1..self.len).filter_map(|at| Some((at, self.parent(at)?)));
        below.for_each(|(at, parent)| visit(at as usize, parent as usize));
    }

    /// Visits all spans but the head with their parents, these after.
    fn upwards(&self, mut visit: impl FnMut(usize, usize)) {
        let below = (1..self.len).rev().filter_map(|at| Some((at, self.parent(at)?)));
        below.for_each(|(at, parent)| visit(at as usize, parent as usize));
    }

    /// For each span the innermost unit around it for which something holds, as a limit.
    fn innermost(&self, holds: &[bool]) -> Limits {
        let mut limits: Limits = (1..).zip(holds).map(|(limit, &holds)| if holds { limit } else { 0 }).collect();
        self.downwards(|at, parent| {
            if limits[at] == 0 {
                limits[at] = limits[parent];
            }
        });
        limits
    }

    /// For each unit whether any spans are meant.
    fn has_any(&self, meant: &Meant) -> Vec<bool> {
        self.counts(meant).into_iter().map(|count| count > 0).collect()
    }

    /// For each unit how many spans are meant.
    fn counts(&self, meant: &Meant) -> Vec<u32> {
        let mut counts = vec![0_u32; self.len as usize + 1];
        for (at, &limit) in meant.limits.iter().enumerate().filter(|(_, limit)| **limit > 0) {
            counts[limit as usize] = counts[limit as usize].wrapping_add(1);
            if let Some(except @ 1..) = meant.except_at(at) {
                counts[except as usize] = counts[except as usize].wrapping_sub(1);
            }
        }
        for at in 1..counts.len() {
            counts[at] = counts[at].wrapping_add(counts[at - 1]);
        }
        for unit in 0..self.len {
            // The unit ends behind itself, where nothing was changed yet.
            let count = counts[self.end(unit) as usize].wrapping_sub(counts[unit as usize]);
            counts[unit as usize] = if meant.is_empty_in(unit as usize) { 0 } else { count };
        }
        counts.truncate(self.len as usize);
        counts
    }

    /// For each unit the sum of whole numbers over the spans that are meant. `None` if it may be too large.
    fn sums(&self, meant: &Meant, numbers: &[i128]) -> Option<Vec<i128>> {
        let mut sums = vec![0_i128; self.len as usize + 1];
        for (at, &limit) in meant.limits.iter().enumerate().filter(|(_, limit)| **limit > 0) {
            sums[limit as usize] = sums[limit as usize].checked_add(numbers[at])?;
            if let Some(except @ 1..) = meant.except_at(at) {
                sums[except as usize] = sums[except as usize].checked_sub(numbers[at])?;
            }
        }
        for at in 1..sums.len() {
            sums[at] = sums[at].checked_add(sums[at - 1])?;
        }
        for unit in 0..self.len {
            sums[unit as usize] = sums[self.end(unit) as usize].checked_sub(sums[unit as usize])?;
        }
        Some(sums)
    }

    /// For each unit whether a comparison holds for the spans that are meant.
    fn check<L: Satisfied>(&self, check: &Check<L, Operand>, meant: &Meant) -> Option<Vec<bool>> {
        let sides = self.scalar(&check.left, meant)?.into_iter().zip(self.scalar(&check.right, meant)?);
        let holds = |(left, right): (Option<Number>, Option<Number>)| {
            left.zip(right).is_some_and(|(left, right)| check.operator.accepts(compare(left, right)))
        };
        Some(sides.map(holds).collect())
    }

    /// What a scalar is for each unit.
    fn scalar<L: Satisfied>(&self, scalar: &Scalar<L, Operand>, meant: &Meant) -> Option<Vec<Option<Number>>> {
        Some(match scalar {
            Scalar::Literal(literal) => vec![Number::of_literal(literal); self.len as usize],
            Scalar::Negated(inner) => {
                self.scalar(inner, meant)?.into_iter().map(|number| number.map(Number::negated)).collect()
            }
            Scalar::Computed(a, arithmetic, b) => {
                let sides = self.scalar(a, meant)?.into_iter().zip(self.scalar(b, meant)?);
                sides.map(|(a, b)| arithmetic.of(a?, b?)).collect()
            }
            Scalar::Measured { aggregate, measure, over } => {
                let own = over.as_ref().map(|over| self.meant(over).ok_or(())).transpose().ok()?;
                self.measured(own.as_ref().unwrap_or(meant), *aggregate, measure.as_ref())?
            }
        })
    }

    fn measured(&self, meant: &Meant, aggregate: Aggregate, measure: Option<&Operand>) -> Option<Vec<Option<Number>>> {
        let counted = |counts: Vec<u32>| counts.into_iter().map(|count| Some(Number::Int(count.into()))).collect();
        let Some(measure) = measure else { return Some(counted(self.counts(meant))) };
        let number = |(at, &limit)| if limit > 0 { measure.number(self.store, self.span(at)) } else { None };
        let numbers: Vec<Option<Number>> = (0..).zip(&meant.limits).map(number).collect();
        let limits = meant.limits.iter().zip(&numbers).map(|(&limit, number)| number.map_or(0, |_| limit)).collect();
        let measured = Meant { limits, except: meant.except.clone(), holds: meant.holds.clone() };
        match aggregate {
            Aggregate::Count => Some(counted(self.counts(&measured))),
            Aggregate::Least => self.best(&measured, &numbers, Ordering::Less),
            Aggregate::Greatest => self.best(&measured, &numbers, Ordering::Greater),
            Aggregate::Sum | Aggregate::Average => {
                let ints: Vec<i128> = numbers.into_iter().map(int).collect::<Option<_>>()?;
                let sums = self.sums(&measured, &ints)?.into_iter().map(Number::Int).zip(self.counts(&measured));
                let of_unit = |(sum, count): (Number, u32)| match (aggregate, count) {
                    (_, 0) => None,
                    (Aggregate::Sum, _) => Some(sum),
                    _ => Arithmetic::Divide.of(sum, Number::Int(count.into())),
                };
                Some(sums.map(of_unit).collect())
            }
        }
    }

    /// For each unit the first of the least or the greatest numbers. `None` where spans are meant in some unit and in none around it, and where
    /// a number is none.
    fn best(&self, meant: &Meant, numbers: &[Option<Number>], wanted: Ordering) -> Option<Vec<Option<Number>>> {
        let is_number = |number: &Number| compare(*number, *number).is_some();
        if meant.except.is_some() || !numbers.iter().flatten().all(is_number) {
            return None;
        }
        let better = |a: Option<(Number, usize)>, b: (Number, usize)| {
            let is_better = a.is_none_or(|a| match compare(b.0, a.0) {
                Some(Ordering::Equal) => b.1 < a.1,
                order => order == Some(wanted),
            });
            if is_better { Some(b) } else { a }
        };
        let mut best: Vec<Option<(Number, usize)>> = vec![None; numbers.len()];
        for (at, (&limit, number)) in meant.limits.iter().zip(numbers).enumerate() {
            if let (Some(unit), Some(number)) = (limit.checked_sub(1), number) {
                best[unit as usize] = better(best[unit as usize], (*number, at));
            }
        }
        self.upwards(|at, parent| {
            if let Some(number) = best[at] {
                best[parent] = better(best[parent], number);
            }
        });
        let of_unit = |(unit, best): (usize, Option<(Number, usize)>)| best.filter(|_| !meant.is_empty_in(unit));
        Some(best.into_iter().enumerate().map(of_unit).map(|best| best.map(|(number, _)| number)).collect())
    }
}

/// A number that is whole, or zero where there is none. `None` for others, whose sums depend on their order.
fn int(number: Option<Number>) -> Option<i128> {
    match number {
        Some(Number::Int(int)) => Some(int),
        Some(Number::Float(_)) => None,
        None => Some(0),
    }
}

/// What is meant in the units of either.
fn in_either(a: &[u32], b: &[u32]) -> Limits {
    a.iter().zip(b).map(|(&a, &b)| a.max(b)).collect()
}

/// What is meant in the units of both.
fn in_both(a: &[u32], b: &[u32]) -> Limits {
    a.iter().zip(b).map(|(&a, &b)| a.min(b)).collect()
}
