//! The distinct causes of one store, as numbers.

use std::borrow::Cow;

use hashbrown::HashTable;

use super::CauseKey;
use super::conventions::{Conventions, Text};
use crate::analysis::template;
use crate::store::hash::{hash_bytes, mix};
use crate::store::{SpanRow, Store, Sym};

/// Causes, numbered in order of first appearance. What a span says is read once, and a text is looked at once.
#[derive(Debug)]
pub(super) struct CauseTable {
    conventions: Conventions,
    types: Texts,
    messages: Texts,
    rows: Vec<Row>,
    index: HashTable<u32>,
    /// The cause of each span that was asked for: units that nest ask again.
    of_spans: Memo,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Row {
    service: Sym,
    name: Sym,
    error_type: u32,
    message: u32,
}

impl Row {
    fn hash(&self) -> u64 {
        let Self { service, name, error_type, message } = self;
        let names = mix(u64::from(service.0), u64::from(name.0));
        mix(names, u64::from(*error_type) << 32 | u64::from(*message))
    }
}

impl CauseTable {
    pub(super) fn new(store: &Store) -> Self {
        Self {
            conventions: Conventions::new(store),
            types: Texts::default(),
            messages: Texts::default(),
            rows: Vec::new(),
            index: HashTable::new(),
            of_spans: Memo::default(),
        }
    }

    pub(super) fn conventions(&self) -> &Conventions {
        &self.conventions
    }

    /// The number of the cause that a span would be. Expected O(what the span says), and O(1) for a span that was asked for.
    pub(super) fn of(&mut self, store: &Store, span: SpanRow) -> u32 {
        if let Some(known) = self.of_spans.find(span.0) {
            return known;
        }
        let (error_type, message) = self.conventions.read(store, span);
        let row = Row {
            service: store.service(span),
            name: store.spans().name(span),
            error_type: self.types.number(error_type, |text| Cow::Borrowed(text)),
            message: self.messages.number(message, template),
        };
        let Self { rows, index, .. } = self;
        let found = index.find(row.hash(), |&at| rows[at as usize] == row).copied();
        let number = found.unwrap_or_else(|| {
            let added = number(rows.len());
            rows.push(row);
            index.insert_unique(row.hash(), added, |&at| rows[at as usize].hash());
            added
        });
        self.of_spans.insert(span.0, number);
        number
    }

    /// The number of causes so far.
    pub(super) fn len(&self) -> usize {
        self.rows.len()
    }

    /// The texts of a cause: service, name, type, message.
    pub(super) fn texts<'a>(&'a self, store: &'a Store, cause: usize) -> [&'a str; 4] {
        let Row { service, name, error_type, message } = self.rows[cause];
        [store.text(service), store.text(name), self.types.text(error_type), self.messages.text(message)]
    }

    pub(super) fn key(&self, store: &Store, cause: usize) -> CauseKey {
        let [service, name, error_type, message] = self.texts(store, cause).map(str::to_owned);
        CauseKey { service, name, error_type, message }
    }
}

/// Distinct texts.
#[derive(Debug, Default)]
struct Texts {
    rows: Vec<String>,
    index: HashTable<u32>,
    /// The numbers of what symbols of the store became.
    of_syms: Memo,
}

impl Texts {
    /// The number of what a text becomes.
    fn number(&mut self, (sym, text): Text, become_text: fn(&str) -> Cow<str>) -> u32 {
        if let Some(known) = sym.and_then(|sym| self.of_syms.find(sym.0)) {
            return known;
        }
        let number = self.intern(&become_text(&text));
        if let Some(sym) = sym {
            self.of_syms.insert(sym.0, number);
        }
        number
    }

    fn intern(&mut self, text: &str) -> u32 {
        let Self { rows: texts, index, .. } = self;
        let hash = hash_bytes(text.as_bytes());
        if let Some(&found) = index.find(hash, |&at| texts[at as usize] == text) {
            return found;
        }
        let added = number(texts.len());
        texts.push(text.to_owned());
        index.insert_unique(hash, added, |&at| hash_bytes(texts[at as usize].as_bytes()));
        added
    }

    fn text(&self, number: u32) -> &str {
        &self.rows[number as usize]
    }
}

/// Numbers by numbers.
#[derive(Debug, Default)]
struct Memo(HashTable<(u32, u32)>);

impl Memo {
    fn find(&self, key: u32) -> Option<u32> {
        self.0.find(mix(u64::from(key), 0), |&(other, _)| other == key).map(|&(_, value)| value)
    }

    /// The key must be new.
    fn insert(&mut self, key: u32, value: u32) {
        self.0.insert_unique(mix(u64::from(key), 0), (key, value), |&(key, _)| mix(u64::from(key), 0));
    }
}

/// There are no more causes, nor texts of them, than spans.
#[expect(clippy::cast_possible_truncation, reason = "no more than spans")]
fn number(at: usize) -> u32 {
    at as u32
}
