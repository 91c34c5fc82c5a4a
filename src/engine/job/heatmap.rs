//! A heatmap in steps: the extent of all units, then their counts.

use super::STEP;
use crate::analysis::{Heatmap, HeatmapExtent, HeatmapFold, HeatmapGeometry};
use crate::error::Result;
use crate::protocol::HeatmapQuestion;
use crate::store::{RowSet, SpanRow, SpanTable, Store};

#[derive(Debug)]
pub(in crate::engine) struct HeatmapJob {
    question: HeatmapQuestion,
    /// The units, once the first step has found them.
    units: Option<RowSet>,
    /// The next span to look at.
    next: u32,
    extent: HeatmapExtent,
    /// The counts, once the extent is known.
    fold: Option<HeatmapFold>,
}

impl HeatmapJob {
    pub(super) fn new(question: HeatmapQuestion) -> Self {
        Self { question, units: None, next: 0, extent: HeatmapExtent::default(), fold: None }
    }

    pub(super) fn restart(&mut self) {
        *self = Self::new(self.question.clone());
    }

    pub(super) fn advance(&mut self, store: &Store) -> Result<Option<Heatmap>> {
        let units = self.units.get_or_insert_with(|| store.units(self.question.population));
        let rows = self.next..self.next.saturating_add(STEP).min(units.universe());
        self.next = rows.end;
        let is_last = rows.end == units.universe();
        let Some(fold) = &mut self.fold else {
            self.extent.add(store.spans(), units.iter_in(rows));
            if is_last {
                let geometry = HeatmapGeometry::plan(&self.extent, &self.question.options)?;
                self.fold = Some(HeatmapFold::new(geometry));
                self.next = 0;
            }
            return Ok(None);
        };
        fold.add(store.spans(), units.iter_in(rows));
        Ok(self.fold.take_if(|_| is_last).map(HeatmapFold::finish))
    }

    /// The heatmap of the spans without a parent id, in one go.
    pub(super) fn preview(&self, spans: &SpanTable) -> Result<Heatmap> {
        let roots = || (0..spans.len()).map(SpanRow).filter(|&span| spans.parent_id(span).is_none());
        let mut extent = HeatmapExtent::default();
        extent.add(spans, roots());
        let mut fold = HeatmapFold::new(HeatmapGeometry::plan(&extent, &self.question.options)?);
        fold.add(spans, roots());
        Ok(fold.finish())
    }
}
