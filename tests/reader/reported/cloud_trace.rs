//! Google Cloud Trace.

use spanlens::ingest::Reason;

use super::Case;

#[test]
fn ids_are_whole_numbers_of_64_bits() {
    let case = Case::read("cloudtrace-v1-u64.json");
    case.is("
        web /home server 0..2000000001 unset
          rpc call client 10000000..1000000000 unset
            - inner unspecified 20000000..30000000 error lost");
    let ids = ["/home", "call", "inner"].map(|name| case.span(name).head.split(' ').nth(1).unwrap().to_owned());
    assert_eq!(ids, ["6000000000000001", "8000000000000001", "ffffffffffffffff"]);
    assert!(case.span("inner").head.contains(" 1791187200020000000.."));
    let counts = case.store.counts();
    assert_eq!((case.counts(), counts.exact_repeats, counts.orphans), ([1, 1, 0], 1, 0));
    case.tells(&[(Reason::MoreElsewhere, 1)]);
}

#[test]
fn a_status_is_a_code_of_grpc_and_may_be_missing() {
    let case = Case::read("cloudtrace-v2-status.json");
    case.is("
        front GET / server 0..80000123 error upstream gone
          - find client 1000000..5000000 error
          - fine internal 6000000..9000000 ok
          - zero unspecified 10000000..12000000 ok
          - none unspecified 13000000..15000000 unset");
    case.has("GET /", &["http.response.status_code = Int(500)"]);
    case.has("find", &["rpc.grpc.status_code = Int(5)"]);
    assert_eq!(case.counts(), [1, 1, 1]);
    case.tells(&[]);
}
