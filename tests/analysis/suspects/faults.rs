//! Faults with known answers: a small shop, generated over and over, in which one thing at a time goes wrong.

#![expect(clippy::similar_names, reason = "callers and callees are what this is about")]

use std::fmt::Write;

use spanlens::analysis::suspects;
use spanlens::sketch::sketch;

use super::sides;

const GATE: usize = 0;
const FRONT: usize = 1;
const CART: usize = 2;
const CATALOG: usize = 3;
const PRICE: usize = 4;
const PAY: usize = 5;
/// The last two record no spans.
const REDIS: usize = 6;
const BANK: usize = 7;

const NAMES: [&str; 8] = ["gate", "front", "cart", "catalog", "price", "pay", "redis", "bank"];

/// Whom each service calls, one after the other.
const CALLS: [&[usize]; 8] =
    [&[FRONT], &[CART, CATALOG, PAY], &[CATALOG, REDIS], &[PRICE], &[], &[PRICE, BANK, CATALOG], &[], &[]];

/// Units on either side.
const UNITS: usize = 40;

#[derive(Debug, Clone, Copy, PartialEq)]
enum Fault {
    None,
    /// Answers to all who call the service come late.
    Response(usize),
    /// The service gets to see late what it is asked.
    Request(usize),
    /// The service itself is slow.
    OwnTime(usize),
    /// The service reads all answers late.
    Outgoing(usize),
}

#[derive(Debug, Clone, Copy)]
struct Shop {
    fault: Fault,
    delay_ms: f64,
    /// How early or late the clock of a service is.
    skew: (usize, f64),
    /// Whether the gate records a span over the whole request beside its call.
    wrapper: bool,
}

/// A shop in a trace: its clock, its dice and what it has drawn so far.
struct Scene {
    shop: Shop,
    now_ms: f64,
    dice: u64,
    /// Lines with their depth, start and end.
    lines: Vec<(usize, usize, String, f64, f64)>,
}

impl Scene {
    /// A number in `[0, 1)`.
    fn dice(&mut self) -> f64 {
        self.dice ^= self.dice << 13;
        self.dice ^= self.dice >> 7;
        self.dice ^= self.dice << 17;
        (self.dice >> 11) as f64 / (1_u64 << 53) as f64
    }

    fn pass(&mut self, ms: f64) {
        self.now_ms += ms * (0.8 + 0.4 * self.dice());
    }

    fn suffer(&mut self, fault: Fault) {
        if self.shop.fault == fault {
            self.pass(self.shop.delay_ms);
        }
    }

    fn open(&mut self, depth: usize, service: usize, rest: String) -> usize {
        self.lines.push((depth, service, rest, self.now_ms, 0.0));
        self.lines.len() - 1
    }

    fn close(&mut self, line: usize) {
        self.lines[line].4 = self.now_ms;
    }

    fn serve(&mut self, depth: usize, service: usize) {
        let line = self.open(depth, service, "@server".to_owned());
        let wrapper =
            (service == GATE && self.shop.wrapper).then(|| self.open(depth + 1, service, "@internal".to_owned()));
        self.pass(3.0);
        self.suffer(Fault::OwnTime(service));
        CALLS[service].iter().for_each(|&callee| self.call(depth + 1, service, callee));
        if let Some(wrapper) = wrapper {
            self.lines[wrapper].4 = self.now_ms - 0.1;
        }
        self.pass(1.0);
        self.close(line);
    }

    fn call(&mut self, depth: usize, caller: usize, callee: usize) {
        let has_spans = callee < REDIS;
        let peer = if has_spans { "@client".to_owned() } else { format!("@client server.address={}", NAMES[callee]) };
        let line = self.open(depth, caller, peer);
        self.pass(0.5);
        self.suffer(Fault::Request(callee));
        if has_spans {
            self.serve(depth + 1, callee);
        } else {
            self.pass(2.0);
            self.suffer(Fault::OwnTime(callee));
        }
        self.suffer(Fault::Response(callee));
        self.suffer(Fault::Outgoing(caller));
        self.pass(0.5);
        self.close(line);
    }

