//! The traces of a time range: counted first, and then read whole.

use super::answer::Answer;
use super::connect::Connect;
use super::counted::CountedRange;
use super::schema::{ClickhouseTableName, Schema};
use super::server::ClickhouseServer;
use super::session::Query;
use super::sql;
use super::survey::Survey;
use super::whole::{self, FetchesSpans};
use crate::error::{Error, ErrorKind, Refusal, Result};
use crate::ingest::FileReport;
use crate::remote::{Exchange, Next};
use crate::store::KeptLogs;
use crate::units::TimeRange;

/// The range and the table to read.
#[derive(Debug, Clone)]
pub struct Wanted {
    /// The table; if absent, the best one.
    pub table: Option<ClickhouseTableName>,
    /// The time in which a trace must start.
    pub time: TimeRange,
    /// Which logs of the traces are read, if the server has a table of logs beside the table of spans.
    pub logs: KeptLogs,
    /// The largest number of spans, and of logs, that are read. If there are more, nothing is read.
    pub budget: u64,
    /// The largest number of spans, and of logs, that are fetched for a question about a range on the server.
    pub budget_of_sides: u64,
    /// The group of the traces. If present, the server counts the requests of a range with more spans than may be read.
    pub counted_as: Option<String>,
    /// Whether the server counts traces without a root as requests, however many spans there are.
    pub counts_rootless: bool,
}

/// Reads the traces of a range: those with a root that starts in it, and those without a root that have a span in it. All their spans are
/// read that start between one minute before the range and ten minutes after it, and their logs of the same time. The first answer to
/// [`Read`](Next::Read) has the spans, the second, if there is one, the logs.
pub struct Range {
    connect: Connect,
    wanted: Wanted,
    step: Step,
    table: Option<Schema>,
    /// The table of logs, if any are wanted.
    logs: Option<Schema>,
    answer: Answer,
    /// The spans that there are to read, and the logs, once they are counted.
    spans: u64,
    counted_logs: u64,
    survey: Survey,
    /// Whether the spans stay on the server.
    is_left: bool,
    /// The range, if the server is to count its requests.
    counted: Option<CountedRange>,
}

/// What was asked last.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Step {
    Connect,
    /// What has to be known before the server counts.
    Survey,
    Count,
    CountLogs,
    Read,
    ReadLogs,
    Done,
}

impl Range {
    /// Begins to read a range from a server. `name` distinguishes the ids of its queries from those of others.
    ///
    /// # Errors
    ///
    /// `BadOption` if the address of the server is invalid, or the range is empty.
    pub fn new(server: &ClickhouseServer, wanted: Wanted, name: &str) -> Result<Self> {
        if wanted.time.last_ns().is_none() {
            return Err(ErrorKind::BadOption {
                option: "the range of time",
                expected: "one that ends after it begins",
            }
            .into());
        }
        let survey = Survey::new(wanted.counts_rootless);
        Ok(Self {
            connect: Connect::new(server, name)?,
            wanted,
            step: Step::Connect,
            table: None,
            logs: None,
            answer: Answer::default(),
            spans: 0,
            counted_logs: 0,
            survey,
            is_left: false,
            counted: None,
        })
    }

    /// The range, if it stays on the server, which counts its requests. Can be taken once.
    #[must_use]
    pub fn take_counted(&mut self) -> Option<CountedRange> {
        self.counted.take()
    }

    /// What is read.
    #[must_use]
    pub fn wanted(&self) -> &Wanted {
        &self.wanted
    }

    /// Sees that there is not more to read than may be.
    fn weigh(&self) -> Result<()> {
        let budget = self.wanted.budget;
        for (what, counted) in [("spans", self.spans), ("logs", self.counted_logs)] {
            if counted > budget {
                return Err(ErrorKind::OverBudget { what, counted, budget }.into());
            }
        }
        Ok(())
    }

    fn read_survey(&mut self) -> Result<()> {
        if let (Some(table), Some(group)) = (&self.table, &self.wanted.counted_as) {
            let of = (&self.connect.session, table, self.wanted.time, group.as_str());
            let kept = self.wanted.logs;
            self.counted = self.survey.read(&self.answer, of)?.map(|counted| CountedRange {
                budget: self.wanted.budget_of_sides,
                logs: self.logs.clone().map(|logs| (logs, kept)),
                ..counted
            });
        }
        Ok(())
    }

