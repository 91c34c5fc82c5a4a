//! What is hidden is nowhere: neither in the bytes as they are nor in those that they unpack to.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;
use serde_json::{Value as Json, json};
use spanlens::demo::Demo;
use spanlens::error::ErrorCode;
use spanlens::export::{Export, ExportFormat, ExportOptions, Redaction, RedactionGroup, Treatment};
use spanlens::sketch::sketch;
use spanlens::store::Store;

use super::{FORMATS, all, exported, packed, unpacked, whole};
use crate::reader::fixtures::fixtures;
use crate::reader::messages::traces;
use crate::reader::read;

const KEY: &str = "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f";
const OTHER_KEY: &str = "100102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f";

/// A store whose every value is a word that is nowhere else, and these words by the keys of their attributes.
struct Marked {
    store: Store,
    words: BTreeMap<String, Vec<String>>,
}

impl Marked {
    /// Writes words in place of all values of a store: `shape` puts a word into a value.
    fn of(store: &Store, shape: fn(&str) -> String) -> Self {
        let text = String::from_utf8(whole(store, ExportFormat::OtlpJson)).unwrap();
        let mut words: BTreeMap<String, Vec<String>> = BTreeMap::new();
        let mut marked = String::new();
        let mut next = 0;
        for line in text.lines() {
            let mut line: Json = serde_json::from_str(line).unwrap();
            mark(&mut line, &mut |key| {
                next += 1;
                let word = format!("Hidden{next}Word");
                words.entry(key.to_owned()).or_default().push(word.clone());
                shape(&word)
            });
            marked += &(line.to_string() + "\n");
        }
        Self { store: read([marked.as_bytes()]).0, words }
    }

    /// The words that are found in bytes.
    fn found_in(bytes: &[u8]) -> BTreeSet<String> {
        let text = String::from_utf8_lossy(bytes);
        let words = text.match_indices("Hidden").filter_map(|(at, _)| {
            let word = &text[at..];
            Some(word[..word.find("Word")? + "Word".len()].to_owned())
        });
        words.collect()
    }

    fn words_of(&self, is_meant: impl Fn(&str) -> bool) -> BTreeSet<String> {
        let meant = self.words.iter().filter(|(key, _)| is_meant(key));
        meant.flat_map(|(_, words)| words).cloned().collect()
    }

    /// Fails unless exactly the words of the keys that stay are in the export.
    fn assert_only(&self, redaction: &Redaction, stays: impl Fn(&str) -> bool) {
        for format in FORMATS {
            let hash_key = Some(KEY.to_owned());
            let options = ExportOptions { format, redaction: redaction.clone(), hash_key };
            let bytes = exported(&self.store, &all(&self.store), &options);
            let packed = packed(&bytes);
            assert_eq!(Self::found_in(&unpacked(&packed)), self.words_of(&stays), "{format:?} {redaction:?}");
            assert!(Self::found_in(&packed).is_subset(&self.words_of(&stays)), "{format:?} {redaction:?}");
        }
    }
}

/// Replaces the values of all attributes, wherever they are.
fn mark(json: &mut Json, word: &mut impl FnMut(&str) -> String) {
    match json {
        Json::Array(items) => items.iter_mut().for_each(|item| mark(item, word)),
        Json::Object(entries) => {
            let key = entries.get("key").and_then(Json::as_str).map(str::to_owned);
            if let (Some(key), Some(value)) = (key, entries.get_mut("value")) {
                *value = json!({"stringValue": word(&key)});
            } else {
                // What logs say is hidden as a whole, whatever its keys.
                let attributes = entries.iter_mut().filter(|(key, _)| *key != "body");
                attributes.for_each(|(_, value)| mark(value, word));
            }
        }
        _ => {}
    }
}

fn remove(keys: &[&str]) -> Redaction {
    Redaction { remove: keys.iter().map(|&key| key.to_owned()).collect(), ..Redaction::default() }
}

fn hash(keys: &[&str]) -> Redaction {
    Redaction { hash: keys.iter().map(|&key| key.to_owned()).collect(), ..Redaction::default() }
}

/// Stores of all fixtures, and of the first spans of the demo.
fn stores() -> impl Iterator<Item = Store> {
    let demo: Vec<u8> = Demo::new().flatten().take(40_000).collect();
    fixtures().into_iter().map(|(_, bytes)| bytes).chain([demo]).map(|bytes| read([bytes.as_slice()]).0)
}

