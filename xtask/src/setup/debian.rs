//! Programs that Debian has packages of.

use std::path::Path;
use std::process::Command;

use anyhow::Result;

use crate::process::{command, output, run};

/// Whether packages can be installed without asking anybody: this is the administrator of a Debian.
pub(super) fn can_install() -> bool {
    Path::new("/etc/debian_version").exists() && is_root()
}

/// Installs packages, with no more than they need.
pub(super) fn install(packages: &[&str]) -> Result<()> {
    println!("installing {}", packages.join(", "));
    run(apt_get().arg("update"))?;
    run(apt_get().args(["install", "--yes", "--no-install-recommends"]).args(packages))
}

/// Whether this is the administrator, for whom Chromium has no sandbox.
pub(crate) fn is_root() -> bool {
    cfg!(unix) && output(command("id").arg("-u")).is_ok_and(|id| id == b"0\n")
}

fn apt_get() -> Command {
    let mut apt_get = command("apt-get");
    apt_get.env("DEBIAN_FRONTEND", "noninteractive");
    apt_get
}
