//! The engine behind the worker, driven as the worker drives it.

mod clickhouse;
mod latency;
mod live;
mod logs;
mod looked_up;
mod numbers;
mod questions;
mod sides;
mod trace_api;
mod turns;

use spanlens::analysis::{Baseline, HeatmapOptions, Selection};
use spanlens::demo::{self, INCIDENTS};
use spanlens::engine::{self, Engine};
use spanlens::error::{ErrorCode, ErrorKind};
use spanlens::protocol::{
    Answer, Ask, Comparison, CountQuestion, HeatmapQuestion, LoadedFile, OverviewQuestion, Question, Reply, Sides,
    SourceName, SummaryQuestion,
};
use spanlens::store::Population;
use spanlens::units::FailureRule;

const PORT: engine::Port = 0;

fn named(name: &str, group: &str) -> SourceName {
    SourceName { name: name.to_owned(), group: group.to_owned() }
}

/// Two requests, one of them failing, as OTLP JSON. `trace` is a hexadecimal digit.
fn two_requests(trace: char) -> String {
    let span = |number: u32, status: u32| {
        let trace = trace.to_string().repeat(31);
        format!(
            r#"{{"traceId":"{number}{trace}","spanId":"000000000000000{number}","name":"GET /",
                "startTimeUnixNano":"{number}000","endTimeUnixNano":"{number}500","status":{{"code":{status}}}}}"#
        )
    };
    format!(r#"{{"resourceSpans":[{{"scopeSpans":[{{"spans":[{},{}]}}]}}]}}"#, span(1, 0), span(2, 2))
}

fn read(engine: &mut Engine, source: SourceName, text: &str) {
    let mut load = engine.begin_file(source);
    // What a push says is said again by the report.
    let _ = engine.push(&mut load, text.as_bytes());
    engine.end_file(load, false);
}

fn loaded(text: &str) -> Engine {
    let mut engine = Engine::default();
    read(&mut engine, named("a.json", "default"), text);
    engine.seal();
    engine
}

fn heatmap() -> HeatmapQuestion {
    HeatmapQuestion {
        population: Population::Requests,
        filter: None,
        fail: FailureRule::Status,
        group: None,
        options: HeatmapOptions::default(),
        weighted: false,
    }
}

fn compare(selection: Option<Selection>, baseline: Baseline) -> Comparison {
    Comparison {
        population: Population::Requests,
        filter: None,
        fail: FailureRule::Status,
        selection,
        baseline,
        weighted: false,
    }
}

/// Takes steps until there is no more to do.
fn replies(engine: &mut Engine) -> Vec<(engine::Port, Reply)> {
    let mut replies = Vec::new();
    while engine.has_work() {
        replies.extend(engine.step());
    }
    replies
}

/// The last reply to what is asked now.
fn reply(engine: &mut Engine, question: impl Into<Question>) -> Reply {
    engine.ask(PORT, 1, question.into(), false);
    match replies(engine).pop() {
        Some((PORT, reply)) => reply,
        other => panic!("{other:?}"),
    }
}

fn answer<Q: Ask>(engine: &mut Engine, question: Q) -> Q::Answer {
    match reply(engine, question) {
        Reply::Answer { id: 1, answer, .. } => Q::answer_of(answer).unwrap(),
        other => panic!("{other:?}"),
    }
}

fn count(engine: &mut Engine, selection: Selection, baseline: Baseline) -> Sides {
    answer(engine, CountQuestion(compare(Some(selection), baseline)))
}

