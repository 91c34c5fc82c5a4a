//! Single look-ups in a range that stays on the server: traces by an id, a page of the list, the latest spans.

use super::answer::Answer;
use super::counted::CountedRange;
use super::filter::{Pushed, pushed};
use super::session::Query;
use super::shapes::listed::{self, Listed, Page, Totals};
use super::shapes::lookup::{self, Named, Place};
use super::shapes::rows::Requests;
use super::shapes::sides::Conditions;
use super::whole::{self, FetchesSpans};
use crate::analysis::count::count_of;
use crate::analysis::{Baseline, Selection, TraceColumn, TraceListOptions};
use crate::error::{Error, ErrorKind, Result};
use crate::ingest::FileReport;
use crate::remote::{Exchange, Next};
use crate::units::{FailureRule, TimeRange, TraceId};

pub use super::shapes::listed::ListedUnit;

/// How many of the latest spans tell what occurs in a range.
const LATEST: u64 = 50_000;

/// Which traces are looked up.
#[derive(Debug, Clone, PartialEq)]
pub enum WantedTraces {
    /// Those with an id, or with a prefix of it: 1 to 32 hexadecimal digits in lower case.
    Named(String),
    /// Those with these ids.
    Together(Vec<TraceId>),
    /// Those of a page of the list.
    Page(Box<WantedPage>),
    /// Some of the latest spans of the range, for completions.
    Latest,
}

/// A page of the list of requests.
#[derive(Debug, Clone, PartialEq)]
pub struct WantedPage {
    /// The filter of the view.
    pub view: Option<String>,
    /// Which requests fail.
    pub fail: FailureRule,
    /// The requests to list. All if absent.
    pub selection: Option<Selection>,
    /// The page and the order, by a column that the request's own span determines.
    pub options: TraceListOptions,
}

/// The result of a look-up.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct FoundOnServer {
    /// The requests of the page, sorted. Empty if no page was requested.
    pub units: Vec<ListedUnit>,
    /// The number of all requests of the list, or zero.
    pub total: u32,
    /// How many of them fail.
    pub total_failing: u32,
    /// How many traces they belong to. For a look-up by id: how many traces have the id or prefix.
    pub traces: u32,
}

/// Fetches the traces. The first answer to [`Read`](Next::Read) has the spans, the second, if there is one, the logs.
pub struct Lookup {
    range: CountedRange,
    wanted: WantedTraces,
    view: Option<Pushed>,
    conditions: Option<Conditions>,
    step: Step,
    answer: Answer,
    named: Named,
    totals: Totals,
    listed: Listed,
    spans: u64,
    logs: u64,
}

/// What was asked last.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Step {
    Nothing,
    Times,
    Named,
    Totals,
    Page,
    Spans,
    Logs,
    Read,
    ReadLogs,
    Done,
}

/// Whether a server can determine a page of the list: whether the selection and the order depend on the requests' own spans only.
#[must_use]
pub fn is_listed_by_server(selection: Option<&Selection>, column: TraceColumn) -> bool {
    !selection.is_some_and(super::needs_spans) && listed::key(column).is_some()
}

impl CountedRange {
    /// Begins to look traces up.
    ///
    /// # Errors
    ///
    /// `BadFilter` if the filter of the view is invalid; `NeedsSpans` if the server cannot evaluate it as the engine does or cannot
    /// determine the page, or if no spans may be fetched.
    pub fn look_up(&self, wanted: WantedTraces) -> Result<Lookup> {
        if self.budget == 0 {
            return Err(ErrorKind::NeedsSpans.into());
        }
        let (mut view, mut conditions) = (None, None);
        if let WantedTraces::Page(page) = &wanted {
            if !is_listed_by_server(page.selection.as_ref(), page.options.column) {
                return Err(ErrorKind::NeedsSpans.into());
            }
            view = page.view.as_deref().map(|text| pushed(text, &self.schema)).transpose()?;
            conditions =
                Some(Conditions::of(page.selection.as_ref(), &Baseline::Rest, &self.group)?.without_baseline());
        }
        Ok(Lookup {
            range: self.clone(),
            wanted,
            view,
            conditions,
            step: Step::Nothing,
            answer: Answer::default(),
            named: Named::default(),
            totals: Totals::default(),
            listed: Listed::default(),
            spans: 0,
            logs: 0,
        })
    }
}

