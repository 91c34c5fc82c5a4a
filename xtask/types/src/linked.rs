//! What the sources compute, from the engine itself: the defaults of options, their bounds, the numbers that mean nothing.

use std::collections::BTreeMap;
use std::ops::RangeInclusive;

use anyhow::Result;
use serde::Serialize;
use serde_json::{Value, to_value};
use spanlens::analysis::heatmap::{MAX_COLUMNS, MAX_ROWS, MIN_COLUMNS, MIN_ROWS};
use spanlens::analysis::{
    AttributeDiffOptions, FlameDiffOptions, FlameGraphOptions, HeatmapOptions, NO_CALLEE, NO_PARENT, Selection,
    TraceEventsOptions, TraceListOptions,
};
use spanlens::clickhouse::ClickhouseServer;
use spanlens::export::{ExportOptions, Redaction};
use spanlens::protocol::LiveWindow;
use spanlens::trace_api::{TraceApiServer, TraceSearch};

/// Values of the engine, by the names that they have in JavaScript.
#[derive(Default)]
pub(super) struct Linked {
    /// What options are where nothing is said, by the name of their type.
    pub(super) defaults: BTreeMap<&'static str, Value>,
    /// The least and the most that is allowed of a member of options.
    pub(super) bounds: Vec<(&'static str, &'static str, RangeInclusive<u32>)>,
    /// Numbers by their names.
    pub(super) numbers: Vec<(&'static str, u32)>,
}

impl Linked {
    pub(super) fn engine() -> Result<Self> {
        Ok(Self {
            defaults: BTreeMap::from([
                ("AttributeDiffOptions", default::<AttributeDiffOptions>()?),
                ("ClickhouseServer", default::<ClickhouseServer>()?),
                ("ExportOptions", default::<ExportOptions>()?),
                ("FlameDiffOptions", default::<FlameDiffOptions>()?),
                ("FlameGraphOptions", default::<FlameGraphOptions>()?),
                ("HeatmapOptions", default::<HeatmapOptions>()?),
                ("LiveWindow", default::<LiveWindow>()?),
                ("Redaction", default::<Redaction>()?),
                ("Selection", default::<Selection>()?),
                ("TraceApiServer", default::<TraceApiServer>()?),
                ("TraceEventsOptions", default::<TraceEventsOptions>()?),
                ("TraceListOptions", default::<TraceListOptions>()?),
                ("TraceSearch", default::<TraceSearch>()?),
            ]),
            bounds: vec![
                ("HeatmapOptions", "maxColumns", MIN_COLUMNS..=MAX_COLUMNS),
                ("HeatmapOptions", "maxRows", MIN_ROWS..=MAX_ROWS),
                ("TraceEventsOptions", "severity", 0..=24),
            ],
            numbers: vec![("NO_PARENT", NO_PARENT), ("NO_CALLEE", NO_CALLEE)],
        })
    }
}

fn default<T: Default + Serialize>() -> Result<Value> {
    Ok(to_value(T::default())?)
}