#[test]
fn no_byte_of_a_removed_or_hashed_value_is_anywhere() {
    let mut keys = 0;
    for store in stores() {
        let marked = Marked::of(&store, str::to_owned);
        marked.assert_only(&Redaction::default(), |_| true);
        for hidden in marked.words.keys() {
            keys += 1;
            // A rule that ends so is about more.
            assert!(!hidden.ends_with('*'));
            marked.assert_only(&remove(&[hidden]), |key| key != hidden);
            marked.assert_only(&hash(&[hidden]), |key| key != hidden);
        }
        marked.assert_only(&remove(&["*"]), |_| false);
        marked.assert_only(&hash(&["*"]), |_| false);
    }
    assert!(keys > 100, "{keys}");
}

#[test]
fn no_byte_of_a_group_is_anywhere() {
    for store in stores() {
        let values = Marked::of(&store, str::to_owned);
        let queries = Marked::of(&store, |word| format!("https://{word}@shop.example/{word}?{word}#{word}"));
        for group in RedactionGroup::ALL {
            for redaction in [
                Redaction { remove_groups: vec![group], ..Redaction::default() },
                Redaction { hash_groups: vec![group], ..Redaction::default() },
            ] {
                let is_whole = |key: &str| matches!(redaction.treatment(key), Treatment::Removed | Treatment::Hashed);
                values.assert_only(&redaction, |key| !is_whole(key));
                queries.assert_only(&redaction, |key| !is_whole(key));
            }
        }
    }
}

#[test]
fn of_a_url_the_way_stays() {
    let store = sketch(
        r#"shop "GET /a?Secret1=x"  0..100  url.full="https://ann:Secret2@shop.example/a?b=Secret3#Secret4" url.query=Secret5 ^"/e?Secret6""#,
    );
    let store = store.unwrap_or_else(|error| panic!("{error}"));
    for (redaction, has_hash) in [
        (Redaction { remove_groups: vec![RedactionGroup::UrlQueries], ..Redaction::default() }, false),
        (Redaction { hash_groups: vec![RedactionGroup::UrlQueries], ..Redaction::default() }, true),
    ] {
        for format in FORMATS {
            let options = ExportOptions { format, redaction: redaction.clone(), hash_key: Some(KEY.to_owned()) };
            let bytes = exported(&store, &all(&store), &options);
            let text = String::from_utf8_lossy(&bytes);
            assert!(!text.contains("Secret"), "{text}");
            assert!(text.contains("https://shop.example/a"), "{text}");
            assert_eq!(text.contains("hmac:"), has_hash, "{text}");
        }
    }
}

