//! Flame graphs and their differences in steps.

use super::sides::{Compared, compared, selected};
use super::{STEP, Work};
use crate::analysis::{FlameGraphFold, FrameUnits, FrameUnitsFold, LatencyDiffFold};
use crate::engine::memory::Memory;
use crate::error::Result;
use crate::protocol::{Answer, FlameDiffQuestion, FlameGraphQuestion, FrameUnitsAnswer, FrameUnitsQuestion};
use crate::store::{RowSet, SpanRow, Store};

/// Spans whose time one step attributes: a few milliseconds' worth.
const ATTRIBUTED: u32 = 1 << 15;

/// How many samples of a frame are told at most.
const MAX_SAMPLES: u32 = 100;

/// Units, and how far they have been looked at.
#[derive(Debug)]
struct Walk {
    rows: RowSet,
    next: u32,
}

impl Walk {
    fn new(rows: RowSet) -> Self {
        Self { rows, next: 0 }
    }

    /// The next units, of about as many spans as a step can take and at least one. None at the end.
    fn step(&mut self, store: &Store) -> Vec<SpanRow> {
        let (mut units, mut spans) = (Vec::new(), 0);
        for unit in self.rows.iter_in(self.next..u32::MAX) {
            self.next = unit.0 + 1;
            units.push(unit);
            spans += store.subtree(unit).len();
            if spans >= ATTRIBUTED as usize {
                break;
            }
        }
        units
    }
}

/// A flame graph: the units, then their time.
#[derive(Debug)]
pub(in crate::engine) struct FlameGraphJob {
    question: FlameGraphQuestion,
    begun: Option<(Walk, FlameGraphFold)>,
}

impl FlameGraphJob {
    pub(super) fn new(question: FlameGraphQuestion) -> Self {
        Self { question, begun: None }
    }
}

impl Work for FlameGraphJob {
    fn restart(&mut self) {
        self.begun = None;
    }

    fn advance(&mut self, store: &Store, memory: &mut Memory) -> Result<Option<Answer>> {
        let Some((walk, fold)) = &mut self.begun else {
            if let Some(rows) = selected(store, &self.question.comparison, memory)? {
                self.begun = Some((Walk::new(rows), FlameGraphFold::new(store, &self.question.options)));
            }
            return Ok(None);
        };
        let units = walk.step(store);
        let is_last = units.is_empty();
        fold.add(store, units);
        fold.check()?;
        let Some((_, fold)) = self.begun.take_if(|_| is_last) else { return Ok(None) };
        Ok(Some(Answer::FlameGraph(Box::new(fold.finish(store)?))))
    }
}

/// A flame diff with the suspects: the units, then their classes, then their time.
#[derive(Debug)]
pub(in crate::engine) struct FlameDiffJob {
    question: FlameDiffQuestion,
    begun: Option<Begun>,
}

#[derive(Debug)]
struct Begun {
    selection: RowSet,
    baseline: Option<RowSet>,
    fold: LatencyDiffFold,
    /// The next span to look at, as a unit to classify.
    next: u32,
}

impl FlameDiffJob {
    pub(super) fn new(question: FlameDiffQuestion) -> Self {
        Self { question, begun: None }
    }
}

impl Work for FlameDiffJob {
    fn restart(&mut self) {
        self.begun = None;
    }

    fn advance(&mut self, store: &Store, memory: &mut Memory) -> Result<Option<Answer>> {
        let Some(begun) = &mut self.begun else {
            if let Some(Compared { selection, baseline, .. }) = compared(store, &self.question.comparison, memory)? {
                let fold = LatencyDiffFold::new(store, &self.question.options);
                let baseline = baseline.map(|baseline| baseline.rows);
                self.begun = Some(Begun { selection: selection.rows, baseline, fold, next: 0 });
            }
            return Ok(None);
        };
        if begun.next < store.spans().len() {
            begun.classify(store);
            return Ok(None);
        }
        let is_last = !begun.fold.advance(store, ATTRIBUTED);
        begun.fold.check()?;
        let Some(begun) = self.begun.take_if(|_| is_last) else { return Ok(None) };
        Ok(Some(Answer::FlameDiff(Box::new(begun.fold.finish(store)?))))
    }
}

impl Begun {
    fn classify(&mut self, store: &Store) {
        let rows = self.next..self.next.saturating_add(STEP);
        self.next = rows.end;
        self.fold.add_selection(store, self.selection.iter_in(rows.clone()));
        if let Some(baseline) = &self.baseline {
            self.fold.add_baseline(store, baseline.iter_in(rows));
        }
    }
}

/// The units that have a frame: all units, then which of them.
#[derive(Debug)]
pub(in crate::engine) struct FrameUnitsJob {
    question: FrameUnitsQuestion,
    begun: Option<(Walk, FrameUnitsFold)>,
}

impl FrameUnitsJob {
    pub(super) fn new(question: FrameUnitsQuestion) -> Self {
        Self { question, begun: None }
    }
}

impl Work for FrameUnitsJob {
    fn restart(&mut self) {
        self.begun = None;
    }

    fn advance(&mut self, store: &Store, memory: &mut Memory) -> Result<Option<Answer>> {
        let FrameUnitsQuestion { comparison, key, options, samples } = &self.question;
        let Some((walk, fold)) = &mut self.begun else {
            if let Some(rows) = selected(store, comparison, memory)? {
                self.begun = Some((Walk::new(rows), FrameUnitsFold::new(store, key.clone(), options)));
            }
            return Ok(None);
        };
        let units = walk.step(store);
        let is_last = units.is_empty();
        fold.add(store, units);
        let Some((_, fold)) = self.begun.take_if(|_| is_last) else { return Ok(None) };
        let FrameUnits { rows, samples } = fold.finish((*samples).min(MAX_SAMPLES) as usize);
        Ok(Some(Answer::FrameUnits(Box::new(told(store, rows.count(), &samples)))))
    }
}

fn told(store: &Store, count: u32, samples: &[SpanRow]) -> FrameUnitsAnswer {
    let traces = || samples.iter().map(|&unit| store.spans().trace(unit));
    FrameUnitsAnswer {
        count,
        samples: samples.iter().map(|&unit| store.span_handle(unit)).collect(),
        sample_ids: samples.iter().map(|&unit| store.spans().span_id(unit).to_string()).collect(),
        sample_traces: traces().map(|trace| store.trace_handle(trace)).collect(),
        sample_trace_ids: traces().map(|trace| store.traces().id(trace).to_string()).collect(),
        sample_groups: traces().map(|trace| store.group(trace).to_owned()).collect(),
    }
}
