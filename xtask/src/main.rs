//! The commands of README and CI: `cargo xtask <command>`.
//!
//! Each command is one file, and each makes sure by itself that the programs it needs are there. All of them run in
//! the root of the repository, so that paths are short and the same everywhere. `commands.rs` has the list.

#![expect(clippy::print_stdout, reason = "the output of these commands is text for a person")]

mod bench;
mod ci;
mod commands;
mod dist;
mod engine;
mod files;
mod html;
mod http;
mod npm;
mod process;
mod profile;
mod release;
mod serve;
mod setup;
mod site;
mod test;
mod types;
mod views;
mod wasm;

use std::env;
use std::path::Path;
use std::process::ExitCode;

use anyhow::{Context, Result};

/// The exit status for a call that is not understood.
const MISUSE: u8 = 2;

fn main() -> ExitCode {
    if let Err(error) = enter_root() {
        return failed(&error);
    }
    match commands::read(lexopt::Parser::from_env()) {
        Ok(job) => job().map_or_else(|error| failed(&error), |()| ExitCode::SUCCESS),
        Err(misuse) => {
            eprintln!("error: {misuse}");
            ExitCode::from(MISUSE)
        }
    }
}

fn failed(error: &anyhow::Error) -> ExitCode {
    eprintln!("error: {error:#}");
    ExitCode::FAILURE
}

fn enter_root() -> Result<()> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().context("xtask has no parent directory")?;
    env::set_current_dir(root).with_context(|| format!("cannot enter {}", root.display()))
}
