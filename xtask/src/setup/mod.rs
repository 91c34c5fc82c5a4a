//! Installs what is missing, in pinned versions, and nothing else.
//!
//! Every command calls the part that it needs. When all is there, this takes some tens of milliseconds: a few
//! programs are asked for their version and a few files are looked at.

mod chrome;
mod debian;
mod firefox;
mod npm;
mod programs;
mod python;
mod rust;

use std::path::PathBuf;

use anyhow::Result;

use crate::process::together;
pub(crate) use debian::is_root;
use programs::{TEST_RUNNER, TRUNK, WASM_BINDGEN};

/// `cargo xtask setup`.
pub(crate) fn run() -> Result<()> {
    rust::install_components()?;
    site()?;
    worker_tests()?;
    chrome()?;
    driver()?;
    firefox()?;
    clickhouse()?;
    senders()?;
    println!("everything is installed");
    Ok(())
}

/// What makes WebAssembly and its JavaScript: the Rust target, wasm-bindgen and, among the npm packages, wasm-opt.
pub(crate) fn wasm() -> Result<()> {
    rust::install_target()?;
    together([|| programs::install(&WASM_BINDGEN), npm::install])
}

/// What makes the site: the same, and Trunk.
pub(crate) fn site() -> Result<()> {
    together([|| programs::install(&TRUNK), wasm])
}

/// What compiles for browsers: the Rust target.
pub(crate) fn target() -> Result<()> {
    rust::install_target()
}

/// What makes and runs the tests in a worker, beside [`chrome()`] and its [`driver`].
pub(crate) fn worker_tests() -> Result<()> {
    rust::install_target()?;
    programs::install(&TEST_RUNNER)
}

/// The npm packages: what drives browsers in tests, and the programs of others that are tried.
pub(crate) fn npm() -> Result<()> {
    npm::install()
}

/// The browser that runs tests.
pub(crate) fn chrome() -> Result<PathBuf> {
    chrome::install()
}

/// What drives that browser for the tests of wasm-bindgen.
pub(crate) fn driver() -> Result<PathBuf> {
    chrome::install_driver()
}

/// The other browser, which tests of the package run in, too.
pub(crate) fn firefox() -> Result<PathBuf> {
    firefox::install()
}

/// The Python that has the databases which benchmarks compare with. `cargo xtask setup` leaves them out, as nothing else needs them.
pub(crate) fn databases() -> Result<PathBuf> {
    python::BENCHMARKS.install()
}

/// The Python that has `ClickHouse`, for the tests that ask one.
pub(crate) fn clickhouse() -> Result<PathBuf> {
    python::CLICKHOUSE.install()
}

/// The Python that has what sends spans, for the tests of the receiver.
pub(crate) fn senders() -> Result<PathBuf> {
    python::SENDERS.install()
}
