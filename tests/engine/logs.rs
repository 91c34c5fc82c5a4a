//! Logs behind the worker: which are kept, and what is asked of them.

use spanlens::analysis::{Baseline, TraceEventsOptions, TraceListOptions};
use spanlens::engine::Engine;
use spanlens::protocol::{TraceEventsQuestion, TracesQuestion};
use spanlens::store::KeptLogs;

use super::{answer, compare, named, two_requests};

/// A log of the first request of [`two_requests`], with a severity.
fn log(severity: u8, text: &str) -> String {
    let trace = "a".repeat(31);
    format!(
        r#"{{"resourceLogs":[{{"scopeLogs":[{{"logRecords":[{{"traceId":"1{trace}","spanId":"0000000000000001",
            "timeUnixNano":"1200","severityNumber":{severity},"body":{{"stringValue":"{text}"}}}}]}}]}}]}}"#
    )
}

fn texts(engine: &mut Engine) -> Vec<String> {
    let comparison = compare(None, Baseline::Rest);
    let list = answer(engine, TracesQuestion { comparison, options: TraceListOptions::default() });
    let of_first = TraceEventsQuestion { trace: list.traces[0], options: TraceEventsOptions::default() };
    let events = answer(engine, of_first);
    events.rows.into_iter().filter_map(|row| Some(row.event.log?.text)).collect()
}

#[test]
fn each_file_keeps_the_logs_that_were_asked_for_whatever_is_read_between() {
    let mut engine = Engine::default();
    let [mut all, mut warnings, mut none] = [KeptLogs::All, KeptLogs::Warn, KeptLogs::None].map(|kept| {
        let mut load = engine.begin_file(named("a.json", "default"));
        load.keep_logs(kept);
        load
    });
    for (severity, level) in [(9, "info"), (17, "error")] {
        engine.push(&mut all, log(severity, &format!("{level} of all")).as_bytes()).unwrap();
        engine.push(&mut warnings, log(severity, &format!("{level} of warnings")).as_bytes()).unwrap();
        engine.push(&mut none, log(severity, &format!("{level} of none")).as_bytes()).unwrap();
    }
    engine.push(&mut all, two_requests('a').as_bytes()).unwrap();
    for load in [all, warnings, none] {
        engine.end_file(load, false);
    }
    engine.seal();
    let summary = engine.summary();
    let told = summary.files.iter().map(|file| (file.report.logs, file.report.logs_left_out, file.report.ignored.logs));
    assert_eq!(told.collect::<Vec<_>>(), [(2, 0, 0), (1, 1, 0), (0, 0, 2)]);
    let mut found = texts(&mut engine);
    found.sort();
    assert_eq!(found, ["error of all", "error of warnings", "info of all"]);
}

#[test]
fn logs_that_came_first_are_there_once_their_spans_are() {
    let mut engine = Engine::default();
    for text in [log(9, "early"), two_requests('a'), log(13, "late")] {
        let mut load = engine.begin_file(named("a.json", "default"));
        engine.push(&mut load, text.as_bytes()).unwrap();
        engine.end_file(load, false);
        engine.seal();
    }
    assert_eq!(engine.summary().counts.logs, 2);
    let mut found = texts(&mut engine);
    found.sort();
    assert_eq!(found, ["early", "late"]);
}
