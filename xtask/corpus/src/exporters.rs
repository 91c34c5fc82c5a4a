//! The same requests, written by the exporters of several systems: what each file says of them, beside what OpenTelemetry's own protocol says.

mod differences;
mod facts;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result};

use differences::{COMPARISONS, Change, Comparison, Difference};
use facts::Facts;

/// Compares the files that the folder has. Gives what was found, and whether it is as it should be.
///
/// # Errors
///
/// If a file cannot be read.
pub(super) fn compare(folder: &Path) -> Result<Vec<(String, bool)>> {
    let is_there = |comparison: &&Comparison| folder.join(comparison.file).exists();
    COMPARISONS.iter().filter(is_there).map(|comparison| compare_files(folder, comparison)).collect()
}

fn compare_files(folder: &Path, comparison: &Comparison) -> Result<(String, bool)> {
    let facts = |file: &str| -> Result<Facts> {
        let bytes = fs::read(folder.join(file)).with_context(|| file.to_owned())?;
        facts::of(&super::read(&bytes).1)
    };
    let Comparison { file, reference, differences } = comparison;
    let (expected, found) = (facts(reference)?, facts(file)?);
    let (texts, holds) = explain(&expected, &found, differences);
    let text = format!("{file} says what {reference} does, in {} facts", expected.len());
    Ok((format!("{text}{}", texts.concat()), holds && !expected.is_empty()))
}

/// What is different, a line for each kind of difference, and whether all of it is known, no more and no less often than it should be.
fn explain(expected: &Facts, found: &Facts, differences: &[Difference]) -> (Vec<String>, bool) {
    let mut counts = vec![0; differences.len()];
    let mut unknown: BTreeMap<&str, (usize, String)> = BTreeMap::new();
    let subjects = expected.keys().chain(found.keys().filter(|fact| !expected.contains_key(*fact)));
    for subject in subjects {
        let (before, after) = (expected.get(subject), found.get(subject));
        if before == after {
            continue;
        }
        let (span, fact) = subject;
        if let Some(at) = differences.iter().position(|difference| difference.explains(fact, before, after)) {
            counts[at] += 1;
        } else {
            let example = || (0, format!("{span}: {before:?}, but {after:?}"));
            unknown.entry(fact).or_insert_with(example).0 += 1;
        }
    }
    let known = differences.iter().zip(&counts).map(|(difference, &count)| difference.line(count));
    let unknown_lines = unknown.iter().map(|(fact, (count, example))| format!("\n    {count} × {fact} of {example}"));
    let holds = unknown.is_empty() && differences.iter().zip(&counts).all(|(known, &count)| known.count == count);
    (known.chain(unknown_lines).collect(), holds)
}

impl Difference {
    /// Whether a fact that is one thing there and another here is so by this.
    fn explains(&self, fact: &str, before: Option<&String>, after: Option<&String>) -> bool {
        let is_named = match self.fact.strip_suffix('*') {
            Some(start) => fact.starts_with(start),
            None => fact == self.fact,
        };
        is_named
            && match (self.change, before, after) {
                (Change::Lost, Some(_), None) | (Change::Added, None, Some(_)) | (Change::Other, Some(_), Some(_)) => {
                    true
                }
                (Change::Text, Some(before), Some(after)) => facts::is_text_of(before, after),
                _ => false,
            }
    }

    fn line(&self, count: usize) -> String {
        let Self { fact, change, count: expected, why } = self;
        let change = match change {
            Change::Lost => "is not there",
            Change::Added => "is there",
            Change::Text => "is text",
            Change::Other => "is another",
        };
        let instead = if count == *expected { String::new() } else { format!(" instead of {expected}") };
        format!("\n    but for {count}{instead} × {fact} {change}: {why}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn facts(list: &[(&str, &str)]) -> Facts {
        list.iter().map(|(fact, value)| (("a span".to_owned(), (*fact).to_owned()), (*value).to_owned())).collect()
    }

    #[test]
    fn only_what_is_known_may_differ_and_as_often_as_it_should() {
        let expected = facts(&[("name", "GET"), ("attribute size", "Int(7)"), ("flags", "256")]);
        let known = [
            Difference { fact: "flags", change: Change::Lost, count: 1, why: "no field" },
            Difference { fact: "attribute *", change: Change::Text, count: 1, why: "text alone" },
        ];
        let cases = [
            (vec![("name", "GET"), ("attribute size", "String(\"7\")")], true),
            (vec![("name", "GET"), ("attribute size", "String(\"8\")")], false),
            (vec![("name", "GET"), ("attribute size", "String(\"7\")"), ("flags", "256")], false),
            (vec![("name", "GET"), ("attribute size", "String(\"7\")"), ("attribute more", "Int(1)")], false),
            (vec![("attribute size", "String(\"7\")")], false),
        ];
        for (found, holds) in cases {
            assert_eq!(explain(&expected, &facts(&found), &known).1, holds, "{found:?}");
        }
        assert!(explain(&expected, &expected, &[]).1);
    }
}
