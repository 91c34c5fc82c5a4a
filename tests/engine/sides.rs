//! Traces that are fetched for both sides of a comparison, with a server that is a table of answers.

use spanlens::analysis::{AttributeDiffOptions, Baseline, Selection, TraceColumn, TraceListOptions};
use spanlens::clickhouse::{Coverage, PartOf};
use spanlens::engine::{Engine, Errand, Ticket};
use spanlens::error::{ErrorCode, ErrorKind};
use spanlens::protocol::{
    Answer, AttributeDiffQuestion, Comparison, ErrorCausesQuestion, OpenClickhouseQuestion, Question, Reply,
    TraceQuestion, TracesQuestion,
};
use spanlens::remote::Request;
use spanlens::units::TimeRange;

use super::clickhouse::{Answers, FakeServer, SECOND, START, open, question, spans};
use super::{PORT, compare};
use crate::reader::native::{Values, block};

/// A server with six traces of two spans each, one a second, that counts them.
pub(super) struct Server {
    stored: FakeServer,
    /// The requests on each side, and those of chosen traces.
    units: [u64; 2],
    chosen: [u64; 2],
    /// The spans of chosen traces, each time that they are counted; the last for ever.
    counted: Vec<u64>,
    pub(super) spans: (u16, Vec<u8>),
}

pub(super) fn numbers(values: &[(&str, u64)]) -> (u16, Vec<u8>) {
    let columns: Vec<_> = values.iter().map(|&(name, value)| (name, Values::Uint(vec![value]))).collect();
    (200, block(1, &columns))
}

impl Server {
    /// The selection is the fourth second, and the baseline the third.
    pub(super) fn new() -> Self {
        let spans = (200, spans(2..4));
        Self { stored: FakeServer::new(0..6), units: [1, 1], chosen: [1, 1], counted: vec![4], spans }
    }
}

impl Answers for Server {
    fn answer(&mut self, request: Request) -> (u16, Vec<u8>) {
        let text = String::from_utf8(request.body.clone()).unwrap();
        match () {
            () if text.contains("AS roots, uniqExact") => numbers(&[("roots", 6), ("spans", 6), ("traces", 6)]),
            () if text.contains("AS without_root") => numbers(&[("traces", 6), ("without_root", 0)]),
            () if text.contains("AS part") => numbers(&[
                ("part", 0),
                ("first", START + SECOND),
                ("last", START + 3 * SECOND),
                ("long", 3),
                ("shortest", 1_000_000),
                ("longest", 1_000_000),
                ("units", 6),
            ]),
            () if text.starts_with("SELECT countIf(") => {
                let [selected, others] = if text.contains("_limit:") { self.chosen } else { self.units };
                numbers(&[("selected", selected), ("others", others)])
            }
            () if text.contains("is_selected") => {
                let spans = if self.counted.len() > 1 { self.counted.remove(0) } else { self.counted[0] };
                numbers(&[("spans", spans), ("selected", spans / 2)])
            }
            // Both traces are looked up together.
            () if text.starts_with("SELECT count() AS traces") => {
                numbers(&[("traces", 2), ("first", START + 2 * SECOND), ("last", START + 3 * SECOND)])
            }
            () if text.starts_with("SELECT count() AS spans FROM (SELECT 1") => numbers(&[("spans", self.counted[0])]),
            () if text.starts_with("SELECT `") => self.spans.clone(),
            () => self.stored.answer(request),
        }
    }
}

/// An engine with a range that is left on the server, of which so many spans are fetched at once.
pub(super) fn left(server: &mut Server, most: u32, memory: Option<u64>) -> Engine {
    let engine = Engine::default();
    let mut engine = match memory {
        Some(bytes) => engine.with_memory_limit(bytes),
        None => engine,
    };
    let question = OpenClickhouseQuestion {
        max_spans: Some(0),
        max_fetched_spans: Some(most),
        counts_on_server: true,
        logs: spanlens::store::KeptLogs::None,
        ..question()
    };
    open(&mut engine, server, question, 100).unwrap();
    assert!(engine.is_counted_on_server());
    engine
}

/// The traces that start in a second, compared with those of the second before.
pub(super) fn second(second: u64) -> Comparison {
    let time = TimeRange { from_ns: START + second * SECOND, to_ns: START + (second + 1) * SECOND };
    compare(Some(Selection { time: Some(time), ..Selection::default() }), Baseline::Before)
}

