//! Spans that came in pieces: the start first, say, and the duration and more tags later.
//!
//! A piece is a span without a start or without a duration. Most such spans are all that there is of them. So each goes into the store at
//! once, and only its row is remembered; when the file has ended, pieces of one span are taken out of the store again, and what they say
//! together goes in. Pieces are of one span if they share its id, are on the same side of the call and of the same service (`Trace.merge` of
//! openzipkin/zipkin), and if they do not contradict each other: two starts are two spans here, where Zipkin would lose one.

use super::part::Part;
use super::starts;
use crate::error::Result;
use crate::ingest::report::{FileReport, Reason};
use crate::ingest::words::{Word, Words, drop_repeats};
use crate::sort::{sort_by, sort_by_key};
use crate::store::{Marks, ScopeRow, SourceRow, SpanDraft, SpanRow, StoreBuilder, Sym};
use crate::units::{SpanId, SpanKind, StatusCode, TraceId};

/// Of one id no more spans than these are looked at for each piece, so that all of a file under one id take no longer.
const MOST: usize = 64;

/// A span that may be a piece of another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Piece {
    trace: TraceId,
    span: SpanId,
    shared: bool,
    row: u32,
    /// Where it stands in the text.
    offset: u64,
}

/// All pieces of a file.
#[derive(Debug, Default)]
pub(super) struct Pieces {
    list: Vec<Piece>,
}

/// What a span is told by among those of the same id.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Member {
    /// Whether it has both a start and a duration; those come first.
    is_part: bool,
    /// Spans that name no kind come last.
    is_kindless: bool,
    start_ns: u64,
    /// Nothing where the duration is missing.
    duration_ns: Option<u64>,
    kind: SpanKind,
    parent: SpanId,
    service: Sym,
    /// Nothing where that was not remembered.
    shared: Option<bool>,
    row: u32,
    offset: u64,
}

impl Pieces {
    pub(super) fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// The bytes of all pieces, with those of what they are compared with and put together to.
    pub(super) fn held_bytes(&self) -> usize {
        self.list.capacity() * (size_of::<Piece>() + 2 * size_of::<Member>())
    }

    /// Remembers a span that may be a piece.
    #[inline]
    pub(super) fn watch(&mut self, part: &Part, draft: &SpanDraft, SpanRow(row): SpanRow, offset: u64) {
        if (part.start_ns == 0 || part.duration_ns.is_none()) && !draft.span_id.is_none() {
            let (trace, span) = (draft.trace_id, draft.span_id);
            self.list.push(Piece { trace, span, shared: part.shared, row, offset });
        }
    }

    /// Puts the pieces of each span together. O(n log p) for n spans and p pieces.
    ///
    /// # Errors
    ///
    /// `Limit` where the store cannot hold another span.
    pub(super) fn put_together(
        &mut self,
        words: &Words,
        (builder, source): (&mut StoreBuilder, SourceRow),
        report: &mut FileReport,
    ) -> Result<()> {
        if self.list.is_empty() {
            return Ok(());
        }
        sort_by(&mut self.list, Ord::cmp);
        let mut whole = self.find_whole(builder, source).into_iter().peekable();
        // The rows of those that have no start, each with where it stands in the text.
        let mut startless = Vec::new();
        for pieces in std::mem::take(&mut self.list).chunk_by(|a, b| (a.trace, a.span) == (b.trace, b.span)) {
            let at = (pieces[0].trace, pieces[0].span);
            let mut members: Vec<Member> = pieces.iter().map(|piece| Member::of_piece(builder, piece)).collect();
            while let Some((_, row)) = whole.next_if(|&(other, _)| other == at) {
                members.push(Member::of_row(builder, row));
            }
            sort_by(&mut members, Ord::cmp);
            put_together(&members, words, (builder, source), report, &mut startless)?;
        }
        starts::find(&startless, (builder, source), report)
    }

    /// The spans of the file that have the id of a piece and are none, in the order of the pieces.
    fn find_whole(&self, builder: &StoreBuilder, source: SourceRow) -> Vec<((TraceId, SpanId), u32)> {
        let key = |piece: &Piece| (piece.trace, piece.span);
        let mut rows: Vec<u32> = self.list.iter().map(|piece| piece.row).collect();
        rows.sort_unstable();
        let mut whole = Vec::new();
        for row in 0..builder.spans().len() {
            let span = SpanRow(row);
            if builder.spans().source(span) != source || rows.binary_search(&row).is_ok() {
                continue;
            }
            let at = (builder.trace_id(span), builder.spans().span_id(span));
            if self.list.binary_search_by(|piece| key(piece).cmp(&at)).is_ok() {
                whole.push((at, row));
            }
        }
        sort_by(&mut whole, Ord::cmp);
        whole
    }
}

impl Member {
    fn of_row(builder: &StoreBuilder, row: u32) -> Self {
        let (spans, span) = (builder.spans(), SpanRow(row));
        let kind = spans.kind(span);
        let duration_ns = (!spans.marks(span).contains(Marks::UNFINISHED)).then(|| spans.duration_ns(span));
        Self {
            is_part: false,
            is_kindless: kind == SpanKind::Unspecified,
            start_ns: spans.start_ns(span),
            duration_ns,
            kind,
            parent: spans.parent_id(span),
            service: builder.service(spans.scope(span)),
            shared: None,
            row,
            offset: 0,
        }
    }

