//! Calls: which spans wait for another service, and for which.

use crate::store::{PairRow, SpanRow, Store, Sym, Value};
use crate::units::SpanKind;

/// The attributes that name whom a call goes to, the most telling first.
const PEER_KEYS: [&str; 6] =
    ["peer.service", "server.address", "net.peer.name", "db.system.name", "db.system", "messaging.system"];

/// The attributes that tell what is called.
const KEYS_OF_PEERS: [(&str, Peer); 3] =
    [("db.system.name", Peer::Database), ("db.system", Peer::Database), ("messaging.system", Peer::Queue)];

/// A span that waits for another service.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Call {
    /// The callee's side of it, where that was recorded.
    pub(crate) server: Option<SpanRow>,
    /// The name of the callee. Never empty.
    pub(crate) callee: Sym,
    /// The key of the attribute that names the callee, where no span of its side does.
    pub(crate) named_by: Option<Sym>,
}

/// What a callee is that records no spans, as far as the attributes of calls tell. The more telling first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Peer {
    Database,
    Queue,
    Other,
}

/// Tells calls of one store from other spans.
#[derive(Debug, Clone)]
pub(crate) struct Calls {
    /// Those of [`PEER_KEYS`] that the store has.
    keys: Vec<Sym>,
    /// What the keys say that the store has of those that tell what is called.
    peers: Vec<(Sym, Peer)>,
}

impl Calls {
    pub(crate) fn new(store: &Store) -> Self {
        let find = |key| store.strings().find(key);
        Self {
            keys: PEER_KEYS.iter().filter_map(|key| find(key)).collect(),
            peers: KEYS_OF_PEERS.iter().filter_map(|&(key, peer)| Some((find(key)?, peer))).collect(),
        }
    }

    /// What a span is as a call. `None` for a span that is none, and for one that does not tell whom it calls.
    ///
    /// A CLIENT or PRODUCER span calls the service of its first child that is of another service, or of kind SERVER or CONSUMER;
    /// without such a child it calls whom its attributes name. A span of unspecified kind is a call if it has children and all of
    /// them are in one other service. O(children + attributes).
    pub(crate) fn of(&self, store: &Store, span: SpanRow) -> Option<Call> {
        match store.spans().kind(span) {
            SpanKind::Client | SpanKind::Producer => {
                let server = server_of(store, span);
                let named = || self.peer(store, span).map(|(key, callee)| (Some(key), callee));
                let (named_by, callee) = server.map_or_else(named, |server| Some((None, store.service(server))))?;
                Some(Call { server, callee, named_by })
            }
            SpanKind::Unspecified => {
                let server = store.children(span).next()?;
                let callee = store.service(server);
                let is_call = callee != Sym::EMPTY
                    && callee != store.service(span)
                    && store.children(span).all(|child| store.service(child) == callee);
                is_call.then_some(Call { server: Some(server), callee, named_by: None })
            }
            SpanKind::Internal | SpanKind::Server | SpanKind::Consumer => None,
        }
    }

    /// What a span calls that records no spans, as far as its attributes tell. O(attributes).
    pub(crate) fn peer_of(&self, store: &Store, span: SpanRow) -> Peer {
        let of = |pair: &PairRow| self.peers.iter().find(|(key, _)| *key == store.pairs().key(*pair));
        let peers = store.attributes(span).iter().filter_map(of);
        peers.map(|&(_, peer)| peer).min().unwrap_or(Peer::Other)
    }

    /// Whom the attributes of a span name, and the key of the one that does.
    fn peer(&self, store: &Store, span: SpanRow) -> Option<(Sym, Sym)> {
        let named = |pair: &PairRow| self.keys.iter().position(|&key| key == store.pairs().key(*pair));
        let text = |pair: PairRow| match store.value(pair) {
            Value::String(text) if !text.is_empty() => store.pairs().value(pair).text(),
            _ => None,
        };
        let peers = store.attributes(span).iter().filter_map(|pair| Some((named(pair)?, text(*pair)?)));
        peers.min_by_key(|&(rank, _)| rank).map(|(rank, peer)| (self.keys[rank], peer))
    }
}

/// The callee's side of a call.
fn server_of(store: &Store, call: SpanRow) -> Option<SpanRow> {
    let is_server = |&child: &SpanRow| {
        let service = store.service(child);
        let receives = matches!(store.spans().kind(child), SpanKind::Server | SpanKind::Consumer);
        service != Sym::EMPTY && (receives || service != store.service(call))
    };
    store.children(call).find(is_server)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sketch::sketch;

    #[test]
    fn a_call_names_its_callee_by_child_or_by_attribute() {
        for (text, callee) in [
            ("a GET 0..9 @client\n b GET 1..8 @server", "b"),
            ("a GET 0..9 @client server.address=c\n b GET 1..8 @server", "b"),
            ("a GET 0..9 @client\n a dns 1..2\n b GET 3..8", "b"),
            ("a GET 0..9 @client\n a GET 3..8 @server", "a"),
            ("a GET 0..9 @client\n b GET 1..8\n c GET 2..7", "b"),
            ("a GET 0..9 @client db.system=redis server.address=cache", "cache"),
            ("a GET 0..9 @client db.system=redis server.address=\"\"", "redis"),
            ("a GET 0..9 @client server.port=12", ""),
            ("a send 0..9 @producer messaging.system=kafka", "kafka"),
            ("a GET 0..9 server.address=c", ""),
            ("a GET 0..9\n b GET 1..8", "b"),
            ("a GET 0..9\n b GET 1..8\n b GET 2..3", "b"),
            ("a GET 0..9\n b GET 1..8\n c GET 2..3", ""),
            ("a GET 0..9\n b GET 1..8\n a GET 2..3", ""),
            ("a GET 0..9 @internal\n b GET 1..8", ""),
            ("a GET 0..9 @server server.address=b\n b GET 1..8", ""),
        ] {
            let store = sketch(text).unwrap();
            let call = Calls::new(&store).of(&store, SpanRow(0));
            assert_eq!(call.map_or("", |call| store.text(call.callee)), callee, "{text}");
        }
    }
}
