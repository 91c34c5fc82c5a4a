//! What questions take while they are answered is what a builder keeps room for.

use spanlens::analysis::{
    AttributeDiffOptions, Baseline, FlameDiffOptions, FlameGraphOptions, HeatmapOptions, Selection, TraceListOptions,
};
use spanlens::engine::Engine;
use spanlens::ingest::ArchiveReader;
use spanlens::protocol::{
    AttributeDiffQuestion, CallsQuestion, Comparison, CompleteQuestion, CountQuestion, ErrorCausesQuestion,
    FlameDiffQuestion, FlameGraphQuestion, HeatmapQuestion, OverviewQuestion, Question, Reply, ServiceMapQuestion,
    SourceName, TracesQuestion,
};
use spanlens::store::{Population, StoreBuilder};
use spanlens::units::{DurationRange, FailureRule};

use super::texts::TEXTS;
use super::{MIB, measure, turn};

/// What is asked about everything that is loaded, half of it selected where it is OTLP JSON.
pub(crate) fn questions() -> Vec<Question> {
    let durations = Some(DurationRange { min_ns: 150_000_000, max_ns: None });
    let selection = Selection { durations, ..Selection::default() };
    let comparison = Comparison {
        fail: FailureRule::Status,
        population: Population::Requests,
        filter: None,
        selection: Some(selection),
        baseline: Baseline::Rest,
        weighted: false,
    };
    vec![
        CountQuestion(comparison.clone()).into(),
        HeatmapQuestion {
            population: Population::Spans,
            fail: FailureRule::Status,
            filter: None,
            group: None,
            options: HeatmapOptions::default(),
            weighted: false,
        }
        .into(),
        OverviewQuestion(comparison.clone()).into(),
        ErrorCausesQuestion(comparison.clone()).into(),
        AttributeDiffQuestion { comparison: comparison.clone(), options: AttributeDiffOptions::default() }.into(),
        TracesQuestion { comparison: comparison.clone(), options: TraceListOptions::default() }.into(),
        FlameGraphQuestion { comparison: comparison.clone(), options: FlameGraphOptions::default() }.into(),
        FlameDiffQuestion { comparison: comparison.clone(), options: FlameDiffOptions::default() }.into(),
        ServiceMapQuestion(comparison.clone()).into(),
        CallsQuestion(comparison).into(),
        CompleteQuestion { text: "{ span.".to_owned(), cursor: 7 }.into(),
    ]
}

/// Answers a question. `false` for an error.
pub(crate) fn is_answered(engine: &mut Engine, question: Question) -> bool {
    engine.ask(0, 1, question, false);
    loop {
        match engine.step() {
            Some((_, Reply::Answer { .. })) => return true,
            Some(_) => return false,
            None => assert!(engine.has_work(), "every question has a reply"),
        }
    }
}

#[test]
fn answers_fit_into_the_room_that_is_kept_for_them() {
    let _turn = turn();
    let text = &TEXTS[0];
    for spans in [10_000, 40_000] {
        let mut builder = StoreBuilder::new();
        let mut reader = ArchiveReader::new(builder.add_source("file", "default"));
        text.pieces(spans).for_each(|piece| reader.push(&mut builder, &piece).unwrap());
        let _ = reader.finish(&mut builder);
        let room = usize::try_from(builder.needed_bytes()).unwrap() - builder.heap_bytes();
        let mut engine = Engine::default();
        let mut load = engine.begin_file(SourceName { name: "file".to_owned(), group: "default".to_owned() });
        text.pieces(spans).for_each(|piece| engine.push(&mut load, &piece).unwrap());
        engine.end_file(load, false);
        engine.seal();
        for question in questions() {
            let asked = measure(|| is_answered(&mut engine, question.clone()));
            assert!(asked.result, "{question:?}");
            assert!(asked.peak <= room + MIB, "{} bytes where there is room for {room}: {question:?}", asked.peak);
        }
    }
}