fn attributes(comparison: Comparison) -> Question {
    AttributeDiffQuestion { comparison, options: AttributeDiffOptions::default() }.into()
}

/// Takes steps until there is no more to do by itself.
pub(super) fn work(engine: &mut Engine) -> Vec<Reply> {
    let mut replies = Vec::new();
    while engine.has_work() {
        replies.extend(engine.step().map(|(_, reply)| reply));
    }
    replies
}

/// Answers requests until there are none, in pieces of a size. Gives what is replied, and how many requests there were.
pub(super) fn serve(engine: &mut Engine, server: &mut impl Answers, size: usize) -> (Vec<Reply>, usize) {
    let (mut replies, mut sent) = (work(engine), 0);
    while let Some(errand) = engine.next_errand() {
        let Errand::Send(ticket, request) = errand else { continue };
        sent += 1;
        let (status, bytes) = server.answer(request);
        engine.answer_begins(ticket, status);
        bytes.chunks(size).for_each(|piece| engine.answer_goes_on(ticket, piece));
        engine.answer_ends(ticket);
        replies.extend(work(engine));
    }
    (replies, sent)
}

pub(super) fn sent(engine: &mut Engine) -> Ticket {
    match engine.next_errand() {
        Some(Errand::Send(ticket, _)) => ticket,
        other => panic!("{other:?}"),
    }
}

fn code(reply: &Reply) -> ErrorCode {
    super::code(reply)
}

#[test]
fn both_sides_are_fetched_once_for_all_questions() {
    for size in [1, 7, 1 << 20] {
        let mut server = Server::new();
        let mut engine = left(&mut server, 100, None);
        engine.ask(PORT, 1, attributes(second(3)), false);
        engine.ask(PORT, 2, ErrorCausesQuestion(second(3)).into(), false);
        let (replies, sent) = serve(&mut engine, &mut server, size);
        // How many requests there are, how many spans, and these.
        assert_eq!((replies.len(), sent), (2, 3));
        let whole = PartOf { units: 1, of: 1 };
        for reply in replies {
            let Reply::Answer { answer, coverage, .. } = reply else { panic!("{reply:?}") };
            let baseline = match answer {
                Answer::AttributeDiff(diff) => {
                    assert_eq!((diff.selection, diff.baseline), (1, 1));
                    Some(whole)
                }
                Answer::ErrorCauses(causes) => {
                    assert_eq!(causes.units, 1);
                    None
                }
                other => panic!("{other:?}"),
            };
            assert_eq!(coverage, Some(Coverage { selection: whole, baseline, spans: 4, without_errors: None }));
        }
        // Other sides are another matter.
        engine.ask(PORT, 3, attributes(second(2)), false);
        assert_eq!(serve(&mut engine, &mut server, size).1, 3);
    }
}

#[test]
fn how_far_traces_have_come_is_told_to_whoever_waits() {
    let mut server = Server::new();
    let mut engine = left(&mut server, 100, None);
    engine.ask(PORT, 1, attributes(second(3)), false);
    engine.ask(PORT + 1, 7, attributes(second(3)), false);
    let mut told = Vec::new();
    work(&mut engine);
    while let Some(Errand::Send(ticket, request)) = engine.next_errand() {
        let (status, bytes) = server.answer(request);
        engine.answer_begins(ticket, status);
        for piece in bytes.chunks(20) {
            engine.answer_goes_on(ticket, piece);
            told.extend(engine.take_progress());
        }
        engine.answer_ends(ticket);
        work(&mut engine);
    }
    let spans = |(port, reply): &(usize, Reply)| match reply {
        Reply::Progress { id, progress } => (*port, *id, progress.spans, progress.total_spans),
        other => panic!("{other:?}"),
    };
    // All of them come in one block.
    assert_eq!(told.iter().map(spans).collect::<Vec<_>>(), [(PORT, 1, 4, 4), (PORT + 1, 7, 4, 4)]);
    assert_eq!(engine.take_progress(), []);
}

