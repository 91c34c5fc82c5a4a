//! Rust in, TypeScript out.

mod constants;
mod macros;

use std::path::Path;

use super::*;

#[test]
fn the_sources_of_the_engine_are_understood() {
    let text = protocol(Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../src"))).unwrap().types;
    for expected in
        ["export type ErrorCode =", "  | \"no-data\"", "  | { heatmap: HeatmapAnswer }", "  counts: Uint32Array;"]
    {
        assert!(text.contains(expected), "{expected}");
    }
}

#[test]
fn a_crate_may_be_a_single_file() {
    let file = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../src/error/code.rs"));
    let sources = Sources::read(file).unwrap();
    assert!(sources.only("ErrorCode").is_ok() && sources.module_docs(&[]).unwrap().starts_with("Error codes"));
}

#[test]
fn the_protocol_may_be_a_folder_of_many_files() {
    let about = "//! About.\n";
    let root = "mod ask; mod heatmap; pub use ask::Message; pub use heatmap::{Heatmap, HeatmapQuestion};
        #[derive(Serialize)] pub struct Reply(Heatmap);";
    let ask = "use super::HeatmapQuestion; #[derive(Serialize)] pub enum Message { Heatmap(HeatmapQuestion) }";
    let heatmap = "use crate::store::Population;
        #[derive(Serialize)] pub struct HeatmapQuestion { population: Population }
        #[derive(Serialize)] pub struct Heatmap(u32);";
    let store = "#[derive(Serialize)] pub enum Population { Spans }";
    let modules = [("protocol", root), ("protocol::ask", ask), ("protocol::heatmap", heatmap), ("store", store)];
    let expected = "export type Message = | { Heatmap: HeatmapQuestion }; \
        export interface HeatmapQuestion { population: Population; } export type Population = | \"Spans\"; \
        export type Reply = Heatmap; export type Heatmap = number;";
    assert_eq!(text_of(&modules).unwrap(), expected);
    let mut sources = Sources::default();
    sources.add(Path::new("protocol/mod.rs"), vec!["protocol".to_owned()], about).unwrap();
    assert_eq!(sources.module_docs(&["protocol"]).unwrap(), "About.");
}

fn sources_of(modules: &[(&str, &str)]) -> Result<Sources> {
    let mut sources = Sources::default();
    for (module, rust) in modules {
        let path: Vec<String> = module.split("::").filter(|name| !name.is_empty()).map(str::to_owned).collect();
        sources.add(Path::new(&format!("{}.rs", path.join("/"))), path, rust)?;
    }
    Ok(sources)
}

/// The types of a protocol with some messages and replies.
fn text_of(modules: &[(&str, &str)]) -> Result<String> {
    let text = types(&sources_of(modules)?, "About.")?;
    let lines = text.lines().filter(|line| !line.starts_with("//"));
    Ok(lines.flat_map(str::split_whitespace).collect::<Vec<_>>().join(" "))
}

/// What a type is where clients send it.
fn sent(rust: &str) -> Result<String> {
    let text = format!("#[derive(Serialize)] struct Message(A); #[derive(Serialize)] struct Reply(bool); {rust}");
    let text = text_of(&[("", &text)])?;
    Ok(text.replace("export type Message = A; ", "").replace(" export type Reply = boolean;", ""))
}

/// What a type is where clients get it and never send it.
fn answered(rust: &str) -> Result<String> {
    let text = format!("#[derive(Serialize)] struct Message(bool); #[derive(Serialize)] struct Reply(A); {rust}");
    Ok(text_of(&[("", &text)])?.replace("export type Message = boolean; export type Reply = A; ", ""))
}

#[test]
fn fields_have_the_types_that_values_cross_as() {
    for (rust, expected) in [
        ("bool", "boolean"),
        ("u8", "number"),
        ("i32", "number"),
        ("f64", "number"),
        ("u64", "bigint"),
        ("i64", "bigint"),
        ("String", "string"),
        ("&'static str", "string"),
        ("char", "string"),
        ("Vec<u32>", "number[]"),
        ("&'static [u64]", "bigint[]"),
        ("[f64; 3]", "[number, number, number]"),
        ("(String, Vec<u64>)", "[string, bigint[]]"),
        ("Box<Arc<std::rc::Rc<str>>>", "string"),
        ("Vec<Option<bool>>", "(boolean | undefined)[]"),
        ("Vec<(A, A)>", "[A, A][]"),
    ] {
        let expected = format!("export interface A {{ a: {expected}; }}");
        assert_eq!(sent(&format!("#[derive(Serialize)] struct A {{ a: {rust} }}")).unwrap(), expected);
    }
}

#[test]
fn columns_are_typed_arrays() {
    for (rust, expected) in
        [("u8", "Uint8Array"), ("u32", "Uint32Array"), ("u64", "BigUint64Array"), ("f64", "Float64Array")]
    {
        let rust = format!("#[derive(Serialize)] struct A {{ #[serde(with = \"crate::column\")] a: Vec<{rust}> }}");
        assert_eq!(answered(&rust).unwrap(), format!("export interface A {{ a: {expected}; }}"));
    }
}

#[test]
fn types_are_named_and_made_as_serde_does() {
    for (rust, expected) in [
        ("struct A(u32);", "type A = number;"),
        ("struct A(u32, u64);", "type A = [number, bigint];"),
        ("struct A {}", "type A = Record<string, never>;"),
        ("struct A { a_b: u32 }", "interface A { a_b: number; }"),
        (r#"#[serde(rename_all = "camelCase")] struct A { p50_ns: u32 }"#, "interface A { p50Ns: number; }"),
        (r#"#[serde(rename_all = "kebab-case")] struct A { p50_ns: u32 }"#, r#"interface A { "p50-ns": number; }"#),
        (r#"struct A { #[serde(rename = "class")] a: u32 }"#, "interface A { class: number; }"),
        ("struct A { r#type: u32 }", "interface A { type: number; }"),
        ("enum A { One, Two }", r#"type A = | "One" | "Two";"#),
        (r#"#[serde(rename_all = "kebab-case")] enum A { NoData }"#, r#"type A = | "no-data";"#),
        (r#"enum A { #[serde(rename = "1")] One }"#, r#"type A = | "1";"#),
        ("enum A { One(u32), Two(u32, u64) }", "type A = | { One: number } | { Two: [number, bigint] };"),
        // What is said of variants says nothing of their fields.
        (
            r#"#[serde(rename_all = "camelCase")] enum A { OneTwo { a_b: u32 } }"#,
            "type A = | { oneTwo: { a_b: number; }; };",
        ),
        (
            r#"#[serde(rename_all_fields = "camelCase")] enum A { One { a_b: u32 } }"#,
            "type A = | { One: { aB: number; }; };",
        ),
        (r#"enum A { #[serde(rename_all = "camelCase")] One { a_b: u32 } }"#, "type A = | { One: { aB: number; }; };"),
    ] {
        assert_eq!(sent(&format!("#[derive(Serialize)] {rust}")).unwrap(), format!("export {expected}"), "{rust}");
    }
}

#[test]
fn what_may_be_missing_is_optional() {
    let rust = "#[derive(Serialize)] struct A { a: Option<u64>, #[serde(default)] b: u32 }";
    assert_eq!(sent(rust).unwrap(), "export interface A { a?: bigint | undefined; b?: number; }");
    assert_eq!(answered(rust).unwrap(), "export interface A { a?: bigint | undefined; b: number; }");
    let rust = "#[derive(Serialize)] #[serde(default)] struct A { a: u32 }";
    assert_eq!(sent(rust).unwrap(), "export interface A { a?: number; }");
}

#[test]
fn documentation_is_kept() {
    let rust = "/// One [`A`](crate::A).\n#[derive(Serialize)] struct A {\n/// Two.\na: u32 }";
    assert_eq!(sent(rust).unwrap(), "/** One `A`. */ export interface A { /** Two. */ a: number; }");
}

#[test]
fn paths_mean_the_type_that_is_imported() {
    let b = ("b", "#[derive(Serialize)] struct T { b: u32 }");
    let c = ("c::deep", "#[derive(Serialize)] struct T { c: u32 }");
    let a = |rust: &'static str| ("a", rust);
    for (a, expected) in [
        (a("use crate::b::T; #[derive(Serialize)] struct Message(T);"), Some("b")),
        (a("use crate::c::T; #[derive(Serialize)] struct Message(T);"), Some("c")),
        (a("use super::c::{deep::T as U}; #[derive(Serialize)] struct Message(U);"), Some("c")),
        (a("use crate::c; #[derive(Serialize)] struct Message(c::deep::T);"), Some("c")),
        (a("#[derive(Serialize)] struct Message(crate::b::T);"), Some("b")),
        (a("#[derive(Serialize)] struct Message(T);"), None),
        (a("use crate::T; #[derive(Serialize)] struct Message(T);"), None),
    ] {
        let reply = ("r", "#[derive(Serialize)] struct Reply(bool);");
        let found = text_of(&[a, b, c, reply]);
        match expected {
            Some(field) => assert!(found.unwrap().contains(&format!("T {{ {field}: number; }}")), "{}", a.1),
            None => assert!(format!("{:#}", found.unwrap_err()).contains("T can be any of those in"), "{}", a.1),
        }
    }
}

#[test]
fn what_is_not_understood_is_an_error_that_says_where() {
    for (rust, expected) in [
        ("struct A;", "a.rs: A: a struct without fields"),
        ("struct A { a: usize }", "a.rs: A: field a: no type usize"),
        ("struct A { a: u128 }", "field a: no type u128"),
        ("struct A { a: Missing }", "field a: no type Missing has a derived Serialize"),
        ("struct A { a: std::time::Duration }", "field a: std::time::Duration is not a type of the engine"),
        ("struct A { a: HashMap<u32, u32> }", "field a: HashMap, which has arguments"),
        ("struct A { a: Option<Option<u32>> }", "an Option in an Option"),
        ("struct A { a: [u32; N] }", "the length of an array"),
        ("struct A { a: () }", "a type of this kind"),
        ("struct A { a: fn() }", "a type of this kind"),
        ("struct A<T> { a: u32 }", "a.rs: A: its parameters"),
        (
            "struct A { #[serde(flatten)] a: u32 }",
            "field a: an attribute of serde that is not understood: serde's flatten",
        ),
        ("struct A { #[serde(skip)] a: u32 }", "serde's skip"),
        ("#[serde(untagged)] enum A { One(u32) }", "serde's untagged"),
        (r#"#[serde(rename_all = "UPPERCASE")] enum A { One }"#, r#"the case "UPPERCASE""#),
        (r#"struct A { #[serde(with = "crate::other")] a: u32 }"#, r#"serde's with = "crate::other""#),
        (r#"struct A { #[serde(with = "crate::column")] a: Vec<i8> }"#, "there are no typed arrays of i8"),
        (r#"struct A { #[serde(with = "crate::column")] a: Vec<String> }"#, "there are no typed arrays of String"),
        (r#"struct A { #[serde(with = "crate::column")] a: Vec<A> }"#, "there are no typed arrays of A"),
        (r#"struct A { #[serde(with = "crate::column")] a: u32 }"#, "a column is a Vec of numbers"),
        (r"#[cfg_attr(x, serde(untagged))] struct A { a: u32 }", "depends on the platform"),
    ] {
        let text = "use crate::A; #[derive(Serialize)] struct Message(A); #[derive(Serialize)] struct Reply(A);";
        let a = format!("#[derive(Serialize)] {rust}");
        let error = format!("{:#}", text_of(&[("", text), ("a", &a)]).unwrap_err());
        assert!(error.contains(expected), "{rust}: {error}");
    }
}

#[test]
fn two_types_of_one_name_cannot_cross() {
    let root = "use crate::b; use crate::c; #[derive(Serialize)] struct Message(b::T); #[derive(Serialize)] struct Reply(c::T);";
    let one = "#[derive(Serialize)] struct T(u32);";
    let error = text_of(&[("", root), ("b", one), ("c", one)]).unwrap_err();
    assert_eq!(error.to_string(), "two types that cross are called T");
}
