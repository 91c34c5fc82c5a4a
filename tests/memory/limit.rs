//! An engine whose memory is full keeps what it has read, says so, and can be asked about it.

use std::iter::once;

use spanlens::engine::{Engine, Forecast};
use spanlens::error::ErrorCode;
use spanlens::ingest::Segment;
use spanlens::protocol::{LoadedFile, SourceName};
use spanlens::store::KeptLogs;

use super::answers::{is_answered, questions};
use super::texts::{TEXTS, gzipped, zipped};
use super::{MIB, measure, turn};

const LIMIT: usize = 12 * MIB;

/// What readers remember of keys and values, and the chunks that are begun.
const BESIDE: usize = 4 * MIB;

/// More spans than fit.
const SPANS: u32 = 60_000;

fn limited() -> Engine {
    Engine::default().with_memory_limit(LIMIT as u64)
}

fn named(name: &str) -> SourceName {
    SourceName { name: name.to_owned(), group: "default".to_owned() }
}

/// Reads a file as the worker does. Whether all of it was read.
fn read(engine: &mut Engine, name: &str, pieces: impl IntoIterator<Item = Vec<u8>>) -> bool {
    let mut load = engine.begin_file(named(name));
    load.set_total_bytes(1 << 40);
    let is_whole = pieces.into_iter().all(|piece| engine.push(&mut load, &piece).is_ok());
    engine.end_file(load, false);
    is_whole
}

fn is_full(LoadedFile { report, .. }: &LoadedFile) -> bool {
    report.fault.as_ref().is_some_and(|fault| fault.code == ErrorCode::MemoryLimit)
}

/// Whether what is loaded can be asked about.
fn assert_usable(name: &str, engine: &mut Engine) {
    for question in questions() {
        assert!(is_answered(engine, question.clone()), "{name}: {question:?}");
    }
}

/// Fills an engine, asks it everything, and makes sure that it never took more than it may.
fn assert_full(name: &str, fill: impl FnOnce(&mut Engine) -> bool) -> Engine {
    let filled = measure(|| {
        let mut engine = limited();
        assert!(!fill(&mut engine), "{name} is read to its end");
        engine.seal();
        assert_usable(name, &mut engine);
        engine
    });
    let summary = filled.result.summary();
    let stopped = summary.files.iter().find(|file| is_full(file)).unwrap_or_else(|| panic!("{name}: {summary:?}"));
    assert!(summary.counts.spans > 1_000, "{name}: {summary:?}");
    let message = &stopped.report.fault.as_ref().unwrap().message;
    assert!(message.starts_with("the memory is full: 12 MiB hold "), "{message}");
    assert!(filled.peak <= LIMIT + BESIDE, "{name}: {} bytes", filled.peak);
    filled.result
}

#[test]
fn what_was_read_of_any_format_before_memory_is_full_can_be_asked_about() {
    let _turn = turn();
    for text in TEXTS {
        let engine = assert_full(text.name, |engine| read(engine, text.name, text.pieces(SPANS)));
        let summary = engine.summary();
        let [file] = &summary.files[..] else { panic!("{summary:?}") };
        assert_eq!(file.report.spans, u64::from(summary.counts.spans), "{}: all spans are there", text.name);
        assert_eq!(file.report.total_bytes, Some(1 << 40));
        assert!(file.report.bytes > 1_000_000 && file.report.findings.is_empty(), "{file:?}");
    }
}

#[test]
fn a_file_that_comes_when_memory_is_full_leaves_all_as_it_is() {
    let _turn = turn();
    let text = &TEXTS[0];
    let mut engine = assert_full("two files", |engine| read(engine, "first", text.pieces(SPANS)));
    let before = engine.summary().counts;
    assert!(!read(&mut engine, "second", text.pieces(SPANS)));
    engine.seal();
    let summary = engine.summary();
    assert!(summary.counts.spans <= before.spans && summary.counts.requests == before.requests, "{summary:?}");
    assert!(summary.files.iter().all(is_full) && summary.files.len() == 2, "{summary:?}");
    assert_usable("two files", &mut engine);
}

#[test]
fn files_share_the_memory() {
    let _turn = turn();
    let text = &TEXTS[0];
    let engine = assert_full("many files", |engine| {
        let documents = (0..SPANS).step_by(1_000).map(|from| text.document(from..from + 1_000));
        documents.map(|document| read(engine, "part", once(document))).collect::<Vec<_>>().iter().all(|whole| *whole)
    });
    let files = engine.summary().files;
    let full = files.iter().position(is_full).unwrap();
    assert!(full > 3 && files[full..].iter().all(is_full), "{full} files are whole, and none after them");
}

