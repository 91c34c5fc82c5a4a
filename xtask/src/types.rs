//! `cargo xtask types`: the TypeScript types of the protocol, which the package has beside the engine.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};

/// Where the types are written.
pub(crate) const FILE: &str = "target/types/protocol.d.ts";
/// What they are read from.
const SOURCES: &str = "src";

/// `cargo xtask types`.
pub(crate) fn run() -> Result<()> {
    build()?;
    println!("the types are in {FILE}");
    Ok(())
}

/// Writes [`FILE`].
pub(crate) fn build() -> Result<()> {
    let text = spanlens_types::protocol(Path::new(SOURCES))?;
    let directory = Path::new(FILE).parent().context("the types have no directory")?;
    fs::create_dir_all(directory).with_context(|| format!("cannot create {}", directory.display()))?;
    fs::write(FILE, text).with_context(|| format!("cannot write {FILE}"))
}
