//! Whether the stored spans are a sample.

use crate::store::Store;

/// How many spans have a sampling probability below 1, by the threshold in their trace state, `ot=th:…`, or by an attribute
/// `sampling.probability`. Each of these stands for others that were not stored.
///
/// See [`Weights`](crate::store::Weights) for how many others. O(spans) at most, once for each store.
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
