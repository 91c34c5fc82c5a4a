//! The parts of the Rust toolchain that rust-toolchain.toml names.
//!
//! That file alone is not enough: rustup installs nothing by itself where `RUSTUP_AUTO_INSTALL=0` is set.

use std::env::consts::EXE_EXTENSION;
use std::path::PathBuf;

use anyhow::{Context, Result, bail};

use crate::process::{command, find, output, run};

/// Adds the target that is WebAssembly, where the toolchain does not have it.
pub(super) fn install_target() -> Result<()> {
    install("target", "wasm32-unknown-unknown", "lib/rustlib/wasm32-unknown-unknown".into())
}

/// Adds what checks format and lints, where the toolchain does not have it.
pub(super) fn install_components() -> Result<()> {
    let program = |name: &str| PathBuf::from("bin").join(name).with_extension(EXE_EXTENSION);
    install("component", "clippy", program("cargo-clippy"))?;
    install("component", "rustfmt", program("rustfmt"))
}

/// Adds a part, which is this path in the toolchain.
fn install(kind: &str, name: &str, path: PathBuf) -> Result<()> {
    if sysroot()?.join(path).exists() {
        return Ok(());
    }
    if find(&["rustup", "rustup.exe"]).is_none() {
        bail!("the Rust toolchain has no {name}, and there is no rustup to add it");
    }
    println!("installing the Rust {kind} {name}");
    run(command("rustup").args([kind, "add", name]))
}

fn sysroot() -> Result<PathBuf> {
    let sysroot = output(command("rustc").args(["--print", "sysroot"]))?;
    let sysroot = String::from_utf8(sysroot).context("the toolchain has an unreadable path")?;
    Ok(sysroot.trim_end().into())
}
