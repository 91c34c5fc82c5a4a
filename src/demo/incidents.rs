//! The right answers: what is wrong in the demo, when, and how often, for tests to compare with.

use crate::units::TimeRange;

/// When the hour of the demo begins: 2026-03-17 14:00:00 UTC.
const HOUR_NS: u64 = 1_773_756_000_000_000_000;

/// The time in which requests arrive: 2026-03-17, 14:00 to 15:00 UTC.
pub const HOUR: TimeRange = minutes(0, 60);

/// What kind of trouble an incident is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trouble {
    /// A feature flag breaks an operation for those who have it.
    FeatureFlag,
    /// A cache answers slowly, and all its callers wait.
    SlowCache,
    /// Requests of one tenant fail.
    TenantQuota,
    /// First attempts fail and later ones succeed.
    RetryStorm,
}

/// An incident, with the right answers about it.
///
/// A request belongs to the incident's time if it *starts* in its window.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Incident {
    /// What happened, in one sentence.
    pub title: &'static str,
    /// When it lasts.
    pub window: TimeRange,
    /// Its kind.
    pub trouble: Trouble,
    /// The service, or the peer that records no spans, that is at fault.
    pub service: &'static str,
    /// The names of the spans where it first appears.
    pub operations: &'static [&'static str],
    /// The attribute, key and value, that says which requests are affected.
    pub attribute: (&'static str, &'static str),
    /// The exception that is thrown, unless requests are only slow.
    pub exception: Option<&'static str>,
    /// The log line, as its template, if only affected requests have it.
    pub line: Option<&'static str>,
    /// The number of affected requests.
    ///
    /// - `FeatureFlag`: those with the flag on.
    /// - `SlowCache`: those that ask the cache.
    /// - `TenantQuota`: those of the tenant on the operation.
    /// - `RetryStorm`: those of which an attempt failed.
    pub affected: u32,
    /// How many of these fail because of it.
    pub failing: u32,
    /// The time that it adds to the durations of all affected requests together; 0 if it makes them fail instead.
    pub added_ns: u64,
    /// The wrong answer that a naive rule would give.
    pub decoy: Decoy,
}

impl Incident {
    /// The mean time it adds to an affected request, in nanoseconds, rounded down.
    #[must_use]
    pub const fn added_ns_per_request(&self) -> u64 {
        if self.affected == 0 { 0 } else { self.added_ns / self.affected as u64 }
    }
}

/// Something that looks like the cause of an incident but is not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Decoy {
    /// What it is and which rule falls for it, in one sentence.
    pub title: &'static str,
    /// The key and the value that the requests below have in common.
    pub attribute: (&'static str, &'static str),
    /// The requests of the window that have it.
    pub requests: u32,
    /// How many of these fail, for whatever reason.
    pub failing: u32,
}

/// `app.feature_flag.dynamic-pricing`.
pub(super) const FLAG: &str = "app.feature_flag.dynamic-pricing";
/// What pricing throws without rules.
pub(super) const NO_RULE_SET: &str = "shop.catalog.pricing.RuleSetMissingException";
/// The key of the build of a user's app.
pub(super) const BUILD: &str = "app.client.build";
/// A build that hardly anybody has.
pub(super) const RARE_BUILD: &str = "web-8.14.0-rc.2";
/// The failing requests of the first incident, by their order, that come from the rare build.
pub(super) const RARE_FAILURES: [u32; 2] = [60, 140];
/// The cache.
pub(super) const CACHE: &str = "cart-redis";
/// The report that takes seconds on any day.
pub(super) const EXPORT_ROUTE: &str = "/orders/export";
/// The key of who a request is for.
pub(super) const TENANT: &str = "app.tenant";
/// Who runs out of quota.
pub(super) const BUSY_TENANT: &str = "maple";
/// Where most of that tenant's requests go.
pub(super) const BUSY_ZONE: &str = "eu-central-1c";
/// What payment throws then.
pub(super) const QUOTA_EXCEEDED: &str = "shop.payment.QuotaExceededException";
/// What cart logs when the cache is late, before and after the milliseconds.
pub(super) const SLOW_LINE: (&str, &str) = ("slow answer of cart-redis: ", " ms, its replica is loading the dataset");
/// What shipping reports while it is overloaded.
pub(super) const NO_WORKER: &str = "shipping::pool::Exhausted";
/// Where exports are put.
pub(super) const PARTS_STORE: &str = "exports-store";
/// Where the features of products are.
pub(super) const FEATURE_STORE: &str = "feature-store";
/// The service that has a proxy before it, and the zone in which it does.
pub(super) const PROXIED_SERVICE: &str = "currency";
pub(super) const PROXIED_ZONE: &str = "eu-central-1b";
/// What the database of inventory reports now and then.
pub(super) const DEADLOCK: &str = "*pgconn.PgError";

