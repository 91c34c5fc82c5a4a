//! A store as text: everything that a reader can put into it.

use std::fmt::Write;

use spanlens::ingest::{FileReport, Ignored};
use spanlens::store::{Event, Log, PairRow, ScopeRow, SpanRow, Store, TraceLog, TraceRow, Value};

/// An attribute as text.
pub(crate) fn attribute(key: &str, value: Value<'_>) -> String {
    format!("{key} = {value:?}")
}

/// Everything about a span. The store and the oracles each fill one in, so that they can be compared.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct SpanText {
    /// Trace, span and parent id, name, kind, times, status and the rarer fields.
    pub(crate) head: String,
    pub(crate) attributes: Vec<String>,
    /// Events and links, each with its attributes.
    pub(crate) nested: Vec<(String, Vec<String>)>,
    pub(crate) scope: String,
    pub(crate) resource: String,
}

/// The fields of a span that are one value each.
#[derive(Debug, Default)]
pub(crate) struct Head {
    pub(crate) ids: [String; 3],
    pub(crate) name: String,
    pub(crate) kind: usize,
    pub(crate) start_ns: u64,
    pub(crate) end_ns: u64,
    pub(crate) status: usize,
    pub(crate) message: String,
    pub(crate) trace_state: String,
    pub(crate) flags: u32,
    pub(crate) dropped: [u32; 3],
}

impl Head {
    pub(crate) fn text(&self) -> String {
        let [trace, span, parent] = &self.ids;
        let mut text = format!("{trace} {span} < {parent} {:?} kind {}", self.name, self.kind);
        _ = write!(text, " {}..{}", self.start_ns, self.end_ns);
        for (name, value) in [("status", self.status as u64), ("flags", self.flags.into())] {
            if value != 0 {
                _ = write!(text, " {name} {value}");
            }
        }
        for (name, value) in [("message", &self.message), ("state", &self.trace_state)] {
            if !value.is_empty() {
                _ = write!(text, " {name} {value:?}");
            }
        }
        if self.dropped != [0; 3] {
            _ = write!(text, " dropped {:?}", self.dropped);
        }
        text
    }
}

pub(crate) fn event_text(name: &str, time_ns: u64, dropped: u32) -> String {
    format!("event {name:?} {time_ns} dropped {dropped}")
}

pub(crate) fn link_text(trace: &str, span: &str, state: &str, flags: u32, dropped: u32) -> String {
    format!("link {trace} {span} state {state:?} flags {flags} dropped {dropped}")
}

/// A resource or scope; the order of its attributes has no meaning.
pub(crate) fn origin_text(name: &str, schema: &str, dropped: u32, mut attributes: Vec<String>) -> String {
    attributes.sort();
    format!("{name} schema {schema:?} dropped {dropped} {attributes:?}")
}

pub(crate) fn scope_name(name: &str, version: &str) -> String {
    format!("scope {name:?} {version:?}")
}

/// All spans of a store, in its order.
pub(crate) fn spans(store: &Store) -> Vec<SpanText> {
    (0..store.spans().len()).map(|row| span(store, SpanRow(row))).collect()
}

fn span(store: &Store, row: SpanRow) -> SpanText {
    let spans = store.spans();
    let dropped = spans.dropped(row);
    let head = Head {
        ids: [
            store.traces().id(spans.trace(row)).to_string(),
            spans.span_id(row).to_string(),
            spans.parent_id(row).to_string(),
        ],
        name: store.text(spans.name(row)).to_owned(),
        kind: spans.kind(row) as usize,
        start_ns: spans.start_ns(row),
        end_ns: spans.recorded_end_ns(row).unwrap_or(0),
        status: spans.status(row) as usize,
        message: store.text(spans.status_message(row)).to_owned(),
        trace_state: store.text(spans.trace_state(row)).to_owned(),
        flags: spans.flags(row),
        dropped: [dropped.attributes, dropped.events, dropped.links],
    };
    let (scope, resource) = origins(store, spans.scope(row));
    SpanText {
        head: head.text(),
        attributes: attributes(store, store.attributes(row)),
        nested: events(store, row).into_iter().chain(links(store, row)).collect(),
        scope,
        resource,
    }
}

fn events(store: &Store, row: SpanRow) -> Vec<(String, Vec<String>)> {
    let positions = store.events().of(row.0..row.0 + 1);
    positions
        .map(|at| (store.events().value(at), store.log(at)))
        .map(|(event, log)| event_or_log(store, event, log))
        .collect()
}

