//! Runs other programs.

use std::env;
use std::ffi::OsString;
use std::panic::resume_unwind;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread;

use anyhow::{Context, Result, bail};

/// Where `setup` installs the Rust programs that the machine has in another version than the one needed.
pub(crate) const TOOLS: &str = ".tools";

/// A program to run: ours are found before those of the machine.
pub(crate) fn command(program: &str) -> Command {
    let mut command = Command::new(program);
    command.env("PATH", path());
    command.env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS", wasm_flags());
    command
}

/// How rustc compiles for the browser.
fn wasm_flags() -> String {
    // All browsers have SIMD since 2023. It makes the reader a tenth faster.
    // Without types of its own for every view, the page is a tenth smaller.
    let simd = "-Ctarget-feature=+simd128 --cfg=erase_components";
    match cargo_home() {
        // What is published says in the message of a panic where its sources are, but not on whose machine.
        Some(home) => format!("{simd} --remap-path-prefix={}=registry", home.join("registry/src").display()),
        None => simd.to_owned(),
    }
}

fn cargo_home() -> Option<PathBuf> {
    env::var_os("CARGO_HOME").map(PathBuf::from).or_else(|| Some(env::home_dir()?.join(".cargo")))
}

/// The search path of every program that is run: the programs of this repository, the machine's, and at last cargo's, which not
/// everybody has on the path, and this one's, which Trunk calls.
pub(crate) fn path() -> OsString {
    let own = ["node_modules/.bin".as_ref(), Path::new(TOOLS).join("bin").as_path()]
        .map(|directory: &Path| std::path::absolute(directory).unwrap_or_else(|_| directory.to_owned()));
    let machine = env::var_os("PATH").unwrap_or_default();
    let cargo = cargo_home().map(|home| home.join("bin"));
    let this = env::current_exe().ok().and_then(|program| Some(program.parent()?.to_owned()));
    env::join_paths(own.into_iter().chain(env::split_paths(&machine)).chain(cargo).chain(this)).unwrap_or(machine)
}

/// Shows a command, runs it in sight and waits for it.
///
/// # Errors
///
/// If it cannot be started or does not succeed.
pub(crate) fn run(command: &mut Command) -> Result<()> {
    let line = line(command);
    eprintln!("$ {line}");
    let status = command.status().with_context(|| format!("cannot run {line}"))?;
    if !status.success() {
        bail!("{line}: {status}");
    }
    Ok(())
}

/// Does several things at a time, and waits for all of them.
///
/// # Errors
///
/// That of the first, in their order, that fails.
pub(crate) fn together<const N: usize>(jobs: [fn() -> Result<()>; N]) -> Result<()> {
    thread::scope(|scope| {
        let running = jobs.map(|job| scope.spawn(job));
        let ended = running.map(|job| job.join().unwrap_or_else(|panic| resume_unwind(panic)));
        ended.into_iter().collect()
    })
}

/// Runs a command out of sight and returns what it writes to its standard output.
///
/// # Errors
///
/// If it cannot be started or does not succeed.
pub(crate) fn output(command: &mut Command) -> Result<Vec<u8>> {
    let line = line(command);
    let output = command.stderr(Stdio::inherit()).output().with_context(|| format!("cannot run {line}"))?;
    if !output.status.success() {
        bail!("{line}: {}", output.status);
    }
    Ok(output.stdout)
}

/// The first of these programs that is on the search path, with its full name.
pub(crate) fn find(programs: &[&str]) -> Option<PathBuf> {
    let path = path();
    programs.iter().find_map(|program| {
        env::split_paths(&path).map(|directory| directory.join(program)).find(|file| file.is_file())
    })
}

/// A command as one would type it.
fn line(command: &Command) -> String {
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    words.map(|word| word.to_string_lossy()).collect::<Vec<_>>().join(" ")
}
