//! The analyses against slow versions of themselves, and their laws.

mod attribute_diff;
mod call_list;
mod critical_path;
mod error_causes;
mod error_causes_of_logs;
mod estimates;
mod estimates_of_attributes;
mod failure_rule;
mod findings;
mod flame_diff;
mod flame_graph;
mod heatmap;
mod hours;
mod incidents;
mod jaeger_paths;
mod kinds;
mod overview;
mod random;
mod selection;
mod service_map;
mod slow_cache;
mod span_details;
mod steps;
mod suspects;
mod trace;
mod trace_diff;
mod trace_event_pages;
mod trace_events;
mod trace_list;
mod trace_search;
mod trees;
mod unit_numbers;
mod unit_times;

use std::ops::ControlFlow;

use proptest::prelude::*;
use spanlens::analysis::{Fold, HeatmapOptions, Selection};
use spanlens::store::Store;
use spanlens::units::{DurationRange, TimeRange};

use crate::strategies::{Span, spans_at};

const MINUTE_NS: u64 = 60_000_000_000;

/// Few distinct times, so that they collide, borders and extremes among them.
fn time() -> impl Strategy<Value = u64> + Clone {
    let now = 1_700_000_000 * 1_000_000_000;
    let extremes = [0, 1, u64::MAX - 1, u64::MAX];
    let close = [now, now + 1, now + 2, now + 999_999_999, now + MINUTE_NS, now + 3 * MINUTE_NS];
    prop_oneof![9 => prop::sample::select(close.to_vec()), 1 => prop::sample::select(extremes.to_vec())]
}

/// Likewise for durations.
fn duration() -> impl Strategy<Value = u64> + Clone {
    let usual = [1_000_000, 1_060_000, 1_250_000, 20_000_000, 20_000_001, 3 * MINUTE_NS];
    let extremes = [0, 1, 99, 100, 105, 106, 2_047, 2_049, u64::MAX];
    prop_oneof![3 => prop::sample::select(usual.to_vec()), 1 => prop::sample::select(extremes.to_vec())]
}

/// Spans at those times. Most are requests of their own, as their traces have no id.
fn units() -> impl Strategy<Value = Vec<Span>> {
    spans_at((time(), duration()).prop_map(|(start_ns, duration_ns)| (start_ns, start_ns.saturating_add(duration_ns))))
}

fn time_range() -> impl Strategy<Value = TimeRange> {
    (time(), time()).prop_map(|(from_ns, to_ns)| TimeRange { from_ns, to_ns })
}

fn duration_range() -> impl Strategy<Value = DurationRange> {
    (duration(), prop::option::of(duration())).prop_map(|(min_ns, max_ns)| DurationRange { min_ns, max_ns })
}

fn selection() -> impl Strategy<Value = Selection> {
    let conditions = (prop::option::of(time_range()), prop::option::of(duration_range()), any::<bool>());
    conditions.prop_map(|(time, durations, errors_only)| Selection {
        time,
        durations,
        errors_only,
        ..Selection::default()
    })
}

fn heatmap_options() -> impl Strategy<Value = HeatmapOptions> {
    let numbers = (prop::sample::select(vec![2, 3, 7, 200]), prop::sample::select(vec![3, 4, 9, 60, 300]));
    let zooms = (prop::option::of(time_range()), prop::option::of(duration_range()));
    (numbers, zooms, any::<bool>()).prop_map(|((max_columns, max_rows), (view, durations), leaves_out_gaps)| {
        HeatmapOptions { view, durations, number: None, max_columns, max_rows, leaves_out_gaps }
    })
}

/// The answer of a fold that is driven in steps of a size.
fn in_steps<F: Fold>(fold: F, store: &Store, spans: u32) -> F::Out {
    let mut fold = fold;
    loop {
        match fold.step(store, spans) {
            ControlFlow::Continue(rest) => fold = rest,
            ControlFlow::Break(out) => return out,
        }
    }
}
