//! What is made of a compiled program for browsers, whichever it is.

use std::path::{Path, PathBuf};

use anyhow::Result;

use crate::files;
use crate::process::{command, run};

/// Makes the JavaScript for a program, `name.js` beside `name_bg.wasm`.
pub(crate) fn bind(compiled: &Path, directory: &str, name: &str) -> Result<()> {
    let out = ["--target", "web", "--out-name", name, "--out-dir", directory];
    run(command("wasm-bindgen").args(out).arg(compiled))
}

/// What programs are made with. Beside the compiled program and the code that asks for it, a program changes when one of these does.
const MADE_WITH: [&str; 3] = ["package-lock.json", "xtask/src/setup/programs.rs", "xtask/src/wasm.rs"];

/// Makes a directory with a program and its JavaScript, where that or the compiled program has changed. `maker` is the file that asks for it, `level` how
/// wasm-opt makes it smaller and faster, if at all.
pub(crate) fn make(
    compiled: &Path,
    (directory, name): (&str, &str),
    (maker, level): (&str, Option<&str>),
) -> Result<()> {
    let inputs: Vec<PathBuf> =
        MADE_WITH.iter().chain([&maker]).map(PathBuf::from).chain([compiled.to_owned()]).collect();
    let outputs = || Ok([".js", "_bg.wasm"].map(|ending| Path::new(directory).join(format!("{name}{ending}"))).into());
    files::make_if_changed(&Path::new(directory).join(".stamp"), &inputs, outputs, || {
        files::remove(Path::new(directory))?;
        bind(compiled, directory, name)?;
        level.map_or(Ok(()), |level| optimise(directory, name, level))
    })
}

/// Makes the program smaller and faster, as `level` of wasm-opt says.
pub(crate) fn optimise(directory: &str, name: &str, level: &str) -> Result<()> {
    let wasm = format!("{directory}/{name}_bg.wasm");
    run(command("wasm-opt").args([level, "--strip-debug", "--strip-producers", "--output", &wasm, &wasm]))
}
