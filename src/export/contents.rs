//! What an export reveals: its keys, the treatment of each, and hidden values that occur elsewhere.

use std::collections::BTreeSet;
use std::ops::{ControlFlow, Range};

use serde::{Deserialize, Serialize};

use super::groups::{RedactionGroup, suggested_group};
use super::piece::whole_traces;
use super::redaction::Treatment;
use super::{Redaction, url};
use crate::analysis::Fold;
use crate::sort::sort_by_key;
use crate::store::{Event, Log, PairRow, ResourceRow, RowSet, ScopeRow, SpanRow, Store, Sym, TraceRow, Value};

/// How many characters of an example are shown.
const EXAMPLE: usize = 80;

/// Rows and symbols, as their numbers: one type of set for all of them is less to download.
type Numbers = BTreeSet<u32>;

/// What is in an export.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ExportContents {
    /// Traces; all are whole.
    pub traces: u32,
    /// Their spans.
    pub spans: u32,
    /// The events of these.
    pub events: u32,
    /// The logs of these, and of the traces.
    pub logs: u32,
    /// The links of these.
    pub links: u32,
    /// The keys of all attributes: of spans, events, logs, links, resources and scopes, in the order of their texts.
    pub keys: Vec<ExportedKey>,
    /// Spans with a status message.
    pub messages: u32,
    /// Logs with a body.
    pub bodies: u32,
    /// The treatment of these messages and bodies.
    pub message_treatment: Treatment,
    /// Different names of spans, events and logs.
    pub names: u32,
    /// Those of them with the query of a URL.
    pub names_with_query: u32,
    /// The treatment of these queries.
    pub name_treatment: Treatment,
    /// Those names that equal a removed or hashed value.
    pub names_with_hidden_values: u32,
    /// Different trace states, which are written unchanged.
    pub trace_states: u32,
    /// The groups of the traces. The file does not distinguish them.
    pub groups: Vec<String>,
}

/// A key in an export.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ExportedKey {
    /// The key.
    pub key: String,
    /// The suggested group.
    pub group: Option<RedactionGroup>,
    /// The treatment of its values.
    pub treatment: Treatment,
    /// How many attributes have it. An attribute of a resource or a scope counts once, however many spans share it.
    pub count: u32,
    /// How many different values it has.
    pub values: u32,
    /// One of the values, as text: the beginning of it.
    pub example: String,
    /// How many of the values are kept here, but removed or hashed under another key.
    pub hidden_elsewhere: u32,
}

/// What an export of all traces with a unit of `units` reveals. O(spans and their attributes).
///
/// # Example
///
/// ```
/// use spanlens::export::{Redaction, RedactionGroup, Treatment, export_contents};
/// use spanlens::sketch::sketch;
///
/// let store = sketch("shop GET /  0..100  user.id=ann  tenant=ann  http.route=/")?;
/// let redaction = Redaction { remove_groups: vec![RedactionGroup::User], ..Redaction::default() };
/// let contents = export_contents(&store, store.requests(), &redaction);
/// let [route, _service, tenant, user] = &contents.keys[..] else { panic!("there are four keys") };
/// assert_eq!((route.key.as_str(), route.treatment), ("http.route", Treatment::Kept));
/// assert_eq!((user.key.as_str(), user.treatment), ("user.id", Treatment::Removed));
/// // The name that is removed in one place is there in another.
/// assert_eq!((tenant.key.as_str(), tenant.hidden_elsewhere), ("tenant", 1));
/// # Ok::<(), spanlens::error::Error>(())
/// ```
#[must_use]
pub fn export_contents(store: &Store, units: &RowSet, redaction: &Redaction) -> ExportContents {
    ExportContentsFold::new(store, whole_traces(store, units), redaction).run(store)
}

/// The contents of an export in the making.
#[derive(Debug, Clone)]
pub struct ExportContentsFold {
    spans: RowSet,
    redaction: Redaction,
    /// The first row that was not looked at.
    next: u32,
    /// How often each pair was met.
    pairs: Vec<u32>,
    names: Numbers,
    trace_states: Numbers,
    scopes: Numbers,
    groups: Numbers,
    last_trace: Option<TraceRow>,
    /// The numbers so far.
    contents: ExportContents,
}

