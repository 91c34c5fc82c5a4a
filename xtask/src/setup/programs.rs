//! The Rust programs that a build needs, each in exactly one version.

use anyhow::Result;

use crate::process::{TOOLS, command, run};

/// A program, and how cargo installs it.
struct Program {
    name: &'static str,
    package: &'static str,
    version: &'static str,
    /// Whether it is built with the dependencies of its own lock file.
    locked: bool,
}

const PROGRAMS: [Program; 3] = [
    Program { name: "trunk", package: "trunk", version: "0.21.14", locked: true },
    Program { name: "wasm-bindgen", package: "wasm-bindgen-cli", version: "0.2.130", locked: false },
    Program { name: "wasm-bindgen-test-runner", package: "wasm-bindgen-cli", version: "0.2.130", locked: false },
];

/// What the search path has of a program.
enum Found {
    Nothing,
    ThisVersion,
    AnotherVersion,
}

/// Installs those that are missing, where cargo installs programs. One that is there in another version stays as it is, and the
/// right one is installed into the repository.
pub(super) fn install() -> Result<()> {
    for program in &PROGRAMS {
        let root: &[&str] = match find(program) {
            Found::ThisVersion => continue,
            Found::AnotherVersion => &["--root", TOOLS],
            Found::Nothing => &[],
        };
        println!("installing {} {}; this takes some minutes", program.package, program.version);
        let mut cargo = command("cargo");
        cargo.args(["install", program.package, "--version", program.version, "--force"]).args(root);
        if program.locked {
            cargo.arg("--locked");
        }
        run(&mut cargo)?;
    }
    Ok(())
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