#[test]
fn what_nobody_waits_for_any_more_is_given_up() {
    let mut server = Server::new();
    let mut engine = left(&mut server, 100, None);
    engine.ask(PORT, 1, attributes(second(3)), false);
    assert_eq!(work(&mut engine), []);
    let first = sent(&mut engine);
    // Other sides wait for those that somebody waits for.
    engine.ask(PORT, 2, attributes(second(2)), false);
    assert_eq!((work(&mut engine), engine.next_errand()), (Vec::new(), None));
    engine.cancel(PORT, 1);
    assert_eq!(engine.next_errand(), Some(Errand::Abort(first)));
    assert_eq!(work(&mut engine), []);
    let second = sent(&mut engine);
    assert_ne!(first, second);
    // What comes too late is for nobody.
    engine.answer_begins(first, 200);
    engine.answer_goes_on(first, b"what");
    engine.answer_ends(first);
    assert_eq!(work(&mut engine), []);
    engine.forget(None);
    assert_eq!((engine.next_errand(), engine.next_errand()), (Some(Errand::Abort(second)), None));
}

#[test]
fn traces_that_are_not_whole_are_an_error_and_tried_again() {
    let whole = spans(2..4);
    let refused = "Code: 241. DB::Exception: Memory limit (for query) exceeded. (MEMORY_LIMIT_EXCEEDED)";
    let cases = [
        // Cut between two blocks, which looks whole.
        ((200, spans(2..3)), ErrorCode::IncompleteAnswer),
        ((200, Vec::new()), ErrorCode::IncompleteAnswer),
        ((200, whole[..whole.len() - 3].to_vec()), ErrorCode::TruncatedInput),
        ((200, [&whole[..], refused.as_bytes()].concat()), ErrorCode::ServerMemoryLimit),
        ((500, refused.as_bytes().to_vec()), ErrorCode::ServerMemoryLimit),
        ((200, b"<html>what</html>".to_vec()), ErrorCode::UnknownFormat),
    ];
    for (spans, expected) in cases {
        for size in [7, 1 << 20] {
            let mut server = Server { spans: spans.clone(), ..Server::new() };
            let mut engine = left(&mut server, 100, None);
            for id in [1, 2] {
                engine.ask(PORT, id, attributes(second(3)), false);
            }
            let (replies, _) = serve(&mut engine, &mut server, size);
            assert_eq!(replies.iter().map(code).collect::<Vec<_>>(), [expected; 2]);
            server.spans = (200, whole.clone());
            engine.ask(PORT, 3, attributes(second(3)), false);
            let (replies, _) = serve(&mut engine, &mut server, size);
            assert!(matches!(replies.as_slice(), [Reply::Answer { id: 3, .. }]), "{replies:?}");
        }
    }
}

#[test]
fn an_answer_that_breaks_off_is_an_error() {
    let mut server = Server::new();
    let mut engine = left(&mut server, 100, None);
    engine.ask(PORT, 1, attributes(second(3)), false);
    work(&mut engine);
    let ticket = sent(&mut engine);
    engine.answer_begins(ticket, 200);
    engine.answer_fails(ticket, ErrorKind::Unreachable { origin: "gone".to_owned() }.into());
    let replies = work(&mut engine);
    assert_eq!(replies.iter().map(code).collect::<Vec<_>>(), [ErrorCode::UnreachableSource]);
    assert_eq!(engine.next_errand(), None);
}

#[test]
fn more_than_there_is_memory_for_is_an_error() {
    let mut server = Server { counted: vec![20_000], spans: (200, spans(0..10_000)), ..Server::new() };
    let mut engine = left(&mut server, 100_000, Some(200_000));
    engine.ask(PORT, 1, attributes(second(3)), false);
    let (replies, _) = serve(&mut engine, &mut server, 1 << 12);
    assert_eq!(replies.iter().map(code).collect::<Vec<_>>(), [ErrorCode::MemoryLimit]);
    assert!(!engine.has_work());
}

