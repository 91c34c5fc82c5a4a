//! `cargo xtask types`: the protocol for programs in JavaScript, its types and its words, which the package has beside the engine.

use std::env;

use anyhow::Result;

use crate::process::{command, run as run_program};

/// What writes the protocol.
const PROGRAM: &str = "spanlens-types";
/// Where both are written.
const DIRECTORY: &str = "target/types";
/// What is written: the types, and what there is while a program runs.
pub(crate) const FILES: [&str; 2] = ["target/types/protocol.d.ts", "target/types/protocol.js"];

/// `cargo xtask types`.
pub(crate) fn run() -> Result<()> {
    build()?;
    println!("the protocol is in {}", FILES.join(" and "));
    Ok(())
}

/// Writes the [`FILES`], by a program of its own: it is linked with the engine, which the other commands need not wait for.
pub(crate) fn build() -> Result<()> {
    // Of the whole workspace, as tests are built: one package alone would be built with other features, and so the engine once more.
    let build = ["build", "--quiet", "--workspace", "--bin", PROGRAM, "--target-dir", "target"];
    run_program(command("cargo").args(build))?;
    run_program(command(&format!("target/debug/{PROGRAM}{}", env::consts::EXE_SUFFIX)).arg(DIRECTORY))
}