#[test]
fn packed_files_obey_the_limit() {
    let _turn = turn();
    let text = &TEXTS[0];
    let packed = gzipped(text.pieces(SPANS));
    assert_full("gzip", |engine| read(engine, "gzip", packed.chunks(MIB / 4).map(<[u8]>::to_vec)));

    let documents: Vec<Vec<u8>> = (0..SPANS).step_by(1_000).map(|from| text.document(from..from + 1_000)).collect();
    let archive = zipped(documents.iter().map(|document| ("traces.json", &document[..])));
    let engine = assert_full("zip", |engine| read(engine, "zip", archive.chunks(MIB / 4).map(<[u8]>::to_vec)));
    let files = engine.summary().files;
    assert!(files.len() > 3 && files.len() < documents.len(), "what does not fit is not begun");
    assert_eq!(files.iter().filter(|file| is_full(file)).count(), 2, "the file that did not fit, and the archive");
}

#[test]
fn what_other_workers_have_read_obeys_the_limit() {
    let _turn = turn();
    let text = &TEXTS[0];
    assert_full("segments", |engine| {
        let mut load = engine.begin_file(named("segments"));
        engine.push(&mut load, &text.document(0..10)).unwrap();
        let is_whole = (10..SPANS).step_by(1_000).all(|from| {
            assert!(engine.is_between_documents(&mut load));
            let segment = Segment::read(&text.document(from..from + 1_000), KeptLogs::All).unwrap();
            engine.take_over(&mut load, &segment).is_ok()
        });
        engine.end_file(load, false);
        is_whole
    });
}

#[test]
fn a_text_that_is_longer_than_what_is_left_is_refused_before_it_is_there() {
    let _turn = turn();
    let text = &TEXTS[0];
    let mut long = br#"{"resourceSpans":[{"scopeSpans":[{"spans":[{"name":""#.to_vec();
    long.resize(10 * MIB, b'x');
    long.extend_from_slice(br#""}]}]}]}"#);
    let read = measure(|| {
        let mut engine = limited();
        assert!(read(&mut engine, "short", text.pieces(10_000)));
        assert!(!read(&mut engine, "long", once(long.clone())));
        engine.seal();
        engine
    });
    let summary = read.result.summary();
    assert_eq!(
        (summary.counts.spans, summary.files.iter().map(is_full).collect::<Vec<_>>()),
        (10_000, vec![false, true])
    );
    // Its text as it came, and its record.
    assert!(read.peak <= LIMIT + BESIDE + 2 * 10 * MIB, "{} bytes", read.peak);
}

#[test]
fn a_tenth_of_a_load_tells_how_much_of_it_will_fit() {
    let _turn = turn();
    for text in TEXTS {
        let pieces: Vec<Vec<u8>> = text.pieces(SPANS).collect();
        let total = pieces.iter().map(|piece| piece.len() as u64).sum();
        let (mut engine, mut forecast, mut bytes, mut told) = (limited(), Forecast::default(), 0, None);
        let mut load = engine.begin_file(named(text.name));
        for piece in &pieces {
            if engine.push(&mut load, piece).is_err() {
                break;
            }
            bytes += piece.len() as u64;
            let fitting = engine.spans_that_fit(&mut forecast, bytes, total);
            assert!(fitting.is_none() || bytes >= total / 20, "{}: told after {bytes} bytes", text.name);
            told = told.or(fitting.filter(|_| bytes >= total / 10));
        }
        let told = told.unwrap_or_else(|| panic!("{}: nothing is told", text.name));
        let fitted = engine.spans();
        assert!(told.abs_diff(fitted) <= fitted / 5, "{}: {told} spans were to fit, and {fitted} did", text.name);
    }
}

#[test]
fn nothing_is_told_of_a_load_that_fits() {
    let _turn = turn();
    let text = &TEXTS[0];
    let pieces: Vec<Vec<u8>> = text.pieces(1_000).collect();
    let total = pieces.iter().map(|piece| piece.len() as u64).sum();
    let (mut engine, mut forecast, mut bytes) = (limited(), Forecast::default(), 0);
    let mut load = engine.begin_file(named(text.name));
    for piece in &pieces {
        engine.push(&mut load, piece).unwrap();
        bytes += piece.len() as u64;
        assert_eq!(engine.spans_that_fit(&mut forecast, bytes, total), None);
    }
}
