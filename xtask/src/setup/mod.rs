//! Installs what is missing, in pinned versions, and nothing else.
//!
//! Every command calls the part that it needs. When all is there, this takes some tens of milliseconds: a few
//! programs are asked for their version and a few files are looked at.

mod browser;
mod debian;
mod firefox;
mod npm;
mod programs;
mod python;
mod rust;

use std::path::PathBuf;

use anyhow::Result;

pub(crate) use browser::Browser;
pub(crate) use debian::is_root;

/// `cargo xtask setup`.
pub(crate) fn run(arguments: &[&str]) -> Result<()> {
    crate::no_arguments(arguments)?;
    build()?;
    browser()?;
    firefox()?;
    println!("everything is installed");
    Ok(())
}

/// What a build needs: the Rust target and components, Trunk, wasm-bindgen and the npm packages.
pub(crate) fn build() -> Result<()> {
    rust::install()?;
    programs::install()?;
    npm::install()
}

/// The browser that runs tests, with its driver.
pub(crate) fn browser() -> Result<Browser> {
    browser::install()
}

/// The other browser, which tests of the package run in, too.
pub(crate) fn firefox() -> Result<PathBuf> {
    firefox::install()
}

/// The Python that has the databases which benchmarks compare with. `cargo xtask setup` leaves them out, as nothing else needs them.
pub(crate) fn databases() -> Result<PathBuf> {
    python::install()
}
