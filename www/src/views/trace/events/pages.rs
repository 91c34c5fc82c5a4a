//! The part of the list that the page knows: a page of it at a time, as the engine tells it.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use spanlens::analysis::{TraceEvent, TraceEventKey, TraceEvents, TraceEventsOptions};

/// Lines of a page.
const PAGE: u32 = 100;
/// Pages that are kept on either side of the one that came last.
const KEPT: u32 = 20;

/// Which events and logs are listed.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Query {
    /// Those that say a lower severity of OTLP are not.
    pub(super) severity: u8,
    /// Those that do not contain it are not.
    pub(super) text: String,
}

impl Query {
    /// A page, or the one with an event.
    pub(super) fn options(&self, page: u32, around: Option<TraceEventKey>) -> TraceEventsOptions {
        let Self { severity, text } = self.clone();
        TraceEventsOptions { severity, text: text.trim().to_owned(), offset: page * PAGE, limit: PAGE, around }
    }
}

/// The lines of a list that are known.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Pages {
    pub(super) query: Query,
    /// How many lines there are.
    pub(super) matching: u32,
    known: BTreeMap<u32, Vec<Arc<TraceEvent>>>,
}

impl Pages {
    /// A list of which no line is known yet.
    pub(super) fn new(query: Query, matching: u32) -> Self {
        Self { query, matching, known: BTreeMap::new() }
    }

    /// The line at a place, if it is known.
    pub(super) fn line(&self, at: u32) -> Option<Arc<TraceEvent>> {
        self.known.get(&(at / PAGE))?.get((at % PAGE) as usize).cloned()
    }

    /// The first page that lines of a range are on and that is not known.
    pub(super) fn missing(&self, lines: Range<u32>) -> Option<u32> {
        let end = lines.end.min(self.matching);
        let pages = lines.start / PAGE..end.div_ceil(PAGE);
        pages.into_iter().find(|page| !self.known.contains_key(page))
    }

    /// Takes a page, and forgets those that are far from it.
    pub(super) fn add(&mut self, told: TraceEvents) {
        let page = told.offset / PAGE;
        self.known.insert(page, told.rows.into_iter().map(Arc::new).collect());
        self.known.retain(|&other, _| other.abs_diff(page) <= KEPT);
    }
}

/// The place of an event in the list, if it is on a page.
pub(super) fn place_of(told: &TraceEvents, key: TraceEventKey) -> Option<u32> {
    (told.offset..).zip(&told.rows).find(|(_, row)| key_of(row) == key).map(|(at, _)| at)
}

/// Which event it is.
pub(in super::super) fn key_of(event: &TraceEvent) -> TraceEventKey {
    TraceEventKey { span: event.span, number: event.number }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(offset: u32, count: u32) -> TraceEvents {
        let row = |number| TraceEvent { span: Some(0), number, ..TraceEvent::default() };
        TraceEvents { offset, rows: (offset..offset + count).map(row).collect(), ..TraceEvents::default() }
    }

    #[test]
    fn lines_are_known_by_their_pages() {
        let mut pages = Pages::new(Query::default(), 250);
        assert_eq!((pages.line(5), pages.missing(0..30)), (None, Some(0)));
        pages.add(told(0, 100));
        pages.add(told(200, 50));
        assert_eq!(pages.line(99).map(|line| line.number), Some(99));
        assert_eq!(pages.line(249).map(|line| line.number), Some(249));
        assert_eq!((pages.line(100), pages.line(250)), (None, None));
        for (lines, missing) in [(0..100, None), (0..101, Some(1)), (150..220, Some(1)), (200..400, None), (9..9, None)]
        {
            assert_eq!(pages.missing(lines.clone()), missing, "{lines:?}");
        }
        assert_eq!(Pages::new(Query::default(), 0).missing(0..30), None);
    }

    #[test]
    fn pages_far_away_are_forgotten() {
        let mut pages = Pages::new(Query::default(), 100_000);
        for page in [0, 10, 30] {
            pages.add(told(page * PAGE, PAGE));
        }
        assert_eq!((pages.line(0), pages.line(10 * PAGE).is_some()), (None, true));
    }

    #[test]
    fn an_event_is_found_on_its_page() {
        let key = |number| TraceEventKey { span: Some(0), number };
        assert_eq!(place_of(&told(200, 50), key(217)), Some(217));
        assert_eq!(place_of(&told(200, 50), key(17)), None);
    }
}
