//! As many logs on one span as anybody could write: all of them are kept, in memory that grows with them alone, and answers come as for few.

use spanlens::engine::Engine;
use spanlens::ingest::FileReader;
use spanlens::store::{Store, StoreBuilder, check};

use super::answers::{is_answered, questions};
use super::{MIB, allowed, measure, timed, turn};

/// The logs of a line, as many as a collector sends at a time.
const A_LINE: u32 = 500;

/// A request, and then lines with its logs, each with a text of its own.
fn lines(logs: u32) -> impl Iterator<Item = Vec<u8>> {
    let ids = r#""traceId":"000000000000000000000000000000aa","spanId":"00000000000000bb""#;
    let span = format!(
        r#"{{"resourceSpans":[{{"scopeSpans":[{{"spans":[{{{ids},"name":"import","startTimeUnixNano":"1800000000000000000","endTimeUnixNano":"1800000900000000000","status":{{"code":2}}}}]}}]}}]}}"#
    );
    let line = move |first: u32| {
        let record = |number: u32| {
            let time_ns = 1_800_000_000_000_000_000 + u64::from(number.wrapping_mul(0x9e37_79b1));
            format!(
                r#"{{{ids},"timeUnixNano":"{time_ns}","severityNumber":9,"body":{{"stringValue":"row {number} of the import was stored"}}}}"#
            )
        };
        let records: Vec<String> = (first..logs.min(first + A_LINE)).map(record).collect();
        let records = records.join(",");
        format!(r#"{{"resourceLogs":[{{"scopeLogs":[{{"logRecords":[{records}]}}]}}]}}"#)
    };
    let logs = (0..logs).step_by(A_LINE as usize).map(line);
    std::iter::once(span).chain(logs).map(|line| (line + "\n").into_bytes())
}

fn read(logs: u32) -> Store {
    let mut builder = StoreBuilder::new();
    let mut reader = FileReader::new(builder.add_source("logs", "default"));
    lines(logs).for_each(|line| reader.push(&mut builder, &line).unwrap());
    assert_eq!(reader.finish(&mut builder).fault, None);
    builder.seal()
}

/// Reads a span with so many logs, and asks everything about it. The peak has so many bytes beside what comes with the store.
fn assert_kept(logs: u32, beside: usize) {
    let read = measure(|| read(logs));
    let store = &read.result;
    check(store).unwrap();
    assert_eq!((store.counts().logs, store.counts().logs_without_span, store.events().len()), (logs, 0, logs));
    assert!((1..logs).all(|at| store.events().value(at - 1).time_ns <= store.events().value(at).time_ns));
    let most = allowed(store.heap_bytes(), beside);
    assert!(read.peak <= most, "{} bytes to read {logs} logs, not {most}", read.peak);
    drop(read);

    let mut engine = Engine::default();
    let mut load = engine.begin_file(spanlens::protocol::SourceName { name: "logs".into(), group: "default".into() });
    lines(logs).for_each(|line| engine.push(&mut load, &line).unwrap());
    engine.end_file(load, false);
    engine.seal();
    for question in questions() {
        assert!(is_answered(&mut engine, question.clone()), "{question:?}");
    }
}

#[test]
fn many_logs_on_one_span_are_all_kept() {
    let _turn = turn();
    assert_kept(8_000, 4 * MIB);
}

#[test]
#[ignore = "takes some seconds, and half a gigabyte; run it with --release"]
fn a_million_logs_on_one_span_are_all_kept() {
    let _turn = turn();
    let ((), took) = timed(|| assert_kept(1_000_000, 64 * MIB));
    eprintln!("a million logs on one span: read twice and asked everything in {took:?}");
}
