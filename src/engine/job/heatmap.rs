//! Heatmaps: of the units, or of what has been read so far.

use super::Work;
use super::fold_job::fold_job;
use crate::analysis::{
    Heatmap, HeatmapCounts, HeatmapExtent, HeatmapFold, HeatmapGaps, HeatmapGeometry, Selection, narrow,
};
use crate::engine::ranges::Ranges;
use crate::error::Result;
use crate::protocol::{Answer, HeatmapAnswer, HeatmapQuestion};
use crate::store::{SpanRow, SpanTable};

pub(super) fn heatmap(question: HeatmapQuestion) -> Work {
    let HeatmapQuestion { population, filter, fail, group, options, weighted } = question;
    let selection = group.map(|group| Selection { group: Some(group), ..Selection::default() });
    fold_job(
        move |store, memory| {
            let units = memory.units(store, population, filter.as_deref(), super::STEP)?;
            Ok(units.map(|units| match &selection {
                Some(selection) => narrow(store, &units, selection, fail),
                None => units,
            }))
        },
        move |store, units| {
            let fold = HeatmapFold::new(store, units, &options, fail);
            if weighted { fold.weighted() } else { fold }
        },
        |_, heatmap| Ok(answer(heatmap?, false)),
    )
}

/// The heatmap of the spans without a parent id, in one go. It is of durations, as what units have is known only when they are whole.
pub(super) fn provisional(spans: &SpanTable, ranges: &Ranges, question: &HeatmapQuestion) -> Result<Answer> {
    let is_meant = |span: SpanRow| spans.parent_id(span).is_none() && ranges.has(spans, span);
    let roots = || (0..spans.len()).map(SpanRow).filter(|&span| is_meant(span));
    let mut extent = HeatmapExtent::default();
    extent.add(spans, roots());
    let mut gaps = HeatmapGaps::new(HeatmapGeometry::shown(&extent, &question.options));
    if question.options.leaves_out_gaps {
        gaps.add(spans, roots());
    }
    let geometry = HeatmapGeometry::plan_without(&extent, &question.options, &gaps.found())?;
    let mut counts = HeatmapCounts::new(geometry, question.fail);
    counts.add(spans, roots());
    Ok(answer(counts.finish(), true))
}

fn answer(heatmap: Heatmap, provisional: bool) -> Answer {
    Answer::Heatmap(Box::new(HeatmapAnswer { heatmap, provisional, rounded: false }))
}
