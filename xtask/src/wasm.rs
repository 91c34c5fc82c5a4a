//! What is made of a compiled program for browsers, whichever it is.

use anyhow::Result;

use crate::process::{command, run};

/// Makes the JavaScript for a program, `name.js` beside `name_bg.wasm`, and the program smaller and faster, as `level` of wasm-opt says.
pub(crate) fn bind(compiled: &str, directory: &str, name: &str, level: &str) -> Result<()> {
    run(command("wasm-bindgen").args(["--target", "web", "--out-name", name, "--out-dir", directory, compiled]))?;
    let wasm = format!("{directory}/{name}_bg.wasm");
    run(command("wasm-opt").args([level, "--strip-debug", "--strip-producers", "--output", &wasm, &wasm]))
}
