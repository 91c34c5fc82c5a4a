//! What was open before, so that nobody who goes back is asked for it again.

use crate::sources::Opened;
use crate::words::Origin;

/// How many sources one can go back to.
const MOST: usize = 8;

/// What was open before, the latest last, with the origins that an address tells of it.
#[derive(Default)]
pub(super) struct Left(Vec<(Vec<Origin>, Vec<Opened>)>);

impl Left {
    /// Notes what is open, which something else takes the place of.
    pub(super) fn add(&mut self, origins: Vec<Origin>, opened: &[Opened]) {
        if opened.is_empty() {
            return;
        }
        self.0.retain(|(known, _)| *known != origins);
        if self.0.len() == MOST {
            self.0.remove(0);
        }
        self.0.push((origins, opened.to_vec()));
    }

    /// What was open under these origins.
    pub(super) fn of(&self, origins: &[Origin]) -> Option<Vec<Opened>> {
        self.0.iter().find(|(known, _)| known == origins).map(|(_, opened)| opened.clone())
    }
}
