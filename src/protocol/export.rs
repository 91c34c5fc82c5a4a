//! Whole traces as a file: what is in it, and its pieces.

use serde::{Deserialize, Serialize};

use super::comparison::Comparison;
use crate::export::{ExportOptions, ExportPosition, Redaction};
use crate::store::TraceHandle;

/// What an export would reveal.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ExportContentsQuestion {
    /// The traces are those that have a unit of its selection.
    pub comparison: Comparison,
    /// Whether as many traces of its baseline are exported, too: what they are compared with, in little room.
    #[serde(default)]
    pub with_baseline: bool,
    /// Which attributes would be removed or hashed.
    pub redaction: Redaction,
}

/// A piece of an export. Ask for the next one when there is room for it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ExportPieceQuestion {
    /// The traces are those that have a unit of its selection.
    pub comparison: Comparison,
    /// Whether as many traces of its baseline are exported, too. The same for all pieces, as the comparison is.
    #[serde(default)]
    pub with_baseline: bool,
    /// How they are written. The same for all pieces.
    pub options: ExportOptions,
    /// Where the piece begins: the position that the previous piece gave as `next`. Absent for the first.
    pub from: Option<ExportPosition>,
}

/// A piece of an export of one trace.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ExportTraceQuestion {
    /// The trace.
    pub trace: TraceHandle,
    /// How it is written. The same for all pieces.
    pub options: ExportOptions,
    /// Where the piece begins: where the one before it says that it ended. Absent for the first.
    pub from: Option<ExportPosition>,
}
