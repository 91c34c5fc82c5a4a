//! Files as people have reported them, because some program refused or misread them: what each is, to the last value that was at stake.

mod app_insights;
mod cloud_trace;
mod jaeger;
mod otlp;
mod sdk_console;
mod xray;
mod zipkin;

use std::fs;

use spanlens::ingest::{FileReport, Reason};
use spanlens::store::{SpanRow, Store};

use super::dump::{self, SpanText};
use super::read;

/// A file of `tests/data/cases`, read in one piece and in small ones.
struct Case {
    store: Store,
    report: FileReport,
}

impl Case {
    #[expect(clippy::disallowed_methods, reason = "the cases are files")]
    fn read(file: &str) -> Self {
        let bytes = fs::read(format!("tests/data/cases/{file}")).unwrap();
        let (store, report) = read([bytes.as_slice()]);
        assert_eq!(report.fault, None, "{file}");
        let whole = dump::dump(&store, &report);
        for size in [1, 7, 256] {
            let (store, report) = read(bytes.chunks(size));
            assert_eq!(dump::dump(&store, &report), whole, "{file} in pieces of {size}");
        }
        Self { store, report }
    }

    /// The spans as a tree, a line each: service, name, kind, start and end in nanoseconds after the first span, status and message.
    fn tree(&self) -> String {
        let (store, spans) = (&self.store, self.store.spans());
        let rows = (0..spans.len()).map(SpanRow);
        let first_ns = rows.clone().map(|row| spans.start_ns(row)).min().unwrap_or_default();
        let line = |row: SpanRow| {
            let depth = std::iter::successors(store.parent(row), |&row| store.parent(row)).count();
            let service = Some(store.text(store.service(row))).filter(|text| !text.is_empty()).unwrap_or("-");
            let (name, kind, status) = (store.text(spans.name(row)), spans.kind(row).word(), spans.status(row).word());
            let times = [spans.start_ns(row), spans.end_ns(row)].map(|time_ns| (time_ns - first_ns).to_string());
            let line = format!("{}{service} {name} {kind} {} {status}", "  ".repeat(depth), times.join(".."));
            format!("{line} {}", store.text(spans.status_message(row))).trim_end().to_owned()
        };
        rows.map(line).collect::<Vec<_>>().join("\n")
    }

    /// Asserts what the tree is, without the indentation of the first line.
    fn is(&self, tree: &str) {
        let lines: Vec<&str> = tree.lines().filter(|line| !line.trim().is_empty()).collect();
        let indent = lines.first().map_or(0, |line| line.len() - line.trim_start().len());
        let expected: Vec<&str> = lines.iter().map(|line| &line[indent..]).collect();
        assert_eq!(self.tree(), expected.join("\n"));
    }

    /// What is known of the first span of a name.
    fn span(&self, name: &str) -> SpanText {
        let quoted = format!("{name:?}");
        let mut spans = dump::spans(&self.store).into_iter();
        spans.find(|span| span.head.contains(&quoted)).unwrap_or_else(|| panic!("no span {name}"))
    }

    /// Asserts that a span has attributes.
    fn has(&self, name: &str, attributes: &[&str]) {
        let span = self.span(name);
        for attribute in attributes {
            assert!(span.attributes.iter().any(|other| other == attribute), "{attribute} is not in {span:#?}");
        }
    }

    /// Asserts all that is told in the report.
    fn tells(&self, expected: &[(Reason, u64)]) {
        let found: Vec<_> = self.report.findings.iter().map(|finding| (finding.reason, finding.count)).collect();
        assert_eq!(found, expected);
    }

    /// Traces, requests and failing requests.
    fn counts(&self) -> [u32; 3] {
        let failing = |&row: &SpanRow| self.store.spans().status(row) as usize == 2;
        let counts = self.store.counts();
        [counts.traces, counts.requests, self.store.requests().iter().filter(failing).count().try_into().unwrap()]
    }
}
