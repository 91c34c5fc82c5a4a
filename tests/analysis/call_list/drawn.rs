//! Calls of traces that are drawn, and the slow cache of the demo.

use spanlens::analysis::{Baseline, CallChange, CallList, Selection, baseline_of, call_list, select};
use spanlens::demo::Trouble;
use spanlens::filter::Filter;
use spanlens::sketch::sketch;
use spanlens::units::{DurationRange, FailureRule};

use super::super::hours::{self, HOUR};

fn list_of(text: &str) -> CallList {
    let store = sketch(text).unwrap();
    call_list(&store, store.requests(), None, FailureRule::Status).unwrap()
}

/// What is called, and how often.
fn calls(list: &CallList) -> Vec<String> {
    let mut calls: Vec<String> = list
        .rows
        .iter()
        .map(|row| format!("{:?} {}: {} × {}", row.kind, row.callee, row.operation, row.selection.calls))
        .collect();
    calls.sort();
    calls
}

#[test]
fn a_call_is_named_by_what_is_known_of_it() {
    for (text, expected) in [
        (
            "a x 0..9 @client db.system=redis db.query.summary=\"GET user\" db.operation=GET",
            "Database redis: GET user × 1",
        ),
        (
            "a x 0..9 @client db.system.name=pg db.operation.name=SELECT db.collection.name=orders",
            "Database pg: SELECT orders × 1",
        ),
        ("a x 0..9 @client db.system=pg db.operation=SELECT db.sql.table=orders", "Database pg: SELECT orders × 1"),
        ("a x 0..9 @client db.system=pg db.statement=\"SELECT 'a', 7 FROM t\"", "Database pg: SELECT ? FROM t × 1"),
        ("a x 0..9 @client db.system=pg server.address=orders-db", "Database orders-db: x × 1"),
        (
            "a GET 0..9 @client server.address=cart http.request.method=GET url.template=/users/{id}",
            "Http cart: GET /users/{id} × 1",
        ),
        (
            "a GET 0..9 @client peer.service=cart http.method=GET http.url=http://cart:80/users/7?x=1",
            "Http cart: GET /users/<n> × 1",
        ),
        ("a x 0..9 @client peer.service=cart rpc.service=shop.Cart rpc.method=Get", "Rpc cart: shop.Cart/Get × 1"),
        (
            "a x 0..9 @producer messaging.system=kafka messaging.operation.name=send messaging.destination.name=orders",
            "Queue kafka: send orders × 1",
        ),
        ("a x7 0..9 @client", "Other : x7 × 1"),
        ("a y 0..9 @client\n b GET /users/7 1..8 @server", "Other b: GET /users/<n> × 1"),
        (
            "a y 0..9 @client http.method=GET\n b GET 1..8 @server http.method=GET http.route=/users/{id}",
            "Http b: GET /users/{id} × 1",
        ),
        (
            "a y 0..9 @client\n b HTTP get 1..8 @server http.method=GET http.target=/users/7?x=1",
            "Http b: HTTP get /users/<n> × 1",
        ),
        ("a y 0..9 @client db.system=pg db.operation=SELECT\n b z 1..8 @server", "Database b: SELECT × 1"),
        ("a send 0..9 @producer\n b take 1..8 @consumer", "Queue b: take × 1"),
    ] {
        assert_eq!(calls(&list_of(text)), [expected], "{text}");
    }
}

#[test]
fn every_call_is_counted_once() {
    for (text, expected) in [
        // With spans on both sides, on either one, and with two answers to one span.
        ("a y 0..9 @server\n a c 0..9 @client\n  b s 1..8 @server", 1),
        ("a y 0..9 @server\n a c 0..9 @client", 1),
        ("a y 0..9 @server\n b s 1..8 @server", 1),
        ("a y 0..9\n b s 1..8", 1),
        ("a y 0..9 @server\n a c 0..9 @client\n  b s 1..4 @server\n  b s 5..8 @server", 2),
        // What is internal is no call, and neither is the entry of the unit.
        ("a y 0..9 @server\n a i 0..9 @internal", 0),
        ("a y 0..9 @server", 0),
        // The HTTP client below the client of a database is a call of its own.
        ("a y 0..9 @client db.system=es\n a POST 1..8 @client server.address=es http.request.method=POST", 2),
    ] {
        assert_eq!(list_of(text).selection.calls, expected, "{text}");
    }
}

#[test]
fn more_calls_and_slower_calls_are_told_apart() {
    let get = "a GET 0..100 @server\n r GET 0..10 @client db.system=redis";
    let both = |selection: &str| {
        let store = sketch(&format!("{get}\n\n{selection}")).unwrap();
        let mut rows = store.requests().iter();
        let mut side = || {
            let mut side = spanlens::store::RowSet::empty(store.spans().len());
            side.insert(rows.next().unwrap());
            side
        };
        let (baseline, selection) = (side(), side());
        let list = call_list(&store, &selection, Some(&baseline), FailureRule::Status).unwrap();
        let CallChange { calls, by_calls_ns, by_duration_ns, .. } = list.rows[0].change.unwrap();
        (calls, by_calls_ns / 1e6, by_duration_ns / 1e6)
    };
    let more = "a GET 0..100 @server\n r GET 0..10 @client db.system=redis\n r GET 20..30 @client db.system=redis";
    let slower = "a GET 0..100 @server\n r GET 0..35 @client db.system=redis";
    for (text, expected) in [(get, (0.0, 0.0, 0.0)), (more, (1.0, 10.0, 0.0)), (slower, (0.0, 0.0, 25.0))] {
        let (calls, by_calls_ms, by_duration_ms) = both(text);
        let is_close = |(a, b): (f64, f64)| (a - b).abs() < 1e-9;
        assert!(
            [(calls, expected.0), (by_calls_ms, expected.1), (by_duration_ms, expected.2)].into_iter().all(is_close),
            "{text}"
        );
    }
}

#[test]
fn the_operation_of_the_slow_cache_is_slower_and_not_called_more_often() {
    let incident = hours::incident(Trouble::SlowCache);
    let durations = DurationRange { min_ns: 0, max_ns: None };
    let window = Selection { time: Some(incident.window), durations: Some(durations), ..Selection::default() };
    let requests = HOUR.requests();
    let selection = select(&HOUR, requests, &window, FailureRule::Status).unwrap();
    let baseline = baseline_of(&HOUR, requests, &window, &Baseline::Before, FailureRule::Status).unwrap();
    let list = call_list(&HOUR, &selection, Some(&baseline), FailureRule::Status).unwrap();
    // The calls of the cart wait for those of its cache, so they are next.
    assert_eq!(list.rows[0].callee, incident.service);
    let of_cache: Vec<_> = list.rows.iter().filter(|row| row.callee == incident.service).collect();
    assert_eq!(of_cache.len(), 2);
    for row in of_cache {
        let change = row.change.unwrap();
        assert!(change.by_duration_ns > 10.0 * change.by_calls_ns.abs(), "{change:?}");
        let filter = Filter::parse(&row.filter).unwrap();
        assert_eq!(filter.select(&HOUR, &selection).count(), row.selection.units);
    }
}
