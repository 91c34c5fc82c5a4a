//! A range whose spans stay on the server, which counts its requests.

use serde::{Deserialize, Serialize};

use super::answer::{Answer, Rows};
use super::filter::{Pushed, pushed};
use super::schema::{ClickhouseTableName, Schema};
use super::session::{Query, Session};
use super::shapes::extent::{self, Extent};
use super::shapes::heatmap::Durations;
use super::shapes::rows::{Requests, RowSource};
use super::shapes::sides::{Conditions, ranges};
use super::shapes::{count, heatmap, overview};
use crate::analysis::{Baseline, Heatmap, HeatmapGeometry, HeatmapOptions, Overview, Selection, Sides};
use crate::error::{Error, ErrorKind, Refusal, Result};
use crate::remote::{Exchange, Next, Request};
use crate::store::KeptLogs;
use crate::units::{FailureRule, TimeRange};

/// From so many requests on, the server does not hold the duration of each.
const MANY: u64 = 200_000_000;

/// A range that stays on the server, as it has too many spans. The server counts its requests.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CountedSummary {
    /// The table.
    pub table: ClickhouseTableName,
    /// How many spans start in the range.
    pub spans: u64,
    /// How many requests answers cover.
    pub requests: u64,
    /// From the start of the earliest of them to just after the start of the latest. Absent without requests.
    pub range: Option<TimeRange>,
    /// How many traces of the range have no root. Absent if the server could not count them within its limits.
    pub without_root: Option<u64>,
    /// Whether each of those traces counts as a request. If not, answers leave them out.
    pub has_incomplete: bool,
    /// How many further copies of roots are stored. No answer includes them. Absent as for `without_root`; then each copy counts.
    pub repeats: Option<u64>,
    /// How many requests are further roots of a trace. Absent as for `without_root`.
    pub further_roots: Option<u64>,
}

/// A range whose requests the server counts, and how.
#[derive(Clone)]
pub struct CountedRange {
    pub(super) session: Session,
    pub(super) schema: Schema,
    pub(super) time: TimeRange,
    pub(super) source: RowSource,
    pub(super) extent: Extent,
    /// What is known of it.
    pub(super) summary: CountedSummary,
    /// The name of the group that its traces belong to.
    pub(super) group: String,
    /// The most spans that are fetched of it at once, and the most logs.
    pub(super) budget: u64,
    /// The table of logs beside that of the spans, and which of them are wanted, if any are.
    pub(super) logs: Option<(Schema, KeptLogs)>,
}

/// What the server can count.
#[derive(Debug, Clone, PartialEq)]
pub enum Countable {
    /// The requests by time and duration.
    Heatmap(HeatmapOptions, FailureRule),
    /// Rate, errors and durations of each operation, of a selection and its baseline.
    Overview(Box<Compared>),
    /// How many requests are on each side.
    Count(Box<Compared>),
}

/// Two sets of requests.
#[derive(Debug, Clone, PartialEq)]
pub struct Compared {
    /// Which requests fail.
    pub fail: FailureRule,
    /// The selected requests. All if absent.
    pub selection: Option<Selection>,
    /// The requests to compare them with.
    pub baseline: Baseline,
}

/// The result of counting, of the requested kind.
#[derive(Debug, Clone, PartialEq)]
pub enum Counted {
    /// The requests by time and duration, and whether its percentiles are rounded down to three digits.
    Heatmap(Box<Heatmap>, bool),
    /// Rate, errors and durations of each operation.
    Overview(Box<Overview>),
    /// How many requests are on each side.
    Count(Sides),
}

/// A question that the server answers by counting.
pub struct Counting {
    range: CountedRange,
    /// The filter of the view.
    view: Option<Pushed>,
    /// What there is in view, once that is known.
    extent: Option<Extent>,
    wanted: Countable,
    /// What percentiles are made of.
    durations: Durations,
    step: Step,
    answer: Answer,
    found: Option<Counted>,
}

/// What was asked last.
enum Step {
    Nothing,
    /// What there is in view.
    Extent,
    /// When there are requests in the time that is shown.
    Starts(TimeRange),
    /// Nothing more, and these have none.
    Gaps(Vec<TimeRange>),
    Cells(HeatmapGeometry),
    Sides,
}

impl CountedRange {
    /// Numbers of the range.
    #[must_use]
    pub fn summary(&self) -> &CountedSummary {
        &self.summary
    }

    /// The requested time.
    #[must_use]
    pub fn time(&self) -> TimeRange {
        self.time
    }

    /// The group that its traces belong to.
    #[must_use]
    pub fn group(&self) -> &str {
        &self.group
    }

    /// The largest number of spans that are fetched from it at once.
    #[must_use]
    pub fn budget(&self) -> u64 {
        self.budget
    }

    /// Which logs of its traces are wanted.
    #[must_use]
    pub fn kept_logs(&self) -> KeptLogs {
        self.logs.as_ref().map_or(KeptLogs::None, |(_, kept)| *kept)
    }