fn code(reply: &Reply) -> ErrorCode {
    match reply {
        Reply::Error { error, .. } => error.code,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_question_begun_before_a_load_is_answered_from_all_that_is_loaded_after_it() {
    let questions: [Question; 2] = [heatmap().into(), OverviewQuestion(compare(None, Baseline::Rest)).into()];
    for question in questions {
        let mut engine = loaded(&two_requests('a'));
        engine.ask(PORT, 1, question, false);
        assert_eq!(engine.step(), None, "the first step finds the units");
        read(&mut engine, named("b.json", "default"), &two_requests('b'));
        engine.seal();
        let units = match replies(&mut engine).pop() {
            Some((_, Reply::Answer { answer: Answer::Heatmap(map), .. })) => map.heatmap.units,
            Some((_, Reply::Answer { answer: Answer::Overview(overview), .. })) => overview.selection_total.count,
            other => panic!("{other:?}"),
        };
        assert_eq!(units, 4);
    }
}

#[test]
fn nothing_is_answered_from_nothing() {
    let mut engine = Engine::default();
    engine.ask(PORT, 1, heatmap().into(), false);
    assert_eq!(code(&replies(&mut engine)[0].1), ErrorCode::NoData);
    assert_eq!(engine.summary().counts.spans, 0);
}

#[test]
fn questions_of_one_kind_are_all_answered() {
    let mut engine = loaded(&two_requests('a'));
    for (port, id) in [(PORT, 1), (1, 1), (PORT, 2), (PORT, 3)] {
        engine.ask(port, id, heatmap().into(), false);
    }
    let mut answered: Vec<(engine::Port, u32)> = (replies(&mut engine).iter())
        .map(|(port, reply)| match reply {
            Reply::Answer { id, .. } => (*port, *id),
            other => panic!("{other:?}"),
        })
        .collect();
    answered.sort_unstable();
    assert_eq!(answered, [(PORT, 1), (PORT, 2), (PORT, 3), (1, 1)]);
}

#[test]
fn a_question_can_be_dropped_in_the_middle_of_its_work() {
    let mut engine = loaded(&two_requests('a'));
    engine.ask(PORT, 7, heatmap().into(), false);
    assert_eq!(engine.step(), None);
    assert_eq!(code(&engine.cancel(PORT, 7).unwrap()), ErrorCode::Cancelled);
    assert!(!engine.has_work());
    assert_eq!(engine.cancel(PORT, 7), None);
}

#[test]
fn while_spans_arrive_heatmaps_are_provisional_and_all_else_waits() {
    let mut engine = Engine::default();
    let mut load = engine.begin_file(named("a.json", "default"));
    engine.push(&mut load, two_requests('a').as_bytes()).unwrap();
    engine.ask(PORT, 1, CountQuestion(compare(None, Baseline::Rest)).into(), false);
    engine.ask(PORT, 2, heatmap().into(), false);
    let early = replies(&mut engine);
    let [(PORT, Reply::Answer { id: 2, answer: Answer::Heatmap(map), .. })] = &early[..] else { panic!("{early:?}") };
    assert!(map.provisional);
    assert_eq!((map.heatmap.units, map.heatmap.failing), (2, 1));
    engine.end_file(load, false);
    engine.seal();
    assert!(matches!(replies(&mut engine)[..], [(PORT, Reply::Answer { id: 1, answer: Answer::Count(_), .. })]));
}

#[test]
fn files_add_up_within_a_group_and_not_across() {
    let mut engine = loaded(&two_requests('a'));
    read(&mut engine, named("b.json", "default"), &two_requests('a'));
    engine.seal();
    let counts = engine.summary().counts;
    assert_eq!((counts.spans, counts.exact_repeats), (2, 2));
    read(&mut engine, named("c.json", "after"), &two_requests('a'));
    engine.seal();
    let summary = engine.summary();
    assert_eq!((summary.counts.spans, summary.counts.exact_repeats), (4, 2));
    let files: Vec<(&str, u64)> = summary.files.iter().map(|file| (&*file.source.name, file.report.spans)).collect();
    assert_eq!(files, [("a.json", 2), ("b.json", 2), ("c.json", 2)]);
}

#[test]
fn an_archive_is_listed_by_its_files() {
    let mut engine = Engine::default();
    let mut push = |name: &str, bytes: &[u8]| {
        let mut load = engine.begin_file(named(name, "before"));
        // What a push says is said again by the report.
        let _ = engine.push(&mut load, bytes);
        engine.end_file(load, false);
        std::mem::take(&mut engine.summary().files)
    };
    let text = two_requests('a');
    let length = u32::try_from(text.len()).unwrap().to_le_bytes();
    let mut checksum = flate2::Crc::new();
    checksum.update(text.as_bytes());
    let sizes = [checksum.sum().to_le_bytes(), length, length].concat();
    let file = [b"PK\x03\x04\x0a\0\0\0\0\0\0\0\0\0", &sizes[..], b"\x06\0\0\0a.json", text.as_bytes()].concat();
    let names = |files: &[LoadedFile]| -> Vec<(String, String, u64, bool)> {
        let told = |LoadedFile { source, report, .. }: &LoadedFile| {
            (source.name.clone(), source.group.clone(), report.spans, report.fault.is_some())
        };
        files.iter().map(told).collect()
    };
    let row = |name: &str, spans, is_cut| (name.to_owned(), "before".to_owned(), spans, is_cut);
    let whole = push("whole.zip", &[&file, &b"PK\x05\x06"[..]].concat());
    assert_eq!(names(&whole), [row("whole.zip/a.json", 2, false)]);
    let cut = push("cut.zip", &file);
    assert_eq!(names(&cut)[1..], [row("cut.zip/a.json", 2, false), row("cut.zip", 2, true)]);
}

#[test]
fn a_file_that_cannot_be_read_on_keeps_what_came_before() {
    let mut engine = Engine::default();
    let mut load = engine.begin_file(named("a.json", "default"));
    engine.push(&mut load, two_requests('a').as_bytes()).unwrap();
    load.give_up(ErrorKind::Unreadable { detail: "the disk is gone".to_owned() }.into());
    engine.end_file(load, false);
    engine.seal();
    let summary = engine.summary();
    assert_eq!(summary.counts.spans, 2);
    let fault = summary.files[0].report.fault.as_ref().unwrap();
    assert_eq!(
        (fault.code, &*fault.message),
        (ErrorCode::UnreadableSource, "the source cannot be read: the disk is gone")
    );
}

#[test]
fn selections_of_the_demo_count_what_is_written_down() {
    let mut engine = Engine::default();
    let (source, text) = engine::demo();
    let mut load = engine.begin_file(source);
    text.for_each(|chunk| engine.push(&mut load, &chunk).unwrap());
    engine.end_file(load, false);
    engine.seal();

    let all = count(&mut engine, Selection::default(), Baseline::Rest);
    assert_eq!(
        (all.units, all.failing, all.selected, all.baseline),
        (demo::REQUESTS, demo::FAILING, demo::REQUESTS, 0)
    );
    for incident in INCIDENTS {
        let window = Selection { time: Some(incident.window), ..Selection::default() };
        let failing = Selection { errors_only: true, ..window.clone() };
        let sides = count(&mut engine, failing, Baseline::Rest);
        assert!(sides.selected >= incident.failing, "{}", incident.title);
        assert_eq!(sides.selected + sides.baseline, sides.units);
        assert_eq!(sides.selected, sides.selected_failing);

        let before = count(&mut engine, window.clone(), Baseline::Before);
        let earlier = Selection { time: window.time_before(), ..Selection::default() };
        assert_eq!(before.baseline, count(&mut engine, earlier, Baseline::Rest).selected);

        let question = OverviewQuestion(compare(Some(window), Baseline::Rest));
        let overview = answer(&mut engine, question);
        let total = overview.selection_total;
        assert_eq!((total.count, total.errors), (before.selected, before.selected_failing));
        assert_eq!(overview.baseline_total.map(|total| total.count), Some(all.units - total.count));
    }
}

#[test]
fn what_is_loaded_is_told_also_where_it_is_nothing_but_not_while_it_changes() {
    let mut engine = Engine::default();
    engine.ask(PORT, 1, SummaryQuestion {}.into(), false);
    let replies_of_nothing = replies(&mut engine);
    let [(PORT, Reply::Answer { id: 1, answer: Answer::Summary(summary), .. })] = replies_of_nothing.as_slice() else {
        panic!("{replies_of_nothing:?}")
    };
    assert_eq!((summary.files.len(), summary.range), (0, None));
    read(&mut engine, named("a.json", "default"), &two_requests('a'));
    engine.ask(PORT, 2, SummaryQuestion {}.into(), false);
    assert!(!engine.has_work());
    engine.seal();
    let told = replies(&mut engine);
    let [(PORT, Reply::Answer { id: 2, answer: Answer::Summary(summary), .. })] = told.as_slice() else {
        panic!("{told:?}")
    };
    assert_eq!(**summary, engine.summary());
    assert_eq!(summary.counts.spans, 2);
}

#[test]
fn a_port_that_is_forgotten_takes_its_questions_along() {
    let mut engine = loaded(&two_requests('a'));
    engine.ask(PORT, 1, heatmap().into(), false);
    engine.ask(PORT, 2, SummaryQuestion {}.into(), false);
    engine.ask(PORT + 1, 1, SummaryQuestion {}.into(), false);
    engine.forget(Some(PORT));
    assert!(matches!(replies(&mut engine).as_slice(), [(1, Reply::Answer { id: 1, .. })]));
    engine.ask(PORT + 1, 2, SummaryQuestion {}.into(), false);
    engine.forget(None);
    assert!(!engine.has_work());
}
