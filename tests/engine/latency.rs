//! Questions about latency, answered in steps as the plain functions answer them.

use spanlens::analysis::{
    Baseline, FlameDiffOptions, FlameGraphOptions, FrameKey, FrameSelection, Selection, baseline_of, call_list,
    flame_graph, frame_units, latency_diff, select, service_map, trace_diff,
};
use spanlens::demo::{Demo, INCIDENTS};
use spanlens::engine::{self, Engine};
use spanlens::error::ErrorCode;
use spanlens::ingest::FileReader;
use spanlens::protocol::{
    Answer, CallsQuestion, CountQuestion, FlameDiffQuestion, FlameGraphQuestion, FrameUnitsQuestion, Question, Reply,
    ServiceMapQuestion, TraceDiffQuestion,
};
use spanlens::store::{Population, SpanDraft, SpanRow, Store, StoreBuilder, TraceRow};
use spanlens::units::{FailureRule, SpanId, TraceId};

use super::{PORT, answer, compare, loaded, named, read, replies, two_requests};

pub(super) fn demo_engine() -> Engine {
    let mut engine = Engine::default();
    let (source, text) = engine::demo();
    let mut load = engine.begin_file(source);
    text.for_each(|chunk| engine.push(&mut load, &chunk).unwrap());
    engine.end_file(load, false);
    engine.seal();
    engine
}

fn demo_store() -> Store {
    let mut builder = StoreBuilder::new();
    let mut reader = FileReader::new(builder.add_source("demo", "default"));
    Demo::new().for_each(|line| reader.push(&mut builder, &line).unwrap());
    assert!(reader.finish(&mut builder).fault.is_none());
    builder.seal()
}

#[test]
fn too_many_frames_are_an_error_and_not_the_end_of_memory() {
    let mut builder = StoreBuilder::new();
    let source = builder.add_source("deep.json", "default");
    for depth in 1..=1500_u64 {
        let name = builder.intern(&format!("call {depth}")).unwrap();
        let draft = SpanDraft {
            trace_id: TraceId([1; 16]),
            span_id: SpanId(depth),
            parent_id: SpanId(depth - 1),
            name,
            start_ns: depth,
            end_ns: 10_000 - depth,
            ..SpanDraft::default()
        };
        builder.push(&draft, StoreBuilder::UNKNOWN_SCOPE, source).unwrap();
    }
    let store = builder.seal();
    let options = FlameGraphOptions { templates: false, ..FlameGraphOptions::default() };
    assert!(flame_graph(&store, store.requests(), &options).is_ok());
    // Below each span the rest of the chain once more.
    let fault = flame_graph(&store, &store.units(Population::Spans), &options).unwrap_err();
    assert_eq!(fault.code(), ErrorCode::LimitExceeded);
}

#[test]
fn steps_give_what_the_plain_functions_give() {
    let (mut engine, store) = (demo_engine(), demo_store());
    let window = Selection { time: Some(INCIDENTS[1].window), ..Selection::default() };
    let comparison = compare(Some(window.clone()), Baseline::Before);
    let selection = select(&store, store.requests(), &window, FailureRule::Status).unwrap();
    let baseline = baseline_of(&store, store.requests(), &window, &Baseline::Before, FailureRule::Status).unwrap();

    let options = FlameGraphOptions::default();
    let question = FlameGraphQuestion { comparison: comparison.clone(), options: options.clone() };
    let graph = answer(&mut engine, question);
    assert_eq!(graph, flame_graph(&store, &selection, &options).unwrap());

    let options = FlameDiffOptions::default();
    let question = FlameDiffQuestion { comparison: comparison.clone(), options: options.clone() };
    let diff = answer(&mut engine, question);
    assert_eq!(diff, latency_diff(&store, &selection, &baseline, &options).unwrap());

    let map = answer(&mut engine, ServiceMapQuestion(comparison.clone()));
    assert_eq!(map, service_map(&store, &selection, Some(&baseline), FailureRule::Status));

    let calls = answer(&mut engine, CallsQuestion(comparison.clone()));
    assert_eq!(calls, call_list(&store, &selection, Some(&baseline), FailureRule::Status).unwrap());

    let key = FrameKey::of(&diff.flames.frames, diff.flames.contributors[0] as usize);
    let found = frame_units(&store, &selection, &key, &options.graph, 3);
    let frame = Some(FrameSelection::new(key.clone(), &options.graph));
    let question = FrameUnitsQuestion { comparison, key, options: options.graph, samples: 3 };
    let units = answer(&mut engine, question);
    assert_eq!(units.count, found.rows.count());
    let samples: Vec<SpanRow> = units.samples.iter().map(|&unit| store.span(unit).unwrap()).collect();
    assert_eq!(samples, found.samples);
    let traces = || found.samples.iter().map(|&unit| store.spans().trace(unit));
    assert_eq!(units.sample_trace_ids, traces().map(|trace| store.traces().id(trace).to_string()).collect::<Vec<_>>());
    assert_eq!(units.sample_traces, traces().map(|trace| store.trace_handle(trace)).collect::<Vec<_>>());

    let with_frame = Selection { frame, ..window };
    assert_eq!(select(&store, store.requests(), &with_frame, FailureRule::Status).unwrap(), found.rows);
    let question = CountQuestion(compare(Some(with_frame), Baseline::Before));
    let sides = answer(&mut engine, question);
    assert_eq!(sides.selected, found.rows.count());

    let (left, right) = (units.sample_traces[0], store.trace_handle(TraceRow(0)));
    let traces = answer(&mut engine, TraceDiffQuestion { left, right });
    assert_eq!(traces, trace_diff(&store, store.trace(left).unwrap(), TraceRow(0)).unwrap());
}

#[test]
fn without_a_selection_there_is_nothing_to_compare_with() {
    let mut engine = loaded(&two_requests('a'));
    let question =
        FlameDiffQuestion { comparison: compare(None, Baseline::Rest), options: FlameDiffOptions::default() };
    let diff = answer(&mut engine, question);
    assert_eq!((diff.flames.selection_units, diff.flames.baseline_units), (2, 0));
    assert_eq!(diff.flames.deltas.self_ns, [0.0]);
}

#[test]
fn a_flame_graph_begun_before_a_load_is_of_all_that_is_loaded_after_it() {
    let comparison = compare(None, Baseline::Rest);
    let graph = FlameGraphQuestion { comparison: comparison.clone(), options: FlameGraphOptions::default() };
    let diff = FlameDiffQuestion { comparison, options: FlameDiffOptions::default() };
    for question in [Question::FlameGraph(graph), Question::FlameDiff(diff)] {
        let mut engine = loaded(&two_requests('a'));
        engine.ask(PORT, 1, question, false);
        assert_eq!(engine.step(), None, "the first step finds the units");
        read(&mut engine, named("b.json", "default"), &two_requests('b'));
        engine.seal();
        let units = match replies(&mut engine).pop() {
            Some((_, Reply::Answer { answer: Answer::FlameGraph(graph), .. })) => graph.units,
            Some((_, Reply::Answer { answer: Answer::FlameDiff(diff), .. })) => diff.flames.selection_units,
            other => panic!("{other:?}"),
        };
        assert_eq!(units, 4);
    }
}
