//! The engine's layers: who may name whom. The table here is the architecture; docs/ARCHITECTURE.md explains it.

mod paths;

use std::fs;
use std::path::Path;

use paths::{Source, scan};

/// The layers from the bottom to the top. A module names those of the lines above its own, and itself.
const LAYERS: [&[&str]; 9] = [
    &["units", "column", "sort", "js"],
    &["error"],
    &["store"],
    &["filter"],
    &["ingest", "export", "analysis"],
    &["clickhouse"],
    &["protocol"],
    &["engine"],
    &["wasm"],
];

/// The modules that stand beside the layers: each with those that it may name.
const ASIDE: [(&str, &[&str]); 2] = [
    // Traces drawn as text.
    ("sketch", &["units", "error", "store"]),
    // The text of the demo's file, which the engine reads as it reads any file.
    ("demo", &["units"]),
];

/// Those that may name the modules that stand aside.
const NAMING_ASIDE: [&str; 2] = ["protocol", "engine"];

/// What only the worker may name: the engine is handed bytes and does not know the time.
const OUTSIDE: [&str; 4] = ["std::fs", "std::thread", "std::time::Instant", "std::time::SystemTime"];

#[test]
fn a_module_names_only_the_layers_below_it() {
    let mut wrong = Vec::new();
    for (file, module, paths) in engine() {
        let top = module.first().map(String::as_str);
        wrong.extend(paths.iter().filter_map(|path| {
            let complaint = complaint(top?, path)?;
            Some(format!("{file}: {path}: {complaint}"))
        }));
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn a_module_may_name_what_the_table_says() {
    let cases = [
        ("store", "crate::units::SpanId", None),
        ("store", "crate::store::Builder", None),
        ("store", "crate::filter", Some("store may not name filter")),
        ("error", "crate::units", None),
        ("units", "crate::error", Some("units may not name error")),
        ("ingest", "crate::analysis", Some("ingest may not name analysis")),
        ("clickhouse", "crate::ingest", None),
        ("sketch", "crate::store", None),
        ("sketch", "crate::filter", Some("sketch may not name filter")),
        ("demo", "crate::sketch", Some("demo may not name sketch")),
        ("engine", "crate::demo", None),
        ("analysis", "crate::sketch", Some("analysis may not name sketch")),
        ("wasm", "crate::demo", Some("wasm may not name demo")),
        ("store", "crate::helpers", Some("helpers is in no layer")),
        ("helpers", "crate::units", Some("helpers is in no layer")),
        ("store", "crate::*", Some("* is in no layer")),
        ("store", "std::fs::File", Some("only wasm may")),
        ("store", "std::fs::*", Some("only wasm may")),
        ("store", "std::time::*", Some("only wasm may")),
        ("store", "std::time::Duration", None),
        ("wasm", "std::thread::spawn", None),
    ];
    for (module, path, expected) in cases {
        assert_eq!(complaint(module, path).as_deref(), expected, "{module} names {path}");
    }
}

/// What is wrong with a path in a module of the crate's root, if anything is.
fn complaint(module: &str, path: &str) -> Option<String> {
    let mut words = path.split("::");
    if words.next() != Some("crate") {
        let outside = OUTSIDE.iter().any(|name| {
            let glob_of_its_parent = path.strip_suffix('*').is_some_and(|parent| name.starts_with(parent));
            path == *name || path.starts_with(&format!("{name}::")) || glob_of_its_parent
        });
        return (outside && module != "wasm").then(|| "only wasm may".to_owned());
    }
    let named = words.next()?;
    if let Some(unknown) = [module, named].iter().find(|name| !is_known(name)) {
        return Some(format!("{unknown} is in no layer"));
    }
    (named != module && !may_name(module, named)).then(|| format!("{module} may not name {named}"))
}

fn may_name(module: &str, named: &str) -> bool {
    if let Some((_, allowed)) = ASIDE.iter().find(|(name, _)| *name == module) {
        return allowed.contains(&named);
    }
    match layer(named) {
        Some(below) => layer(module) > Some(below),
        None => NAMING_ASIDE.contains(&module),
    }
}

fn is_known(module: &str) -> bool {
    layer(module).is_some() || ASIDE.iter().any(|(name, _)| *name == module)
}

/// The line of the table that has this module.
fn layer(module: &str) -> Option<usize> {
    LAYERS.iter().position(|modules| modules.contains(&module))
}

/// Every source file of the engine that is not for tests only: its name, its module and the paths in it.
fn engine() -> Vec<(String, Vec<String>, Vec<String>)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut found = Vec::new();
    let mut modules = vec![Vec::new()];
    while let Some(module) = modules.pop() {
        let (file, text) = read(&root, &module);
        let Source { paths, modules: inner } = scan(&text, &module);
        modules.extend(inner);
        found.push((file, module, paths));
    }
    found.sort();
    found
}

/// The file of a module, by the rules of the language.
fn read(root: &Path, module: &[String]) -> (String, String) {
    let stem = module.join("/");
    let names = match module {
        [] => vec!["lib.rs".to_owned()],
        _ => vec![format!("{stem}.rs"), format!("{stem}/mod.rs")],
    };
    names
        .into_iter()
        .find_map(|name| fs::read_to_string(root.join(&name)).ok().map(|text| (format!("src/{name}"), text)))
        .unwrap_or_else(|| panic!("the module {stem} has no file"))
}
