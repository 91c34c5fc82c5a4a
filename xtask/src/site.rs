//! Builds the static site with Trunk, which Trunk.toml configures.

use std::path::{Path, PathBuf};

use anyhow::Result;

use crate::process::{command, run, together};
use crate::profile::Profile;
use crate::{engine, files, npm, views};

/// Where the site is written, as Trunk.toml says.
pub(crate) const DIRECTORY: &str = "dist/site";
/// What Trunk reads, and what makes the rest: files and folders.
const MADE_FROM: [&str; 6] = ["Trunk.toml", "package-lock.json", "www", engine::DIRECTORY, npm::TEMPLATE, "xtask/src"];
/// Says what the site was made from, and what was made.
const STAMP: &str = "target/site.stamp";

/// Installs what is missing and builds the site. Trunk is called only if something has changed, as it optimises the page each time, for about a minute. So
/// engine and page are compiled before.
pub(crate) fn build() -> Result<()> {
    crate::setup::site()?;
    fetch()?;
    together([|| engine::build(Profile::Published), || views::compile(Profile::Published)])?;
    let mut inputs = vec![views::compiled(Profile::Published)];
    for path in MADE_FROM.map(PathBuf::from) {
        if path.is_dir() { inputs.extend(files::below(&path)?) } else { inputs.push(path) }
    }
    files::make_if_changed(
        Path::new(STAMP),
        &inputs,
        || files::below(Path::new(DIRECTORY)),
        || run(command("trunk").arg("build")),
    )
}

/// Downloads the dependencies of the page and those of its macros, which run on this machine: Trunk works offline.
pub(crate) fn fetch() -> Result<()> {
    run(command("cargo").args(["fetch", "--quiet", "--target", "wasm32-unknown-unknown", "--target", "host-tuple"]))
}