#[test]
fn messages_of_statuses_are_messages() {
    let store = sketch(r#"shop GET  0..100  !"Secret of a status""#).unwrap();
    for (redaction, expected) in [
        (Redaction { remove_groups: vec![RedactionGroup::Messages], ..Redaction::default() }, r#""status":{"code":2}"#),
        (Redaction { hash_groups: vec![RedactionGroup::Messages], ..Redaction::default() }, r#""message":"hmac:"#),
    ] {
        for format in FORMATS {
            let options = ExportOptions { format, redaction: redaction.clone(), hash_key: Some(KEY.to_owned()) };
            let bytes = exported(&store, &all(&store), &options);
            let text = String::from_utf8_lossy(&bytes);
            assert!(!text.contains("Secret"), "{text}");
            assert!(format == ExportFormat::OtlpProto || text.contains(expected), "{text}");
        }
    }
}

#[test]
fn entries_of_maps_are_hidden_by_their_keys() {
    let line = |value: &str| {
        let attribute = format!(r#"{{"key":"request","value":{value}}}"#);
        format!(
            r#"{{"resourceSpans":[{{"scopeSpans":[{{"spans":[{{"spanId":"01","attributes":[{attribute}]}}]}}]}}]}}"#
        )
    };
    let text = line(
        r#"{"kvlistValue":{"values":[
            {"key":"user","value":{"kvlistValue":{"values":[{"key":"email","value":{"stringValue":"Secret1"}}]}}},
            {"key":"token","value":{"arrayValue":{"values":[{"stringValue":"Secret2"}]}}},
            {"key":"size","value":{"intValue":"7"}}]}}"#,
    );
    let (store, _) = read([text.as_bytes()]);
    for redaction in [
        remove(&["request.user.email", "token"]),
        hash(&["email", "request.token"]),
        remove(&["request.*"]),
        Redaction { remove_groups: vec![RedactionGroup::User, RedactionGroup::Tokens], ..Redaction::default() },
    ] {
        for format in FORMATS {
            let options = ExportOptions { format, redaction: redaction.clone(), hash_key: Some(KEY.to_owned()) };
            let bytes = exported(&store, &all(&store), &options);
            let text = String::from_utf8_lossy(&bytes);
            assert!(!text.contains("Secret"), "{redaction:?}: {text}");
            assert!(text.contains("request"), "{text}");
        }
    }
}

/// The values of an attribute in an export, in the order of the spans.
fn values_of(store: &Store, redaction: &Redaction, hash_key: &str, key: &str) -> Vec<String> {
    let options =
        ExportOptions { redaction: redaction.clone(), hash_key: Some(hash_key.to_owned()), ..ExportOptions::default() };
    let text = String::from_utf8(exported(store, &all(store), &options)).unwrap();
    let mut found = Vec::new();
    for line in text.lines() {
        let line: Json = serde_json::from_str(line).unwrap();
        values_in(&line, key, &mut found);
    }
    found
}

fn values_in(json: &Json, key: &str, found: &mut Vec<String>) {
    match json {
        Json::Array(items) => items.iter().for_each(|item| values_in(item, key, found)),
        Json::Object(entries) => {
            if entries.get("key").and_then(Json::as_str) == Some(key) {
                found.push(entries["value"].to_string());
            }
            entries.values().for_each(|value| values_in(value, key, found));
        }
        _ => {}
    }
}

#[test]
fn equal_values_stay_equal_under_a_key_and_differ_under_another() {
    let store = sketch(
        "shop a  0..1  user.id=7    owner=7
         shop b  0..1  user.id=ann  owner=ann
         shop c  0..1  user.id=7    owner=bob",
    );
    let store = store.unwrap_or_else(|error| panic!("{error}"));
    let redaction = hash(&["user.id", "owner"]);
    let users = values_of(&store, &redaction, KEY, "user.id");
    let owners = values_of(&store, &redaction, KEY, "owner");
    assert_eq!((users.len(), owners.len()), (3, 3));
    let of = |values: &[String]| values.iter().collect::<BTreeSet<_>>().len();
    assert_eq!((of(&users), of(&owners)), (2, 3));
    assert_eq!(users.iter().filter(|user| owners.contains(user)).count(), 3, "whatever the attribute");
    let others = values_of(&store, &redaction, OTHER_KEY, "user.id");
    assert_eq!(of(&others), 2);
    assert!(others.iter().all(|other| !users.contains(other)));
}

#[test]
fn hashes_need_a_key() {
    let store = sketch("shop a  0..1").unwrap_or_else(|error| panic!("{error}"));
    for hash_key in [None, Some("00".to_owned())] {
        let options = ExportOptions { redaction: hash(&["user.id"]), hash_key, ..ExportOptions::default() };
        let outcome: Result<Vec<_>, _> = Export::new(&store, &all(&store), &options).collect();
        assert_eq!(outcome.unwrap_err().code(), ErrorCode::BadOption);
    }
}

proptest! {
    #[test]
    fn what_is_not_hidden_stays_as_it_is(message in traces(), rule in "[abc.*]{0,3}") {
        let (store, _) = read([serde_json::to_string(&message).unwrap().as_bytes()]);
        let redaction = remove(&[&rule]);
        let options = ExportOptions { redaction: redaction.clone(), ..ExportOptions::default() };
        let plain = String::from_utf8(whole(&store, ExportFormat::OtlpJson)).unwrap();
        let text = String::from_utf8(exported(&store, &all(&store), &options)).unwrap();
        let parsed = |text: &str| text.lines().map(|line| serde_json::from_str::<Json>(line).unwrap()).collect::<Vec<_>>();
        let mut expected = parsed(&plain);
        for line in &mut expected {
            without(line, None, &redaction);
        }
        prop_assert_eq!(parsed(&text), expected);
    }
}

/// Takes removed attributes out of a document, the slow way. `path` is that of the attribute around it.
fn without(json: &mut Json, path: Option<&str>, redaction: &Redaction) {
    let is_removed = |key: &str| redaction.treatment(key) == Treatment::Removed;
    let behind = |key: &str| path.map_or(key.to_owned(), |path| format!("{path}.{key}"));
    match json {
        Json::Array(items) => {
            let key_of = |item: &Json| item.get("key").and_then(Json::as_str).map(str::to_owned);
            items.retain(|item| key_of(item).is_none_or(|key| !is_removed(&key) && !is_removed(&behind(&key))));
            for item in items {
                let key = key_of(item).map(|key| behind(&key));
                without(item, key.as_deref().or(path), redaction);
            }
        }
        Json::Object(entries) => {
            entries.values_mut().for_each(|value| without(value, path, redaction));
            // A list without entries is not written.
            entries.retain(|name, value| !(is_list(name) && value.as_array().is_some_and(Vec::is_empty)));
        }
        _ => {}
    }
}

fn is_list(name: &str) -> bool {
    matches!(name, "attributes" | "values")
}
