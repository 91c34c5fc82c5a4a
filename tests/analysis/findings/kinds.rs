//! What has no place in time or lies inside of units: each kind found once where it is, and beside it what only looks like it.

use spanlens::analysis::{Anomaly, DataKind, FindingKind, Findings, Selection, select};
use spanlens::sketch::sketch;
use spanlens::store::Store;
use spanlens::units::FailureRule;

use super::all;
use super::made::{Call, Maker};
use crate::analysis::random::Random;

/// The only finding of a kind.
fn only(answer: &Findings, kind: FindingKind) -> &Anomaly {
    let of_kind: Vec<&Anomaly> = answer.findings.iter().filter(|finding| finding.kind == kind).collect();
    let told = || answer.findings.iter().map(|finding| &finding.what).collect::<Vec<_>>();
    assert_eq!(of_kind.len(), 1, "{kind:?} in {:#?}", told());
    of_kind[0]
}

fn has_none(answer: &Findings, kind: FindingKind) {
    let of_kind: Vec<&Anomaly> = answer.findings.iter().filter(|finding| finding.kind == kind).collect();
    assert!(of_kind.is_empty(), "{of_kind:#?}");
}

/// A request every 100 ms: what `unit` says of each by its number, with its lines from `0`.
fn every_100_ms(units: u32, unit: impl Fn(u32) -> String) -> Store {
    let later = |line: &str, at: u32| {
        let words: Vec<String> = line
            .split(' ')
            .map(|word| match word.split_once("..") {
                Some((from, to)) => {
                    let shifted = |ms: &str| ms.parse::<u32>().unwrap() + at * 100;
                    format!("{}..{}", shifted(from), shifted(to))
                }
                None => word.to_owned(),
            })
            .collect();
        words.join(" ")
    };
    let trace = |at: u32| unit(at).lines().map(|line| later(line, at)).collect::<Vec<_>>().join("\n");
    sketch(&(0..units).map(trace).collect::<Vec<_>>().join("\n\n")).unwrap()
}

#[test]
fn calls_one_after_the_other_are_repeated_calls_and_calls_at_once_are_not() {
    let calls = |times: [(u32, u32); 6]| {
        let call = |(from, to)| format!("\n shop SELECT {from}..{to} @client db.system=pg");
        times.map(call).concat()
    };
    let in_turn = calls([(1, 9), (10, 18), (20, 28), (30, 38), (40, 48), (50, 58)]);
    let at_once = calls([(1, 58), (1, 57), (2, 56), (2, 55), (3, 54), (3, 53)]);
    let few = "\n shop SELECT 1..9 @client db.system=pg\n shop SELECT 10..18 @client db.system=pg";
    let store = every_100_ms(90, |at| match at % 3 {
        0 => format!("shop turns 0..60 @server{in_turn}"),
        1 => format!("shop once 0..60 @server{at_once}"),
        _ => format!("shop few 0..20 @server{few}"),
    });
    let answer = all(&store);
    let finding = only(&answer, FindingKind::RepeatedCalls);
    let calls = finding.calls.as_ref().unwrap();
    assert_eq!((&*finding.operations[0].name, &*calls.name, &*calls.callee), ("turns", "SELECT", "pg"));
    assert_eq!((finding.units, calls.per_unit), (30, 6.0));
    assert!((calls.share - 0.8).abs() < 1e-9, "{}", calls.share);
    // All but one of six could be spared.
    assert!((finding.added_ns - 30.0 * 40e6).abs() < 1.0, "{}", finding.added_ns);
    assert_eq!(finding.what, "turns calls SELECT of pg 6 times, one call after the other: 80 % of the time.");
}

