//! What was read, and what was odd about it.

mod oddities;

use leptos::prelude::*;
use spanlens::error::ErrorCode;
use spanlens::ingest::{Compression, FileReport, Finding, Format, Ignored, Remedy};
use spanlens::protocol::{LoadedFile, Summary};

use super::clickhouse::coverage;
use crate::format;
use crate::session::Session;
use oddities::oddities;

/// What reading each file came to, and what is odd about all of them together.
#[component]
pub(crate) fn Report() -> impl IntoView {
    let session = expect_context::<Session>();
    move || {
        session.state.summary.get().map(|summary| {
            view! {
                {summary.counted.as_ref().map(|counted| view! { <p>{coverage(counted)}</p> })}
                <h2>"Files"</h2>
                {summary.files.iter().map(file).collect_view()}
                <h2>"All together"</h2>
                {together(&summary)}
            }
        })
    }
}

fn file(LoadedFile { source, report, stopped, .. }: &LoadedFile) -> impl IntoView + use<> {
    let findings = report.findings.iter().map(finding).collect_view();
    let fault = report.fault.as_ref().map(|fault| {
        let kept = match report.spans {
            0 if fault.code == ErrorCode::MemoryLimit => "Nothing of it is loaded.".to_owned(),
            0 => "Nothing of it could be used. Open it in an editor at that place, or export it again as OTLP JSON."
                .to_owned(),
            spans => format!("The {} before that are loaded.", counted(spans, "span", "spans")),
        };
        let message = format::sentence(&fault.message);
        let what = if report.spans == 0 { "It could not be read. " } else { "It could not be read to its end. " };
        view! { <p class="fault"><b>{what}</b>{message}" "{kept}</p> }
    });
    let stop = stopped.then(|| view! { <p class="fault">"Reading was cancelled. What came before is loaded."</p> });
    let ignored = ignored(report.ignored).map(|words| view! { <p>{words}</p> });
    view! {
        <article class="file">
            <h3>{source.name.clone()}</h3>
            <p>{facts(report)}</p>
            {fault}
            {stop}
            {(!report.findings.is_empty()).then(|| view! {
                <table>
                    <thead><tr><th scope="col">"Times"</th><th scope="col">"First at byte"</th><th scope="col" class="text">"What"</th></tr></thead>
                    <tbody>{findings}</tbody>
                </table>
            })}
            {ignored}
        </article>
    }
}

/// Format, size and content in one line.
fn facts(report: &FileReport) -> String {
    let format = match report.format {
        Some(Format::OtlpJson) => "OTLP JSON",
        Some(Format::TempoJson) => "Tempo JSON",
        Some(Format::OtlpProto) => "OTLP protobuf",
        Some(Format::JaegerJson) => "Jaeger JSON",
        Some(Format::ZipkinJson) => "Zipkin JSON",
        Some(Format::XrayJson) => "AWS X-Ray",
        Some(Format::CloudTraceJson) => "Google Cloud Trace",
        Some(Format::SdkConsole) => "OpenTelemetry SDK console",
        Some(Format::AppInsights) => "Azure Application Insights",
        Some(Format::ClickhouseNative) => "ClickHouse Native",
        Some(Format::ClickhouseJson) => "ClickHouse JSONEachRow",
        None => "unknown format",
    };
    let packed = report.compression.map(|compression| match compression {
        Compression::Gzip => "gzipped",
        Compression::Zstd => "compressed with zstd",
        Compression::Zip => "zipped",
    });
    let of_total = report.total_bytes.filter(|&total| total > report.bytes);
    let of_total = of_total.map(|total| format!(" of {}", format::bytes(total))).unwrap_or_default();
    let mut size = format::bytes(report.bytes) + &of_total;
    if let Some(packed) = packed {
        size = format!("{size}, {packed} from {}", format::bytes(report.text_bytes));
    }
    let documents = counted(report.documents, "document", "documents");
    format!("{format} · {size} · {documents} · {}", counted(report.spans, "span", "spans"))
}

fn finding(Finding { reason, count, first_offset }: &Finding) -> impl IntoView + use<> {
    let mark = match reason.remedy() {
        Remedy::Skipped => "skipped",
        Remedy::Repaired => "repaired",
        Remedy::Kept => "kept",
    };
    view! {
        <tr>
            <td>{format::count(*count)}</td>
            <td>{format::count(*first_offset)}</td>
            <td class="text"><span class="badge">{mark}</span>" "{reason.to_string()}</td>
        </tr>
    }
}

/// The other signals in a file.
fn ignored(Ignored { logs, metrics, profiles }: Ignored) -> Option<String> {
    let parts = [(logs, "logs"), (metrics, "metrics"), (profiles, "profiles")];
    let parts: Vec<String> = parts
        .into_iter()
        .filter(|&(count, _)| count > 0)
        .map(|(count, what)| format!("{what} of {}", counted(count, "resource", "resources")))
        .collect();
    (!parts.is_empty()).then(|| format!("Not traces, and therefore not read: {}.", parts.join(", ")))
}

fn together(summary: &Summary) -> impl IntoView + use<> {
    let counts = summary.counts;
    let memory = if counts.spans == 0 {
        String::new()
    } else {
        let each = summary.heap_bytes / u64::from(counts.spans);
        format!(" They take {} of memory, {} each.", format::bytes(summary.heap_bytes), format::bytes(each))
    };
    let words = format!(
        "{} in {}, {} of them with an error.{memory}",
        format::counted(counts.spans, "span", "spans"),
        format::counted(counts.traces, "trace", "traces"),
        format::count(counts.errors),
    );
    let odd = oddities(&counts);
    let none = odd.is_empty().then(|| view! { <p>"Nothing odd about them."</p> });
    let list =
        odd.into_iter().map(|(count, what)| view! { <li><b>{format::count(count)}</b>" "{what}</li> }).collect_view();
    view! {
        <p>{words}</p>
        {none}
        <ul class="oddities">{list}</ul>
    }
}

fn counted(number: u64, one: &str, many: &str) -> String {
    format!("{} {}", format::count(number), if number == 1 { one } else { many })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_told_in_one_line() {
        let report = FileReport { bytes: 2_000_000, documents: 1, spans: 7_600, ..FileReport::default() };
        assert_eq!(facts(&report), "unknown format · 2 MB · 1 document · 7,600 spans");
        let in_part = FileReport { total_bytes: Some(3_000_000_000), ..report.clone() };
        assert_eq!(facts(&in_part), "unknown format · 2 MB of 3 GB · 1 document · 7,600 spans");
        let packed = FileReport {
            format: Some(Format::OtlpJson),
            compression: Some(Compression::Gzip),
            text_bytes: 30_000_000,
            ..report
        };
        assert_eq!(facts(&packed), "OTLP JSON · 2 MB, gzipped from 30 MB · 1 document · 7,600 spans");
    }

    #[test]
    fn other_signals_are_named() {
        assert_eq!(ignored(Ignored::default()), None);
        let words = ignored(Ignored { logs: 1, metrics: 2_000, profiles: 0 });
        let expected = "Not traces, and therefore not read: logs of 1 resource, metrics of 2,000 resources.";
        assert_eq!(words.as_deref(), Some(expected));
    }
}
