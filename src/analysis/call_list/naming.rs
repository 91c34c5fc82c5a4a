//! What a call asks for: its kind, and what names its operation.

use super::CallKind;
use crate::analysis::calls::{Call, Calls, Peer};
use crate::sort::sort_by;
use crate::store::{SpanRow, Store, Sym};
use crate::units::SpanKind;

/// What an attribute says about an operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Role {
    QuerySummary,
    DatabaseOperation,
    DatabaseTarget,
    Statement,
    Method,
    Route,
    Path,
    RpcSystem,
    RpcService,
    RpcMethod,
    MessageOperation,
    Destination,
}

const ROLES: usize = 12;

/// The attributes that tell what is asked for. Of several in one role, the first counts.
const KEYS: [(&str, Role); 27] = [
    ("db.query.summary", Role::QuerySummary),
    ("db.operation.name", Role::DatabaseOperation),
    ("db.operation", Role::DatabaseOperation),
    ("db.collection.name", Role::DatabaseTarget),
    ("db.sql.table", Role::DatabaseTarget),
    ("db.mongodb.collection", Role::DatabaseTarget),
    ("db.cassandra.table", Role::DatabaseTarget),
    ("db.query.text", Role::Statement),
    ("db.statement", Role::Statement),
    ("http.request.method", Role::Method),
    ("http.method", Role::Method),
    ("url.template", Role::Route),
    ("http.route", Role::Route),
    ("url.path", Role::Path),
    ("http.target", Role::Path),
    ("url.full", Role::Path),
    ("http.url", Role::Path),
    ("rpc.system.name", Role::RpcSystem),
    ("rpc.system", Role::RpcSystem),
    ("rpc.service", Role::RpcService),
    ("rpc.method", Role::RpcMethod),
    ("messaging.operation.name", Role::MessageOperation),
    ("messaging.operation.type", Role::MessageOperation),
    ("messaging.operation", Role::MessageOperation),
    ("messaging.destination.template", Role::Destination),
    ("messaging.destination.name", Role::Destination),
    ("messaging.destination", Role::Destination),
];

/// How the text of a part is shortened to what repeats.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Shape {
    /// By its template.
    Name,
    /// It is a statement of a query language.
    Statement,
    /// It is a URL or the path of one.
    Path,
}

/// Where a part of the name of an operation is from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Source {
    /// The key of the attribute. `None` for the name of the span.
    pub(super) key: Option<Sym>,
    pub(super) shape: Shape,
}

/// A part of the name of an operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Part {
    pub(super) source: Source,
    pub(super) value: Sym,
}

/// How a call is known, and what it asks for, as its spans spell it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Spelling {
    pub(super) kind: CallKind,
    /// Empty if it is unknown.
    pub(super) callee: Sym,
    /// The key of the attribute that names the callee, if no span of it does.
    pub(super) named_by: Option<Sym>,
    /// Whether the callee has a span of the call.
    pub(super) has_server: bool,
    /// Whether the parts are of that span.
    pub(super) is_of_server: bool,
    /// What names the operation: one part or two.
    pub(super) parts: [Option<Part>; 2],
}

/// A call of a unit: the span that tells how it went, and what is asked for.
#[derive(Debug, Clone, Copy)]
pub(super) struct Found {
    /// The callee's side of the call, if it has one.
    pub(super) server: Option<SpanRow>,
    pub(super) spelling: Spelling,
}

/// Names the calls of one store.
#[derive(Debug, Clone)]
pub(super) struct Naming {
    calls: Calls,
    /// Those of [`KEYS`] that the store has, ascending, each with its index.
    keys: Vec<(Sym, usize)>,
}

/// What the attributes of a span say: for each role, the index of the key and the value.
type Facts = [Option<(usize, Sym)>; ROLES];

impl Naming {
    pub(super) fn new(store: &Store) -> Self {
        let find = |(at, (key, _)): (usize, &(&str, Role))| Some((store.strings().find(key)?, at));
        let mut keys: Vec<(Sym, usize)> = KEYS.iter().enumerate().filter_map(find).collect();
        sort_by(&mut keys, Ord::cmp);
        Self { calls: Calls::new(store), keys }
    }

    /// What a span is as the caller's side of a call. `None` if it is none. O(children + attributes).
    ///
    /// In addition to what [`Calls`] finds, every CLIENT or PRODUCER span is a call, even if its callee is unknown.
    pub(super) fn caller(&self, store: &Store, span: SpanRow) -> Option<Found> {
        let calls = matches!(store.spans().kind(span), SpanKind::Client | SpanKind::Producer);
        let call = self.calls.of(store, span);
        if call.is_none() && !calls {
            return None;
        }
        // A callee whose service is unknown still has the span.
        let entered = || store.children(span).find(|&child| calls && store.is_entry(child));
        let Call { server, callee, named_by } =
            call.unwrap_or(Call { server: None, callee: Sym::EMPTY, named_by: None });
        let server = server.or_else(entered);
        Some(Found { server, spelling: self.spelling(store, Some(span), server, (callee, named_by)) })
    }

    /// What a span is as the callee's side of a call of which the caller has no span. O(attributes).
    pub(super) fn callee(&self, store: &Store, span: SpanRow) -> Spelling {
        self.spelling(store, None, Some(span), (store.service(span), None))
    }

