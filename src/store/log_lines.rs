//! Log lines: bodies with their variable parts replaced by placeholders, each distinct line once.
//!
//! A body is turned into a line at the first question that needs it, and the store remembers the line: later questions and steps do not
//! read the text again.

use hashbrown::HashTable;

use super::Store;
use super::hash::hash_bytes;
use super::rows::BodyRow;
use crate::template::write_template;

/// The lines of the bodies that were asked for.
#[derive(Debug, Default)]
pub(crate) struct LogLines {
    /// What is known of each body: `UNKNOWN`, `NONE`, or its line behind these. Empty until one is asked for.
    of_bodies: Vec<u32>,
    /// The same of each event, in the order in which a comparison asks for them. Empty until one is asked for.
    of_events: Vec<u32>,
    /// All lines, one after the other.
    text: String,
    /// Where each line ends there.
    ends: Vec<usize>,
    index: HashTable<u32>,
}

const UNKNOWN: u32 = 0;
/// The body says nothing.
const NONE: u32 = 1;
const LINES: u32 = 2;

/// So many bodies become lines together. Those that came one after the other have texts that lie so in memory, and who asks for one asks for
/// others of its time as well: one after the other they are read as fast as memory is, one here and one there not.
const TOGETHER: u32 = 16;

impl LogLines {
    /// The number of the line of the event at a position, if it is a log that says something. As [`of`](Self::of), but those that were asked
    /// for lie beside each other.
    #[inline]
    pub(crate) fn at(&mut self, store: &Store, position: u32) -> Option<u32> {
        let known = self.of_events.get(position as usize).copied();
        let known = known.filter(|&known| known != UNKNOWN).unwrap_or_else(|| self.learn_event(store, position));
        known.checked_sub(LINES)
    }

    fn learn_event(&mut self, store: &Store, position: u32) -> u32 {
        if !store.has_logs() {
            return NONE;
        }
        if self.of_events.is_empty() {
            self.of_events = vec![UNKNOWN; store.events().len() as usize];
        }
        let line = store.body_at(position).and_then(|body| self.of(store, body));
        let known = line.map_or(NONE, |line| LINES + line);
        self.of_events[position as usize] = known;
        known
    }

    /// The number of the line of a body: of the template of its text. `None` for a body that says nothing. Expected O(1), and O(length) for one
    /// that was not asked for.
    #[inline]
    pub(crate) fn of(&mut self, store: &Store, body: BodyRow) -> Option<u32> {
        let known = self.of_bodies.get(body.0 as usize).copied();
        let known = known.filter(|&known| known != UNKNOWN).unwrap_or_else(|| self.learn(store, body));
        known.checked_sub(LINES)
    }

    /// Makes lines of a body and its neighbours; what is known of it then.
    #[cold]
    fn learn(&mut self, store: &Store, body: BodyRow) -> u32 {
        if self.of_bodies.is_empty() {
            self.of_bodies = vec![UNKNOWN; store.bodies().len()];
        }
        // They become lines together, so none of them is known yet.
        let first = body.0 / TOGETHER * TOGETHER;
        let last = self.of_bodies.len().min((first + TOGETHER) as usize);
        for row in (first..).take(last - first as usize) {
            self.of_bodies[row as usize] = self.intern(store, BodyRow(row));
        }
        self.of_bodies[body.0 as usize]
    }

    fn intern(&mut self, store: &Store, body: BodyRow) -> u32 {
        let Self { text, ends, index, .. } = self;
        let value = store.bodies().value(body);
        if value.is_empty() {
            return NONE;
        }
        let start = text.len();
        match value.text() {
            Some(sym) => write_template(store.text(sym), text),
            None => write_template(&store.body(body).to_string(), text),
        }
        let hash = |line: &str| hash_bytes(line.as_bytes());
        let (known, line) = text.split_at(start);
        let of_line = hash(line);
        if let Some(&found) = index.find(of_line, |&at| at_place(known, ends, at) == line) {
            text.truncate(start);
            return LINES + found;
        }
        let added = super::chunked::row(ends.len());
        ends.push(text.len());
        index.insert_unique(of_line, added, |&at| hash(at_place(text, ends, at)));
        LINES + added
    }

    /// The line with a number.
    pub(crate) fn text(&self, line: u32) -> &str {
        at_place(&self.text, &self.ends, line)
    }
}

fn at_place<'a>(text: &'a str, ends: &[usize], line: u32) -> &'a str {
    let at = line as usize;
    let start = at.checked_sub(1).map_or(0, |before| ends[before]);
    &text[start..ends[at]]
}
