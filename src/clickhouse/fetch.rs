//! The traces of both sides of a comparison, fetched from a range that stays on the server: all if they fit, otherwise a sample of each
//! side.

use super::answer::Answer;
use super::counted::CountedRange;
use super::coverage::{Coverage, PartOf};
use super::filter::{Pushed, pushed};
use super::session::Query;
use super::shapes::chosen::{Chosen, read_shared, read_units};
use super::shapes::rows::Requests;
use super::shapes::sides::Conditions;
use super::share::{Share, allotted};
use super::wanted_sides::WantedSides;
use super::whole::{self, FetchesSpans};
use crate::analysis::Baseline;
use crate::analysis::count::count_of;
use crate::error::{Error, ErrorKind, Result};
use crate::ingest::FileReport;
use crate::remote::{Exchange, Next};
use crate::units::TraceId;

/// How often less may be chosen, since the traces that were have too many spans.
const ROUNDS: i32 = 12;

/// The result of fetching.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FetchedSides {
    /// How many requests were fetched.
    pub coverage: Coverage,
    /// Traces that were fetched for one side and contain requests of the other side that are not in that side's sample.
    pub shared: Vec<TraceId>,
    /// Whether those requests belong to the selection; otherwise to the baseline.
    pub is_selection_smaller: bool,
}

/// Fetches the traces of both sides. The first answer to [`Read`](Next::Read) has the spans, the second, if there is one, the logs.
pub struct Fetch {
    range: CountedRange,
    wanted: WantedSides,
    view: Option<Pushed>,
    conditions: Conditions,
    step: Step,
    answer: Answer,
    /// How many requests each side has.
    units: [u64; 2],
    /// How many of them are of chosen traces.
    chosen: [u64; 2],
    shares: [Share; 2],
    /// How often the shares were found to be too large.
    rounds: i32,
    /// What is to be asked again of less.
    again: Option<Step>,
    /// How many requests the selection has, if only those of traces with errors are chosen.
    of_all: Option<u64>,
    /// The spans that there are to read, those of them that are of the selection's traces, and the logs.
    spans: u64,
    spans_of_selection: u64,
    logs: u64,
    shared: Vec<TraceId>,
}

/// What was asked last.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Step {
    Nothing,
    Units,
    Spans,
    Logs,
    Chosen,
    Shared,
    Read,
    ReadLogs,
    Done,
}

impl CountedRange {
    /// Begins to fetch the traces of both sides.
    ///
    /// # Errors
    ///
    /// `BadFilter` if the filter of the view is invalid; `NeedsSpans` if the server cannot evaluate it as the engine does, or if no spans
    /// may be fetched.
    pub fn fetch(&self, wanted: WantedSides) -> Result<Fetch> {
        if self.budget == 0 {
            return Err(ErrorKind::NeedsSpans.into());
        }
        let view = wanted.view.as_deref().map(|text| pushed(text, &self.schema)).transpose()?;
        let WantedSides { selection, baseline, .. } = &wanted;
        let conditions = match (selection, baseline) {
            (Some(selection), Some(baseline)) if wanted.is_narrowed => {
                Conditions::overlapping(selection, baseline, &self.group)?
            }
            (selection, Some(baseline)) => Conditions::of(selection.as_ref(), baseline, &self.group)?,
            (selection, None) => Conditions::of(selection.as_ref(), &Baseline::Rest, &self.group)?.without_baseline(),
        };
        Ok(Fetch {
            range: self.clone(),
            wanted,
            view,
            conditions,
            step: Step::Nothing,
            answer: Answer::default(),
            units: [0; 2],
            chosen: [0; 2],
            shares: [Share::ALL; 2],
            rounds: 0,
            again: None,
            of_all: None,
            spans: 0,
            spans_of_selection: 0,
            logs: 0,
            shared: Vec::new(),
        })
    }
}

impl Fetch {
    fn chosen(&self) -> Chosen<'_> {
        let CountedRange { schema, source, time, .. } = &self.range;
        let requests = Requests { schema, source: *source, time: *time, filter: self.view.as_ref() };
        let (rule, time) = (self.wanted.rule(), self.wanted.time(*time));
        Chosen { requests, sides: &self.conditions, rule, time, shares: self.shares }
    }

    fn is_sampled(&self) -> bool {
        !self.shares.iter().all(|share| share.is_all())
    }

    /// Whether a trace that is fetched for one side may have requests of the other that are not chosen there.
    fn may_share(&self) -> bool {
        let compares = self.wanted.baseline.is_some() && self.of_all.is_none();
        compares && self.shares[0] != self.shares[1] && self.range.summary.further_roots != Some(0)
    }

    /// What is asked next.
    fn query(&self) -> Option<(Step, Query)> {
        let chosen = self.chosen();
        let logs = self.range.logs.as_ref();
        let after_spans = || {
            if self.is_sampled() { Some((Step::Chosen, chosen.chosen_units())) } else { self.read_if_any(&chosen) }
        };
        match self.again {
            Some(Step::Units) => return Some((Step::Units, chosen.units())),
            Some(_) => return Some((Step::Spans, chosen.count_spans())),
            None => {}
        }
        match self.step {
            Step::Nothing => Some((Step::Units, chosen.units())),
            Step::Units => Some((Step::Spans, chosen.count_spans())),
            Step::Spans => match logs {
                Some((logs, kept)) if self.spans > 0 => Some((Step::Logs, chosen.count_logs(logs, *kept))),
                _ => after_spans(),
            },
            Step::Logs => after_spans(),
            Step::Chosen if self.may_share() => Some((Step::Shared, chosen.shared())),
            Step::Chosen | Step::Shared => self.read_if_any(&chosen),
            Step::Read => logs.filter(|_| self.logs > 0).map(|(logs, kept)| (Step::ReadLogs, chosen.logs(logs, *kept))),
            Step::ReadLogs | Step::Done => None,
        }
    }

    fn read_if_any(&self, chosen: &Chosen<'_>) -> Option<(Step, Query)> {
        (self.spans > 0).then(|| (Step::Read, chosen.spans()))
    }
}

