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
    nearest: Vec<u32>,
    operations: Operations,
    /// The last child that is no error, for each operation and kind, of the parent that was looked at last.
    last_success: Vec<(u32, u32)>,
    children: Vec<SpanRow>,
    /// Spans on the way up.
    path: Vec<SpanRow>,
}

const UNKNOWN: u32 = u32::MAX;
const NONE: u32 = u32::MAX - 1;

impl Retries {
    pub(super) fn new(store: &Store, rule: FailureRule) -> Self {
        let spans = store.spans().len();
        Self {
            rule,
            retried: RowSet::empty(spans),
            examined: RowSet::empty(spans),
            nearest: vec![UNKNOWN; spans as usize],
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
            match self.nearest[span.0 as usize] {
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
            self.nearest[span.0 as usize] = found;
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
