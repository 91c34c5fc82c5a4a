//! A heatmap in steps: the extent of all units, then their counts.

use super::{STEP, Work};
use crate::analysis::{Heatmap, HeatmapExtent, HeatmapFold, HeatmapGeometry};
use crate::engine::memory::Memory;
use crate::error::Result;
use crate::protocol::{Answer, HeatmapAnswer, HeatmapQuestion};
use crate::store::{RowSet, SpanRow, SpanTable, Store, StoreBuilder};

#[derive(Debug)]
pub(in crate::engine) struct HeatmapJob {
    question: HeatmapQuestion,
    /// The units, once they are found.
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

    /// One step towards the heatmap of some units.
    fn step(&mut self, store: &Store) -> Result<Option<Heatmap>> {
        let Some(units) = &self.units else { return Ok(None) };
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
    fn of_roots(&self, spans: &SpanTable) -> Result<Heatmap> {
        let roots = || (0..spans.len()).map(SpanRow).filter(|&span| spans.parent_id(span).is_none());
        let mut extent = HeatmapExtent::default();
        extent.add(spans, roots());
        let mut fold = HeatmapFold::new(HeatmapGeometry::plan(&extent, &self.question.options)?);
        fold.add(spans, roots());
        Ok(fold.finish())
    }
}

impl Work for HeatmapJob {
    fn restart(&mut self) {
        *self = Self::new(self.question.clone());
    }

    fn advance(&mut self, store: &Store, memory: &mut Memory) -> Result<Option<Answer>> {
        if self.units.is_none() {
            let HeatmapQuestion { population, filter, .. } = &self.question;
            self.units = memory.units(store, *population, filter.as_deref(), STEP)?;
            return Ok(None);
        }
        Ok(self.step(store)?.map(|heatmap| answer(heatmap, false)))
    }

    fn preview(&self, builder: &StoreBuilder) -> Option<Result<Answer>> {
        Some(self.of_roots(builder.spans()).map(|heatmap| answer(heatmap, true)))
    }
}

fn answer(heatmap: Heatmap, provisional: bool) -> Answer {
    Answer::Heatmap(Box::new(HeatmapAnswer { heatmap, provisional }))
}
