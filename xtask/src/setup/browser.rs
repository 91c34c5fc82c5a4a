//! Chromium, or Chrome, and its driver.

use std::env;
use std::path::{Path, PathBuf};

use anyhow::{Result, bail};

use crate::process::{command, find, output, run};

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
    if !is_root_on_debian() {
        bail!(
            "tests need Chromium or Chrome and the chromedriver of the same version: \
             install them, or set CHROME and CHROMEDRIVER to their paths"
        );
    }
    println!("installing {}", PACKAGES.join(", "));
    run(apt_get().arg("update"))?;
    run(apt_get().args(["install", "--yes", "--no-install-recommends"]).args(PACKAGES))?;
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

fn is_root_on_debian() -> bool {
    Path::new("/etc/debian_version").exists() && is_root()
}

/// Whether this is the administrator, for whom Chromium has no sandbox.
pub(crate) fn is_root() -> bool {
    cfg!(unix) && output(command("id").arg("-u")).is_ok_and(|id| id == b"0\n")
}

fn apt_get() -> std::process::Command {
    let mut apt_get = command("apt-get");
    apt_get.env("DEBIAN_FRONTEND", "noninteractive");
    apt_get
}
