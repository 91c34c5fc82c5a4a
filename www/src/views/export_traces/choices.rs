//! What a person chose about a file of traces.

use std::collections::BTreeMap;
use std::fmt::Write;

use js_sys::{Function, Reflect, Uint8Array};
use leptos::prelude::*;
use spanlens::export::{ExportFormat, ExportOptions, Redaction, RedactionGroup};
use wasm_bindgen::{JsCast, JsValue};

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

/// All choices. Copies are the same choices.
#[derive(Clone, Copy)]
pub(super) struct Choices {
    pub(super) format: RwSignal<ExportFormat>,
    pub(super) gzip: RwSignal<bool>,
    /// About groups of keys; what is not there is kept.
    pub(super) groups: RwSignal<BTreeMap<RedactionGroup, Choice>>,
    /// About keys; what is not there is as its group.
    pub(super) keys: RwSignal<BTreeMap<String, Choice>>,
}

impl Choices {
    pub(super) fn new() -> Self {
        Self {
            format: RwSignal::default(),
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

    /// What the file is written as. The key of the hashes is left to who saves it.
    pub(super) fn options(&self) -> ExportOptions {
        ExportOptions { format: self.format.get(), redaction: self.redaction(), hash_key: None }
    }
}

/// A key of hashes: 32 random bytes in hexadecimal digits. `None` where the browser draws none.
pub(super) fn new_key() -> Option<String> {
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
