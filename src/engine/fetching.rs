//! The traces of both sides of a comparison, fetched from a range whose spans are on a server: in a separate store, on which the ordinary
//! analyses run.
//!
//! There is one such store at a time. It is kept while questions are about the same sides, and replaced by that of other sides once no
//! question needs it any more.

use super::coming::{Came, Coming, Terms};
use super::counting::Errands;
use super::memory::{Memory, Sampled};
use crate::clickhouse::{CountedRange, Fetch, FetchedSides, WantedSides};
use crate::error::{Failure, Result};

/// The sides that were fetched last, or are being fetched.
pub(super) struct Fetching {
    wanted: WantedSides,
    pub(super) coming: Coming<Fetch>,
}

impl Fetching {
    /// Begins to fetch.
    ///
    /// # Errors
    ///
    /// `BadFilter` and `NeedsSpans` as [`CountedRange::fetch`].
    pub(super) fn begin(wanted: WantedSides, range: &CountedRange, terms: Terms) -> Result<Self> {
        let coming = Coming::begin(range.fetch(wanted.clone())?, range, terms);
        Ok(Self { wanted, coming })
    }

    /// Whether what is fetched does for these sides.
    pub(super) fn serves(&self, wanted: &WantedSides) -> bool {
        self.wanted.do_for(wanted, self.is_exact())
    }

    /// Whether all traces of both sides are there.
    fn is_exact(&self) -> bool {
        self.coming.came().is_some_and(|came| came.told.coverage.is_exact())
    }

    /// Whether all traces of these sides are there.
    pub(super) fn has_all(&self, wanted: &WantedSides) -> bool {
        self.is_exact() && self.serves(wanted)
    }

    /// Asks what is to be asked next. Gives what came when it is there.
    ///
    /// # Errors
    ///
    /// Why it cannot be had.
    pub(super) fn advance(
        &mut self,
        range: &CountedRange,
        errands: &mut Errands,
    ) -> Result<Option<&mut Came<FetchedSides>>, Failure> {
        self.coming.advance(range, errands, |FetchedSides { shared, is_selection_smaller, .. }, ranges| {
            let (shared, is_selection_smaller) = (shared.clone(), *is_selection_smaller);
            Memory::of_sample(ranges, Sampled { shared, is_selection_smaller, range: range.summary().range })
        })
    }
}
