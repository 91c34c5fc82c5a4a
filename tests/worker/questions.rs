//! Questions and their answers.

use spanlens::analysis::{Baseline, Selection};
use spanlens::error::ErrorCode;
use spanlens::protocol::{Answer, Comparison, CountQuestion, Message, OpenQuestion, Reply, SourceName};
use spanlens::store::{KeptLogs, Population};
use spanlens::units::FailureRule;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::client::{Client, SPAN, heatmap, worker};

fn count(selection: Selection) -> CountQuestion {
    let population = Population::Requests;
    CountQuestion(Comparison {
        population,
        filter: None,
        fail: FailureRule::Status,
        selection: Some(selection),
        baseline: Baseline::Rest,
        weighted: false,
    })
}

#[wasm_bindgen_test]
async fn files_become_a_heatmap() {
    let worker = worker();
    let client = Client::of(&worker);
    client.open(1, &[SPAN]);
    let Reply::Answer { id: 1, answer: Answer::Open(summary), .. } = client.outcome().await else {
        panic!("not opened")
    };
    assert_eq!((summary.counts.requests, summary.counts.errors), (1, 1));
    assert_eq!(summary.range.unwrap().from_ns, 18_446_744_073_709_551_000);

    client.ask(2, heatmap());
    let Reply::Answer { id: 2, answer: Answer::Heatmap(answer), .. } = client.outcome().await else {
        panic!("no heatmap")
    };
    assert!(!answer.provisional);
    assert_eq!((answer.heatmap.units, answer.heatmap.counts.iter().sum::<u32>()), (1, 1));
    assert_eq!(answer.heatmap.p50_ns.iter().max(), Some(&615));

    client.ask(3, count(Selection { errors_only: true, ..Selection::default() }));
    let Reply::Answer { id: 3, answer: Answer::Count(sides), .. } = client.outcome().await else { panic!("no count") };
    assert_eq!((sides.units, sides.selected, sides.selected_failing, sides.baseline), (1, 1, 1, 0));
}

#[wasm_bindgen_test]
async fn questions_of_one_kind_are_all_answered_but_those_that_are_dropped() {
    let worker = worker();
    let client = Client::of(&worker);
    client.open(1, &[SPAN]);
    // These wait until the file is read.
    (2..=4).for_each(|id| client.ask(id, count(Selection::default())));
    client.send(&Message::Cancel { id: 3 }, &[]);
    let Reply::Error { id: 3, error } = client.outcome().await else { panic!("a dropped question was answered") };
    assert_eq!(error.code, ErrorCode::Cancelled);
    assert!(matches!(client.outcome().await, Reply::Answer { id: 1, .. }));
    assert!(matches!(client.outcome().await, Reply::Answer { id: 2, .. }));
    assert!(matches!(client.outcome().await, Reply::Answer { id: 4, .. }));
}

#[wasm_bindgen_test]
async fn questions_without_data_and_messages_without_sense_are_errors() {
    let worker = worker();
    let client = Client::of(&worker);
    client.ask(1, heatmap());
    let Reply::Error { id: 1, error } = client.outcome().await else { panic!("answered") };
    assert_eq!(error.code, ErrorCode::NoData);
    let nonsense = js_sys::JSON::parse(r#"{"ask": {"id": 7, "question": {"meaning": "of life"}}}"#).unwrap();
    client.port.post_message(&nonsense).unwrap();
    let Reply::Error { id: 7, error } = client.outcome().await else { panic!("answered") };
    assert_eq!(error.code, ErrorCode::BadMessage);
    let source = SourceName { name: "lost.json".to_owned(), group: "default".to_owned() };
    client.ask(8, OpenQuestion { sources: vec![source], logs: KeptLogs::All });
    let Reply::Error { id: 8, error } = client.outcome().await else { panic!("answered") };
    assert_eq!(error.code, ErrorCode::BadMessage);
}
