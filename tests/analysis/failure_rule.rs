//! What counts as failing: the rule against a plain reading of attributes, and every analysis under the wider rule against the same
//! analysis of spans whose status says what their attributes do.

use proptest::collection::vec;
use proptest::prelude::*;
use spanlens::analysis::{
    Baseline, CauseSelection, ErrorCausesOptions, Fate, HeatmapOptions, PathStep, Selection, Side, TraceColumn,
    TraceListOptions, baseline_of, error_causes, heatmap, narrow, overview, select, trace, trace_errors, trace_list,
    units_of_cause,
};
use spanlens::filter::Filter;
use spanlens::store::{
    EventDraft, Population, RawValue, ResourceDraft, RowSet, ScopeDraft, SpanDraft, SpanRow, Store, StoreBuilder,
    TraceRow, check,
};
use spanlens::units::{FailureRule, SpanId, SpanKind, StatusCode, TimeRange, TraceId};

use FailureRule::{Status, StatusOr5xx};

const POPULATIONS: [Population; 3] = [Population::Requests, Population::Entries, Population::Spans];

#[derive(Debug, Clone, Copy)]
enum Written {
    Text(&'static str),
    Int(i64),
    Double(f64),
    List(&'static str),
}

use Written::{Double, Int, List, Text};

/// Attributes, and whether they say that an HTTP response was 5xx.
const SAID: [(&str, Written, bool); 16] = [
    ("http.response.status_code", Int(500), true),
    ("http.response.status_code", Int(503), true),
    ("http.response.status_code", Text("599"), true),
    ("http.status_code", Int(503), true),
    ("http.status_code", Text("503"), true),
    ("http.status_code", Double(503.0), true),
    ("http.response.status_code", Int(404), false),
    ("http.response.status_code", Int(499), false),
    ("http.response.status_code", Int(600), false),
    ("http.status_code", Int(-503), false),
    ("http.status_code", Text("200"), false),
    ("http.status_code", Text("5xx"), false),
    ("http.status_code", List("[503]"), false),
    ("http.request.status_code", Int(503), false),
    ("rpc.grpc.status_code", Int(503), false),
    ("n", Int(503), false),
];

/// A span as small numbers. All of them have distinct starts, so that nothing is ordered by what a span says.
#[derive(Debug, Clone)]
struct Call {
    /// One of the spans of the trace before it; none where that is the span itself.
    parent: prop::sample::Index,
    start: u64,
    duration_ns: u64,
    status: StatusCode,
    said: Vec<usize>,
    words: [usize; 3],
    has_exception: bool,
}

fn call() -> impl Strategy<Value = Call> {
    let times = (0..16_u64, 0..200_u64);
    let said = vec(0..SAID.len(), 0..3);
    (any::<prop::sample::Index>(), times, 0..3_usize, said, [0..2_usize, 0..2, 0..6], any::<bool>()).prop_map(
        |(parent, (start, duration_ns), status, said, words, has_exception)| Call {
            parent,
            start,
            duration_ns,
            status: StatusCode::ALL[status],
            said,
            words,
            has_exception,
        },
    )
}

/// Up to four traces of up to seven spans.
fn traces() -> impl Strategy<Value = Vec<Vec<Call>>> {
    vec(vec(call(), 1..=7), 0..=4)
}

/// Traces of one span each, of which none has a key twice: of two conditions, a filter can find one true of either value.
fn flat() -> impl Strategy<Value = Vec<Vec<Call>>> {
    let alone = call().prop_map(|mut call| {
        call.said.sort_by_key(|&at| SAID[at].0);
        call.said.dedup_by_key(|at| SAID[*at].0);
        vec![call]
    });
    vec(alone, 0..=12)
}

impl Call {
    fn says_5xx(&self) -> bool {
        self.said.iter().any(|&at| SAID[at].2)
    }

    /// The plain reading of the rule.
    fn fails(&self, rule: FailureRule) -> bool {
        self.status == StatusCode::Error || rule == StatusOr5xx && self.says_5xx()
    }
}

/// A store of the calls, whose spans fail by their status if they do by a rule.
fn store_by(traces: &[Vec<Call>], told: FailureRule) -> Store {
    let mut builder = StoreBuilder::new();
    let source = builder.add_source("calls", "default");
    let mut number = 0;
    for (calls, trace_id) in traces.iter().zip(1_u128..) {
        let first = number + 1;
        for (call, at) in calls.iter().zip(0_u64..) {
            number += 1;
            let parent = call.parent.index(usize::try_from(at).unwrap() + 1) as u64;
            let mut draft = SpanDraft {
                trace_id: TraceId(trace_id.to_be_bytes()),
                span_id: SpanId(number),
                parent_id: if parent == at { SpanId::NONE } else { SpanId(first + parent) },
                name: builder.intern(["GET", "POST"][call.words[0]]).unwrap(),
                kind: SpanKind::ALL[call.words[2]],
                start_ns: 1_000 + 64 * call.start + number,
                status: if call.fails(told) { StatusCode::Error } else { call.status },
                ..SpanDraft::default()
            };
            draft.end_ns = draft.start_ns + call.duration_ns;
            for &said in &call.said {
                let (key, value, _) = SAID[said];
                let value = match value {
                    Text(text) => RawValue::string(builder.intern(text).unwrap()),
                    Int(value) => RawValue::int(value),
                    Double(value) => RawValue::double(value),
                    List(text) => RawValue::array(builder.intern(text).unwrap()),
                };
                let key = builder.intern(key).unwrap();
                draft.attributes.push(builder.intern_pair(key, value).unwrap());
            }
            if call.has_exception {
                let name = builder.intern("exception").unwrap();
                draft.events.push(EventDraft { name, time_ns: draft.start_ns, ..EventDraft::default() });
            }
            let service = RawValue::string(builder.intern(["shop", "cart"][call.words[1]]).unwrap());
            let key = builder.intern("service.name").unwrap();
            let attributes = vec![builder.intern_pair(key, service).unwrap()];
            let mut resource = ResourceDraft { attributes, ..ResourceDraft::default() };
            let resource = builder.intern_resource(&mut resource).unwrap();
            let scope = builder.intern_scope(resource, &mut ScopeDraft::default()).unwrap();
            builder.push(&draft, scope, source).unwrap();
        }
    }
    builder.seal()
}

/// The calls by the ids of their spans, from one on.
fn call_of<'a>(traces: &'a [Vec<Call>], store: &Store, span: SpanRow) -> &'a Call {
    let number = usize::try_from(store.spans().span_id(span).0).unwrap();
    traces.iter().flatten().nth(number - 1).unwrap()
}

