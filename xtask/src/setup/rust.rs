//! The parts of the Rust toolchain that rust-toolchain.toml names.

use std::path::Path;

use anyhow::{Context, Result, bail};

use crate::process::{command, find, output, run};

/// Adds the missing parts to the toolchain, whose version rust-toolchain.toml pins.
///
/// That file alone is not enough: rustup installs nothing by itself where `RUSTUP_AUTO_INSTALL=0` is set.
pub(super) fn install() -> Result<()> {
    let sysroot = output(command("rustc").args(["--print", "sysroot"]))?;
    let sysroot = String::from_utf8(sysroot).context("the toolchain has an unreadable path")?;
    let sysroot = Path::new(sysroot.trim_end());
    let parts = [
        ("target", "wasm32-unknown-unknown", sysroot.join("lib/rustlib/wasm32-unknown-unknown")),
        ("component", "clippy", executable(sysroot, "cargo-clippy")),
        ("component", "rustfmt", executable(sysroot, "rustfmt")),
    ];
    for (kind, name, path) in parts {
        if path.exists() {
            continue;
        }
        if find(&["rustup", "rustup.exe"]).is_none() {
            bail!("the Rust toolchain has no {name}, and there is no rustup to add it");
        }
        println!("installing the Rust {kind} {name}");
        run(command("rustup").args([kind, "add", name]))?;
    }
    Ok(())
}

fn executable(sysroot: &Path, name: &str) -> std::path::PathBuf {
    sysroot.join("bin").join(name).with_extension(std::env::consts::EXE_EXTENSION)
}
