//! `cargo xtask types`: the protocol for programs in JavaScript, its types and its words, which the package has beside the engine.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};

/// Where both are written.
const DIRECTORY: &str = "target/types";
/// What is written: the types, and what there is while a program runs.
pub(crate) const FILES: [&str; 2] = ["target/types/protocol.d.ts", "target/types/protocol.js"];
/// What they are read from.
const SOURCES: &str = "src";

/// `cargo xtask types`.
pub(crate) fn run() -> Result<()> {
    build()?;
    println!("the protocol is in {}", FILES.join(" and "));
    Ok(())
}

/// Writes the [`FILES`].
pub(crate) fn build() -> Result<()> {
    let protocol = spanlens_types::protocol(Path::new(SOURCES))?;
    fs::create_dir_all(DIRECTORY).with_context(|| format!("cannot create {DIRECTORY}"))?;
    for (file, text) in FILES.into_iter().zip([protocol.types, protocol.script]) {
        fs::write(file, text).with_context(|| format!("cannot write {file}"))?;
    }
    Ok(())
}
