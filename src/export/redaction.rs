//! The treatment of each value: it is written, removed, or hashed.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use super::groups::{RedactionGroup, is_query_alone, suggested_group};
use super::hash::Hasher;
use super::tree::Tree;
use super::{ExportOptions, Redaction, url};
use crate::error::Result;
use crate::store::{BodyRow, PairRow, Store, Sym, Value};

/// The treatment of the values of a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Treatment {
    /// They are written unchanged.
    #[default]
    Kept,
    /// They are removed, together with the key.
    Removed,
    /// Their hashes are written.
    Hashed,
    /// They are written without query, fragment and user of a URL.
    QueryRemoved,
    /// They are written with a hash in place of what follows the path of a URL.
    QueryHashed,
}

impl Redaction {
    /// The treatment of the values of a key. O(rules).
    #[must_use]
    pub fn treatment(&self, key: &str) -> Treatment {
        let is_in = |keys: &[String]| keys.iter().any(|rule| matches(rule, key));
        if is_in(&self.remove) {
            return Treatment::Removed;
        }
        if is_in(&self.hash) {
            return Treatment::Hashed;
        }
        if is_in(&self.keep) {
            return Treatment::Kept;
        }
        match suggested_group(key) {
            None => Treatment::Kept,
            Some(RedactionGroup::UrlQueries) if !is_query_alone(key) => self.query_treatment(),
            Some(group) => self.group_treatment(group),
        }
    }

    /// The treatment of status messages and of bodies of logs.
    #[must_use]
    pub fn message_treatment(&self) -> Treatment {
        self.group_treatment(RedactionGroup::Messages)
    }

    /// The treatment of queries of URLs.
    #[must_use]
    pub fn query_treatment(&self) -> Treatment {
        match self.group_treatment(RedactionGroup::UrlQueries) {
            Treatment::Removed => Treatment::QueryRemoved,
            Treatment::Hashed => Treatment::QueryHashed,
            other => other,
        }
    }

    fn group_treatment(&self, group: RedactionGroup) -> Treatment {
        if self.remove_groups.contains(&group) {
            Treatment::Removed
        } else if self.hash_groups.contains(&group) {
            Treatment::Hashed
        } else {
            Treatment::Kept
        }
    }
}

/// Whether a rule is about a key.
fn matches(rule: &str, key: &str) -> bool {
    rule == key || rule.strip_suffix('*').is_some_and(|beginning| key.starts_with(beginning))
}

/// The rules of an export, made ready for a store.
pub(super) struct Redactor<'a> {
    redaction: &'a Redaction,
    hasher: Option<Hasher>,
    /// What becomes of the keys that were met, in the order of their symbols.
    known: Vec<(Sym, Treatment)>,
}

impl<'a> Redactor<'a> {
    /// The rules of some options.
    ///
    /// # Errors
    ///
    /// `BadOption` if hashes are wanted and there is no key, or what should be one is none.
    pub(super) fn new(options: &'a ExportOptions) -> Result<Self> {
        let ExportOptions { redaction, hash_key, .. } = options;
        let hasher = redaction.hashes().then(|| Hasher::new(hash_key.as_deref())).transpose()?;
        Ok(Self { redaction, hasher, known: Vec::new() })
    }

