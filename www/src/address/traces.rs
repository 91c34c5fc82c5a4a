//! Traces by their ids and groups: the one that is open, `trace=…&group=…&span=…`, and two that are compared, `left=…&right=…`.

use super::pairs::Pairs;
use crate::words::{DEFAULT_GROUP, TraceName};

pub(super) fn add_open(pairs: &mut Pairs, trace: &TraceName) {
    add(pairs, "trace", "group", trace);
    if let Some(span) = &trace.span {
        pairs.add("span", span);
    }
}

/// The trace that is open, with the span whose details are shown.
pub(super) fn open(pairs: &Pairs) -> Option<TraceName> {
    let span = pairs.first("span").map(str::to_owned);
    of(pairs, "trace", "group").map(|trace| TraceName { span, ..trace })
}

pub(super) fn add_compared(pairs: &mut Pairs, [left, right]: &[TraceName; 2]) {
    add(pairs, "left", "left-group", left);
    add(pairs, "right", "right-group", right);
}

/// The traces that are compared, if both are said.
pub(super) fn compared(pairs: &Pairs) -> Option<[TraceName; 2]> {
    Some([of(pairs, "left", "left-group")?, of(pairs, "right", "right-group")?])
}

/// Says which trace, in these keys.
fn add(pairs: &mut Pairs, id: &str, group: &str, trace: &TraceName) {
    pairs.add(id, &trace.trace_id);
    pairs.add_if(trace.group != DEFAULT_GROUP, group, &trace.group);
}

/// The trace that is said in these keys.
fn of(pairs: &Pairs, id: &str, group: &str) -> Option<TraceName> {
    let group = pairs.first(group).unwrap_or(DEFAULT_GROUP).to_owned();
    pairs.first(id).map(|trace_id| TraceName { trace_id: trace_id.to_owned(), group, span: None })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_trace_is_of_the_default_group_unless_another_is_said() {
        let trace = open(&Pairs::of("trace=0a&span=1")).unwrap();
        assert_eq!((trace.group.as_str(), trace.span.as_deref()), (DEFAULT_GROUP, Some("1")));
        assert_eq!(open(&Pairs::of("trace=0a&group=before")).unwrap().group, "before");
        assert_eq!(open(&Pairs::of("group=before&span=1")), None);
    }

    #[test]
    fn one_trace_is_not_compared() {
        assert!(compared(&Pairs::of("left=1&right=2")).is_some());
        assert_eq!(compared(&Pairs::of("left=1&right-group=after")), None);
    }
}
