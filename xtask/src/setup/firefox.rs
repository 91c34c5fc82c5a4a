//! Firefox, for the tests of the package.

use std::env;
use std::path::PathBuf;

use anyhow::{Result, bail};

use super::debian;
use crate::process::find;

/// The names under which Firefox is installed, and where macOS puts it.
const FIREFOX: [&str; 4] =
    ["firefox-esr", "firefox", "firefox.exe", "/Applications/Firefox.app/Contents/MacOS/firefox"];
/// Debian's package; without a font, pages have no text.
const PACKAGES: [&str; 2] = ["firefox-esr", "fonts-liberation"];

/// Finds Firefox: the one that `FIREFOX` names, else the machine's. Root on Debian installs it.
pub(super) fn install() -> Result<PathBuf> {
    if let Some(firefox) = installed() {
        return Ok(firefox);
    }
    if !debian::can_install() {
        bail!("the tests of the npm package need Firefox: install it, or set FIREFOX to its path");
    }
    debian::install(&PACKAGES)?;
    match installed() {
        Some(firefox) => Ok(firefox),
        None => bail!("Debian's firefox-esr is installed but not on the search path"),
    }
}

fn installed() -> Option<PathBuf> {
    env::var_os("FIREFOX").map(PathBuf::from).or_else(|| find(&FIREFOX))
}
