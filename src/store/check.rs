//! Every invariant of a sealed store, in one place.

use super::http_status::says_5xx;
use super::rows::SpanRow;
use super::spans::Marks;
use super::{Population, Store};

/// Checks a store against everything that the rest of the engine relies on. O(n log n); for tests and for `debug_assert!`.
///
/// # Errors
///
/// The first invariant that does not hold, in words.
pub fn check(store: &Store) -> Result<(), String> {
    let spans = store.spans().len();
    ensure(store.parents.len() == spans as usize, || "a parent a span".into())?;
    ensure(store.subtree_sizes.len() == spans as usize, || "a subtree size a span".into())?;
    ensure(store.counts.spans == spans, || "the counts know the spans".into())?;
    check_traces(store)?;
    (0..spans).map(SpanRow).try_for_each(|span| check_span(store, span))?;
    check_owners(store)?;
    check_logs(store)?;
    ensure(store.counts.requests == store.requests.count(), || "the counts know the requests".into())?;
    let entries = store.units(Population::Entries);
    let mut requests = store.requests.clone();
    requests.subtract(&entries);
    ensure(requests.count() == 0, || "every request is an entry".into())
}

fn check_traces(store: &Store) -> Result<(), String> {
    let mut expected = 0;
    let mut last_start_ns = 0;
    for trace in (0..store.traces().len()).map(super::TraceRow) {
        let rows = store.traces().spans(trace);
        ensure(rows.start == expected && rows.end > rows.start, || format!("{trace:?} holds {rows:?}"))?;
        expected = rows.end;
        for row in rows.clone() {
            ensure(store.spans().trace(SpanRow(row)) == trace, || format!("row {row} is in {trace:?}"))?;
        }
        let start_ns = rows.clone().map(|row| store.spans().start_ns(SpanRow(row))).min().unwrap_or(0);
        ensure(start_ns >= last_start_ns, || format!("{trace:?} starts after its predecessor"))?;
        last_start_ns = start_ns;
        ensure(store.requests.contains(SpanRow(rows.start)), || format!("{trace:?} begins with a request"))?;
    }
    ensure(expected == store.spans().len(), || "every span is in a trace".into())
}

fn check_span(store: &Store, span: SpanRow) -> Result<(), String> {
    let marks = store.spans().marks(span);
    let subtree = store.subtree(span);
    let within = |outer: &std::ops::Range<u32>| outer.contains(&subtree.start) && subtree.end <= outer.end;
    if let Some(parent) = store.parent(span) {
        ensure(parent < span, || format!("{span:?} comes after its parent"))?;
        ensure(within(&store.subtree(parent)), || format!("{span:?} lies in the subtree of its parent"))?;
        ensure(!marks.contains(Marks::REQUEST), || format!("{span:?} has a parent and is no request"))?;
        ensure(!marks.contains(Marks::ORPHAN), || format!("{span:?} has a parent and is no orphan"))?;
    } else {
        let root = store.spans().parent_id(span).is_none();
        ensure(root != marks.contains(Marks::ORPHAN), || format!("{span:?} is a root or an orphan"))?;
        ensure(!root || marks.contains(Marks::REQUEST), || format!("{span:?} is a root and so a request"))?;
        let trace = store.traces().spans(store.spans().trace(span));
        ensure(within(&trace), || format!("{span:?} has its subtree in its trace"))?;
    }
    ensure(store.requests.contains(span) == marks.contains(Marks::REQUEST), || format!("{span:?} in requests"))?;
    let idle = marks.contains(Marks::UNFINISHED) || marks.contains(Marks::BACKWARDS);
    ensure(!idle || store.spans().duration_ns(span) == 0, || format!("{span:?} has no time"))?;
    let says = |pair| says_5xx(store.text(store.pairs().key(pair)), store.value(pair));
    let is_5xx = store.attributes(span).iter().any(|&pair| says(pair));
    ensure(is_5xx == marks.contains(Marks::HTTP_5XX), || format!("{span:?} is marked as 5xx if it says so"))?;
    let starts: Vec<u64> = store.children(span).map(|child| store.spans().start_ns(child)).collect();
    ensure(starts.is_sorted(), || format!("the children of {span:?} are in order"))?;
    let children: usize = store.children(span).map(|child| store.subtree(child).len()).sum();
    ensure(subtree.len() == children + 1, || format!("the subtree of {span:?} is its children's"))
}

fn check_owners(store: &Store) -> Result<(), String> {
    let events = (0..store.events().len()).map(|at| store.events().owner(at));
    let links = (0..store.links().len()).map(|at| store.links().owner(at));
    ensure(events.clone().is_sorted() && links.clone().is_sorted(), || "events and links follow spans".into())?;
    ensure(events.chain(links).all(|owner| owner < store.spans().len()), || "owners are spans".into())
}

fn check_logs(store: &Store) -> Result<(), String> {
    let (events, columns, of_traces) = (store.events(), &store.tables.logs, store.trace_logs());
    ensure(columns.is_empty() || columns.len() == events.len(), || "a row of logs an event, or none".into())?;
    let logs_of_spans = (0..events.len()).filter(|&at| store.log(at).is_some()).count();
    ensure(columns.is_empty() == (logs_of_spans == 0), || "columns of logs where there are logs".into())?;
    let counted = logs_of_spans + of_traces.len() as usize;
    ensure(store.counts.logs as usize == counted, || "the counts know the logs".into())?;
    for at in 1..events.len() {
        if let (Some(_), true) = (store.log(at - 1), events.owner(at - 1) == events.owner(at)) {
            ensure(store.log(at).is_some(), || format!("event {at} comes before logs"))?;
            ensure(events.value(at - 1).time_ns <= events.value(at).time_ns, || format!("log {at} is later"))?;
        }
    }
    let owners = (0..of_traces.len()).map(|at| of_traces.owner(at));
    ensure(owners.clone().is_sorted(), || "logs follow traces".into())?;
    ensure(owners.clone().all(|owner| owner < store.traces().len()), || "owners of logs are traces".into())?;
    let logs = (0..events.len()).filter_map(|at| store.log(at));
    let mut logs = logs.chain((0..of_traces.len()).map(|at| of_traces.value(at).log));
    let is_known =
        |log: super::Log| (log.scope.0 as usize) < store.scopes().len() && (log.body.0 as usize) < store.bodies().len();
    ensure(logs.all(is_known), || "logs have bodies and scopes".into())
}

fn ensure(holds: bool, what: impl FnOnce() -> String) -> Result<(), String> {
    if holds { Ok(()) } else { Err(format!("does not hold: {}", what())) }
}
