//! Lines of the file: spans, or logs, gathered by resource and scope, as a collector's batches are.

use super::{
    records::{write_log, write_span},
    scene::{Log, Scene, Span},
    services::{Scope, Service, Zone, write_resource},
    text,
};

/// A line is ended when its records have so many bytes of text.
pub(super) const LINE_BYTES: usize = 230 * 1024;

/// About as many bytes of resources and scopes come on top.
const RESOURCE_BYTES: usize = 48 * 1024;

/// What a line tells of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Signal {
    Spans,
    Logs,
}

impl Signal {
    /// How OTLP calls the lists of resources, of scopes and of records.
    const fn lists(self) -> [&'static str; 3] {
        match self {
            Self::Spans => ["resourceSpans", "scopeSpans", "spans"],
            Self::Logs => ["resourceLogs", "scopeLogs", "logRecords"],
        }
    }
}

/// The records of the line that is being gathered.
pub(super) struct Batch {
    signal: Signal,
    instances: Vec<Instance>,
    len: usize,
}

/// A service in a zone, and the text of its records by scope.
struct Instance {
    service: Service,
    resource: Vec<u8>,
    records: [Vec<u8>; Scope::ALL.len()],
}

impl Batch {
    /// An empty batch that knows all instances of all services.
    pub(super) fn new(signal: Signal) -> Self {
        let places = Service::ALL.iter().flat_map(|&service| Zone::ALL.map(|zone| (service, zone)));
        let instances = places.map(|(service, zone)| {
            let mut resource = Vec::new();
            write_resource(&mut resource, service, zone);
            Instance { service, resource, records: Default::default() }
        });
        Self { signal, instances: instances.collect(), len: 0 }
    }

    pub(super) const fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// Whether it is time to end the line.
    pub(super) const fn is_full(&self) -> bool {
        self.len >= LINE_BYTES
    }

    /// Adds a span of a scene.
    pub(super) fn push_span(&mut self, scene: &Scene, span: &Span) {
        self.push((span.service, scene.visit.zone, span.scope), |out| write_span(out, scene, span));
    }

    /// Adds a log of a scene.
    pub(super) fn push_log(&mut self, scene: &Scene, log: &Log) {
        let service = scene.spans()[log.span].service;
        self.push((service, scene.visit.zone, Scope::Own), |out| write_log(out, scene, log));
    }

    fn push(&mut self, (service, zone, scope): (Service, Zone, Scope), write: impl FnOnce(&mut Vec<u8>)) {
        let place = service as usize * Zone::ALL.len() + zone as usize;
        let out = &mut self.instances[place].records[scope as usize];
        let before = out.len();
        if before > 0 {
            out.push(b',');
        }
        write(out);
        self.len += out.len() - before;
    }

    /// Writes the line and starts the next one; writes nothing when there are no records.
    pub(super) fn end_line(&mut self, out: &mut Vec<u8>) {
        if self.len == 0 {
            return;
        }
        out.reserve(self.len + RESOURCE_BYTES);
        self.len = 0;
        let [resources, ..] = self.signal.lists();
        open(out, "{", resources);
        let mut comma = "";
        for instance in &mut self.instances {
            if instance.records.iter().any(|records| !records.is_empty()) {
                text::raw(out, comma);
                comma = ",";
                instance.write(self.signal, out);
            }
        }
        text::raw(out, "]}\n");
    }
}

impl Instance {
    /// Writes what there is of the instance and forgets it.
    fn write(&mut self, signal: Signal, out: &mut Vec<u8>) {
        let [_, scopes, names] = signal.lists();
        text::raw(out, "{\"resource\":");
        out.extend_from_slice(&self.resource);
        open(out, ",", scopes);
        let mut comma = "";
        for (scope, records) in Scope::ALL.iter().zip(&mut self.records) {
            if records.is_empty() {
                continue;
            }
            text::raw(out, comma);
            comma = ",";
            text::raw(out, "{\"scope\":");
            scope.write(out, self.service);
            open(out, ",", names);
            out.append(records);
            text::raw(out, "]}");
        }
        text::raw(out, "],\"schemaUrl\":\"https://opentelemetry.io/schemas/1.38.0\"}");
    }
}

/// Opens a list of a name.
fn open(out: &mut Vec<u8>, before: &str, name: &str) {
    for part in [before, "\"", name, "\":["] {
        text::raw(out, part);
    }
}
