//! The details of a span: nothing of its record is lost.

use proptest::prelude::*;
use spanlens::analysis::{Attribute, AttributeValue, Exception, LinkTarget, LinkedFrom, SpanDetails, span_details};
use spanlens::sketch::sketch;
use spanlens::store::{
    Dropped, EventDraft, LinkDraft, PairRow, RawValue, ResourceDraft, ScopeDraft, SpanDraft, SpanRow, Store,
    StoreBuilder,
};
use spanlens::units::{SpanId, SpanKind, StatusCode, TraceId};

use crate::strategies::{spans, store_of};

fn attributes(store: &Store, pairs: &[PairRow]) -> Vec<(String, String)> {
    pairs.iter().map(|&pair| (store.text(store.pairs().key(pair)).to_owned(), store.value(pair).to_string())).collect()
}

fn told(attributes: &[Attribute]) -> Vec<(String, String)> {
    attributes.iter().map(|attribute| (attribute.key.clone(), attribute.text.clone())).collect()
}

proptest! {
    #[test]
    fn attributes_events_and_links_are_those_of_the_record(spans in spans()) {
        let store = store_of(&spans);
        for span in (0..store.spans().len()).map(SpanRow) {
            let details = span_details(&store, span, None).unwrap();
            prop_assert_eq!(told(&details.attributes), attributes(&store, store.attributes(span)));
            prop_assert_eq!(details.parent, store.parent(span).map(|parent| store.span_handle(parent)));
            prop_assert_eq!(details.end_ns, store.spans().recorded_end_ns(span));
            let events = store.events().of(span.0..span.0 + 1).map(|at| store.events().value(at));
            prop_assert_eq!(details.events.len(), events.len());
            for (event, expected) in details.events.iter().zip(events) {
                prop_assert_eq!((event.time_ns, &event.name[..]), (expected.time_ns, store.text(expected.name)));
                prop_assert_eq!(told(&event.attributes), attributes(&store, store.event_attributes(expected)));
            }
            prop_assert_eq!(details.links.len(), store.links().of(span.0..span.0 + 1).len());
        }
    }

    #[test]
    fn links_are_told_at_both_ends(spans in spans()) {
        let store = store_of(&spans);
        let all: Vec<SpanDetails> =
            (0..store.spans().len()).map(|row| span_details(&store, SpanRow(row), None).unwrap()).collect();
        for details in &all {
            let leads_here = |other: &&SpanDetails| {
                other.links.iter().any(|link| link.target.and_then(|target| target.span) == Some(details.handle))
            };
            let expected: Vec<_> = all.iter().filter(leads_here).map(|other| other.handle).collect();
            let LinkedFrom { total, spans } = &details.linked_from;
            prop_assert_eq!(*total as usize, expected.len());
            let told: Vec<_> = spans.iter().map(|source| source.span).collect();
            prop_assert_eq!(told, &expected[..expected.len().min(20)]);
        }
    }
}

/// A builder with a trace in two groups, and details of the span of the second that has everything.
fn everything() -> SpanDetails {
    let mut builder = StoreBuilder::new();
    let sources = ["before", "after"].map(|group| builder.add_source("a file", group));
    let scope = scope(&mut builder);
    let mut draft =
        SpanDraft { trace_id: TraceId([1; 16]), span_id: SpanId(1), start_ns: 1_000, ..SpanDraft::default() };
    draft.end_ns = 2_000;
    for source in sources {
        builder.push(&draft, scope, source).unwrap();
    }
    let [message, state, name, exception] =
        ["no luck", "ot=th:8", "GET /", "exception"].map(|text| builder.intern(text).unwrap());
    let [kind, text] = ["exception.type", "exception.message"].map(|key| builder.intern(key).unwrap());
    let error = builder.intern("java.io.IOException").unwrap();
    draft = SpanDraft {
        span_id: SpanId(2),
        parent_id: SpanId(1),
        name,
        kind: SpanKind::Server,
        status: StatusCode::Error,
        status_message: message,
        trace_state: state,
        flags: 257,
        dropped: Dropped { attributes: 1, events: 2, links: 3 },
        ..draft
    };
    draft.attributes = vec![
        builder.intern_pair(message, RawValue::double(2.0)).unwrap(),
        builder.intern_pair(message, RawValue::EMPTY).unwrap(),
    ];
    draft.nested = vec![
        builder.intern_pair(kind, RawValue::string(error)).unwrap(),
        builder.intern_pair(text, RawValue::string(message)).unwrap(),
    ];
    draft.events = vec![
        EventDraft { time_ns: 1_250, name, attributes: 0..2, dropped_attributes: 4 },
        EventDraft { time_ns: 900, name: exception, ..EventDraft::default() },
        EventDraft { time_ns: u64::MAX, name, ..EventDraft::default() },
    ];
    let link =
        |trace: u8, span| LinkDraft { trace_id: TraceId([trace; 16]), span_id: SpanId(span), ..LinkDraft::default() };
    draft.links = vec![link(1, 1), link(1, 9), link(2, 1), link(0, 1)];
    draft.links[0].attributes = 0..1;
    builder.push(&draft, scope, sources[1]).unwrap();
    span_details(&builder.seal(), SpanRow(2), None).unwrap()
}

