//! What all analyses share: they visit their units in steps.

use std::ops::ControlFlow;

use crate::store::Store;

/// How many spans a step of [`Fold::run`] looks at.
const STEP: u32 = 1 << 18;

/// A running analysis. It has its units, and visits them step by step, so that its driver can pause between two steps, or drop it.
///
/// A step consumes the fold and returns either the fold or the answer. This is safer than a `&mut self` method with a separate `finish`: a
/// finished fold cannot be stepped again, an unfinished one has no answer, and the results of one pass over the units can move into the next
/// pass, also from one fold to another ([`then`](Self::then)). An analysis that can fail has a `Result` as its answer, and ends at the failure.
///
/// # Example
///
/// ```
/// use std::ops::ControlFlow;
///
/// use spanlens::analysis::{Fold, HeatmapFold, HeatmapOptions};
/// use spanlens::sketch::sketch;
/// use spanlens::units::FailureRule;
///
/// let store = sketch("shop GET /  0..9 !\n\n shop GET /  0..9 !\n\n shop GET /  0..9")?;
/// let mut fold = HeatmapFold::new(&store, store.requests().clone(), &HeatmapOptions::default(), FailureRule::Status);
/// let heatmap = loop {
///     // Here is the time to look after other things.
///     match fold.step(&store, 1000) {
///         ControlFlow::Continue(rest) => fold = rest,
///         ControlFlow::Break(answer) => break answer?,
///     }
/// };
/// assert_eq!((heatmap.units, heatmap.failing), (3, 2));
/// # Ok::<(), spanlens::error::Error>(())
/// ```
pub trait Fold: Sized {
    /// The answer.
    type Out;

    /// Does about as much work as it is to look at the time and status of so many spans. An analysis that looks at all that spans have looks at
    /// fewer of them, but always at one unit at least. Gives the answer when all is done; it does not depend on how large the steps are.
    ///
    /// The store is the one that the fold was made for, in every step.
    fn step(self, store: &Store, spans: u32) -> ControlFlow<Self::Out, Self>;

    /// The answer, without pauses.
    fn run(self, store: &Store) -> Self::Out {
        let mut fold = self;
        loop {
            match fold.step(store, STEP) {
                ControlFlow::Continue(rest) => fold = rest,
                ControlFlow::Break(out) => return out,
            }
        }
    }

    /// This fold, and when it is done the one that `next` makes of its answer.
    fn then<B: Fold, N: FnOnce(&Store, Self::Out) -> B>(self, next: N) -> Then<Self, B, N> {
        Then::First(self, next)
    }
}

/// One fold after the other. Made by [`Fold::then`].
#[derive(Debug, Clone)]
pub enum Then<A, B, N> {
    /// The first fold, and the function that makes the second from its answer.
    First(A, N),
    /// The second fold.
    Second(B),
}

impl<A: Fold, B: Fold, N: FnOnce(&Store, A::Out) -> B> Fold for Then<A, B, N> {
    type Out = B::Out;

    fn step(self, store: &Store, spans: u32) -> ControlFlow<B::Out, Self> {
        match self {
            Self::First(first, next) => ControlFlow::Continue(match first.step(store, spans) {
                ControlFlow::Continue(first) => Self::First(first, next),
                ControlFlow::Break(out) => Self::Second(next(store, out)),
            }),
            Self::Second(second) => second.step(store, spans).map_continue(Self::Second),
        }
    }
}
