//! The questions that folds answer: which units each is about, and what becomes of the answer.

use super::Work;
use super::fold_job::fold_job;
use super::sides::{Compared, Units, compared, selected};
use crate::analysis::{
    AttributeDiffFold, CallListFold, ChangesFold, ErrorCausesFold, ErrorCausesOptions, Findings, FindingsFold,
    FlameGraphFold, FrameUnits, FrameUnitsFold, LatencyDiffFold, NumberChoicesFold, OverviewFold, ServiceMapFold,
    TraceListFold,
};
use crate::engine::memory::Memory;
use crate::protocol::{
    Answer, AttributeDiffQuestion, Comparison, FindingsQuestion, FlameDiffQuestion, FlameGraphQuestion,
    FrameUnitsAnswer, FrameUnitsQuestion, TracesQuestion,
};
use crate::store::Store;

/// How many samples of a frame are told at most.
const MAX_SAMPLES: u32 = 100;

pub(super) fn overview(comparison: Comparison) -> Work {
    let (fail, weighted) = (comparison.fail, comparison.weighted);
    fold_job(
        move |store, memory| compared(store, &comparison, memory),
        move |_, Compared { selection, baseline, .. }| {
            let fold = OverviewFold::new(selection.as_side(), baseline.as_ref().map(Units::as_side), fail);
            if weighted { fold.weighted() } else { fold }
        },
        |_, overview| Ok(Answer::Overview(Box::new(overview?))),
    )
}

pub(super) fn number_choices() -> Work {
    fold_job(
        |store, memory| Ok(Some(NumberChoicesFold::new(store, memory.index(store)))),
        |_, fold| fold,
        |_, choices| Ok(Answer::NumberChoices(Box::new(choices))),
    )
}

pub(super) fn error_causes(comparison: Comparison) -> Work {
    let (fail, weighted) = (comparison.fail, comparison.weighted);
    fold_job(
        move |store, memory| selected(store, &comparison, memory),
        move |store, units| {
            let fold = ErrorCausesFold::new(store, units, &ErrorCausesOptions::default(), fail);
            if weighted { fold.weighted() } else { fold }
        },
        |_, causes| Ok(Answer::ErrorCauses(Box::new(causes))),
    )
}

pub(super) fn findings(FindingsQuestion { population, filter, fail, groups }: FindingsQuestion) -> Work {
    let find =
        move |store: &Store, memory: &mut Memory| memory.units(store, population, filter.as_deref(), super::STEP);
    let tell = |_: &Store, findings: Findings| Ok(Answer::Findings(Box::new(findings)));
    match groups {
        Some(groups) => {
            fold_job(find, move |store, units| ChangesFold::new(store, units, population, fail, groups.clone()), tell)
        }
        None => fold_job(find, move |store, units| FindingsFold::new(store, units, population, fail), tell),
    }
}

pub(super) fn attribute_diff(AttributeDiffQuestion { comparison, options }: AttributeDiffQuestion) -> Work {
    let weighted = comparison.weighted;
    fold_job(
        move |store, memory| compared(store, &comparison, memory),
        move |store, compared| {
            let [selection, baseline] = compared.into_rows();
            let fold = AttributeDiffFold::new(store, selection, baseline, &options);
            if weighted { fold.weighted() } else { fold }
        },
        |_, diff| Ok(Answer::AttributeDiff(Box::new(diff))),
    )
}

pub(super) fn traces(TracesQuestion { comparison, options }: TracesQuestion) -> Work {
    let fail = comparison.fail;
    fold_job(
        move |store, memory| selected(store, &comparison, memory),
        move |store, units| TraceListFold::new(store, units, &options, fail),
        |_, list| Ok(Answer::Traces(Box::new(list))),
    )
}

pub(super) fn flame_graph(FlameGraphQuestion { comparison, options }: FlameGraphQuestion) -> Work {
    fold_job(
        move |store, memory| selected(store, &comparison, memory),
        move |store, units| FlameGraphFold::new(store, units, &options),
        |_, graph| Ok(Answer::FlameGraph(Box::new(graph?))),
    )
}

pub(super) fn flame_diff(FlameDiffQuestion { comparison, options }: FlameDiffQuestion) -> Work {
    fold_job(
        move |store, memory| compared(store, &comparison, memory),
        move |store, compared| {
            let [selection, baseline] = compared.into_rows();
            LatencyDiffFold::new(store, selection, baseline, &options)
        },
        |_, diff| Ok(Answer::FlameDiff(Box::new(diff?))),
    )
}

pub(super) fn service_map(comparison: Comparison) -> Work {
    let fail = comparison.fail;
    fold_job(
        move |store, memory| compared(store, &comparison, memory),
        move |store, Compared { selection, baseline, .. }| {
            ServiceMapFold::new(store, selection.rows, baseline.map(|baseline| baseline.rows), fail)
        },
        |_, map| Ok(Answer::ServiceMap(Box::new(map))),
    )
}

pub(super) fn calls(comparison: Comparison) -> Work {
    let fail = comparison.fail;
    fold_job(
        move |store, memory| compared(store, &comparison, memory),
        move |store, Compared { selection, baseline, .. }| {
            CallListFold::new(store, selection.rows, baseline.map(|baseline| baseline.rows), fail)
        },
        |_, list| Ok(Answer::Calls(Box::new(list?))),
    )
}

pub(super) fn frame_units(question: FrameUnitsQuestion) -> Work {
    let FrameUnitsQuestion { comparison, key, options, samples } = question;
    let samples = samples.min(MAX_SAMPLES) as usize;
    fold_job(
        move |store, memory| selected(store, &comparison, memory),
        move |store, units| FrameUnitsFold::new(store, units, key.clone(), &options, samples),
        |store, found| Ok(Answer::FrameUnits(Box::new(answer_of_frame(store, &found)))),
    )
}

fn answer_of_frame(store: &Store, FrameUnits { rows, samples }: &FrameUnits) -> FrameUnitsAnswer {
    let traces = || samples.iter().map(|&unit| store.spans().trace(unit));
    FrameUnitsAnswer {
        count: rows.count(),
        samples: samples.iter().map(|&unit| store.span_handle(unit)).collect(),
        sample_ids: samples.iter().map(|&unit| store.spans().span_id(unit).to_string()).collect(),
        sample_traces: traces().map(|trace| store.trace_handle(trace)).collect(),
        sample_trace_ids: traces().map(|trace| store.traces().id(trace).to_string()).collect(),
        sample_groups: traces().map(|trace| store.group(trace).to_owned()).collect(),
    }
}
