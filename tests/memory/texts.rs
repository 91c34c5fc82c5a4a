//! The same spans in every format, piece by piece, however many.

use std::io::Write;
use std::ops::Range;

use super::proto;

/// The spans of a piece.
const BATCH: u32 = 200;

/// A format: what it is called, and some spans in it as whole documents.
pub(crate) struct Text {
    pub(crate) name: &'static str,
    document: fn(Range<u32>) -> Vec<u8>,
}

pub(crate) const TEXTS: [Text; 6] = [
    Text { name: "OTLP JSON", document: |numbers| otlp(numbers).into_bytes() },
    Text { name: "OTLP protobuf", document: otlp_proto },
    Text { name: "Jaeger", document: |numbers| jaeger(numbers).into_bytes() },
    Text { name: "Zipkin", document: |numbers| zipkin(numbers).into_bytes() },
    Text { name: "X-Ray", document: |numbers| xray(numbers).into_bytes() },
    Text { name: "Cloud Trace", document: |numbers| cloud_trace(numbers).into_bytes() },
];

impl Text {
    /// The spans with these numbers.
    pub(crate) fn document(&self, numbers: Range<u32>) -> Vec<u8> {
        (self.document)(numbers)
    }

    /// So many spans, in pieces.
    pub(crate) fn pieces(&self, spans: u32) -> impl Iterator<Item = Vec<u8>> {
        let document = self.document;
        (0..spans).step_by(BATCH as usize).map(move |from| document(from..spans.min(from + BATCH)))
    }
}

/// A long value that no other span has.
fn value(number: u32) -> String {
    format!("https://shop.example.com/products/{:032x}?session={number:08}", u128::from(number) * 0x9e37_79b9_7f4a_7c15)
}

/// The trace of a span; ten spans share one.
fn trace(number: u32) -> u32 {
    number / 10 + 1
}

fn listed(numbers: Range<u32>, span: impl Fn(u32) -> String) -> String {
    numbers.map(span).collect::<Vec<_>>().join(",")
}

fn otlp(numbers: Range<u32>) -> String {
    let span = |number: u32| {
        format!(
            r#"{{"traceId":"{:032x}","spanId":"{:016x}","name":"GET /","kind":2,"startTimeUnixNano":"17000000000{number:08}","endTimeUnixNano":"1700000000{}{number:08}","attributes":[{{"key":"http.method","value":{{"stringValue":"GET"}}}},{{"key":"url","value":{{"stringValue":"{}"}}}}]}}"#,
            trace(number),
            number + 1,
            1 + number % 2,
            value(number)
        )
    };
    let spans = listed(numbers, span);
    format!(
        r#"{{"resourceSpans":[{{"resource":{{"attributes":[{{"key":"service.name","value":{{"stringValue":"shop"}}}}]}},"scopeSpans":[{{"spans":[{spans}]}}]}}]}}{}"#,
        '\n'
    )
}

fn otlp_proto(numbers: Range<u32>) -> Vec<u8> {
    let span = |number: u32| {
        let start_ns = 1_700_000_000_000_000_000 + u64::from(number);
        let fields = [
            proto::field(1, &u128::from(trace(number)).to_be_bytes()),
            proto::field(2, &u64::from(number + 1).to_be_bytes()),
            proto::field(5, b"GET /"),
            proto::fixed64(7, start_ns),
            proto::fixed64(8, start_ns + 1_000_000),
            proto::attribute(9, "url", &value(number)),
        ];
        proto::field(2, &fields.concat())
    };
    proto::request(&numbers.flat_map(span).collect::<Vec<u8>>())
}

fn jaeger(numbers: Range<u32>) -> String {
    let span = |number: u32| {
        format!(
            r#"{{"traceID":"{:032x}","spanID":"{:016x}","operationName":"GET /","startTime":17000000{number:08},"duration":1000,"tags":[{{"key":"url","type":"string","value":"{}"}}],"processID":"p1"}}"#,
            trace(number),
            number + 1,
            value(number)
        )
    };
    let spans = listed(numbers, span);
    format!(r#"{{"data":[{{"traceID":"1","spans":[{spans}],"processes":{{"p1":{{"serviceName":"shop"}}}}}}]}}"#) + "\n"
}

fn zipkin(numbers: Range<u32>) -> String {
    let span = |number: u32| {
        format!(
            r#"{{"traceId":"{:032x}","id":"{:016x}","name":"get /","timestamp":17000000{number:08},"duration":1000,"localEndpoint":{{"serviceName":"shop"}},"tags":{{"url":"{}"}}}}"#,
            trace(number),
            number + 1,
            value(number)
        )
    };
    format!("[{}]\n", listed(numbers, span))
}

fn xray(numbers: Range<u32>) -> String {
    let span = |number: u32| {
        format!(
            r#"{{"trace_id":"1-65500000-{:024x}","id":"{:016x}","name":"shop","start_time":17000{number:05}.5,"end_time":17000{number:05}.6,"annotations":{{"url":"{}"}}}}"#,
            trace(number),
            number + 1,
            value(number)
        ) + "\n"
    };
    numbers.map(span).collect()
}

fn cloud_trace(numbers: Range<u32>) -> String {
    let span = |number: u32| {
        format!(
            r#"{{"spanId":"{}","kind":"RPC_SERVER","name":"GET /","startTime":"2026-11-27T09:00:00.{number:09}Z","endTime":"2026-11-27T09:00:01.{number:09}Z","labels":{{"url":"{}"}}}}"#,
            number + 1,
            value(number)
        )
    };
    let id = trace(numbers.start);
    format!(r#"{{"traces":[{{"projectId":"shop","traceId":"{id:032x}","spans":[{}]}}]}}"#, listed(numbers, span)) + "\n"
}

/// Text that is gzipped.
pub(crate) fn gzipped(pieces: impl Iterator<Item = Vec<u8>>) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    pieces.for_each(|piece| encoder.write_all(&piece).unwrap());
    encoder.finish().unwrap()
}

/// An archive of files that are stored as they are.
pub(crate) fn zipped<'a>(files: impl IntoIterator<Item = (&'a str, &'a [u8])>) -> Vec<u8> {
    let mut archive = Vec::new();
    for (name, content) in files {
        let mut checksum = flate2::Crc::new();
        checksum.update(content);
        let length = u32::try_from(content.len()).unwrap();
        archive.extend_from_slice(b"PK\x03\x04\x14\0\0\0\0\0\0\0\0\0");
        archive.extend_from_slice(&[checksum.sum(), length, length].map(u32::to_le_bytes).concat());
        archive.extend_from_slice(&[u16::try_from(name.len()).unwrap(), 0].map(u16::to_le_bytes).concat());
        archive.extend_from_slice(name.as_bytes());
        archive.extend_from_slice(content);
    }
    archive.extend_from_slice(b"PK\x05\x06");
    archive.extend_from_slice(&[0; 18]);
    archive
}
