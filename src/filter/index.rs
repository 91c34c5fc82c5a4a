//! The values in a store, by field, for completions of filters.

use std::collections::BTreeMap;
use std::ops::Range;

use super::field::{Field, Intrinsic, Scope};
use super::number::Number;
use crate::sort::sort_by_key;
use crate::store::{BodyRow, PairRow, ScopeRow, SpanRow, Store, Sym, TraceRow, Value};
use crate::units::{Severity, SpanKind, StatusCode};

/// The keys of each scope with their values, and the values of text intrinsics, each with its number of occurrences.
///
/// It is made once for each store; a keystroke then searches the values of at most one key.
#[derive(Debug)]
pub struct FilterIndex {
    /// By scope, then by text.
    keys: Vec<Key>,
    /// The values of all keys, each key's in one run.
    entries: Vec<Entry>,
    intrinsics: Vec<(Intrinsic, Range<u32>)>,
    statuses: [u32; 3],
    kinds: [u32; 6],
    severities: [u32; 6],
    /// The bodies of logs.
    bodies: Range<u32>,
}

#[derive(Debug)]
struct Key {
    scope: Scope,
    name: Sym,
    entries: Range<u32>,
}

#[derive(Debug, Clone, Copy)]
struct Entry {
    /// A pair, a body or, for other intrinsics, a symbol.
    row: u32,
    count: u32,
}

impl FilterIndex {
    /// Counts keys and values. O(attributes of all spans, events, logs and links).
    #[must_use]
    pub fn new(store: &Store) -> Self {
        let spans = || (0..store.spans().len()).map(SpanRow);
        let (mut statuses, mut kinds) = ([0; 3], [0; 6]);
        let mut spans_of_scope = vec![0; store.scopes().len()];
        for span in spans() {
            statuses[store.spans().status(span) as usize] += 1;
            kinds[store.spans().kind(span) as usize] += 1;
            spans_of_scope[store.spans().scope(span).0 as usize] += 1;
        }
        let (severities, bodies) = ([0; 6], 0..0);
        let mut index =
            Self { keys: Vec::new(), entries: Vec::new(), intrinsics: Vec::new(), statuses, kinds, severities, bodies };
        index.add_attributes(store, &spans_of_scope);
        index.add_intrinsics(store, &spans_of_scope);
        index.add_logs(store);
        index
    }

    fn add_attributes(&mut self, store: &Store, spans_of_scope: &[u32]) {
        for scope in [Scope::Span, Scope::Resource, Scope::Event, Scope::Link, Scope::Instrumentation] {
            let mut counts = Counts::new(store.pairs().len());
            let scopes = spans_of_scope.iter().zip(0..).map(|(&count, row)| (ScopeRow(row), count));
            match scope {
                Scope::Span | Scope::Any => {
                    (0..store.spans().len()).for_each(|row| counts.add_pairs(store.attributes(SpanRow(row)), 1));
                }
                Scope::Resource => scopes.for_each(|(row, count)| {
                    counts.add_pairs(store.resource_attributes(store.scopes().resource(row)), count);
                }),
                Scope::Instrumentation => {
                    scopes.for_each(|(row, count)| counts.add_pairs(store.scope_attributes(row), count));
                }
                Scope::Event => {
                    let events = (0..store.events().len()).map(|at| store.events().value(at));
                    events.for_each(|event| counts.add_pairs(store.event_attributes(event), 1));
                }
                Scope::Link => {
                    let links = (0..store.links().len()).map(|at| store.links().value(at));
                    links.for_each(|link| counts.add_pairs(store.link_attributes(link), 1));
                }
            }
            self.add_keys(store, scope, &counts);
        }
    }

