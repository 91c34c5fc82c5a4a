//! Whether what is stored stands for more than itself.

use crate::store::Store;

/// How many spans say that they were sampled by chance: by a threshold in their trace state, `ot=th:…`, that lets not everything
/// through, or by an attribute `sampling.probability` below 1. Each of these stands for others that were not stored.
///
/// See [`Weights`](crate::store::Weights) for how many. O(spans) at most, once for each store.
///
/// # Example
///
/// ```
/// use spanlens::analysis::sampled_spans;
/// use spanlens::sketch::sketch;
///
/// let store = sketch("shop GET /  0..9\n\n shop GET /  0..9 sampling.probability=0.1")?;
/// assert_eq!(sampled_spans(&store), 1);
/// # Ok::<(), spanlens::error::Error>(())
/// ```
#[must_use]
pub fn sampled_spans(store: &Store) -> u32 {
    store.weights().sampled()
}
