//! What came of asking a server for its tables.

use std::sync::Arc;

use spanlens::clickhouse::ClickhouseTables;
use spanlens::error::Failure;

use crate::sources::ClickhouseSource;

/// What came of asking the server.
#[derive(Clone, PartialEq)]
pub(super) enum Outcome {
    Nothing,
    Asking,
    /// What is written means nothing.
    Mistake(&'static str),
    Found(Arc<ClickhouseTables>),
    Failed(Box<ClickhouseSource>, Failure),
}
