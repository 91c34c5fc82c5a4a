//! What is odd about what was read, in plain words.

use spanlens::store::Counts;

/// What is odd, with how often it is; nothing that is not.
pub(super) fn oddities(counts: &Counts) -> Vec<(u32, &'static str)> {
    let all = [
        (
            counts.incomplete_requests,
            "requests have lost their root: they begin at the earliest span whose parent is missing.",
        ),
        (counts.orphans, "spans name a parent that is not there."),
        (
            counts.detached_subtrees,
            "pieces of traces hang on a missing parent: they are searched with their trace, but are no part of its latency.",
        ),
        (counts.exact_repeats, "spans were there a second time, the same in everything, and were dropped."),
        (
            counts.superseded,
            "spans were sent when they started and again when they ended. They are there as they ended.",
        ),
        (counts.repeated_ids, "spans share their id with a different span of the same trace. All of them are kept."),
        (counts.cycles, "links to a parent closed a circle and were cut."),
        (counts.unfinished, "spans have no end. They count as taking no time."),
        (counts.backwards, "spans end before they start. They count as taking no time."),
        (
            counts.starts_before_parent,
            "spans start before their parent does: clocks that differ. They are shown as they are.",
        ),
        (counts.without_trace_id, "spans have no trace id."),
        (counts.without_span_id, "spans have no span id."),
    ];
    all.into_iter().filter(|&(count, _)| count > 0).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_odd_is_told() {
        assert_eq!(oddities(&Counts::default()), []);
        let counts = Counts { spans: 100, orphans: 3, ..Counts::default() };
        assert_eq!(oddities(&counts), [(3, "spans name a parent that is not there.")]);
    }
}
