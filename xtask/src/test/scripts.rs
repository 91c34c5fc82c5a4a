//! Tests that are written in JavaScript and run by Node.

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};
use serde::Deserialize;

use crate::files;
use crate::process::{command, run as run_program};

/// How the names of test files end.
const ENDING: &str = ".test.mjs";

/// Where Node says how each test ended.
const OUTCOMES: &str = "target/outcomes.jsonl";

/// So many tests that fail may run once more.
const AGAIN: usize = 3;

/// The test files that are chosen.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Scripts {
    files: Vec<PathBuf>,
    /// A part of the names of those tests that are chosen; all of them without it.
    test: Option<String>,
}

impl Scripts {
    /// The files of a folder whose names have a name in them or, where there is none, those files with such tests.
    ///
    /// # Errors
    ///
    /// If there are neither.
    pub(super) fn find(folder: &Path, name: Option<&str>) -> Result<Self> {
        let mut files = files::with_extensions(folder, &["mjs"])?;
        files.retain(|file| stem(file).is_some());
        let Some(name) = name else { return Ok(Self { files, test: None }) };
        let called: Vec<PathBuf> =
            files.iter().filter(|file| stem(file).is_some_and(|stem| stem.contains(name))).cloned().collect();
        if !called.is_empty() {
            return Ok(Self { files: called, test: None });
        }
        let stems: Vec<String> = files.iter().filter_map(|file| stem(file).map(str::to_owned)).collect();
        let with_tests = with_line(files, |line| line.contains("test(") && line.contains(name))?;
        if with_tests.is_empty() {
            bail!("{} has no tests of {name}: its files are {}", folder.display(), stems.join(", "));
        }
        Ok(Self { files: with_tests, test: Some(name.to_owned()) })
    }

    /// Whether one of the files has this in its text.
    pub(super) fn mention(&self, word: &str) -> Result<bool> {
        Ok(!with_line(self.files.clone(), |line| line.contains(word))?.is_empty())
    }

    /// Runs the tests, two files at a time: each waits for its browser or its server most of the time. A few that fail run once more, alone; if they pass then, their names are said, and the run
    /// passes. What fails twice is wrong; what fails once depends on how fast the machine is at that moment.
    ///
    /// # Errors
    ///
    /// If a test fails twice, more fail than [`AGAIN`], or a file fails outside of its tests.
    pub(super) fn run(&self, environment: &[(&str, OsString)]) -> Result<()> {
        let chosen: Vec<String> = self.test.iter().map(|name| pattern(name)).collect();
        let Err(error) = run_program(&mut node_test(&self.files, &chosen, 2, environment)) else { return Ok(()) };
        let failed: Vec<Outcome> = outcomes()?.into_iter().filter(|outcome| !outcome.passed).collect();
        if failed.is_empty() || failed.len() > AGAIN || failed.iter().any(|test| test.name.ends_with(ENDING)) {
            return Err(error);
        }
        let names = failed.iter().map(|test| &*test.name).collect::<Vec<_>>().join("; ");
        println!("\n== again, alone: {names}");
        let files: BTreeSet<&PathBuf> = failed.iter().map(|test| &test.file).collect();
        let chosen: Vec<String> = failed.iter().map(|test| format!("^{}$", pattern(&test.name))).collect();
        run_program(&mut node_test(files, &chosen, 1, environment))?;
        let passed: Vec<Outcome> = outcomes()?.into_iter().filter(|outcome| outcome.passed).collect();
        if let Some(missing) = failed.iter().find(|test| passed.iter().all(|passed| passed.name != test.name)) {
            bail!("{:?} failed, and did not run again: {error:#}", missing.name);
        }
        println!("\n== failed at first, and passed alone: {names}");
        Ok(())
    }
}

/// Runs those tests of the files whose names match a pattern; all of them where there is none.
fn node_test<'a>(
    files: impl IntoIterator<Item = &'a PathBuf>,
    chosen: &[String],
    at_once: u32,
    environment: &[(&str, OsString)],
) -> Command {
    let mut node = command("node");
    node.args(["--test".to_owned(), format!("--test-concurrency={at_once}")]);
    node.args(["--test-reporter=spec", "--test-reporter-destination=stdout"]);
    node.args(["--test-reporter=./tests/outcomes.mjs".to_owned(), format!("--test-reporter-destination={OUTCOMES}")]);
    node.args(chosen.iter().map(|pattern| format!("--test-name-pattern={pattern}")));
    node.args(files);
    node.envs(environment.iter().map(|(name, value)| (name, value)));
    node
}

/// How a test of the last run ended.
#[derive(Deserialize)]
struct Outcome {
    name: String,
    file: PathBuf,
    passed: bool,
}

/// Reads what `tests/outcomes.mjs` wrote.
fn outcomes() -> Result<Vec<Outcome>> {
    let text = fs::read_to_string(OUTCOMES).with_context(|| format!("cannot read {OUTCOMES}"))?;
    let read = |line| serde_json::from_str(line).with_context(|| format!("a line of {OUTCOMES}"));
    text.lines().map(read).collect()
}

/// The name of a test file without its ending; nothing for files that are none.
fn stem(file: &Path) -> Option<&str> {
    file.file_name()?.to_str()?.strip_suffix(ENDING)
}

/// Those files that have such a line.
fn with_line(files: Vec<PathBuf>, is_meant: impl Fn(&str) -> bool) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for file in files {
        let text = fs::read_to_string(&file).with_context(|| format!("cannot read {}", file.display()))?;
        if text.lines().any(&is_meant) {
            found.push(file);
        }
    }
    Ok(found)
}

/// The regular expression that finds this text and no other.
fn pattern(text: &str) -> String {
    text.chars().flat_map(|c| r"\^$.*+?()[]{}|/".contains(c).then_some('\\').into_iter().chain([c])).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn find(name: &str) -> (Vec<String>, Option<String>) {
        let folder = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../tests/npm"));
        let Scripts { files, test } = Scripts::find(folder, Some(name)).unwrap();
        (files.iter().map(|file| stem(file).unwrap().to_owned()).collect(), test)
    }

    #[test]
    fn a_name_is_that_of_files_or_else_of_tests() {
        let found = ["cli", "clickhouse", "mcp-clickhouse"].map(str::to_owned);
        assert_eq!(find("cli"), (found.to_vec(), None));
        assert_eq!(find("examples-w"), (vec!["examples-webpack".to_owned()], None));
        assert_eq!(
            find("nobody who does not know the token"),
            (vec!["cli".to_owned()], Some("nobody who does not know the token".to_owned()))
        );
    }

    #[test]
    fn a_name_of_nothing_is_an_error_that_lists_the_files() {
        let folder = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../tests/browser"));
        let error = Scripts::find(folder, Some("no such test")).unwrap_err().to_string();
        assert!(error.contains("no tests of no such test: its files are address, aligned, "), "{error}");
    }

    #[test]
    fn names_of_tests_are_no_patterns() {
        assert_eq!(pattern("a (b) c.d"), r"a \(b\) c\.d");
    }
}
