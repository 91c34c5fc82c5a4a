//! The service map in steps: who sent messages is found first, and then all units are looked at.

use std::ops::ControlFlow;

use super::ServiceMap;
use super::items::{Counted, Items, Ways};
use super::links::{Senders, SendersFold};
use crate::analysis::calls::{Call, Calls};
use crate::analysis::units_ahead::{UnitsAhead, in_depth};
use crate::analysis::{CriticalPath, Fold};
use crate::store::{RowSet, SpanRow, Store, Sym};
use crate::units::{FailureRule, SpanKind};

/// A service map in the making.
#[derive(Debug, Clone)]
pub struct ServiceMapFold {
    phase: Phase,
    units: UnitsAhead<2>,
    walk: Walk,
    has_baseline: bool,
}

#[derive(Debug, Clone)]
enum Phase {
    /// It is found out who sent the messages that spans take.
    Links(SendersFold),
    /// All units are added up.
    Units(Senders),
}

/// Adds up units, one after the other.
#[derive(Debug, Clone)]
struct Walk {
    calls: Calls,
    path: CriticalPath,
    rule: FailureRule,
    items: Items,
    /// How many units there are on each side, and how long they take together.
    units: [(u32, u128); 2],
    /// For each span of the unit at hand, the item that its own time belongs to.
    owners: Vec<u32>,
    /// For each span of the unit at hand that is a call, the callee's side of it.
    servers: Vec<Option<SpanRow>>,
}

impl ServiceMapFold {
    /// A map of no units yet.
    #[must_use]
    pub fn new(store: &Store, selection: RowSet, baseline: Option<RowSet>, rule: FailureRule) -> Self {
        let has_baseline = baseline.is_some();
        Self {
            phase: Phase::Links(SendersFold::default()),
            units: UnitsAhead::new([selection, baseline.unwrap_or_default()]),
            walk: Walk {
                calls: Calls::new(store),
                path: CriticalPath::default(),
                rule,
                items: Items::new(store),
                units: [(0, 0); 2],
                owners: Vec::new(),
                servers: Vec::new(),
            },
            has_baseline,
        }
    }
}

impl Fold for ServiceMapFold {
    type Out = ServiceMap;

    fn step(mut self, store: &Store, spans: u32) -> ControlFlow<ServiceMap, Self> {
        let senders = match self.phase {
            Phase::Links(senders) => {
                self.phase = match senders.step(store, spans) {
                    ControlFlow::Continue(rest) => Phase::Links(rest),
                    ControlFlow::Break(senders) => Phase::Units(senders),
                };
                return ControlFlow::Continue(self);
            }
            Phase::Units(senders) => senders,
        };
        let walk = &mut self.walk;
        let is_under_way = self.units.look(spans, |side, unit| {
            walk.add(store, &senders, (side, unit));
            in_depth(store.subtree(unit).len())
        });
        if is_under_way {
            return ControlFlow::Continue(Self { phase: Phase::Units(senders), ..self });
        }
        ControlFlow::Break(self.walk.items.finish(store, self.walk.units, self.has_baseline))
    }
}

impl Walk {
    fn add(&mut self, store: &Store, senders: &Senders, (side, unit): (usize, SpanRow)) {
        let duration_ns = store.spans().duration_ns(unit);
        self.units[side].0 += 1;
        self.units[side].1 += u128::from(duration_ns);
        self.owners.clear();
        self.servers.clear();
        for span in store.subtree(unit).map(SpanRow) {
            self.add_span(store, senders, (side, unit), span);
        }
        let Self { path, items, owners, .. } = self;
        let operation = items.add_unit(store, side, unit);
        path.walk(store, unit, |segment| {
            let item = owners[(segment.span.0 - unit.0) as usize];
            items.add_path(side, (operation, item), segment.duration_ns());
        });
    }

    /// Counts what a span is, as a call and as the callee's side of one.
    fn add_span(&mut self, store: &Store, senders: &Senders, (side, unit): (usize, SpanRow), span: SpanRow) {
        let service = store.service(span);
        let node = self.items.node(service);
        self.items.touch(side, node, unit);
        if store.is_entry(span) {
            self.items.add_call(side, node, self.counted(store, span));
            self.add_callers(store, senders, (side, unit), span);
        }
        let call = self.calls.of(store, span);
        self.servers.push(call.and_then(|call| call.server));
        let owner = match call {
            Some(Call { callee, named_by, .. }) => {
                let edge = self.items.edge(service, callee);
                if let Some(key) = named_by {
                    self.add_named(store, (side, unit), (span, callee), (edge, key));
                }
                edge
            }
            None => node,
        };
        self.owners.push(owner);
    }

    /// Counts the calls that lead to a span at which a service is entered.
    fn add_callers(&mut self, store: &Store, senders: &Senders, (side, unit): (usize, SpanRow), span: SpanRow) {
        let (service, kind) = (store.service(span), store.spans().kind(span));
        let parent = if span == unit { None } else { store.parent(span) };
        let above = parent.map(|parent| store.service(parent));
        let mut is_sent = false;
        for sender in senders.of(span).filter(|&sender| Some(sender) != above || above == Some(service)) {
            is_sent = true;
            // The sender may be in no unit of either side.
            self.items.node(sender);
            let edge = self.items.edge(sender, service);
            self.items.touch(side, edge, unit);
            self.items.note(edge, Ways { by_link: true, ..Ways::default() });
            self.items.add_call(side, edge, self.counted(store, span));
        }
        let Some(parent) = parent.filter(|&parent| !is_sent || store.service(parent) != service) else { return };
        let is_seen = self.servers[(parent.0 - unit.0) as usize] == Some(span);
        let edge = self.items.edge(store.service(parent), service);
        let is_message = kind == SpanKind::Consumer || store.spans().kind(parent) == SpanKind::Producer;
        self.items.touch(side, edge, unit);
        self.items.note(edge, Ways { by_parent: true, has_answers: !is_message, ..Ways::default() });
        self.items.add_call(side, edge, self.counted(store, if is_seen { parent } else { span }));
    }

    /// Counts a call of which no more than the name of the callee is known.
    fn add_named(
        &mut self,
        store: &Store,
        (side, unit): (usize, SpanRow),
        (span, callee): (SpanRow, Sym),
        (edge, key): (u32, Sym),
    ) {
        let (peer, counted) = (self.calls.peer_of(store, span), self.counted(store, span));
        let has_answers = store.spans().kind(span) != SpanKind::Producer;
        self.items.touch(side, edge, unit);
        self.items.note(edge, Ways { has_answers, ..Ways::default() });
        self.items.name(edge, key, peer);
        self.items.add_call(side, edge, counted);
        let node = self.items.node(callee);
        if !self.items.is_service(callee) {
            self.items.touch(side, node, unit);
            self.items.name(node, key, peer);
            self.items.add_call(side, node, counted);
        }
    }

    fn counted(&self, store: &Store, span: SpanRow) -> Counted {
        let spans = store.spans();
        Counted { duration_ns: spans.duration_ns(span), fails: spans.fails(span, self.rule) }
    }
}