impl Fetch {
    /// Takes note of how many requests there are, and chooses as many as there is likely to be room for.
    fn read_units(&mut self) -> Result<()> {
        self.units = read_units(self.answer.rows()?.first()?);
        let summary = &self.range.summary;
        let mean = float(summary.spans) / float(summary.requests.max(1));
        let needed = self.units.map(|units| float(units) * mean);
        // Traces differ: where it may be that all of them fit, that is found out.
        if needed[0] + needed[1] > 2.0 * float(self.range.budget) {
            if self.chooses_errors_alone() {
                return Ok(());
            }
            // A little less than seems to fit: a hash is only about even, and to count again takes as long as the first time.
            self.shares = allotted(needed, 0.95 * float(self.range.budget), self.wanted.is_narrowed);
        }
        Ok(())
    }

    fn read_spans(&mut self) -> Result<()> {
        let rows = self.answer.rows()?;
        let number = |name| -> Result<u64> { Ok(rows.first()?.number(name).unwrap_or_default()) };
        (self.spans, self.spans_of_selection) = (number("spans")?, number("selected")?);
        self.weigh(self.spans, "spans")
    }

    fn read_logs(&mut self) -> Result<()> {
        self.logs = self.answer.rows()?.first()?.number("logs").unwrap_or_default();
        self.weigh(self.logs, "logs")
    }

    /// Chooses traces with errors alone from now on, if they are preferred and that was not done yet.
    fn chooses_errors_alone(&mut self) -> bool {
        let Some(rule) = self.wanted.errors_by.filter(|_| self.of_all.is_none()) else { return false };
        self.conditions = self.conditions.with_errors(&self.range.schema, rule);
        self.of_all = Some(self.units[0]);
        self.again = Some(Step::Units);
        true
    }

    /// Chooses less where more was counted than may be read.
    fn weigh(&mut self, counted: u64, what: &'static str) -> Result<()> {
        let budget = self.range.budget;
        if counted <= budget || self.chooses_errors_alone() {
            return Ok(());
        }
        self.again = Some(Step::Spans);
        self.rounds += 1;
        if self.rounds > ROUNDS {
            return Err(ErrorKind::OverBudget { what, counted, budget }.into());
        }
        // As if each span had its share of what is too much.
        let weight = float(counted) / float(self.spans.max(1));
        let by_side = [self.spans_of_selection, self.spans.saturating_sub(self.spans_of_selection)];
        let needed: [f64; 2] = std::array::from_fn(|side| float(by_side[side]) * weight / self.shares[side].part());
        // Each time less than seems to fit, so that it ends.
        let allotted = allotted(needed, float(budget) * 0.9_f64.powi(self.rounds), self.wanted.is_narrowed);
        // A trace of both sides is counted for the selection alone, so one side may seem to need nothing: no share grows again.
        self.shares = std::array::from_fn(|side| self.shares[side].min(allotted[side]));
        Ok(())
    }

    fn fetched(&self) -> Result<FetchedSides> {
        let chosen = if self.is_sampled() { self.chosen } else { self.units };
        let part = |side: usize| -> Result<PartOf> {
            Ok(PartOf { units: count_of(chosen[side], "requests")?, of: count_of(self.units[side], "requests")? })
        };
        let baseline = self.wanted.baseline.as_ref().filter(|_| self.of_all.is_none());
        let baseline = baseline.map(|_| part(1)).transpose()?;
        let without_errors = self.of_all.map(|all| count_of(all.saturating_sub(self.units[0]), "requests"));
        let without_errors = without_errors.transpose()?;
        Ok(FetchedSides {
            coverage: Coverage { selection: part(0)?, baseline, spans: self.spans, without_errors },
            shared: self.shared.clone(),
            is_selection_smaller: self.shares[0].part() < self.shares[1].part(),
        })
    }
}

impl FetchesSpans for Fetch {
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

fn float(number: u64) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "it decides how much is read, and that is counted exactly")]
    let float = number as f64;
    float
}

impl Exchange for Fetch {
    type Out = FetchedSides;

    fn next(&mut self) -> Result<Next<FetchedSides>> {
        let Some((step, query)) = self.query() else {
            self.step = Step::Done;
            return self.fetched().map(Next::Done);
        };
        (self.step, self.again) = (step, None);
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
            Step::Units => self.read_units()?,
            Step::Spans => self.read_spans()?,
            Step::Logs => self.read_logs()?,
            Step::Chosen => self.chosen = read_units(self.answer.rows()?.first()?),
            Step::Shared => self.shared = read_shared(&self.answer.rows()?),
            Step::Read | Step::ReadLogs => self.answer.check_status()?,
            Step::Nothing | Step::Done => {}
        }
        Ok(())
    }
}