#[test]
fn less_is_chosen_until_it_fits() {
    // Nothing is as many spans as it seems: whole it would be far too much, and so is what is chosen first.
    let server = || Server { units: [10, 1_000_000], chosen: [1, 1], counted: vec![50, 40, 4], ..Server::new() };
    let (mut first, mut engine) = (server(), Engine::default());
    let _ = std::mem::replace(&mut engine, left(&mut first, 30, None));
    engine.ask(PORT, 1, attributes(second(3)), false);
    let mut urls = Vec::new();
    let mut replies = work(&mut engine);
    while let Some(Errand::Send(ticket, request)) = engine.next_errand() {
        urls.push((String::from_utf8(request.body.clone()).unwrap(), request.url.clone()));
        let (status, bytes) = first.answer(request);
        engine.answer_begins(ticket, status);
        engine.answer_goes_on(ticket, &bytes);
        engine.answer_ends(ticket);
        replies.extend(work(&mut engine));
    }
    let limit = |name: &str| -> Vec<u64> {
        let counts = urls.iter().filter(|(text, _)| text.contains("is_selected"));
        let value = |url: &str| url.split(&format!("param_{name}=")).nth(1)?.split('&').next()?.parse().ok();
        counts.filter_map(|(_, url)| value(url)).collect()
    };
    let of_baseline = limit("b_limit");
    assert!(of_baseline.len() == 3 && of_baseline.is_sorted_by(|one, other| one > other), "{of_baseline:?}");
    let [Reply::Answer { coverage: Some(coverage), .. }] = replies.as_slice() else { panic!("{replies:?}") };
    assert_eq!(coverage.selection, PartOf { units: 1, of: 10 });
    assert_eq!(coverage.baseline, Some(PartOf { units: 1, of: 1_000_000 }));
    // Where nothing fits, that is said.
    let mut never = Server { counted: vec![31], ..server() };
    let mut engine = left(&mut never, 30, None);
    engine.ask(PORT, 1, attributes(second(3)), false);
    let (replies, _) = serve(&mut engine, &mut never, 100);
    assert_eq!(replies.iter().map(code).collect::<Vec<_>>(), [ErrorCode::OverBudget]);
}

/// A server with one trace of four spans, which has a request on both sides.
struct OfBothSides(Server);

impl Answers for OfBothSides {
    fn answer(&mut self, request: Request) -> (u16, Vec<u8>) {
        let text = String::from_utf8(request.body.clone()).unwrap();
        let limit =
            |side: &str| request.url.split(&format!("param_{side}_limit=")).nth(1)?.split('&').next()?.parse().ok();
        // Its hash is in the middle.
        let is_chosen = ["s", "b"].map(|side| u64::from(limit(side).is_none_or(|limit: u64| limit > 1 << 63)));
        match () {
            () if text.starts_with("SELECT countIf(") && text.contains("_limit:") => {
                numbers(&[("selected", is_chosen[0]), ("others", is_chosen[1])])
            }
            () if text.contains("is_selected") => {
                numbers(&[("spans", 4 * is_chosen[0].max(is_chosen[1])), ("selected", 4 * is_chosen[0])])
            }
            () => self.0.answer(request),
        }
    }
}

#[test]
fn a_trace_of_both_sides_that_does_not_fit_is_chosen_for_neither() {
    let mut server = OfBothSides(Server::new());
    let mut engine = left(&mut server.0, 3, None);
    engine.ask(PORT, 1, attributes(second(3)), false);
    let (replies, _) = serve(&mut engine, &mut server, 100);
    let [Reply::Answer { coverage: Some(coverage), .. }] = replies.as_slice() else { panic!("{replies:?}") };
    let none = PartOf { units: 0, of: 1 };
    assert_eq!((coverage.selection, coverage.baseline, coverage.spans), (none, Some(none), 0));
}

#[test]
fn handles_are_of_what_was_fetched_last() {
    let mut server = Server::new();
    let mut engine = left(&mut server, 100, None);
    let mut list = |engine: &mut Engine, comparison: Comparison| {
        // By what spans tell, so that the traces of the selection are fetched.
        let options = TraceListOptions { column: TraceColumn::Spans, ..TraceListOptions::default() };
        let question = TracesQuestion { comparison, options };
        engine.ask(PORT, 1, question.into(), false);
        match serve(engine, &mut server, 100).0.pop() {
            Some(Reply::Answer { answer: Answer::Traces(list), .. }) => list,
            other => panic!("{other:?}"),
        }
    };
    let first = list(&mut engine, second(3)).traces[0];
    let trace = |engine: &mut Engine, trace| {
        engine.ask(PORT, 2, TraceQuestion { trace }.into(), false);
        work(engine).pop().unwrap()
    };
    assert!(matches!(trace(&mut engine, first), Reply::Answer { answer: Answer::Trace(_), coverage: None, .. }));
    let second = list(&mut engine, second(2)).traces[0];
    assert!(matches!(trace(&mut engine, second), Reply::Answer { .. }));
    assert_eq!(code(&trace(&mut engine, first)), ErrorCode::StaleHandle);
}
