//! Documents of every shape, tiny, with the quirks of real files mixed in.

use std::fmt::Write;

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{Value as Json, json};

/// A field: its names, and the values that it may have.
pub(crate) type Field = (&'static [&'static str], BoxedStrategy<Json>);

pub(crate) fn one_of(values: Vec<Json>) -> BoxedStrategy<Json> {
    select(values).boxed()
}

/// An object of some of the fields, each under one of its names.
pub(crate) fn object(fields: Vec<Field>) -> BoxedStrategy<Json> {
    let members: Vec<_> =
        fields.into_iter().map(|(names, value)| prop::option::weighted(0.7, (select(names.to_vec()), value))).collect();
    members
        .prop_map(|members| {
            Json::Object(members.into_iter().flatten().map(|(name, value)| (name.to_owned(), value)).collect())
        })
        .boxed()
}

pub(crate) fn list(entry: BoxedStrategy<Json>, most: usize) -> BoxedStrategy<Json> {
    let odd = one_of(vec![json!(null), json!(7), json!("x"), json!({})]);
    prop_oneof![
        8 => vec(entry.clone(), 0..=most).prop_map(Json::Array),
        1 => (entry, select(vec![json!(7), json!("x"), json!(null), json!([])])).prop_map(|(a, b)| json!([a, b])),
        1 => odd.prop_filter("an object is no list, but its members would be read", |odd| !odd.is_object()),
    ]
    .boxed()
}

fn trace_id() -> BoxedStrategy<Json> {
    let full = "5b8efff798038103d269b633813fc60c";
    one_of(vec![
        json!(full),
        json!(full.to_uppercase()),
        json!("W47/95gDgQPSabYzgT/GDA=="),
        json!("d269b633813fc60c"),
        json!("0"),
        json!(""),
        json!(null),
        json!(5),
    ])
}

fn span_id() -> BoxedStrategy<Json> {
    one_of(vec![
        json!("eee19b7ec3c1b174"),
        json!("7uGbfsPBsXQ"),
        json!("0000000000000001"),
        json!("2"),
        json!(""),
        json!(null),
        json!([]),
    ])
}

fn text() -> BoxedStrategy<Json> {
    one_of(vec![
        json!("a"),
        json!("b"),
        json!(""),
        json!("quote \" and \\ and é😀\n\t"),
        json!("a rather long text, of more than eight bytes"),
        json!(null),
        json!(1),
    ])
}

fn time() -> BoxedStrategy<Json> {
    one_of(vec![
        json!("1544712660000000000"),
        json!(1_544_712_660_000_000_001_u64),
        json!(u64::MAX),
        json!("18446744073709551616"),
        json!(1.5e9),
        json!(0.5),
        json!(0),
        json!("x"),
        json!(-5),
        json!(null),
    ])
}

fn count() -> BoxedStrategy<Json> {
    one_of(vec![json!(0), json!(1), json!("2"), json!(u32::MAX), json!(1_u64 << 32), json!(null), json!({})])
}

fn value() -> BoxedStrategy<Json> {
    let simple = vec![
        json!({"stringValue": "a"}),
        json!({"stringValue": "é\"\u{1}"}),
        json!({"string_value": ""}),
        json!({"boolValue": true}),
        json!({"boolValue": false}),
        json!({"intValue": "-1"}),
        json!({"intValue": 12}),
        json!({"int_value": "9223372036854775807"}),
        json!({"doubleValue": 0.5}),
        json!({"doubleValue": -2}),
        json!({"doubleValue": "NaN"}),
        json!({"bytesValue": "-_8"}),
        json!({"bytesValue": "Zg"}),
        json!({"stringValue": null}),
        json!({"newValue": [1, {"a": "]"}]}),
        json!({}),
        json!(null),
    ];
    let value = one_of(simple).prop_recursive(3, 8, 3, |value| {
        let array = vec(value.clone(), 0..3).prop_map(|values| json!({"arrayValue": {"values": values}}));
        let entry = (select(vec!["k", "é\"\n"]), value).prop_map(|(key, value)| json!({"key": key, "value": value}));
        let map = vec(entry, 0..3).prop_map(|values| json!({"kvlistValue": {"values": values}}));
        prop_oneof![array, map, Just(json!({"array_value": {}}))]
    });
    let odd = vec![
        json!({"stringValue": 1}),
        json!({"intValue": "9223372036854775808"}),
        json!({"intValue": "x"}),
        json!({"boolValue": 1}),
        json!("text"),
    ];
    // Oddities are left out of arrays and maps, whose text would have to say them.
    prop_oneof![9 => value, 1 => one_of(odd).prop_filter("the oracle has its own idea of it", |odd| odd["intValue"] != "9223372036854775808")].boxed()
}

fn attributes() -> Field {
    let key = one_of(vec![
        json!("a"),
        json!("b"),
        json!("a.long.key.with.many.parts.1"),
        json!("a.long.key.with.many.parts.2"),
        json!("é\""),
    ]);
    let entry = object(vec![(&["key"], key), (&["value"], value()), (&["unknown"], one_of(vec![json!([{}])]))]);
    (&["attributes"], list(entry, 4))
}

fn dropped() -> Field {
    (&["droppedAttributesCount", "dropped_attributes_count"], count())
}

