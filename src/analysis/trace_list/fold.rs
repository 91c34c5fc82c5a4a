//! A list of units in steps.

use std::ops::ControlFlow;

use super::order::Order;
use super::{TraceList, TraceListOptions, page};
use crate::analysis::Fold;
use crate::analysis::units_ahead::UnitsAhead;
use crate::store::{RowSet, SpanRow, Store, TraceRow};
use crate::units::FailureRule;

/// A page of the list of units in the making.
#[derive(Debug, Clone)]
pub struct TraceListFold {
    units: UnitsAhead<1>,
    options: TraceListOptions,
    /// Which spans fail.
    rule: FailureRule,
    order: Order,
    /// The numbers of all units so far, and no page.
    list: TraceList,
    /// The trace of the last unit.
    last_trace: Option<TraceRow>,
}

impl TraceListFold {
    /// A list of no units yet. By the number of errors or of services: O(all spans), and for services a factor of log depth.
    #[must_use]
    pub fn new(store: &Store, units: RowSet, options: &TraceListOptions, rule: FailureRule) -> Self {
        Self {
            units: UnitsAhead::new([units]),
            options: *options,
            rule,
            order: Order::new(store, options.column, rule),
            list: TraceList::default(),
            last_trace: None,
        }
    }
}

impl Fold for TraceListFold {
    type Out = TraceList;

    fn step(mut self, store: &Store, spans: u32) -> ControlFlow<TraceList, Self> {
        let Self { units, rule, order, list, last_trace, .. } = &mut self;
        let is_under_way = units.glance(spans, |_, unit| {
            order.add(store, unit);
            list.total_failing += u32::from(store.spans().fails(unit, *rule));
            count(store, unit, (list, last_trace));
        });
        if is_under_way {
            return ControlFlow::Continue(self);
        }
        let Self { options, rule, order, mut list, .. } = self;
        page::fill(store, order.page(store, &options), rule, &mut list);
        ControlFlow::Break(list)
    }
}

fn count(store: &Store, unit: SpanRow, (list, last_trace): (&mut TraceList, &mut Option<TraceRow>)) {
    let trace = Some(store.spans().trace(unit));
    list.total += 1;
    // The units of a trace are neighbours.
    list.total_traces += u32::from(trace != *last_trace);
    *last_trace = trace;
}
