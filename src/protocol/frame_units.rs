//! The selected units that have a frame of their flame graph.

use serde::{Deserialize, Serialize};

use super::comparison::Comparison;
use crate::analysis::{FlameGraphOptions, FrameKey};
use crate::store::{SpanHandle, TraceHandle};

/// Which units have which frame.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct FrameUnitsQuestion {
    /// The units are those of its selection.
    pub comparison: Comparison,
    /// The frame.
    pub key: FrameKey,
    /// How the flame graph was made that has it.
    pub options: FlameGraphOptions,
    /// How many samples to give at most. No more than 100 are given.
    pub samples: u32,
}

/// The units that have a frame.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct FrameUnitsAnswer {
    /// How many there are.
    pub count: u32,
    /// Those in which the frame's own time is largest, the largest first.
    #[serde(with = "crate::column")]
    pub samples: Vec<SpanHandle>,
    /// The ids of their own spans, 16 hexadecimal digits each.
    pub sample_ids: Vec<String>,
    /// Their traces.
    #[serde(with = "crate::column")]
    pub sample_traces: Vec<TraceHandle>,
    /// The ids of these, 32 hexadecimal digits each.
    pub sample_trace_ids: Vec<String>,
    /// The groups that these belong to.
    pub sample_groups: Vec<String>,
}
