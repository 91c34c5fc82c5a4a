//! What frames are called: the service and the name of spans, with numbers for what repeats.

use std::collections::BTreeMap;

use crate::analysis::texts::Texts;
use crate::store::{PairRow, SpanRow, Store, Sym};
use crate::template::template;

/// What a frame is called.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Label {
    /// The number of the service.
    pub(crate) service: u32,
    /// The number of the name, chosen attributes included.
    pub(crate) name: u32,
    /// The number of the name alone.
    pub(crate) operation: u32,
}

/// The chosen attributes of a span, as a number. Zero where it has none of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Variant(pub(crate) u32);

/// Names things of one store.
#[derive(Debug, Clone)]
pub(crate) struct Labels {
    /// Whether names are replaced by their templates.
    templates: bool,
    /// The keys of the chosen attributes.
    keys: Vec<Sym>,
    services: Texts,
    names: Vec<String>,
    numbers: BTreeMap<String, u32>,
    /// The numbers of the names that spans have.
    by_sym: BTreeMap<Sym, u32>,
    variants: BTreeMap<Vec<PairRow>, u32>,
    /// What variants are called.
    suffixes: Vec<String>,
}

impl Labels {
    pub(crate) fn new(store: &Store, templates: bool, attributes: &[String]) -> Self {
        Self {
            templates,
            keys: attributes.iter().filter_map(|key| store.strings().find(key)).collect(),
            services: Texts::default(),
            names: Vec::new(),
            numbers: BTreeMap::new(),
            by_sym: BTreeMap::new(),
            variants: BTreeMap::from([(Vec::new(), 0)]),
            suffixes: vec![String::new()],
        }
    }

    /// Whether names are replaced by their templates.
    pub(crate) fn are_templates(&self) -> bool {
        self.templates
    }

    /// The number of a service, be it one that spans name as their peer.
    pub(crate) fn service(&mut self, service: Sym) -> u32 {
        self.services.number(service)
    }

    /// The chosen attributes of a span.
    #[inline]
    pub(crate) fn variant(&mut self, store: &Store, span: SpanRow) -> Variant {
        if self.keys.is_empty() {
            return Variant(0);
        }
        self.chosen(store, span)
    }

    fn chosen(&mut self, store: &Store, span: SpanRow) -> Variant {
        let resource = store.scopes().resource(store.spans().scope(span));
        let of = |key: Sym| {
            let pairs = store.attributes(span).iter().chain(store.resource_attributes(resource));
            pairs.copied().find(|&pair| store.pairs().key(pair) == key)
        };
        let pairs: Vec<PairRow> = self.keys.iter().filter_map(|&key| of(key)).collect();
        if let Some(&found) = self.variants.get(&pairs) {
            return Variant(found);
        }
        let texts = pairs.iter().map(|&pair| format!("{}={}", store.text(store.pairs().key(pair)), store.value(pair)));
        self.suffixes.push(format!(" {{{}}}", texts.collect::<Vec<_>>().join(", ")));
        let added = row(self.variants.len());
        self.variants.insert(pairs, added);
        Variant(added)
    }

    /// What a frame of spans of this service, name and variant is called.
    pub(crate) fn label(&mut self, store: &Store, service: Sym, name: Sym, variant: Variant) -> Label {
        let operation = if let Some(&found) = self.by_sym.get(&name) {
            found
        } else {
            let text = store.text(name);
            let number = if self.templates { self.number(template(text).as_ref()) } else { self.number(text) };
            self.by_sym.insert(name, number);
            number
        };
        let name = match &*self.suffixes[variant.0 as usize] {
            "" => operation,
            suffix => {
                let text = format!("{}{suffix}", self.names[operation as usize]);
                self.number(&text)
            }
        };
        Label { service: self.service(service), name, operation }
    }

    /// The number of a name.
    pub(crate) fn number(&mut self, text: &str) -> u32 {
        if let Some(&found) = self.numbers.get(text) {
            return found;
        }
        let added = row(self.names.len());
        self.names.push(text.to_owned());
        self.numbers.insert(text.to_owned(), added);
        added
    }

    /// The text of a service.
    pub(crate) fn service_text<'a>(&self, store: &'a Store, service: u32) -> &'a str {
        self.services.text(store, service)
    }

    /// The symbol of a service.
    pub(crate) fn service_sym(&self, service: u32) -> Sym {
        self.services.sym(service)
    }

    /// The text of a name.
    pub(crate) fn name_text(&self, name: u32) -> &str {
        &self.names[name as usize]
    }

    /// Whether a label has this service and name.
    pub(crate) fn is(&self, store: &Store, label: Label, (service, name): (&str, &str)) -> bool {
        self.names[label.name as usize] == name && self.service_text(store, label.service) == service
    }

    /// The texts of services and of names, in the order of their numbers.
    pub(crate) fn into_texts(self, store: &Store) -> (Vec<String>, Vec<String>) {
        (self.services.into_texts(store), self.names)
    }
}

#[expect(clippy::cast_possible_truncation, reason = "no more names than spans")]
fn row(length: usize) -> u32 {
    length as u32
}
