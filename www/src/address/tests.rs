//! The address as a whole: that it says everything, and means what it meant.

use spanlens::analysis::{CauseKey, CauseSelection, Fate, TraceColumn};
use spanlens::units::{DurationRange, FailureRule, TimeRange};

use super::*;
use crate::words::{AFTER, BEFORE, Clickhouse, DEFAULT_GROUP};

fn full() -> Address {
    let selection = Selection {
        time: Some(TimeRange { from_ns: 1_773_756_000_000_000_000, to_ns: u64::MAX }),
        durations: Some(DurationRange { min_ns: 1_000_000_000, max_ns: None }),
        errors_only: true,
        filter: Some("{ span.a&b = \"x=1 #é+%\" }".to_owned()),
        cause: Some(CauseSelection {
            key: CauseKey {
                service: "pay".to_owned(),
                error_type: "Oops".to_owned(),
                message: "no worker within <n> ms".to_owned(),
                ..CauseKey::default()
            },
            fate: Fate::Recovered,
        }),
        group: Some(AFTER.to_owned()),
        frame: Some(frame::tests::in_transit()),
        operations: Vec::new(),
        number: None,
        marks: None,
    };
    Address {
        origins: vec![
            Origin::Url("https://example.org/traces.json?a=1&b=2#c".to_owned()),
            Origin::File { name: "day 1/spans, all.json".to_owned(), group: DEFAULT_GROUP.to_owned() },
            Origin::File { name: "spans.json".to_owned(), group: BEFORE.to_owned() },
            Origin::File { name: "spans.json".to_owned(), group: AFTER.to_owned() },
        ],
        refresh_s: None,
        logs: KeptLogs::Warn,
        population: Population::Entries,
        fail: FailureRule::StatusOr5xx,
        filter: "{ status = error } && !{ name = `a|b` }".to_owned(),
        hides_health: true,
        zoom: Zoom {
            time: Some(TimeRange { from_ns: 5, to_ns: 7 }),
            durations: Some(DurationRange { min_ns: 0, max_ns: Some(9) }),
            numbers: None,
        },
        axis: None,
        weighs: false,
        shows_gaps: false,
        aligns_groups: false,
        selection: Some(selection.clone()),
        baseline: Some(Baseline::Rectangle(Selection { errors_only: false, ..selection })),
        tab: Tab::Attributes,
        counts_spans: true,
        list: TraceListOptions { column: TraceColumn::Duration, descending: true, offset: 200, limit: 100 },
        latency: FlameDiffOptions::default(),
        compared: Some(["1", "2"].map(|digit| TraceName {
            trace_id: digit.repeat(32),
            group: format!("group {digit}"),
            span: None,
        })),
        trace: Some(TraceName { trace_id: "0a".repeat(16), group: "before".to_owned(), span: Some("1".repeat(16)) }),
        notes: Vec::new(),
    }
}

/// What [`full`] is in the words of version 1, without the version, as addresses were before there was one. What was not chosen then
/// is missing.
const FULL: &str = "url=https://example.org/traces.json?a=1%26b=2%23c&file=day%201/spans,%20all.json&before=spans.json&after=spans.json\
    &unit=entries&filter=%7B%20status%20=%20error%20%7D%20%26%26%20!%7B%20name%20=%20%60a%7Cb%60%20%7D&health=hidden\
    &view=5-7&view-duration=0-9&time=1773756000000000000-18446744073709551615&duration=1000000000-&errors=only\
    &where=%7B%20span.a%26b%20=%20%22x=1%20%23%C3%A9%2B%25%22%20%7D&error=recovered&error-service=pay&error-type=Oops\
    &error-message=no%20worker%20within%20%3Cn%3E%20ms&of=after&frame=shop&frame=GET%20/cart?a=1%26b&frame=&frame=HGETALL\
    &frame-to=cart-redis&frame-names=exact&frame-by=http.route&baseline=rectangle\
    &baseline-time=1773756000000000000-18446744073709551615&baseline-duration=1000000000-\
    &baseline-where=%7B%20span.a%26b%20=%20%22x=1%20%23%C3%A9%2B%25%22%20%7D&baseline-error=recovered\
    &baseline-error-service=pay&baseline-error-type=Oops&baseline-error-message=no%20worker%20within%20%3Cn%3E%20ms\
    &baseline-of=after&baseline-frame=shop&baseline-frame=GET%20/cart?a=1%26b&baseline-frame=&baseline-frame=HGETALL\
    &baseline-frame-to=cart-redis&baseline-frame-names=exact&baseline-frame-by=http.route&tab=attributes&compare=spans\
    &sort=-duration&offset=200&left=11111111111111111111111111111111&left-group=group%201\
    &right=22222222222222222222222222222222&right-group=group%202&trace=0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a&group=before\
    &span=1111111111111111";

