//! Maps of traces that are drawn by hand.

use spanlens::analysis::{NodeKind, ServiceMap, service_map};
use spanlens::filter::Filter;
use spanlens::sketch::sketch;
use spanlens::store::{RowSet, Store};
use spanlens::units::FailureRule;

fn map_of(text: &str) -> (Store, ServiceMap) {
    let store = sketch(text).unwrap();
    let map = service_map(&store, store.requests(), None, FailureRule::Status);
    (store, map)
}

/// Edges as `from>to calls/failing ms`, with `~` for messages.
fn edges(map: &ServiceMap) -> Vec<String> {
    let name = |at: u32| &*map.nodes[at as usize].name;
    let edge = |edge: &spanlens::analysis::MapEdge| {
        let of = edge.selection;
        let arrow = if edge.is_messages { '~' } else { '>' };
        format!("{}{arrow}{} {}/{} {}ms", name(edge.from), name(edge.to), of.calls, of.failing, of.path_ns / 1e6)
    };
    map.edges.iter().map(edge).collect()
}

/// Nodes as `name calls ms`.
fn nodes(map: &ServiceMap) -> Vec<String> {
    let node = |node: &spanlens::analysis::MapNode| {
        format!("{} {} {}ms", node.name, node.selection.calls, node.selection.path_ns / 1e6)
    };
    map.nodes.iter().map(node).collect()
}

#[test]
fn a_message_leads_from_who_sent_it_to_who_takes_it_by_a_link() {
    let (store, map) = map_of(
        "shop POST /order   0..100 @server
           shop send       10..30  @producer messaging.system=kafka

         mailer poll       200..300
           mailer process  210..290 @consumer ->1/2",
    );
    assert_eq!(edges(&map), ["shop~kafka 1/0 10ms", "shop~mailer 1/0 0ms"]);
    // The loop that the message is taken in is entered by nobody's call; what takes it is another entry.
    assert_eq!(nodes(&map), ["mailer 2 50ms", "kafka 1 0ms", "shop 1 40ms"]);
    assert_eq!(map.nodes[1].kind, NodeKind::Queue);
    let selected = |text: &str| Filter::parse(text).unwrap().select(&store, store.requests()).count();
    assert_eq!(map.edges.iter().map(|edge| selected(&edge.filter)).collect::<Vec<_>>(), [1, 1]);
}

#[test]
fn a_message_leads_from_who_sent_it_to_who_takes_it_by_a_parent() {
    let (_, map) = map_of(
        "shop POST /order    0..100 @server
           shop send        10..30  @producer messaging.system=kafka
             mailer process 50..250 @consumer !",
    );
    // The sender sees how it was sent, not how it was taken.
    assert_eq!(edges(&map), ["shop~mailer 1/0 20ms"]);
    assert_eq!(nodes(&map), ["mailer 1 0ms", "shop 1 80ms"]);
    assert_eq!((map.nodes[0].selection.failing, map.edges[0].selection.p50_ns), (1, 20_000_000));
}

#[test]
fn a_batch_is_a_call_of_each_sender_once() {
    let (_, map) = map_of(
        "shop send 0..1 @producer

         cart send 0..1 @producer

         cart send 0..1 @producer

         mailer process 5..9 @consumer ->1/1 ->2/2 ->3/3 ->7/7",
    );
    assert_eq!(edges(&map), ["cart~mailer 1/0 0ms", "shop~mailer 1/0 0ms"]);
    assert_eq!(nodes(&map)[1], "mailer 1 1ms");
}

