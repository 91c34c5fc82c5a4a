//! Finding out who the user of a server is, and which tables of spans there are.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::answer::{Answer, Row, text};
use super::logs;
use super::schema::{ClickhouseTable, ClickhouseTableName, NEEDED, Schema, TIMES};
use super::server::ClickhouseServer;
use super::session::{Session, Settings};
use super::signoz;
use super::sql;
use crate::error::Result;
use crate::ingest::clickhouse::Cell;
use crate::remote::{Exchange, Next};
use crate::sort::sort_by_key;

/// The tables of a server for this user.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ClickhouseTables {
    /// The version of the server.
    pub version: String,
    /// The user of the queries.
    pub user: String,
    /// Whether the user may not change settings, so that the server stops queries only by `KILL QUERY`.
    pub is_read_only: bool,
    /// The tables of spans that the user may see, the best first.
    pub tables: Vec<ClickhouseTable>,
}

/// Asks a server for its tables.
pub struct Connect {
    pub(super) session: Session,
    step: Step,
    answer: Answer,
    found: ClickhouseTables,
    /// The tables of spans that were found, with their columns.
    pub(super) schemas: Vec<Schema>,
    /// The tables of logs.
    pub(super) logs: Vec<Schema>,
}

/// What was asked last.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Step {
    Nothing,
    Identity,
    Tables,
    Done,
}

impl Connect {
    /// Begins to query a server. `name` distinguishes the ids of its queries from those of others.
    ///
    /// # Errors
    ///
    /// `BadOption` if the address of the server is invalid.
    pub fn new(server: &ClickhouseServer, name: &str) -> Result<Self> {
        let session = Session::new(server, name)?;
        let (answer, found) = (Answer::default(), ClickhouseTables::default());
        Ok(Self { session, step: Step::Nothing, answer, found, schemas: Vec::new(), logs: Vec::new() })
    }

    fn identify(&mut self) -> Result<()> {
        let rows = self.answer.rows()?;
        let row = rows.first()?;
        self.session.settings = match row.number("readonly") {
            Some(0) => Settings::All,
            Some(2) => Settings::AllButWriting,
            _ => Settings::None,
        };
        self.found.version = row.text("version");
        self.found.user = row.text("user");
        self.found.is_read_only = self.session.settings == Settings::None;
        let database = row.text("database");
        self.session.address.database.get_or_insert(database);
        Ok(())
    }

    fn list(&mut self) -> Result<()> {
        let rows = self.answer.rows()?;
        let (schemas, others): (Vec<_>, Vec<_>) = rows.iter().map(schema).partition(|schema| schema.has(&NEEDED));
        let (times, logs): (Vec<_>, Vec<_>) = others.into_iter().partition(|schema| schema.has(&TIMES));
        (self.schemas, self.logs) = (schemas, logs);
        for spans in &mut self.schemas {
            spans.times = spans.times_among(&times);
            spans.table.logs = logs::beside(&spans.table, &self.logs).map(|schema| schema.table.table.clone());
        }
        let database = self.session.address.database.as_deref();
        sort_by_key(&mut self.schemas, |schema| schema.rank(database));
        self.found.tables = self.schemas.iter().map(|schema| schema.table.clone()).collect();
        Ok(())
    }
}

fn schema(row: Row<'_>) -> Schema {
    let mut columns = BTreeMap::new();
    if let Cell::List(list) = row.cell("columns") {
        for cell in list.cells() {
            let Cell::Tuple(column) = cell else { continue };
            let mut parts = column.elements().map(|(_, part)| text(part));
            let name = parts.next().unwrap_or_default();
            columns.insert(name, parts.next().unwrap_or_default());
        }
    }
    let table = ClickhouseTableName { database: row.text("database"), name: row.text("name") };
    let table = ClickhouseTable { table, engine: row.text("engine"), rows: row.number("rows"), logs: None };
    let schema = Schema { table, columns, made_by: None, times: None };
    if schema.has(&signoz::NEEDED) {
        let (columns, made_by) = signoz::mapped(&schema.columns);
        return Schema { columns, made_by: Some(made_by), ..schema };
    }
    schema
}

impl Exchange for Connect {
    type Out = ClickhouseTables;

    fn next(&mut self) -> Result<Next<ClickhouseTables>> {
        let query = match self.step {
            Step::Nothing => {
                self.step = Step::Identity;
                sql::identity()
            }
            Step::Identity => {
                self.step = Step::Tables;
                sql::tables()
            }
            Step::Tables | Step::Done => {
                self.step = Step::Done;
                return Ok(Next::Done(std::mem::take(&mut self.found)));
            }
        };
        Ok(Next::Ask(self.session.request(&query)))
    }

    fn begin(&mut self, status: u16) {
        self.answer = Answer::begin(status);
    }

    fn push(&mut self, bytes: &[u8]) -> Result<()> {
        self.answer.push(bytes)
    }

    fn end(&mut self) -> Result<()> {
        match self.step {
            Step::Identity => self.identify(),
            Step::Tables => self.list(),
            Step::Nothing | Step::Done => Ok(()),
        }
    }
}
