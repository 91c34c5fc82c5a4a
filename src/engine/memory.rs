//! A cache of results that several questions need.

use std::ops::ControlFlow;
use std::rc::Rc;

use super::ranges::{Ranges, start_range};
use crate::analysis::{Fold, MatchingFold, NarrowFold, Selection, narrow};
use crate::error::Result;
use crate::export::whole_traces;
use crate::filter::{Filter, FilterIndex};
use crate::protocol::Comparison;
use crate::sort::sort_by;
use crate::store::{Population, RowSet, SpanRow, Store};
use crate::units::{FailureRule, TimeRange, TraceId};

/// How many filters are remembered: those of the view, of a selection and of its baseline, and as many that were left just now.
const FILTERS: usize = 6;

/// How many selections are remembered: both sides, and as many that were left just now.
const SELECTIONS: usize = 4;

/// For how many exports it is remembered which spans they have: as many as go on at once in two tabs.
const EXPORTS: usize = 2;

/// What is remembered of a store. Another store has another memory.
#[derive(Debug, Default)]
pub(super) struct Memory {
    /// What is meant of sources.
    ranges: Ranges,
    /// The units of populations that are meant, where that is not all of them.
    meant: Vec<(Population, RowSet)>,
    /// The filters that were asked for, the last one at the end.
    filters: Vec<Filtered>,
    /// The selections that took more than a look at each unit, the last one at the end.
    selections: Vec<Selected>,
    /// The spans of the whole traces of comparisons that are exported, piece by piece, with or without traces of their baselines, the last
    /// one at the end.
    exports: Vec<(Comparison, bool, Rc<RowSet>)>,
    index: Option<FilterIndex>,
    /// What is known of the requests that the store is a sample of, if it is one.
    sampled: Option<Sampled>,
}

/// What is known of the requests that a store of fetched traces is a sample of.
#[derive(Debug)]
pub(super) struct Sampled {
    /// Traces that are there for one side, and whose units of the other side are not meant.
    pub(super) shared: Vec<TraceId>,
    /// Whether those units are of the selection. Of the baseline if not.
    pub(super) is_selection_smaller: bool,
    /// From the start of the earliest to just after that of the latest of all units, be they in the store or not.
    pub(super) range: Option<TimeRange>,
}

/// A selection of a view, and its units.
#[derive(Debug)]
struct Selected {
    population: Population,
    view: Option<String>,
    rule: FailureRule,
    selection: Selection,
    units: Search<NarrowFold>,
}

/// A filter, and the units that it selects.
#[derive(Debug)]
struct Filtered {
    population: Population,
    text: String,
    units: Search<MatchingFold>,
}

/// Units that are looked for, or that were found.
#[derive(Debug)]
struct Search<F> {
    under_way: Option<F>,
    found: RowSet,
}

impl<F: Fold<Out = RowSet>> Search<F> {
    fn new(fold: F) -> Self {
        Self { under_way: Some(fold), found: RowSet::default() }
    }

    /// The units, once they are found. Takes a step of the search if they are not.
    fn step(&mut self, store: &Store, spans: u32) -> Option<RowSet> {
        match self.under_way.take().map(|fold| fold.step(store, spans)) {
            Some(ControlFlow::Continue(rest)) => {
                self.under_way = Some(rest);
                return None;
            }
            Some(ControlFlow::Break(units)) => self.found = units,
            None => {}
        }
        Some(self.found.clone())
    }

    fn is_done(&self) -> bool {
        self.under_way.is_none()
    }
}

impl Sampled {
    /// Takes the units of shared traces out. O(units · log shared).
    fn leave_out(&self, store: &Store, units: &mut RowSet) {
        if self.shared.is_empty() {
            return;
        }
        let id = |unit| store.traces().id(store.spans().trace(unit));
        let mut left_out = RowSet::empty(units.universe());
        let is_shared = |unit: &SpanRow| self.shared.binary_search(&id(*unit)).is_ok();
        units.iter().filter(is_shared).for_each(|unit| left_out.insert(unit));
        units.subtract(&left_out);
    }
}

impl Memory {
    /// What is remembered of a store of which some sources are meant in ranges only.
    pub(super) fn within(ranges: Ranges) -> Self {
        Self { ranges, ..Self::default() }
    }

    /// The same of a store that is a sample.
    pub(super) fn of_sample(ranges: Ranges, mut sampled: Sampled) -> Self {
        sort_by(&mut sampled.shared, Ord::cmp);
        Self { ranges, sampled: Some(sampled), ..Self::default() }
    }

    /// Takes those units out of the selection that its part of a sample does not have.
    pub(super) fn leave_out_of_selection(&self, store: &Store, units: &mut RowSet) {
        if let Some(sampled) = self.sampled.as_ref().filter(|sampled| sampled.is_selection_smaller) {
            sampled.leave_out(store, units);
        }
    }

    /// The same for the baseline.
    pub(super) fn leave_out_of_baseline(&self, store: &Store, units: &mut RowSet) {
        if let Some(sampled) = self.sampled.as_ref().filter(|sampled| !sampled.is_selection_smaller) {
            sampled.leave_out(store, units);
        }
    }

    /// Whether the store may have only some of the units that there are.
    pub(super) fn is_sample(&self) -> bool {
        self.sampled.is_some()
    }

