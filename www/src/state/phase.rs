//! What is being done about data.

use spanlens::error::Failure;
use spanlens::protocol::Progress;

use crate::words::{Clickhouse, Origin};

/// What is being done about data.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) enum Phase {
    /// Nothing has been loaded yet.
    #[default]
    Empty,
    /// Something is being read.
    Loading(Loading),
    /// A link names sources that a person has to give, or to agree to.
    Wanted(Vec<Origin>),
    /// All that was asked for is loaded.
    Ready,
    /// A load has no answer.
    Failed(Failure),
    /// The engine is gone, with its last words.
    Crashed(String),
}

/// How far a load has come, and since when.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Loading {
    /// When it began, in milliseconds of the page's clock.
    pub(crate) started_ms: f64,
    /// What the engine last said; nothing before it has said anything.
    pub(crate) progress: Option<Progress>,
    /// Bytes per second on average until then.
    pub(crate) bytes_per_s: f64,
    /// Whether a person has asked to stop it.
    pub(crate) is_stopping: bool,
}

impl Loading {
    /// One that begins at a time of the page's clock, in milliseconds.
    pub(crate) fn since(started_ms: f64) -> Self {
        Self { started_ms, progress: None, bytes_per_s: 0.0, is_stopping: false }
    }

    /// Notes how far it has come at a time of the page's clock.
    #[expect(clippy::cast_precision_loss, reason = "a speed is shown in three digits")]
    pub(crate) fn take(&mut self, progress: Progress, now_ms: f64) {
        let seconds = (now_ms - self.started_ms).max(1.0) / 1000.0;
        self.bytes_per_s = progress.bytes as f64 / seconds;
        self.progress = Some(progress);
    }
}

/// Something that is read to be shown in place of what is shown.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) enum Reread {
    /// Nothing is.
    #[default]
    Nothing,
    UnderWay(Loading),
    /// It could not be read. What was asked for, and why.
    Failed(Clickhouse, Failure),
}
