//! Exports: which spans they have is found once, and each piece is written when it is asked for.

use std::rc::Rc;

use super::Work;
use super::fold_job::fold_job;
use super::sides::{Compared, compared, selected};
use crate::engine::memory::Memory;
use crate::error::Result;
use crate::export::{ExportContentsFold, export_piece, with_as_many};
use crate::protocol::{Answer, Comparison, ExportContentsQuestion, ExportPieceQuestion, ExportTraceQuestion};
use crate::store::{RowSet, SpanRow, Store};

/// The spans of the traces that are exported. `None` after a step that did not find all of them: then it is to be asked again.
fn exported(
    store: &Store,
    comparison: &Comparison,
    with_baseline: bool,
    memory: &mut Memory,
) -> Result<Option<Rc<RowSet>>> {
    memory.whole_traces(store, comparison, with_baseline, |memory| {
        if !with_baseline {
            return selected(store, comparison, memory);
        }
        let both = compared(store, comparison, memory)?.map(Compared::into_rows);
        Ok(both.map(|[selection, baseline]| with_as_many(store, &selection, &baseline)))
    })
}

pub(super) fn contents(question: ExportContentsQuestion) -> Work {
    let ExportContentsQuestion { comparison, with_baseline, redaction } = question;
    fold_job(
        move |store, memory| exported(store, &comparison, with_baseline, memory),
        move |store, spans| ExportContentsFold::new(store, RowSet::clone(&spans), &redaction),
        |_, contents| Ok(Answer::ExportContents(Box::new(contents))),
    )
}

pub(super) fn piece(question: ExportPieceQuestion) -> Work {
    let ExportPieceQuestion { comparison, with_baseline, options, from } = question;
    Box::new(move |store, memory| {
        let Some(spans) = exported(store, &comparison, with_baseline, memory)? else { return Ok(None) };
        Ok(Some(Answer::ExportPiece(Box::new(export_piece(store, &spans, from, &options)?))))
    })
}

pub(super) fn of_trace(ExportTraceQuestion { trace, options, from }: ExportTraceQuestion) -> Work {
    Box::new(move |store, _| {
        let mut spans = RowSet::empty(store.spans().len());
        store.traces().spans(store.trace(trace)?).for_each(|row| spans.insert(SpanRow(row)));
        Ok(Some(Answer::ExportTrace(Box::new(export_piece(store, &spans, from, &options)?))))
    })
}
