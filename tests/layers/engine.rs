//! The layers of the engine.

use super::table::Table;

pub(crate) const ENGINE: Table = Table {
    root: "src/lib.rs",
    layers: &[
        &["units", "column", "sort", "template", "js"],
        &["error"],
        &["store"],
        &["filter"],
        &["ingest", "analysis"],
        &["export"],
        &["remote"],
        &["clickhouse", "trace_api"],
        &["protocol"],
        &["engine"],
        &["wasm"],
    ],
    aside: &[
        // Traces drawn as text.
        ("sketch", &["units", "error", "store"]),
        // The text of the demo's file, which the engine reads as it reads any file.
        ("demo", &["units"]),
    ],
    naming_aside: &["protocol", "engine"],
    // The engine is handed bytes and does not know the time.
    outside: Some(("wasm", &["std::fs", "std::thread", "std::time::Instant", "std::time::SystemTime"])),
};

#[test]
fn the_engine_keeps_its_layers() {
    ENGINE.check();
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
        ("protocol", "crate::ingest", None),
        ("export", "crate::ingest::base64", None),
        ("ingest", "crate::export", Some("ingest may not name export")),
        ("clickhouse", "crate::remote", None),
        ("clickhouse", "crate::protocol", Some("clickhouse may not name protocol")),
        ("remote", "crate::clickhouse", Some("remote may not name clickhouse")),
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
        assert_eq!(ENGINE.complaint(module, path).as_deref(), expected, "{module} names {path}");
    }
}