    /// From the start of the earliest unit to just after that of the latest, be they in the store or not. O(units).
    pub(super) fn range(&mut self, store: &Store, population: Population) -> TimeRange {
        match self.sampled.as_ref().and_then(|sampled| sampled.range) {
            Some(range) => range,
            None => start_range(store, &self.meant(store, population)).unwrap_or_default(),
        }
    }

    /// The units of a population, but for those outside of the range that their source was asked for.
    pub(super) fn meant(&mut self, store: &Store, population: Population) -> RowSet {
        if self.ranges.is_empty() {
            return store.units(population);
        }
        if let Some((_, units)) = self.meant.iter().find(|(known, _)| *known == population) {
            return units.clone();
        }
        let units = self.ranges.keep(store, store.units(population));
        self.meant.push((population, units.clone()));
        units
    }

    /// The units of a population that a filter selects, all where there is none. `None` after a step that did not end with
    /// the answer: then it is to be asked again.
    ///
    /// # Errors
    ///
    /// `BadFilter` if the text is no filter.
    pub(super) fn units(
        &mut self,
        store: &Store,
        population: Population,
        filter: Option<&str>,
        step: u32,
    ) -> Result<Option<RowSet>> {
        let Some(text) = filter else { return Ok(Some(self.meant(store, population))) };
        let known = self.filters.iter().position(|known| known.population == population && known.text == text);
        let known = if let Some(at) = known {
            self.filters.remove(at)
        } else {
            let fold = MatchingFold::new(store, self.meant(store, population), &Filter::parse(text)?);
            Filtered { population, text: text.to_owned(), units: Search::new(fold) }
        };
        make_room(&mut self.filters, FILTERS, |known| known.units.is_done());
        Ok(self.filters.push_mut(known).units.step(store, step))
    }

    /// The units of the population of a comparison that are in view, by its filter, and that a selection selects, be it one of its sides.
    /// `None` as for [`units`](Self::units). A number, an error, a frame and marks are looked for once for all questions.
    ///
    /// # Errors
    ///
    /// `BadFilter` if the text of a filter is none.
    pub(super) fn selected(
        &mut self,
        store: &Store,
        comparison: &Comparison,
        selection: &Selection,
        step: u32,
    ) -> Result<Option<RowSet>> {
        let Comparison { population, filter: ref view, fail: rule, .. } = *comparison;
        let is_it = |known: &Selected| {
            (known.population, known.rule, &known.view, &known.selection) == (population, rule, view, selection)
        };
        let known = if let Some(at) = self.selections.iter().position(is_it) {
            self.selections.remove(at)
        } else {
            let Some(in_view) = self.units(store, population, view.as_deref(), step)? else { return Ok(None) };
            let Some(mut units) = self.units(store, population, selection.filter.as_deref(), step)? else {
                return Ok(None);
            };
            units.intersect(&in_view);
            let Selection { number, cause, frame, marks, .. } = selection;
            if number.is_none() && cause.is_none() && frame.is_none() && marks.is_none() {
                return Ok(Some(narrow(store, &units, selection, rule)));
            }
            let fold = NarrowFold::new(units, selection, rule);
            Selected { population, view: view.clone(), rule, selection: selection.clone(), units: Search::new(fold) }
        };
        make_room(&mut self.selections, SELECTIONS, |known| known.units.is_done());
        Ok(self.selections.push_mut(known).units.step(store, step))
    }

    /// The spans of the whole traces of the units of a comparison that are exported, once `find` gives these. `None` as for [`units`](Self::units).
    pub(super) fn whole_traces(
        &mut self,
        store: &Store,
        comparison: &Comparison,
        with_baseline: bool,
        find: impl FnOnce(&mut Self) -> Result<Option<RowSet>>,
    ) -> Result<Option<Rc<RowSet>>> {
        let is_it = |(known, with, _): &&(Comparison, bool, _)| *with == with_baseline && known == comparison;
        if let Some((_, _, spans)) = self.exports.iter().find(is_it) {
            return Ok(Some(Rc::clone(spans)));
        }
        let Some(units) = find(self)? else { return Ok(None) };
        make_room(&mut self.exports, EXPORTS, |_| true);
        let spans = Rc::new(whole_traces(store, &units));
        self.exports.push((comparison.clone(), with_baseline, Rc::clone(&spans)));
        Ok(Some(spans))
    }

    /// Forgets what has not been looked for to the end: nobody wants it any more.
    pub(super) fn drop_begun(&mut self) {
        self.filters.retain(|known| known.units.is_done());
        self.selections.retain(|known| known.units.is_done());
    }

    /// What occurs in the store, counted when it is wanted first.
    pub(super) fn index(&mut self, store: &Store) -> &FilterIndex {
        self.index.get_or_insert_with(|| FilterIndex::new(store))
    }
}

/// Forgets what was found and was not asked for longest, where there is no room for one more.
///
/// What is under way is wanted, however much of that there is: were it forgotten, two questions could begin again for ever.
fn make_room<T>(known: &mut Vec<T>, most: usize, is_done: impl Fn(&T) -> bool) {
    if known.len() >= most
        && let Some(at) = known.iter().position(is_done)
    {
        known.remove(at);
    }
}
