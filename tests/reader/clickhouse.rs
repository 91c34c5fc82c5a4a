//! Rows of ClickHouse: what is odd about them, and blocks that are cut, broken or hostile.

use spanlens::error::ErrorCode;
use spanlens::ingest::{FileReader, FileReport, Format, Reason};
use spanlens::store::{KeptLogs, SpanRow, Store, StoreBuilder};

use super::dump::{self, SpanText, dump};
use super::fixtures::bytes_of;
use super::native::{Values, block};
use super::read;

const TRACE: &[u8] = b"5b8efff798038103d269b633813fc60c";
const START: i64 = 1_700_000_000_000_000_000;

/// The columns that every span has, of so many rows.
fn ids(rows: usize) -> Vec<(&'static str, Values)> {
    let id = |row: usize| format!("{:016x}", row + 1).into_bytes();
    vec![
        ("Timestamp", Values::Time(vec![START; rows])),
        ("TraceId", Values::Text(vec![TRACE.to_vec(); rows])),
        ("SpanId", Values::Text((0..rows).map(id).collect())),
        ("SpanName", Values::Low(vec![b"GET /".to_vec(); rows])),
    ]
}

fn with(rows: usize, more: Vec<(&'static str, Values)>) -> Vec<u8> {
    let mut columns = ids(rows);
    columns.extend(more);
    block(rows, &columns)
}

fn texts(texts: &[&str]) -> Values {
    Values::Text(texts.iter().map(|text| text.as_bytes().to_vec()).collect())
}

fn dumped(bytes: &[u8]) -> String {
    let (store, report) = read([bytes]);
    dump(&store, &report)
}

#[test]
fn durations_that_wrapped_around_give_the_ends_that_were_recorded() {
    let start = START.cast_unsigned();
    let durations = [1_000, 0_u64.wrapping_sub(start), 0_u64.wrapping_sub(191_305), 0];
    let bytes = with(4, vec![("Duration", Values::Uint(durations.to_vec()))]);
    let (store, report) = read([bytes.as_slice()]);
    assert_eq!((report.format, report.spans, &report.findings[..]), (Some(Format::ClickhouseNative), 4, &[][..]));
    let ends = |store: &Store| {
        let spans = store.spans();
        let mut ends: Vec<_> =
            (0..4).map(|row| (spans.span_id(SpanRow(row)).0, spans.recorded_end_ns(SpanRow(row)))).collect();
        ends.sort_unstable();
        ends.into_iter().map(|(_, end_ns)| end_ns).collect::<Vec<_>>()
    };
    assert_eq!(ends(&store), [Some(start + 1_000), None, Some(start - 191_305), Some(start)]);
    // The same numbers with a sign, as older tables have them.
    let signed = durations.iter().map(|duration| duration.cast_signed()).collect();
    let (older, _) = read([with(4, vec![("Duration", Values::Int(signed))]).as_slice()]);
    assert_eq!(ends(&older), ends(&store));
}

#[test]
fn what_is_odd_is_repaired_and_counted() {
    let columns = vec![
        ("SpanKind", texts(&["Server", "Servant"])),
        ("StatusCode", texts(&["Oops", "Error"])),
        ("ParentSpanId", texts(&["no id", ""])),
        ("StatusMessage", Values::Text(vec![b"a\xffb".to_vec(), Vec::new()])),
        ("SpanAttributes", texts(&["{\"a\":1,\"a\":{\"b\":\"c%2Ed\",\"e%2Ef\":null,\"g%2Eh\":2}}", "[1]"])),
        ("Events.Name", Values::Array(vec![2, 0], Box::new(texts(&["a", "b"])))),
        ("Events.Timestamp", Values::Array(vec![1, 0], Box::new(Values::Time(vec![-1])))),
        ("Links.TraceId", texts(&["", ""])),
    ];
    let (store, report) = read([with(2, columns).as_slice()]);
    let counts = [
        Reason::UnknownKind,
        Reason::UnknownStatus,
        Reason::UnreadableId,
        Reason::InvalidUtf8,
        Reason::BrokenDocument,
        Reason::UnreadableTime,
        Reason::UnexpectedValue,
    ]
    .map(|reason| report.count(reason));
    assert_eq!((report.spans, counts, report.findings.len()), (2, [1, 1, 1, 1, 1, 1, 2], 7));
    let text = dump(&store, &report);
    for part in
        ["a = Int(1)", "a.b = String(\"c%2Ed\")", "a.g.h = Int(2)", "a\u{fffd}b", "event \"a\" 0", "event \"b\" 0"]
    {
        assert!(text.contains(part), "{part} in\n{text}");
    }
}

#[test]
fn a_block_may_be_cut_anywhere_and_may_not_end_early() {
    let map = Values::Map(
        vec![2, 0],
        Box::new((Values::Low(vec![b"k".to_vec(), b"l".to_vec()]), texts(&["a rather long value", ""]))),
    );
    let one = with(2, vec![("SpanAttributes", map), ("Events", Values::Array(vec![0, 0], Box::new(texts(&[]))))]);
    let bytes = [one.clone(), with(1, vec![]), block(0, &ids(0))].concat();
    let whole = dumped(&bytes);
    for cut in 0..=bytes.len() {
        let (store, report) = read([&bytes[..cut], &bytes[cut..]]);
        assert_eq!(dump(&store, &report), whole, "cut at {cut}");
        let FileReport { spans, fault, .. } = read([&bytes[..cut]]).1;
        let is_between = [one.len(), one.len() + with(1, vec![]).len(), bytes.len()].contains(&cut);
        assert_eq!(fault.is_none(), is_between, "{cut} bytes alone: {fault:?}");
        assert_eq!(
            spans,
            if cut < one.len() {
                0
            } else if cut < one.len() + with(1, vec![]).len() {
                2
            } else {
                3
            }
        );
    }
    let pieces = read(bytes.chunks(1));
    assert_eq!(dump(&pieces.0, &pieces.1), whole);
}

#[test]
fn faults_say_what_is_wrong_and_where() {
    let of_type = |name: &str| {
        let mut bytes = vec![2, 1, 5];
        bytes.extend(b"Other\x05UInt8\x07\x04Next");
        bytes.push(u8::try_from(name.len()).unwrap());
        bytes.extend(name.as_bytes());
        bytes
    };
    let cases = [
        (
            of_type("JSON(max_dynamic_paths=8)"),
            "expected a type of a column that is read at byte 20, found \"JSON(max_dynamic_paths=8)\" of the column \
             \"Next\" (select it with toJSONString)",
        ),
        (
            of_type("Point"),
            "expected a type of a column that is read at byte 20, found \"Point\" of the column \"Next\"",
        ),
        (
            b"\x01\x01\x05Other\x05UInt8\x07".to_vec(),
            "expected the columns Timestamp, TraceId, SpanId, and SpanName or Body at byte 0, found \"Other\"",
        ),
        ([with(1, vec![]), vec![0, 0]].concat(), "expected the number of columns of a block at byte 185, found 0"),
    ];
    for (bytes, expected) in cases {
        let (_, report) = read([bytes.as_slice()]);
        let fault = report.fault.unwrap();
        assert_eq!((fault.message.as_str(), fault.code), (expected, ErrorCode::MalformedInput));
        for size in [1, 2, 7] {
            assert_eq!(read(bytes.chunks(size)).1.fault.as_ref(), Some(&fault), "in pieces of {size}");
        }
    }
}

#[test]
fn lengths_that_do_not_hold_take_no_memory() {
    let endless: &[u8] = &[0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f];
    let names: [(&[u8], &[u8]); 7] = [
        (b"Timestamp", b"DateTime64(9)"),
        (b"Timestamp", b"String"),
        (b"Timestamp", b"FixedString(4294967295)"),
        (b"Timestamp", b"LowCardinality(Nullable(String))"),
        (b"Timestamp", b"Array(Array(Nothing))"),
        (b"Timestamp", b"Map(String, Tuple(UInt8, IPv6))"),
        (b"Timestamp", b"Decimal(76, 1)"),
    ];
    for (name, of) in names {
        let mut bytes = [&[4], endless].concat();
        for text in [name, of] {
            bytes.push(u8::try_from(text.len()).unwrap());
            bytes.extend(text);
        }
        bytes.extend([0x01, 0, 0, 0, 0, 0, 0, 0, 0, 0x02, 0, 0, 0, 0, 0, 0]);
        bytes.extend([0xff; 100]);
        let (_, report) = read([bytes.as_slice()]);
        assert!(report.fault.is_some(), "{}", String::from_utf8_lossy(of));
        assert_eq!(read(bytes.chunks(3)).1.fault, report.fault, "{}", String::from_utf8_lossy(of));
    }
}

#[test]
fn dates_without_a_zone_are_read_as_utc_and_counted() {
    let row = |time: &str| {
        format!("{{\"Timestamp\":\"{time}\",\"TraceId\":\"1\",\"SpanId\":\"2\",\"SpanName\":\"a\",\"Duration\":5}}\n")
    };
    let text = [row("2023-11-14 22:13:20.000000001"), row("2023-11-14T22:13:20.000000001Z"), row("soon")].concat();
    let (store, report) = read([text.as_bytes()]);
    assert_eq!((report.format, report.spans), (Some(Format::ClickhouseJson), 3));
    assert_eq!((report.count(Reason::MissingZone), report.count(Reason::UnreadableTime)), (1, 1));
    let mut starts: Vec<u64> = (0..store.spans().len()).map(|row| store.spans().start_ns(SpanRow(row))).collect();
    starts.sort_unstable();
    assert_eq!(starts, [0, 1_700_000_000_000_000_001]);
}

#[test]
fn rows_of_another_table_are_no_spans() {
    let metrics = "{\"ResourceAttributes\":{},\"MetricName\":\"a\",\"TimeUnix\":\"2023-11-14 22:13:20\",\"Value\":1}\n";
    let (_, report) = read([metrics.as_bytes()]);
    assert_eq!(report.spans, 0);
    assert!(report.fault.is_some());
}

#[test]
fn rows_of_logs_are_logs_of_the_spans_beside_them() {
    let log = |text: &str| {
        format!(
            "{{\"Body\":\"{text}\",\"Timestamp\":\"1700000000.5\",\"TraceId\":\"1\",\"SpanId\":\"2\",\"SeverityText\":\"Warning\",\"LogAttributes\":{{\"event.name\":\"it.failed\"}}}}\n"
        )
    };
    let span = "{\"Timestamp\":\"1700000000\",\"TraceId\":\"1\",\"SpanId\":\"2\",\"SpanName\":\"a\",\"Duration\":5}\n";
    let stray = log("of no trace").replace("\"TraceId\":\"1\"", "\"TraceId\":\"\"");
    let odd = log("").replace("\"SeverityText\"", "\"SeverityNumber\":99,\"SeverityText\"");
    let text = [&log("first"), span, &stray, &odd].map(String::from).concat();
    let (store, report) = read([text.as_bytes()]);
    assert_eq!(
        (report.format, report.spans, report.logs, report.logs_left_out),
        (Some(Format::ClickhouseJson), 1, 2, 0)
    );
    assert_eq!([Reason::UnknownSeverity, Reason::LogWithoutTrace].map(|reason| report.count(reason)), [1, 1]);
    let said = dump(&store, &report);
    for part in ["log of 13 String(\"first\")", "log of 13 Empty", "event \"it.failed\" 1700000000500000000"] {
        assert!(said.contains(part), "{part} in\n{said}");
    }
}

#[test]
fn only_what_is_kept_of_logs_is_remembered() {
    let columns = vec![
        ("SeverityNumber", Values::Uint(vec![9, 13])),
        ("Body", texts(&["a text that nobody wants", "one that is wanted"])),
    ];
    let logs = block(2, &ids(2).into_iter().filter(|(name, _)| *name != "SpanName").chain(columns).collect::<Vec<_>>());
    let mut builder = StoreBuilder::new();
    builder.keep_logs(KeptLogs::Warn);
    let mut reader = FileReader::new(builder.add_source("file", "default"));
    reader.push(&mut builder, &logs).unwrap();
    let report = reader.finish(&mut builder);
    assert_eq!((report.format, report.logs, report.logs_left_out), (Some(Format::ClickhouseNative), 1, 1));
    assert!(builder.strings().find("one that is wanted").is_some());
    assert!(builder.strings().find("a text that nobody wants").is_none());
}

#[test]
fn tables_of_logs_of_all_exporters_say_what_the_otlp_said_that_filled_them() {
    let folder = "tests/data/clickhouse/tables";
    let dumped = |logs: &str| {
        let mut builder = StoreBuilder::new();
        let mut read = |name: &str| {
            let mut reader = FileReader::new(builder.add_source(name, "default"));
            reader.push(&mut builder, &bytes_of(&format!("{folder}/{name}"))).unwrap();
            reader.finish(&mut builder)
        };
        read("spans.json");
        let report = read(logs);
        assert_eq!(
            (&report.fault, report.findings.len(), report.count(Reason::LogWithoutTrace)),
            (&None, 1, 2),
            "{logs}"
        );
        let store = builder.seal();
        let said = dump::spans(&store).into_iter().flat_map(|span| span.nested).chain(dump::all_trace_logs(&store));
        let mut said: Vec<_> = said.filter(|(text, _)| text.contains("log of")).collect();
        for (text, attributes) in &mut said {
            // No text and an empty one are the same in a column, and the order of attributes is not kept by all.
            *text = text.replacen("String(\"\") scope", "Empty scope", 1);
            attributes.sort();
        }
        said.sort();
        (report.logs, said)
    };
    let (logs, otlp) = dumped("logs.json");
    assert_eq!((logs, otlp.len()), (2, 2), "one of a span, and one of a trace");
    for table in ["logs-2023", "logs-2024", "logs-2025", "logs-json"] {
        let (count, mut found) = dumped(&format!("{table}.native"));
        if table != "logs-json" {
            // What a map keeps of a number.
            found
                .iter_mut()
                .flat_map(|(_, attributes)| attributes)
                .for_each(|attribute| *attribute = attribute.replace("String(\"42\")", "Int(42)"));
        }
        assert_eq!((count, &found), (logs, &otlp), "{table}");
    }
    // Coroot's table has no columns for the scope, and none for the addresses of schemas.
    let bare = |(text, attributes): &(String, Vec<String>)| {
        let (log, rest) = text.split_once(" scope ").unwrap();
        let (_, resource) = rest.split_once(" resource ").unwrap();
        let (schema, resource) = resource.split_once(" dropped ").unwrap();
        assert!(schema.starts_with("schema "), "{text}");
        (format!("{log} {resource}"), attributes.join(", ").replace("String(\"42\")", "Int(42)"))
    };
    let (count, found) = dumped("logs-coroot.native");
    assert_eq!((count, found.iter().map(bare).collect::<Vec<_>>()), (logs, otlp.iter().map(bare).collect()));
    assert!(found.iter().all(|(text, _)| text.contains(r#" scope "" "" schema "" "#)), "{found:?}");
}

#[test]
fn tables_of_all_exporters_have_the_same_spans_as_the_otlp_that_filled_them() {
    let spans = |bytes: &[u8]| {
        let (store, report) = read([bytes]);
        assert_eq!((report.fault, &report.findings[..]), (None, &[][..]));
        let mut spans = dump::spans(&store);
        spans.sort();
        spans
    };
    let folder = "tests/data/clickhouse/tables";
    let otlp = spans(&bytes_of(&format!("{folder}/spans.json")));
    for table in ["exporter-2023", "exporter-2024", "exporter-2026", "coroot", "clickstack", "own", "exporter-json"] {
        let found = spans(&bytes_of(&format!("{folder}/{table}.native")));
        assert_eq!(found.len(), otlp.len(), "{table}");
        for (found, expected) in found.iter().zip(&otlp) {
            assert_eq!(comparable(found), comparable(expected), "{table}");
        }
    }
}

/// What every table carries of a span: no counts of what was dropped, no flags, and values of attributes without their types.
fn comparable(span: &SpanText) -> (String, usize, Vec<(String, usize)>, String) {
    let head = span.head.split(" flags ").next().unwrap_or_default().to_owned();
    let nested = span.nested.iter().map(|(text, attributes)| {
        (
            text.split(" dropped ").next().unwrap_or_default().split(" flags ").next().unwrap_or_default().to_owned(),
            attributes.len(),
        )
    });
    (head, span.attributes.len(), nested.collect(), span.scope.split(" schema ").next().unwrap_or_default().to_owned())
}
