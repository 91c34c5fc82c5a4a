//! `cargo xtask corpus`: the counts of a folder of trace files that were made elsewhere, beside those that its `INDEX.md` gives, and
//! the critical paths and the error causes of those files that carry their own; the same requests as several exporters write them; and who
//! is to blame for a fault whose place is known, and whether that fault is found by itself.

#![expect(clippy::print_stdout, reason = "the output of this program is text for a person")]

mod answer_key;
mod error_counts;
mod error_key;
mod exporters;
mod findings;
mod latency;
mod reports;

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail};
use spanlens::ingest::{FileReader, FileReport, Finding};
use spanlens::store::{SpanRow, Store, StoreBuilder};

/// Compares the folder that `SPANLENS_CORPUS` names.
fn main() -> Result<()> {
    let folder = std::env::var_os("SPANLENS_CORPUS").context("SPANLENS_CORPUS names no folder")?;
    run(Path::new(&folder))
}

/// Reads every file that the folder's `INDEX.md` lists and compares.
///
/// # Errors
///
/// If a count differs from the index and [`EXPLAINED`] does not say why, a critical path or the causes of errors differ from the file's own key, or a file that
/// is not read gives no clear error.
fn run(folder: &Path) -> Result<()> {
    let index = folder.join("INDEX.md");
    let index = fs::read_to_string(&index).with_context(|| index.display().to_string())?;
    let rows = parse_index(&index);
    if rows.is_empty() {
        bail!("INDEX.md has no table of files");
    }
    println!("{:58} {:>7} {:>7} {:>8} {:>6} {:>5} {:>6}", "file", "traces", "spans", "services", "orph", "dup", "err");
    let mut different = 0;
    for row in &rows {
        let bytes = fs::read(folder.join(&row.file)).with_context(|| row.file.clone())?;
        let outcome = outcome(row, &bytes);
        println!("{:58} {}", row.file, outcome.text);
        different += usize::from(!outcome.holds);
        if let Some((text, holds)) = reports::compare(&row.file, &read(&bytes).0) {
            println!("    {text}");
            different += usize::from(!holds);
        }
        if row.format.starts_with("jaeger")
            && let Some((text, holds)) = answer_key::compare(&row.file, &bytes)
        {
            println!("    {}: {text}", if holds { "holds" } else { "does not hold" });
            different += usize::from(!holds);
        }
    }
    let others = [exporters::compare(folder)?, latency::compare(folder)?, findings::compare(folder)?];
    for (text, holds) in others.into_iter().flatten() {
        println!("{}: {text}", if holds { "holds" } else { "does not hold" });
        different += usize::from(!holds);
    }
    if different > 0 {
        bail!("{different} findings in {} files are not as they should be", rows.len());
    }
    Ok(())
}

/// A file of the index.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Row {
    /// Its path within the folder.
    file: String,
    format: String,
    /// Traces, spans, services, orphans, repeats and errors, where they are given.
    counts: [Option<u64>; 6],
}

impl Row {
    /// Whether the engine reads the format by now.
    fn is_read(&self) -> bool {
        // A list of documents is named by its first, and logs may come first.
        [
            "otlp",
            "OTLP protobuf",
            "tempo-batches",
            "docs:otlp",
            "docs:other:resource",
            "jaeger",
            "zipkin",
            "xray",
            "cloudtrace",
            "python-console",
            "azure",
        ]
        .iter()
        .any(|format| self.format.trim_start_matches(|c: char| c.is_ascii_digit() || c == ' ').starts_with(format))
    }
}

/// Where the index counts by other definitions than the engine: file, column, what the engine counts, and why that is right.
const EXPLAINED: [(&str, &str, u64, &str); 2] = [
    ("jaeger-ui/otlp2jaeger-in.json", "orph", 1, "one orphan, there twice: its exact repeat is dropped"),
    ("otel-python-logs/logs.pb", "services", 0, "services of spans; these are logs"),
];

const COLUMNS: [&str; 6] = ["traces", "spans", "services", "orph", "dup", "err"];

