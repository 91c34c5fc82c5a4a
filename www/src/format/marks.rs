//! What is odd about a span of a trace.

use spanlens::analysis::TraceMarks;

const WORDS: [(TraceMarks, &str); 5] = [
    (TraceMarks::UNFINISHED, "unfinished"),
    (TraceMarks::BACKWARDS, "ends before it starts"),
    (TraceMarks::CYCLE, "in a cycle"),
    (TraceMarks::STARTS_BEFORE_PARENT, "starts before its parent"),
    (TraceMarks::REPEATED_ID, "repeated id"),
];

/// What is odd about a span, in a few words each. That it ends after its parent is not: that is how asynchronous work looks.
pub(crate) fn oddities(marks: TraceMarks) -> Vec<&'static str> {
    let mut words = Vec::new();
    if marks.contains(TraceMarks::ORPHAN) {
        words.push(if marks.contains(TraceMarks::REQUEST) { "orphan" } else { "orphan, detached" });
    }
    words.extend(WORDS.iter().filter(|(mark, _)| marks.contains(*mark)).map(|(_, word)| *word));
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn oddities_are_told_apart() {
        let request = TraceMarks::REQUEST;
        for (marks, words) in [
            (request, &[][..]),
            (TraceMarks::ENDS_AFTER_PARENT, &[]),
            (TraceMarks::ORPHAN, &["orphan, detached"]),
            (request.with(TraceMarks::ORPHAN).with(TraceMarks::UNFINISHED), &["orphan", "unfinished"]),
        ] {
            assert_eq!(oddities(marks), words, "{marks:?}");
        }
    }
}
