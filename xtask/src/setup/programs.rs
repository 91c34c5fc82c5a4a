//! The Rust programs that builds and tests need, each in exactly one version.

use anyhow::Result;

use crate::process::{self, TOOLS, command, run};

/// A program, and how cargo installs it.
pub(super) struct Program {
    name: &'static str,
    package: &'static str,
    version: &'static str,
    /// What else cargo is told.
    arguments: &'static [&'static str],
}

/// Its features are for a network that is not needed here.
pub(super) const TRUNK: Program =
    Program { name: "trunk", package: "trunk", version: "0.21.14", arguments: &["--locked", "--no-default-features"] };
pub(super) const WASM_BINDGEN: Program = of_wasm_bindgen("wasm-bindgen");
pub(super) const TEST_RUNNER: Program = of_wasm_bindgen("wasm-bindgen-test-runner");

const fn of_wasm_bindgen(name: &'static str) -> Program {
    Program { name, package: "wasm-bindgen-cli", version: "0.2.130", arguments: &[] }
}

/// What the search path has of a program.
enum Found {
    Nothing,
    ThisVersion,
    AnotherVersion,
}

/// Installs a program that is missing, where cargo installs programs. One that is there in another version stays as it is, and the
/// right one is installed into the repository.
pub(super) fn install(program: &Program) -> Result<()> {
    let root: &[&str] = match find(program) {
        Found::ThisVersion => return Ok(()),
        Found::AnotherVersion => &["--root", TOOLS],
        Found::Nothing => &[],
    };
    let Program { package, version, arguments, .. } = program;
    // Whoever has cargo-binstall has them in seconds, unless it finds no program for this machine.
    if process::find(&["cargo-binstall", "cargo-binstall.exe"]).is_some() {
        println!("downloading {package} {version}");
        let mut cargo = command("cargo");
        cargo.args([
            "binstall",
            package,
            "--version",
            version,
            "--force",
            "--no-confirm",
            "--disable-strategies",
            "compile",
        ]);
        if run(cargo.args(root)).is_ok() {
            return Ok(());
        }
    }
    println!("building {package} {version}, which takes some minutes");
    let mut cargo = command("cargo");
    cargo.args(["install", "--quiet", package, "--version", version, "--force", "--debug"]).args(root).args(*arguments);
    // Without optimisation they take half as long to build, and what they do takes seconds either way. Nobody debugs them.
    for part in ["DEBUG", "DEBUG_ASSERTIONS", "OVERFLOW_CHECKS"] {
        cargo.env(format!("CARGO_PROFILE_DEV_{part}"), "false");
    }
    run(&mut cargo)
}

/// Asks the program for its version.
fn find(program: &Program) -> Found {
    let Ok(output) = command(program.name).arg("--version").output() else { return Found::Nothing };
    // "trunk 0.21.14", "wasm-bindgen 0.2.130 (fd4dc1dbb)"
    match String::from_utf8_lossy(&output.stdout).split_whitespace().nth(1) {
        Some(version) if version == program.version => Found::ThisVersion,
        _ => Found::AnotherVersion,
    }
}
