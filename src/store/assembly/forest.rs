//! The trees of one trace.

use super::Removed;
use super::content::Content;
use super::placement::Placement;
use crate::store::chunked::row;
use crate::store::spans::Marks;
use crate::units::{SpanId, SpanKind};

/// No parent.
pub(super) const NONE: u32 = u32::MAX;

/// The spans of one trace, joined. Reused from trace to trace for its memory. Spans are named by their position in the order of
/// content, so that a smaller position is an earlier span.
#[derive(Default)]
pub(super) struct Forest {
    /// The row of each span in the unsealed tables. Exact repeats are gone.
    rows: Vec<u32>,
    marks: Vec<Marks>,
    parents: Vec<u32>,
    /// Spans that have an id, by id; of one id those first that are callees, then by position. So the first of an id is the one
    /// that its children go to. Once parents are known, the children of all spans, those of each in one run.
    ids: Vec<u32>,
    /// Whether several spans share an id.
    has_repeats: bool,
    /// Where among all children those of each span are that were not placed yet.
    next_child: Vec<u32>,
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
        let copies = &mut self.ids;
        copies.clear();
        copies.extend(self.rows.iter().copied().filter(|&row| !content.span_id(row).is_none()));
        copies.sort_unstable_by_key(|&row| (content.identity(row), is_unfinished(row), row));
        let mut superseded: Vec<u32> = Vec::new();
        for copies in copies.chunk_by(|&a, &b| content.identity(a) == content.identity(b)) {
            if !is_unfinished(copies[0]) {
                superseded.extend(copies.iter().copied().filter(|&row| is_unfinished(row)));
            }
        }
        superseded.sort_unstable();
        self.removed.superseded = row(superseded.len());
        self.rows.retain(|row| superseded.binary_search(row).is_err());
    }

    fn index_ids(&mut self, content: &Content) {
        let Self { ids, rows, marks, has_repeats, .. } = self;
        let (rows, id) = (&*rows, |at: u32| content.span_id(rows[at as usize]));
        let is_callee = |at: u32| is_callee(content.kind(rows[at as usize]));
        ids.clear();
        ids.extend((0..row(rows.len())).filter(|&at| !id(at).is_none()));
        ids.sort_unstable_by(|&a, &b| {
            id(a).cmp(&id(b)).then_with(|| is_callee(b).cmp(&is_callee(a))).then_with(|| a.cmp(&b))
        });
        *has_repeats = false;
        for same in ids.chunk_by(|&a, &b| id(a) == id(b)).filter(|same| same.len() > 1) {
            *has_repeats = true;
            for &at in same {
                marks[at as usize] = marks[at as usize].with(Marks::REPEATED_ID);
            }
        }
    }

    /// The span that an id means: of several the earliest callee, else the earliest.
    fn named(&self, id: SpanId, content: &Content) -> Option<u32> {
        let id_of = |at: u32| content.span_id(self.rows[at as usize]);
        let from = self.ids.partition_point(|&at| id_of(at) < id);
        self.ids.get(from).copied().filter(|&at| id_of(at) == id)
    }

    /// Links each span to the span its record names.
    fn find_parents(&mut self, content: &Content) {
        self.parents.clear();
        for at in 0..self.rows.len() {
            let id = content.parent_id(self.rows[at]);
            // No id is none of those that are named.
            self.parents.push(self.named(id, content).unwrap_or(NONE));
        }
    }

    /// Where the two sides of a call share one span id, as Zipkin has them, the callee's becomes the child of the caller's. Some callees were not
    /// told the parent of both.
    fn join_halves(&mut self, content: &Content) {
        if !self.has_repeats {
            return;
        }
        let row_of = |at: u32| self.rows[at as usize];
        let id = |at: u32| content.span_id(row_of(at));
        for same in self.ids.chunk_by(|&a, &b| id(a) == id(b)).filter(|same| same.len() > 1) {
            let receiving = same.first().copied().filter(|&at| is_callee(content.kind(row_of(at))));
            let sending = same.iter().copied().find(|&at| is_caller(content.kind(row_of(at))));
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
        let mut walks = std::mem::take(&mut self.ids);
        walks.clear();
        walks.resize(self.rows.len(), 0);
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
        self.ids = walks;
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
        let Self { next_child, ids: children, parents, .. } = self;
        next_child.clear();
        next_child.resize(parents.len() + 2, 0);
        // Counted two places ahead: filling moves each start up to the next one's.
        let linked = || parents.iter().filter(|&&parent| parent != NONE);
        linked().for_each(|&parent| next_child[parent as usize + 2] += 1);
        for at in 2..next_child.len() {
            next_child[at] += next_child[at - 1];
        }
        children.clear();
        children.resize(linked().count(), 0);
        for (at, &parent) in (0..).zip(&*parents) {
            if parent != NONE {
                let place = &mut next_child[parent as usize + 1];
                children[*place as usize] = at;
                *place += 1;
            }
        }
    }

    fn mark_requests(&mut self, content: &Content) {
        let is_root = |row: u32| content.parent_id(row).is_none();
        let is_head = |&(_, &parent): &(usize, &u32)| parent == NONE;
        let mut heads = self.parents.iter().enumerate().filter(is_head).map(|(at, _)| at);
        let first_head = heads.next();
        let has_root = first_head.into_iter().chain(heads).any(|at| is_root(self.rows[at]));
        for (at, &row) in self.rows.iter().enumerate().filter(|&(at, _)| self.parents[at] == NONE) {
            let root = is_root(row);
            if root || !has_root && first_head == Some(at) {
                self.marks[at] = self.marks[at].with(Marks::REQUEST);
            }
            if !root {
                self.marks[at] = self.marks[at].with(Marks::ORPHAN);
            }
        }
    }

    /// Appends the spans, requests first, each subtree from its head down.
    pub(super) fn append_to(&mut self, placement: &mut Placement) {
        placement.removed.exact_repeats += self.removed.exact_repeats;
        placement.removed.superseded += self.removed.superseded;
        for are_requests in [true, false] {
            for at in 0..row(self.rows.len()) {
                let is_request = self.marks[at as usize].contains(Marks::REQUEST);
                if self.parents[at as usize] == NONE && is_request == are_requests {
                    self.append_subtree(at, placement);
                }
            }
        }
    }

    /// Appends a span and all below it. Where it is in the tree is all that it keeps, however deep that is.
    fn append_subtree(&mut self, head: u32, placement: &mut Placement) {
        let (mut at, mut parent) = (head, NONE);
        loop {
            let new = placement.push(self.rows[at as usize], parent, self.marks[at as usize]);
            parent = new;
            // Up to the next span that has a child left.
            let child = loop {
                if let Some(child) = self.take_child(at) {
                    break child;
                }
                if at == head {
                    return;
                }
                (at, parent) = (self.parents[at as usize], placement.parents[parent as usize]);
            };
            at = child;
        }
    }

    /// The next child of a span that was not placed yet.
    fn take_child(&mut self, at: u32) -> Option<u32> {
        let next = &mut self.next_child[at as usize];
        let child = *self.ids.get(*next as usize)?;
        let is_its_own = self.parents[child as usize] == at;
        *next += u32::from(is_its_own);
        is_its_own.then_some(child)
    }
}

/// Whether the two sides of a call say the same of their parent, or the callee nothing.
fn is_parent_of_both(of_sending: SpanId, of_receiving: SpanId) -> bool {
    of_sending == of_receiving || of_receiving.is_none()
}

fn is_caller(kind: SpanKind) -> bool {
    matches!(kind, SpanKind::Client | SpanKind::Producer)
}

pub(super) fn is_callee(kind: SpanKind) -> bool {
    matches!(kind, SpanKind::Server | SpanKind::Consumer)
}
