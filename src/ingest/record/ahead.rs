//! Attributes that are skipped before it is known whether they are needed, and then read without parsing most of them again.

use super::{Match, Record};
use crate::ingest::json::{Parse, RawText};
use crate::store::PairRow;

/// An attribute that was passed by its template.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Passed {
    /// Its value is the one that the template remembered.
    Known(PairRow),
    /// Its value is so many bytes from a position on.
    Framed { template: usize, at: usize, len: usize, escaped: bool },
}

impl<H> Record<'_, '_, H> {
    /// Moves past a list of attributes, of which the bracket is next, if all of them have templates. Nothing of them is kept, but for what
    /// [`take_passed`](Self::take_passed) takes. Whether it did; else the cursor is where it was.
    pub(crate) fn pass_framed_attributes(&mut self) -> bool {
        let start = self.cursor.at;
        self.memory.passed.clear();
        let (mut first, mut previous) = (true, None);
        self.cursor.at += 1;
        while let Some((template, found)) = self.memory.templates.find(first, previous, self.cursor.rest()) {
            let at = self.cursor.at;
            let (passed, len) = match found {
                Match::Known { len, pair } => (Passed::Known(pair), len),
                Match::Framed { len, value, at: value_at, escaped } => {
                    (Passed::Framed { template, at: at + value_at, len: value.len(), escaped }, len)
                }
            };
            self.memory.passed.push(passed);
            self.cursor.at += len;
            (first, previous) = (false, Some(template));
        }
        let is_end = self.cursor.peek() == Some(b']');
        self.cursor.at = if is_end { self.cursor.at + 1 } else { start };
        is_end
    }

    /// Appends the attributes that were passed last. `false` if they have to be read the long way; some may be there then.
    pub(crate) fn take_passed(&mut self, out: &mut Vec<PairRow>) -> Parse<bool> {
        for place in 0..self.memory.passed.len() {
            let pair = match self.memory.passed[place] {
                Passed::Known(pair) => Some(pair),
                Passed::Framed { template, at, len, escaped } => {
                    let raw = RawText { bytes: &self.cursor.bytes[at..at + len], at, escaped };
                    self.framed_value(template, raw)?
                }
            };
            let Some(pair) = pair else { return Ok(false) };
            out.push(pair);
        }
        Ok(true)
    }
}
