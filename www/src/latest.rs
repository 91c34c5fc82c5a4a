//! Tasks of which only the newest is wanted.

use futures_util::future::{AbortHandle, Aborted, abortable};
use leptos::prelude::*;

use crate::session::Session;

/// A task at a time: a new one ends the one before, and with it what that one asked.
#[derive(Clone, Copy)]
pub(crate) struct Latest(StoredValue<Option<AbortHandle>>);

impl Latest {
    pub(crate) fn new() -> Self {
        Self(StoredValue::new(None))
    }

    /// Ends the task that runs, if one does.
    pub(crate) fn end(self) {
        if let Some(running) = self.0.try_update_value(Option::take).flatten() {
            running.abort();
        }
    }

    /// Runs a task until another one is run here.
    pub(crate) fn run(self, session: Session, task: impl Future<Output = ()> + 'static) {
        let (task, handle) = abortable(task);
        self.end();
        self.0.try_update_value(|running| *running = Some(handle));
        session.spawn(async move {
            let (Ok(()) | Err(Aborted)) = task.await;
        });
    }
}
