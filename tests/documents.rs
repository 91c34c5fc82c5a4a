//! The documents for whoever changes something: every path that they name is there.

use std::fs;
use std::path::{Path, PathBuf};

const DOCUMENTS: [&str; 2] = ["docs/ARCHITECTURE.md", "docs/CONTRIBUTING.md"];
const DECISIONS: &str = "docs/decisions";
/// What is made by commands, and so not there in a clone.
const MADE: [&str; 2] = ["dist/", "target/"];
/// A word in code that ends so is a path, though it names no folder.
const ENDINGS: [&str; 8] = [".css", ".html", ".js", ".md", ".mjs", ".rs", ".toml", ".ts"];

#[test]
fn paths_in_documents_exist() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut missing = Vec::new();
    for document in documents(root) {
        let text = fs::read_to_string(root.join(&document)).unwrap();
        let folder = root.join(&document).parent().unwrap().to_owned();
        let in_code = paths_in_code(&text).into_iter().filter(|path| !root.join(path).exists());
        let linked = links(&text).into_iter().filter(|link| !folder.join(link).exists());
        missing.extend(in_code.chain(linked).map(|path| format!("{}: {path}", document.display())));
    }
    assert!(missing.is_empty(), "\n{}", missing.join("\n"));
}

#[test]
fn the_list_of_decisions_has_every_file() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let list = fs::read_to_string(root.join(DECISIONS).join("README.md")).unwrap();
    let listed = links(&list);
    for document in documents(root).iter().filter(|document| document.starts_with(DECISIONS)) {
        let name = document.file_name().unwrap().to_str().unwrap();
        assert!(name == "README.md" || listed.contains(&name), "{name}");
    }
}

/// The documents, from the root of the repository.
fn documents(root: &Path) -> Vec<PathBuf> {
    let decisions = fs::read_dir(root.join(DECISIONS)).unwrap();
    let decisions = decisions.map(|entry| Path::new(DECISIONS).join(entry.unwrap().file_name()));
    DOCUMENTS.iter().map(PathBuf::from).chain(decisions).collect()
}

/// The words of code that are paths of the repository. Blocks of code are left out: they are drawings and commands.
fn paths_in_code(text: &str) -> Vec<&str> {
    let prose = text.split("```").step_by(2);
    let code = prose.flat_map(|prose| prose.split('`').skip(1).step_by(2));
    code.flat_map(str::split_whitespace).filter(|word| is_path(word)).collect()
}

fn is_path(word: &str) -> bool {
    let is_plain = word.chars().all(|c| c.is_ascii_alphanumeric() || "-_./".contains(c));
    let is_named = word.contains('/') || ENDINGS.iter().any(|ending| word.ends_with(ending));
    is_plain && is_named && word.starts_with(|c: char| c != '/') && !MADE.iter().any(|made| word.starts_with(made))
}

/// Where links lead within the repository.
fn links(text: &str) -> Vec<&str> {
    let targets = text.split("](").skip(1).filter_map(|rest| Some(rest.split_once(')')?.0));
    targets.filter(|target| !target.contains("://")).collect()
}

#[test]
fn paths_are_told_from_other_code() {
    let text = "`src/store.rs` and `Cargo.toml`, `src/store/`, `cargo test --lib a/b`; not `a|b`, `GET /`, `dist/npm/`, `u64::MAX`,
        `{ name }`, `{ url = \"/a/b\" }`, [a link](store.md#one) or
        ```
        `tests/none.rs`
        ```
        but `README.md`.";
    assert_eq!(paths_in_code(text), ["src/store.rs", "Cargo.toml", "src/store/", "a/b", "README.md"]);
    assert_eq!(links("[a](store.md), [b](https://example.org/) [c]"), ["store.md"]);
}
