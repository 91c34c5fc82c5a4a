//! What is said of an export before it is written is what is in it.

use std::collections::{BTreeMap, BTreeSet};

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::Value as Json;
use spanlens::analysis::Fold;
use spanlens::export::{
    ExportContents, ExportContentsFold, ExportFormat, ExportOptions, ExportedKey, Redaction, RedactionGroup, Treatment,
    export_contents,
};
use spanlens::sketch::sketch;
use spanlens::store::Store;

use super::{all, exported, whole};
use crate::reader::messages::traces;
use crate::reader::read;

/// The keys of all attributes of a file, those of maps left out, with how often spans, events and links have them.
fn keys_of(text: &str) -> BTreeMap<String, u32> {
    let mut keys = BTreeMap::new();
    for line in text.lines() {
        count(&serde_json::from_str(line).unwrap(), true, &mut keys);
    }
    keys
}

fn count(json: &Json, counts: bool, keys: &mut BTreeMap<String, u32>) {
    match json {
        Json::Array(items) => items.iter().for_each(|item| count(item, counts, keys)),
        Json::Object(entries) => {
            if let Some(key) = entries.get("key").and_then(Json::as_str) {
                *keys.entry(key.to_owned()).or_default() += u32::from(counts);
            } else {
                for (name, value) in entries {
                    count(value, counts && !matches!(name.as_str(), "resource" | "scope"), keys);
                }
            }
        }
        _ => {}
    }
}

fn redaction() -> impl Strategy<Value = Redaction> {
    let keys = || vec(select(vec!["a", "b.c", "", "a*", "other"]).prop_map(str::to_owned), 0..2);
    let groups = || vec(select(RedactionGroup::ALL.to_vec()), 0..2);
    (keys(), keys(), keys(), groups(), groups()).prop_map(|(remove, hash, keep, remove_groups, hash_groups)| {
        Redaction { remove, hash, keep, remove_groups, hash_groups }
    })
}

proptest! {
    #[test]
    fn keys_that_stay_are_those_of_the_file(message in traces(), redaction in redaction()) {
        let (store, _) = read([serde_json::to_string(&message).unwrap().as_bytes()]);
        let contents = export_contents(&store, &all(&store), &redaction);
        let options = ExportOptions { redaction, hash_key: Some("00".repeat(32)), ..ExportOptions::default() };
        let text = String::from_utf8(exported(&store, &all(&store), &options)).unwrap();
        let found: BTreeSet<String> = keys_of(&text).into_keys().collect();
        let stays = |key: &&ExportedKey| key.treatment != Treatment::Removed;
        let said: BTreeSet<String> = contents.keys.iter().filter(stays).map(|key| key.key.clone()).collect();
        prop_assert_eq!(found, said);

        let plain = String::from_utf8(whole(&store, ExportFormat::OtlpJson)).unwrap();
        let all: BTreeSet<String> = keys_of(&plain).into_keys().collect();
        prop_assert_eq!(contents.keys.iter().map(|key| key.key.clone()).collect::<BTreeSet<_>>(), all);
        prop_assert_eq!((contents.spans, contents.traces), (store.spans().len(), store.traces().len()));
        prop_assert_eq!((contents.events, contents.links), (store.events().len(), store.links().len()));
    }

    #[test]
    fn the_contents_do_not_depend_on_the_steps(message in traces(), steps in 1..40_u32) {
        let (store, _) = read([serde_json::to_string(&message).unwrap().as_bytes()]);
        let mut fold = ExportContentsFold::new(&store, all(&store), &Redaction::default());
        let contents = loop {
            match fold.step(&store, steps) {
                std::ops::ControlFlow::Continue(rest) => fold = rest,
                std::ops::ControlFlow::Break(contents) => break contents,
            }
        };
        prop_assert_eq!(contents, export_contents(&store, &all(&store), &Redaction::default()));
    }
}

fn drawn(text: &str) -> Store {
    sketch(text).unwrap_or_else(|error| panic!("{error}"))
}

fn key<'c>(contents: &'c ExportContents, key: &str) -> &'c ExportedKey {
    contents.keys.iter().find(|found| found.key == key).unwrap()
}

#[test]
fn everything_is_counted() {
    let store = drawn(
        r#"shop GET /a?x=1  0..100  user.id=ann !"broken"
             cart get       10..90  user.id=bob ^retry
             cart get       20..90  user.id=ann

shop GET /  0..5  http.route=/"#,
    );
    let contents = export_contents(&store, &all(&store), &Redaction::default());
    let ExportContents { traces, spans, events, links, messages, names, names_with_query, .. } = contents;
    assert_eq!((traces, spans, events, links, messages), (2, 4, 1, 0, 1));
    assert_eq!((names, names_with_query), (4, 1));
    let user = key(&contents, "user.id");
    assert_eq!((user.count, user.values, user.group), (3, 2, Some(RedactionGroup::User)));
    assert_eq!(user.example, "ann");
    assert_eq!(key(&contents, "service.name").count, 2, "once for each resource");
    assert_eq!(contents.groups, ["default"]);
    assert_eq!(contents.message_treatment, Treatment::Kept);
}

#[test]
fn what_is_hidden_here_and_stays_there_is_told() {
    let store = drawn("shop ann  0..100  user.id=ann owner=ann other=bob\n  shop get  0..1  user.id=eve owner=7");
    let remove = Redaction { remove: vec!["user.id".to_owned()], ..Redaction::default() };
    let contents = export_contents(&store, &all(&store), &remove);
    assert_eq!(key(&contents, "owner").hidden_elsewhere, 1);
    assert_eq!(key(&contents, "other").hidden_elsewhere, 0);
    assert_eq!(key(&contents, "user.id").hidden_elsewhere, 0);
    assert_eq!(contents.names_with_hidden_values, 1);
}
