//! The Python packages that only benchmarks need: databases that run in the process that asks them.

use std::path::{Path, PathBuf};

use anyhow::{Result, bail};

use crate::process::{TOOLS, command, find, run};

const PACKAGES: [&str; 2] = ["chdb==4.4.0", "duckdb==2.0.0"];

/// Makes an environment of its own in the repository when it is not there yet, or has other versions. Gives its Python.
pub(super) fn install() -> Result<PathBuf> {
    let directory = std::path::absolute(Path::new(TOOLS).join("python"))?;
    let python = directory.join(if cfg!(windows) { "Scripts/python.exe" } else { "bin/python" });
    if has_packages(&python) {
        return Ok(python);
    }
    let Some(machine) = find(&["python3", "python3.exe", "python.exe"]) else {
        bail!("the benchmarks compare with {}: Python 3.10 or newer has to be installed first", PACKAGES.join(" and "));
    };
    println!("installing {} for the benchmarks, some 300 MB", PACKAGES.join(" and "));
    run(command(&machine.to_string_lossy()).args(["-m", "venv"]).arg(&directory))?;
    run(command(&python.to_string_lossy()).args(["-m", "pip", "install", "--quiet"]).args(PACKAGES))?;
    Ok(python)
}

fn has_packages(python: &Path) -> bool {
    let wanted = PACKAGES.map(|package| format!("'{package}'")).join(", ");
    let check = format!(
        "from importlib.metadata import version\n\
         for package in [{wanted}]:\n    name, wanted = package.split('==')\n    assert version(name) == wanted"
    );
    python.exists()
        && command(&python.to_string_lossy()).args(["-c", &check]).output().is_ok_and(|output| output.status.success())
}
