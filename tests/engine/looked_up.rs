//! Traces that are looked up by themselves in a range on a server, and those without a root in a large one, with a server that is a table of
//! answers.

use spanlens::engine::{Engine, Errand};
use spanlens::error::ErrorCode;
use spanlens::protocol::{Answer, FindTraceQuestion, OpenClickhouseQuestion, Question, Reply, TraceQuestion};
use spanlens::remote::Request;

use super::clickhouse::{Answers, open, question, spans};
use super::sides::{Server, left, numbers, sent, serve, work};
use super::{PORT, code};

fn find(text: &str) -> Question {
    FindTraceQuestion { text: text.to_owned() }.into()
}

#[test]
fn a_trace_that_was_found_stays_for_a_while() {
    for size in [1, 7, 1 << 20] {
        let mut server = Server::new();
        let mut engine = left(&mut server, 100, None);
        engine.ask(PORT, 1, find("0"), false);
        let (mut replies, requests) = serve(&mut engine, &mut server, size);
        // How many traces there are, how many spans these have, and the spans.
        assert_eq!(requests, 3);
        let Some(Reply::Answer { answer: Answer::FindTrace(found), coverage: None, .. }) = replies.pop() else {
            panic!("{replies:?}")
        };
        assert_eq!(found.total, 2);
        // The first store that was fetched, in however many steps: the number of handles counts stores.
        let handle = serde_json::to_value(found.traces[0]).unwrap().as_f64().unwrap();
        assert!((4_294_967_296.0..8_589_934_592.0).contains(&handle), "{handle}");
        engine.ask(PORT, 2, find(&found.ids[1]), false);
        engine.ask(PORT, 3, TraceQuestion { trace: found.traces[0] }.into(), false);
        let (replies, requests) = serve(&mut engine, &mut server, size);
        assert_eq!((replies.len(), requests), (2, 0));
        assert!(replies.iter().all(|reply| matches!(reply, Reply::Answer { .. })), "{replies:?}");
    }
}

#[test]
fn what_is_looked_up_for_nobody_is_given_up() {
    let mut server = Server::new();
    let mut engine = left(&mut server, 100, None);
    engine.ask(PORT, 1, find("0"), false);
    engine.ask(PORT, 2, find("0"), false);
    engine.ask(PORT, 3, find("1"), false);
    assert_eq!(work(&mut engine), []);
    // What two ask for is looked up once.
    let (first, second) = (sent(&mut engine), sent(&mut engine));
    assert_eq!(engine.next_errand(), None);
    engine.cancel(PORT, 1);
    assert_eq!(engine.next_errand(), None);
    engine.cancel(PORT, 2);
    assert_eq!(engine.next_errand(), Some(Errand::Abort(first)));
    engine.forget(Some(PORT));
    assert_eq!((engine.next_errand(), engine.next_errand()), (Some(Errand::Abort(second)), None));
    assert!(!engine.has_work());
}

#[test]
fn what_could_not_be_looked_up_is_tried_again() {
    let whole = spans(2..4);
    let refused = "Code: 241. DB::Exception: Memory limit (for query) exceeded. (MEMORY_LIMIT_EXCEEDED)";
    let cases = [
        ((200, spans(2..3)), ErrorCode::IncompleteAnswer),
        ((200, whole[..whole.len() - 3].to_vec()), ErrorCode::TruncatedInput),
        ((500, refused.as_bytes().to_vec()), ErrorCode::ServerMemoryLimit),
    ];
    for (answer, expected) in cases {
        let mut server = Server::new();
        server.spans = answer;
        let mut engine = left(&mut server, 100, None);
        engine.ask(PORT, 1, find("0"), false);
        let (replies, _) = serve(&mut engine, &mut server, 7);
        assert_eq!(replies.iter().map(code).collect::<Vec<_>>(), [expected]);
        server.spans = (200, whole.clone());
        engine.ask(PORT, 2, find("0"), false);
        let (replies, _) = serve(&mut engine, &mut server, 7);
        assert!(matches!(replies.as_slice(), [Reply::Answer { id: 2, .. }]), "{replies:?}");
    }
}

#[test]
fn no_more_is_looked_up_than_may_be_fetched() {
    for (most, expected) in [(0, ErrorCode::NeedsSpans), (3, ErrorCode::OverBudget)] {
        let mut server = Server::new();
        let mut engine = left(&mut server, most, None);
        engine.ask(PORT, 1, find("0"), false);
        let (replies, _) = serve(&mut engine, &mut server, 100);
        assert_eq!(replies.iter().map(code).collect::<Vec<_>>(), [expected]);
        assert_eq!(engine.next_errand(), None);
    }
}

/// A server whose range has three million spans, and five traces without a root.
struct Large {
    server: Server,
    asked: Vec<String>,
}

impl Answers for Large {
    fn answer(&mut self, request: Request) -> (u16, Vec<u8>) {
        let text = String::from_utf8(request.body.clone()).unwrap();
        self.asked.push(text.clone());
        match () {
            () if text.starts_with("SELECT count() AS spans FROM {db") => numbers(&[("spans", 3_000_000)]),
            () if text.contains("AS without_root") => numbers(&[("traces", 11), ("without_root", 5)]),
            () => self.server.answer(request),
        }
    }
}

#[test]
fn traces_without_a_root_are_counted_in_a_large_range_on_request() {
    for counts_rootless in [false, true] {
        let mut server = Large { server: Server::new(), asked: Vec::new() };
        let mut engine = Engine::default();
        let question = OpenClickhouseQuestion {
            counts_on_server: true,
            counts_rootless,
            logs: spanlens::store::KeptLogs::None,
            ..question()
        };
        open(&mut engine, &mut server, question, 100).unwrap();
        let summary = engine.summary().counted.unwrap();
        assert_eq!((summary.without_root, summary.has_incomplete), (Some(5), counts_rootless));
        let extent = server.asked.iter().find(|text| text.contains("AS part")).unwrap();
        assert_eq!(extent.contains("UNION ALL"), counts_rootless);
    }
}
