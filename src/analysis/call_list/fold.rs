//! The list in steps: all units are looked at, and then the rows are made.

use std::ops::ControlFlow;

use super::CallList;
use super::answer::Draft;
use super::naming::{Found, Naming};
use super::rows::Rows;
use crate::analysis::Fold;
use crate::analysis::units_ahead::{UnitsAhead, in_depth};
use crate::error::{ErrorKind, Result};
use crate::store::{RowSet, SpanRow, Store};
use crate::units::FailureRule;

/// How many rows may be counted. No one reads that many, and hostile names could fill all memory.
const MOST_COUNTED: usize = 1 << 20;

/// To make a row takes about as long as to look at the time and status of so many spans.
const SPANS_OF_ROW: u32 = 512;

/// A list of calls in the making.
#[derive(Debug, Clone)]
pub struct CallListFold {
    phase: Phase,
    has_baseline: bool,
}

#[derive(Debug, Clone)]
enum Phase {
    /// Calls are counted.
    Units(Box<Walk>),
    /// The rows are made.
    Rows(Box<Draft>),
}

/// Counts the calls of units, one after the other.
#[derive(Debug, Clone)]
struct Walk {
    units: UnitsAhead<2>,
    naming: Naming,
    rule: FailureRule,
    rows: Rows,
    /// The spans of the unit at hand that are the callee's side of a call which was counted.
    served: Vec<SpanRow>,
}

impl CallListFold {
    /// A list of no units yet.
    #[must_use]
    pub fn new(store: &Store, selection: RowSet, baseline: Option<RowSet>, rule: FailureRule) -> Self {
        let has_baseline = baseline.is_some();
        let walk = Walk {
            units: UnitsAhead::new([selection, baseline.unwrap_or_default()]),
            naming: Naming::new(store),
            rule,
            rows: Rows::default(),
            served: Vec::new(),
        };
        Self { phase: Phase::Units(Box::new(walk)), has_baseline }
    }
}

impl Fold for CallListFold {
    type Out = Result<CallList>;

    fn step(mut self, store: &Store, spans: u32) -> ControlFlow<Self::Out, Self> {
        match self.phase {
            Phase::Units(mut walk) => {
                let is_under_way = walk.look(store, spans);
                if walk.rows.listed.len() > MOST_COUNTED {
                    let error = ErrorKind::Limit { what: "operations of calls", limit: MOST_COUNTED as u64 };
                    return ControlFlow::Break(Err(error.into()));
                }
                self.phase = if is_under_way {
                    Phase::Units(walk)
                } else {
                    Phase::Rows(Box::new(Draft::new(store, walk.rows, self.has_baseline)))
                };
            }
            Phase::Rows(mut draft) => {
                if !draft.make(store, (spans / SPANS_OF_ROW) as usize) {
                    return ControlFlow::Break(Ok(draft.finish()));
                }
                self.phase = Phase::Rows(draft);
            }
        }
        ControlFlow::Continue(self)
    }
}

impl Walk {
    /// Looks at some more units. Whether there are more of them.
    fn look(&mut self, store: &Store, spans: u32) -> bool {
        let Self { units, naming, rule, rows, served } = self;
        units.look(spans, |side, unit| {
            let operation = rows.add_unit(store, side, unit);
            let mut count = |span: SpanRow, spelling| {
                let call = (store.spans().duration_ns(span), store.spans().fails(span, *rule));
                rows.add_call(store, (side, unit, operation), &spelling, call);
            };
            served.clear();
            for span in store.subtree(unit).map(SpanRow) {
                if span != unit && store.is_entry(span) && !take(served, span) {
                    count(span, naming.callee(store, span));
                }
                if let Some(Found { server, spelling }) = naming.caller(store, span) {
                    count(span, spelling);
                    served.extend(server);
                }
            }
            in_depth(store.subtree(unit).len())
        })
    }
}

/// Takes a span out of some. Whether it was there.
fn take(spans: &mut Vec<SpanRow>, span: SpanRow) -> bool {
    // Most callees come right after their callers.
    let found = spans.iter().rposition(|&other| other == span);
    if let Some(at) = found {
        spans.swap_remove(at);
    }
    found.is_some()
}
