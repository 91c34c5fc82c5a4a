//! The trees of one trace.

use super::Removed;
use super::content::Content;
use crate::sort::sort_by;
use crate::store::chunked::row;
use crate::store::spans::Marks;
use crate::units::{SpanId, SpanKind};

/// No parent.
pub(super) const NONE: u32 = u32::MAX;

/// The new order of spans and traces, as it grows trace by trace.
pub(super) struct Placement {
    /// The old row of each new row.
    pub(super) order: Vec<u32>,
    /// The new row of the parent of each new row, or `NONE`.
    pub(super) parents: Vec<u32>,
    /// What assembly found, together with what the record said.
    pub(super) marks: Vec<Marks>,
    /// The first new row of each trace, and the number of rows at the end.
    pub(super) trace_starts: Vec<u32>,
    /// The old row of each trace.
    pub(super) trace_order: Vec<u32>,
    /// The number of spans left out.
    pub(super) removed: Removed,
}

impl Placement {
    pub(super) fn with_capacity(spans: usize, traces: usize) -> Self {
        let mut trace_starts = Vec::with_capacity(traces + 1);
        trace_starts.push(0);
        Self {
            order: Vec::with_capacity(spans),
            parents: Vec::with_capacity(spans),
            marks: Vec::with_capacity(spans),
            trace_starts,
            trace_order: Vec::with_capacity(traces),
            removed: Removed::default(),
        }
    }
}

/// The id of a span, whether its kind is other than a callee's, and its position.
type Named = (SpanId, bool, u32);

/// The spans of one trace, joined. Reused from trace to trace for its memory. Spans are named by their position in the order of
/// content, so that a smaller position is an earlier span.
#[derive(Default)]
pub(super) struct Forest {
    /// The row of each span in the unsealed tables. Exact repeats are gone.
    rows: Vec<u32>,
    marks: Vec<Marks>,
    parents: Vec<u32>,
    /// Spans that have an id, by id; of one id those first that are callees, then by position. So the first of an id is the one
    /// that its children go to.
    ids: Vec<Named>,
    /// The children of span `i` are `children[first_child[i]..first_child[i + 1]]`.
    first_child: Vec<u32>,
    children: Vec<u32>,
    removed: Removed,
}

impl Forest {
    /// Joins the spans in `rows`. O(n log n).
    pub(super) fn plant(&mut self, content: &Content, rows: &[u32]) {
        self.rows.clear();
        self.rows.extend_from_slice(rows);
        self.rows.sort_unstable_by(|&a, &b| content.compare(a, b));
        self.drop_exact_repeats(content);
        self.drop_superseded(content);
        self.marks.clear();
        self.marks.extend(self.rows.iter().map(|&row| content.marks(row).recorded()));
        self.index_ids(content);
        self.find_parents(content);
        self.join_halves(content);
        self.cut_cycles(content);
        self.find_children();
        self.mark_requests(content);
    }

    /// Leaves out spans whose content is there already. Such are neighbours in the order of content. Spans without an id are
    /// never the same span.
    fn drop_exact_repeats(&mut self, content: &Content) {
        let before = self.rows.len();
        self.rows.dedup_by(|later, earlier| {
            !content.span_id(*later).is_none()
                && content.span_id(*later) == content.span_id(*earlier)
                && content.same(*later, *earlier)
        });
        self.removed.exact_repeats = row(before - self.rows.len());
    }

    /// Leaves out spans that were sent when they started, where they were sent again when they ended: the same id, parent, kind, start and
    /// service.
    fn drop_superseded(&mut self, content: &Content) {
        self.removed.superseded = 0;
        let is_unfinished = |row: u32| content.marks(row).contains(Marks::UNFINISHED);
        if !self.rows.iter().any(|&row| is_unfinished(row)) {
            return;
        }
        let named = self.rows.iter().copied().filter(|&row| !content.span_id(row).is_none());
        let mut copies: Vec<_> = named.map(|row| (content.identity(row), is_unfinished(row), row)).collect();
        sort_by(&mut copies, Ord::cmp);
        let mut superseded: Vec<u32> = Vec::new();
        for copies in copies.chunk_by(|a, b| a.0 == b.0).filter(|copies| !copies[0].1) {
            superseded.extend(copies.iter().filter(|(_, is_unfinished, _)| *is_unfinished).map(|&(.., row)| row));
        }
        superseded.sort_unstable();
        self.removed.superseded = row(superseded.len());
        self.rows.retain(|row| superseded.binary_search(row).is_err());
    }

    fn index_ids(&mut self, content: &Content) {
        let named = (0..).zip(&self.rows).map(|(at, &row)| (content.span_id(row), !is_callee(content.kind(row)), at));
        self.ids.clear();
        self.ids.extend(named.filter(|(id, ..)| !id.is_none()));
        self.ids.sort_unstable();
        for same in self.ids.chunk_by(|a, b| a.0 == b.0).filter(|same| same.len() > 1) {
            for &(.., at) in same {
                self.marks[at as usize] = self.marks[at as usize].with(Marks::REPEATED_ID);
            }
        }
    }

    /// The span that an id means: of several the earliest callee, else the earliest.
    fn named(&self, id: SpanId) -> Option<u32> {
        let from = self.ids.partition_point(|&(other, ..)| other < id);
        self.ids.get(from).filter(|&&(other, ..)| other == id).map(|&(.., at)| at)
    }

