//! Builds the views for the npm package: `target/views/`, the same WebAssembly that Trunk makes the page of, under names that do not change.
//!
//! ```text
//! www/src/ ── cargo, as Trunk calls it ──▶ target/wasm32-unknown-unknown/page/spanlens-www.wasm ── wasm-bindgen, wasm-opt ──▶ target/views/
//! www/style.css ── as a module that exports its text ──▶ target/views/style.js
//! ```

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};

use crate::process::{command, run};
use crate::{files, site, wasm};

/// Where the views are put together.
pub(crate) const DIRECTORY: &str = "target/views";
/// What cargo makes of them.
pub(crate) const COMPILED: &str = "target/wasm32-unknown-unknown/page/spanlens-www.wasm";
const STYLE: &str = "www/style.css";

/// Builds the views. Where Trunk has just built the page, nothing is compiled again.
pub(crate) fn build() -> Result<()> {
    site::fetch()?;
    run(command("cargo")
        .args(["build", "--package", "spanlens-www", "--profile", "page"])
        .args(["--target", "wasm32-unknown-unknown"]))?;
    files::remove(Path::new(DIRECTORY))?;
    wasm::bind(COMPILED, DIRECTORY, "spanlens_views", "-Oz")?;
    write_style(Path::new(DIRECTORY))
}

/// Writes the style sheet to a directory, as a module that exports its text.
pub(crate) fn write_style(directory: &Path) -> Result<()> {
    let style = fs::read_to_string(STYLE).with_context(|| format!("cannot read {STYLE}"))?;
    let module = format!("export default {};\n", serde_json::to_string(&style)?);
    fs::write(directory.join("style.js"), module).context("cannot write style.js")
}