    fn spelling(
        &self,
        store: &Store,
        caller: Option<SpanRow>,
        server: Option<SpanRow>,
        named: (Sym, Option<Sym>),
    ) -> Spelling {
        let (peer, named_by) = named;
        let of_caller = caller.map(|span| self.facts(store, span)).unwrap_or_default();
        let of_server = server.map(|span| self.facts(store, span)).unwrap_or_default();
        let kind_of = |span: Option<SpanRow>, facts: &Facts| {
            span.map_or(CallKind::Other, |span| kind_of(self.calls.peer_of(store, span), facts))
        };
        let mut kind = kind_of(caller, &of_caller).min(kind_of(server, &of_server));
        let takes = server.is_some_and(|span| store.spans().kind(span) == SpanKind::Consumer);
        let sends = caller.is_some_and(|span| store.spans().kind(span) == SpanKind::Producer);
        if kind == CallKind::Other && (takes || sends) {
            kind = CallKind::Queue;
        }
        // What a database is asked for, its client knows; of anything else, the callee's own name of it is the more telling.
        let is_of_server = server.is_some() && (caller.is_none() || kind != CallKind::Database);
        let (span, facts) = if is_of_server { (server, &of_server) } else { (caller, &of_caller) };
        let name = span.map_or(Sym::EMPTY, |span| store.spans().name(span));
        let name = Part { source: Source { key: None, shape: Shape::Name }, value: name };
        let parts = if is_of_server {
            parts_of_server(store, name, |role, shape| self.part(facts, role, shape))
        } else {
            parts_of_caller(kind, name, |role, shape| self.part(facts, role, shape))
        };
        Spelling { kind, callee: peer, named_by, has_server: server.is_some(), is_of_server, parts }
    }

    fn facts(&self, store: &Store, span: SpanRow) -> Facts {
        let mut facts = Facts::default();
        for &pair in store.attributes(span) {
            let key = store.pairs().key(pair);
            let Ok(found) = self.keys.binary_search_by_key(&key, |&(key, _)| key) else { continue };
            let at = self.keys[found].1;
            let Some(value) = store.pairs().value(pair).text().filter(|&text| text != Sym::EMPTY) else { continue };
            let fact = &mut facts[KEYS[at].1 as usize];
            if fact.is_none_or(|(other, _)| at < other) {
                *fact = Some((at, value));
            }
        }
        facts
    }

    /// The part of a name that an attribute in a role is.
    fn part(&self, facts: &Facts, role: Role, shape: Shape) -> Option<Part> {
        let (at, value) = facts[role as usize]?;
        let key = self.keys.iter().find(|&&(_, other)| other == at).map(|&(key, _)| key);
        Some(Part { source: Source { key, shape }, value })
    }
}

fn kind_of(peer: Peer, facts: &Facts) -> CallKind {
    let has = |roles: &[Role]| roles.iter().any(|&role| facts[role as usize].is_some());
    match peer {
        Peer::Database => CallKind::Database,
        Peer::Queue => CallKind::Queue,
        Peer::Other if has(&[Role::RpcSystem, Role::RpcService, Role::RpcMethod]) => CallKind::Rpc,
        Peer::Other if has(&[Role::Method, Role::Route, Role::Path]) => CallKind::Http,
        Peer::Other => CallKind::Other,
    }
}

/// What names an operation on the callee's side: the name of its span and, where that is no more than a method, the route.
fn parts_of_server(store: &Store, name: Part, part: impl Fn(Role, Shape) -> Option<Part>) -> [Option<Part>; 2] {
    let is_method = part(Role::Method, Shape::Name).is_some_and(|method| {
        let (name, method) = (store.text(name.value), store.text(method.value));
        name.eq_ignore_ascii_case(method)
            || name.strip_prefix("HTTP ").is_some_and(|name| name.eq_ignore_ascii_case(method))
    });
    let route = || part(Role::Route, Shape::Path).or_else(|| part(Role::Path, Shape::Path));
    [Some(name), if is_method { route() } else { None }]
}

/// What names an operation on the caller's side.
fn parts_of_caller(kind: CallKind, name: Part, part: impl Fn(Role, Shape) -> Option<Part>) -> [Option<Part>; 2] {
    let alone = |role, shape| part(role, shape).map(|part| [Some(part), None]);
    let pair = |first, second, shape| part(first, Shape::Name).map(|first| [Some(first), part(second, shape)]);
    let parts = match kind {
        CallKind::Database => alone(Role::QuerySummary, Shape::Name)
            .or_else(|| pair(Role::DatabaseOperation, Role::DatabaseTarget, Shape::Name))
            .or_else(|| alone(Role::Statement, Shape::Statement)),
        CallKind::Queue => pair(Role::MessageOperation, Role::Destination, Shape::Name),
        CallKind::Rpc => {
            pair(Role::RpcService, Role::RpcMethod, Shape::Name).or_else(|| alone(Role::RpcMethod, Shape::Name))
        }
        CallKind::Http => {
            let path = || part(Role::Route, Shape::Path).or_else(|| part(Role::Path, Shape::Path));
            part(Role::Method, Shape::Name).and_then(|method| Some([Some(method), Some(path()?)]))
        }
        CallKind::Other => None,
    };
    parts.unwrap_or([Some(name), None])
}
