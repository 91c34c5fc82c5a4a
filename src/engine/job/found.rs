//! Answers of traces that a server was asked for by themselves, where these are not all that the question is about.

use super::fold_job::fold_job;
use super::{Work, once};
use crate::analysis::{FoundTraces, TraceListFold, TraceListOptions, trace_diff};
use crate::clickhouse::{FoundOnServer, ListedUnit, WantedTraces};
use crate::engine::memory::Memory;
use crate::error::{ErrorKind, Result};
use crate::protocol::{Answer, Question, TracesQuestion};
use crate::store::{Population, RowSet, Store, TraceRow};
use crate::units::TraceId;

/// The work that a question takes on what was found for it. `None` where it is what it takes on any store.
pub(super) fn work(question: &Question, wanted: Option<&WantedTraces>, found: &FoundOnServer) -> Option<Work> {
    match (question, wanted) {
        (Question::Traces(TracesQuestion { comparison, options }), _) => {
            let (fail, found) = (comparison.fail, found.clone());
            let options = TraceListOptions { offset: 0, ..*options };
            let FoundOnServer { total, total_failing, traces, .. } = found;
            Some(fold_job(
                move |store, memory| Ok(Some(units(store, memory, &found))),
                move |store, units| TraceListFold::new(store, units, &options, fail),
                move |_, mut list| {
                    (list.total, list.total_failing, list.total_traces) = (total, total_failing, traces);
                    Ok(Answer::Traces(Box::new(list)))
                },
            ))
        }
        (Question::TraceDiff(_), Some(WantedTraces::Together(ids))) => {
            let ids = ids.clone();
            Some(once(move |store, _| {
                let row = |at: usize| row_of(store, ids.get(at).copied());
                Ok(Answer::TraceDiff(Box::new(trace_diff(store, row(0)?, row(1)?)?)))
            }))
        }
        _ => None,
    }
}

/// The requests of a page. O(requests of their traces · log page).
fn units(store: &Store, memory: &mut Memory, found: &FoundOnServer) -> RowSet {
    let requests = memory.meant(store, Population::Requests);
    let mut units = RowSet::empty(requests.universe());
    let is_listed = |unit| {
        let spans = store.spans();
        let listed = ListedUnit {
            trace: store.traces().id(spans.trace(unit)),
            span: spans.span_id(unit),
            start_ns: spans.start_ns(unit),
            duration_ns: spans.duration_ns(unit),
            service: store.text(store.service(unit)).to_owned(),
            name: store.text(spans.name(unit)).to_owned(),
        };
        found.units.binary_search(&listed).is_ok()
    };
    requests.iter().filter(|&unit| is_listed(unit)).for_each(|unit| units.insert(unit));
    units
}

fn row_of(store: &Store, id: Option<TraceId>) -> Result<TraceRow> {
    let mut rows = (0..store.traces().len()).map(TraceRow);
    rows.find(|&row| Some(store.traces().id(row)) == id).ok_or_else(|| {
        let name = id.map(|id| id.to_string()).unwrap_or_default();
        ErrorKind::NotFound { what: "trace with the id", name }.into()
    })
}

/// An answer of what was found as one about all of the range.
pub(super) fn told(answer: Answer, found: &FoundOnServer) -> Answer {
    match answer {
        // No more traces are fetched than are told of.
        Answer::FindTrace(told) if told.traces.len() < found.traces as usize && told.total > 1 => {
            Answer::FindTrace(Box::new(FoundTraces { total: found.traces, ..*told }))
        }
        answer => of_a_part(answer),
    }
}

/// An answer without what it does not know of the range, as it is of some traces: completions are of these, and how often a value occurs in
/// all is not known.
pub(in crate::engine) fn of_a_part(mut answer: Answer) -> Answer {
    if let Answer::Complete(completions) = &mut answer {
        completions.items.iter_mut().for_each(|item| item.count = None);
    }
    answer
}
