//! OTLP, in JSON and in protobuf.

use spanlens::analysis::{FlameGraphOptions, flame_graph};
use spanlens::ingest::{Compression, Format, Reason};
use spanlens::store::SpanRow;
use spanlens::units::FailureRule;

use super::Case;

const SHOP_AND_CART: &str = "
    shop GET / server 0..100000000 unset
      cart load server 10000000..60000000 unset";
const SHOP: &str = "shop GET / server 0..100000000 unset";

#[test]
fn entries_without_a_document_around_them_are_read() {
    for file in ["bare-resource-spans.jsonl", "array-of-resource-spans.json"] {
        let case = Case::read(file);
        case.is(SHOP_AND_CART);
        case.tells(&[]);
        assert_eq!(case.report.format, Some(Format::OtlpJson), "{file}");
    }
}

#[test]
fn answers_of_apis_are_read() {
    for file in ["result-wrapper.json", "trace-wrapper.json"] {
        let case = Case::read(file);
        case.is(SHOP);
        case.tells(&[]);
    }
}

#[test]
fn text_before_documents_is_counted() {
    let case = Case::read("lines-with-timestamps.jsonl");
    case.is(SHOP_AND_CART);
    case.tells(&[(Reason::TextBetweenDocuments, 2)]);
}

#[test]
fn a_byte_order_mark_and_blank_lines_are_nothing() {
    let case = Case::read("bom-crlf-blank-lines.jsonl");
    case.is(SHOP_AND_CART);
    case.tells(&[]);
}

#[test]
fn dates_are_times_and_counted() {
    let case = Case::read("iso-times.json");
    case.is(SHOP);
    assert_eq!(case.store.spans().start_ns(SpanRow(0)), 1_700_000_000_000_000_000);
    case.tells(&[(Reason::DateAsTime, 2)]);
}

#[test]
fn milliseconds_are_kept_and_told_of() {
    let case = Case::read("milliseconds.json");
    assert_eq!(case.store.spans().start_ns(SpanRow(0)), 1_700_000_000_000);
    case.is("shop GET / server 0..100 unset");
    case.tells(&[(Reason::LikelyMilliseconds, 2)]);
}

#[test]
fn a_span_that_was_sent_twice_is_the_ended_one() {
    let case = Case::read("started-then-ended.json");
    case.is(SHOP);
    assert_eq!((case.counts(), case.store.counts().superseded), ([1, 1, 0], 1));
}

#[test]
fn a_clock_that_is_ahead_is_shown_and_not_repaired() {
    let case = Case::read("browser-clock-ahead.json");
    case.is("
        browser click client 1890000000..2190000000 unset
          api GET /api server 0..200000000 unset
            api select client 10000000..190000000 unset");
    assert_eq!((case.counts(), case.store.counts().starts_before_parent), ([1, 1, 0], 1));
    let graph = flame_graph(&case.store, case.store.requests(), &FlameGraphOptions::default()).unwrap();
    let outside_ns: f64 = graph.times.outside_self_ns.iter().sum();
    assert!((graph.mean_ns - 300e6).abs() < 1.0 && (outside_ns - 200e6).abs() < 1.0, "{graph:?}");
}

#[test]
fn a_status_that_is_unset_is_no_failure() {
    let case = Case::read("http-500-unset.json");
    case.is("a GET /x server 0..100000000 unset");
    case.has("GET /x", &["http.response.status_code = Int(500)"]);
    assert_eq!(case.counts(), [1, 1, 0]);
    let fails = |rule| case.store.spans().fails(SpanRow(0), rule);
    assert_eq!([FailureRule::Status, FailureRule::StatusOr5xx].map(fails), [false, true]);
}

#[test]
fn empty_ids_join_nothing() {
    let case = Case::read("empty-ids.json");
    case.is("
        - operationA unspecified 0..1000000468 error status-cancelled
        - operationB unspecified 0..1000000468 unset");
    assert_eq!(case.counts(), [2, 2, 1]);
}

#[test]
fn statuses_of_old_writers_count() {
    let case = Case::read("otlp-old-status.pb");
    assert_eq!((case.report.format, case.counts()), (Some(Format::OtlpProto), [1, 1, 0]));
    let mut statuses: Vec<String> = case.tree().lines().map(|line| line.trim().to_owned()).collect();
    statuses.sort();
    let starts = ["legacy GET /old server", "legacy a client", "legacy b ", "legacy c ", "legacy d "];
    let ends = ["unset", "error", "error refused", "ok", "error gone"];
    for ((line, start), end) in statuses.iter().zip(starts).zip(ends) {
        assert!(line.starts_with(start) && line.ends_with(end), "{line}");
    }
    let children = (1..5).map(SpanRow).map(|row| case.store.spans().parent_id(row).0);
    assert!(children.into_iter().all(|parent| parent == 0xf100_0000_0000_0001));
}

#[test]
fn gzip_may_come_in_members_of_which_some_are_empty_and_end_in_zeros() {
    let case = Case::read("members.jsonl.gz");
    assert_eq!((case.report.compression, case.report.spans, case.counts()), (Some(Compression::Gzip), 3, [1, 1, 0]));
    for (name, duration_ns) in [("root", 90_000_000), ("left", 4_000_000), ("right", 3_000_000)] {
        let rows = (0..3).map(SpanRow);
        let found = rows.into_iter().find(|&row| case.store.text(case.store.spans().name(row)) == name).unwrap();
        assert_eq!(case.store.spans().duration_ns(found), duration_ns, "{name}");
        assert_eq!(case.store.parent(found), (name != "root").then_some(SpanRow(0)), "{name}");
    }
    case.tells(&[]);
}
