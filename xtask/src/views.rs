//! Builds the views for the npm package: `target/views/`, the same WebAssembly that Trunk makes the page of, under names that do not change.
//!
//! ```text
//! www/src/ ── cargo, as Trunk calls it ──▶ target/wasm32-unknown-unknown/page/spanlens-www.wasm ── wasm-bindgen, wasm-opt ──▶ target/views/
//! www/style.css ── as a module that exports its text ──▶ target/views/style.js
//! ```

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use crate::process::{command, run};
use crate::profile::{self, Profile};
use crate::{files, site, wasm};

/// Where the views are put together.
pub(crate) const DIRECTORY: &str = "target/views";
/// What their files there are called.
const NAME: &str = "spanlens_views";
const STYLE: &str = "www/style.css";

/// `cargo xtask page`: compiles the page. Trunk calls this beside the engine, and compiles the same itself afterwards, which takes no time then.
pub(crate) fn run_command() -> Result<()> {
    site::fetch()?;
    compile(Profile::of_trunk())
}

/// What cargo makes of the page.
pub(crate) fn compiled(profile: Profile) -> PathBuf {
    profile::compiled(profile.of_page(), "spanlens-www.wasm")
}

/// Compiles the page, just as Trunk does.
pub(crate) fn compile(profile: Profile) -> Result<()> {
    run(command("cargo")
        .args([
            "build",
            "--quiet",
            "--package",
            "spanlens-www",
            "--bin",
            "spanlens-www",
            "--profile",
            profile.of_page(),
        ])
        .args(["--target", "wasm32-unknown-unknown"]))
}

/// Builds the views. Where Trunk has just built the page, nothing is compiled again.
pub(crate) fn build() -> Result<()> {
    site::fetch()?;
    compile(Profile::Published)?;
    files::remove(Path::new(DIRECTORY))?;
    wasm::bind(&compiled(Profile::Published), DIRECTORY, NAME)?;
    wasm::optimise(DIRECTORY, NAME, "-Oz")?;
    write_style(Path::new(DIRECTORY))
}

/// Writes the style sheet to a directory, as a module that exports its text.
pub(crate) fn write_style(directory: &Path) -> Result<()> {
    let style = fs::read_to_string(STYLE).with_context(|| format!("cannot read {STYLE}"))?;
    let module = format!("export default {};\n", serde_json::to_string(&style)?);
    fs::write(directory.join("style.js"), module).context("cannot write style.js")
}
