//! Finding out what has to be known of a range before its requests are counted.

use super::answer::Answer;
use super::counted::{CountedRange, CountedSummary};
use super::schema::Schema;
use super::session::{Query, Session};
use super::shapes::extent::{self, Extent};
use super::shapes::rows::{Requests, RowSource};
use super::shapes::survey;
use crate::error::{ErrorKind, Refusal, Result};
use crate::units::TimeRange;

/// Up to so many spans in a range, traces without a root are among its requests: to find these takes a look at every span.
const FEW: u64 = 2_000_000;

/// From so many spans on, nobody looks at every trace: the server would have to remember too many ids.
const MANY: u64 = 200_000_000;

/// A survey of a range, from its first query to its last.
pub(super) struct Survey {
    /// How many spans start in the range, once that is known.
    spans: u64,
    roots: Option<Roots>,
    without_root: Option<u64>,
    step: Step,
    /// Whether traces without a root are wanted among the requests, however many spans there are.
    counts_rootless: bool,
}

/// How many roots there are: as they are stored, as spans, and as traces.
#[derive(Debug, Clone, Copy)]
struct Roots {
    all: u64,
    spans: u64,
    traces: u64,
}

/// What was asked last.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Step {
    Nothing,
    Spans,
    Roots,
    WithoutRoot,
    Extent,
}

impl Survey {
    /// A survey of a range in which traces without a root are wanted among the requests, be there ever so many spans, or not.
    pub(super) fn new(counts_rootless: bool) -> Self {
        Self { spans: 0, roots: None, without_root: None, step: Step::Nothing, counts_rootless }
    }

    /// How many spans start in the range, once that is known.
    pub(super) fn spans(&self) -> u64 {
        self.spans
    }

    /// The next query, if there is one.
    pub(super) fn next(&mut self, schema: &Schema, time: TimeRange) -> Option<Query> {
        let looks_at_traces = self.spans < MANY || self.counts_rootless;
        let (step, query) = match self.step {
            Step::Nothing => (Step::Spans, survey::spans(schema, time)),
            Step::Spans if looks_at_traces => (Step::Roots, survey::roots(schema, time)),
            Step::Roots => (Step::WithoutRoot, survey::without_root(schema, time)),
            Step::Spans | Step::WithoutRoot => {
                (Step::Extent, extent::query(Requests { schema, source: self.source(), time, filter: None }, None))
            }
            Step::Extent => return None,
        };
        self.step = step;
        Some(query)
    }

    /// How the requests are told from other spans.
    fn source(&self) -> RowSource {
        RowSource {
            has_repeats: self.roots.is_some_and(|roots| roots.spans < roots.all),
            has_incomplete: self.may_have_incomplete() && self.without_root > Some(0),
        }
    }

    /// Whether traces without a root are among the requests, if there are any.
    fn may_have_incomplete(&self) -> bool {
        self.without_root.is_some() && (self.spans <= FEW || self.counts_rootless)
    }

    /// Reads an answer. The last gives the range.
    ///
    /// # Errors
    ///
    /// What the server says is wrong, unless it has limits that what was asked is not needed within.
    pub(super) fn read(
        &mut self,
        answer: &Answer,
        of: (&Session, &Schema, TimeRange, &str),
    ) -> Result<Option<CountedRange>> {
        let rows = match answer.rows() {
            Err(error) if matches!(self.step, Step::Roots | Step::WithoutRoot) && is_limit(error.kind()) => {
                return Ok(None);
            }
            rows => rows?,
        };
        let number = |name| -> Result<u64> { Ok(rows.first()?.number(name).unwrap_or_default()) };
        match self.step {
            Step::Nothing => {}
            Step::Spans => self.spans = number("spans")?,
            Step::Roots => {
                self.roots = Some(Roots { all: number("roots")?, spans: number("spans")?, traces: number("traces")? });
            }
            Step::WithoutRoot => self.without_root = Some(number("without_root")?),
            Step::Extent => return Ok(Some(self.range(extent::read(&rows, of.2, None), of))),
        }
        Ok(None)
    }

    fn range(
        &self,
        extent: Extent,
        (session, schema, time, group): (&Session, &Schema, TimeRange, &str),
    ) -> CountedRange {
        let source = self.source();
        let summary = CountedSummary {
            table: schema.table.table.clone(),
            spans: self.spans,
            requests: extent.units,
            range: extent.seen.time(),
            without_root: self.without_root,
            has_incomplete: self.may_have_incomplete(),
            repeats: self.roots.map(|roots| roots.all - roots.spans),
            further_roots: self.roots.map(|roots| roots.spans - roots.traces),
        };
        let (session, schema, group) = (session.clone(), schema.clone(), group.to_owned());
        CountedRange { session, schema, time, source, extent, summary, group, budget: 0, logs: None }
    }
}

/// Whether the server has the right to refuse that.
fn is_limit(kind: &ErrorKind) -> bool {
    matches!(kind, ErrorKind::Refused { why: Refusal::Memory | Refusal::TimeOut | Refusal::Limit, .. })
}
