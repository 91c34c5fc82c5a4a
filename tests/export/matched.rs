//! As many traces of the baseline as are selected: how many, which ones, and that nothing but their ids has a say in that.

use std::collections::BTreeSet;

use proptest::prelude::*;
use spanlens::export::with_as_many;
use spanlens::store::{RowSet, SpanRow, Store};
use spanlens::units::TraceId;

use crate::reader::messages::traces;
use crate::reader::read;

/// Every third unit that a number means, of those that another does not.
fn sides(store: &Store, picks: u64) -> [RowSet; 2] {
    let [mut selection, mut baseline] = [(); 2].map(|()| RowSet::empty(store.spans().len()));
    for row in (0..store.spans().len()).map(SpanRow) {
        match (picks >> (row.0 % 32 * 2)) % 4 {
            0 => selection.insert(row),
            1 | 2 => baseline.insert(row),
            _ => {}
        }
    }
    [selection, baseline]
}

fn traces_of(store: &Store, units: &RowSet) -> BTreeSet<u32> {
    units.iter().map(|unit| store.spans().trace(unit).0).collect()
}

proptest! {
    #[test]
    fn as_many_traces_are_drawn_as_are_selected(message in traces(), picks in any::<u64>()) {
        let (store, _) = read([serde_json::to_string(&message).unwrap().as_bytes()]);
        let [selection, baseline] = sides(&store, picks);
        let units = with_as_many(&store, &selection, &baseline);
        let selected = traces_of(&store, &selection);
        let others: BTreeSet<u32> = traces_of(&store, &baseline).difference(&selected).copied().collect();
        let drawn: BTreeSet<u32> = traces_of(&store, &units).difference(&selected).copied().collect();
        prop_assert!(drawn.is_subset(&others));
        prop_assert_eq!(drawn.len(), selected.len().min(others.len()));
        for row in (0..store.spans().len()).map(SpanRow) {
            let is_of_drawn = baseline.contains(row) && drawn.contains(&store.spans().trace(row).0);
            prop_assert_eq!(units.contains(row), selection.contains(row) || is_of_drawn);
        }
    }
}

#[test]
fn which_traces_are_drawn_is_told_by_their_ids_alone() {
    let span = |trace: u32, name: &str| {
        format!(
            r#"{{"resourceSpans":[{{"scopeSpans":[{{"spans":[{{"traceId":"{trace:032x}","spanId":"0000000000000001","name":"{name}",
                "startTimeUnixNano":"{trace}000","endTimeUnixNano":"{trace}500"}}]}}]}}]}}"#
        )
        .replace('\n', "")
    };
    let drawn = |names: [&str; 2], is_reversed: bool| {
        let mut lines: Vec<String> = (1..=40).map(|trace| span(trace, names[(trace % 2) as usize])).collect();
        if is_reversed {
            lines.reverse();
        }
        let (store, _) = read([lines.join("\n").as_bytes()]);
        let id = |unit: SpanRow| store.traces().id(store.spans().trace(unit));
        let is_selected = |unit: SpanRow| id(unit).0[15] <= 5;
        let [mut selection, mut baseline] = [(); 2].map(|()| RowSet::empty(store.spans().len()));
        store
            .requests()
            .iter()
            .for_each(|unit| if is_selected(unit) { selection.insert(unit) } else { baseline.insert(unit) });
        let units = with_as_many(&store, &selection, &baseline);
        units.iter().map(id).collect::<BTreeSet<TraceId>>()
    };
    let first = drawn(["a", "b"], false);
    assert_eq!(first.len(), 10);
    assert_eq!(drawn(["c", "c"], true), first);
    let others: Vec<u8> = first.iter().map(|id| id.0[15]).filter(|&number| number > 5).collect();
    assert!(others.iter().any(|&number| number > 15), "not the first ones: {others:?}");
}
