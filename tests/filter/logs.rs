//! Filters by what logs say.

use spanlens::filter::{Filter, FilterIndex};
use spanlens::sketch::sketch;
use spanlens::store::{LogDraft, Population, SpanDraft, Store, StoreBuilder};
use spanlens::units::{Severity, SpanId, TraceId};

fn store() -> Store {
    sketch(
        "shop a  0..9  ~\"info: cache miss for cart 17\" ~\"warn: slow\"

         shop b  0..9  ~\"info: cache miss for cart 4\" ^done

         shop c  0..9  ~\"fatal: disk full\"

         shop d  0..9  ^done

         shop e  0..9  ~\"nothing is said of it\"

         shop f  0..9",
    )
    .unwrap()
}

/// The names of the requests that a filter selects.
fn selected(text: &str) -> String {
    let store = store();
    let filter = Filter::parse(text).unwrap();
    assert_eq!(Filter::parse(&filter.to_string()).unwrap(), filter, "{text}");
    let units = filter.select(&store, &store.units(Population::Requests));
    units.iter().map(|unit| store.text(store.spans().name(unit)).to_owned()).collect()
}

#[test]
fn spans_are_selected_by_their_logs() {
    for (text, expected) in [
        ("{ event:severity >= warn }", "ac"),
        ("{ event:severity > warn }", "c"),
        ("{ event:severity < error }", "ab"),
        ("{ event:severity = info }", "ab"),
        ("{ event:severity != info }", "ac"),
        ("{ event:severity = error }", ""),
        ("{ event:severity >= 13 }", "ac"),
        ("{ event:severity = 14 }", ""),
        ("{ event:severity = nil }", "def"),
        ("{ event:severity != nil }", "abc"),
        ("{ event:body =~ \"cache.*\" }", "ab"),
        ("{ event:body = `disk full` }", "c"),
        ("{ event:body = nil }", "df"),
        ("{ event:body != nil && event:name = `done` }", "b"),
        ("{ event:line = `cache miss for cart <n>` }", "ab"),
        ("{ event:line !~ `cache.*` }", "ace"),
        ("{ event:line = nil }", "df"),
        ("!{ event:severity >= info }", "def"),
    ] {
        assert_eq!(selected(text), expected, "{text}");
    }
}

#[test]
fn what_severities_are_not_compared_with_is_said() {
    for (text, expected) in [
        (
            "{ event:severity = loud }",
            "expected trace, debug, info, warn, error, fatal, a number from 1 to 24 or nil, found `loud`",
        ),
        ("{ event:severity =~ `warn` }", "expected `=`, `!=`, `>`, `>=`, `<` or `<=`, found `=~`"),
        (
            "{ event:severity > nil }",
            "expected trace, debug, info, warn, error, fatal, a number from 1 to 24 or nil, found `nil`",
        ),
        ("{ status = warn }", "expected error, ok or unset, found `warn`"),
    ] {
        assert_eq!(Filter::parse(text).unwrap_err().to_string(), expected, "{text}");
    }
}

#[test]
fn severities_bodies_and_lines_are_offered() {
    let store = store();
    let index = FilterIndex::new(&store);
    let offered = |text: &str| -> Vec<(String, Option<u32>)> {
        index.complete(&store, text, text.len()).items.into_iter().map(|item| (item.insert, item.count)).collect()
    };
    let one = |text: &str, count: u32| (text.to_owned(), Some(count));
    let nil = || ("nil".to_owned(), None);
    assert_eq!(offered("{ event:severity = "), [one("info", 2), one("fatal", 1), one("warn", 1), nil()]);
    assert_eq!(offered("{ event:line = \"cache"), [one("\"cache miss for cart <n>\"", 2)]);
    assert_eq!(offered("{ event:body = \"disk"), [one("\"disk full\"", 1)]);
    assert!(offered("{ event:s").contains(&("event:severity".to_owned(), None)));
}

#[test]
fn a_log_that_says_nothing_has_no_line() {
    let mut builder = StoreBuilder::new();
    let source = builder.add_source("drawn", "default");
    let (trace_id, span_id) = (TraceId([1; 16]), SpanId(1));
    let span = SpanDraft { trace_id, span_id, end_ns: 9, ..SpanDraft::default() };
    builder.push(&span, StoreBuilder::UNKNOWN_SCOPE, source).unwrap();
    let log = LogDraft { trace_id, span_id, severity: Severity::WARN, ..LogDraft::default() };
    builder.push_log(&log, StoreBuilder::UNKNOWN_SCOPE, source).unwrap();
    let store = builder.seal();
    assert!(store.has_logs());
    let units = store.units(Population::Requests);
    for (text, expected) in [("{ event:line = `` }", 0), ("{ event:line = nil }", 1), ("{ event:line != nil }", 0)] {
        assert_eq!(Filter::parse(text).unwrap().select(&store, &units).count(), expected, "{text}");
    }
    let text = "{ event:line = ";
    let offered = FilterIndex::new(&store).complete(&store, text, text.len()).items;
    assert_eq!(offered.iter().map(|item| &item.insert[..]).collect::<Vec<_>>(), ["nil"]);
}
