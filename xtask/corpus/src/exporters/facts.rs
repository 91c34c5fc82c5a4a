//! What a store says, taken apart into facts: of each span, each of its fields and attributes; and of all requests, whose time it was.

use std::collections::BTreeMap;

use anyhow::Result;
use spanlens::analysis::{FlameGraphOptions, flame_graph};
use spanlens::store::{PairRow, SpanRow, Store};

/// Values by what they are said of: a span or a frame, and which of its fields.
pub(super) type Facts = BTreeMap<(String, String), String>;

/// All facts of a store. What a field is when nothing was said of it is no fact.
///
/// # Errors
///
/// If there are too many frames.
pub(super) fn of(store: &Store) -> Result<Facts> {
    let mut facts = Facts::new();
    for span in (0..store.spans().len()).map(SpanRow) {
        let id = format!("{}/{}", store.traces().id(store.spans().trace(span)), store.spans().span_id(span));
        let mut add = |fact: String, value: String| {
            // The same id twice is another fact.
            let mut key = (id.clone(), fact);
            while facts.contains_key(&key) {
                key.1.push('+');
            }
            facts.insert(key, value);
        };
        span_fields(store, span, &mut add);
        origin(store, span, &mut add);
        attributes(store, store.attributes(span), "attribute", &mut add);
        nested(store, span, &mut add);
    }
    frames(store, &mut facts)?;
    Ok(facts)
}

fn span_fields(store: &Store, span: SpanRow, add: &mut impl FnMut(String, String)) {
    let spans = store.spans();
    let text = |sym| store.text(sym).to_owned();
    let number = |value: u64| if value == 0 { String::new() } else { value.to_string() };
    let parent = spans.parent_id(span);
    let dropped = spans.dropped(span);
    let [kind, status] = [spans.kind(span).word(), spans.status(span).word()].map(str::to_owned);
    let fields = [
        ("parent", if parent.is_none() { String::new() } else { parent.to_string() }),
        ("name", text(spans.name(span))),
        ("service", text(store.service(span))),
        ("kind", if kind == "unspecified" { String::new() } else { kind }),
        ("status", if status == "unset" { String::new() } else { status }),
        ("message", text(spans.status_message(span))),
        ("start", number(spans.start_ns(span))),
        ("end", number(spans.recorded_end_ns(span).unwrap_or_default())),
        ("trace state", text(spans.trace_state(span))),
        ("flags", number(spans.flags(span).into())),
        ("dropped attributes", number(dropped.attributes.into())),
        ("dropped events", number(dropped.events.into())),
        ("dropped links", number(dropped.links.into())),
    ];
    add_said(fields, add);
}

fn origin(store: &Store, span: SpanRow, add: &mut impl FnMut(String, String)) {
    let (scopes, scope) = (store.scopes(), store.spans().scope(span));
    let texts = [("scope", scopes.name(scope)), ("scope version", scopes.version(scope))];
    add_said(texts.map(|(fact, sym)| (fact, store.text(sym).to_owned())), add);
    attributes(store, store.scope_attributes(scope), "scope attribute", add);
    attributes(store, store.resource_attributes(scopes.resource(scope)), "resource attribute", add);
}

fn nested(store: &Store, span: SpanRow, add: &mut impl FnMut(String, String)) {
    let of_span = span.0..span.0 + 1;
    for (number, event) in store.events().of(of_span.clone()).map(|at| store.events().value(at)).enumerate() {
        let name = format!("event {number}");
        add(format!("{name} name"), store.text(event.name).to_owned());
        add(format!("{name} time"), event.time_ns.to_string());
        attributes(store, store.event_attributes(event), &format!("{name} attribute"), add);
    }
    for (number, link) in store.links().of(of_span).map(|at| store.links().value(at)).enumerate() {
        let name = format!("link {number}");
        add(format!("{name} to"), format!("{}/{}", link.trace_id, link.span_id));
        if link.flags > 0 {
            add(format!("{name} flags"), link.flags.to_string());
        }
        attributes(store, store.link_attributes(link), &format!("{name} attribute"), add);
    }
}

fn attributes(store: &Store, pairs: &[PairRow], of: &str, add: &mut impl FnMut(String, String)) {
    for &pair in pairs {
        add(format!("{of} {}", store.text(store.pairs().key(pair))), format!("{:?}", store.value(pair)));
    }
}

/// Adds those fields of which something was said.
fn add_said<const N: usize>(fields: [(&str, String); N], add: &mut impl FnMut(String, String)) {
    for (fact, value) in fields {
        if !value.is_empty() {
            add(fact.to_owned(), value);
        }
    }
}

/// The own time of each frame of the flame graph. Time in transit names whom calls are made to.
fn frames(store: &Store, facts: &mut Facts) -> Result<()> {
    let graph = flame_graph(store, store.requests(), &FlameGraphOptions::default())?;
    let mut paths: Vec<String> = Vec::with_capacity(graph.frames.len());
    for frame in 0..graph.frames.len() {
        let own = match graph.frames.callee(frame) {
            Some(callee) => format!("to {callee}"),
            None => format!("{} {}", graph.frames.service(frame), graph.frames.name(frame)),
        };
        let path =
            graph.frames.parent(frame).map_or_else(|| own.clone(), |parent| format!("{} > {own}", paths[parent]));
        facts.insert((path.clone(), "frame".to_owned()), format!("{:.3} ns", graph.times.self_ns[frame]));
        paths.push(path);
    }
    Ok(())
}

/// Whether a value is another one as text.
pub(super) fn is_text_of(value: &str, text: &str) -> bool {
    let inner =
        |value: &str, name: &str| value.strip_prefix(name)?.strip_prefix('(')?.strip_suffix(')').map(str::to_owned);
    let plain = ["Int", "Double", "Bool"].iter().find_map(|name| inner(value, name));
    plain.is_some_and(|plain| inner(text, "String").is_some_and(|text| text.trim_matches('"') == plain))
}
