//! The selected units that have a frame of their flame graph.

use serde::{Deserialize, Serialize};

use super::comparison::Comparison;
use crate::analysis::{FlameGraphOptions, FrameKey};

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
    /// The rows of those in which the frame's own time is largest, the largest first.
    #[serde(with = "crate::column")]
    pub samples: Vec<u32>,
    /// The rows of their traces.
    #[serde(with = "crate::column")]
    pub sample_traces: Vec<u32>,
}