fn event_or_log(store: &Store, event: &Event, log: Option<Log>) -> (String, Vec<String>) {
    let head = event_text(store.text(event.name), event.time_ns, event.dropped_attributes);
    let attributes = attributes(store, store.event_attributes(event));
    let Some(Log { severity, body, scope }) = log else { return (head, attributes) };
    let (scope, resource) = origins(store, scope);
    let said = format!("log of {} {:?} {scope} {resource}", severity.number(), store.body(body));
    (format!("{said} {head}"), attributes)
}

/// The logs of traces that belong to no span.
pub(crate) fn all_trace_logs(store: &Store) -> Vec<(String, Vec<String>)> {
    (0..store.traces().len()).flat_map(|trace| trace_logs(store, TraceRow(trace))).collect()
}

fn trace_logs(store: &Store, trace: TraceRow) -> Vec<(String, Vec<String>)> {
    let positions = store.trace_logs().of(trace.0..trace.0 + 1);
    let logs = positions.map(|at| store.trace_logs().value(at)).map(|TraceLog { span_id, event, log }| {
        let (head, attributes) = event_or_log(store, event, Some(*log));
        (format!("{} {span_id} {head}", store.traces().id(trace)), attributes)
    });
    logs.collect()
}

fn links(store: &Store, row: SpanRow) -> Vec<(String, Vec<String>)> {
    let positions = store.links().of(row.0..row.0 + 1);
    let links = positions.map(|at| store.links().value(at));
    links
        .map(|link| {
            let ids = [link.trace_id.to_string(), link.span_id.to_string()];
            let state = store.text(link.trace_state);
            let head = link_text(&ids[0], &ids[1], state, link.flags, link.dropped_attributes);
            (head, attributes(store, store.link_attributes(link)))
        })
        .collect()
}

fn origins(store: &Store, row: ScopeRow) -> (String, String) {
    let (scopes, resources) = (store.scopes(), store.resources());
    let scope = origin_text(
        &scope_name(store.text(scopes.name(row)), store.text(scopes.version(row))),
        store.text(scopes.schema_url(row)),
        scopes.dropped_attributes(row),
        attributes(store, store.scope_attributes(row)),
    );
    let row = scopes.resource(row);
    let resource = origin_text(
        "resource",
        store.text(resources.schema_url(row)),
        resources.dropped_attributes(row),
        attributes(store, store.resource_attributes(row)),
    );
    (scope, resource)
}

fn attributes(store: &Store, pairs: &[PairRow]) -> Vec<String> {
    pairs.iter().map(|&pair| attribute(store.text(store.pairs().key(pair)), store.value(pair))).collect()
}

/// A store and the report of its file, for people to read.
pub(crate) fn dump(store: &Store, report: &FileReport) -> String {
    let mut text =
        format!("{:?} {:?}, {} documents, {} spans", report.format, report.compression, report.documents, report.spans);
    _ = writeln!(text, ", {} traces", (0..store.traces().len()).map(TraceRow).count());
    if report.ignored != Ignored::default() {
        _ = writeln!(text, "{:?}", report.ignored);
    }
    if report.logs + report.logs_left_out > 0 {
        let [kept, left_out] = [report.logs, report.logs_left_out];
        let loose = store.counts().logs_without_trace;
        _ = writeln!(text, "{kept} logs, {left_out} left out, {loose} of traces that are not there");
    }
    for finding in &report.findings {
        _ = writeln!(text, "{:?} × {}, first at {}", finding.reason, finding.count, finding.first_offset);
    }
    if let Some(fault) = &report.fault {
        _ = writeln!(text, "{}: {}", fault.code, fault.message);
    }
    for SpanText { head, attributes, nested, scope, resource } in spans(store) {
        _ = writeln!(text, "\n{head}\n  {resource}\n  {scope}");
        for attribute in attributes {
            _ = writeln!(text, "  {attribute}");
        }
        for (head, attributes) in nested {
            _ = writeln!(text, "  {head}");
            for attribute in attributes {
                _ = writeln!(text, "    {attribute}");
            }
        }
    }
    for (head, attributes) in all_trace_logs(store) {
        _ = writeln!(text, "\n{head}");
        for attribute in attributes {
            _ = writeln!(text, "  {attribute}");
        }
    }
    text
}
