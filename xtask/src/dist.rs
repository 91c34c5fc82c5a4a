//! `cargo xtask dist`: the static site, and how much of it a visitor downloads.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use crate::process::{command, output};
use crate::site;

/// Builds the site and prints the sizes of the engine and of the page, which have goals of their own.
pub(crate) fn run(arguments: &[&str]) -> Result<()> {
    crate::no_arguments(arguments)?;
    site::build()?;
    let engine = Path::new(site::DIRECTORY).join("engine");
    let (engine, page): (Vec<_>, Vec<_>) =
        files(Path::new(site::DIRECTORY))?.into_iter().partition(|file| file.starts_with(&engine));
    println!("\n{:<58} {:>9} {:>9}", "size in KB", "raw", "gzip -9");
    print_sizes("engine", 200.0, &engine)?;
    print_sizes("page", 250.0, &page)?;
    println!("\nthe site is in {}/ and works from any path of any static host", site::DIRECTORY);
    Ok(())
}

/// Prints the size of each file and of all together, in KB of 1000 bytes.
fn print_sizes(name: &str, goal: f64, files: &[PathBuf]) -> Result<()> {
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

#[expect(clippy::cast_precision_loss, reason = "no file of the site has 2^52 bytes")]
fn kilobytes(bytes: usize) -> f64 {
    bytes as f64 / 1000.0
}

/// All files below a directory, sorted.
fn files(directory: &Path) -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    let mut directories = vec![directory.to_owned()];
    while let Some(directory) = directories.pop() {
        let entries = fs::read_dir(&directory).with_context(|| format!("cannot list {}", directory.display()))?;
        for entry in entries {
            let path = entry?.path();
            if path.is_dir() { directories.push(path) } else { files.push(path) }
        }
    }
    files.sort();
    Ok(files)
}
