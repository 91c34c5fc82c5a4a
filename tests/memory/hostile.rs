//! Input that nobody writes by accident: an answer or a clear error, in memory that does not grow with it.
//!
//! Each case is a stream that can be of any length. Here it is some megabytes, and the ignored test reads a gigabyte of each.

use std::iter::{once, repeat_n};

use spanlens::error::ErrorCode;
use spanlens::ingest::{ArchiveReader, FileReport};
use spanlens::store::{Store, StoreBuilder};

use super::{MIB, allowed, measure, proto, timed, turn};

/// The length of the longest record that is read.
const MAX_RECORD: usize = 128 * MIB;

type Pieces = Box<dyn Iterator<Item = Vec<u8>>>;
/// Writes a span with an id and a time.
type Writer<'a> = &'a dyn Fn(&str, &str) -> Vec<u8>;

/// A case: how it begins, what is repeated, how it ends.
struct Case {
    name: &'static str,
    begin: &'static [u8],
    repeated: &'static [u8],
    end: &'static [u8],
    /// Whether all of it is one record, which is held as a whole.
    is_record: bool,
}

const fn case(name: &'static str, begin: &'static [u8], repeated: &'static [u8], end: &'static [u8]) -> Case {
    Case { name, begin, repeated, end, is_record: false }
}

const fn record(name: &'static str, begin: &'static [u8], repeated: &'static [u8], end: &'static [u8]) -> Case {
    Case { name, begin, repeated, end, is_record: true }
}

