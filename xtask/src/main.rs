//! The commands of README and CI: `cargo xtask <command>`.
//!
//! Each command is one file, and each makes sure by itself that the programs it needs are there. All of them run in
//! the root of the repository, so that paths are short and the same everywhere.

#![expect(clippy::print_stdout, reason = "the output of these commands is text for a person")]

mod bench;
mod ci;
mod corpus;
mod dist;
mod engine;
mod files;
mod http;
mod npm;
mod process;
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

use anyhow::{Context, Result, bail};

/// A command: its name, its arguments and what it does for the list, and the function that does it.
type Command = (&'static str, &'static str, &'static str, fn(&[&str]) -> Result<()>);

/// Every command, in the order of the list.
const COMMANDS: [Command; 9] = [
    ("serve", "[--port N] [--no-open]", "build the page, serve it on this machine and open it", serve::run),
    ("test", "[native|wasm|browser|npm]...", "run all tests, or those of the kinds given", test::run_command),
    (
        "corpus",
        "",
        "hold the files in the folder $SPANLENS_CORPUS against its INDEX.md and their answer keys",
        corpus::run_command,
    ),
    ("dist", "", "write the site to dist/site and the package to dist/npm, and print their sizes", dist::run),
    (
        "bench",
        "[native|browser|file|trace]...",
        "measure the engine, beside its goals and its peers",
        bench::run_command,
    ),
    ("ci", "", "everything that has to hold before a change is merged", ci::run_command),
    ("engine", "", "build the engine and its JavaScript to target/engine", engine::run_command),
    ("types", "", "write the TypeScript types of the protocol to target/types/protocol.d.ts", types::run),
    ("setup", "", "install what is missing; every command does the part it needs", setup::run),
];

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<()> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().context("xtask has no parent directory")?;
    env::set_current_dir(root).with_context(|| format!("cannot enter {}", root.display()))?;
    let arguments: Vec<String> = env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match arguments.split_first() {
        None | Some((&("help" | "--help" | "-h"), _)) => {
            print!("{}", usage());
            Ok(())
        }
        Some((name, rest)) => match COMMANDS.iter().find(|(known, ..)| known == name) {
            Some((.., command)) => command(rest),
            None => bail!("there is no command {name}\n\n{}", usage()),
        },
    }
}

fn usage() -> String {
    let commands = COMMANDS.map(|(name, arguments, what, _)| {
        let call = format!("{name} {arguments}");
        format!("  {call:32} {what}\n")
    });
    format!("Usage: cargo xtask <command>\n\n{}", commands.concat())
}

/// Refuses the arguments of a command that takes none.
fn no_arguments(arguments: &[&str]) -> Result<()> {
    match arguments.first() {
        None => Ok(()),
        Some(argument) => bail!("unexpected argument {argument}"),
    }
}