#[test]
fn errors_that_another_attempt_makes_good_are_retries() {
    let store = every_100_ms(100, |at| {
        let first = if at % 10 == 0 {
            "\n shop ask 1..9 @client !\"too busy\"\n shop ask 10..19 @client"
        } else {
            "\n shop ask 1..9 @client"
        };
        format!("shop GET 0..{} @server{first}", if at % 10 == 0 { 20 } else { 10 })
    });
    let answer = all(&store);
    let finding = only(&answer, FindingKind::Retries);
    let cause = finding.cause.as_ref().unwrap();
    assert_eq!((cause.units, cause.of, &*cause.key.message), (10, 100, "too busy"));
    assert!((finding.added_ns - 100e6).abs() < 1.0, "{}", finding.added_ns);
    let selected = select(&store, store.requests(), &finding.selection, FailureRule::Status).unwrap();
    assert_eq!(selected.count(), 10);
    assert_eq!(finding.what, "10 % of GET succeed only after another attempt: 10 requests.");
    has_none(&answer, FindingKind::Cause);
}

#[test]
fn a_cause_at_all_times_is_told_with_its_units() {
    let store = every_100_ms(200, |at| {
        let fails = if at % 40 == 7 { "!\"no such user\"" } else { "" };
        format!("shop GET 0..10 @server {fails}\n pay charge 1..9 {fails}")
    });
    let answer = all(&store);
    let finding = only(&answer, FindingKind::Cause);
    assert_eq!((finding.failing, finding.units, finding.extra_units), (5, 200, 5.0));
    assert_eq!(finding.what, "2.5 % of GET fail at all times by one cause: 5 requests.");
    assert_eq!(finding.why, "It began in pay, charge: no such user.");
}

#[test]
fn a_second_mode_is_told_with_the_value_that_has_it_and_none_without() {
    let store = every_100_ms(200, |at| {
        let (ms, cache) = if at % 5 == 0 { (80 + at % 7, "miss") } else { (8 + at % 3, "hit") };
        let other = if at % 10 < 2 { 90 } else { 9 };
        if at % 2 == 0 { format!("shop GET 0..{ms} cache={cache}") } else { format!("shop POST 0..{other}") }
    });
    let answer = all(&store);
    let finding = only(&answer, FindingKind::SecondMode);
    assert_eq!((&*finding.operations[0].name, finding.units), ("GET", 20));
    assert_eq!(finding.why, "Only these have cache = miss.");
    let selected = select(&store, store.requests(), &finding.selection, FailureRule::Status).unwrap();
    assert_eq!(selected.count(), finding.units);
}

#[test]
fn an_operation_surges_or_stops_beside_the_others_and_not_with_them() {
    let mut maker = Maker::new();
    let mut trace = 0;
    let mut add = |name, start_ns| {
        maker.add(trace, &[Call { service: "shop", name, start_ns, duration_ns: 1_000_000, fails: false, parent: 0 }]);
        trace += 1;
    };
    for second in 0..600_u64 {
        // Everybody comes twice as often in the last half.
        for part in 0..=second / 300 {
            let start_ns = second * 1_000_000_000 + part * 400_000_000;
            add("GET /", start_ns);
            if !(400..450).contains(&second) {
                add("GET /cart", start_ns + 1_000_000);
            }
            if second % 10 == 0 {
                add("POST /buy", start_ns + 2_000_000);
            }
        }
        for more in (0..3).filter(|_| (100..130).contains(&second)) {
            add("POST /buy", second * 1_000_000_000 + more * 100_000_000);
        }
    }
    let answer = all(&maker.store());
    let [surge, stop] = [FindingKind::More, FindingKind::Fewer].map(|kind| only(&answer, kind));
    let seconds = |finding: &Anomaly| {
        let time = finding.time.unwrap();
        [time.from_ns, time.to_ns].map(|ns| (ns - super::made::ORIGIN_NS) / 1_000_000_000)
    };
    assert_eq!((&*surge.operations[0].name, seconds(surge), surge.units), ("POST /buy", [100, 130], 93));
    assert_eq!((&*stop.operations[0].name, seconds(stop), stop.units), ("GET /cart", [400, 450], 0));
    assert!(stop.what.starts_with("No requests of GET /cart, else "), "{}", stop.what);
    assert!((-110.0..-85.0).contains(&stop.extra_units), "{}", stop.extra_units);
    assert_eq!(answer.findings.len(), 2);
}