/// The four incidents, in the order of time.
pub const INCIDENTS: [Incident; 4] = [
    Incident {
        title: "A feature flag turns on dynamic pricing for a third of the quotes, and catalog has no rules for it.",
        window: minutes(12, 20),
        trouble: Trouble::FeatureFlag,
        service: "catalog",
        operations: &["shop.Catalog/Quote"],
        attribute: (FLAG, "on"),
        exception: Some(NO_RULE_SET),
        line: None,
        affected: 308,
        failing: 272,
        added_ns: 0,
        decoy: Decoy {
            title: "A build that only two requests have, both failing: the share of failures per value is highest there.",
            attribute: (BUILD, RARE_BUILD),
            requests: 2,
            failing: 2,
        },
    },
    Incident {
        title: "The cache of the carts answers some 400 ms late.",
        window: minutes(27, 33),
        trouble: Trouble::SlowCache,
        service: CACHE,
        operations: &["HGETALL", "HSET"],
        attribute: ("server.address", CACHE),
        exception: None,
        line: Some("slow answer of cart-redis: <n> ms, its replica is loading the dataset"),
        affected: 668,
        failing: 0,
        added_ns: 266_655_500_616,
        decoy: Decoy {
            title: "A burst of exports, each as slow as ever: they raise the mean latency more than the cache does.",
            attribute: ("http.route", EXPORT_ROUTE),
            requests: 280,
            failing: 0,
        },
    },
    Incident {
        title: "One tenant has used up its quota of charges, and its checkouts fail in payment, which only a log tells of.",
        window: minutes(38, 45),
        trouble: Trouble::TenantQuota,
        service: "payment",
        operations: &["shop.Payment/Charge"],
        attribute: (TENANT, BUSY_TENANT),
        exception: Some(QUOTA_EXCEEDED),
        line: None,
        affected: 53,
        failing: 53,
        added_ns: 0,
        decoy: Decoy {
            title: "The zone that the tenant is at home in, on nearly every failing span; others use it and do not fail.",
            attribute: ("cloud.availability_zone", BUSY_ZONE),
            requests: 1_313,
            failing: 52,
        },
    },
    Incident {
        title: "Shipping is overloaded, first attempts fail and are repeated: every request succeeds, late.",
        window: minutes(50, 56),
        trouble: Trouble::RetryStorm,
        service: "shipping",
        operations: &["shop.Shipping/Estimate", "shop.Shipping/Ship"],
        attribute: ("error.type", "UNAVAILABLE"),
        exception: Some(NO_WORKER),
        line: None,
        affected: 346,
        failing: 0,
        added_ns: 268_752_760_005,
        decoy: Decoy {
            title: "A few checkouts that really fail, in inventory: a count of error spans ranks them far below shipping.",
            attribute: ("exception.type", DEADLOCK),
            requests: 4,
            failing: 4,
        },
    },
];

/// Repeated sequential calls of one operation, at all times.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RepeatedCalls {
    /// What happens, in one sentence.
    pub title: &'static str,
    /// The operation, by the name of its spans.
    pub operation: &'static str,
    /// Who is called.
    pub callee: &'static str,
    /// The name of the calls.
    pub name: &'static str,
    /// The requests of the operation, all of which do it.
    pub requests: u32,
    /// The calls of all of them together.
    pub calls: u32,
    /// The calls of the median request.
    pub median: u32,
    /// Operations with as many calls that are not a problem.
    pub decoys: [ManyCalls; 2],
}

/// Many calls of one operation that are not a problem.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ManyCalls {
    /// The reason, in one sentence.
    pub title: &'static str,
    /// The operation, by the name of its root span.
    pub operation: &'static str,
    /// Who is called.
    pub callee: &'static str,
    /// The traces of the operation, all of which do it.
    pub traces: u32,
    /// The calls of all of them together.
    pub calls: u32,
}

/// The operation that makes one call for each listed item.
pub const REPEATED_CALLS: RepeatedCalls = RepeatedCalls {
    title: "A list of orders asks the database for the items of each order by itself.",
    operation: "GET /orders",
    callee: "orders-db",
    name: "SELECT order_items",
    requests: 1_004,
    calls: 6_569,
    median: 7,
    decoys: [
        ManyCalls {
            title: "An export puts the parts of its file into a store, all at once.",
            operation: "GET /orders/export",
            callee: PARTS_STORE,
            traces: 373,
            calls: 2_238,
        },
        ManyCalls {
            title: "A job learns of one product after the other, and asks for each of them once.",
            operation: "process order-placed",
            callee: FEATURE_STORE,
            traces: 246,
            calls: 1_847,
        },
    ],
};

/// A service whose spans have missing parents.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LostParents {
    /// What happens, in one sentence.
    pub title: &'static str,
    /// The service.
    pub service: &'static str,
    /// Its spans.
    pub spans: u32,
    /// Those of them that lack their parent.
    pub orphans: u32,
}

/// The service behind a proxy that records no spans.
pub const LOST_PARENTS: LostParents = LostParents {
    title: "In one zone a proxy hands on what is asked of currency, as of itself, and records nothing.",
    service: PROXIED_SERVICE,
    spans: 4_727,
    orphans: 1_168,
};

/// The minutes `[from, to)` of the hour.
const fn minutes(from: u64, to: u64) -> TimeRange {
    const MINUTE_NS: u64 = 60_000_000_000;
    TimeRange { from_ns: HOUR_NS + from * MINUTE_NS, to_ns: HOUR_NS + to * MINUTE_NS }
}

/// The trouble at a point in time.
pub(super) fn trouble_at(time_ns: u64) -> Option<Trouble> {
    INCIDENTS.iter().find(|incident| incident.window.contains(time_ns)).map(|incident| incident.trouble)
}
