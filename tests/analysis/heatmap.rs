//! The heatmap against nested loops.

use proptest::prelude::*;
use proptest::sample::Index;
use spanlens::analysis::time_step::steps_ns;
use spanlens::analysis::{
    Heatmap, HeatmapCounts, HeatmapExtent, HeatmapGaps, HeatmapGeometry, HeatmapOptions, TimeBreak, heatmap, select,
};
use spanlens::error::ErrorCode;
use spanlens::sketch::sketch;
use spanlens::store::{Population, SpanRow, Store};
use spanlens::units::{FailureRule, StatusCode, TimeRange};

use super::{heatmap_options, units};
use crate::strategies::{builder, push, store_of};

fn heatmap_of_spans(store: &Store, options: &HeatmapOptions) -> Heatmap {
    heatmap(store, &store.units(Population::Spans), options, FailureRule::Status).unwrap()
}

/// The spans of a cell: those whose start and duration lie between its bounds. The last row and a range to the end of time are
/// open.
fn spans_of_cell(store: &Store, map: &Heatmap, column: u32, row: u32) -> Vec<SpanRow> {
    let skipped: u64 = map.breaks.iter().filter(|at| at.column <= column).map(|at| at.skipped).sum();
    let from_ns = u128::from(map.origin_ns) + u128::from(u64::from(column) + skipped) * u128::from(map.step_ns);
    let to_ns = from_ns + u128::from(map.step_ns);
    let open = column + 1 == map.columns && map.range.to_ns == u64::MAX;
    let ceiling_ns = map.row_floors_ns.get(row as usize + 1);
    (0..store.spans().len())
        .map(SpanRow)
        .filter(|&span| {
            let (start_ns, duration_ns) = (store.spans().start_ns(span), store.spans().duration_ns(span));
            map.range.contains(start_ns)
                && u128::from(start_ns) >= from_ns
                && (u128::from(start_ns) < to_ns || open)
                && duration_ns >= map.row_floors_ns[row as usize]
                && ceiling_ns.is_none_or(|&ceiling_ns| duration_ns < ceiling_ns)
        })
        .collect()
}

/// The stretches of time that are shown, each by its first and its last nanosecond: all of it, or what lies between gaps.
fn pieces(store: &Store, options: &HeatmapOptions) -> Vec<(u64, u64)> {
    let mut starts: Vec<u64> = (0..store.spans().len()).map(|span| store.spans().start_ns(SpanRow(span))).collect();
    starts.sort_unstable();
    let all = starts.first().zip(starts.last());
    let all = all.map(|(&from_ns, &last_ns)| TimeRange { from_ns, to_ns: last_ns.saturating_add(1) });
    let Some(range) = options.view.or(all) else { return Vec::new() };
    let (mut from_ns, Some(last_ns)) = (range.from_ns, range.last_ns()) else { return Vec::new() };
    let length_ns = range.to_ns - range.from_ns;
    let mut pieces = Vec::new();
    if options.leaves_out_gaps {
        starts.retain(|start_ns| (from_ns..=last_ns).contains(start_ns));
        for pair in starts.windows(2).filter(|pair| pair[1] - pair[0] > length_ns / 10 + 1) {
            pieces.push((from_ns, pair[0]));
            from_ns = pair[1];
        }
    }
    pieces.push((from_ns, last_ns));
    pieces
}

/// The first and the last of the columns of a step in each piece. Pieces without a column between them are one.
fn runs(pieces: &[(u64, u64)], step_ns: u64) -> Vec<(u64, u64)> {
    let column = |time_ns: u64| time_ns.min(u64::MAX - 1) / step_ns;
    let mut runs: Vec<(u64, u64)> = Vec::new();
    for &(from_ns, last_ns) in pieces {
        match runs.last_mut() {
            Some((_, last)) if column(from_ns) <= *last + 1 => *last = column(last_ns),
            _ => runs.push((column(from_ns), column(last_ns))),
        }
    }
    runs
}

fn geometry(extent: &HeatmapExtent, options: &HeatmapOptions, gaps: &HeatmapGaps) -> HeatmapGeometry {
    let gaps = if options.leaves_out_gaps { gaps.found() } else { Vec::new() };
    HeatmapGeometry::plan_without(extent, options, &gaps).unwrap()
}

/// The smallest value of rank ≥ ⌈percent / 100 · n⌉, by counting. Zero for no values.
fn percentile(values: &[u64], percent: usize) -> u64 {
    let at_most = |limit: u64| values.iter().filter(|&&value| value <= limit).count();
    let reaches = |&&value: &&u64| at_most(value) * 100 >= percent * values.len();
    values.iter().filter(reaches).min().copied().unwrap_or_default()
}

fn number(of: usize) -> u32 {
    u32::try_from(of).unwrap()
}

