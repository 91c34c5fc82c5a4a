//! The analyses: folds over the units of a sealed store.
//!
//! Each analysis is a pure function over a store and sets of its rows, with an options struct and a result struct named for it.
//! An analysis that can take long is built on a [`Fold`], so that its driver can pause or drop the question between two steps.
//! Nothing here depends on pixels or on the page.

pub mod attribute_diff;
mod bins;
mod call_list;
mod calls;
mod conditions;
pub(crate) mod count;
mod critical_path;
pub mod error_causes;
mod estimate;
mod find_trace;
mod findings;
pub mod flame_diff;
pub mod flame_graph;
mod fold;
pub mod heatmap;
pub mod lattice;
mod moments;
mod number_lattice;
mod operations;
mod otsu;
pub mod overview;
mod quantile;
mod sampling;
pub mod selection;
mod self_time;
mod service_map;
mod span_details;
pub mod suspects;
mod texts;
pub mod time_step;
mod trace;
mod trace_diff;
mod trace_events;
mod trace_list;
mod trace_search;
mod unit_number;
mod units_ahead;

pub use crate::template::template;
pub use attribute_diff::{
    AttributeDiff, AttributeDiffEstimates, AttributeDiffFold, AttributeDiffOptions, AttributeIds, AttributeNumbers,
    AttributeOrigin, AttributePair, AttributeSignal, Distribution, SameSignal, Signal, SignalCounts, SignalEstimates,
    attribute_diff,
};
pub use call_list::{CallChange, CallKind, CallList, CallListFold, CallNumbers, CallRow, call_list};
pub use count::{Sides, SidesEstimates};
pub use critical_path::{CriticalPath, PathSegment, TOLERANCE_NS, critical_path};
pub use error_causes::{
    CauseCounts, CauseEstimates, CauseKey, CauseSelection, CauseUnitsFold, EntryPoint, ErrorCause, ErrorCauses,
    ErrorCausesEstimates, ErrorCausesFold, ErrorCausesOptions, Fate, PathStep, error_causes, units_of_cause,
};
pub use estimate::{DurationEstimate, DurationEstimates, Estimate, Estimates};
pub(crate) use find_trace::trace_digits;
pub use find_trace::{FoundTraces, find_trace};
pub use findings::{
    Anomaly, ChangesFold, ComparedGroups, DataFinding, DataKind, FindingCalls, FindingCause, FindingKind,
    FindingOperation, FindingSuspect, Findings, FindingsFold, GroupChange, GroupPair, Searched, changes, findings,
};
pub use flame_diff::{
    FlameDiff, FlameDiffOptions, FrameDeltas, FrameMarks, LatencyDiff, LatencyDiffFold, MixControl, ServiceDelta,
    flame_diff, latency_diff,
};
pub use flame_graph::{
    Attribution, FlameGraph, FlameGraphFold, FlameGraphOptions, FrameKey, FrameSelection, FrameTimes, FrameUnits,
    FrameUnitsFold, Frames, NO_CALLEE, flame_graph, frame_units, units_of_frame,
};
pub use fold::{Fold, Then};
pub use heatmap::{
    CountedCell, CountedColumn, Heatmap, HeatmapCounts, HeatmapEstimates, HeatmapExtent, HeatmapFold, HeatmapGaps,
    HeatmapGeometry, HeatmapNumbers, HeatmapOptions, TimeBreak, heatmap, level_of, number_of,
};
pub use overview::{
    CountedOperation, CountedSide, Overview, OverviewEstimates, OverviewFold, Red, RedColumns, RedEstimate,
    RedEstimates, Side, overview,
};
pub use sampling::sampled_spans;
pub use selection::{Baseline, MatchingFold, NarrowFold, Selection, baseline_of, narrow, select};
pub use self_time::self_time_ns;
pub use service_map::{MapEdge, MapNode, MapNumbers, MapSide, NodeKind, ServiceMap, ServiceMapFold, service_map};
pub use span_details::{
    Attribute, AttributeValue, EventDetails, Exception, LinkDetails, LinkSource, LinkTarget, LinkedFrom, LogDetails,
    ModelCall, ModelMessage, ResourceDetails, ScopeDetails, SpanDetails, span_details,
};
pub use suspects::{
    Kind, KindRow, Kinds, MarkSelection, MarkedUnitsFold, RowKind, RowMark, RowName, RowSide, Suspect, SuspectRow,
    SuspectSums, Suspects, SuspectsFold, UnitMarks, kinds, suspects,
};
pub use trace::{NO_PARENT, Trace, TraceMarks, trace};
pub use trace_diff::{TraceDiff, TraceFrames, trace_diff};
pub use trace_events::{TraceEvent, TraceEventKey, TraceEvents, TraceEventsOptions, trace_events};
pub use trace_list::{TraceColumn, TraceList, TraceListFold, TraceListOptions, trace_list};
pub use trace_search::{SpanMatches, trace_errors, trace_search};
pub use unit_number::{
    NumberAttribute, NumberCallee, NumberChoices, NumberChoicesFold, NumberRange, NumberUnitsFold, UnitNumber,
    UnitNumbers, UnitNumbersFold, number_choices, unit_numbers,
};
