//! Power: how large trouble has to be to be found.

use std::collections::BTreeMap;

use spanlens::analysis::FindingKind;
use spanlens::store::Store;

use super::all;
use super::made::{Call, Maker, ORIGIN_NS};
use crate::analysis::random::Random;

/// Where trouble is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Place {
    /// In the own time of the requests of one operation.
    Root,
    /// In one of three services that they call.
    Callee,
    /// In an operation that only a twentieth of the requests are of.
    RareOperation,
}

/// Trouble of one size.
#[derive(Debug, Clone, Copy)]
struct Trouble {
    place: Place,
    /// The share of the operation's requests that fail, or the part that is added to their time.
    size: f64,
    is_failing: bool,
    /// The part of the time that it lasts.
    lasts: f64,
    requests: usize,
}

const HOUR_NS: f64 = 3_600e9;

/// An hour with some trouble in it, and when that begins and ends.
fn hour(seed: u64, trouble: Trouble) -> (Store, [f64; 2]) {
    let mut random = Random::new(seed);
    let from = 0.1 + random.unit() * (0.8 - trouble.lasts);
    let window = [from, from + trouble.lasts];
    let mut maker = Maker::new();
    for trace in 0..trouble.requests {
        let at = random.unit();
        let is_rare = random.unit() < 0.05;
        let name = if is_rare {
            "POST /buy"
        } else if trace % 2 == 0 {
            "GET /"
        } else {
            "GET /cart"
        };
        let touched = if trouble.place == Place::RareOperation { "POST /buy" } else { "GET /" };
        let is_touched = name == touched && (window[0]..window[1]).contains(&at);
        let shared = (0.2 * random.normal()).exp();
        let mut part = |ms: f64| ms * 1e6 * shared * (0.4 * random.normal()).exp();
        let [mut own, mut first, second, third] = [part(20.0), part(15.0), part(10.0), part(10.0)];
        let added = if is_touched && !trouble.is_failing { trouble.size * (own + first + second + third) } else { 0.0 };
        if trouble.place == Place::Callee {
            first += added;
        } else {
            own += added;
        }
        let fails = random.unit() < 0.002 || (is_touched && trouble.is_failing && random.unit() < trouble.size);
        let start_ns = (at * HOUR_NS) as u64;
        let call = |service, start_ns, ns: f64| Call {
            service,
            name: "call",
            start_ns,
            duration_ns: ns as u64,
            fails: false,
            parent: 0,
        };
        let begun_ns = start_ns + (own / 2.0) as u64;
        let root = Call {
            service: "shop",
            name,
            start_ns,
            duration_ns: (own + first + second + third) as u64,
            fails,
            parent: 0,
        };
        let calls = [
            root,
            call("cart", begun_ns, first),
            call("stock", begun_ns + first as u64, second),
            call("mail", begun_ns + (first + second) as u64, third),
        ];
        maker.add(trace as u128, &calls);
    }
    (maker.store(), window)
}

/// Whether it is found: at a time that shares at least half with when it was.
fn is_found(seed: u64, trouble: Trouble) -> bool {
    let (store, window) = hour(seed, trouble);
    let [from, to] = window.map(|at| ORIGIN_NS as f64 + at * HOUR_NS);
    all(&store).findings.iter().any(|finding| {
        let is_kind = (finding.kind == FindingKind::Failing) == trouble.is_failing;
        is_kind
            && finding.time.is_some_and(|time| {
                let (start, end) = (time.from_ns as f64, time.to_ns as f64);
                let shared = end.min(to) - start.max(from);
                2.0 * shared >= end.max(to) - start.min(from)
            })
    })
}

#[test]
fn what_is_plain_is_found() {
    let plain = |place, is_failing, size| Trouble { place, size, is_failing, lasts: 0.2, requests: 1_200 };
    for (seed, trouble) in [
        (1, plain(Place::Root, true, 0.5)),
        (2, plain(Place::RareOperation, true, 0.9)),
        (3, plain(Place::Root, false, 2.0)),
        (4, plain(Place::Callee, false, 2.0)),
    ] {
        assert!(is_found(seed, trouble), "{trouble:?}");
    }
}

/// Prints what share is found, by kind, size and number of requests.
#[test]
#[ignore = "takes minutes; run it with --release"]
fn four_hundred_incidents_are_found_by_their_size() {
    let places = [Place::Root, Place::Callee, Place::RareOperation];
    let failing = [0.002, 0.01, 0.05, 0.2, 0.5];
    let slower = [0.05, 0.2, 0.5, 1.5, 5.0];
    let mut table: BTreeMap<(bool, usize, usize), [u32; 2]> = BTreeMap::new();
    let mut random = Random::new(7);
    for seed in 0..400_u64 {
        let is_failing = seed % 2 == 0;
        let step = (seed / 2 % 5) as usize;
        let requests = [500, 3_000, 15_000, 50_000][(seed / 10 % 4) as usize];
        let place = places[random.below(3) as usize];
        let size = if is_failing { failing[step] } else { slower[step] };
        let lasts = 0.01 * 30_f64.powf(random.unit());
        let found = is_found(1_000 + seed, Trouble { place, size, is_failing, lasts, requests });
        let [hits, all] = table.entry((is_failing, step, requests)).or_default();
        *all += 1;
        *hits += u32::from(found);
    }
    for is_failing in [true, false] {
        println!("{}", if is_failing { "failing" } else { "slower" });
        for step in 0..5 {
            let size = if is_failing { failing[step] } else { slower[step] };
            let cells = [500, 3_000, 15_000, 50_000].map(|requests| {
                let [hits, all] = table[&(is_failing, step, requests)];
                format!("{hits:2} of {all:2}")
            });
            println!("{:>6} %  {}", size * 100.0, cells.join("  "));
        }
    }
    let share = |is_it: &dyn Fn(usize, usize) -> bool| {
        let [hits, all] = table
            .iter()
            .filter(|((_, step, requests), _)| is_it(*step, *requests))
            .fold([0, 0], |sum, (_, cell)| [sum[0] + cell[0], sum[1] + cell[1]]);
        f64::from(hits) / f64::from(all)
    };
    let (large, all) = (share(&|step, requests| step >= 3 && requests >= 15_000), share(&|_, _| true));
    println!("large trouble in many requests {large:.2}, all {all:.2}");
    assert!(large >= 0.85 && all >= 0.4, "{large} {all}");
}