/// Everything that is counted, counted again.
fn counted_again(store: &Store, map: &Heatmap) -> Heatmap {
    let durations = |spans: &[SpanRow]| spans.iter().map(|&span| store.spans().duration_ns(span)).collect::<Vec<_>>();
    let failing = |spans: &[SpanRow]| {
        number(spans.iter().filter(|&&span| store.spans().status(span) == StatusCode::Error).count())
    };
    let mut again = Heatmap {
        range: map.range,
        origin_ns: map.origin_ns,
        step_ns: map.step_ns,
        columns: map.columns,
        breaks: map.breaks.clone(),
        rows: map.rows,
        row_floors_ns: map.row_floors_ns.clone(),
        ..Heatmap::default()
    };
    for column in 0..map.columns {
        let mut whole = Vec::new();
        for row in 0..map.rows {
            let spans = spans_of_cell(store, map, column, row);
            again.counts.push(number(spans.len()));
            again.errors.push(failing(&spans));
            whole.extend(spans);
        }
        again.column_counts.push(number(whole.len()));
        again.column_errors.push(failing(&whole));
        again.p50_ns.push(percentile(&durations(&whole), 50));
        again.p95_ns.push(percentile(&durations(&whole), 95));
        again.p99_ns.push(percentile(&durations(&whole), 99));
    }
    again.units = again.counts.iter().sum();
    again.failing = again.errors.iter().sum();
    again.units_outside = store.spans().len() - again.units;
    let filled: Vec<u64> = again.counts.iter().filter(|&&count| count > 0).map(|&count| count.into()).collect();
    again.color_cap = u32::try_from(percentile(&filled, 95)).unwrap();
    again
}

#[test]
fn a_night_has_no_columns() {
    const HOUR_MS: u64 = 3_600_000;
    let minutes = |from: u64| (0..60).map(move |minute| from + minute * 60_000);
    let lines = minutes(0).chain(minutes(20 * HOUR_MS)).map(|ms| format!("shop GET /  {ms}..{}", ms + 5));
    let store = sketch(&lines.collect::<Vec<_>>().join("\n\n")).unwrap();
    let of = |leaves_out_gaps| {
        let options = HeatmapOptions { max_columns: 150, leaves_out_gaps, ..HeatmapOptions::default() };
        heatmap(&store, store.requests(), &options, FailureRule::Status).unwrap()
    };
    let (whole, short) = (of(false), of(true));
    assert_eq!((whole.columns, whole.step_ns / 60_000_000_000, whole.breaks.len()), (127, 10, 0));
    assert_eq!((short.columns, short.step_ns / 60_000_000_000), (120, 1));
    assert_eq!(short.breaks, [TimeBreak { column: 60, skipped: 19 * 60 }]);
    assert_eq!((short.units, &short.column_counts), (120, &vec![1; 120]));
    let hours = |range: TimeRange| (range.to_ns - range.from_ns) / 60_000_000_000;
    assert_eq!(
        [59..60, 60..61, 58..60, 59..61, 0..120].map(|run| hours(short.time_of(run))),
        [1, 1, 2, 19 * 60 + 2, 21 * 60]
    );
}

