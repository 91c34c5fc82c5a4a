//! What JavaScript has of the protocol while it runs.

use std::collections::BTreeMap;

use serde_json::json;

use super::*;
use crate::constants::{constants, declarations, script};

const ASKED: &str = r#"
    #[derive(Serialize)]
    #[serde(rename_all = "camelCase")]
    enum Question { Where(Options), HowMany(Unit) }

    #[derive(Serialize)]
    #[serde(rename_all = "camelCase", default)]
    struct Options { max_rows: u32, since_ns: u64, unit: Unit, only: Option<Only>, names: Vec<String> }

    #[derive(Default, Serialize)]
    #[serde(rename_all = "camelCase")]
    enum Unit { #[default] All, HalfOfIt, Some(Only) }

    #[derive(Serialize)]
    struct Only { it: bool }
"#;

fn linked() -> Linked {
    let options = json!({"maxRows": 5, "sinceNs": 7, "unit": "halfOfIt", "only": {"it": true}, "names": ["a"]});
    Linked {
        defaults: BTreeMap::from([("Options", options)]),
        bounds: vec![("Options", "maxRows", 1..=9)],
        numbers: vec![("NOBODY", 8)],
    }
}

fn made(rust: &str, linked: &Linked) -> Result<(String, String)> {
    let constants = constants(&reach(&sources_of(&[("", rust)])?, QUESTION)?, linked)?;
    let text = |text: String| {
        let lines = text.lines().filter(|line| !line.starts_with('/'));
        lines.flat_map(str::split_whitespace).collect::<Vec<_>>().join(" ")
    };
    Ok((text(script(&constants)), text(declarations(&constants))))
}

#[test]
fn words_defaults_and_bounds_are_those_of_rust() {
    let (script, types) = made(ASKED, &linked()).unwrap();
    let expected = r#"export const kinds = ["where", "howMany"]; export const words = { Unit: ["all", "halfOfIt"], }; \
        export const defaults = { Options: { maxRows: 5, sinceNs: 7n, unit: "halfOfIt", only: { it: true, }, names: ["a"], }, Unit: "all", }; \
        export const bounds = { Options: { maxRows: [1, 9], }, }; export const NOBODY = 8;"#;
    assert_eq!(script, expected.replace("\\\n        ", ""));
    for expected in [
        r#"export const kinds: readonly ["where", "howMany"];"#,
        r#"export const words: { readonly Unit: readonly ["all", "halfOfIt"]; };"#,
        "export const bounds: { readonly Options: { readonly maxRows: readonly [1, 9]; }; };",
        r#"readonly names: readonly ["a"];"#,
        "export const NOBODY: 8;",
    ] {
        assert!(types.contains(expected), "{types}");
    }
}

#[test]
fn constants_that_are_no_values_of_their_types_are_errors() {
    let without = |member: &str| {
        let mut linked = linked();
        if let Some(options) = linked.defaults.get_mut("Options").and_then(|options| options.as_object_mut()) {
            options.remove(member);
        }
        linked
    };
    let unknown = Linked { bounds: vec![("Options", "maxColumns", 0..=1)], ..linked() };
    for (linked, expected) in [
        (
            Linked { defaults: BTreeMap::new(), ..linked() },
            "Options has a default that xtask/types/src/linked.rs does not tell",
        ),
        (without("maxRows"), "Options.maxRows: null is not understood as number"),
        (without("unit"), "Options.unit: null is no word of Unit"),
        (unknown, "there is no Options.maxColumns to be bounded"),
    ] {
        let error = format!("{:#}", made(ASKED, &linked).unwrap_err());
        assert_eq!(error, expected);
    }
    assert!(made(ASKED, &without("only")).unwrap().0.contains("only: undefined"));
}

#[test]
fn the_engine_tells_all_its_defaults() {
    let protocol = protocol(Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../src"))).unwrap();
    for expected in ["export const kinds = [\"open\",", "Population: [\"requests\",", "maxColumns: [2, 10000]"] {
        assert!(protocol.script.contains(expected), "{expected}");
    }
}
