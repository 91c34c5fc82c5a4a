//! Attempts that were followed by one that worked.

use crate::analysis::operations::Operations;
use crate::store::{Marks, RowSet, SpanRow, Store};
use crate::units::{FailureRule, SpanKind};

/// Which spans were retried with success. Found out for all children of a parent at once, the first time that one of them is asked for.
#[derive(Debug)]
pub(super) struct Retries {
    /// Which spans are errors.
    rule: FailureRule,
    retried: RowSet,
    /// The parents whose children were looked at.
    examined: RowSet,
    /// For each span that was asked for, the nearest retried span among it and its ancestors.
    nearest: Pages,
    operations: Operations,
    /// The last child that is no error, for each operation and kind, of the parent that was looked at last.
    last_success: Vec<(u32, u32)>,
    children: Vec<SpanRow>,
    /// Spans on the way up.
    path: Vec<SpanRow>,
}

const UNKNOWN: u32 = u32::MAX;
const NONE: u32 = u32::MAX - 1;

/// A number for each span of a store, [`UNKNOWN`] at first. Those of neighbours lie together, and take memory once one of them is known.
#[derive(Debug)]
struct Pages(Vec<Option<Box<[u32; PAGE]>>>);

const PAGE: usize = 4096;

impl Pages {
    /// O(spans / 4,096).
    fn new(spans: u32) -> Self {
        Self(vec![None; (spans as usize).div_ceil(PAGE)])
    }

    fn get(&self, span: SpanRow) -> u32 {
        let at = span.0 as usize;
        self.0[at / PAGE].as_ref().map_or(UNKNOWN, |page| page[at % PAGE])
    }

    fn set(&mut self, span: SpanRow, number: u32) {
        let at = span.0 as usize;
        self.0[at / PAGE].get_or_insert_with(|| Box::new([UNKNOWN; PAGE]))[at % PAGE] = number;
    }
}

impl Retries {
    pub(super) fn new(store: &Store, rule: FailureRule) -> Self {
        let spans = store.spans().len();
        Self {
            rule,
            retried: RowSet::empty(spans),
            examined: RowSet::empty(spans),
            nearest: Pages::new(spans),
            operations: Operations::default(),
            last_success: Vec::new(),
            children: Vec::new(),
            path: Vec::new(),
        }
    }

    /// The nearest span that was retried with success, among a span and its ancestors. Linear in the spans, over any number of calls.
    pub(super) fn nearest(&mut self, store: &Store, span: SpanRow) -> Option<SpanRow> {
        let mut at = Some(span);
        let mut found = NONE;
        while let Some(span) = at {
            match self.nearest.get(span) {
                UNKNOWN => self.path.push(span),
                known => {
                    found = known;
                    break;
                }
            }
            at = store.parent(span);
        }
        while let Some(span) = self.path.pop() {
            if self.is_retried(store, span) {
                found = span.0;
            }
            self.nearest.set(span, found);
        }
        (found != NONE).then_some(SpanRow(found))
    }

    fn is_retried(&mut self, store: &Store, span: SpanRow) -> bool {
        let Some(parent) = store.parent(span) else { return false };
        if !self.examined.contains(parent) {
            self.examine(store, parent);
            self.examined.insert(parent);
        }
        self.retried.contains(span)
    }

    /// Of the later siblings that worked, only the last of a kind matters: none starts later.
    fn examine(&mut self, store: &Store, parent: SpanRow) {
        let Self { rule, retried, operations, last_success, children, .. } = self;
        children.clear();
        children.extend(store.children(parent));
        if children.len() < 2 {
            return;
        }
        let spans = store.spans();
        for &child in children.iter().rev() {
            let at = operations.of(store, child) as usize * SpanKind::ALL.len() + spans.kind(child) as usize;
            if at >= last_success.len() {
                last_success.resize(at + 1, (UNKNOWN, 0));
            }
            let (owner, later) = last_success[at];
            let has_end = !spans.marks(child).contains(Marks::UNFINISHED);
            if owner == parent.0 && has_end && spans.start_ns(SpanRow(later)) >= spans.end_ns(child) {
                retried.insert(child);
            }
            if owner != parent.0 && !spans.fails(child, *rule) {
                last_success[at] = (parent.0, child.0);
            }
        }
    }
}
