//! The npm packages of package-lock.json: wasm-opt, and what drives the browser in tests.

use std::fs;

use anyhow::{Context, Result, bail};

use crate::process::{command, find, run};

const LOCK: &str = "package-lock.json";
/// A copy of the lock file that `node_modules` was made from.
const INSTALLED: &str = "node_modules/.installed-lock.json";

/// Makes `node_modules` anew when it is not what the lock file says.
pub(super) fn install() -> Result<()> {
    let wanted = fs::read(LOCK).with_context(|| format!("cannot read {LOCK}"))?;
    if fs::read(INSTALLED).is_ok_and(|installed| installed == wanted) {
        return Ok(());
    }
    let Some(npm) = find(&["npm", "npm.cmd"]) else {
        bail!("Node.js 20 or newer, with npm, has to be installed first");
    };
    println!("installing the npm packages of {LOCK}");
    run(command(&npm.to_string_lossy()).args(["ci", "--no-progress"]))?;
    fs::write(INSTALLED, wanted).with_context(|| format!("cannot write {INSTALLED}"))
}
