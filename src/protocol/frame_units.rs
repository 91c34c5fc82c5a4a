//! The selected units that have a frame of their flame graph.

use serde::{Deserialize, Serialize};

use super::comparison::Comparison;
use crate::analysis::{FlameGraphOptions, FrameKey};
use crate::store::{SpanHandle, TraceHandle};

/// Which units have a given frame.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct FrameUnitsQuestion {
    /// The units are those of its selection.
    pub comparison: Comparison,
    /// The frame.
    pub key: FrameKey,
    /// The options of the flame graph that has the frame.
    pub options: FlameGraphOptions,
    /// How many samples to return at most, up to 100.
    pub samples: u32,
}

/// The units that have a frame.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct FrameUnitsAnswer {
    /// The number of units.
    pub count: u32,
    /// The units with the most self time in the frame, the largest first.
    #[serde(with = "crate::column")]
    pub samples: Vec<SpanHandle>,
    /// The ids of their own spans, 16 hexadecimal digits each.
    pub sample_ids: Vec<String>,
    /// Their traces.
    #[serde(with = "crate::column")]
    pub sample_traces: Vec<TraceHandle>,
    /// The ids of these traces, 32 hexadecimal digits each.
    pub sample_trace_ids: Vec<String>,
    /// The groups of these traces.
    pub sample_groups: Vec<String>,
}
