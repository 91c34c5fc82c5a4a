//! What is made of a compiled program for browsers, whichever it is.

use std::path::{Path, PathBuf};

use anyhow::Result;

use crate::process::{command, run};

/// Makes the JavaScript for a program, `name.js` beside `name_bg.wasm`.
pub(crate) fn bind(compiled: &Path, directory: &str, name: &str) -> Result<()> {
    let out = ["--target", "web", "--out-name", name, "--out-dir", directory];
    run(command("wasm-bindgen").args(out).arg(compiled))
}

/// The two files that [`bind`] writes and that browsers load.
pub(crate) fn bound(directory: &str, name: &str) -> Vec<PathBuf> {
    [".js", "_bg.wasm"].map(|ending| Path::new(directory).join(format!("{name}{ending}"))).into()
}

/// Makes the program smaller and faster, as `level` of wasm-opt says.
pub(crate) fn optimise(directory: &str, name: &str, level: &str) -> Result<()> {
    let wasm = format!("{directory}/{name}_bg.wasm");
    run(command("wasm-opt").args([level, "--strip-debug", "--strip-producers", "--output", &wasm, &wasm]))
}
