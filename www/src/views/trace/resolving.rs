//! From the name of the open trace to its spans.

use std::sync::Arc;

use leptos::prelude::*;
use spanlens::analysis::Trace;
use spanlens::error::{ErrorCode, Failure};
use spanlens::protocol::{FindTraceQuestion, TraceQuestion};
use spanlens::store::TraceHandle;
use spanlens::units::FailureRule;

use super::model::TraceModel;
use crate::format;
use crate::session::Session;
use crate::signals::{Memo, RwSignal};
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

/// The version of the data, what counts as failing, the id, the group, and the handle where there is no id.
type Identity<'a> = (u32, FailureRule, &'a str, &'a str, Option<TraceHandle>);

/// What makes a trace another one. It is the same while its spans are looked at, one after the other, and where its handle is forgotten,
/// unless that is the only name it has.
fn identity(wanted: Option<&(u32, FailureRule, OpenTrace)>) -> Option<Identity<'_>> {
    let (version, rule, open) = wanted?;
    let handle = open.handle.filter(|_| open.trace_id.bytes().all(|digit| digit == b'0'));
    Some((*version, *rule, &open.trace_id, &open.group, handle))
}

/// Asks for the open trace whenever it is another one, other data are loaded, or something else counts as failing.
pub(super) fn follow(session: Session) -> RwSignal<Outcome> {
    let (state, outcome) = (session.state, RwSignal::new(Outcome::Waiting));
    let wanted = Memo::new_with_compare(
        move |_| state.open_trace.get().map(|open| (state.version.get(), state.fail.get(), open)),
        |old, new| identity(old.and_then(Option::as_ref)) != identity(new.and_then(Option::as_ref)),
    );
    Effect::new(move |shown: Option<Option<(u32, FailureRule, OpenTrace)>>| {
        let asked = wanted.get();
        // A trace stays on the screen while more is loaded.
        let without_version = |wanted: &Option<(u32, FailureRule, OpenTrace)>| {
            wanted.as_ref().map(|(_, rule, open)| (0, *rule, open.clone()))
        };
        let stays = shown.is_some_and(|shown| {
            identity(without_version(&shown).as_ref()) == identity(without_version(&asked).as_ref())
        });
        let kept = if stays { outcome.get_untracked() } else { Outcome::Waiting };
        if !stays {
            outcome.set(Outcome::Waiting);
        }
        let Some((_, rule, open)) = asked.clone() else { return asked };
        session.spawn_until_next(async move {
            match find(session, open).await {
                Ok(trace) if matches!(&kept, Outcome::Found(model) if model.rename(&trace)) => {}
                Ok(trace) => outcome.set(Outcome::Found(Arc::new(TraceModel::new(trace, rule)))),
                // It has left the window of what is kept; what is shown of it is as true as before.
                Err(failure) if failure.code == ErrorCode::NotFound && matches!(kept, Outcome::Found(_)) => {}
                // The engine was replaced: what it is given now will be asked again.
                Err(failure) if failure.code == ErrorCode::Cancelled => {}
                Err(failure) => outcome.set(Outcome::Failed(format::sentence(&failure.message))),
            }
        });
        asked
    });
    outcome
}

/// The trace by its handle or, where that is of what was loaded before, by its id.
async fn find(session: Session, open: OpenTrace) -> Result<Trace, Failure> {
    if let Some(trace) = open.handle {
        match session.ask(TraceQuestion { trace }).await {
            Err(failure) if failure.code == ErrorCode::StaleHandle => {}
            answer => return answer,
        }
    }
    let trace = handle_of(session, &open).await?;
    session.ask(TraceQuestion { trace }).await
}

/// The handle of the trace with an id in its group, else of the first with the id.
pub(in crate::views) async fn handle_of(session: Session, open: &OpenTrace) -> Result<TraceHandle, Failure> {
    let found = session.ask(FindTraceQuestion { text: open.trace_id.clone() }).await?;
    let at = found.groups.iter().position(|group| *group == open.group).unwrap_or(0);
    let not_found =
        || Failure { code: ErrorCode::NotFound, message: "there is no such trace".to_owned(), offset: None };
    found.traces.get(at).copied().ok_or_else(not_found)
}
