//! Questions about filters, lists and single traces: that they reach the right analysis with the right units.

use spanlens::analysis::{
    AttributeDiffOptions, AttributeValue, Baseline, CauseSelection, Fate, Selection, TraceListOptions,
};
use spanlens::engine::Engine;
use spanlens::error::{ErrorCode, Failure};
use spanlens::export::{ExportOptions, ExportPosition, Redaction};
use spanlens::filter::{Field, HEALTH_CHECKS, Intrinsic, Scope};
use spanlens::protocol::{
    AttributeDiffQuestion, Comparison, CompleteQuestion, CountQuestion, EditFilterQuestion, ErrorCausesQuestion,
    ExportContentsQuestion, ExportPieceQuestion, ExportTraceQuestion, FindTraceQuestion, HeatmapQuestion,
    MatchingQuestion, OverviewQuestion, ParseFilterQuestion, Question, Reply, SearchTraceQuestion, SpanQuestion,
    TraceDiffQuestion, TraceErrorsQuestion, TraceQuestion, TracesQuestion,
};
use spanlens::store::Population;
use spanlens::units::FailureRule;

use super::{answer, compare, heatmap, loaded, named, read, reply, two_requests};

const FAILING: &str = "{ status = error }";

fn failure(question: impl Into<Question>) -> Failure {
    match reply(&mut loaded(&two_requests('a')), question) {
        Reply::Error { id: 1, error } => error,
        other => panic!("{other:?}"),
    }
}

#[test]
fn the_filter_of_the_view_holds_for_everything() {
    let mut engine = loaded(&two_requests('a'));
    let all = Comparison { filter: Some(FAILING.to_owned()), ..compare(Some(Selection::default()), Baseline::Rest) };
    let sides = answer(&mut engine, CountQuestion(all.clone()));
    assert_eq!((sides.all, sides.units, sides.failing, sides.selected, sides.baseline), (2, 1, 1, 1, 0));
    let question = HeatmapQuestion { filter: Some(FAILING.to_owned()), ..heatmap() };
    let map = answer(&mut engine, question);
    assert_eq!((map.heatmap.units, map.heatmap.failing), (1, 1));
    let overview = answer(&mut engine, OverviewQuestion(all.clone()));
    assert_eq!(overview.selection_total.count, 1);
    let question = TracesQuestion { comparison: all, options: TraceListOptions::default() };
    let list = answer(&mut engine, question);
    assert_eq!((list.total, list.total_failing), (1, 1));
}

#[test]
fn the_filter_of_a_selection_leaves_the_rest_to_the_baseline() {
    let mut engine = loaded(&two_requests('a'));
    let failing = Selection { filter: Some(FAILING.to_owned()), ..Selection::default() };
    let sides = answer(&mut engine, CountQuestion(compare(Some(failing.clone()), Baseline::Rest)));
    assert_eq!((sides.selected, sides.selected_failing, sides.baseline), (1, 1, 1));
    let others = Baseline::Rectangle(failing);
    let all = Selection { errors_only: true, ..Selection::default() };
    let sides = answer(&mut engine, CountQuestion(compare(Some(all), others)));
    assert_eq!((sides.selected, sides.baseline), (1, 0), "no unit is on both sides");
}

#[test]
fn a_filter_is_evaluated_again_over_what_was_loaded_since() {
    let mut engine = loaded(&two_requests('a'));
    let matching = || MatchingQuestion { population: Population::Requests, filter: FAILING.to_owned() };
    assert_eq!(answer(&mut engine, matching()), 1);
    read(&mut engine, named("b.json", "default"), &two_requests('b'));
    engine.seal();
    assert_eq!(answer(&mut engine, matching()), 2);
    // More filters than are remembered, each asked for twice.
    for _ in 0..2 {
        for count in 0..12 {
            let filter = format!("{{ duration > {count}ns }}");
            let question = MatchingQuestion { population: Population::Spans, filter };
            assert_eq!(answer(&mut engine, question), 4);
        }
    }
    let healthy = MatchingQuestion { population: Population::Requests, filter: HEALTH_CHECKS.to_owned() };
    assert_eq!(answer(&mut engine, healthy), 4);
}

