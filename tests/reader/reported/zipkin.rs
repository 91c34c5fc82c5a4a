//! Zipkin JSON of both versions.

use spanlens::ingest::Reason;

use super::Case;

#[test]
fn both_halves_of_a_call_in_one_object_are_two_spans() {
    let case = Case::read("zipkin-v1-both-halves.json");
    case.is("
        shop get /cart client 0..120000000 unset
          cart get /cart server 10000000..100000000 unset
            cart select client 20000000..80000000 unset");
    case.has("get /cart", &[r#"http.path = String("/cart")"#, r#"peer.service = String("cart")"#]);
    case.has("select", &[r#"peer.service = String("stockdb")"#]);
    let spans = super::dump::spans(&case.store);
    let [client, server, _] = spans.as_slice() else { panic!("three spans") };
    assert_eq!(client.head.split(' ').nth(1), server.head.split(' ').nth(1), "both have one id");
    assert!(server.attributes.contains(&r#"cache.size = String("12")"#.to_owned()), "{server:?}");
    let events: Vec<&str> = spans.iter().flat_map(|span| &span.nested).map(|(head, _)| head.as_str()).collect();
    assert_eq!(events, [r#"event "cache.miss" 1791187200050000000 dropped 0"#]);
    let keys = spans.iter().flat_map(|span| &span.attributes).filter_map(|attribute| attribute.split(' ').next());
    assert!(keys.into_iter().all(|key| !["sa", "ca"].contains(&key)));
    assert_eq!(case.counts(), [1, 1, 0]);
}

#[test]
fn pieces_of_a_span_are_one_and_a_callee_is_no_root() {
    let case = Case::read("zipkin-pieces.json");
    case.is("
        gateway get /home server 0..300000000 unset
          gateway get client 10000000..210000000 unset
            user get /user server 20000000..170000000 unset
              user load unspecified 30000000..120000000 unset");
    case.has("get /home", &[r#"http.path = String("/home")"#, r#"http.status_code = String("200")"#]);
    assert_eq!(case.span("get /home").nested[0].0, r#"event "flush" 1791187200200000000 dropped 0"#);
    assert_eq!(case.counts(), [1, 1, 0]);
    case.tells(&[(Reason::SpanInPieces, 1)]);
}
