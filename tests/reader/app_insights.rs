//! Telemetry of Application Insights, written in every form, and a plain reading of it.

mod forms;

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use spanlens::error::ErrorCode;
use spanlens::ingest::{Format, Reason};
use spanlens::store::{SpanRow, Store, Value};

use super::read;

const TRACE: &str = "5e4d3c2b1a09f8e7d6c5b4a392817060";

/// An item of telemetry.
#[derive(Debug, Clone)]
struct Item {
    what: What,
    /// Zero where the parent is the operation.
    parent: u64,
    /// After the first one.
    millis: u64,
    name: &'static str,
    role: &'static str,
    properties: Vec<(&'static str, String)>,
    count: u64,
}

#[derive(Debug, Clone)]
enum What {
    Request { id: u64, tenths: u64, success: bool, code: u64, source: &'static str },
    Dependency { id: u64, tenths: u64, success: bool, code: u64, kind: &'static str },
    Exception { message: &'static str },
    Message,
}

/// What the oracle knows of an event: its name, time, attributes.
type SeenEvent = (String, u64, Vec<String>);

/// What the oracle knows of a span: ids, name, times, kind, whether it failed, service, some attributes, events.
type Seen = (u64, u64, String, u64, u64, usize, bool, String, Vec<String>, Vec<SeenEvent>);

const START_NS: u64 = 1_700_000_000_000_000_000;

fn item() -> impl Strategy<Value = Item> {
    let call = (0..9_999_u64, any::<bool>(), select(vec![0_u64, 200, 404, 503, 7]));
    let what = prop_oneof![
        (call.clone(), select(vec!["", "cid-v1:1", "hub/orders"]))
            .prop_map(|((tenths, success, code), source)| { What::Request { id: 0, tenths, success, code, source } }),
        (call, select(vec!["HTTP", "SQL", "InProc", "Queue Message | kafka", "GRPC", "other"]))
            .prop_map(|((tenths, success, code), kind)| What::Dependency { id: 0, tenths, success, code, kind }),
        select(vec!["m", "it \"broke\",\nbadly"]).prop_map(|message| What::Exception { message }),
        Just(What::Message),
    ];
    let text = select(vec!["a", "b,c", "\"q\"", "é\n"]).prop_map(str::to_owned);
    let properties = vec((select(vec!["k", "other key"]), text), 0..2);
    let names = (select(vec!["n", "GET /x", "a, b"]), select(vec!["", "shop", "cart"]));
    (what, 0..6_u64, 0..900_u64, names, properties, 1..4_u64).prop_map(
        |(what, parent, millis, (name, role), properties, count)| Item {
            what,
            parent,
            millis,
            name,
            role,
            properties,
            count,
        },
    )
}

fn items() -> impl Strategy<Value = Vec<Item>> {
    vec(item(), 1..6).prop_map(|mut items| {
        for (item, next) in items.iter_mut().zip(1..) {
            if let What::Request { id, .. } | What::Dependency { id, .. } = &mut item.what {
                *id = next;
            }
        }
        items
    })
}

/// What the items are, in the order of their ids; and how many events have no span.
fn expected(items: &[Item]) -> (Vec<Seen>, u64) {
    let mut spans: Vec<Seen> = items.iter().filter_map(seen_span).collect();
    let mut lost = 0;
    for item in items {
        let Some(event) = seen_event(item) else { continue };
        let owner = spans.iter().position(|span| if item.parent == 0 { span.1 == 0 } else { span.0 == item.parent });
        match owner {
            Some(at) => spans[at].9.push(event),
            None => lost += 1,
        }
    }
    for span in &mut spans {
        span.9.sort();
    }
    (spans, lost)
}

fn seen_span(item: &Item) -> Option<Seen> {
    let (id, tenths, success, code, kind, attributes) = match item.what {
        What::Request { id, tenths, success, code, source } => {
            let is_queue = source.starts_with("hub");
            let attribute = match source {
                "" => vec![],
                _ if is_queue => vec!["messaging.destination.name=orders".to_owned()],
                _ => vec![format!("source={source}")],
            };
            (id, tenths, success, code, if is_queue { 5 } else { 2 }, attribute)
        }
        What::Dependency { id, tenths, success, code, kind } => {
            let (number, attribute) = match kind {
                "HTTP" => (3, None),
                "SQL" => (3, Some("db.system.name=other_sql")),
                "InProc" => (1, None),
                "GRPC" => (3, Some("rpc.system=grpc")),
                "other" => (3, Some("type=other")),
                _ => (4, Some("messaging.system=kafka")),
            };
            (id, tenths, success, code, number, attribute.into_iter().map(str::to_owned).collect())
        }
        What::Exception { .. } | What::Message => return None,
    };
    let is_http = matches!(item.what, What::Request { .. } | What::Dependency { kind: "HTTP" | "other", .. });
    let is_rpc = matches!(item.what, What::Dependency { kind: "GRPC", .. });
    let mut attributes = attributes;
    attributes.extend(match code {
        0 => None,
        7 if is_rpc => Some("rpc.grpc.status_code=7".to_owned()),
        7 => Some("resultCode=7".to_owned()),
        _ if is_http => Some(format!("http.response.status_code={code}")),
        _ => Some(format!("resultCode={code}")),
    });
    attributes.extend((item.count > 1).then(|| format!("itemCount={}", item.count)));
    attributes.extend(properties(item));
    attributes.sort();
    attributes.dedup();
    let start_ns = START_NS + item.millis * 1_000_000;
    let parent = if item.parent == id { 0 } else { item.parent };
    let (name, role) = (item.name.to_owned(), item.role.to_owned());
    Some((id, parent, name, start_ns, start_ns + tenths * 100_000, kind, !success, role, attributes, vec![]))
}

fn seen_event(item: &Item) -> Option<SeenEvent> {
    let time_ns = START_NS + item.millis * 1_000_000;
    match item.what {
        What::Exception { message } => {
            let mut attributes = vec!["exception.type=E".to_owned(), format!("exception.message={message}")];
            attributes.extend(properties(item));
            attributes.sort();
            Some(("exception".to_owned(), time_ns, attributes))
        }
        What::Message => {
            let mut attributes: Vec<String> = properties(item).collect();
            attributes.sort();
            Some((item.name.to_owned(), time_ns, attributes))
        }
        _ => None,
    }
}

/// Of equal keys the last counts, as objects of JSON have it.
fn properties(item: &Item) -> impl Iterator<Item = String> {
    let map: std::collections::BTreeMap<&str, &String> =
        item.properties.iter().map(|(key, value)| (*key, value)).collect();
    map.into_iter().map(|(key, value)| format!("{key}={value}")).collect::<Vec<_>>().into_iter()
}

fn seen(store: &Store) -> Vec<Seen> {
    /// Attributes of which the oracle knows nothing.
    const OTHERS: [&str; 3] = ["server.address", "http.request.method", "exception.stacktrace"];
    let texts = |pairs: &[spanlens::store::PairRow]| {
        let text = |&pair: &_| {
            let value = match store.value(pair) {
                Value::String(text) => text.to_owned(),
                Value::Int(number) => number.to_string(),
                other => format!("{other:?}"),
            };
            format!("{}={value}", store.text(store.pairs().key(pair)))
        };
        let mut texts: Vec<String> = pairs.iter().map(text).collect();
        texts.retain(|text| !OTHERS.iter().any(|other| text.starts_with(other)));
        texts.sort();
        texts
    };
    let spans = store.spans();
    let mut seen: Vec<Seen> = (0..spans.len())
        .map(SpanRow)
        .map(|row| {
            assert_eq!(store.traces().id(spans.trace(row)).to_string(), TRACE);
            let events = store.events().of(row.0..row.0 + 1).map(|at| store.events().value(at));
            let mut events: Vec<SeenEvent> = events
                .map(|event| (store.text(event.name).to_owned(), event.time_ns, texts(store.event_attributes(event))))
                .collect();
            assert!(events.is_sorted_by_key(|event| event.1));
            events.sort();
            (
                spans.span_id(row).0,
                spans.parent_id(row).0,
                store.text(spans.name(row)).to_owned(),
                spans.start_ns(row),
                spans.recorded_end_ns(row).unwrap_or(0),
                spans.kind(row) as usize,
                spans.status(row) as usize == 2,
                store.text(store.service(row)).to_owned(),
                texts(store.attributes(row)),
                events,
            )
        })
        .collect();
    seen.sort();
    seen
}

proptest! {
    #[test]
    fn every_form_is_what_a_plain_reading_makes_of_it(items in items(), size in 1..99_usize) {
        let (spans, lost) = expected(&items);
        for (form, text) in forms::all(&items) {
            let (store, report) = read(text.as_bytes().chunks(size));
            prop_assert_eq!((report.format, &report.fault), (Some(Format::AppInsights), &None), "{}: {}", form, text);
            prop_assert!(report.findings.is_empty(), "{:?} in {}: {}", report.findings, form, text);
            prop_assert_eq!(report.logs, lost, "{}: {}", form, text);
            prop_assert_eq!((seen(&store), report.spans), (spans.clone(), spans.len() as u64), "{}: {}", form, text);
        }
    }
}

#[test]
fn a_table_without_rows_is_one_and_other_tables_are_none() {
    let table = |columns: &str, rows: &str| {
        format!(r#"{{"tables":[{{"name":"PrimaryResult","columns":[{columns}],"rows":[{rows}]}}]}}"#)
    };
    let (_, report) = read([table(r#"{"name":"timestamp"},{"name":"operation_Id"}"#, "").as_bytes()]);
    assert_eq!((report.format, report.spans, report.fault), (Some(Format::AppInsights), 0, None));
    let (_, report) = read([table(r#"{"name":"Computer"},{"name":"count_"}"#, r#"["a",1]"#).as_bytes()]);
    assert_eq!((report.count(Reason::NotASpan), report.fault.unwrap().code), (1, ErrorCode::UnknownFormat));
}
