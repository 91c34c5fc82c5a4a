//! Self time: the time of a span in which none of its children ran.

use crate::store::{SpanRow, Store};

/// The time within a span in which none of its children runs, in nanoseconds.
///
/// The part of a child outside of the span does not count, and time in which several children run counts once. Not to be confused with
/// a span's share of the [critical path](super::critical_path()): self times of a trace add up to its duration only where no two
/// siblings run at once.
///
/// # Complexity
///
/// O(children), as they are ordered by start.
///
/// # Example
///
/// ```
/// use spanlens::analysis::self_time_ns;
/// use spanlens::sketch::sketch;
/// use spanlens::store::SpanRow;
///
/// let store = sketch(
///     "shop GET /   0..100
///        cart get  10..40
///        cart get  30..50
///        mail send 90..300",
/// )?;
/// assert_eq!(self_time_ns(&store, SpanRow(0)), 50_000_000);
/// # Ok::<(), spanlens::error::Error>(())
/// ```
#[must_use]
pub fn self_time_ns(store: &Store, span: SpanRow) -> u64 {
    let spans = store.spans();
    let end_ns = spans.end_ns(span);
    let (mut own_ns, mut covered_to_ns) = (0, spans.start_ns(span));
    for child in store.children(span) {
        own_ns += spans.start_ns(child).min(end_ns).saturating_sub(covered_to_ns);
        covered_to_ns = covered_to_ns.max(spans.end_ns(child).min(end_ns));
    }
    own_ns + (end_ns - covered_to_ns)
}
