//! How large files are, as they are and as they are downloaded.

use std::fs;
use std::path::PathBuf;

use anyhow::{Context, Result};

use crate::process::{command, output};

/// Says what the columns are.
pub(super) fn print_head() {
    println!("\n{:<58} {:>9} {:>9}", "size in KB", "raw", "gzip -9");
}

/// Prints the size of each file and of all together, in KB of 1000 bytes, beside the goal of a part.
pub(super) fn print_sizes(name: &str, goal: f64, files: &[PathBuf]) -> Result<()> {
    let (mut raw_sum, mut gzip_sum) = (0.0, 0.0);
    for file in files {
        let raw = kilobytes(fs::read(file).with_context(|| format!("cannot read {}", file.display()))?.len());
        let gzip = kilobytes(output(command("gzip").args(["-9", "--stdout", "--no-name"]).arg(file))?.len());
        println!("  {:<56} {raw:>9.1} {gzip:>9.1}", file.display());
        raw_sum += raw;
        gzip_sum += gzip;
    }
    let verdict = if gzip_sum <= goal { "within" } else { "OVER" };
    println!("{name:<58} {raw_sum:>9.1} {gzip_sum:>9.1}  {verdict} the goal of {goal}");
    Ok(())
}

#[expect(clippy::cast_precision_loss, reason = "no file that is published has 2^52 bytes")]
fn kilobytes(bytes: usize) -> f64 {
    bytes as f64 / 1000.0
}