    /// Sorts the counted pairs into runs by their keys, and the keys by their text.
    fn add_keys(&mut self, store: &Store, scope: Scope, counts: &Counts) {
        let mut runs: BTreeMap<Sym, Vec<Entry>> = BTreeMap::new();
        for entry in counts.entries() {
            runs.entry(store.pairs().key(PairRow(entry.row))).or_default().push(entry);
        }
        let mut runs: Vec<(Sym, Vec<Entry>)> = runs.into_iter().collect();
        sort_by_key(&mut runs, |&(key, _)| store.text(key));
        for (key, entries) in runs {
            let entries = self.add_run(entries);
            self.keys.push(Key { scope, name: key, entries });
        }
    }

    fn add_run(&mut self, entries: impl IntoIterator<Item = Entry>) -> Range<u32> {
        let end = |entries: &Vec<Entry>| u32::try_from(entries.len()).unwrap_or(u32::MAX);
        let start = end(&self.entries);
        self.entries.extend(entries);
        start..end(&self.entries)
    }

    fn add_intrinsics(&mut self, store: &Store, spans_of_scope: &[u32]) {
        let scopes = || spans_of_scope.iter().zip(0..).map(|(&count, row)| (ScopeRow(row), count));
        let heads = || (0..store.traces().len()).map(|row| SpanRow(store.traces().spans(TraceRow(row)).start));
        let once = |sym: Sym| (sym, 1);
        let spans = (0..store.spans().len()).map(|row| store.spans().name(SpanRow(row)));
        self.add_intrinsic(store, Intrinsic::Name, spans.map(once));
        let messages = store.spans().status_messages();
        self.add_intrinsic(store, Intrinsic::StatusMessage, (0..messages.len()).map(|at| once(*messages.value(at))));
        let events = store.events();
        self.add_intrinsic(store, Intrinsic::EventName, (0..events.len()).map(|at| once(events.value(at).name)));
        self.add_intrinsic(store, Intrinsic::RootName, heads().map(|span| once(store.spans().name(span))));
        self.add_intrinsic(store, Intrinsic::RootServiceName, heads().map(|span| once(store.service(span))));
        let names = scopes().map(|(row, count)| (store.scopes().name(row), count));
        self.add_intrinsic(store, Intrinsic::InstrumentationName, names);
        let versions = scopes().map(|(row, count)| (store.scopes().version(row), count));
        self.add_intrinsic(store, Intrinsic::InstrumentationVersion, versions);
    }

    fn add_logs(&mut self, store: &Store) {
        if !store.has_logs() {
            return;
        }
        let mut bodies = Counts::new(store.bodies().len());
        for log in (0..store.events().len()).filter_map(|at| store.log(at)) {
            if let Some(word) = log.severity.word_index() {
                self.severities[word] += 1;
            }
            bodies.add(log.body.0, 1);
        }
        self.bodies = self.add_run(bodies.entries());
    }

    fn add_intrinsic(&mut self, store: &Store, intrinsic: Intrinsic, values: impl Iterator<Item = (Sym, u32)>) {
        let mut counts = Counts::new(store.strings().len());
        values.for_each(|(sym, count)| counts.add(sym.0, count));
        let run = self.add_run(counts.entries());
        self.intrinsics.push((intrinsic, run));
    }

