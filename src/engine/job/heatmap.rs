//! Heatmaps: of the units, or of what has been read so far.

use super::Work;
use super::fold_job::fold_job;
use crate::analysis::{Heatmap, HeatmapCounts, HeatmapExtent, HeatmapFold, HeatmapGeometry};
use crate::error::Result;
use crate::protocol::{Answer, HeatmapAnswer, HeatmapQuestion};
use crate::store::{SpanRow, SpanTable};

pub(super) fn heatmap(question: HeatmapQuestion) -> Work {
    let HeatmapQuestion { population, filter, fail, options } = question;
    fold_job(
        move |store, memory| memory.units(store, population, filter.as_deref(), super::STEP),
        move |_, units| HeatmapFold::new(units, &options, fail),
        |_, heatmap| Ok(answer(heatmap?, false)),
    )
}

/// The heatmap of the spans without a parent id, in one go.
pub(super) fn provisional(spans: &SpanTable, question: &HeatmapQuestion) -> Result<Answer> {
    let roots = || (0..spans.len()).map(SpanRow).filter(|&span| spans.parent_id(span).is_none());
    let mut extent = HeatmapExtent::default();
    extent.add(spans, roots());
    let mut counts = HeatmapCounts::new(HeatmapGeometry::plan(&extent, &question.options)?, question.fail);
    counts.add(spans, roots());
    Ok(answer(counts.finish(), true))
}

fn answer(heatmap: Heatmap, provisional: bool) -> Answer {
    Answer::Heatmap(Box::new(HeatmapAnswer { heatmap, provisional }))
}
