//! Reports of files that are wrong on purpose: what is told of each, where, and why that is right.

use spanlens::error::ErrorCode;
use spanlens::ingest::{FileReport, Reason};

/// What a report should say.
struct Expected {
    file: &'static str,
    spans: u64,
    findings: &'static [(Reason, u64)],
    /// The code of the fault, and its byte.
    fault: Option<(ErrorCode, u64)>,
    why: &'static str,
}

const REPORTS: [Expected; 4] = [
    Expected {
        file: "otlp2parquet/invalid_trace_invalid_kind.json",
        spans: 1,
        findings: &[(Reason::UnknownKind, 1)],
        fault: None,
        why: "SPAN_KIND_INVALID_TYPE is no kind; the span has all else",
    },
    Expected {
        file: "otlp2parquet/invalid_trace_invalid_base64.json",
        spans: 1,
        findings: &[(Reason::UnreadableId, 2)],
        fault: None,
        why: "both ids are neither hexadecimal nor base64; ids are made of their texts",
    },
    Expected {
        file: "otlp2parquet/invalid_trace_mixed_encoding.json",
        spans: 1,
        findings: &[(Reason::UnreadableId, 2)],
        fault: None,
        why: "zzz and xyz are no ids in any encoding; ids are made of their texts",
    },
    Expected {
        file: "otlp2parquet/invalid_malformed.json",
        spans: 0,
        findings: &[],
        fault: Some((ErrorCode::MalformedInput, 447)),
        why: "a comment stands where a comma should, and the file ends there; it has logs alone",
    },
];

/// How a file's report compares with the one that is known, in words, and whether it is the same. `None` where none is known.
pub(super) fn compare(file: &str, report: &FileReport) -> Option<(String, bool)> {
    let expected = REPORTS.iter().find(|expected| expected.file == file)?;
    let findings: Vec<_> = report.findings.iter().map(|finding| (finding.reason, finding.count)).collect();
    let same_fault = match (&report.fault, expected.fault) {
        (Some(found), Some((code, offset))) => found.code == code && found.offset == Some(offset),
        (None, None) => true,
        _ => false,
    };
    let holds = report.spans == expected.spans && findings == expected.findings && same_fault;
    let verdict = if holds { "as it should be" } else { "not as it should be" };
    Some((format!("the report is {verdict}: {}", expected.why), holds))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_report_is_compared_with_the_one_that_is_known() {
        let file = "otlp2parquet/invalid_trace_invalid_kind.json";
        let text = r#"{"resourceSpans":[{"scopeSpans":[{"spans":[{"traceId":"01","spanId":"01","kind":"#;
        let report = |kind: &str| super::super::read(format!("{text}{kind}}}]}}]}}]}}").as_bytes()).0;
        assert_eq!(compare(file, &report("\"NONE\"")).map(|(_, holds)| holds), Some(true));
        assert_eq!(compare(file, &report("2")).map(|(_, holds)| holds), Some(false));
        assert_eq!(compare("another.json", &report("2")), None);
    }
}
