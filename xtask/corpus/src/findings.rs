//! A fault that begins in the middle: a fault-free minute, moved to just before the minute with the fault. Nothing is selected; is it found?

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, ensure};
use spanlens::analysis::{Anomaly, Findings, findings};
use spanlens::ingest::FileReader;
use spanlens::store::{Population, Store, StoreBuilder};
use spanlens::units::{FailureRule, TimeRange};

use super::latency::{FAULTY, FILES};

/// The finding begins no farther from the border between the minutes.
const WITHIN_S: f64 = 20.0;

/// What begins the number of a time in these files.
const TIME: &str = "TimeUnixNano\":\"";

/// Looks at both minutes, where the folder has them. Gives what was found, and whether it is as it should be.
///
/// # Errors
///
/// If a file cannot be read.
pub(super) fn compare(folder: &Path) -> Result<Vec<(String, bool)>> {
    if FILES.iter().any(|(file, _)| !folder.join(file).exists()) {
        return Ok(Vec::new());
    }
    let [faulty, fault_free] = FILES.map(|(file, _)| fs::read_to_string(folder.join(file)).context(file));
    let (faulty, fault_free) = (faulty?, fault_free?);
    let border_ns = times(&faulty).min().unwrap_or_default();
    let moved = moved(&fault_free, times(&fault_free).max().unwrap_or_default() + 1 - border_ns);
    let both = all(&read(&[&moved, &faulty])?);
    let calm = all(&read(&[&fault_free])?);
    Ok(vec![begins(&both, border_ns), nothing(&calm)])
}

/// All times of a file.
fn times(text: &str) -> impl Iterator<Item = u64> {
    text.split(TIME).skip(1).filter_map(|rest| rest.split('"').next()?.parse().ok())
}

/// The same file so many nanoseconds earlier.
fn moved(text: &str, by_ns: u64) -> String {
    let mut parts = text.split(TIME);
    let mut moved = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (digits, rest) = part.split_at(part.find('"').unwrap_or(part.len()));
        let time_ns = digits.parse::<u64>().unwrap_or_default().saturating_sub(by_ns);
        moved.extend([TIME, &time_ns.to_string(), rest]);
    }
    moved
}

fn read(texts: &[&str]) -> Result<Store> {
    let mut builder = StoreBuilder::new();
    for text in texts {
        let mut reader = FileReader::new(builder.add_source("nezha", "default"));
        reader.push(&mut builder, text.as_bytes())?;
        ensure!(reader.finish(&mut builder).fault.is_none(), "a minute cannot be read to its end");
    }
    Ok(builder.seal())
}

fn all(store: &Store) -> Findings {
    findings(store, store.requests(), Population::Requests, FailureRule::Status)
}

fn begins(answer: &Findings, border_ns: u64) -> (String, bool) {
    let Some(Anomaly { time: Some(TimeRange { from_ns, .. }), what, why, suspect, .. }) = answer.findings.first()
    else {
        return ("no finding in time comes first".to_owned(), false);
    };
    let after_s = TimeRange { from_ns: border_ns, to_ns: *from_ns }.seconds()
        - TimeRange { from_ns: *from_ns, to_ns: border_ns }.seconds();
    let names = suspect.as_ref().map(|suspect| suspect.service.as_str());
    let others = answer.findings.len() - 1;
    (
        format!("first finding, {after_s:+.1} s from the border: {what} {why} ({others} more)"),
        after_s.abs() <= WITHIN_S && names == Some(FAULTY),
    )
}

fn nothing(answer: &Findings) -> (String, bool) {
    // That this shop asks for products one by one is true at all times.
    let in_time = answer.findings.iter().filter(|finding| finding.time.is_some());
    let told: Vec<&str> = in_time.map(|finding| finding.what.as_str()).collect();
    (format!("a minute without a fault: {} in time: {}", told.len(), told.join(" ")), told.len() <= 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_moved_and_nothing_else_is() {
        let text = r#"{"startTimeUnixNano":"107","a":"107","endTimeUnixNano":"109"}"#;
        assert_eq!(times(text).collect::<Vec<_>>(), [107, 109]);
        assert_eq!(moved(text, 100), r#"{"startTimeUnixNano":"7","a":"107","endTimeUnixNano":"9"}"#);
    }
}