    /// The query that is next.
    fn query(&mut self) -> Result<Option<(Step, Query)>> {
        let Wanted { time, logs: kept, .. } = self.wanted;
        if self.step == Step::Connect {
            let schemas = std::mem::take(&mut self.connect.schemas);
            let table = self.table.insert(choose(self.wanted.table.as_ref(), schemas)?);
            let mut logs = std::mem::take(&mut self.connect.logs).into_iter();
            self.logs =
                logs.find(|logs| kept != KeptLogs::None && table.table.logs.as_ref() == Some(&logs.table.table));
            let may_count = self.wanted.counted_as.is_some();
            let survey = if may_count { self.survey.next(table, time) } else { None };
            return Ok(Some(
                survey.map_or_else(|| (Step::Count, sql::count(table, time)), |query| (Step::Survey, query)),
            ));
        }
        if let (Step::Survey | Step::Count, Some(_), Some(table)) = (self.step, &self.wanted.counted_as, &self.table) {
            // What starts in the range tells at once where there is far too much; whole traces may have more.
            self.is_left |= self.survey.spans().max(self.spans) > self.wanted.budget;
            if self.is_left {
                return Ok(self.survey.next(table, time).map(|query| (Step::Survey, query)));
            }
            if self.step == Step::Survey {
                return Ok(Some((Step::Count, sql::count(table, time))));
            }
        }
        self.weigh()?;
        let (Some(table), 1..) = (&self.table, self.spans) else { return Ok(None) };
        Ok(match (self.step, &self.logs) {
            (Step::Count, Some(logs)) => Some((Step::CountLogs, sql::count_logs((table, logs), kept, time))),
            (Step::Count | Step::CountLogs, _) => Some((Step::Read, sql::spans(table, time))),
            (Step::Read, Some(logs)) if self.counted_logs > 0 => {
                Some((Step::ReadLogs, sql::logs((table, logs), kept, time)))
            }
            _ => None,
        })
    }
}

impl FetchesSpans for Range {
    fn spans(&self) -> u64 {
        self.spans
    }

    fn fault_in_answer(&self) -> Option<Error> {
        self.answer.fault_in_file()
    }

    fn check(&self, report: &FileReport) -> Result<()> {
        match self.step {
            Step::ReadLogs => whole::has_logs(report, self.counted_logs),
            _ => whole::has_spans(report, self.spans),
        }
    }
}

/// The table that is meant, of those that there are.
fn choose(wanted: Option<&ClickhouseTableName>, tables: Vec<Schema>) -> Result<Schema> {
    let is_meant = |schema: &Schema| wanted.is_none_or(|wanted| schema.table.table == *wanted);
    tables.into_iter().find(is_meant).ok_or_else(|| {
        let answer = match wanted {
            Some(ClickhouseTableName { database, name }) => {
                format!("{database}.{name} is not among the tables of spans that this user may see")
            }
            None => "this user sees no table with the columns of spans".to_owned(),
        };
        ErrorKind::Refused { why: Refusal::NoTable, answer }.into()
    })
}

impl Exchange for Range {
    type Out = ();

    fn next(&mut self) -> Result<Next<()>> {
        if self.step == Step::Connect
            && let Next::Ask(request) | Next::Read(request) = self.connect.next()?
        {
            return Ok(Next::Ask(request));
        }
        let Some((step, query)) = self.query()? else {
            self.step = Step::Done;
            return Ok(Next::Done(()));
        };
        self.step = step;
        let request = self.connect.session.request(&query);
        Ok(if query.is_short { Next::Ask(request) } else { Next::Read(request) })
    }

    fn begin(&mut self, status: u16) {
        match self.step {
            Step::Connect => self.connect.begin(status),
            Step::Read | Step::ReadLogs => self.answer = Answer::begin_file(status),
            _ => self.answer = Answer::begin(status),
        }
    }

    fn push(&mut self, bytes: &[u8]) -> Result<()> {
        match self.step {
            Step::Connect => self.connect.push(bytes),
            _ => self.answer.push(bytes),
        }
    }

    fn end(&mut self) -> Result<()> {
        let count = |name| -> Result<u64> { Ok(self.answer.rows()?.first()?.number(name).unwrap_or_default()) };
        match self.step {
            Step::Connect => self.connect.end()?,
            Step::Survey => self.read_survey()?,
            Step::Count => self.spans = count("spans")?,
            Step::CountLogs => self.counted_logs = count("logs")?,
            Step::Read | Step::ReadLogs => self.answer.check_status()?,
            Step::Done => {}
        }
        Ok(())
    }
}
