//! Lines of the file: spans gathered by resource and scope, as a collector's batches are.

use super::{
    scene::{Kind, Scene, Span},
    services::{Scope, Service, Zone, write_resource},
    text,
};

/// A line is ended when its spans have so many bytes of text.
pub(super) const LINE_BYTES: usize = 230 * 1024;

/// About as many bytes of resources and scopes come on top.
const RESOURCE_BYTES: usize = 48 * 1024;

/// The spans of the line that is being gathered.
pub(super) struct Batch {
    instances: Vec<Instance>,
    len: usize,
}

/// A service in a zone, and the text of its spans by scope.
struct Instance {
    service: Service,
    resource: Vec<u8>,
    spans: [Vec<u8>; Scope::ALL.len()],
}

impl Batch {
    /// An empty batch that knows all instances of all services.
    pub(super) fn new() -> Self {
        let places = Service::ALL.iter().flat_map(|&service| Zone::ALL.map(|zone| (service, zone)));
        let instances = places.map(|(service, zone)| {
            let mut resource = Vec::new();
            write_resource(&mut resource, service, zone);
            Instance { service, resource, spans: Default::default() }
        });
        Self { instances: instances.collect(), len: 0 }
    }

    /// Whether it is time to end the line.
    pub(super) const fn is_full(&self) -> bool {
        self.len >= LINE_BYTES
    }

    /// Adds a span of a scene.
    pub(super) fn push(&mut self, scene: &Scene, span: &Span) {
        let place = span.service as usize * Zone::ALL.len() + scene.visit.zone as usize;
        let out = &mut self.instances[place].spans[span.scope as usize];
        let before = out.len();
        if before > 0 {
            out.push(b',');
        }
        write_span(out, scene, span);
        self.len += out.len() - before;
    }

    /// Writes the line and starts the next one; writes nothing when there are no spans.
    pub(super) fn end_line(&mut self, out: &mut Vec<u8>) {
        if self.len == 0 {
            return;
        }
        out.reserve(self.len + RESOURCE_BYTES);
        self.len = 0;
        text::raw(out, "{\"resourceSpans\":[");
        let mut comma = "";
        for instance in &mut self.instances {
            if instance.spans.iter().any(|spans| !spans.is_empty()) {
                text::raw(out, comma);
                comma = ",";
                instance.write(out);
            }
        }
        text::raw(out, "]}\n");
    }
}

impl Instance {
    /// Writes what there is of the instance and forgets it.
    fn write(&mut self, out: &mut Vec<u8>) {
        text::raw(out, "{\"resource\":");
        out.extend_from_slice(&self.resource);
        text::raw(out, ",\"scopeSpans\":[");
        let mut comma = "";
        for (scope, spans) in Scope::ALL.iter().zip(&mut self.spans) {
            if spans.is_empty() {
                continue;
            }
            text::raw(out, comma);
            comma = ",";
            text::raw(out, "{\"scope\":");
            scope.write(out, self.service);
            text::raw(out, ",\"spans\":[");
            out.append(spans);
            text::raw(out, "]}");
        }
        text::raw(out, "],\"schemaUrl\":\"https://opentelemetry.io/schemas/1.38.0\"}");
    }
}

/// Appends a span as the collector writes it.
fn write_span(out: &mut Vec<u8>, scene: &Scene, span: &Span) {
    text::raw(out, "{\"traceId\":\"");
    scene.trace.iter().for_each(|&half| text::hex(out, half));
    text::raw(out, "\",\"spanId\":\"");
    text::hex(out, span.id);
    text::raw(out, "\",\"parentSpanId\":\"");
    if let Some(parent) = span.parent {
        text::hex(out, scene.spans()[parent].id);
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
