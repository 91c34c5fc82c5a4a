//! How large files are, as they are and as they are downloaded.

use std::fs;
use std::path::PathBuf;

use anyhow::{Context, Result};

use crate::process::{command, output};

/// How much a part may grow before somebody has to say so, as a share of its size.
const MAY_GROW: f64 = 0.05;

/// Brotli at its highest level, as static hosts keep files: Node has it.
const BROTLI: &str = "const { readFileSync } = require('node:fs');
    process.stdout.write(String(require('node:zlib').brotliCompressSync(readFileSync(process.argv[1])).length));";

/// What people download of what is published.
pub(super) struct Part {
    pub(super) name: &'static str,
    /// Its size in KB of 1000 bytes by `gzip -9`, when somebody last decided that it is right.
    pub(super) committed: f64,
    /// Whether hosts serve it as it is, so that its size by Brotli counts, too.
    pub(super) is_hosted: bool,
}

/// The sizes of files, together.
#[derive(Default)]
struct Sizes {
    raw: f64,
    gzip: f64,
    brotli: f64,
}

/// Says what the columns are.
pub(super) fn print_head() {
    println!("\n{:<58} {:>9} {:>9} {:>9}", "size in KB", "raw", "gzip -9", "brotli");
}

impl Part {
    /// Prints the size of each file and of all together. Gives what is wrong with it, if it has grown by more than it may.
    pub(super) fn print(&self, files: &[PathBuf]) -> Result<Option<String>> {
        let mut sum = Sizes::default();
        for file in files {
            let sizes = self.sizes(file)?;
            println!("  {}", sizes.row(&file.display().to_string(), 56));
            sum.raw += sizes.raw;
            sum.gzip += sizes.gzip;
            sum.brotli += sizes.brotli;
        }
        println!("{}", sum.row(self.name, 58));
        Ok(self.growth(sum.gzip))
    }

    fn sizes(&self, file: &PathBuf) -> Result<Sizes> {
        let raw = kilobytes(fs::read(file).with_context(|| format!("cannot read {}", file.display()))?.len());
        let gzip = kilobytes(output(command("gzip").args(["-9", "--stdout", "--no-name"]).arg(file))?.len());
        let brotli = if self.is_hosted { brotli(file)? } else { 0.0 };
        Ok(Sizes { raw, gzip, brotli })
    }

    /// What to say of a size that is larger than it may be.
    fn growth(&self, gzip: f64) -> Option<String> {
        let Self { name, committed, .. } = *self;
        (gzip > committed * (1.0 + MAY_GROW)).then(|| {
            format!("{name}: {gzip:.0} KB, and {committed} KB are written down in xtask/src/dist.rs; who means it changes that figure")
        })
    }
}

impl Sizes {
    fn row(&self, name: &str, width: usize) -> String {
        let Self { raw, gzip, brotli } = self;
        let brotli = if *brotli > 0.0 { format!("{brotli:.1}") } else { String::new() };
        format!("{name:<width$} {raw:>9.1} {gzip:>9.1} {brotli:>9}")
    }
}

fn brotli(file: &PathBuf) -> Result<f64> {
    let length = output(command("node").args(["--eval", BROTLI]).arg(file))?;
    let length = String::from_utf8(length)?.parse().context("Node gives no length")?;
    Ok(kilobytes(length))
}

#[expect(clippy::cast_precision_loss, reason = "no file that is published has 2^52 bytes")]
fn kilobytes(bytes: usize) -> f64 {
    bytes as f64 / 1000.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_has_grown_by_more_than_a_twentieth_is_told() {
        let part = Part { name: "engine", committed: 100.0, is_hosted: true };
        assert_eq!([50.0, 100.0, 105.0].map(|gzip| part.growth(gzip)), [None, None, None]);
        assert!(part.growth(105.1).is_some_and(|told| told.starts_with("engine: 105 KB, and 100 KB are written down")));
    }
}
