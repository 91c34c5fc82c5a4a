//! What questions find out about the store and others will want again.

use crate::analysis::{Selection, narrow};
use crate::error::Result;
use crate::filter::{Filter, FilterFold, FilterIndex};
use crate::store::{Population, RowSet, Store};

/// How many filters are remembered: those of the view, of a selection and of its baseline, and as many that were left just now.
const FILTERS: usize = 6;

/// How many selections are remembered: both sides, and as many that were left just now.
const SELECTIONS: usize = 4;

/// What is remembered of a store. Another store has another memory.
#[derive(Debug, Default)]
pub(super) struct Memory {
    /// The filters that were asked for, the last one at the end.
    filters: Vec<Filtered>,
    /// The selections that took more than a look at each unit, the last one at the end.
    selections: Vec<Selected>,
    index: Option<FilterIndex>,
}

/// A selection of a view, and its units.
#[derive(Debug)]
struct Selected {
    population: Population,
    view: Option<String>,
    selection: Selection,
    units: RowSet,
}

/// A filter, and the units that it selects.
#[derive(Debug)]
struct Filtered {
    population: Population,
    text: String,
    units: Search,
}

#[derive(Debug)]
enum Search {
    UnderWay(Box<FilterFold>),
    Done(RowSet),
}

impl Memory {
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
        let Some(text) = filter else { return Ok(Some(store.units(population))) };
        let filtered = self.filtered(store, population, text)?;
        if let Search::UnderWay(fold) = &mut filtered.units {
            if fold.step(store, step) {
                return Ok(None);
            }
            filtered.units = Search::Done(fold.select(store, &store.units(population)));
        }
        match &filtered.units {
            Search::Done(units) => Ok(Some(units.clone())),
            Search::UnderWay(_) => Ok(None),
        }
    }

    /// The units of a population that are in view, by its filter, and are selected. `None` as for [`units`](Self::units). An error or a frame
    /// is looked for in one step, and once for all questions.
    ///
    /// # Errors
    ///
    /// `BadFilter` if the text of a filter is none.
    pub(super) fn selected(
        &mut self,
        store: &Store,
        population: Population,
        view: Option<&str>,
        selection: &Selection,
        step: u32,
    ) -> Result<Option<RowSet>> {
        let is_it = |known: &Selected| {
            known.population == population && known.view.as_deref() == view && known.selection == *selection
        };
        if let Some(known) = self.selections.iter().find(|known| is_it(known)) {
            return Ok(Some(known.units.clone()));
        }
        let Some(in_view) = self.units(store, population, view, step)? else { return Ok(None) };
        let Some(mut units) = self.units(store, population, selection.filter.as_deref(), step)? else {
            return Ok(None);
        };
        units.intersect(&in_view);
        let units = narrow(store, &units, selection);
        if selection.cause.is_some() || selection.frame.is_some() {
            if self.selections.len() == SELECTIONS {
                self.selections.remove(0);
            }
            let (view, selection) = (view.map(str::to_owned), selection.clone());
            self.selections.push(Selected { population, view, selection, units: units.clone() });
        }
        Ok(Some(units))
    }

    /// What is known of a filter, which is made the last one to be forgotten.
    fn filtered(&mut self, store: &Store, population: Population, text: &str) -> Result<&mut Filtered> {
        let known = self.filters.iter().position(|known| known.population == population && known.text == text);
        let filtered = if let Some(at) = known {
            self.filters.remove(at)
        } else {
            let units = Search::UnderWay(Box::new(FilterFold::new(&Filter::parse(text)?, store)));
            Filtered { population, text: text.to_owned(), units }
        };
        // What is under way is wanted, however much of that there is: were it forgotten, two questions could begin again for ever.
        let is_done = |known: &Filtered| matches!(known.units, Search::Done(_));
        if self.filters.len() >= FILTERS
            && let Some(at) = self.filters.iter().position(is_done)
        {
            self.filters.remove(at);
        }
        Ok(self.filters.push_mut(filtered))
    }

    /// Forgets the filters that have not been looked for to the end: nobody wants them any more.
    pub(super) fn drop_begun(&mut self) {
        self.filters.retain(|known| matches!(known.units, Search::Done(_)));
    }

    /// What occurs in the store, counted when it is wanted first.
    pub(super) fn index(&mut self, store: &Store) -> &FilterIndex {
        self.index.get_or_insert_with(|| FilterIndex::new(store))
    }
}