/// The rows of all tables, each under the headline that names its folder, unless the path does.
fn parse_index(text: &str) -> Vec<Row> {
    let mut folder = "";
    let mut rows = Vec::new();
    for line in text.lines() {
        if let Some(name) = line.strip_prefix("## ") {
            folder = name.trim();
        }
        let Some(cells) = line.strip_prefix('|') else { continue };
        let cells: Vec<&str> = cells.split('|').map(str::trim).collect();
        let &[file, _, format, traces, spans, services, orphans, repeats, errors, ..] = cells.as_slice() else {
            continue;
        };
        if file == "file" || file.starts_with("---") {
            continue;
        }
        let counts = [traces, spans, services, orphans, repeats, errors].map(|cell| cell.parse().ok());
        // Headlines of several folders leave it to the rows to name them.
        let file = if file.contains('/') { file.to_owned() } else { format!("{folder}/{file}") };
        rows.push(Row { file, format: format.to_owned(), counts });
    }
    rows
}

struct Outcome {
    text: String,
    holds: bool,
}

fn outcome(row: &Row, bytes: &[u8]) -> Outcome {
    let (report, store) = read(bytes);
    let fault = report.fault.as_ref().map(|fault| fault.message.clone());
    if !row.is_read() || row.counts.iter().all(Option::is_none) {
        let text = fault.clone().unwrap_or_else(|| format!("read without a fault, {} spans", report.spans));
        return Outcome { text: format!("not read: {text}"), holds: fault.is_some() };
    }
    let mut holds = fault.is_none();
    let mut texts = Vec::new();
    for ((column, expected), found) in COLUMNS.iter().zip(row.counts).zip(counts(&report, &store)) {
        let explained =
            EXPLAINED.iter().find(|(file, name, count, _)| (*file, name, *count) == (&row.file, column, found));
        let width = column.len().max(5) + 1;
        texts.push(match (expected, explained) {
            (Some(expected), _) if expected == found => format!(" {found:>width$}"),
            (_, Some((.., why))) => format!(" {found:>width$} ({why})"),
            (Some(expected), None) => {
                holds = false;
                format!(" {found} instead of {expected}")
            }
            (None, None) => format!(" {found:>width$}"),
        });
    }
    for finding in &report.findings {
        let Finding { reason, count, first_offset } = finding;
        texts.push(format!("\n    {count} × {reason} First at byte {first_offset}."));
    }
    texts.extend(fault.map(|fault| format!("\n    {fault}")));
    if let Some((text, same)) = error_counts::compare(&row.file, &store) {
        holds &= same;
        texts.push(format!("\n    {text}"));
    }
    Outcome { text: texts.concat(), holds }
}

fn read(bytes: &[u8]) -> (FileReport, Store) {
    let mut builder = StoreBuilder::new();
    let mut reader = FileReader::new(builder.add_source("corpus", "default"));
    // The report has the fault as well.
    let _ = reader.push(&mut builder, bytes);
    let report = reader.finish(&mut builder);
    (report, builder.seal())
}

/// What the index counts, as the engine does. Repeats are the spans that a set of (trace id, span id) would drop.
fn counts(report: &FileReport, store: &Store) -> [u64; 6] {
    let counts = store.counts();
    let mut ids = BTreeSet::new();
    let mut services = BTreeSet::new();
    for span in (0..store.spans().len()).map(SpanRow) {
        ids.insert((store.spans().trace(span), store.spans().span_id(span)));
        services.insert(store.service(span));
    }
    let [traces, orphans, errors] = [counts.traces, counts.orphans, counts.errors].map(u64::from);
    [traces, report.spans, services.len() as u64, orphans, report.spans - ids.len() as u64, errors]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_index_is_a_document_of_tables() {
        let text = "# Files\n\n## shop\n\n| file | bytes | format | traces | spans | services | orph | dup | err | origin |\n\
                    |---|---|---|---|---|---|---|---|---|---|\n| a.json | 12 | 4 docs:otlp | 1 | 2 | 1 | 0 | 0 | 1 | `x` |\n\
                    | b.csv | 3 | edge CSV |  |  |  |  |  |  | `y` |\n\nLicence: MIT\n";
        let rows = parse_index(text);
        assert_eq!(rows.len(), 2);
        assert_eq!((rows[0].file.as_str(), rows[0].is_read()), ("shop/a.json", true));
        assert_eq!(rows[0].counts, [1, 2, 1, 0, 0, 1].map(Some));
        assert_eq!((rows[1].is_read(), rows[1].counts), (false, [None; 6]));
    }
}