    fn of_piece(builder: &StoreBuilder, piece: &Piece) -> Self {
        let shared = Some(piece.shared);
        Self { is_part: true, shared, offset: piece.offset, ..Self::of_row(builder, piece.row) }
    }

    /// Whether a piece can be one of the same span.
    fn takes(&self, piece: &Self) -> bool {
        fn agree<T: Copy + PartialEq>(a: T, b: T, unknown: T) -> bool {
            a == b || a == unknown || b == unknown
        }
        let is_server = |kind| matches!(kind, SpanKind::Server | SpanKind::Consumer);
        let same_side = match (self.shared, piece.shared) {
            (Some(a), Some(b)) => a == b,
            // Only the side that is called can be shared.
            (None, Some(true)) => is_server(self.kind),
            (_, None) | (None, Some(false)) => true,
        };
        same_side
            && agree(self.kind, piece.kind, SpanKind::Unspecified)
            && agree(self.service, piece.service, Sym::EMPTY)
            && agree(self.parent, piece.parent, SpanId::NONE)
            && agree(self.start_ns, piece.start_ns, 0)
            && agree(self.duration_ns, piece.duration_ns, None)
    }

    /// Learns what a piece of the same span says.
    fn learn(&mut self, piece: &Self) {
        if self.kind == SpanKind::Unspecified {
            self.kind = piece.kind;
        }
        if self.service == Sym::EMPTY {
            self.service = piece.service;
        }
        if self.parent.is_none() {
            self.parent = piece.parent;
        }
        self.start_ns = self.start_ns.max(piece.start_ns);
        self.duration_ns = self.duration_ns.or(piece.duration_ns);
    }
}

/// Puts pieces among spans of one id together, each with the first that it does not contradict.
fn put_together(
    members: &[Member],
    words: &Words,
    (builder, source): (&mut StoreBuilder, SourceRow),
    report: &mut FileReport,
    startless: &mut Vec<(SpanRow, u64)>,
) -> Result<()> {
    let mut spans: Vec<(Member, Vec<Member>)> = Vec::new();
    for member in members {
        match spans.iter_mut().take(MOST).find(|(span, _)| member.is_part && span.takes(member)) {
            Some((span, pieces)) => {
                span.learn(member);
                pieces.push(*member);
            }
            None => spans.push((*member, vec![*member])),
        }
    }
    for (span, pieces) in spans {
        let offset = pieces.iter().filter(|piece| piece.is_part).map(|piece| piece.offset).min().unwrap_or_default();
        let mut row = SpanRow(span.row);
        if pieces.len() > 1 {
            let (draft, scope) = joined(&span, &pieces, words, builder);
            row = builder.push(&draft, scope, source)?;
            report.spans = (report.spans + 1).saturating_sub(pieces.len() as u64);
            report.note(Reason::SpanInPieces, offset, 1);
        }
        if span.start_ns == 0 {
            startless.push((row, offset));
        }
    }
    Ok(())
}

/// What pieces say together. They are taken out of the store.
fn joined(span: &Member, pieces: &[Member], words: &Words, builder: &mut StoreBuilder) -> (SpanDraft, ScopeRow) {
    let mut draft = SpanDraft::default();
    let mut scope = StoreBuilder::UNKNOWN_SCOPE;
    for (at, piece) in pieces.iter().enumerate() {
        let (next, of) = builder.withdraw(SpanRow(piece.row));
        if at == 0 {
            (draft, scope) = (next, of);
            continue;
        }
        if builder.service(scope) == Sym::EMPTY {
            scope = of;
        }
        add(&mut draft, next);
    }
    (draft.kind, draft.parent_id, draft.start_ns) = (span.kind, span.parent, span.start_ns);
    draft.end_ns = span.duration_ns.map_or(0, |duration_ns| span.start_ns.saturating_add(duration_ns));
    if span.start_ns > 0 {
        draft.attributes.retain(|&pair| words.word(builder, pair) != Some(Word::AbsentStart));
    }
    drop_repeats(&mut draft.attributes);
    sort_by_key(&mut draft.events, |event| event.time_ns);
    (draft, scope)
}

/// Adds what another piece says.
fn add(draft: &mut SpanDraft, mut other: SpanDraft) {
    let first = |a: Sym, b: Sym| if a == Sym::EMPTY { b } else { a };
    draft.name = first(draft.name, other.name);
    draft.status_message = first(draft.status_message, other.status_message);
    draft.trace_state = first(draft.trace_state, other.trace_state);
    draft.status = match (draft.status, other.status) {
        (StatusCode::Error, _) | (_, StatusCode::Error) => StatusCode::Error,
        (status, other) => status.max(other),
    };
    draft.dropped.attributes += other.dropped.attributes;
    draft.dropped.events += other.dropped.events;
    draft.dropped.links += other.dropped.links;
    draft.attributes.append(&mut other.attributes);
    let moved = draft.nested.len();
    draft.nested.append(&mut other.nested);
    for event in &mut other.events {
        event.attributes = event.attributes.start + moved..event.attributes.end + moved;
    }
    for link in &mut other.links {
        link.attributes = link.attributes.start + moved..link.attributes.end + moved;
    }
    draft.events.append(&mut other.events);
    draft.links.append(&mut other.links);
}
