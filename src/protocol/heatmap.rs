//! The requests by time and duration.

use serde::{Deserialize, Serialize};

use crate::analysis::{Heatmap, HeatmapOptions};
use crate::store::Population;
use crate::units::FailureRule;

/// Which units the heatmap is of, and its options.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct HeatmapQuestion {
    /// What is counted.
    pub population: Population,
    /// The text of the [`Filter`](crate::filter::Filter) of the view.
    pub filter: Option<String>,
    /// Which units fail.
    #[serde(default)]
    pub fail: FailureRule,
    /// The group whose units are counted. `None` for all groups.
    #[serde(default)]
    pub group: Option<String>,
    /// Its range and resolution.
    pub options: HeatmapOptions,
    /// Whether it also has estimates for all units before sampling. Not while spans are being read, and not for a range whose requests a server
    /// counts.
    #[serde(default)]
    pub weighted: bool,
}

/// A heatmap, and whether it is final.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct HeatmapAnswer {
    /// The heatmap.
    pub heatmap: Heatmap,
    /// Whether spans are still being read. Then the units are the spans without a parent id that have been read so far,
    /// whatever the population, the filter and the group.
    pub provisional: bool,
    /// Whether its percentiles are rounded down to three digits, as the server lacked memory for all durations.
    #[serde(default)]
    pub rounded: bool,
}