pub(crate) fn unknown() -> Field {
    (&["unknown"], one_of(vec![json!({"a": [1, "]", {"b": null}]}), json!(-1.5e3), json!("\\")]))
}

fn span() -> BoxedStrategy<Json> {
    let name = |number: &str, names: &[&str]| -> Vec<Json> {
        let odd = [json!(number), json!(9), json!("x"), json!(null)];
        names.iter().map(|name| json!(name)).chain([json!(1)]).chain(odd).collect()
    };
    let status = object(vec![
        (&["code"], one_of(name("2", &["STATUS_CODE_ERROR", "STATUS_CODE_OK"]))),
        (&["message"], text()),
        unknown(),
    ]);
    let event = object(vec![
        (&["timeUnixNano", "time_unix_nano"], time()),
        (&["name"], text()),
        attributes(),
        dropped(),
        unknown(),
    ]);
    let link = object(vec![
        (&["traceId", "trace_id"], trace_id()),
        (&["spanId", "span_id"], span_id()),
        (&["traceState", "trace_state"], text()),
        (&["flags"], count()),
        attributes(),
        dropped(),
    ]);
    object(vec![
        (&["traceId", "trace_id"], trace_id()),
        (&["spanId", "span_id"], span_id()),
        (&["parentSpanId", "parent_span_id"], span_id()),
        (&["traceState", "trace_state"], text()),
        (&["flags"], count()),
        (&["name"], text()),
        (&["kind"], one_of(name("3", &["SPAN_KIND_SERVER", "SPAN_KIND_CONSUMER"]))),
        (&["startTimeUnixNano", "start_time_unix_nano"], time()),
        (&["endTimeUnixNano", "end_time_unix_nano"], time()),
        attributes(),
        dropped(),
        (&["events"], list(event, 2)),
        (&["droppedEventsCount", "dropped_events_count"], count()),
        (&["links"], list(link, 2)),
        (&["droppedLinksCount", "dropped_links_count"], count()),
        (&["status"], prop_oneof![status, Just(json!(null))].boxed()),
        unknown(),
    ])
}

/// A document.
pub(crate) fn document() -> BoxedStrategy<Json> {
    let scope = object(vec![(&["name"], text()), (&["version"], text()), attributes(), dropped(), unknown()]);
    let scope_spans = object(vec![
        (&["scope", "instrumentationLibrary"], scope),
        (&["spans"], list(span(), 3)),
        (&["schemaUrl", "schema_url"], text()),
        unknown(),
    ]);
    let resource = object(vec![attributes(), dropped(), unknown()]);
    let resource_spans = object(vec![
        (&["resource"], resource),
        (&["scopeSpans", "scope_spans", "instrumentationLibrarySpans"], list(scope_spans, 2)),
        (&["schemaUrl", "schema_url"], text()),
        unknown(),
    ]);
    let spans = list(resource_spans, 2);
    (select(vec!["resourceSpans", "resource_spans", "batches"]), spans, prop::option::of(unknown().1))
        .prop_map(|(name, spans, unknown)| match unknown {
            Some(unknown) => json!({name: spans, "unknown": unknown}),
            None => json!({name: spans}),
        })
        .boxed()
}

/// How documents are written.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Style {
    /// What stands around brackets, commas and colons.
    pub(crate) space: &'static str,
    /// Turns the order of members around at every second level, say.
    pub(crate) reversed: bool,
    /// Whether characters are escaped that need not be.
    pub(crate) escaped: bool,
}

pub(crate) fn style() -> impl Strategy<Value = Style> {
    (select(vec!["", " ", "\n\t", "\r\n      "]), any::<bool>(), any::<bool>())
        .prop_map(|(space, reversed, escaped)| Style { space, reversed, escaped })
}

impl Style {
    /// Writes a document.
    pub(crate) fn write(self, value: &Json, out: &mut String) {
        let Self { space, .. } = self;
        match value {
            Json::Array(values) => {
                out.push('[');
                for (at, value) in values.iter().enumerate() {
                    out.push_str(if at > 0 { "," } else { "" });
                    out.push_str(space);
                    self.write(value, out);
                    out.push_str(space);
                }
                out.push(']');
            }
            Json::Object(members) => {
                let mut members: Vec<_> = members.iter().collect();
                if self.reversed {
                    members.reverse();
                }
                out.push('{');
                for (at, (name, value)) in members.into_iter().enumerate() {
                    out.push_str(if at > 0 { "," } else { "" });
                    out.push_str(space);
                    self.write_text(name, out);
                    out.push_str(space);
                    out.push(':');
                    out.push_str(space);
                    self.write(value, out);
                }
                out.push_str(space);
                out.push('}');
            }
            Json::String(text) => self.write_text(text, out),
            other => out.push_str(&other.to_string()),
        }
    }

    fn write_text(self, text: &str, out: &mut String) {
        if !self.escaped {
            out.push_str(&Json::from(text).to_string());
            return;
        }
        out.push('"');
        for (at, unit) in text.encode_utf16().enumerate() {
            match u8::try_from(unit) {
                Ok(byte) if at % 3 > 0 && byte.is_ascii_alphanumeric() => out.push(char::from(byte)),
                _ => _ = write!(out, "\\u{unit:04x}"),
            }
        }
        out.push('"');
    }
}
