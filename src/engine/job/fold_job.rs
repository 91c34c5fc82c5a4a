//! How all analyses answer: their units are found, and a fold goes over them step by step.

use std::ops::ControlFlow;

use super::{STEP, Work};
use crate::analysis::Fold;
use crate::engine::memory::Memory;
use crate::error::Result;
use crate::protocol::Answer;
use crate::store::Store;

/// The work of a question that a fold answers. `find` is asked until it gives the units, `begin` makes the fold of them, and `tell` makes
/// the answer of what it gives.
pub(super) fn fold_job<U, F: Fold + 'static>(
    mut find: impl FnMut(&Store, &mut Memory) -> Result<Option<U>> + 'static,
    begin: impl Fn(&Store, U) -> F + 'static,
    tell: impl Fn(&Store, F::Out) -> Result<Answer> + 'static,
) -> Work {
    let mut under_way = None;
    Box::new(move |store, memory| {
        let Some(fold) = under_way.take() else {
            under_way = find(store, memory)?.map(|units| begin(store, units));
            return Ok(None);
        };
        match Fold::step(fold, store, STEP) {
            ControlFlow::Continue(rest) => {
                under_way = Some(rest);
                Ok(None)
            }
            ControlFlow::Break(out) => tell(store, out).map(Some),
        }
    })
}