impl Lookup {
    fn page(&self) -> Option<Page<'_>> {
        let (WantedTraces::Page(page), Some(sides)) = (&self.wanted, &self.conditions) else { return None };
        let CountedRange { schema, source, time: all, .. } = &self.range;
        let requests = Requests { schema, source: *source, time: *all, filter: self.view.as_ref() };
        let time = page.selection.as_ref().and_then(|selection| selection.time).unwrap_or(*all);
        Some(Page { requests, sides, rule: page.fail, time, options: page.options })
    }

    /// Where the spans are. `None` where there are none.
    fn place(&self) -> Option<Place<'_>> {
        let CountedRange { schema, time, summary, .. } = &self.range;
        Some(match &self.wanted {
            WantedTraces::Named(digits) => {
                Place::traces(schema, lookup::first_named(schema, *time, digits), self.named.time?)
            }
            WantedTraces::Together(ids) => Place::traces(schema, lookup::by_ids(schema, *time, ids), *time),
            WantedTraces::Page(_) => {
                let page = self.page()?;
                Place::traces(schema, (page.ids(), page.values()), self.listed.time?)
            }
            WantedTraces::Latest => Place::some(schema, latest(summary.range.unwrap_or(*time), summary.spans), LATEST),
        })
    }

    /// What is asked next.
    fn query(&self) -> Option<(Step, Query)> {
        let CountedRange { schema, time, .. } = &self.range;
        let logs = self.range.logs.as_ref();
        let named = |digits: &str| Some((Step::Named, lookup::count_named(schema, *time, digits)));
        let spans = || Some((Step::Spans, self.place()?.count()));
        let read = || (self.spans > 0).then(|| Some((Step::Read, self.place()?.spans()))).flatten();
        match (self.step, &self.wanted) {
            (Step::Nothing, WantedTraces::Named(digits)) if let Some(query) = lookup::times(schema, digits) => {
                Some((Step::Times, query))
            }
            (Step::Nothing, WantedTraces::Named(digits)) => named(digits),
            // The table of times may be younger than the spans, or forget sooner.
            (Step::Times, WantedTraces::Named(digits)) if self.named.time.is_none() => named(digits),
            (Step::Nothing, WantedTraces::Page(_)) => Some((Step::Totals, self.page()?.totals())),
            (Step::Totals, WantedTraces::Page(page)) => {
                let is_empty = page.options.limit == 0 || self.totals.units <= u64::from(page.options.offset);
                if is_empty { None } else { Some((Step::Page, self.page()?.units())) }
            }
            (Step::Nothing | Step::Times | Step::Named | Step::Totals | Step::Page, _) => spans(),
            (Step::Spans, _)
                if self.spans > 0
                    && let Some(query) = logs.and_then(|(logs, kept)| self.place()?.count_logs(logs, *kept)) =>
            {
                Some((Step::Logs, query))
            }
            (Step::Spans | Step::Logs, _) => read(),
            (Step::Read, _) if self.logs > 0 => {
                let (logs, kept) = logs?;
                Some((Step::ReadLogs, self.place()?.logs(logs, *kept)?))
            }
            (Step::Read | Step::ReadLogs | Step::Done, _) => None,
        }
    }

    fn count(&self, name: &'static str) -> Result<u64> {
        let counted = self.answer.rows()?.first()?.number(name).unwrap_or_default();
        let budget = self.range.budget;
        if counted > budget {
            return Err(ErrorKind::OverBudget { what: name, counted, budget }.into());
        }
        Ok(counted)
    }

    fn found(&self) -> Result<FoundOnServer> {
        let Totals { units, failing, traces } = self.totals;
        Ok(FoundOnServer {
            units: self.listed.units.clone(),
            total: count_of(units, "requests")?,
            total_failing: count_of(failing, "requests")?,
            traces: count_of(traces.max(self.named.traces), "traces")?,
        })
    }
}

/// The end of a time that has as many spans as are looked at, if they are spread evenly.
fn latest(TimeRange { from_ns, to_ns }: TimeRange, spans: u64) -> TimeRange {
    let length_ns = u128::from(to_ns.saturating_sub(from_ns));
    let part_ns = length_ns * u128::from(LATEST) / u128::from(spans.max(1));
    let part_ns = u64::try_from(part_ns.clamp(1, length_ns.max(1))).unwrap_or(u64::MAX);
    TimeRange { from_ns: to_ns.saturating_sub(part_ns), to_ns }
}

impl FetchesSpans for Lookup {
    fn spans(&self) -> u64 {
        self.spans
    }

    fn fault_in_answer(&self) -> Option<Error> {
        self.answer.fault_in_file()
    }

    fn check(&self, report: &FileReport) -> Result<()> {
        match self.step {
            Step::ReadLogs => whole::has_logs(report, self.logs),
            _ => whole::has_spans(report, self.spans),
        }
    }
}

impl Exchange for Lookup {
    type Out = FoundOnServer;

    fn next(&mut self) -> Result<Next<FoundOnServer>> {
        let Some((step, query)) = self.query() else {
            self.step = Step::Done;
            return self.found().map(Next::Done);
        };
        self.step = step;
        let request = self.range.session.request(&query);
        Ok(if query.is_short { Next::Ask(request) } else { Next::Read(request) })
    }

    fn begin(&mut self, status: u16) {
        let is_file = matches!(self.step, Step::Read | Step::ReadLogs);
        self.answer = if is_file { Answer::begin_file(status) } else { Answer::begin(status) };
    }

    fn push(&mut self, bytes: &[u8]) -> Result<()> {
        self.answer.push(bytes)
    }

    fn end(&mut self) -> Result<()> {
        match self.step {
            Step::Times | Step::Named => self.named = lookup::read_named(&self.answer.rows()?)?,
            Step::Totals => self.totals = listed::read_totals(&self.answer.rows()?)?,
            Step::Page => self.listed = listed::read_units(&self.answer.rows()?),
            Step::Spans => self.spans = self.count("spans")?,
            Step::Logs => self.logs = self.count("logs")?,
            Step::Read | Step::ReadLogs => self.answer.check_status()?,
            Step::Nothing | Step::Done => {}
        }
        Ok(())
    }
}
