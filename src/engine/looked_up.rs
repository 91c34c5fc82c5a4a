//! Single look-ups in a range whose spans are on a server: a store for each such question.
//!
//! The last look-ups are kept, so that a listed trace is available when it is opened, and its handles stay valid.

use super::coming::{Came, Coming, TakesAnswers, Terms};
use super::counting::Errands;
use super::memory::Memory;
use crate::clickhouse::{CountedRange, FoundOnServer, Lookup, WantedTraces};
use crate::error::{Failure, Result};
use crate::store::Store;

/// How many stores are kept that nobody waits for.
const KEPT: usize = 12;

/// What was looked up, or is being looked up, the last at the end.
#[derive(Default)]
pub(super) struct LookedUp(Vec<One>);

struct One {
    wanted: WantedTraces,
    coming: Coming<Lookup>,
}

impl LookedUp {
    /// Whether a step would do anything for some traces, where more may be asked or not.
    pub(super) fn is_ready(&self, wanted: &WantedTraces, may_ask: bool) -> bool {
        self.find(wanted).map_or(may_ask, |one| one.coming.is_ready(may_ask))
    }

    fn find(&self, wanted: &WantedTraces) -> Option<&One> {
        self.0.iter().find(|one| one.wanted == *wanted)
    }

    /// All that is under way or was found.
    pub(super) fn comings(&mut self) -> impl Iterator<Item = &mut Coming<Lookup>> {
        self.0.iter_mut().map(|one| &mut one.coming)
    }

    /// The stores that came, the last first.
    pub(super) fn stores(&self) -> impl Iterator<Item = &Store> {
        self.0.iter().rev().filter_map(|one| one.coming.came()).map(|came| &came.store)
    }

    /// What came with a store whose handles have a number.
    pub(super) fn by_generation(&mut self, generation: u32) -> Option<&mut Came<FoundOnServer>> {
        let mut came = self.0.iter_mut().filter_map(|one| one.coming.came_mut());
        came.find(|came| came.store.generation() == generation)
    }

    /// Whether some traces are being looked up, or were.
    pub(super) fn has(&self, wanted: &WantedTraces) -> bool {
        self.find(wanted).is_some()
    }

    /// Begins to look some traces up.
    ///
    /// # Errors
    ///
    /// As [`CountedRange::look_up`].
    pub(super) fn begin(&mut self, wanted: &WantedTraces, range: &CountedRange, terms: Terms) -> Result<()> {
        let coming = Coming::begin(range.look_up(wanted.clone())?, range, terms);
        self.0.push(One { wanted: wanted.clone(), coming });
        Ok(())
    }

    /// Asks what is to be asked next for some traces that were [begun](Self::begin). Gives what came when it is there.
    ///
    /// # Errors
    ///
    /// Why they cannot be had.
    pub(super) fn advance(
        &mut self,
        wanted: &WantedTraces,
        range: &CountedRange,
        errands: &mut Errands,
    ) -> Result<Option<&mut Came<FoundOnServer>>, Failure> {
        let Some(at) = self.0.iter().position(|one| one.wanted == *wanted) else { return Ok(None) };
        // What was asked for last is kept longest.
        let one = self.0.remove(at);
        let one = self.0.push_mut(one);
        one.coming.advance(range, errands, |_, ranges| Memory::within(ranges))
    }

    /// Gives up what nobody waits for any more, and forgets what could not be found, and what is too much: the oldest first.
    pub(super) fn tidy(
        &mut self,
        most_spans: u64,
        errands: &mut Errands,
        is_waited_for: impl Fn(&WantedTraces) -> bool,
    ) {
        let (mut kept, mut spans) = (0, 0);
        let mut at = self.0.len();
        while at > 0 {
            at -= 1;
            let one = &self.0[at];
            let of_store = one.coming.came().map(|came| u64::from(came.store.spans().len()));
            if is_waited_for(&one.wanted) {
                continue;
            }
            kept += 1;
            spans += of_store.unwrap_or_default();
            if of_store.is_none() || kept > KEPT || (kept > 1 && spans > most_spans) {
                let dropped = self.0.remove(at);
                if let Some(ticket) = dropped.coming.ticket() {
                    errands.abort(ticket);
                }
            }
        }
    }
}