#[test]
fn an_address_says_everything_and_is_understood() {
    let hash = full().to_hash();
    assert_eq!(Address::from_hash(&hash), full());
    assert_eq!(Address::from_hash(&format!("#{hash}")), full());
    let uri_safe = |c: char| c.is_ascii_alphanumeric() || "-._~/:?@!$'()*,;=&%".contains(c);
    assert!(hash.chars().all(uri_safe), "{hash}");
}

#[test]
fn what_goes_without_saying_is_not_said() {
    assert_eq!(Address::default().to_hash(), "");
    assert_eq!(Address::from_hash(""), Address::default());
    let demo = Address { origins: vec![Origin::Demo], ..Address::default() };
    assert_eq!(demo.to_hash(), "");
}

#[test]
fn an_address_can_be_read() {
    let address = Address {
        filter: "{ status = error }".to_owned(),
        selection: Some(Selection { time: Some(TimeRange { from_ns: 5, to_ns: 7 }), ..Selection::default() }),
        tab: Tab::Traces,
        ..Address::default()
    };
    assert_eq!(address.to_hash(), "v=1&filter=%7B%20status%20=%20error%20%7D&time=5-7&tab=traces");
}

#[test]
fn nonsense_is_as_if_it_were_not_said() {
    for hash in [
        "#",
        "x",
        "=&=&&",
        "time=7",
        "time=a-b",
        "unit=cats&tab=&sort=-&offset=-1",
        "view=%F0%9F&%",
        "sort=-cats",
        "fail=4xx",
    ] {
        assert_eq!(Address::from_hash(hash), Address::default(), "{hash}");
    }
}

#[test]
fn a_step_is_more_than_another_place() {
    let here = full();
    let moved = Address { zoom: Zoom::default(), list: TraceListOptions::default(), ..full() };
    assert!(!moved.is_a_step_from(&here));
    assert!(Address { trace: None, ..full() }.is_a_step_from(&here));
    assert!(Address { compared: None, ..full() }.is_a_step_from(&here));
    assert!(Address { selection: None, ..full() }.is_a_step_from(&here));
}

#[test]
fn the_words_of_a_version_stay_as_they_are() {
    let by_status = Address { fail: FailureRule::Status, logs: KeptLogs::All, ..full() };
    assert_eq!(by_status.to_hash(), format!("v=1&{FULL}"));
}

#[test]
fn an_address_without_a_version_means_what_it_meant() {
    assert_eq!(Address::from_hash(FULL), Address { fail: FailureRule::Status, logs: KeptLogs::All, ..full() });
}

#[test]
fn which_logs_are_kept_is_said_where_it_is_not_all() {
    for (logs, hash) in [
        (KeptLogs::All, ""),
        (KeptLogs::Warn, "v=1&logs=warn"),
        (KeptLogs::Exceptions, "v=1&logs=exceptions"),
        (KeptLogs::None, "v=1&logs=none"),
    ] {
        let address = Address { logs, ..Address::default() };
        assert_eq!(address.to_hash(), hash);
        assert_eq!(Address::from_hash(hash), address);
    }
    assert_eq!(Address::from_hash("logs=some"), Address::default());
}

