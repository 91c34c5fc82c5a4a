//! The generated spans with logs: three for each, of two thousand kinds of lines, as a collector writes them beside.

use std::io::{self, Write};

use anyhow::Result;
use spanlens::analysis::{AttributeDiff, AttributeDiffOptions, attribute_diff};
use spanlens::store::{RowSet, Store};

use crate::generate::{SERVICES, STEPS, Trace, batches, write_batch};
use crate::random::Random;
use crate::reading::Reading;

/// The logs of a span.
pub const LOGS_PER_SPAN: u32 = 3;

/// The kinds of lines: each has a verb, a noun in two parts, and numbers.
const KINDS: u64 = (VERBS.len() * FIRST.len() * SECOND.len()) as u64;
const VERBS: [&str; 20] = [
    "loaded", "stored", "evicted", "checked", "rejected", "queued", "sent", "merged", "parsed", "priced", "locked",
    "released", "sorted", "filtered", "encoded", "signed", "resolved", "mapped", "shared", "closed",
];
const FIRST: [&str; 10] =
    ["cart", "order", "price", "stock", "user", "session", "coupon", "invoice", "parcel", "review"];
const SECOND: [&str; 10] =
    ["entries", "rows", "pages", "keys", "rules", "events", "tokens", "images", "quotas", "shards"];

/// The line that the reader gets next: of spans, or of their logs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Line {
    /// `resourceSpans`.
    Spans,
    /// `resourceLogs`.
    Logs,
}

/// What one reading came to.
#[derive(Debug)]
pub struct Read {
    /// The store of all.
    pub store: Store,
    /// The bytes that were read.
    pub bytes: usize,
    /// The seconds from the first byte to the sealed store. What it takes to make the lines is not counted.
    pub seconds: f64,
}

/// Reads so many spans, rounded up to whole traces, with their logs or without. Never holds more than a batch of text.
///
/// # Errors
///
/// Those of the reader.
pub fn read(spans: u32, with_logs: bool, clock: impl Fn() -> f64) -> Result<Read> {
    let mut reading = Reading::default();
    let (mut seconds, mut bytes) = (0.0, 0);
    let mut text = Vec::new();
    for traces in batches(spans) {
        text.clear();
        write_line(&traces, Line::Spans, &mut text)?;
        if with_logs {
            write_line(&traces, Line::Logs, &mut text)?;
        }
        bytes += text.len();
        let begin = clock();
        reading.push(&text)?;
        seconds += clock() - begin;
    }
    let begin = clock();
    let store = reading.seal()?;
    seconds += clock() - begin;
    Ok(Read { store, bytes, seconds })
}

/// What sets every other request apart.
#[must_use]
pub fn compared(store: &Store) -> AttributeDiff {
    let mut sides = [0, 1].map(|_| RowSet::empty(store.spans().len()));
    store.requests().iter().zip(0_usize..).for_each(|(unit, at)| sides[at % 2].insert(unit));
    attribute_diff(store, &sides[0], &sides[1], &AttributeDiffOptions::default())
}

fn write_line(traces: &[Trace], line: Line, out: &mut Vec<u8>) -> io::Result<()> {
    match line {
        Line::Spans => {
            out.extend_from_slice(br#"{"resourceSpans":["#);
            write_batch(traces, out)?;
        }
        Line::Logs => {
            out.extend_from_slice(br#"{"resourceLogs":["#);
            write_logs(traces, out)?;
        }
    }
    out.extend_from_slice(b"]}\n");
    Ok(())
}

/// Writes the logs of some traces, grouped by service.
fn write_logs(traces: &[Trace], out: &mut Vec<u8>) -> io::Result<()> {
    for (service, name) in SERVICES.iter().enumerate() {
        write!(
            out,
            r#"{comma}{{"resource":{{"attributes":[{{"key":"service.name","value":{{"stringValue":"{name}"}}}}]}},"scopeLogs":[{{"scope":{{"name":"com.example.{name}"}},"logRecords":["#,
            comma = if service == 0 { "" } else { "," },
        )?;
        let steps = || STEPS.iter().enumerate().filter(|(_, step)| step.service == service);
        let mut comma = "";
        for (trace, (at, step)) in traces.iter().flat_map(|trace| steps().map(move |step| (trace, step))) {
            for nth in 0..u64::from(LOGS_PER_SPAN) {
                out.extend_from_slice(comma.as_bytes());
                write_log(trace, at as u64, (nth, step.from + (step.to - step.from) / 4 * (nth + 1)), out)?;
                comma = ",";
            }
        }
        out.extend_from_slice(b"]}]}");
    }
    Ok(())
}

/// Writes one of the logs of a span, at some thousandths of its trace's time.
fn write_log(trace: &Trace, step: u64, (nth, thousandths): (u64, u64), out: &mut Vec<u8>) -> io::Result<()> {
    let id = trace.span_id(step);
    let mut random = Random(id.wrapping_add(nth));
    let kind = random.below(KINDS);
    let word = |words: &[&'static str], at: u64| {
        words.iter().zip(0..).find(|&(_, place)| place == at).map_or("", |(word, _)| word)
    };
    let [verb, first, second] = [word(&VERBS, kind % 20), word(&FIRST, kind / 20 % 10), word(&SECOND, kind / 200)];
    let time_ns = trace.start_ns + trace.duration_ns / 1000 * thousandths;
    write!(
        out,
        r#"{{"timeUnixNano":"{time_ns}","observedTimeUnixNano":"{time_ns}","severityNumber":9,"severityText":"INFO","body":{{"stringValue":"{verb} {} {first} {second} in {} ms, user {}"}},"attributes":[{{"key":"code.function.name","value":{{"stringValue":"com.example.{first}.{second}"}}}},{{"key":"thread.name","value":{{"stringValue":"http-exec-{}"}}}}],"flags":1,"traceId":"{}","spanId":"{id:016x}"}}"#,
        random.below(200),
        random.below(90),
        random.below(1_000_000),
        random.below(8),
        trace.id(),
    )
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_span_has_its_logs_of_all_kinds() {
        let [alone, both] = [false, true].map(|with_logs| read(5_000, with_logs, || 0.0).unwrap());
        assert_eq!((alone.store.counts().logs, both.store.counts().logs), (0, 5_000 * LOGS_PER_SPAN));
        assert_eq!(both.store.counts().logs_without_span, 0);
        let lines: BTreeSet<String> = (0..both.store.events().len())
            .filter_map(|at| Some(both.store.body(both.store.log(at)?.body).to_string()))
            .map(|body| body.replace(|letter: char| letter.is_ascii_digit(), ""))
            .collect();
        assert!((1_990..=2_000).contains(&lines.len()), "{}", lines.len());
        assert!(compared(&both.store).tested > compared(&alone.store).tested + 1_000);
    }
}
