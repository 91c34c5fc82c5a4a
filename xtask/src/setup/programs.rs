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

/// Installs those that the machine lacks or has in another version, into the repository: what is the machine's stays.
pub(super) fn install() -> Result<()> {
    for program in &PROGRAMS {
        if is_installed(program) {
            continue;
        }
        println!("installing {} {}; this takes some minutes", program.package, program.version);
        let mut cargo = command("cargo");
        cargo.args(["install", program.package, "--version", program.version, "--root", TOOLS, "--force"]);
        if program.locked {
            cargo.arg("--locked");
        }
        run(&mut cargo)?;
    }
    Ok(())
}

/// Whether the program answers, with this very version.
fn is_installed(program: &Program) -> bool {
    // "trunk 0.21.14", "wasm-bindgen 0.2.130 (fd4dc1dbb)"
    command(program.name)
        .arg("--version")
        .output()
        .is_ok_and(|output| String::from_utf8_lossy(&output.stdout).split_whitespace().nth(1) == Some(program.version))
}
