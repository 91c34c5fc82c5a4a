//! Chromium, or Chrome, and its driver.

use std::env;
use std::path::PathBuf;

use anyhow::{Result, bail};

use super::debian;
use crate::process::find;

/// What is looked for: the variable that names it, and else the names under which it is installed.
struct Wanted {
    variable: &'static str,
    programs: &'static [&'static str],
    /// What to say where it is missing.
    missing: &'static str,
}

const CHROME: Wanted = Wanted {
    variable: "CHROME",
    programs: &[
        // Chromium without the parts for a window: a page opens in three quarters of the time.
        "chromium-headless-shell",
        "chromium",
        "chromium-browser",
        "google-chrome",
        "google-chrome-stable",
        "chrome.exe",
        // Where macOS puts it.
        "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    ],
    missing: "these tests need Chromium or Chrome: install it, or set CHROME to its path",
};
const DRIVER: Wanted = Wanted {
    variable: "CHROMEDRIVER",
    programs: &["chromedriver", "chromedriver.exe"],
    missing: "these tests need the chromedriver of the same version as the browser: install it, or set CHROMEDRIVER to its path",
};
/// Debian's packages; without a font, pages have no text.
const PACKAGES: [&str; 3] = ["chromium-headless-shell", "chromium-driver", "fonts-liberation"];

/// Finds the browser: the one that `CHROME` names, else the machine's. Root on Debian installs it.
pub(super) fn install() -> Result<PathBuf> {
    CHROME.install()
}

/// Finds its driver likewise, by `CHROMEDRIVER`.
pub(super) fn install_driver() -> Result<PathBuf> {
    DRIVER.install()
}

impl Wanted {
    fn install(&self) -> Result<PathBuf> {
        if let Some(installed) = self.installed() {
            return Ok(installed);
        }
        if !debian::can_install() {
            bail!(self.missing);
        }
        debian::install(&PACKAGES)?;
        match self.installed() {
            Some(installed) => Ok(installed),
            None => {
                bail!("Debian's chromium-headless-shell and chromium-driver are installed but not on the search path")
            }
        }
    }

    fn installed(&self) -> Option<PathBuf> {
        env::var_os(self.variable).map(PathBuf::from).or_else(|| find(self.programs))
    }
}
