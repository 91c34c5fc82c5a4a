//! The traces of both sides of a comparison: how many there are, which of them are chosen, and their spans.
//!
//! A trace is chosen by a hash of its id, so that those of a smaller share are among those of a larger one, and a trace has all of its
//! requests of a side or none. It comes whole, as far as its spans start in the window around the time of both sides.

use super::rows::{Also, Requests};
use super::sides::Conditions;
use crate::clickhouse::answer::{Row, Rows};
use crate::clickhouse::logs::READ;
use crate::clickhouse::schema::Schema;
use crate::clickhouse::session::{Query, Value, Values};
use crate::clickhouse::share::Share;
use crate::clickhouse::sql;
use crate::ingest::clickhouse::trace_id;
use crate::store::KeptLogs;
use crate::units::{FailureRule, TimeRange, TraceId};

const HASH: &str = "cityHash64(trace)";

/// What is chosen of two sides.
#[derive(Clone, Copy)]
pub(in crate::clickhouse) struct Chosen<'a> {
    pub(in crate::clickhouse) requests: Requests<'a>,
    pub(in crate::clickhouse) sides: &'a Conditions,
    pub(in crate::clickhouse) rule: FailureRule,
    /// The time of both sides, where both have one.
    pub(in crate::clickhouse) time: TimeRange,
    /// The parts of the selection and of the baseline.
    pub(in crate::clickhouse) shares: [Share; 2],
}

/// The conditions of a side, with the name of the limit of its hashes.
#[derive(Debug, Clone, Copy)]
struct Side<'a> {
    condition: &'a str,
    share: Share,
    limit: &'static str,
}

impl Side<'_> {
    /// The condition that a request is on this side.
    fn all(&self) -> String {
        self.condition.to_owned()
    }

    /// The condition that its trace is chosen, too.
    fn chosen(&self) -> String {
        let Self { condition, share, limit } = self;
        if share.is_all() {
            return self.all();
        }
        format!("({condition} AND {HASH} < {{{limit}:UInt64}})")
    }

    /// The condition that it is not, though the request is on this side.
    fn left_out(&self) -> String {
        let Self { condition, limit, .. } = self;
        format!("({condition} AND {HASH} >= {{{limit}:UInt64}})")
    }
}

impl Chosen<'_> {
    fn sides(&self) -> [Side<'_>; 2] {
        let Conditions { selection, baseline, .. } = self.sides;
        let [of_selection, of_baseline] = self.shares;
        [
            Side { condition: selection, share: of_selection, limit: "s_limit" },
            Side { condition: baseline, share: of_baseline, limit: "b_limit" },
        ]
    }

    fn rows(&self) -> String {
        self.requests.subquery(self.rule, Also::Trace)
    }

    fn values(&self) -> Values {
        let mut all = self.requests.values(Some(self.time));
        all.extend(self.sides.values.iter().cloned());
        all.extend(sql::values_of_window(self.time));
        for side in self.sides() {
            all.push((side.limit.into(), Value::Literal(side.share.limit().to_string())));
        }
        all
    }

    fn query(&self, text: String, is_short: bool) -> Query {
        Query { text, values: self.values(), is_short }
    }

    /// How many requests are on each side.
    pub(in crate::clickhouse) fn units(&self) -> Query {
        let sides = self.sides().map(|side| side.all());
        self.query(self.count(&sides), true)
    }

    /// How many requests of each side are of chosen traces.
    pub(in crate::clickhouse) fn chosen_units(&self) -> Query {
        let sides = self.sides().map(|side| side.chosen());
        self.query(self.count(&sides), true)
    }

    fn count(&self, [selection, baseline]: &[String; 2]) -> String {
        format!("SELECT countIf({selection}) AS selected, countIf({baseline}) AS others FROM {}", self.rows())
    }

    /// The ids of the chosen traces of some sides.
    fn ids(&self, sides: &[Side<'_>]) -> String {
        let any = sides.iter().map(Side::chosen).collect::<Vec<_>>().join(" OR ");
        format!("SELECT trace FROM {} WHERE {any}", self.rows())
    }

    fn among_spans(&self) -> String {
        let (rows, ids) = (self.requests.schema.rows(), self.ids(&self.sides()));
        format!("FROM {rows} WHERE {} AND TraceId GLOBAL IN ({ids})", sql::IN_SPANS_WINDOW)
    }

    /// How many spans the chosen traces have, and how many of them are of the selection's.
    pub(in crate::clickhouse) fn count_spans(&self) -> Query {
        let [selection, _] = self.sides();
        let selected = self.ids(&[selection]);
        let text = format!(
            "SELECT count() AS spans, countIf(is_selected) AS selected FROM \
             (SELECT TraceId GLOBAL IN ({selected}) AS is_selected {})",
            self.among_spans()
        );
        self.query(text, true)
    }

    /// The spans of the chosen traces.
    pub(in crate::clickhouse) fn spans(&self) -> Query {
        self.query(format!("SELECT {} {}", self.requests.schema.columns_of_spans(), self.among_spans()), false)
    }

    /// How many logs the chosen traces have in a table, of those that may be kept.
    pub(in crate::clickhouse) fn count_logs(&self, logs: &Schema, kept: KeptLogs) -> Query {
        self.of_logs(format!("SELECT count() AS logs {}", self.among_logs(logs, kept)), logs, true)
    }

    /// Those logs.
    pub(in crate::clickhouse) fn logs(&self, logs: &Schema, kept: KeptLogs) -> Query {
        self.of_logs(format!("SELECT {} {}", logs.columns_of(&READ), self.among_logs(logs, kept)), logs, false)
    }

    fn among_logs(&self, logs: &Schema, kept: KeptLogs) -> String {
        sql::from_logs_of_chosen((self.requests.schema, logs), kept, self.time, &self.ids(&self.sides()))
    }

    fn of_logs(&self, text: String, logs: &Schema, is_short: bool) -> Query {
        let mut query = self.query(text, is_short);
        query.values.extend(sql::names_of_logs(logs));
        query
    }

    /// The chosen traces of the side with the larger share that have requests of the other side, for which they are not chosen. Their spans
    /// are there, and those requests are not meant.
    pub(in crate::clickhouse) fn shared(&self) -> Query {
        let [low, high] = self.by_share();
        let text = format!(
            "SELECT DISTINCT trace FROM {} WHERE {} AND trace GLOBAL IN ({})",
            self.rows(),
            low.left_out(),
            self.ids(&[high])
        );
        self.query(text, true)
    }

    /// The side with the smaller share, and that with the larger.
    fn by_share(&self) -> [Side<'_>; 2] {
        let [selection, baseline] = self.sides();
        if selection.share.part() < baseline.share.part() { [selection, baseline] } else { [baseline, selection] }
    }
}

/// How many requests are on each side, of an answer.
pub(in crate::clickhouse) fn read_units(row: Row<'_>) -> [u64; 2] {
    ["selected", "others"].map(|side| row.number(side).unwrap_or_default())
}

/// The ids of an answer.
pub(in crate::clickhouse) fn read_shared(rows: &Rows) -> Vec<TraceId> {
    rows.iter().map(|row| trace_id(row.cell("trace"))).collect()
}
