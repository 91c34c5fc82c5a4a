//! Builds the static site with Trunk, which Trunk.toml configures.

use anyhow::Result;

use crate::process::{command, run};

/// Where the site is written, as Trunk.toml says.
pub(crate) const DIRECTORY: &str = "dist/site";

/// Installs what is missing and builds the site. Trunk itself calls for the engine.
pub(crate) fn build() -> Result<()> {
    crate::setup::site()?;
    fetch()?;
    run(command("trunk").arg("build"))
}

/// Downloads the dependencies of the page and those of its macros, which run on this machine: Trunk works offline.
pub(crate) fn fetch() -> Result<()> {
    run(command("cargo").args(["fetch", "--quiet", "--target", "wasm32-unknown-unknown", "--target", "host-tuple"]))
}
