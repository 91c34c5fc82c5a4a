//! A question with its work so far.

mod heatmap;
mod overview;
mod sides;

use crate::error::{Error, ErrorKind, Result};
use crate::protocol::{Answer, Comparison, HeatmapAnswer, Question};
use crate::store::{Store, StoreBuilder};
use heatmap::HeatmapJob;
use overview::OverviewJob;

/// Spans that one step looks at: a few milliseconds' worth.
const STEP: u32 = 1 << 18;

/// The kind of a question. Of each kind a port has one question at a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Heatmap,
    Overview,
    Count,
}

/// A question with its work so far.
#[derive(Debug)]
pub(super) enum Job {
    Heatmap(Box<HeatmapJob>),
    Overview(Box<OverviewJob>),
    Count(Comparison),
}

impl Job {
    /// `None` for questions that load something: those are not answered from what is loaded.
    pub(super) fn new(question: Question) -> Option<Self> {
        match question {
            Question::Open { .. } | Question::OpenDemo => None,
            Question::Heatmap(question) => Some(Self::Heatmap(Box::new(HeatmapJob::new(question)))),
            Question::Overview(comparison) => Some(Self::Overview(Box::new(OverviewJob::new(comparison)))),
            Question::Count(comparison) => Some(Self::Count(comparison)),
        }
    }

    pub(super) fn kind(&self) -> Kind {
        match self {
            Self::Heatmap(_) => Kind::Heatmap,
            Self::Overview(_) => Kind::Overview,
            Self::Count(_) => Kind::Count,
        }
    }

    /// Forgets the work so far, which is of no use for another store.
    pub(super) fn restart(&mut self) {
        match self {
            Self::Heatmap(job) => job.restart(),
            Self::Overview(job) => job.restart(),
            Self::Count(_) => {}
        }
    }

    /// Does a bounded amount of work. Gives the answer when it is found.
    pub(super) fn advance(&mut self, store: &Store) -> Result<Option<Answer>> {
        match self {
            Self::Heatmap(job) => {
                let heatmap = job.advance(store)?;
                Ok(heatmap.map(|heatmap| Answer::Heatmap(Box::new(HeatmapAnswer { heatmap, provisional: false }))))
            }
            Self::Overview(job) => Ok(job.advance(store)?.map(|overview| Answer::Overview(Box::new(overview)))),
            Self::Count(comparison) => Ok(Some(Answer::Count(sides::count(store, comparison)))),
        }
    }

    /// Answers from what has been read so far, where that makes sense.
    pub(super) fn preview(&self, builder: &StoreBuilder) -> Result<Answer> {
        match self {
            Self::Heatmap(job) => {
                let heatmap = job.preview(builder.spans())?;
                Ok(Answer::Heatmap(Box::new(HeatmapAnswer { heatmap, provisional: true })))
            }
            Self::Overview(_) | Self::Count(_) => Err(Error::from(ErrorKind::NoData)),
        }
    }
}
