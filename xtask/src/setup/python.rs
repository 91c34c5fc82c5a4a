//! Python packages, in environments of their own in the repository: databases that run in the process that asks them, and what tests need
//! beside one.

use std::path::{Path, PathBuf};

use anyhow::{Result, bail};

use crate::process::{TOOLS, command, find, run};

/// Packages that belong together.
pub(super) struct Environment {
    folder: &'static str,
    packages: &'static [&'static str],
    /// Whether `packages` has all of it: nothing is installed then that a package asks for besides.
    is_complete: bool,
    /// What it is for, and how much of the disk it takes.
    purpose: &'static str,
}

/// The databases that benchmarks compare with.
pub(super) const BENCHMARKS: Environment = Environment {
    folder: "python",
    packages: &["chdb==4.4.0", "duckdb==2.0.0"],
    is_complete: false,
    purpose: "the benchmarks, 1.2 GB",
};

/// The engine of `ClickHouse`, its official client, and a collector that writes into it. The engine asks for two packages that only other
/// uses of it need, and that are as large again.
pub(super) const CLICKHOUSE: Environment = Environment {
    folder: "clickhouse",
    packages: &[
        "backports.zstd==1.8.0",
        "certifi==2026.10.19.post1",
        "chdb-core==26.9.0",
        "clickhouse-connect==1.12.0",
        "lz4==4.4.5",
        "rotel==0.0.1a15",
        "typing_extensions==4.16.0",
        "urllib3==2.8.0",
    ],
    is_complete: true,
    purpose: "the tests of ClickHouse, 0.6 GB",
};

/// The SDK of OpenTelemetry for Python, and a collector: what sends spans to the receiver.
pub(super) const SENDERS: Environment = Environment {
    folder: "senders",
    packages: &["opentelemetry-exporter-otlp-proto-http==1.45.2", "opentelemetry-sdk==1.45.2", "rotel==0.0.1a15"],
    is_complete: false,
    purpose: "the tests of the receiver, 0.1 GB",
};

impl Environment {
    /// Makes the environment when it is not there yet, or has other versions. Gives its Python.
    pub(super) fn install(&self) -> Result<PathBuf> {
        let Self { folder, packages, is_complete, purpose } = self;
        let directory = std::path::absolute(Path::new(TOOLS).join(folder))?;
        let python = directory.join(if cfg!(windows) { "Scripts/python.exe" } else { "bin/python" });
        if self.is_in(&python) {
            return Ok(python);
        }
        let Some(machine) = find(&["python3", "python3.exe", "python.exe"]) else {
            bail!("Python 3.10 or newer has to be installed first: it runs {} for {purpose}", packages.join(", "));
        };
        println!("installing {} for {purpose}", packages.join(", "));
        run(command(&machine.to_string_lossy()).args(["-m", "venv"]).arg(&directory))?;
        let mut pip = command(&python.to_string_lossy());
        pip.args(["-m", "pip", "install", "--quiet"]).args(is_complete.then_some("--no-deps"));
        run(pip.args(*packages))?;
        Ok(python)
    }

    fn is_in(&self, python: &Path) -> bool {
        let wanted = self.packages.iter().map(|package| format!("'{package}'")).collect::<Vec<_>>().join(", ");
        let check = format!(
            "from importlib.metadata import version\n\
             for package in [{wanted}]:\n    name, wanted = package.split('==')\n    assert version(name) == wanted"
        );
        python.exists()
            && command(&python.to_string_lossy())
                .args(["-c", &check])
                .output()
                .is_ok_and(|output| output.status.success())
    }
}
