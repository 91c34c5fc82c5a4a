//! Small files, one for each group of quirks, and what they come to.
//!
//! A snapshot stands beside each fixture under the same name with `.txt`. `SPANLENS_WRITE_SNAPSHOTS=1` writes them anew.

use std::fs;
use std::path::{Path, PathBuf};

use super::dump::dump;
use super::read;

/// All fixtures with their paths, in order.
pub(crate) fn fixtures() -> Vec<(PathBuf, Vec<u8>)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/reader");
    let mut paths: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.retain(|path| path.extension().is_some_and(|extension| extension != "txt"));
    paths.sort();
    assert!(!paths.is_empty());
    paths.into_iter().map(|path| (path.clone(), bytes(&path))).collect()
}

/// A file, by its path from the root of the repository.
pub(crate) fn bytes_of(path: &str) -> Vec<u8> {
    bytes(&Path::new(env!("CARGO_MANIFEST_DIR")).join(path))
}

#[expect(clippy::disallowed_methods, reason = "tests read files, the engine does not")]
fn bytes(path: &Path) -> Vec<u8> {
    fs::read(path).unwrap()
}

#[test]
fn every_fixture_reads_as_its_snapshot_says() {
    let write = std::env::var_os("SPANLENS_WRITE_SNAPSHOTS").is_some();
    for (path, bytes) in fixtures() {
        let (store, report) = read([bytes.as_slice()]);
        let found = dump(&store, &report);
        let snapshot = path.with_added_extension("txt");
        if write {
            fs::write(&snapshot, &found).unwrap();
        }
        let expected = fs::read_to_string(&snapshot).unwrap_or_default();
        assert_eq!(found, expected, "{}", path.display());
    }
}