proptest! {
    #[test]
    fn every_number_is_what_counting_gives(spans in units(), options in heatmap_options()) {
        let store = store_of(&spans);
        let map = heatmap_of_spans(&store, &options);
        prop_assert_eq!(&map, &counted_again(&store, &map));
    }

    #[test]
    fn the_geometry_is_the_finest_that_is_allowed(spans in units(), options in heatmap_options()) {
        let store = store_of(&spans);
        let map = heatmap_of_spans(&store, &options);
        prop_assert!(map.columns <= options.max_columns && map.rows <= options.max_rows);
        prop_assert!(map.row_floors_ns.is_sorted_by(|a, b| a < b));
        prop_assert_eq!((map.row_floors_ns.len(), map.row_floors_ns[0]), (map.rows as usize, 0));
        prop_assert_eq!(map.origin_ns % map.step_ns, 0);

        let pieces = pieces(&store, &options);
        let runs = |step_ns: u64| runs(&pieces, step_ns);
        for step_ns in steps_ns().take_while(|&step_ns| step_ns < map.step_ns) {
            let columns: u64 = runs(step_ns).iter().map(|(first, last)| last - first + 1).sum();
            prop_assert!(columns > u64::from(options.max_columns), "{} would do", step_ns);
        }
        let expected = runs(map.step_ns);
        let found: Vec<(u64, u64)> = map.breaks.iter().map(|at| (at.column.into(), at.skipped)).collect();
        let mut before = 0;
        let breaks = expected.windows(2).map(|pair| {
            before += pair[0].1 - pair[0].0 + 1;
            (before, pair[1].0 - pair[0].1 - 1)
        });
        prop_assert_eq!(found, breaks.collect::<Vec<_>>());
        if options.view.is_none() {
            prop_assert_eq!(map.units_outside, 0);
        }
    }

    #[test]
    fn the_order_of_the_spans_changes_nothing(
        (spans, shuffled) in units().prop_flat_map(|spans| (Just(spans.clone()), Just(spans).prop_shuffle())),
        options in heatmap_options(),
    ) {
        let of = |spans| heatmap_of_spans(&store_of(spans), &options);
        prop_assert_eq!(of(&spans), of(&shuffled));
    }

    #[test]
    fn parts_add_up_to_the_whole(spans in units(), options in heatmap_options(), to_first in any::<u16>()) {
        let store = store_of(&spans);
        let rows = || (0..store.spans().len()).map(SpanRow);
        let is_first = |row: &SpanRow| to_first >> (row.0 % 16) & 1 == 1;
        let (mut extent, mut other) = (HeatmapExtent::default(), HeatmapExtent::default());
        extent.add(store.spans(), rows().filter(is_first));
        other.add(store.spans(), rows().filter(|row| !is_first(row)));
        extent.merge(&other);
        let shown = HeatmapGeometry::shown(&extent, &options);
        let (mut gaps, mut others) = (HeatmapGaps::new(shown), HeatmapGaps::new(shown));
        gaps.add(store.spans(), rows().filter(is_first));
        others.add(store.spans(), rows().filter(|row| !is_first(row)));
        gaps.merge(&others);

        let mut parts = [(); 2].map(|()| HeatmapCounts::new(geometry(&extent, &options, &gaps), FailureRule::Status));
        rows().for_each(|row| parts[usize::from(is_first(&row))].add(store.spans(), [row]));
        let [mut whole, rest] = parts;
        whole.merge(&rest).unwrap();
        prop_assert_eq!(whole.finish(), heatmap_of_spans(&store, &options));
    }

    #[test]
    fn a_store_that_is_not_sealed_gives_the_same(spans in units(), options in heatmap_options()) {
        let mut growing = builder();
        push(&mut growing, &spans);
        let rows = || (0..growing.spans().len()).map(SpanRow);
        let mut extent = HeatmapExtent::default();
        extent.add(growing.spans(), rows());
        let mut gaps = HeatmapGaps::new(HeatmapGeometry::shown(&extent, &options));
        gaps.add(growing.spans(), rows());
        let mut fold = HeatmapCounts::new(geometry(&extent, &options, &gaps), FailureRule::Status);
        fold.add(growing.spans(), rows());
        let early = fold.finish();

        let store = growing.seal();
        if store.counts().exact_repeats == 0 {
            prop_assert_eq!(early, heatmap_of_spans(&store, &options));
        }
    }

    #[test]
    fn a_rectangle_selects_what_its_cells_count(
        spans in units(),
        options in heatmap_options(),
        corners in any::<[Index; 4]>(),
    ) {
        let store = store_of(&spans);
        let map = heatmap_of_spans(&store, &options);
        if map.columns == 0 {
            return Ok(());
        }
        let run = |a: Index, b: Index, len: u32| {
            let [a, b] = [a, b].map(|at| number(at.index(len as usize)));
            a.min(b)..a.max(b) + 1
        };
        let columns = run(corners[0], corners[1], map.columns);
        let rows = run(corners[2], corners[3], map.rows);
        let cells = columns.clone().flat_map(|column| rows.clone().map(move |row| column * map.rows + row));
        let expected: u32 = cells.map(|cell| map.counts[cell as usize]).sum();
        let selection = map.rectangle(columns, rows);
        prop_assert_eq!(select(&store, &store.units(Population::Spans), &selection, FailureRule::Status)?.count(), expected);
    }
}

#[test]
fn heatmaps_of_other_geometry_do_not_add_up() {
    let of_first_ns = |to_ns| {
        let options = HeatmapOptions { view: Some(TimeRange { from_ns: 0, to_ns }), ..HeatmapOptions::default() };
        HeatmapCounts::new(HeatmapGeometry::plan(&HeatmapExtent::default(), &options).unwrap(), FailureRule::Status)
    };
    assert_eq!(of_first_ns(600).merge(&of_first_ns(600)), Ok(()));
    assert_eq!(of_first_ns(600).merge(&of_first_ns(601)).unwrap_err().code(), ErrorCode::BadOption);
}

#[test]
fn numbers_of_columns_and_rows_have_limits() {
    let store = store_of(&[]);
    let with = |max_columns, max_rows| {
        let options = HeatmapOptions { max_columns, max_rows, ..HeatmapOptions::default() };
        heatmap(&store, store.requests(), &options, FailureRule::Status)
            .map(|map| (map.columns, map.units))
            .map_err(|error| error.code())
    };
    assert_eq!(with(2, 3), Ok((0, 0)));
    assert_eq!(with(10_000, 1_000), Ok((0, 0)));
    for (columns, rows) in [(1, 60), (10_001, 60), (200, 2), (200, 1_001)] {
        assert_eq!(with(columns, rows), Err(ErrorCode::BadOption), "{columns} {rows}");
    }
}
