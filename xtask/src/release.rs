//! `cargo xtask release`: publishes the crate and the package, and packs the site. `--dry-run` does all of it but the publishing.

use std::fs;

use anyhow::{Result, bail};
use lexopt::Arg::Long;
use lexopt::{Error, Parser};

use crate::process::{command, output, run as run_program};
use crate::{dist, npm};

/// What is released.
const VERSION: &str = env!("CARGO_PKG_VERSION");

/// What somebody chose.
pub(crate) struct Options {
    /// Whether nothing is sent to crates.io and npm.
    dry_run: bool,
}

impl Options {
    pub(crate) fn read(mut words: Parser) -> Result<Self, Error> {
        let mut options = Self { dry_run: false };
        while let Some(word) = words.next()? {
            match word {
                Long("dry-run") => options.dry_run = true,
                other => return Err(other.unexpected()),
            }
        }
        Ok(options)
    }

    /// The word that cargo and npm know for it, too.
    fn dry_run(&self) -> Option<&'static str> {
        self.dry_run.then_some("--dry-run")
    }
}

/// Builds everything, and publishes it.
///
/// # Errors
///
/// If there are changes that are not committed, if the changelog does not have the version (only a dry run may be without), or if a part cannot be
/// built or published.
pub(crate) fn run(options: &Options) -> Result<()> {
    if !output(command("git").args(["status", "--porcelain"]))?.is_empty() {
        bail!("there are changes that are not committed");
    }
    if !options.dry_run && !names_version(&fs::read_to_string("CHANGELOG.md")?, VERSION) {
        bail!("CHANGELOG.md has no section of {VERSION}");
    }
    dist::run()?;
    run_program(command("cargo").args(["publish", "--package", "spanlens"]).args(options.dry_run()))?;
    let package = format!("./{}", npm::DIRECTORY);
    run_program(command("npm").args(["publish", &package]).args(options.dry_run()))?;
    println!("\n{VERSION}: attach {} to the release of its tag", dist::ARCHIVE);
    Ok(())
}

/// Whether a changelog has a section of a version.
fn names_version(changelog: &str, version: &str) -> bool {
    changelog.lines().any(|line| line.starts_with(&format!("## [{version}]")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_version_has_its_section() {
        let changelog = "# Changelog\n\n## [Unreleased]\n\n## [0.2.0] - 2026-12-01\n\nAfter [0.1.0].\n";
        assert!(names_version(changelog, "0.2.0"));
        assert!(!names_version(changelog, "0.1.0"));
    }
}