    fn write(&self, text: &mut String) {
        for (depth, service, rest, from_ms, to_ms) in &self.lines {
            let shift = if self.shop.skew.0 == *service { self.shop.skew.1 } else { 0.0 };
            let (indent, name) = (" ".repeat(*depth), NAMES[*service]);
            let kind = rest.split(' ').next().unwrap();
            writeln!(text, "{indent}{name} {} {:.6}..{:.6} {rest}", &kind[1..], from_ms + shift, to_ms + shift)
                .unwrap();
        }
        text.push('\n');
    }
}

fn trace(shop: Shop, seed: usize) -> String {
    let dice = (seed as u64 + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    let mut scene = Scene { shop, now_ms: 1_000.0 + seed as f64 * 5_000.0, dice, lines: Vec::new() };
    scene.serve(0, GATE);
    let mut text = String::new();
    scene.write(&mut text);
    text
}

/// Who is named, with what is certain and the change of the mean.
fn named(shop: Shop, seed: usize) -> (String, f64, f64) {
    let calm = Shop { fault: Fault::None, ..shop };
    let trace = |at: usize| trace(if at < UNITS { calm } else { shop }, seed * 1_000 + at);
    let store = sketch(&(0..2 * UNITS).map(trace).collect::<String>()).unwrap();
    let (selection, baseline) = sides(&store, UNITS);
    let answer = suspects(&store, &selection, &baseline);
    let first = answer.suspects[0].clone();
    (first.service, first.certain_ns, answer.delta_mean_ns)
}

/// All faults, each with whom it is to be blamed on.
fn faults() -> Vec<(Fault, usize)> {
    let all = [FRONT, CART, CATALOG, PRICE, PAY];
    let legs =
        all.into_iter().flat_map(|service| [(Fault::Response(service), service), (Fault::Request(service), service)]);
    let own = [GATE, FRONT, CART, CATALOG, PRICE, PAY, REDIS, BANK].map(|service| (Fault::OwnTime(service), service));
    let outgoing = [FRONT, CART, CATALOG, PAY].map(|service| (Fault::Outgoing(service), service));
    legs.chain(own).chain(outgoing).collect()
}

#[test]
fn two_hundred_faults_are_blamed_on_who_has_them() {
    let mut count = 0;
    let mut wrong = Vec::new();
    for (fault, service) in faults() {
        for (wrapper, skew_ms) in [(false, 0.0), (true, 0.0), (false, 50.0), (true, -50.0), (false, -50.0)] {
            for delay_ms in [15.0, 60.0] {
                // A clock cuts off what it moves out of the caller's time. Of the front it would be nearly the whole request.
                let skewed = if service == FRONT { CART } else { service };
                let shop = Shop { fault, delay_ms, skew: (skewed, skew_ms), wrapper };
                let (found, certain_ns, delta_ns) = named(shop, count);
                count += 1;
                if found != NAMES[service] || certain_ns <= 0.3 * delta_ns {
                    wrong.push(format!("{shop:?}: {found} for {certain_ns} of {delta_ns}"));
                }
            }
        }
    }
    assert!(count >= 200, "{count}");
    assert!(wrong.is_empty(), "{} of {count}: {wrong:#?}", wrong.len());
}

#[test]
fn without_a_fault_nobody_is_named_for_more_than_a_fiftieth() {
    for seed in 0..20 {
        let shop = Shop { fault: Fault::None, delay_ms: 0.0, skew: (CART, 0.0), wrapper: seed % 2 == 0 };
        let (found, certain_ns, _) = named(shop, 1_000 + seed);
        // A request takes some 60 ms.
        assert!(certain_ns < 0.02 * 60e6, "{found} for {certain_ns}");
    }
}
