//! From the name of the open trace to its spans.

use std::sync::Arc;

use leptos::prelude::*;
use spanlens::analysis::Trace;
use spanlens::error::{ErrorCode, Failure};
use spanlens::protocol::{Answer, Question};

use super::model::TraceModel;
use crate::format;
use crate::session::Session;
use crate::words::OpenTrace;

/// What came of it.
#[derive(Clone)]
pub(super) enum Outcome {
    /// Nothing is open, or there is no answer yet.
    Waiting,
    /// There is no such trace, or another answer than one.
    Failed(String),
    Found(Arc<TraceModel>),
}

/// The version of the data, the id, the group, and the row where there is no id.
type Identity<'a> = (u32, &'a str, &'a str, Option<(u32, u32)>);

/// What makes a trace another one. It is the same while its spans are looked at, one after the other, and where its row is forgotten,
/// unless that is the only name it has.
fn identity(wanted: Option<&(u32, OpenTrace)>) -> Option<Identity<'_>> {
    let (version, open) = wanted?;
    let row = open.row.filter(|_| open.trace_id.bytes().all(|digit| digit == b'0'));
    Some((*version, &open.trace_id, &open.group, row))
}

/// Asks for the open trace whenever it is another one, or other data are loaded.
pub(super) fn follow(session: Session) -> RwSignal<Outcome> {
    let (state, outcome) = (session.state, RwSignal::new(Outcome::Waiting));
    let wanted = Memo::new_with_compare(
        move |_| state.open_trace.get().map(|open| (state.version.get(), open)),
        |old, new| identity(old.and_then(Option::as_ref)) != identity(new.and_then(Option::as_ref)),
    );
    Effect::new(move |_| {
        let asked = wanted.get();
        outcome.set(Outcome::Waiting);
        let Some((version, open)) = asked.clone() else { return };
        session.spawn(async move {
            let answer = find(session, version, open).await;
            let is_wanted = |now: &Option<_>| identity(now.as_ref()) == identity(asked.as_ref());
            if wanted.try_with_untracked(is_wanted) != Some(true) {
                return;
            }
            match answer {
                Ok(trace) => outcome.set(Outcome::Found(Arc::new(TraceModel::new(trace)))),
                // The engine was replaced: what it is given now will be asked again.
                Err(failure) if failure.code == ErrorCode::Cancelled => {}
                Err(failure) => outcome.set(Outcome::Failed(format::sentence(&failure.message))),
            }
        });
    });
    outcome
}

async fn find(session: Session, version: u32, open: OpenTrace) -> Result<Trace, Failure> {
    let row = row_of(session, version, &open).await?;
    match session.ask(Question::Trace { row }).await? {
        Answer::Trace(trace) => Ok(*trace),
        _ => Err(misunderstood()),
    }
}

/// The row of a trace: the known one, else that of the trace with its id in its group, else the first with its id.
pub(in crate::views) async fn row_of(session: Session, version: u32, open: &OpenTrace) -> Result<u32, Failure> {
    if let Some((_, row)) = open.row.filter(|&(of, _)| of == version) {
        return Ok(row);
    }
    let found = loop {
        match session.ask(Question::FindTrace { text: open.trace_id.clone() }).await {
            Ok(Answer::FoundTraces(found)) => break found,
            Ok(_) => return Err(misunderstood()),
            // Somebody else has looked for another trace meanwhile. An engine that is gone is of another version.
            Err(failure) if failure.code == ErrorCode::Cancelled && session.is_open(version) => {}
            Err(failure) => return Err(failure),
        }
    };
    let at = found.groups.iter().position(|group| *group == open.group).unwrap_or(0);
    found.traces.get(at).copied().ok_or_else(misunderstood)
}

fn misunderstood() -> Failure {
    Failure { code: ErrorCode::BadMessage, message: "the engine answered something else".to_owned(), offset: None }
}
