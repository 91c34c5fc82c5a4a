//! A small shop whose requests are slow for known reasons.

use spanlens::store::{RawValue, RowSet, ScopeRow, SourceRow, SpanDraft, Store, StoreBuilder};
use spanlens::units::{SpanId, SpanKind, TraceId};

use crate::analysis::random::Random;
use crate::strategies;

pub(super) const FRONT: usize = 0;
pub(super) const CART: usize = 1;
pub(super) const CATALOG: usize = 2;
pub(super) const PAY: usize = 3;
pub(super) const PRICE: usize = 4;
/// Records no spans.
pub(super) const REDIS: usize = 5;

pub(super) const NAMES: [&str; 6] = ["front", "cart", "catalog", "pay", "price", "redis"];

/// Whom each service calls, one after the other.
const CALLS: [&[usize]; 6] = [&[CART, CATALOG, PAY], &[REDIS], &[PRICE], &[PRICE], &[], &[]];

/// What is slow.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Reason {
    /// A service itself, or one that records no spans.
    OwnTime(usize),
    /// Answers of a service come late.
    Response(usize),
}

impl Reason {
    /// The service that is waited for.
    pub(super) fn service(self) -> &'static str {
        let (Self::OwnTime(service) | Self::Response(service)) = self;
        NAMES[service]
    }
}

/// Draws requests, one after the other.
pub(super) struct Shop {
    builder: StoreBuilder,
    source: SourceRow,
    scopes: Vec<ScopeRow>,
    pub(super) random: Random,
    trace: u128,
    span: u64,
    now_ns: u64,
}

impl Shop {
    pub(super) fn new(seed: u64) -> Self {
        let mut builder = StoreBuilder::new();
        let source = builder.add_source("shop", "default");
        let scopes = NAMES.iter().map(|name| strategies::scope(&mut builder, name)).collect();
        let now_ns = 1_700_000_000_000_000_000;
        Self { builder, source, scopes, random: Random::new(seed), trace: 0, span: 0, now_ns }
    }

    /// A request that is slow for some reasons, each with milliseconds. Gives its number.
    pub(super) fn request(&mut self, slow: &[(Reason, f64)]) -> usize {
        self.trace += 1;
        self.now_ns += 1_000_000_000;
        self.serve(FRONT, 0, slow);
        usize::try_from(self.trace).unwrap() - 1
    }

    /// Takes about as long as ever.
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "some milliseconds")]
    fn pass(&mut self, mean_ms: f64) {
        // With a tail: the square of a sum of numbers, of mean one.
        let sum: f64 = (0..4).map(|_| self.random.unit()).sum();
        let latency = (sum / 2.0).powi(2) * 12.0 / 13.0;
        self.now_ns += (mean_ms * latency * 1e6) as u64;
    }

    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "some milliseconds")]
    fn suffer(&mut self, reason: Reason, slow: &[(Reason, f64)]) {
        let ms: f64 = slow.iter().filter(|(other, _)| *other == reason).map(|(_, ms)| ms).sum();
        self.now_ns += (ms * (0.8 + 0.4 * self.random.unit()) * 1e6) as u64;
    }

    fn serve(&mut self, service: usize, parent: u64, slow: &[(Reason, f64)]) {
        let (id, start_ns) = self.open();
        self.pass(2.0);
        self.suffer(Reason::OwnTime(service), slow);
        CALLS[service].iter().for_each(|&callee| self.call(service, callee, id, slow));
        self.pass(0.5);
        self.close(service, (id, parent), ("serve", SpanKind::Server), start_ns, None);
    }

    fn call(&mut self, service: usize, callee: usize, parent: u64, slow: &[(Reason, f64)]) {
        let (id, start_ns) = self.open();
        self.pass(0.3);
        let peer = if callee == REDIS {
            self.pass(1.0);
            self.suffer(Reason::OwnTime(REDIS), slow);
            Some(NAMES[REDIS])
        } else {
            self.serve(callee, id, slow);
            None
        };
        self.suffer(Reason::Response(callee), slow);
        self.pass(0.3);
        self.close(service, (id, parent), ("call", SpanKind::Client), start_ns, peer);
    }

    fn open(&mut self) -> (u64, u64) {
        self.span += 1;
        (self.span, self.now_ns)
    }

    fn close(
        &mut self,
        service: usize,
        (id, parent): (u64, u64),
        (name, kind): (&str, SpanKind),
        start_ns: u64,
        peer: Option<&str>,
    ) {
        let Self { builder, .. } = self;
        let name = builder.intern(name).unwrap();
        let attributes = peer.map(|peer| {
            let (key, value) =
                (builder.intern("server.address").unwrap(), RawValue::string(builder.intern(peer).unwrap()));
            builder.intern_pair(key, value).unwrap()
        });
        let draft = SpanDraft {
            trace_id: TraceId(self.trace.to_be_bytes()),
            span_id: SpanId(id),
            parent_id: SpanId(parent),
            name,
            kind,
            start_ns,
            end_ns: self.now_ns,
            attributes: attributes.into_iter().collect(),
            ..SpanDraft::default()
        };
        builder.push(&draft, self.scopes[service], self.source).unwrap();
    }

    /// The requests so far, and which of them are of a side.
    pub(super) fn sealed(self) -> Drawn {
        Drawn(self.builder.seal())
    }
}

/// Requests, which are told apart by their numbers.
pub(super) struct Drawn(pub(super) Store);

impl Drawn {
    /// The units of requests by their numbers.
    pub(super) fn units(&self, is_in: impl Fn(usize) -> bool) -> RowSet {
        let Self(store) = self;
        let mut units = RowSet::empty(store.spans().len());
        store.requests().iter().filter(|&unit| is_in(self.number(unit))).for_each(|unit| units.insert(unit));
        units
    }

    /// The number of the request that a unit is.
    pub(super) fn number(&self, unit: spanlens::store::SpanRow) -> usize {
        let id = self.0.traces().id(self.0.spans().trace(unit));
        usize::try_from(u128::from_be_bytes(id.0)).unwrap() - 1
    }
}
