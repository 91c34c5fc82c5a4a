//! What is counted over whole subtrees, for all spans at once: units may nest, and walking each would be quadratic.

use crate::store::{SpanRow, Store, Sym};
use crate::units::{FailureRule, Severity};

/// The number of spans that fail in the subtree of each span. O(n).
pub(super) fn error_counts(store: &Store, rule: FailureRule) -> Vec<u32> {
    let is_error = |row| u32::from(store.spans().fails(SpanRow(row), rule));
    sums(store, (0..store.spans().len()).map(is_error).collect())
}

/// The number of logs in the subtree of each span that are errors or worse. O(n, and logs).
pub(super) fn logged_error_counts(store: &Store) -> Vec<u32> {
    let mut counts = vec![0; store.spans().len() as usize];
    if !store.has_logs() {
        return counts;
    }
    let events = store.events();
    for position in 0..events.len() {
        let is_error = store.log(position).is_some_and(|log| log.severity >= Severity::ERROR);
        counts[events.owner(position) as usize] += u32::from(is_error);
    }
    sums(store, counts)
}

/// The number of distinct known services in the subtree of each span. O(n · log depth).
///
/// Every span counts one for its service; then one too many is counted wherever a subtree holds two spans of a service. Of two spans that
/// follow each other among those of one service, the subtrees that hold both are those of their lowest common ancestor and of all above
/// it, so one less is counted from there up.
pub(super) fn service_counts(store: &Store) -> Vec<u32> {
    let mut counts = vec![0_u32; store.spans().len() as usize];
    // The row after the last span of each service; zero where there was none.
    let mut seen = vec![0_u32; store.strings().len()];
    let mut ancestors: Vec<u32> = Vec::new();
    for row in 0..store.spans().len() {
        while ancestors.last().is_some_and(|&ancestor| store.subtree(SpanRow(ancestor)).end <= row) {
            ancestors.pop();
        }
        ancestors.push(row);
        let service = store.service(SpanRow(row));
        if service == Sym::EMPTY {
            continue;
        }
        counts[row as usize] = counts[row as usize].wrapping_add(1);
        // An ancestor of this span that is not after the earlier span holds both.
        let holding = ancestors.partition_point(|&ancestor| ancestor < seen[service.0 as usize]);
        if let Some(&lowest) = ancestors[..holding].last() {
            counts[lowest as usize] = counts[lowest as usize].wrapping_sub(1);
        }
        seen[service.0 as usize] = row + 1;
    }
    sums(store, counts)
}

/// The sum over the subtree of each span. Numbers may wrap around on the way, as sums come out where they should.
fn sums(store: &Store, mut values: Vec<u32>) -> Vec<u32> {
    for row in (0..store.spans().len()).rev() {
        if let Some(parent) = store.parent(SpanRow(row)) {
            values[parent.0 as usize] = values[parent.0 as usize].wrapping_add(values[row as usize]);
        }
    }
    values
}