#[test]
fn a_bad_filter_says_where_it_is_bad() {
    let bad = "{ status = }";
    let selection = Selection { filter: Some(bad.to_owned()), ..Selection::default() };
    let questions: [Question; 5] = [
        ParseFilterQuestion { text: bad.to_owned() }.into(),
        MatchingQuestion { population: Population::Requests, filter: bad.to_owned() }.into(),
        CountQuestion(Comparison { filter: Some(bad.to_owned()), ..compare(None, Baseline::Rest) }).into(),
        OverviewQuestion(compare(Some(selection.clone()), Baseline::Rest)).into(),
        CountQuestion(compare(Some(Selection::default()), Baseline::Rectangle(selection))).into(),
    ];
    for question in questions {
        let failure = failure(question);
        assert_eq!((failure.code, failure.offset), (ErrorCode::BadFilter, Some(11)), "{failure:?}");
    }
}

#[test]
fn one_trace_is_found_shown_and_searched() {
    let mut engine = loaded(&two_requests('a'));
    let id = format!("2{}", "a".repeat(31));
    let found = answer(&mut engine, FindTraceQuestion { text: "2A".to_owned() });
    assert_eq!((&found.ids[..], found.total), (&[id.clone()][..], 1));
    let handle = found.traces[0];
    let trace = answer(&mut engine, TraceQuestion { trace: handle });
    assert_eq!((trace.trace_id, trace.statuses), (id, vec![2]));
    let span = answer(&mut engine, SpanQuestion { span: trace.first_span, max_events: None });
    assert_eq!((&*span.name, &*span.span_id), ("GET /", "0000000000000002"));
    let search = SearchTraceQuestion { trace: handle, text: "get".to_owned() };
    let matches = answer(&mut engine, search);
    assert_eq!(matches.spans, [0]);
    let errors = answer(&mut engine, TraceErrorsQuestion { trace: handle, fail: FailureRule::Status });
    assert_eq!(errors.spans, [0]);
    assert_eq!(failure(FindTraceQuestion { text: "3".to_owned() }).code, ErrorCode::NotFound);
}

