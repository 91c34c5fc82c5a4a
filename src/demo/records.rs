//! Spans and logs as the collector writes them.

use super::{
    incidents::{PROXIED_SERVICE, PROXIED_ZONE},
    rng::mix,
    scene::{Kind, Log, Said, Scene, Span},
    text,
};

/// The ids of the proxy's spans are scrambled from here on.
const PROXY_IDS: u64 = 1 << 52;

/// Appends a span.
pub(super) fn write_span(out: &mut Vec<u8>, scene: &Scene, span: &Span) {
    text::raw(out, "{\"traceId\":\"");
    scene.trace.iter().for_each(|&half| text::hex(out, half));
    text::raw(out, "\",\"spanId\":\"");
    text::hex(out, span.id);
    text::raw(out, "\",\"parentSpanId\":\"");
    if let Some(parent) = parent_id(scene, span) {
        text::hex(out, parent);
    }
    // Sampled; it is known whether the parent is remote; it is.
    let is_remote = span.parent.is_some() && matches!(span.kind, Kind::Server | Kind::Consumer);
    text::raw(out, if is_remote { "\",\"flags\":769,\"name\":\"" } else { "\",\"flags\":257,\"name\":\"" });
    text::raw(out, span.name);
    text::raw(out, "\",\"kind\":");
    text::decimal(out, span.kind as u64);
    text::raw(out, ",\"startTimeUnixNano\":\"");
    text::decimal(out, span.start_ns);
    text::raw(out, "\",\"endTimeUnixNano\":\"");
    text::decimal(out, span.end_ns);
    out.push(b'"');
    for (key, list) in
        [(",\"attributes\":[", &span.attributes), (",\"events\":[", &span.events), (",\"links\":[", &span.links)]
    {
        if !list.is_empty() {
            text::raw(out, key);
            out.extend_from_slice(list.items());
            out.push(b']');
        }
    }
    write_status(out, span);
}

/// Appends a span's status and closes the span.
fn write_status(out: &mut Vec<u8>, span: &Span) {
    text::raw(out, ",\"status\":{");
    if let Some(fault) = span.fault {
        text::raw(out, "\"message\":\"");
        fault.write_message(out);
        text::raw(out, "\",");
    }
    text::raw(out, if span.failed { "\"code\":2}}" } else { "}}" });
}

/// The id of a span's parent: where a proxy hands calls on, that of the proxy's span, which nobody has.
fn parent_id(scene: &Scene, span: &Span) -> Option<u64> {
    let parent = scene.spans()[span.parent?].id;
    let is_handed_on = span.kind == Kind::Server
        && (span.service.name(), scene.visit.zone.name()) == (PROXIED_SERVICE, PROXIED_ZONE)
        && !scene.visit.is_calm;
    Some(if is_handed_on { mix(PROXY_IDS ^ parent) } else { parent })
}

/// Appends a log of a span.
pub(super) fn write_log(out: &mut Vec<u8>, scene: &Scene, log: &Log) {
    for part in ["{\"timeUnixNano\":\"", "\",\"observedTimeUnixNano\":\""] {
        text::raw(out, part);
        text::decimal(out, log.time_ns);
    }
    text::raw(out, "\",\"severityNumber\":");
    text::decimal(out, log.severity as u64);
    for part in [",\"severityText\":\"", log.severity.name()] {
        text::raw(out, part);
    }
    match log.said {
        Said::Line((before, after), number) => {
            for part in ["\",\"body\":{\"stringValue\":\"", before] {
                text::raw(out, part);
            }
            text::decimal(out, number);
            text::raw(out, after);
            text::raw(out, "\"},");
        }
        Said::Thrown(fault) => {
            text::raw(out, "\",\"eventName\":\"exception\",\"attributes\":[");
            out.extend_from_slice(fault.attributes().items());
            text::raw(out, "],");
        }
    }
    text::raw(out, "\"flags\":1,\"traceId\":\"");
    scene.trace.iter().for_each(|&half| text::hex(out, half));
    text::raw(out, "\",\"spanId\":\"");
    text::hex(out, scene.spans()[log.span].id);
    text::raw(out, "\"}");
}