    /// Links each span to the span its record names.
    fn find_parents(&mut self, content: &Content) {
        self.parents.clear();
        for at in 0..self.rows.len() {
            let id = content.parent_id(self.rows[at]);
            // No id is none of those that are named.
            self.parents.push(self.named(id).unwrap_or(NONE));
        }
    }

    /// Where the two sides of a call share one span id, as Zipkin has them, the callee's becomes the child of the caller's. Some callees were not
    /// told the parent of both.
    fn join_halves(&mut self, content: &Content) {
        for same in self.ids.chunk_by(|a, b| a.0 == b.0).filter(|same| same.len() > 1) {
            let row_of = |at: u32| self.rows[at as usize];
            let receiving = same.first().filter(|&&(_, other, _)| !other).map(|&(.., at)| at);
            let sending = same.iter().map(|&(.., at)| at).find(|&at| is_caller(content.kind(row_of(at))));
            if let (Some(sending), Some(receiving)) = (sending, receiving)
                && is_parent_of_both(content.parent_id(row_of(sending)), content.parent_id(row_of(receiving)))
            {
                self.parents[receiving as usize] = sending;
            }
        }
    }

    /// Cuts each cycle at its earliest span. Follows every link once.
    fn cut_cycles(&mut self, content: &Content) {
        // The walk that first came by each span; 0 for none.
        let mut walks = vec![0_u32; self.rows.len()];
        for start in 0..row(self.rows.len()) {
            let walk = start + 1;
            let mut at = start;
            while at != NONE && walks[at as usize] == 0 {
                walks[at as usize] = walk;
                at = self.parents[at as usize];
            }
            if at != NONE && walks[at as usize] == walk {
                self.cut_cycle_through(at, content);
            }
        }
    }

    fn cut_cycle_through(&mut self, member: u32, content: &Content) {
        let is_root = |at: u32| content.parent_id(self.rows[at as usize]).is_none();
        let (mut earliest, mut root) = (member, Some(member).filter(|&at| is_root(at)));
        let mut at = self.parents[member as usize];
        while at != member {
            earliest = earliest.min(at);
            if is_root(at) {
                root = Some(root.map_or(at, |root| root.min(at)));
            }
            at = self.parents[at as usize];
        }
        if let Some(root) = root {
            // It names no parent, and was only taken for the other side of a call.
            self.parents[root as usize] = NONE;
            return;
        }
        self.parents[earliest as usize] = NONE;
        let marks = &mut self.marks[earliest as usize];
        *marks = marks.with(Marks::CYCLE).with(Marks::ORPHAN);
    }

    /// A counting sort of the spans by parent, which keeps siblings in order.
    fn find_children(&mut self) {
        self.first_child.clear();
        self.first_child.resize(self.rows.len() + 2, 0);
        // Counted two places ahead: filling moves each start up to the next one's.
        let linked = self.parents.iter().filter(|&&parent| parent != NONE);
        linked.for_each(|&parent| self.first_child[parent as usize + 2] += 1);
        for at in 2..self.first_child.len() {
            self.first_child[at] += self.first_child[at - 1];
        }
        self.children.clear();
        self.children.resize(self.rows.len(), 0);
        for (at, &parent) in (0..).zip(&self.parents) {
            if parent != NONE {
                let place = &mut self.first_child[parent as usize + 1];
                self.children[*place as usize] = at;
                *place += 1;
            }
        }
    }

    fn mark_requests(&mut self, content: &Content) {
        let heads = || (0..self.rows.len()).filter(|&at| self.parents[at] == NONE);
        let is_root = |&at: &usize| content.parent_id(self.rows[at]).is_none();
        let first_orphan = heads().next().filter(|_| !heads().any(|at| is_root(&at)));
        for at in heads().collect::<Vec<_>>() {
            let root = is_root(&at);
            if root || first_orphan == Some(at) {
                self.marks[at] = self.marks[at].with(Marks::REQUEST);
            }
            if !root {
                self.marks[at] = self.marks[at].with(Marks::ORPHAN);
            }
        }
    }

    /// Appends the spans, requests first, each subtree from its head down.
    pub(super) fn append_to(&self, placement: &mut Placement) {
        placement.removed.exact_repeats += self.removed.exact_repeats;
        placement.removed.superseded += self.removed.superseded;
        let is_request = |at: u32| self.marks[at as usize].contains(Marks::REQUEST);
        let heads = (0..row(self.rows.len())).filter(|&at| self.parents[at as usize] == NONE);
        let (requests, detached): (Vec<u32>, Vec<u32>) = heads.partition(|&at| is_request(at));
        // Each entry is a span and the new row of its parent.
        let mut stack: Vec<(u32, u32)> = requests.into_iter().chain(detached).rev().map(|at| (at, NONE)).collect();
        while let Some((at, parent)) = stack.pop() {
            let new = row(placement.order.len());
            placement.order.push(self.rows[at as usize]);
            placement.parents.push(parent);
            placement.marks.push(self.marks[at as usize]);
            let children = self.first_child[at as usize] as usize..self.first_child[at as usize + 1] as usize;
            stack.extend(self.children[children].iter().rev().map(|&child| (child, new)));
        }
    }
}

/// Whether the two sides of a call say the same of their parent, or the callee nothing.
fn is_parent_of_both(of_sending: SpanId, of_receiving: SpanId) -> bool {
    of_sending == of_receiving || of_receiving.is_none()
}

fn is_caller(kind: SpanKind) -> bool {
    matches!(kind, SpanKind::Client | SpanKind::Producer)
}

fn is_callee(kind: SpanKind) -> bool {
    matches!(kind, SpanKind::Server | SpanKind::Consumer)
}
