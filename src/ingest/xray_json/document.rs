//! A segment with all of its subsegments. Only when it has ended is it known which trace they are of, and what each of them is.

use super::Record;
use super::keys::SegmentKey;
use super::segment::Segment;
use crate::error::{ErrorKind, Result};
use crate::ingest::json::{Kind, Parse};
use crate::ingest::report::Reason;
use crate::sort::sort_by;
use crate::store::{SpanDraft, StoreBuilder, Sym};
use crate::units::SpanId;

/// The most segments of one document. X-Ray takes documents of up to 64 KB.
const MOST: usize = 1 << 16;

/// A segment and its subsegments, each behind the one that it lies in.
#[derive(Debug, Default)]
pub(super) struct Document {
    /// Segments that are in use, and behind them such as wait for use.
    pool: Vec<Segment>,
    len: usize,
}

/// What is open within a document.
#[derive(Debug, Clone, Copy)]
enum Open {
    Segment { at: usize, previous: Option<SegmentKey> },
    Subsegments { owner: usize, first: bool },
}

/// What reading on came to.
#[derive(Debug, Clone, Copy)]
enum Turn {
    Stay,
    Enter(Open),
    Leave,
}

impl Document {
    /// The segments, the outermost first.
    pub(super) fn segments(&mut self) -> &mut [Segment] {
        &mut self.pool[..self.len]
    }

    /// Whether it is a segment at all.
    pub(super) fn is_segment(&self) -> bool {
        self.pool.first().is_some_and(|root| !root.draft.span_id.is_none() || root.draft.start_ns > 0)
    }

    fn add(&mut self, owner: Option<usize>) -> Result<usize> {
        if self.len == MOST {
            return Err(ErrorKind::Limit { what: "segments in one document", limit: MOST as u64 }.into());
        }
        if self.len == self.pool.len() {
            self.pool.push(Segment::default());
        }
        let segment = &mut self.pool[self.len];
        segment.clear();
        segment.owner = owner;
        self.len += 1;
        Ok(self.len - 1)
    }

    /// Gives subsegments the trace and the parents that they have by their place.
    pub(super) fn connect(&mut self) {
        let trace = self.pool[0].draft.trace_id;
        // By segment: its id, or if it has none, that of what is around it.
        let mut ids: Vec<SpanId> = Vec::with_capacity(self.len);
        for segment in &mut self.pool[..self.len] {
            if let Some(owner) = segment.owner {
                segment.draft.parent_id = ids[owner];
            }
            if segment.draft.trace_id.is_none() {
                segment.draft.trace_id = trace;
            }
            let id = segment.draft.span_id;
            ids.push(if id.is_none() { segment.draft.parent_id } else { id });
        }
    }

    /// Gives segments whose cause is an exception of another one its event. O(n log n).
    pub(super) fn share_causes(&mut self, builder: &mut StoreBuilder) -> Result<()> {
        let segments = &mut self.pool[..self.len];
        if segments.iter().all(|segment| segment.cause == Sym::EMPTY) {
            return Ok(());
        }
        let mut known: Vec<(Sym, usize, usize)> = Vec::new();
        for (at, segment) in segments.iter().enumerate() {
            known.extend(segment.exceptions.iter().map(|&(id, event)| (id, at, event)));
        }
        sort_by(&mut known, Ord::cmp);
        for at in 0..segments.len() {
            let id = std::mem::take(&mut segments[at].cause);
            if id == Sym::EMPTY {
                continue;
            }
            let found = known.get(known.partition_point(|&(other, ..)| other < id)).filter(|&&(other, ..)| other == id);
            let attributes = found.map_or_else(Vec::new, |&(_, of, event)| {
                let SpanDraft { events, nested, .. } = &segments[of].draft;
                nested[events[event].attributes.clone()].to_vec()
            });
            segments[at].add_cause(id, attributes, builder)?;
        }
        Ok(())
    }
}

impl Record<'_, '_> {
    /// Reads a document, of which the opening brace is next.
    pub(super) fn document(&mut self, document: &mut Document) -> Parse<()> {
        document.len = 0;
        self.cursor.at += 1;
        let mut open = vec![Open::Segment { at: document.add(None)?, previous: None }];
        while let Some(innermost) = open.last_mut() {
            let turn = match innermost {
                Open::Segment { at, previous } => self.segment_turn(*at, previous, document)?,
                Open::Subsegments { owner, first } => self.list_turn(*owner, std::mem::take(first), document)?,
            };
            match turn {
                Turn::Stay => {}
                Turn::Enter(inner) => open.push(inner),
                Turn::Leave => _ = open.pop(),
            }
        }
        Ok(())
    }

    /// Reads the next field of a segment.
    fn segment_turn(&mut self, at: usize, previous: &mut Option<SegmentKey>, document: &mut Document) -> Parse<Turn> {
        let Some(key) = self.next_field::<SegmentKey>(*previous)? else { return Ok(Turn::Leave) };
        *previous = Some(key);
        if key != SegmentKey::Subsegments {
            self.segment_field(key, &mut document.pool[at])?;
            return Ok(Turn::Stay);
        }
        let is_list = self.open(Kind::Array)?;
        Ok(if is_list { Turn::Enter(Open::Subsegments { owner: at, first: true }) } else { Turn::Stay })
    }

    /// Reads on in a list of subsegments.
    fn list_turn(&mut self, owner: usize, first: bool, document: &mut Document) -> Parse<Turn> {
        if !self.cursor.next_item(first, b']', "a comma or the end of a list")? {
            return Ok(Turn::Leave);
        }
        if self.cursor.kind()? != Kind::Object {
            self.skip_unexpected(Reason::NotASpan)?;
            return Ok(Turn::Stay);
        }
        self.cursor.at += 1;
        Ok(Turn::Enter(Open::Segment { at: document.add(Some(owner))?, previous: None }))
    }
}