#[test]
fn a_range_that_moves_with_the_clock_is_the_one_that_was_read_in_links() {
    let place = Clickhouse { url: "http://host:8123/".to_owned(), ..Clickhouse::default() };
    let origins = vec![Origin::Clickhouse(Box::new(place))];
    let address = Address { origins, refresh_s: Some(60), ..Address::default() };
    let hash = "v=1&clickhouse=http://host:8123/&clickhouse-range=60m&refresh=60";
    assert_eq!(address.to_hash(), hash);
    assert_eq!(Address::from_hash(hash), address);
    assert_eq!(Address::from_hash("refresh=1"), Address::default());
    let linked = address.fixed_to(Some(TimeRange { from_ns: 5, to_ns: 7 }));
    assert_eq!(linked.to_hash(), "v=1&clickhouse=http://host:8123/&clickhouse-range=5-7");
}

#[test]
fn what_counts_as_failing_is_said_where_it_is_not_the_status_alone() {
    let address = Address { fail: FailureRule::StatusOr5xx, ..Address::default() };
    assert_eq!(address.to_hash(), "v=1&fail=5xx");
    assert_eq!(Address::from_hash("v=1&fail=5xx"), address);
    assert_eq!(Address::from_hash("fail=status"), Address::default());
    assert!(address.is_a_step_from(&Address::default()));
}

#[test]
fn true_time_is_said() {
    let address = Address { shows_gaps: true, ..Address::default() };
    assert_eq!(address.to_hash(), "v=1&gaps=shown");
    assert_eq!(Address::from_hash("gaps=shown"), address);
    assert_eq!(Address::from_hash("gaps=cats"), Address::default());
    assert!(!address.is_a_step_from(&Address::default()), "it shows the same");
}

#[test]
fn estimates_are_in_the_address() {
    let address = Address { weighs: true, ..Address::default() };
    assert!(address.to_hash().contains("sampled=estimated"), "{}", address.to_hash());
    assert_eq!(Address::from_hash(&address.to_hash()), address);
    assert!(!Address::default().to_hash().contains("sampled"));
}

#[test]
fn marks_are_said_where_units_are_selected_by_them() {
    let selection = Selection { marks: Some(marks::tests::two_rows()), ..Selection::default() };
    let address = Address { selection: Some(selection.clone()), ..Address::default() };
    assert!(address.to_hash().starts_with("v=1&marks=shop&marks=GET%20/&marks=2&mark=wire&"), "{}", address.to_hash());
    assert_eq!(Address::from_hash(&address.to_hash()), address);
    let baseline = Address { baseline: Some(Baseline::Rectangle(selection)), ..Address::default() };
    assert_eq!(Address::from_hash(&baseline.to_hash()), baseline);
}

#[test]
fn notes_are_said_last_and_are_no_step() {
    let address = Address { notes: notes::tests::two_notes(), ..full() };
    let hash = address.to_hash();
    assert!(hash.starts_with("v=2&url="), "an older page does not know them: {hash}");
    assert_eq!(Address::from_hash(&hash), address);
    assert!(!address.is_a_step_from(&full()));
}

#[test]
fn an_address_of_a_newer_version_is_read_as_far_as_it_is_understood() {
    let address = Address::from_hash("v=3&weather=rain&tab=traces&unit=cats");
    assert_eq!(address, Address { tab: Tab::Traces, ..Address::default() });
}

#[test]
fn every_unit_and_every_tab_has_a_word() {
    for (population, word) in
        [(Population::Requests, "requests"), (Population::Entries, "entries"), (Population::Spans, "spans")]
    {
        assert_eq!(Address::from_hash(&format!("unit={word}")), Address { population, ..Address::default() });
    }
    let words = ["findings", "overview", "traces", "causes", "attributes", "latency", "map", "report"];
    assert_eq!(words.len(), Tab::ALL.len(), "every tab has a word");
    for (tab, word) in Tab::ALL.into_iter().zip(words) {
        assert_eq!(Address::from_hash(&format!("tab={word}")), Address { tab, ..Address::default() });
    }
}
