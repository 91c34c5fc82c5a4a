//! What is exported reads back equal.

use std::fmt::Write as _;

use opentelemetry_proto::tonic::trace::v1::TracesData;
use proptest::collection::vec;
use proptest::prelude::*;
use prost::Message;
use spanlens::demo::Demo;
use spanlens::export::{ExportFormat, ExportOptions, export_piece, whole_traces};
use spanlens::store::{Counts, RowSet, SpanRow, Store};

use super::{FORMATS, all, exported, packed, whole};
use crate::reader::fixtures::fixtures;
use crate::reader::messages::traces;
use crate::reader::{dump, read};
use crate::strategies::{spans, store_of};

/// What is counted of a store, but for what was left out before it was exported.
fn counts(store: &Store) -> Counts {
    Counts {
        exact_repeats: 0,
        superseded: 0,
        logs_without_trace: 0,
        repeated_logs: 0,
        repeated_exceptions: 0,
        ..*store.counts()
    }
}

/// Fails unless the store reads back from its export, packed or not.
fn assert_reads_back(store: &Store, format: ExportFormat, about: &str) {
    let bytes = whole(store, format);
    if store.spans().is_empty() {
        assert!(bytes.is_empty(), "{about}");
        return;
    }
    for bytes in [packed(&bytes), bytes] {
        let (back, report) = read([bytes.as_slice()]);
        assert_eq!(report.fault, None, "{about}, {format:?}");
        assert_eq!(*back.counts(), counts(store), "{about}, {format:?}");
        assert_eq!(dump::spans(&back), dump::spans(store), "{about}, {format:?}");
        assert_eq!(dump::all_trace_logs(&back), dump::all_trace_logs(store), "{about}, {format:?}");
    }
}

proptest! {
    #[test]
    fn messages_read_back_equal(messages in vec(traces(), 1..4)) {
        let text: String = messages.iter().map(|message| serde_json::to_string(message).unwrap() + "\n").collect();
        let (store, _) = read([text.as_bytes()]);
        for format in FORMATS {
            assert_reads_back(&store, format, &text);
        }
    }

    #[test]
    fn spans_that_collide_read_back_equal(spans in spans()) {
        let of_one_group: Vec<_> = spans.into_iter().filter(|span| span.group() == 0).collect();
        let store = store_of(&of_one_group);
        for format in FORMATS {
            assert_reads_back(&store, format, "spans that collide");
        }
    }

    #[test]
    fn a_unit_brings_its_whole_trace(spans in spans(), picked in vec(any::<bool>(), 0..12)) {
        let store = store_of(&spans);
        let mut units = RowSet::empty(store.spans().len());
        let rows = (0..store.spans().len()).map(SpanRow);
        rows.zip(picked).filter(|(_, picked)| *picked).for_each(|(row, _)| units.insert(row));
        let traces: Vec<_> = units.iter().map(|unit| store.spans().trace(unit)).collect();
        let found: Vec<SpanRow> = whole_traces(&store, &units).iter().collect();
        let expected: Vec<SpanRow> = all(&store).iter().filter(|&row| traces.contains(&store.spans().trace(row))).collect();
        prop_assert_eq!(found, expected);
    }
}

#[test]
fn every_fixture_reads_back_equal() {
    for (path, bytes) in fixtures() {
        let (store, _) = read([bytes.as_slice()]);
        for format in FORMATS {
            assert_reads_back(&store, format, &path.display().to_string());
        }
    }
}

/// Some minutes of the demo.
fn demo() -> Store {
    let text: Vec<u8> = Demo::new().take(8).flatten().collect();
    read([text.as_slice()]).0
}

#[test]
fn the_demo_reads_back_equal() {
    let store = demo();
    assert!(store.spans().len() > 2000);
    for format in FORMATS {
        assert_reads_back(&store, format, "the demo");
    }
}

#[test]
fn the_types_of_opentelemetry_read_it() {
    let store = demo();
    let spans = |data: &TracesData| {
        data.resource_spans.iter().flat_map(|entry| &entry.scope_spans).map(|entry| entry.spans.len()).sum::<usize>()
    };
    let message = TracesData::decode(whole(&store, ExportFormat::OtlpProto).as_slice()).unwrap();
    assert_eq!(spans(&message), store.spans().len() as usize);
    let text = String::from_utf8(whole(&store, ExportFormat::OtlpJson)).unwrap();
    let lines: Vec<TracesData> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(lines.iter().map(spans).sum::<usize>(), store.spans().len() as usize);
    assert_eq!(lines.len(), store.traces().len() as usize, "a trace a line");
}

#[test]
fn pieces_are_short_and_have_every_span_once() {
    let store = demo();
    let spans = all(&store);
    for format in FORMATS {
        let options = ExportOptions { format, ..ExportOptions::default() };
        let (mut from, mut count, mut bytes, mut pieces) = (None, 0, Vec::new(), 0);
        loop {
            let piece = export_piece(&store, &spans, from, &options).unwrap();
            assert!(piece.bytes.len() < 512 << 10, "{}", piece.bytes.len());
            count += piece.spans;
            pieces += 1;
            bytes.extend(piece.bytes);
            from = piece.next;
            if from.is_none() {
                break;
            }
        }
        assert!(pieces > 2);
        assert_eq!((count, bytes), (store.spans().len(), whole(&store, format)));
    }
}

#[test]
fn a_long_trace_is_several_documents() {
    let mut text = String::from("shop root  0..5000\n");
    for at in 0..1000 {
        writeln!(text, "  cart get  {at}..5000").unwrap();
    }
    let store = spanlens::sketch::sketch(&text).unwrap();
    let json = whole(&store, ExportFormat::OtlpJson);
    assert_eq!(json.split(|&byte| byte == b'\n').count(), 5);
    for format in FORMATS {
        assert_reads_back(&store, format, "a long trace");
    }
}

#[test]
fn nothing_is_written_of_nothing() {
    let store = demo();
    for format in FORMATS {
        let options = ExportOptions { format, ..ExportOptions::default() };
        assert!(exported(&store, &RowSet::empty(store.spans().len()), &options).is_empty());
    }
}