const CASES: &[Case] = &[
    case("nothing but brackets", b"", b"[", b""),
    case("nothing but braces", b"", b"{", b""),
    case("objects in objects", b"", br#"{"a":"#, b""),
    case("nothing but quotes", b"", b"\"", b""),
    case("nothing but a string", b"\"", b"x", b"\""),
    case("nothing but NUL", b"", b"\0", b""),
    case("nothing but line ends", b"", b"\n", b""),
    case("nothing but 0xff", b"", b"\xff", b""),
    case("text in lines", b"", b"hello world\n", b""),
    record("a key without end", br#"{""#, b"x", br#"":1}"#),
    record("brackets for spans of OTLP", br#"{"resourceSpans":[{"scopeSpans":[{"spans":["#, b"[", b""),
    case("brackets in a field that is skipped", br#"{"resourceSpans":[],"other":"#, b"[", b""),
    case("a string in a field that is skipped", br#"{"resourceSpans":[],"other":""#, b"x", br#""}"#),
    case("metrics in OTLP", br#"{"resourceSpans":[],"resourceMetrics":["#, br#"{"a":"b"},"#, b"{}]}"),
    record("a name in OTLP", br#"{"resourceSpans":[{"scopeSpans":[{"spans":[{"name":""#, b"x", br#""}]}]}]}"#),
    record(
        "escapes in a name in OTLP",
        br#"{"resourceSpans":[{"scopeSpans":[{"spans":[{"name":""#,
        br"\u00e9",
        br#""}]}]}]}"#,
    ),
    record(
        "brackets in an attribute of OTLP",
        br#"{"resourceSpans":[{"scopeSpans":[{"spans":[{"attributes":[{"key":"a","value":"#,
        b"[",
        b"",
    ),
    record(
        "arrays in an attribute of OTLP",
        br#"{"resourceSpans":[{"scopeSpans":[{"spans":[{"attributes":[{"key":"a","value":"#,
        br#"{"arrayValue":{"values":["#,
        b"",
    ),
    record(
        "a name in Jaeger",
        br#"{"data":[{"traceID":"1","spans":[{"traceID":"1","operationName":""#,
        b"x",
        br#""}]}]}"#,
    ),
    record(
        "brackets in a tag of Jaeger",
        br#"{"data":[{"traceID":"1","spans":[{"tags":[{"key":"a","value":"#,
        b"[",
        b"",
    ),
    record("a name in Zipkin", br#"[{"traceId":"1","id":"1","name":""#, b"x", br#""}]"#),
    record("brackets in a tag of Zipkin", br#"[{"traceId":"1","id":"1","tags":{"a":"#, b"[", b""),
    record(
        "a name in X-Ray",
        br#"{"trace_id":"1-65500000-000000000000000000000001","id":"0000000000000001","name":""#,
        b"x",
        br#""}"#,
    ),
    record(
        "subsegments in X-Ray",
        br#"{"trace_id":"1-65500000-000000000000000000000001","id":"0000000000000001","subsegments":["#,
        br#"{"subsegments":["#,
        b"",
    ),
    record(
        "a label in Cloud Trace",
        br#"{"traces":[{"projectId":"p","traceId":"1","spans":[{"labels":{"a":""#,
        b"x",
        br#""}}]}]}"#,
    ),
    record(
        "brackets in Cloud Trace",
        br#"{"traces":[{"projectId":"p","traceId":"1","spans":[{"labels":{"a":"#,
        b"[",
        b"",
    ),
    case("groups in protobuf", b"\n\x02\x12\0", b"\xa3\x06", b""),
    case("messages of nothing in protobuf", b"\n\x02\x12\0", b"\n\x02\x12\0", b""),
];

impl Case {
    /// About so many bytes, in pieces.
    fn pieces(&self, length: usize) -> Pieces {
        let repeated = self.repeated.repeat((MIB / 4).div_ceil(self.repeated.len()));
        let count = length.div_ceil(repeated.len());
        Box::new(once(self.begin.to_vec()).chain(repeat_n(repeated, count)).chain(once(self.end.to_vec())))
    }
}

fn read(pieces: impl IntoIterator<Item = Vec<u8>>) -> (Store, FileReport) {
    let mut builder = StoreBuilder::new();
    let mut reader = ArchiveReader::new(builder.add_source("file", "default"));
    for piece in pieces {
        if reader.push(&mut builder, &piece).is_err() {
            break;
        }
    }
    let (report, _) = reader.finish(&mut builder);
    (builder.seal(), report)
}

/// Reads a case, and gives what it came to.
fn assert_bounded(name: &str, is_record: bool, length: usize, pieces: Pieces) -> String {
    let (read, spent) = timed(|| measure(|| read(pieces)));
    let (store, report) = &read.result;
    // A record is held as it came, and once more while its room grows or while its text is made; and so is what it is read into.
    let beside = if is_record { length.min(MAX_RECORD) * 3 + 32 * MIB } else { 8 * MIB };
    let most = allowed(store.heap_bytes(), beside);
    assert!(read.peak <= most, "{name}: {} bytes, of which a store has {}", read.peak, store.heap_bytes());
    let outcome = report
        .fault
        .as_ref()
        .map_or_else(|| format!("{} spans", report.spans), |fault| fault.message.chars().take(70).collect());
    format!("{name}: {spent:.1?}, {} MiB, {outcome}", read.peak / MIB)
}

#[test]
fn input_of_one_kind_takes_no_memory_but_for_a_record() {
    let _turn = turn();
    for case in CASES {
        assert_bounded(case.name, case.is_record, 3 * MIB, case.pieces(3 * MIB));
    }
}

#[test]
#[ignore = "reads a gigabyte many times"]
fn input_of_one_kind_takes_no_memory_at_full_size() {
    let _turn = turn();
    for case in CASES {
        eprintln!("{}", assert_bounded(case.name, case.is_record, 1 << 30, case.pieces(1 << 30)));
    }
    for (name, pieces) in bombs(1 << 30) {
        eprintln!("{}", assert_bounded(name, false, 0, pieces));
    }
    for text in SPANS_OF_MANY {
        let name = format!("a million attributes of one span, {}", text.name);
        eprintln!("{}", assert_bounded(&name, true, MAX_RECORD, Box::new(once(text.span(1_000_000)))));
    }
}

/// Little that unpacks to so many bytes.
fn bombs(length: usize) -> [(&'static str, Pieces); 3] {
    let blank = || case("white space", b"", b" ", b"").pieces(length);
    let packed = |bytes: Vec<u8>| -> Pieces { Box::new(once(bytes)) };
    [
        ("gzip", packed(super::texts::gzipped(blank()))),
        ("zstd", packed(zstd_of_spaces(length))),
        ("zip", packed(archive_of(&deflate(blank())))),
    ]
}

fn deflate(pieces: Pieces) -> Vec<u8> {
    use std::io::Write;
    let mut encoder = flate2::write::DeflateEncoder::new(Vec::new(), flate2::Compression::fast());
    pieces.for_each(|piece| encoder.write_all(&piece).unwrap());
    encoder.finish().unwrap()
}

/// An archive of one file, which is deflated and whose length comes behind it.
fn archive_of(content: &[u8]) -> Vec<u8> {
    let header = b"PK\x03\x04\x14\0\x08\0\x08\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x01\0\0\0a";
    [&header[..], content].concat()
}

/// Blocks of zstd, each of which is one space so many times.
fn zstd_of_spaces(length: usize) -> Vec<u8> {
    const BLOCK: usize = 128 << 10;
    let blocks = length / BLOCK;
    let block = |at: usize| {
        let header = BLOCK << 3 | 1 << 1 | usize::from(at + 1 == blocks);
        let [low, middle, high, ..] = header.to_le_bytes();
        [low, middle, high, b' ']
    };
    // A window of 128 KiB, no checksum.
    [b"\x28\xb5\x2f\xfd\0\x38".to_vec(), (0..blocks).flat_map(block).collect()].concat()
}

#[test]
fn bombs_take_no_memory() {
    let _turn = turn();
    for (name, pieces) in bombs(32 * MIB) {
        assert_bounded(name, false, 0, pieces);
    }
}

#[test]
fn names_that_lead_out_of_an_archive_are_names() {
    let _turn = turn();
    let names = ["../../etc/passwd", "/etc/passwd", "..\\up.json", "a/../../b", "C:\\x", ""];
    let document = br#"{"resourceSpans":[{"scopeSpans":[{"spans":[{"name":"a"}]}]}]}"#;
    let archive = super::texts::zipped(names.map(|name| (name, &document[..])));
    let mut builder = StoreBuilder::new();
    let mut reader = ArchiveReader::new(builder.add_source("a.zip", "default"));
    reader.push(&mut builder, &archive).unwrap();
    let (report, files) = reader.finish(&mut builder);
    assert_eq!((report.spans, report.fault), (6, None));
    assert_eq!(files.iter().map(|file| &file.name[..]).collect::<Vec<_>>(), names);
}

#[test]
fn a_million_entries_of_an_archive_are_a_clear_error() {
    let _turn = turn();
    let entry = super::texts::zipped([("a", &b"{}"[..])]);
    let entry = entry[..entry.len() - 22].repeat(1_000);
    let read = measure(|| read(repeat_n(entry.clone(), 1_000)));
    let (_, report) = &read.result;
    assert_eq!(report.fault.as_ref().map(|fault| fault.code), Some(ErrorCode::LimitExceeded));
    assert!(read.peak <= 64 * MIB, "{} bytes", read.peak);
}

/// A format, and a span with many attributes in it.
struct Many {
    name: &'static str,
    begin: &'static str,
    attribute: fn(u32) -> String,
    end: &'static str,
}

const SPANS_OF_MANY: [Many; 5] = [
    Many {
        name: "OTLP JSON",
        begin: r#"{"resourceSpans":[{"scopeSpans":[{"spans":[{"name":"a","attributes":["#,
        attribute: |at| format!(r#"{{"key":"k{at}","value":{{"stringValue":"v{at}"}}}}"#),
        end: "]}]}]}]}",
    },
    Many {
        name: "Jaeger",
        begin: r#"{"data":[{"traceID":"1","spans":[{"traceID":"1","spanID":"1","tags":["#,
        attribute: |at| format!(r#"{{"key":"k{at}","type":"string","value":"v{at}"}}"#),
        end: r#"]}],"processes":{}}]}"#,
    },
    Many {
        name: "Zipkin",
        begin: r#"[{"traceId":"1","id":"1","timestamp":1700000000000000,"duration":1,"tags":{"#,
        attribute: |at| format!(r#""k{at}":"v{at}""#),
        end: "}}]",
    },
    Many {
        name: "X-Ray",
        begin: r#"{"trace_id":"1-65500000-000000000000000000000001","id":"0000000000000001","name":"a","start_time":1700000000.0,"end_time":1700000001.0,"annotations":{"#,
        attribute: |at| format!(r#""k{at}":"v{at}""#),
        end: "}}",
    },
    Many {
        name: "Cloud Trace",
        begin: r#"{"traces":[{"projectId":"p","traceId":"00000000000000000000000000000001","spans":[{"spanId":"1","name":"a","labels":{"#,
        attribute: |at| format!(r#""k{at}":"v{at}""#),
        end: "}}]}]}",
    },
];

impl Many {
    fn span(&self, attributes: u32) -> Vec<u8> {
        let mut text = self.begin.to_owned();
        for at in 0..attributes {
            if at > 0 {
                text.push(',');
            }
            text.push_str(&(self.attribute)(at));
        }
        text.push_str(self.end);
        text.into_bytes()
    }
}

#[test]
fn a_span_of_very_many_attributes_is_read_in_every_format() {
    const MANY: u32 = 30_000;
    let _turn = turn();
    let of_protobuf = (0..MANY).flat_map(|at| proto::attribute(9, &format!("k{at}"), &format!("v{at}")));
    let of_protobuf = proto::request(&proto::field(2, &of_protobuf.collect::<Vec<u8>>()));
    let of_json = SPANS_OF_MANY.iter().map(|text| (text.name, text.span(MANY)));
    for (name, span) in of_json.chain(once(("OTLP protobuf", of_protobuf))) {
        let length = span.len();
        let read = measure(|| read(span.chunks(MIB / 8).map(<[u8]>::to_vec)));
        let (store, report) = &read.result;
        assert_eq!((report.spans, &report.fault), (1, &None), "{name}");
        assert!(store.pairs().len() >= MANY as usize, "{name}");
        assert!(read.peak <= allowed(store.heap_bytes(), 6 * MIB + 3 * length), "{name}: {} bytes", read.peak);
    }
}

#[test]
fn ids_of_every_length_and_times_at_both_ends_are_read_or_counted() {
    let _turn = turn();
    let of_otlp = |id: &str, time: &str| {
        format!(
            r#"{{"resourceSpans":[{{"scopeSpans":[{{"spans":[{{"traceId":"{id}","spanId":"{id}","parentSpanId":"{id}","startTimeUnixNano":"{time}","endTimeUnixNano":{time}}}]}}]}}]}}"#
        )
        .into_bytes()
    };
    let of_xray = |id: &str, time: &str| {
        format!(
            r#"{{"trace_id":"{id}","id":"{id}","name":"a","start_time":{time},"end_time":{time},"parent_id":"{id}"}}"#
        )
        .into_bytes()
    };
    let of_cloud_trace = |id: &str, time: &str| {
        format!(
            r#"{{"traces":[{{"projectId":"p","traceId":"{id}","spans":[{{"spanId":"{id}","name":"a","startTime":"{time}","endTime":"9999-12-31T23:59:59.999999999Z"}}]}}]}}"#
        )
        .into_bytes()
    };
    let of_protobuf = |id: &str, time: &str| {
        let time = time.parse().unwrap_or(u64::MAX);
        let ids = [1, 2, 4].map(|number| proto::field(number, id.as_bytes())).concat();
        let times = [proto::fixed64(7, time), proto::fixed64(8, !time)].concat();
        proto::request(&proto::field(2, &[ids, times].concat()))
    };
    let writers: [(&str, Writer); 4] = [
        ("OTLP JSON", &of_otlp),
        ("X-Ray", &of_xray),
        ("Cloud Trace", &of_cloud_trace),
        ("OTLP protobuf", &of_protobuf),
    ];
    for (name, write) in writers {
        for length in 0..40 {
            for time in ["0", "1", "-1", "18446744073709551615", "18446744073709551616", "1e30"] {
                let (store, report) = read([write(&"f".repeat(length), time)]);
                let is_told = report.spans == 1 || !report.findings.is_empty() || report.fault.is_some();
                assert!(is_told, "{name}: an id of {length}, a time of {time}: {report:?}");
                spanlens::store::check(&store).unwrap();
            }
        }
    }
}