    /// The keys of a scope with the number of their distinct values, by text. Under `Any` a key can come twice.
    pub(super) fn keys<'a>(&'a self, store: &'a Store, scope: Scope) -> impl Iterator<Item = (&'a str, u32)> {
        self.keys_of(scope).map(|key| (store.text(key.name), key.entries.end - key.entries.start))
    }

    /// The keys of a scope under which more spans, events or links have numbers than anything else, by text, each with how many distinct
    /// numbers there are. O(distinct values).
    pub(crate) fn number_keys(&self, store: &Store, scope: Scope) -> Vec<(String, u32)> {
        let numbers_of = |key: &Key| {
            let (mut distinct, mut numbers, mut others) = (0, 0_u64, 0_u64);
            for &Entry { row, count } in self.run(&key.entries) {
                if Number::of_value(store.value(PairRow(row))).is_some_and(|number| !number.to_float().is_nan()) {
                    distinct += 1;
                    numbers += u64::from(count);
                } else {
                    others += u64::from(count);
                }
            }
            (numbers > others).then(|| (store.text(key.name).to_owned(), distinct))
        };
        self.keys_of(scope).filter_map(numbers_of).collect()
    }

    fn keys_of(&self, scope: Scope) -> impl Iterator<Item = &Key> {
        self.keys.iter().filter(move |key| is_among(key.scope, scope))
    }

    /// Shows the values of a field, each with the number of spans, events or links that have it, in no particular order. Under `Any` a
    /// value can come twice. Nothing for durations and ids.
    pub(super) fn for_each_value(&self, store: &Store, field: &Field, visit: &mut impl FnMut(Value<'_>, u32)) {
        match field {
            Field::Attribute(scope, key) => {
                let keys = self.keys_of(*scope).filter(|found| store.text(found.name) == key);
                let entries = keys.flat_map(|key| self.run(&key.entries));
                entries.for_each(|entry| visit(store.value(PairRow(entry.row)), entry.count));
            }
            Field::Intrinsic(Intrinsic::Status) => {
                let statuses = StatusCode::ALL.into_iter().map(StatusCode::word).zip(self.statuses);
                statuses.for_each(|(word, count)| visit(Value::String(word), count));
            }
            Field::Intrinsic(Intrinsic::Kind) => {
                let kinds = SpanKind::ALL.into_iter().map(SpanKind::word).zip(self.kinds);
                kinds.for_each(|(word, count)| visit(Value::String(word), count));
            }
            Field::Intrinsic(Intrinsic::EventSeverity) => {
                let severities = Severity::WORDS.into_iter().zip(self.severities);
                severities.for_each(|(word, count)| visit(Value::String(word), count));
            }
            Field::Intrinsic(Intrinsic::EventBody) => {
                let bodies = self.run(&self.bodies).iter();
                bodies.for_each(|entry| visit(store.body(BodyRow(entry.row)), entry.count));
            }
            Field::Intrinsic(Intrinsic::EventLine) => {
                let mut lines = store.log_lines();
                let mut counts: BTreeMap<u32, u32> = BTreeMap::new();
                for entry in self.run(&self.bodies) {
                    if let Some(line) = lines.of(store, BodyRow(entry.row)) {
                        let count = counts.entry(line).or_default();
                        *count = count.saturating_add(entry.count);
                    }
                }
                for (line, count) in counts {
                    visit(Value::String(lines.text(line)), count);
                }
            }
            Field::Intrinsic(intrinsic) => {
                let runs = self.intrinsics.iter().filter(|(found, _)| found == intrinsic);
                let entries = runs.flat_map(|(_, entries)| self.run(entries));
                entries.for_each(|entry| visit(Value::String(store.text(Sym(entry.row))), entry.count));
            }
        }
    }

    fn run(&self, entries: &Range<u32>) -> &[Entry] {
        &self.entries[entries.start as usize..entries.end as usize]
    }
}

/// Whether the attributes of one scope are meant by another.
fn is_among(scope: Scope, meant: Scope) -> bool {
    scope == meant || meant == Scope::Any && matches!(scope, Scope::Span | Scope::Resource)
}

/// How often each row of some table occurs.
struct Counts(Vec<u32>);

impl Counts {
    fn new(rows: usize) -> Self {
        Self(vec![0; rows])
    }

    #[inline]
    fn add(&mut self, row: u32, count: u32) {
        let total = &mut self.0[row as usize];
        *total = total.saturating_add(count);
    }

    fn add_pairs(&mut self, pairs: &[PairRow], count: u32) {
        for pair in pairs {
            self.add(pair.0, count);
        }
    }

    /// Those that occur.
    fn entries(&self) -> impl Iterator<Item = Entry> {
        self.0.iter().zip(0..).filter(|&(&count, _)| count > 0).map(|(&count, row)| Entry { row, count })
    }
}
