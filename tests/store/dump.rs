//! A sealed store as text: equal stores, equal texts, whatever the order in which they were filled.

use spanlens::store::{Event, Log, PairRow, SpanRow, Store, TraceLog, TraceRow};

/// Everything that can be read from a store, in the order of its rows.
pub(crate) fn dump(store: &Store) -> Vec<String> {
    let mut lines = vec![format!("{:?}", store.counts())];
    for trace in (0..store.traces().len()).map(TraceRow) {
        let (id, group) = (store.traces().id(trace), store.traces().group(trace));
        lines.push(format!("trace {id} of {}", store.sources().groups()[group as usize]));
        lines.extend(store.traces().spans(trace).map(|row| dump_span(store, SpanRow(row))));
        let logs = store.trace_logs().of(trace.0..trace.0 + 1).map(|at| store.trace_logs().value(at));
        lines.extend(logs.map(|TraceLog { span_id, event, log }| {
            format!("log of {span_id}: {} {}", dump_event(store, event), dump_log(store, *log))
        }));
    }
    lines
}

fn dump_span(store: &Store, span: SpanRow) -> String {
    let spans = store.spans();
    let source = &store.sources().sources()[spans.source(span).0 as usize];
    let identity = format!("{}<{} {:?}", spans.parent_id(span), spans.span_id(span), spans.kind(span));
    let operation = format!("{} {}", store.text(store.service(span)), store.text(spans.name(span)));
    let time = format!("{}+{} {:?}", spans.start_ns(span), spans.duration_ns(span), spans.recorded_end_ns(span));
    let status = format!("{:?} {}", spans.status(span), store.text(spans.status_message(span)));
    let rest = format!("{:?} {:?} {:?}", spans.flags(span), spans.dropped(span), spans.marks(span));
    let place = format!("{:?} {:?} {}", store.parent(span), store.subtree(span), store.requests().contains(span));
    let attributes = dump_pairs(store, store.attributes(span));
    let events: Vec<String> = store
        .events()
        .of(span.0..span.0 + 1)
        .map(|at| {
            let log = store.log(at).map(|log| dump_log(store, log));
            format!("{} {log:?}", dump_event(store, store.events().value(at)))
        })
        .collect();
    let links: Vec<String> = store
        .links()
        .of(span.0..span.0 + 1)
        .map(|at| {
            let link = store.links().value(at);
            format!("{} {} {}", link.trace_id, link.span_id, dump_pairs(store, store.link_attributes(link)))
        })
        .collect();
    format!("{identity} {operation} {time} {status} {rest} {place} {attributes} {events:?} {links:?} {}", source.name)
}

fn dump_event(store: &Store, event: &Event) -> String {
    format!("{} {} {}", event.time_ns, store.text(event.name), dump_pairs(store, store.event_attributes(event)))
}

fn dump_log(store: &Store, Log { severity, body, scope }: Log) -> String {
    format!("{severity:?} {:?} of {}", store.body(body), store.text(store.scopes().service(scope)))
}

fn dump_pairs(store: &Store, pairs: &[PairRow]) -> String {
    let pair = |&pair| format!("{}={:?}", store.text(store.pairs().key(pair)), store.value(pair));
    pairs.iter().map(pair).collect::<Vec<_>>().join(",")
}