#[test]
fn a_database_that_two_services_share_is_one_node() {
    let (_, map) = map_of(
        "shop GET /         0..100 @server
           shop SELECT     10..20  @client db.system.name=postgresql server.address=orders-db
           shop get        30..90  @client
             stock get     40..80  @server
               stock SELECT 50..70 @client db.system.name=postgresql server.address=orders-db !",
    );
    assert_eq!(edges(&map), ["shop>orders-db 1/0 10ms", "shop>stock 1/0 20ms", "stock>orders-db 1/1 20ms"]);
    assert_eq!(nodes(&map), ["orders-db 2 0ms", "shop 1 30ms", "stock 1 20ms"]);
    assert_eq!(map.nodes[0].kind, NodeKind::Database);
    assert_eq!(map.nodes[0].filter, r#"{ (kind = client || kind = producer) && span.server.address = "orders-db" }"#);
}

#[test]
fn calls_can_go_in_a_circle_and_to_the_caller_itself() {
    let (store, map) = map_of(
        "a GET      0..100 @server
           a ask   10..90  @client
             b GET 20..80  @server
               a GET 30..70 @server
                 a GET 40..60 @server !",
    );
    assert_eq!(edges(&map), ["a>a 1/1 0ms", "a>b 1/0 20ms", "b>a 1/0 0ms"]);
    assert_eq!(nodes(&map), ["a 3 60ms", "b 1 20ms"]);
    assert_eq!(
        map.edges[0].filter,
        r#"{ resource.service.name = "a" } > { resource.service.name = "a" && (kind = server || kind = consumer) }"#
    );
    let selected = |text: &str| Filter::parse(text).unwrap().select(&store, store.requests()).count();
    assert!(map.edges.iter().all(|edge| selected(&edge.filter) == 1));
}

#[test]
fn a_service_without_spans_is_a_node_and_one_with_spans_elsewhere_the_same_node() {
    let (_, map) = map_of(
        "shop GET /     0..100 @server
           shop pay    10..90  @client server.address=pay.example.com
           shop ask    90..95  @client peer.service=cart

         cart get       0..10 @server",
    );
    assert_eq!(edges(&map), ["shop>cart 1/0 2.5ms", "shop>pay.example.com 1/0 40ms"]);
    let kinds: Vec<_> = map.nodes.iter().map(|node| (&*node.name, node.kind, node.selection.calls)).collect();
    let expected =
        [("cart", NodeKind::Service, 1), ("pay.example.com", NodeKind::External, 1), ("shop", NodeKind::Service, 1)];
    assert_eq!(kinds, expected);
}

#[test]
fn a_child_in_another_service_is_a_call_though_nobody_calls() {
    let (_, map) = map_of("a x 0..100 @internal\n b y 20..60 @internal\n b z 70..80 @internal\n  b w 71..72 @internal");
    assert_eq!(edges(&map), ["a>b 2/0 0ms"]);
    assert_eq!(nodes(&map), ["b 2 50ms", "a 1 50ms"]);
}

#[test]
fn the_caller_sees_a_call_that_times_out_fail() {
    let (_, map) = map_of("a x 0..100 @server\n a call 0..50 @client !\n  b y 10..400 @server");
    assert_eq!(edges(&map), ["a>b 1/1 10ms"]);
    assert_eq!(map.nodes.iter().map(|node| node.selection.failing).collect::<Vec<_>>(), [0, 0]);
    assert_eq!((map.edges[0].selection.p50_ns, map.nodes[1].selection.p50_ns), (50_000_000, 390_000_000));
}

#[test]
fn a_change_of_the_mix_is_no_change_of_a_service() {
    let export = "shop GET /export 0..100\n shop SELECT 10..90 @client server.address=exports";
    let visit = |ms: u32| format!("shop GET / 0..{}\n shop GET 5..{} @client server.address=cache", ms + 10, ms + 5);
    let units = [visit(20), export.to_owned(), visit(50), export.to_owned(), export.to_owned()];
    let store = sketch(&units.join("\n\n")).unwrap();
    let mut sides = [0, 1].map(|_| RowSet::empty(store.spans().len()));
    for (at, unit) in store.requests().iter().enumerate() {
        sides[usize::from(at < 2)].insert(unit);
    }
    let map = service_map(&store, &sides[0], Some(&sides[1]), FailureRule::Status);
    let change_ms = |callee: &str| {
        let edge = map.edges.iter().find(|edge| map.nodes[edge.to as usize].name == callee).unwrap();
        (edge.change_ns.unwrap() / 1e6, (edge.selection.path_ns - edge.baseline.unwrap().path_ns) / 1e6)
    };
    // A third of the selected requests are visits, and take 30 ms more. More exports take more time, each as long as ever.
    let (cache, exports) = (change_ms("cache"), change_ms("exports"));
    assert!((cache.0 - 10.0).abs() < 1e-9 && exports.0.abs() < 1e-9 && exports.1 > 10.0, "{cache:?} {exports:?}");
}
