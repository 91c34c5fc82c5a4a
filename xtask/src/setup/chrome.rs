//! Chromium, or Chrome, and its driver.

use std::env;
use std::path::PathBuf;

use anyhow::{Result, bail};

use super::debian;
use crate::process::find;

/// The names under which Chromium and Chrome are installed, and where macOS puts Chrome.
const CHROME: [&str; 6] = [
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "chrome.exe",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
];
/// Debian's packages; without a font, pages have no text.
const PACKAGES: [&str; 3] = ["chromium", "chromium-driver", "fonts-liberation"];
const DRIVER: [&str; 2] = ["chromedriver", "chromedriver.exe"];

/// The browser that runs tests.
pub(crate) struct Browser {
    /// The program of the browser.
    pub(crate) chrome: PathBuf,
    /// The program that drives it for the tests of wasm-bindgen.
    pub(crate) driver: PathBuf,
}

/// Finds the browser: the one that `CHROME` and `CHROMEDRIVER` name, else the machine's. Root on Debian installs it.
pub(super) fn install() -> Result<Browser> {
    if let Some(browser) = installed() {
        return Ok(browser);
    }
    if !debian::can_install() {
        bail!(
            "tests need Chromium or Chrome and the chromedriver of the same version: \
             install them, or set CHROME and CHROMEDRIVER to their paths"
        );
    }
    debian::install(&PACKAGES)?;
    match installed() {
        Some(browser) => Ok(browser),
        None => {
            bail!("Debian's chromium and chromium-driver are installed but not on the search path")
        }
    }
}

fn installed() -> Option<Browser> {
    let named = |variable| env::var_os(variable).map(PathBuf::from);
    let chrome = named("CHROME").or_else(|| find(&CHROME))?;
    let driver = named("CHROMEDRIVER").or_else(|| find(&DRIVER))?;
    Some(Browser { chrome, driver })
}
