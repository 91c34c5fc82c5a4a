//! What a person chose about a file of traces.

use std::collections::BTreeMap;
use std::fmt::Write;

use js_sys::{Function, Reflect, Uint8Array};
use leptos::prelude::*;
use spanlens::analysis::Baseline;
use spanlens::export::{ExportFormat, ExportOptions, Redaction, RedactionGroup};
use spanlens::protocol::Comparison;
use wasm_bindgen::{JsCast, JsValue};

use crate::questions::comparison;
use crate::session::Session;
use crate::signals::RwSignal;

/// What is to become of values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Choice {
    Keep,
    Hash,
    Remove,
}

impl Choice {
    pub(super) const ALL: [Self; 3] = [Self::Keep, Self::Hash, Self::Remove];

    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Keep => "keep",
            Self::Hash => "hash",
            Self::Remove => "remove",
        }
    }

    pub(super) fn named(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|choice| choice.word() == word)
    }
}

/// What the file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum FileKind {
    Traces(ExportFormat),
    /// The page and the engine with the traces.
    Html,
}

/// Which traces are in a file with the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Scope {
    /// All in view.
    All,
    /// Those of the selection, and as many of the baseline.
    Both,
}

/// All choices. Copies are the same choices.
#[derive(Clone, Copy)]
pub(super) struct Choices {
    pub(super) kind: RwSignal<FileKind>,
    pub(super) scope: RwSignal<Scope>,
    pub(super) gzip: RwSignal<bool>,
    /// About groups of keys; what is not there is kept.
    pub(super) groups: RwSignal<BTreeMap<RedactionGroup, Choice>>,
    /// About keys; what is not there is as its group.
    pub(super) keys: RwSignal<BTreeMap<String, Choice>>,
}

impl Choices {
    pub(super) fn new() -> Self {
        Self {
            kind: RwSignal::new(FileKind::Traces(ExportFormat::default())),
            scope: RwSignal::new(Scope::All),
            gzip: RwSignal::new(true),
            groups: RwSignal::default(),
            keys: RwSignal::default(),
        }
    }

    pub(super) fn of_group(&self, group: RedactionGroup) -> Choice {
        self.groups.with(|groups| groups.get(&group).copied().unwrap_or(Choice::Keep))
    }

    pub(super) fn of_key(&self, key: &str) -> Option<Choice> {
        self.keys.with(|keys| keys.get(key).copied())
    }

    pub(super) fn redaction(&self) -> Redaction {
        let groups_of = |wanted: Choice| {
            self.groups.with(|groups| {
                let chosen = groups.iter().filter(|&(_, &choice)| choice == wanted);
                chosen.map(|(&group, _)| group).collect()
            })
        };
        let keys_of = |wanted: Choice| {
            self.keys.with(|keys| {
                let chosen = keys.iter().filter(|&(_, &choice)| choice == wanted);
                chosen.map(|(key, _)| key.clone()).collect()
            })
        };
        Redaction {
            remove: keys_of(Choice::Remove),
            hash: keys_of(Choice::Hash),
            keep: keys_of(Choice::Keep),
            remove_groups: groups_of(Choice::Remove),
            hash_groups: groups_of(Choice::Hash),
        }
    }

    /// What traces are written as: in a file with the page as the lines that the engine reads fastest.
    fn format(&self) -> ExportFormat {
        match self.kind.get() {
            FileKind::Traces(format) => format,
            FileKind::Html => ExportFormat::OtlpJson,
        }
    }

    /// What the file is written as, with a key for hashes if there are any.
    pub(super) fn options(&self) -> ExportOptions {
        let redaction = self.redaction();
        let hash_key = redaction.hashes().then(new_key).flatten();
        ExportOptions { format: self.format(), redaction, hash_key }
    }

    /// Which traces are in the file: a comparison, and whether as many of its baseline are.
    pub(super) fn of(&self, session: Session) -> (Comparison, bool) {
        let both = comparison(session);
        let has_selection = both.selection.is_some();
        match (self.kind.get(), self.scope.get()) {
            (FileKind::Traces(_), _) => (both, false),
            (FileKind::Html, Scope::Both) if has_selection => (both, true),
            (FileKind::Html, _) => (Comparison { selection: None, baseline: Baseline::default(), ..both }, false),
        }
    }
}

/// A key of hashes: 32 random bytes in hexadecimal digits. `None` where the browser draws none.
fn new_key() -> Option<String> {
    let bytes = Uint8Array::new_with_length(32);
    let crypto = Reflect::get(&window(), &"crypto".into()).ok()?;
    let fill: Function = Reflect::get(&crypto, &"getRandomValues".into()).ok()?.dyn_into().ok()?;
    fill.call1(&crypto, &JsValue::from(bytes.clone())).ok()?;
    let mut key = String::new();
    for byte in bytes.to_vec() {
        _ = write!(key, "{byte:02x}");
    }
    Some(key)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn choices_have_words() {
        for choice in Choice::ALL {
            assert_eq!(Choice::named(choice.word()), Some(choice));
        }
        assert_eq!(Choice::named("group"), None);
    }
}