#[test]
fn a_filter_is_completed_from_what_is_loaded_and_extended_by_a_click() {
    let mut engine = loaded(&two_requests('a'));
    let text = "{ name = ".to_owned();
    let found = answer(&mut engine, CompleteQuestion { cursor: 9, text });
    assert_eq!(found.items[0].insert, "\"GET /\"");
    let question = ParseFilterQuestion { text: "{name=`GET /`}".to_owned() };
    assert_eq!(answer(&mut engine, question), r#"{ name = "GET /" }"#.to_owned());
    let mut edit = |filter: &str, field, value, excludes| {
        let edit = EditFilterQuestion { filter: filter.to_owned(), field, value, excludes, is_absence: false };
        answer(&mut engine, edit)
    };
    let name = Field::Intrinsic(Intrinsic::Name);
    let filter = edit("", name, AttributeValue::String("GET /".to_owned()), false);
    assert_eq!(filter, r#"{ name = "GET /" }"#);
    let retries = Field::Attribute(Scope::Span, "retries".to_owned());
    let excluded = edit(&filter, retries.clone(), AttributeValue::Int(3), true);
    assert_eq!(excluded, r#"{ name = "GET /" } && !{ span.retries = 3 }"#);
    let unset = edit("", retries, AttributeValue::Empty, false);
    assert_eq!(unset, "{ span.retries = nil }");
}

#[test]
fn that_no_span_has_a_field_is_a_filter_too() {
    let mut engine = loaded(&two_requests('a'));
    let mut edit = |excludes| {
        let field = Field::Attribute(Scope::Span, "retries".to_owned());
        let (filter, value) = (FAILING.to_owned(), AttributeValue::Empty);
        answer(&mut engine, EditFilterQuestion { filter, field, value, excludes, is_absence: true })
    };
    assert_eq!(edit(false), "{ status = error } && !{ span.retries != nil }");
    assert_eq!(edit(true), "{ status = error } && { span.retries != nil }");
}

#[test]
fn one_group_of_files_is_compared_with_another() {
    let mut engine = Engine::default();
    for (group, trace) in [("before", 'a'), ("after", 'a'), ("after", 'b')] {
        read(&mut engine, named(&format!("{group}-{trace}.json"), group), &two_requests(trace));
    }
    engine.seal();
    let of = |group: &str| Selection { group: Some(group.to_owned()), ..Selection::default() };
    let units = ["before", "after", "elsewhere"].map(|group| {
        let question = HeatmapQuestion { group: Some(group.to_owned()), ..heatmap() };
        answer(&mut engine, question).heatmap.units
    });
    let all = answer(&mut engine, heatmap()).heatmap.units;
    assert_eq!((units, all), ([2, 4, 0], 6), "a heatmap can be that of a group");
    let after_with_before = compare(Some(of("after")), Baseline::Rectangle(of("before")));
    let sides = answer(&mut engine, CountQuestion(after_with_before.clone()));
    assert_eq!((sides.all, sides.selected, sides.selected_failing, sides.baseline), (6, 4, 2, 2));
    let overview = answer(&mut engine, OverviewQuestion(after_with_before));
    assert_eq!((overview.selection_total.count, overview.baseline_total.map(|total| total.count)), (4, Some(2)));
    let sides = answer(&mut engine, CountQuestion(compare(Some(of("neither")), Baseline::Rest)));
    assert_eq!((sides.selected, sides.baseline), (0, 6));
}

#[test]
fn errors_are_explained_and_their_units_are_selected() {
    let mut engine = loaded(&two_requests('a'));
    let question = ErrorCausesQuestion(compare(None, Baseline::Rest));
    let causes = answer(&mut engine, question);
    assert_eq!((causes.units, causes.failing, causes.rows[0].failing), (2, 1, 1));

    let cause = CauseSelection { key: causes.rows[0].key.clone(), fate: Fate::Cause };
    let selection = Selection { cause: Some(cause), ..Selection::default() };
    let sides = answer(&mut engine, CountQuestion(compare(Some(selection.clone()), Baseline::Rest)));
    assert_eq!((sides.selected, sides.selected_failing, sides.baseline), (1, 1, 1));

    let comparison = compare(Some(selection), Baseline::Rest);
    let question = AttributeDiffQuestion { comparison, options: AttributeDiffOptions::default() };
    let diff = answer(&mut engine, question);
    assert_eq!((diff.selection, diff.baseline, diff.values[0].counts.selection_share), (1, 1, 1.0));
}

#[test]
fn nothing_is_compared_with_nothing() {
    let mut engine = loaded(&two_requests('a'));
    let comparison = compare(None, Baseline::Rest);
    let question = AttributeDiffQuestion { comparison, options: AttributeDiffOptions::default() };
    let diff = answer(&mut engine, question);
    assert_eq!((diff.selection, diff.baseline, diff.notable), (2, 0, 0));
}

#[test]
fn a_handle_of_what_was_loaded_before_is_refused_and_never_another_span() {
    let mut engine = loaded(&two_requests('b'));
    let list = |engine: &mut Engine| {
        let comparison = compare(None, Baseline::Rest);
        answer(engine, TracesQuestion { comparison, options: TraceListOptions::default() })
    };
    let old = list(&mut engine);
    read(&mut engine, named("a.json", "default"), &two_requests('a'));
    engine.seal();
    let new = list(&mut engine);
    let (trace, span) = (old.traces[0], old.units[0]);
    let piece = ExportPieceQuestion {
        comparison: compare(None, Baseline::Rest),
        with_baseline: false,
        options: ExportOptions::default(),
        from: Some(ExportPosition { span, document: 0 }),
    };
    let questions: [Question; 8] = [
        piece.into(),
        ExportTraceQuestion { trace, options: ExportOptions::default(), from: None }.into(),
        TraceQuestion { trace }.into(),
        SpanQuestion { span, max_events: None }.into(),
        SearchTraceQuestion { trace, text: "get".to_owned() }.into(),
        TraceErrorsQuestion { trace, fail: FailureRule::Status }.into(),
        TraceDiffQuestion { left: trace, right: new.traces[0] }.into(),
        TraceDiffQuestion { left: new.traces[0], right: trace }.into(),
    ];
    for question in questions {
        match reply(&mut engine, question) {
            Reply::Error { error, .. } => assert_eq!(error.code, ErrorCode::StaleHandle),
            other => panic!("{other:?}"),
        }
    }
    assert_eq!(answer(&mut engine, TraceQuestion { trace: new.traces[0] }).trace_id, new.trace_ids[0]);
}

/// Four requests: one that says 500 beside its status, one that says 503 without, one that says 404, one that says nothing.
fn by_http() -> String {
    let span = |number: u32, status: u32, attributes: &str| {
        format!(
            r#"{{"traceId":"{number}{}","spanId":"000000000000000{number}","name":"GET /","startTimeUnixNano":"{number}000",
                "endTimeUnixNano":"{number}500","status":{{"code":{status}}},"attributes":[{attributes}]}}"#,
            "a".repeat(31)
        )
    };
    let said = |key: &str, value: &str| format!(r#"{{"key":"{key}","value":{value}}}"#);
    let spans = [
        span(1, 2, &said("http.response.status_code", r#"{"intValue":"500"}"#)),
        span(2, 0, &said("http.status_code", r#"{"stringValue":"503"}"#)),
        span(3, 0, &said("http.response.status_code", r#"{"intValue":"404"}"#)),
        span(4, 0, ""),
    ];
    format!(r#"{{"resourceSpans":[{{"scopeSpans":[{{"spans":[{}]}}]}}]}}"#, spans.join(","))
}

#[test]
fn the_rule_of_the_view_holds_for_everything_and_what_the_wider_one_adds_is_counted() {
    let mut engine = loaded(&by_http());
    let errors = Selection { errors_only: true, ..Selection::default() };
    for (fail, failing) in [(FailureRule::Status, 1), (FailureRule::StatusOr5xx, 2)] {
        let comparison = || Comparison { fail, ..compare(Some(errors.clone()), Baseline::Rest) };
        let sides = answer(&mut engine, CountQuestion(comparison()));
        assert_eq!((sides.failing, sides.selected, sides.baseline), (failing, failing, 4 - failing));
        assert_eq!(
            (sides.selected_failing, sides.failing_by_5xx),
            (failing, Some(1)),
            "what is added is said by either rule"
        );
        let map = answer(&mut engine, HeatmapQuestion { fail, ..heatmap() });
        assert_eq!(map.heatmap.failing, failing);
        let overview = answer(&mut engine, OverviewQuestion(comparison()));
        assert_eq!(overview.selection_total.errors, failing);
        assert_eq!(overview.baseline_total.map(|total| total.errors), Some(0));
        let causes = answer(&mut engine, ErrorCausesQuestion(comparison()));
        assert_eq!((causes.failing, causes.causes), (failing, failing));
        let list = TracesQuestion { comparison: comparison(), options: TraceListOptions::default() };
        let list = answer(&mut engine, list);
        assert_eq!((list.total, list.total_failing, list.fails), (failing, failing, vec![true; failing as usize]));
        let cause = CauseSelection { key: causes.rows[0].key.clone(), fate: Fate::Cause };
        let selection = Some(Selection { cause: Some(cause), ..errors.clone() });
        let sides = answer(&mut engine, CountQuestion(Comparison { selection, ..comparison() }));
        assert_eq!(sides.selected, causes.rows[0].failing);
        let trace = answer(&mut engine, FindTraceQuestion { text: "2a".to_owned() }).traces[0];
        let errors = answer(&mut engine, TraceErrorsQuestion { trace, fail });
        assert_eq!(errors.spans.len(), failing as usize - 1);
    }
    let nothing = Comparison { filter: Some("{ status = error }".to_owned()), ..compare(None, Baseline::Rest) };
    assert_eq!(answer(&mut engine, CountQuestion(nothing)).failing_by_5xx, Some(0), "of the units in view");
}

#[test]
fn a_cause_under_one_rule_is_not_what_was_found_under_the_other() {
    let mut engine = loaded(&by_http());
    let mut causes =
        |fail| answer(&mut engine, ErrorCausesQuestion(Comparison { fail, ..compare(None, Baseline::Rest) }));
    let wide = causes(FailureRule::StatusOr5xx);
    let by_status = wide.rows.iter().find(|row| row.key.error_type == "503").unwrap().key.clone();
    let selection =
        Some(Selection { cause: Some(CauseSelection { key: by_status, fate: Fate::Cause }), ..Selection::default() });
    for (fail, expected) in [(FailureRule::StatusOr5xx, 1), (FailureRule::Status, 0), (FailureRule::StatusOr5xx, 1)] {
        let comparison = Comparison { fail, ..compare(selection.clone(), Baseline::Rest) };
        assert_eq!(answer(&mut engine, CountQuestion(comparison)).selected, expected, "{fail:?}");
    }
}

#[test]
fn what_has_been_read_so_far_fails_by_the_rule_too() {
    let mut engine = Engine::default();
    let mut load = engine.begin_file(named("a.json", "default"));
    engine.push(&mut load, by_http().as_bytes()).unwrap();
    for (fail, failing) in [(FailureRule::Status, 1), (FailureRule::StatusOr5xx, 2)] {
        let map = answer(&mut engine, HeatmapQuestion { fail, ..heatmap() });
        assert!(map.provisional);
        assert_eq!(map.heatmap.failing, failing);
    }
}

#[test]
fn an_export_is_of_the_whole_traces_of_the_selection() {
    let mut engine = loaded(&two_requests('a'));
    let failing = Selection { errors_only: true, ..Selection::default() };
    let comparison = compare(Some(failing), Baseline::Rest);
    let of = |with_baseline| ExportContentsQuestion {
        comparison: comparison.clone(),
        with_baseline,
        redaction: Redaction::default(),
    };
    let contents = answer(&mut engine, of(false));
    assert_eq!((contents.traces, contents.spans), (1, 1));
    let both = answer(&mut engine, of(true));
    assert_eq!((both.traces, both.spans), (2, 2));
    let question =
        ExportPieceQuestion { comparison, with_baseline: false, options: ExportOptions::default(), from: None };
    assert_eq!(answer(&mut engine, ExportPieceQuestion { with_baseline: true, ..question.clone() }).spans, 2);
    let piece = answer(&mut engine, question.clone());
    assert_eq!((piece.spans, piece.next), (1, None));
    // Which spans there are is found again for what was loaded since.
    read(&mut engine, named("b.json", "default"), &two_requests('b'));
    engine.seal();
    assert_eq!(answer(&mut engine, question).spans, 2);
}

#[test]
fn one_trace_is_written_as_an_export_of_it_alone() {
    let mut engine = loaded(&two_requests('a'));
    let failing = Selection { errors_only: true, ..Selection::default() };
    let comparison = compare(Some(failing), Baseline::Rest);
    let list = TracesQuestion { comparison: comparison.clone(), options: TraceListOptions::default() };
    let trace = answer(&mut engine, list).traces[0];
    let options = ExportOptions::default();
    let expected = answer(
        &mut engine,
        ExportPieceQuestion { comparison, with_baseline: false, options: options.clone(), from: None },
    );
    assert_eq!(answer(&mut engine, ExportTraceQuestion { trace, options, from: None }), expected);
}