fn all(store: &Store) -> impl Iterator<Item = SpanRow> + use<> {
    (0..store.spans().len()).map(SpanRow)
}

fn failing(store: &Store, units: &RowSet, rule: FailureRule) -> RowSet {
    let errors = Selection { errors_only: true, ..Selection::default() };
    narrow(store, units, &errors, rule)
}

/// A path with a step for each span, none of which says anything of its own success.
fn one_by_one(path: &[PathStep]) -> Vec<PathStep> {
    let each = |step: &PathStep| {
        let one = PathStep { status: StatusCode::Unset, times: 1, gap: false, ..step.clone() };
        let mut steps = vec![one; step.times as usize];
        steps.last_mut().unwrap().gap = step.gap;
        steps
    };
    path.iter().flat_map(each).collect()
}

/// Everything that analyses say of some units by a rule, without what spans say of their own success.
fn everything(store: &Store, population: Population, rule: FailureRule) -> Vec<String> {
    let units = store.units(population);
    let whole = Side { rows: &units, range: TimeRange { from_ns: 1_000, to_ns: 3_000 } };
    let errors = Selection { errors_only: true, ..Selection::default() };
    let early = Selection { time: Some(TimeRange { from_ns: 0, to_ns: 1_500 }), ..errors.clone() };
    let rest = baseline_of(store, &units, &early, &Baseline::Rest, rule).unwrap();
    let mut told = vec![
        format!("{:?}", heatmap(store, &units, &HeatmapOptions::default(), rule).unwrap()),
        format!("{:?}", overview(store, whole, Some(Side { rows: &rest, ..whole }), rule).unwrap()),
        format!("{rest:?}"),
        format!("{:?}", select(store, &units, &errors, rule).unwrap()),
    ];
    let mut causes = error_causes(store, &units, &ErrorCausesOptions::default(), rule);
    for row in &mut causes.rows {
        for fate in [Fate::Cause, Fate::Recovered, Fate::Asynchronous] {
            let cause = CauseSelection { key: row.key.clone(), fate };
            told.push(format!("{:?}", units_of_cause(store, &units, &cause, rule)));
            let selection = Selection { cause: Some(cause), ..errors.clone() };
            told.push(format!("{:?}", select(store, &units, &selection, rule).unwrap()));
        }
        row.path = one_by_one(&row.path);
    }
    told.push(format!("{causes:?}"));
    for column in [TraceColumn::Start, TraceColumn::Errors] {
        let mut list = trace_list(store, &units, &TraceListOptions { column, ..TraceListOptions::default() }, rule);
        list.statuses.clear();
        told.push(format!("{list:?}"));
    }
    for row in (0..store.traces().len()).map(TraceRow) {
        told.push(format!("{:?}", trace_errors(store, row, rule).unwrap()));
    }
    told
}