impl ExportContentsFold {
    /// The contents of no span yet, of those that are exported.
    #[must_use]
    pub fn new(store: &Store, spans: RowSet, redaction: &Redaction) -> Self {
        Self {
            spans,
            redaction: redaction.clone(),
            next: 0,
            pairs: vec![0; store.pairs().len()],
            names: Numbers::new(),
            trace_states: Numbers::new(),
            scopes: Numbers::new(),
            groups: Numbers::new(),
            last_trace: None,
            contents: ExportContents::default(),
        }
    }

    fn add(&mut self, store: &Store, row: SpanRow) {
        let spans = store.spans();
        let trace = spans.trace(row);
        if self.last_trace.replace(trace) != Some(trace) {
            self.contents.traces += 1;
            self.groups.insert(store.traces().group(trace));
            let logs = store.trace_logs();
            for at in logs.of(trace.0..trace.0 + 1) {
                self.add_log(store, &logs.value(at).event, logs.value(at).log);
            }
        }
        self.contents.spans += 1;
        self.names.insert(spans.name(row).0);
        self.scopes.insert(spans.scope(row).0);
        add_pairs(&mut self.pairs, store.attributes(row));
    }

    fn add_log(&mut self, store: &Store, event: &Event, log: Log) {
        self.contents.logs += 1;
        self.contents.bodies += u32::from(store.body(log.body) != Value::Empty);
        self.scopes.insert(log.scope.0);
        self.add_event(store, event);
    }

    fn add_event(&mut self, store: &Store, event: &Event) {
        if event.name != Sym::EMPTY {
            self.names.insert(event.name.0);
        }
        add_pairs(&mut self.pairs, store.event_attributes(event));
    }

    /// Adds what only some spans of a run have.
    fn add_rare(&mut self, store: &Store, rows: &Range<u32>) {
        let events = store.events();
        for at in events.of(rows.clone()) {
            if self.spans.contains(SpanRow(events.owner(at))) {
                if let Some(log) = store.log(at) {
                    self.add_log(store, events.value(at), log);
                } else {
                    self.contents.events += 1;
                    self.add_event(store, events.value(at));
                }
            }
        }
        let Self { spans, contents, pairs, trace_states, .. } = self;
        let of_those = |owner: u32| spans.contains(SpanRow(owner));
        let links = store.links();
        for at in links.of(rows.clone()).filter(|&at| of_those(links.owner(at))) {
            contents.links += 1;
            trace_states.insert(links.value(at).trace_state.0);
            add_pairs(pairs, store.link_attributes(links.value(at)));
        }
        let messages = store.spans().status_messages();
        contents.messages += messages.of(rows.clone()).map(|at| u32::from(of_those(messages.owner(at)))).sum::<u32>();
        trace_states.extend(spans.iter_in(rows.clone()).map(|row| store.spans().trace_state(row).0));
    }

    fn finish(mut self, store: &Store) -> ExportContents {
        for &scope in &self.scopes {
            add_pairs(&mut self.pairs, store.scope_attributes(ScopeRow(scope)));
        }
        let resources: Numbers = self.scopes.iter().map(|&scope| store.scopes().resource(ScopeRow(scope)).0).collect();
        for resource in resources {
            add_pairs(&mut self.pairs, store.resource_attributes(ResourceRow(resource)));
        }
        let met = (0..).map(PairRow).zip(&self.pairs).filter(|&(_, &count)| count > 0);
        let keys = keys(store, &self.redaction, met);
        let hidden = hidden_texts(store, &keys);
        let Self { names, trace_states, groups, redaction, mut contents, .. } = self;
        let with_query = |&&name: &&u32| url::split_name(store.text(Sym(name))).is_some();
        contents.names = count(names.iter());
        contents.names_with_query = count(names.iter().filter(with_query));
        contents.name_treatment = redaction.query_treatment();
        contents.names_with_hidden_values = count(names.iter().filter(|name| hidden.contains(name)));
        contents.message_treatment = redaction.message_treatment();
        contents.trace_states = count(trace_states.iter().filter(|&&state| state != Sym::EMPTY.0));
        let names = store.sources().groups();
        contents.groups = groups.iter().filter_map(|&group| names.get(group as usize).cloned()).collect();
        contents.keys = keys.into_iter().map(|found| found.told(store, &hidden)).collect();
        sort_by_key(&mut contents.keys, |found| found.key.clone());
        contents
    }
}

