//! Exports of logs: in pieces, however many a span has, and without what is hidden.

use std::fmt::Write as _;

use spanlens::export::{ExportFormat, ExportOptions, Redaction, RedactionGroup, export_contents, export_piece};
use spanlens::sketch::sketch;
use spanlens::store::Store;

use super::{FORMATS, all, exported, whole};
use crate::reader::{dump, read};

/// A request whose first span has so many logs, of which each says something of its own.
fn chatty(logs: u32) -> Store {
    let mut line = String::from("shop GET /  0..100");
    for at in 0..logs {
        write!(line, " ~\"warn: line {at} of the many lines of one span\"").unwrap();
    }
    sketch(&format!("{line}\n  cart get  10..50  ~\"done\"\n\nshop GET /  0..10")).unwrap()
}

#[test]
fn logs_of_one_span_are_several_documents_and_pieces() {
    let store = chatty(6_000);
    for format in FORMATS {
        let options = ExportOptions { format, ..ExportOptions::default() };
        let (mut from, mut bytes, mut spans, mut pieces) = (None, Vec::new(), 0, 0);
        loop {
            let piece = export_piece(&store, &all(&store), from, &options).unwrap();
            assert!(piece.bytes.len() < 768 << 10, "{}", piece.bytes.len());
            bytes.extend(piece.bytes);
            spans += piece.spans;
            pieces += 1;
            from = piece.next;
            if from.is_none() {
                break;
            }
        }
        assert!(pieces > 1, "{format:?}");
        assert_eq!((spans, &bytes), (3, &whole(&store, format)));
        let (back, report) = read([bytes.as_slice()]);
        assert_eq!((report.fault, report.logs, back.counts().logs), (None, 6_001, 6_001), "{format:?}");
        assert_eq!(dump::spans(&back), dump::spans(&store), "{format:?}");
    }
    let text = String::from_utf8(whole(&store, ExportFormat::OtlpJson)).unwrap();
    let logs = text.lines().filter(|line| line.starts_with("{\"resourceLogs\"")).count();
    assert_eq!((logs, text.lines().count()), (6, 8), "1,024 logs a line");
}

#[test]
fn what_logs_say_is_hidden_with_messages() {
    let store = sketch("shop GET /  0..100  ~\"error: Hidden words\" ~\"https://shop.example/?Hidden\"").unwrap();
    for format in FORMATS {
        let bytes = |redaction: Redaction| {
            let options = ExportOptions { format, redaction, hash_key: Some("07".repeat(32)) };
            String::from_utf8_lossy(&exported(&store, &all(&store), &options)).into_owned()
        };
        assert_eq!(bytes(Redaction::default()).matches("Hidden").count(), 2, "{format:?}");
        let messages = vec![RedactionGroup::Messages];
        let removed = bytes(Redaction { remove_groups: messages.clone(), ..Redaction::default() });
        let hashed = bytes(Redaction { hash_groups: messages, ..Redaction::default() });
        assert!(!removed.contains("Hidden") && !hashed.contains("Hidden"), "{format:?}");
        assert_eq!(hashed.matches("hmac:").count(), 2, "{format:?}");
        let (back, _) = read([removed.as_bytes()]);
        assert!(format != ExportFormat::OtlpJson || back.counts().logs == 2, "the logs themselves stay");
    }
}

#[test]
fn contents_count_logs_and_what_they_say() {
    let store = chatty(5);
    let contents = export_contents(&store, store.requests(), &Redaction::default());
    assert_eq!((contents.events, contents.logs, contents.bodies), (0, 6, 6));
}