#[test]
fn what_the_whole_duration_hides_is_found_inside() {
    let mut random = Random::new(5);
    let mut maker = Maker::new();
    for at in 0..1_200_u64 {
        let own_ns = (500e6 * random.normal().exp()) as u64;
        let is_slow = (600..800).contains(&at);
        let price_ns = (10e6 * (1.0 + 0.2 * random.normal())) as u64 + if is_slow { 60_000_000 } else { 0 };
        let start_ns = at * 1_000_000_000;
        let call = |service, name, start_ns, duration_ns| Call {
            service,
            name,
            start_ns,
            duration_ns,
            fails: false,
            parent: 0,
        };
        maker.add(
            at.into(),
            &[
                call("gateway", "GET /", start_ns, own_ns + price_ns),
                call("price", "quote", start_ns + own_ns / 2, price_ns),
            ],
        );
    }
    let answer = all(&maker.store());
    let finding = only(&answer, FindingKind::SlowerInside);
    has_none(&answer, FindingKind::Slower);
    let calls = finding.calls.as_ref().unwrap();
    assert_eq!((&*calls.service, &*calls.name), ("price", "quote"));
    let time = finding.time.unwrap();
    let seconds = [time.from_ns, time.to_ns].map(|ns| (ns - super::made::ORIGIN_NS) / 1_000_000_000);
    assert!(seconds[0].abs_diff(600) <= 10 && seconds[1].abs_diff(800) <= 10, "{seconds:?}");
    assert!((0.9 * 12e9..12e9).contains(&finding.added_ns), "{}", finding.added_ns);
    assert_eq!(finding.suspect.as_ref().map(|suspect| &*suspect.service), Some("price"));
}

#[test]
fn a_service_whose_spans_lack_parents_limits_the_answers() {
    let store = every_100_ms(50, |at| {
        let lost = if at % 5 == 0 { "?" } else { "" };
        format!("shop GET 0..9\n cart get 1..8\n mail send 2..7 {lost}")
    });
    let answer = all(&store);
    let orphans = answer.data.iter().find(|limit| limit.kind == DataKind::Orphans).unwrap();
    assert_eq!((&*orphans.service, orphans.count, orphans.of), ("mail", 10, 50));
    assert!(
        orphans.what.starts_with("10 spans of mail (20 % of 50) name a parent that is not there"),
        "{}",
        orphans.what
    );
    assert_eq!(answer.findings.len(), 0);
}

#[test]
fn sampling_that_cannot_be_read_limits_the_answers() {
    let store = every_100_ms(50, |at| {
        let probability = if at % 5 == 0 { "often" } else { "1" };
        format!("shop GET 0..9 sampling.probability={probability}")
    });
    let [limit] = &all(&store).data[..] else { panic!("one limit") };
    assert_eq!((limit.kind, limit.count, limit.of), (DataKind::InvalidSampling, 10, 50));
    assert!(limit.what.starts_with("10 spans (20 % of 50) name a sampling threshold"), "{}", limit.what);
}

#[test]
fn an_operation_is_a_condition_of_a_selection() {
    let store = sketch("shop GET 0..9\n cart GET 1..8\n\n shop POST 0..9\n\n cart GET 0..9").unwrap();
    let count = |operations: &[(&str, &str)]| {
        let operations = operations.iter().map(|&(service, name)| (service.to_owned(), name.to_owned())).collect();
        let selection = Selection { operations, ..Selection::default() };
        select(&store, store.requests(), &selection, FailureRule::Status).unwrap().count()
    };
    assert_eq!(count(&[]), 3);
    assert_eq!(count(&[("cart", "GET")]), 1);
    assert_eq!(count(&[("shop", "GET"), ("shop", "POST"), ("mail", "GET")]), 2);
}
