//! Builds the engine: `target/engine/`, WebAssembly with its JavaScript and TypeScript types.
//!
//! ```text
//! src/ ── cargo ──▶ target/wasm32-unknown-unknown/<profile>/spanlens.wasm ── wasm-bindgen, wasm-opt ──▶ target/engine/
//!                                                pkg-template/engine/*.js ── copied as they are ────────▶
//! target/engine/*.{js,wasm} ── copied ──▶ target/site/engine/<hash of their content>/ ── Trunk ──▶ the site
//! ```
//!
//! Trunk does not put a hash into the names of these files, which name each other. So the site has them in a folder
//! that is named for their content: a page never meets the worker of another version. The folder's address within the
//! site is written to `target/site/engine.txt`, from which Trunk copies it into the page.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use crate::process::{command, run};
use crate::profile::{self, Profile};
use crate::{files, wasm};

/// Where the engine is put together.
pub(crate) const DIRECTORY: &str = "target/engine";
/// What its files there are called.
const NAME: &str = "spanlens";
/// The engine's part of the site.
const SITE: &str = "target/site/engine";
/// The address of the engine within the site.
const ADDRESS: &str = "target/site/engine.txt";
/// The engine's JavaScript that is written by hand.
const SHELLS: &str = "pkg-template/engine";

/// `cargo xtask engine`. Trunk calls it, too, before each of its builds.
pub(crate) fn run_command() -> Result<()> {
    crate::setup::wasm()?;
    build(Profile::of_trunk())
}

/// What cargo makes of the engine.
pub(crate) fn compiled(profile: Profile) -> PathBuf {
    profile::compiled(profile.of_engine(), "spanlens.wasm")
}

/// Builds what has changed.
pub(crate) fn build(profile: Profile) -> Result<()> {
    compile(profile)?;
    wasm::make(&compiled(profile), (DIRECTORY, NAME), (file!(), (profile == Profile::Published).then_some("-O3")))?;
    files::copy_into(&files::with_extensions(Path::new(SHELLS), &["js"])?, Path::new(DIRECTORY))?;
    lay_out_site()
}

/// How large a function may be that the compiler copies to where it is called: 275 by default. This makes the engine a ninth smaller to download, and
/// nothing slower by more than measurements vary.
pub(crate) const INLINED: &str = "-Cllvm-args=-inline-threshold=50";

/// Compiles the engine, as a `cdylib` only: cargo skips link-time optimisation for a library that is an `rlib` as well.
pub(crate) fn compile(profile: Profile) -> Result<()> {
    run(command("cargo").args(["rustc", "--quiet", "--package", "spanlens", "--lib", "--crate-type", "cdylib"]).args([
        "--profile",
        profile.of_engine(),
        "--features",
        "wasm",
        "--target",
        "wasm32-unknown-unknown",
        "--target-dir",
        "target",
        "--",
        INLINED,
    ]))
}

/// Lays out the engine's part of the site, under a name that changes with its content.
fn lay_out_site() -> Result<()> {
    let files = files::with_extensions(Path::new(DIRECTORY), &["js", "wasm"])?;
    let hash = files::hash(&files)?;
    let directory = Path::new(SITE).join(&hash);
    let address = format!("engine/{hash}/");
    if directory.exists() && fs::read_to_string(ADDRESS).is_ok_and(|written| written == address) {
        return Ok(());
    }
    files::remove(Path::new(SITE))?;
    files::copy_into(&files, &directory)?;
    fs::write(ADDRESS, address).with_context(|| format!("cannot write {ADDRESS}"))
}