fn scope(builder: &mut StoreBuilder) -> spanlens::store::ScopeRow {
    let mut pair = |key: &str, value: &str| {
        let (key, value) = (builder.intern(key).unwrap(), builder.intern(value).unwrap());
        builder.intern_pair(key, RawValue::string(value)).unwrap()
    };
    let of_resource = vec![pair("service.name", "shop"), pair("host.name", "a1")];
    let of_scope = vec![pair("z", "1"), pair("a", "2")];
    let [name, version, url] = ["http", "1.2", "https://schema"].map(|text| builder.intern(text).unwrap());
    let mut resource = ResourceDraft { attributes: of_resource, schema_url: url, dropped_attributes: 5 };
    let resource = builder.intern_resource(&mut resource).unwrap();
    let mut scope = ScopeDraft { name, version, attributes: of_scope, schema_url: url, dropped_attributes: 6 };
    builder.intern_scope(resource, &mut scope).unwrap()
}

#[test]
fn attributes_are_told_by_where_they_come_from() {
    let details = everything();
    let keys = |attributes: &[Attribute]| told(attributes).into_iter().map(|(key, _)| key).collect::<Vec<_>>();
    assert_eq!(keys(&details.attributes), ["no luck", "no luck"]);
    let values: Vec<&AttributeValue> = details.attributes.iter().map(|attribute| &attribute.value).collect();
    assert_eq!(values, [&AttributeValue::Double(2.0), &AttributeValue::Empty]);
    assert_eq!(details.attributes[0].text, "2.0");
    assert_eq!(keys(&details.resource.attributes), ["host.name", "service.name"]);
    assert_eq!(keys(&details.scope.attributes), ["a", "z"]);
    assert_eq!((&details.scope.name[..], &details.scope.version[..]), ("http", "1.2"));
    assert_eq!((&details.scope.schema_url[..], &details.resource.schema_url[..]), ("https://schema", "https://schema"));
    assert_eq!((details.resource.dropped_attributes, details.scope.dropped_attributes), (5, 6));
}

#[test]
fn the_record_is_told_in_full() {
    let details = everything();
    assert_eq!((&details.trace_id[..], &details.span_id[..]), (&"01".repeat(16)[..], "0000000000000002"));
    let parent = details.parent.unwrap();
    assert_eq!((&details.parent_span_id[..], details.handle.rows_after(parent)), ("0000000000000001", Some(1)));
    assert_eq!((&details.service[..], &details.name[..], details.kind), ("shop", "GET /", SpanKind::Server));
    assert_eq!((details.start_ns, details.end_ns, details.duration_ns), (1_000, Some(2_000), 1_000));
    assert_eq!((details.status, &details.status_message[..]), (StatusCode::Error, "no luck"));
    assert_eq!((&details.trace_state[..], details.flags), ("ot=th:8", 257));
    assert_eq!((details.dropped_attributes, details.dropped_events, details.dropped_links), (1, 2, 3));
    assert_eq!((&details.source[..], &details.group[..]), ("a file", "after"));
    assert_eq!(details.exception, None);
}

#[test]
fn an_exception_is_an_event_with_its_keys_or_its_name() {
    let events = everything().events;
    let exception = Exception {
        type_name: "java.io.IOException".to_owned(),
        message: "no luck".to_owned(),
        stack_trace: String::new(),
    };
    let found: Vec<Option<Exception>> = events.iter().map(|event| event.exception.clone()).collect();
    assert_eq!(found, [Some(exception), Some(Exception::default()), None]);
    assert_eq!(events.iter().map(|event| event.offset_ns).collect::<Vec<_>>(), [250, -100, i64::MAX]);
    assert_eq!(events[0].dropped_attributes, 4);
}

#[test]
fn a_link_knows_whether_its_target_is_loaded() {
    let details = everything();
    let targets: Vec<Option<LinkTarget>> = details.links.iter().map(|link| link.target).collect();
    let in_its_group = |span| Some(LinkTarget { trace: details.trace, span });
    assert_eq!(targets, [in_its_group(details.parent), in_its_group(None), None, None]);
    assert_eq!(told(&details.links[0].attributes), [("exception.type".to_owned(), "java.io.IOException".to_owned())]);
}

#[test]
fn a_span_that_is_not_there_is_an_error() {
    let error = span_details(&store_of(&[]), SpanRow(0), None).unwrap_err();
    assert_eq!(error.to_string(), "the span must be the row of a span that is loaded");
}

#[test]
fn the_first_events_are_told_if_no_more_are_wanted() {
    let store = sketch("shop GET /  0..10 ^a ^b ^c").unwrap();
    let told = |max_events| {
        let details = span_details(&store, SpanRow(0), max_events).unwrap();
        (details.events.into_iter().map(|event| event.name).collect::<Vec<_>>(), details.event_count)
    };
    assert_eq!(told(Some(2)), (vec!["a".to_owned(), "b".to_owned()], 3));
    assert_eq!(told(Some(0)), (vec![], 3));
    assert_eq!(told(Some(9)), told(None));
}