    /// Begins to count requests: those that a filter selects, or all.
    ///
    /// # Errors
    ///
    /// `BadFilter` if the filter is invalid; `NeedsSpans` if the server cannot evaluate it as the engine does.
    pub fn ask(&self, wanted: Countable, view: Option<&str>) -> Result<Counting> {
        let view = view.map(|text| pushed(text, &self.schema)).transpose()?;
        let extent = view.is_none().then(|| self.extent.clone());
        let (range, answer) = (self.clone(), Answer::default());
        let durations = if self.extent.units > MANY { Durations::Rounded } else { Durations::Exact };
        Ok(Counting { range, view, extent, wanted, durations, step: Step::Nothing, answer, found: None })
    }
}

impl Counting {
    /// Whether the answer is complete.
    #[must_use]
    pub fn is_done(&self) -> bool {
        self.found.is_some()
    }

    fn requests(&self) -> Requests<'_> {
        let CountedRange { schema, source, time, .. } = &self.range;
        Requests { schema, source: *source, time: *time, filter: self.view.as_ref() }
    }

    /// What is asked next.
    fn query(&self) -> Result<(Step, Query)> {
        let conditions = |compared: &Compared| compared.conditions(&self.range.group);
        match (&self.wanted, &self.extent, &self.step) {
            (Countable::Overview(compared), ..) => Ok((
                Step::Sides,
                overview::query(self.requests(), self.durations, (&conditions(compared)?, compared.fail)),
            )),
            (Countable::Count(compared), ..) => {
                Ok((Step::Sides, count::query(self.requests(), (&conditions(compared)?, compared.fail))))
            }
            (Countable::Heatmap(..), None, _) => Ok((Step::Extent, extent::query(self.requests(), None))),
            (Countable::Heatmap(options, rule), Some(extent), step) => {
                let shown = HeatmapGeometry::shown(&extent.seen, options);
                let gaps = match step {
                    Step::Gaps(gaps) => Some(gaps.clone()),
                    _ if options.leaves_out_gaps => extent.gaps(shown),
                    _ => Some(Vec::new()),
                };
                let Some(gaps) = gaps else {
                    return Ok((Step::Starts(shown), extent::query(self.requests(), Some(shown))));
                };
                let geometry = HeatmapGeometry::plan_without(&extent.seen, options, &gaps)?;
                let query = heatmap::query(self.requests(), self.durations, (&geometry, *rule));
                Ok((Step::Cells(geometry), query))
            }
        }
    }

    fn read(&mut self) -> Result<()> {
        let rows = match self.answer.rows() {
            // The same is asked again in a way that takes less.
            Err(error) if self.durations == Durations::Exact && is_short_of_memory(&error) => {
                self.durations = Durations::Rounded;
                return Ok(());
            }
            rows => rows?,
        };
        let time = self.range.time;
        match &self.step {
            Step::Nothing | Step::Gaps(_) => {}
            Step::Extent => self.extent = Some(extent::read(&rows, time, None)),
            Step::Starts(shown) => {
                let gaps = extent::read(&rows, time, Some(*shown)).gaps(*shown);
                self.step = Step::Gaps(gaps.unwrap_or_default());
            }
            Step::Cells(geometry) => {
                let all = self.extent.as_ref().map_or(0, |extent| extent.units);
                let heatmap = Box::new(heatmap::read(&rows, geometry, all)?);
                self.found = Some(Counted::Heatmap(heatmap, self.durations == Durations::Rounded));
            }
            Step::Sides => self.found = self.read_sides(&rows)?,
        }
        Ok(())
    }

    fn read_sides(&self, rows: &Rows) -> Result<Option<Counted>> {
        let CountedRange { extent, group, .. } = &self.range;
        Ok(match &self.wanted {
            Countable::Heatmap(..) => None,
            Countable::Count(_) => {
                let all = self.view.is_some().then_some(extent.units);
                Some(Counted::Count(count::read(rows, all)?))
            }
            Countable::Overview(compared) => {
                let Compared { selection, baseline, .. } = &**compared;
                let all = extent.seen.time().unwrap_or_default();
                let ranges = ranges(selection.as_ref(), baseline, group, all);
                Some(Counted::Overview(Box::new(overview::read(rows, ranges, selection.is_some())?)))
            }
        })
    }
}

fn is_short_of_memory(error: &Error) -> bool {
    matches!(error.kind(), ErrorKind::Refused { why: Refusal::Memory, .. })
}

impl Compared {
    fn conditions(&self, group: &str) -> Result<Conditions> {
        Conditions::of(self.selection.as_ref(), &self.baseline, group)
    }
}

impl Exchange for Counting {
    type Out = Counted;

    fn next(&mut self) -> Result<Next<Counted>> {
        if let Some(found) = self.found.take() {
            return Ok(Next::Done(found));
        }
        let (step, query) = self.query()?;
        self.step = step;
        let request: Request = self.range.session.request(&query);
        Ok(Next::Ask(request))
    }

    fn begin(&mut self, status: u16) {
        self.answer = Answer::begin(status);
    }

    fn push(&mut self, bytes: &[u8]) -> Result<()> {
        self.answer.push(bytes)
    }

    fn end(&mut self) -> Result<()> {
        self.read()
    }
}