proptest! {
    #[test]
    fn a_span_fails_by_its_status_or_by_what_its_attributes_say(traces in traces()) {
        let store = store_by(&traces, Status);
        prop_assert_eq!(check(&store), Ok(()));
        for span in all(&store) {
            for rule in FailureRule::ALL {
                prop_assert_eq!(store.spans().fails(span, rule), call_of(&traces, &store, span).fails(rule));
            }
        }
    }

    #[test]
    fn what_fails_by_the_wider_rule_is_as_what_fails_by_its_status(traces in traces()) {
        let (store, told) = (store_by(&traces, Status), store_by(&traces, StatusOr5xx));
        for population in POPULATIONS {
            prop_assert_eq!(everything(&store, population, StatusOr5xx), everything(&told, population, Status));
        }
    }

    #[test]
    fn all_that_count_failures_count_the_same_ones(traces in traces()) {
        let store = store_by(&traces, Status);
        for (population, rule) in POPULATIONS.into_iter().flat_map(|of| FailureRule::ALL.map(|rule| (of, rule))) {
            let units = store.units(population);
            let expected = units.iter().filter(|&unit| call_of(&traces, &store, unit).fails(rule)).count();
            let selected = failing(&store, &units, rule);
            prop_assert_eq!(selected.count() as usize, expected);
            let map = heatmap(&store, &units, &HeatmapOptions::default(), rule).unwrap();
            prop_assert_eq!(map.failing, selected.count());
            let side = Side { rows: &units, range: TimeRange { from_ns: 0, to_ns: 3_000 } };
            prop_assert_eq!(overview(&store, side, None, rule).unwrap().selection_total.errors, selected.count());
            let causes = error_causes(&store, &units, &ErrorCausesOptions::default(), rule);
            prop_assert_eq!(causes.failing, selected.count());
            let list = trace_list(&store, &units, &TraceListOptions::default(), rule);
            prop_assert_eq!(list.total_failing, selected.count());
            let of_list = list.fails.iter().filter(|&&fails| fails).count();
            prop_assert_eq!(of_list, expected);
            for (&unit, &errors) in list.units.iter().zip(&list.error_counts) {
                let below = store.subtree(store.span(unit).unwrap());
                let fails = below.filter(|&row| call_of(&traces, &store, SpanRow(row)).fails(rule)).count();
                prop_assert_eq!(errors as usize, fails);
            }
            for unit in selected.iter() {
                let mut alone = RowSet::empty(store.spans().len());
                alone.insert(unit);
                let causes = error_causes(&store, &alone, &ErrorCausesOptions::default(), rule);
                prop_assert!(causes.rows.iter().any(|row| row.failing == 1), "a failing unit has a cause");
            }
        }
    }

    #[test]
    fn a_trace_marks_what_its_errors_are(traces in traces()) {
        let store = store_by(&traces, Status);
        for (row, rule) in (0..store.traces().len()).flat_map(|row| FailureRule::ALL.map(|rule| (TraceRow(row), rule))) {
            let (trace, errors) = (trace(&store, row).unwrap(), trace_errors(&store, row, rule).unwrap().spans);
            let marked = (0..trace.statuses.len()).filter(|&at| trace.fails(at, rule));
            let marked: Vec<u32> = marked.map(|at| u32::try_from(at).unwrap()).collect();
            prop_assert_eq!(marked, errors);
        }
    }

    #[test]
    fn the_wider_rule_takes_nothing_away_and_adds_what_its_words_say(traces in traces()) {
        let store = store_by(&traces, Status);
        for population in POPULATIONS {
            let units = store.units(population);
            let (narrow, mut wide) = (failing(&store, &units, Status), failing(&store, &units, StatusOr5xx));
            let mut lost = narrow.clone();
            lost.subtract(&wide);
            prop_assert_eq!(lost.count(), 0);
            wide.subtract(&narrow);
            for unit in wide.iter() {
                let call = call_of(&traces, &store, unit);
                prop_assert!(call.status != StatusCode::Error && call.says_5xx());
            }
        }
    }

    #[test]
    fn a_filter_can_say_the_same_of_single_spans(traces in flat()) {
        let store = store_by(&traces, Status);
        let between = |key: &str| format!("(span.{key} >= 500 && span.{key} < 600)");
        let keys = ["http.response.status_code", "http.status_code"].map(between);
        let filter = Filter::parse(&format!("{{ status = error || {} || {} }}", keys[0], keys[1])).unwrap();
        let units = store.units(Population::Spans);
        prop_assert_eq!(filter.select(&store, &units), failing(&store, &units, StatusOr5xx));
    }

    #[test]
    fn what_a_span_says_stays_with_it_on_its_way_to_another_store(traces in traces()) {
        let store = store_by(&traces, Status);
        let fails = |store: &Store| -> Vec<bool> { all(store).map(|span| store.spans().fails(span, StatusOr5xx)).collect() };
        let expected = fails(&store);
        let reopened = store.into_builder();
        let mut other = StoreBuilder::new();
        let source = other.add_source("calls", "default");
        other.append_batch(&reopened.to_batch(), source).unwrap();
        prop_assert_eq!(fails(&other.seal()), expected.clone());
        prop_assert_eq!(fails(&reopened.seal()), expected);
    }
}