    /// The attributes that are written of a list, in its order.
    pub(super) fn attributes<'s>(
        &mut self,
        store: &'s Store,
        pairs: &'s [PairRow],
    ) -> impl Iterator<Item = (&'s str, Tree<'s>)> {
        pairs.iter().filter_map(|&pair| {
            let key = store.pairs().key(pair);
            Some((store.text(key), self.value(store, key, pair)?))
        })
    }

    fn value<'s>(&mut self, store: &'s Store, key: Sym, pair: PairRow) -> Option<Tree<'s>> {
        let value = store.value(pair);
        if self.redaction.is_empty() {
            return Some(Tree::of(value));
        }
        match self.treatment(store, key) {
            Treatment::Removed => None,
            Treatment::Hashed => Some(Tree::String(self.hash(&value.to_string()).into())),
            treatment => {
                let mut tree = Tree::of(value);
                self.tree(&mut tree, store.text(key), treatment);
                Some(tree)
            }
        }
    }

    fn treatment(&mut self, store: &Store, key: Sym) -> Treatment {
        let Self { known, redaction, .. } = self;
        let at = known.binary_search_by_key(&key, |&(known, _)| known).unwrap_or_else(|at| {
            known.insert(at, (key, redaction.treatment(store.text(key))));
            at
        });
        known[at].1
    }

    /// Redacts what lies in a value: queries of URLs, and entries of maps by their keys, alone and behind those of all that they are in.
    fn tree(&self, tree: &mut Tree<'_>, path: &str, treatment: Treatment) {
        match tree {
            Tree::String(text) => {
                if let Some(shown) = self.url(text, treatment) {
                    *text = shown.into();
                }
            }
            Tree::Array(items) => items.iter_mut().for_each(|item| self.tree(item, path, treatment)),
            Tree::Map(entries) => entries.retain_mut(|(key, value)| self.entry(key, value, path, treatment)),
            Tree::Empty | Tree::Bool(_) | Tree::Int(_) | Tree::Double(_) | Tree::Bytes(_) => {}
        }
    }

    /// Redacts an entry of a map; whether it stays.
    fn entry(&self, key: &str, value: &mut Tree<'_>, path: &str, outer: Treatment) -> bool {
        let path = format!("{path}.{key}");
        let named = [&path, key].map(|key| self.redaction.treatment(key));
        let treatment = named.into_iter().find(|&treatment| treatment != Treatment::Kept).unwrap_or(outer);
        match treatment {
            Treatment::Removed => return false,
            Treatment::Hashed => *value = Tree::String(self.hash(&value.to_string()).into()),
            treatment => self.tree(value, &path, treatment),
        }
        true
    }

    /// What is written in place of a URL, if not that itself.
    fn url(&self, text: &str, treatment: Treatment) -> Option<String> {
        let (way, query) = url::split(text).filter(|_| treatment != Treatment::Kept)?;
        Some(self.with_query(&way, query, treatment))
    }

    fn with_query(&self, way: &str, query: &str, treatment: Treatment) -> String {
        match treatment {
            Treatment::QueryHashed if !query.is_empty() => format!("{way}?{}", self.hash(query)),
            _ => way.to_owned(),
        }
    }

    /// What is written of the message beside a status.
    pub(super) fn message<'s>(&self, text: &'s str) -> Cow<'s, str> {
        match self.redaction.message_treatment() {
            Treatment::Removed => "".into(),
            Treatment::Hashed if !text.is_empty() => self.hash(text).into(),
            _ => text.into(),
        }
    }

    /// What is written of the body of a log, if there is one: a message, in which maps are redacted by their keys.
    pub(super) fn body<'s>(&self, store: &'s Store, body: BodyRow) -> Option<Tree<'s>> {
        let value = store.body(body);
        if value == Value::Empty {
            return None;
        }
        match self.redaction.message_treatment() {
            Treatment::Removed => None,
            Treatment::Hashed => Some(Tree::String(self.hash(&value.to_string()).into())),
            treatment => {
                let mut tree = Tree::of(value);
                if !self.redaction.is_empty() {
                    self.tree(&mut tree, "body", treatment);
                }
                Some(tree)
            }
        }
    }

    /// What is written of the name of a span, an event or a log.
    pub(super) fn name<'s>(&self, text: &'s str) -> Cow<'s, str> {
        let treatment = self.redaction.query_treatment();
        match url::split_name(text).filter(|_| treatment != Treatment::Kept) {
            Some((way, query)) => self.with_query(way, query, treatment).into(),
            None => text.into(),
        }
    }

    /// The hash of a text. Without a hasher there is no rule that asks for one.
    fn hash(&self, text: &str) -> String {
        self.hasher.as_ref().map(|hasher| hasher.hash(text)).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn strings(words: &[&str]) -> Vec<String> {
        words.iter().map(|&word| word.to_owned()).collect()
    }

    #[test]
    fn a_key_counts_before_its_group_and_removal_before_hashes() {
        let redaction = Redaction {
            remove: strings(&["a", "http.request.header.*", "both"]),
            hash: strings(&["user.id", "both", "b*"]),
            keep: strings(&["user.name", "a"]),
            remove_groups: vec![RedactionGroup::User],
            hash_groups: vec![RedactionGroup::Sql, RedactionGroup::UrlQueries, RedactionGroup::User],
        };
        for (key, expected) in [
            ("a", Treatment::Removed),
            ("a.b", Treatment::Kept),
            ("http.request.header.accept", Treatment::Removed),
            ("both", Treatment::Removed),
            ("b", Treatment::Hashed),
            ("user.id", Treatment::Hashed),
            ("user.email", Treatment::Removed),
            ("user.name", Treatment::Kept),
            ("db.statement", Treatment::Hashed),
            ("url.full", Treatment::QueryHashed),
            ("url.query", Treatment::Hashed),
            ("exception.message", Treatment::Kept),
        ] {
            assert_eq!(redaction.treatment(key), expected, "{key}");
        }
        assert_eq!(redaction.message_treatment(), Treatment::Kept);
    }
}
