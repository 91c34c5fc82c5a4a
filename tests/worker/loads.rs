//! The demo and files, and loads that are cancelled.

use spanlens::demo;
use spanlens::protocol::{Answer, Message, OpenDemoQuestion, Reply};
use wasm_bindgen_test::wasm_bindgen_test;

use crate::client::{Client, SPAN, heatmap, worker};

#[wasm_bindgen_test]
async fn the_demo_loads_and_shows_provisional_heatmaps_on_the_way() {
    let worker = worker();
    let client = Client::of(&worker);
    client.ask(1, OpenDemoQuestion {});
    let mut provisional = 0;
    let mut asked = 1;
    let summary = loop {
        match client.next().await {
            Reply::Progress { id: 1, .. } => {
                asked += 1;
                client.ask(asked, heatmap());
            }
            Reply::Answer { answer: Answer::Heatmap(answer), .. } => {
                provisional += u32::from(answer.provisional);
                assert_eq!(answer.heatmap.counts.iter().sum::<u32>(), answer.heatmap.units);
            }
            Reply::Answer { id: 1, answer: Answer::OpenDemo(summary), .. } => break summary,
            other => panic!("{other:?}"),
        }
    };
    assert!(provisional > 0);
    assert_eq!((summary.counts.traces, summary.counts.spans), (demo::TRACES, demo::SPANS));
    assert_eq!((summary.counts.orphans, summary.counts.exact_repeats), (demo::ORPHANS, demo::REPEATED));
}

#[wasm_bindgen_test]
async fn files_add_up_and_a_broken_one_keeps_what_came_before_the_fault() {
    let worker = worker();
    let client = Client::of(&worker);
    let broken = format!("{}\n{{\"resourceSpans\": [!", SPAN.replace("0102030405060708\"", "1102030405060708\""));
    client.open(1, &[SPAN, &broken]);
    let Reply::Answer { answer: Answer::Open(summary), .. } = client.outcome().await else { panic!("not opened") };
    assert_eq!((summary.counts.spans, summary.counts.traces), (2, 1));
    assert!(summary.files[0].report.fault.is_none());
    assert!(summary.files[1].report.fault.is_some());
}

#[wasm_bindgen_test]
async fn a_cancelled_load_keeps_what_it_has_read() {
    let worker = worker();
    let client = Client::of(&worker);
    client.ask(1, OpenDemoQuestion {});
    while !matches!(client.next().await, Reply::Progress { .. }) {}
    client.send(&Message::Cancel { id: 1 }, &[]);
    let Reply::Answer { answer: Answer::OpenDemo(summary), .. } = client.outcome().await else { panic!("not opened") };
    assert!(summary.files[0].stopped);
    assert!(summary.counts.spans > 0 && summary.counts.spans < demo::SPANS);
}

#[wasm_bindgen_test]
async fn files_of_a_load_that_is_cancelled_before_they_are_begun_are_in_its_report() {
    let worker = worker();
    let client = Client::of(&worker);
    client.open(1, &[SPAN]);
    client.open(2, &[SPAN, SPAN]);
    client.send(&Message::Cancel { id: 2 }, &[]);
    assert!(matches!(client.outcome().await, Reply::Answer { id: 1, .. }));
    let Reply::Answer { id: 2, answer: Answer::Open(summary), .. } = client.outcome().await else {
        panic!("not opened")
    };
    let stopped: Vec<bool> = summary.files.iter().map(|file| file.stopped).collect();
    assert_eq!(stopped, [false, true, true]);
    assert_eq!(summary.counts.spans, 1);
}