impl Fold for ExportContentsFold {
    type Out = ExportContents;

    fn step(mut self, store: &Store, spans: u32) -> ControlFlow<ExportContents, Self> {
        // Attributes are looked at, of which a span has some.
        let end = self.next.saturating_add((spans / 8).max(1)).min(self.spans.universe());
        let rows = self.next..end;
        let met: Vec<SpanRow> = self.spans.iter_in(rows.clone()).collect();
        for row in met {
            self.add(store, row);
        }
        self.add_rare(store, &rows);
        self.next = end;
        if end < self.spans.universe() { ControlFlow::Continue(self) } else { ControlFlow::Break(self.finish(store)) }
    }
}

fn add_pairs(counts: &mut [u32], pairs: &[PairRow]) {
    for pair in pairs {
        counts[pair.0 as usize] += 1;
    }
}

fn count<T>(items: impl Iterator<Item = T>) -> u32 {
    u32::try_from(items.count()).unwrap_or(u32::MAX)
}

/// A key with the pairs that have it.
struct Found {
    key: Sym,
    group: Option<RedactionGroup>,
    treatment: Treatment,
    count: u32,
    pairs: Vec<PairRow>,
}

impl Found {
    fn told(self, store: &Store, hidden: &Numbers) -> ExportedKey {
        let Self { key, group, treatment, count: times, pairs } = self;
        let is_hidden = |pair: &PairRow| text_of(store, *pair).is_some_and(|text| hidden.contains(&text.0));
        let is_kept = !matches!(treatment, Treatment::Removed | Treatment::Hashed);
        let example = pairs.first().map(|&pair| store.value(pair).to_string()).unwrap_or_default();
        ExportedKey {
            key: store.text(key).to_owned(),
            group,
            treatment,
            count: times,
            values: count(pairs.iter()),
            example: example.chars().take(EXAMPLE).collect(),
            hidden_elsewhere: if is_kept { count(pairs.iter().filter(|pair| is_hidden(pair))) } else { 0 },
        }
    }
}

/// The keys of pairs, each with how often it was met, in the order of their symbols.
fn keys<'c>(store: &Store, redaction: &Redaction, pairs: impl Iterator<Item = (PairRow, &'c u32)>) -> Vec<Found> {
    let mut keys: Vec<Found> = Vec::new();
    for (pair, &times) in pairs {
        let key = store.pairs().key(pair);
        let at = keys.binary_search_by_key(&key, |found| found.key).unwrap_or_else(|at| {
            let text = store.text(key);
            let (group, treatment) = (suggested_group(text), redaction.treatment(text));
            keys.insert(at, Found { key, group, treatment, count: 0, pairs: Vec::new() });
            at
        });
        keys[at].count += times;
        keys[at].pairs.push(pair);
    }
    keys
}

/// The texts that are removed or hashed where they are values.
fn hidden_texts(store: &Store, keys: &[Found]) -> Numbers {
    let hidden = keys.iter().filter(|found| matches!(found.treatment, Treatment::Removed | Treatment::Hashed));
    hidden.flat_map(|found| &found.pairs).filter_map(|&pair| text_of(store, pair)).map(|text| text.0).collect()
}

/// The symbol of a value that is text, if it says something.
fn text_of(store: &Store, pair: PairRow) -> Option<Sym> {
    store.pairs().value(pair).text().filter(|&text| text != Sym::EMPTY)
}
