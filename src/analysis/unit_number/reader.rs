//! What one span adds to a number of the units that it is in.

use std::collections::BTreeSet;

use super::UnitNumber;
use crate::analysis::calls::{Call, Calls};
use crate::filter::NumericAttribute;
use crate::store::{ScopeRow, SpanRow, Store, Sym};

/// Whom spans call, and which service is entered at them: what the nodes of a service map count.
#[derive(Debug, Clone)]
pub(super) struct CalleesOf {
    calls: Calls,
    /// The names of services.
    services: BTreeSet<Sym>,
}

impl CalleesOf {
    /// O(scopes).
    pub(super) fn new(store: &Store) -> Self {
        let scopes = u32::try_from(store.scopes().len()).unwrap_or(u32::MAX);
        let services = (0..scopes).map(|scope| store.scopes().service(ScopeRow(scope))).collect();
        Self { calls: Calls::new(store), services }
    }

    /// Shows the name of each node that a span is a call of: that of its own service, where that is entered, and that of a callee which
    /// records no spans.
    pub(super) fn for_each(&self, store: &Store, span: SpanRow, mut visit: impl FnMut(Sym)) {
        if store.is_entry(span) {
            visit(store.service(span));
        }
        if let Some(Call { callee, named_by: Some(_), .. }) = self.calls.of(store, span)
            && !self.services.contains(&callee)
        {
            visit(callee);
        }
    }
}

/// Reads a number span by span.
#[derive(Debug)]
pub(super) enum Reader {
    /// Spans need no look at them.
    Spans,
    /// The calls of a service; of none if nothing in the store has that name.
    Calls(Box<CalleesOf>, Option<Sym>),
    Attribute(NumericAttribute),
}

impl Reader {
    pub(super) fn new(store: &Store, of: &UnitNumber) -> Self {
        match of {
            UnitNumber::Spans => Self::Spans,
            UnitNumber::Calls(service) => Self::Calls(Box::new(CalleesOf::new(store)), store.strings().find(service)),
            UnitNumber::Attribute(scope, key) => Self::Attribute(NumericAttribute::new(*scope, key, store)),
        }
    }

    /// The number of a unit of no spans.
    pub(super) fn none(&self) -> f64 {
        match self {
            Self::Spans | Self::Calls(..) => 0.0,
            Self::Attribute(_) => f64::NAN,
        }
    }

    /// What a span has of the number; NaN where it has none.
    pub(super) fn of(&self, store: &Store, span: SpanRow) -> f64 {
        match self {
            Self::Spans => 1.0,
            Self::Calls(_, None) => 0.0,
            Self::Calls(callees, Some(service)) => {
                let mut calls = 0.0;
                callees.for_each(store, span, |name| calls += f64::from(u8::from(name == *service)));
                calls
            }
            Self::Attribute(numbers) => numbers.largest(store, span).unwrap_or(f64::NAN),
        }
    }

    /// The number of two parts of a unit together.
    pub(super) fn both(&self, a: f64, b: f64) -> f64 {
        match self {
            Self::Spans | Self::Calls(..) => a + b,
            // Gives the other one where one is NaN.
            Self::Attribute(_) => a.max(b),
        }
    }
}
