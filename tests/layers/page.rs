//! The layers of the page.

use std::fs;
use std::path::Path;

use super::table::Table;

pub(crate) const PAGE: Table = Table {
    root: "www/src/main.rs",
    layers: &[
        &["client", "effect", "export", "format", "host", "keys", "signals", "words"],
        &["findings", "geometry", "latency", "service_map", "theme", "zone"],
        &["address", "paint", "sources"],
        &["files", "state"],
        &["session"],
        &["events", "history", "latest", "properties", "questions", "values"],
        &["views"],
        &["app"],
        &["mount"],
    ],
    aside: &[],
    naming_aside: &[],
    outside: None,
};

#[test]
fn the_page_keeps_its_layers() {
    PAGE.check();
}

#[test]
fn nothing_of_the_page_points_up() {
    let cases = [
        ("address", "crate::words::Tab", None),
        ("address", "crate::state::State", Some("address may not name state")),
        ("words", "crate::address::Address", Some("words may not name address")),
        ("views", "crate::keys::is_plain", None),
        ("views", "crate::app::Part", Some("views may not name app")),
        ("session", "crate::views::Tabs", Some("session may not name views")),
        ("mount", "crate::app::begin", None),
    ];
    for (module, path, expected) in cases {
        assert_eq!(PAGE.complaint(module, path).as_deref(), expected, "{module} names {path}");
    }
}

/// Those of leptos keep what has read them.
#[test]
fn signals_and_memos_are_those_that_forget_their_readers() {
    let of_leptos: Vec<_> = PAGE
        .files()
        .into_iter()
        .filter(|file| {
            file.module != ["signals"] && !file.paths.iter().any(|path| path.starts_with("crate::signals::"))
        })
        .filter(|file| {
            let text =
                fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(&file.name)).expect("it was read before");
            ["RwSignal::", "Memo::"].iter().any(|makes_one| text.contains(makes_one))
        })
        .collect();
    assert_eq!(of_leptos, []);
}
