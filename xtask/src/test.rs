//! `cargo xtask test`: all tests, natively, in a worker of a browser, and against the built page and package.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use crate::process::{command, run};
use crate::setup::{self, Browser};
use crate::{files, npm, site};

/// A kind of tests: its name and what runs it.
type Kind = (&'static str, fn() -> Result<()>);

const KINDS: [Kind; 4] = [("native", native), ("wasm", wasm), ("browser", browser), ("npm", npm)];
/// What chromedriver is told of the browser.
const WEBDRIVER: &str = "target/webdriver.json";

/// Runs the tests of all kinds, or of those named, and says last which failed.
pub(crate) fn run_command(arguments: &[&str]) -> Result<()> {
    if let Some(unknown) = arguments.iter().find(|name| !KINDS.iter().any(|(known, _)| known == *name)) {
        bail!("there are no {unknown} tests: the kinds are native, wasm, browser and npm");
    }
    let mut failures = Vec::new();
    for (name, test) in KINDS.iter().filter(|(name, _)| arguments.is_empty() || arguments.contains(name)) {
        println!("\n== {name} tests");
        if let Err(error) = test() {
            eprintln!("{error:#}");
            failures.push(format!("the {name} tests failed: {error:#}"));
        }
    }
    if failures.is_empty() {
        println!("\nall tests passed");
        return Ok(());
    }
    bail!("{}", failures.join("\n       "))
}

fn native() -> Result<()> {
    setup::build()?;
    run(command("cargo").args(["test", "--workspace"]))
}

/// The tests of the engine's JavaScript side, in a worker of a real browser.
fn wasm() -> Result<()> {
    setup::build()?;
    let browser = setup::browser()?;
    fs::write(WEBDRIVER, capabilities(&browser)).with_context(|| format!("cannot write {WEBDRIVER}"))?;
    run(command("cargo")
        .args(["test", "--package", "spanlens", "--features", "wasm", "--test", "worker"])
        .args(["--target", "wasm32-unknown-unknown"])
        .env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER", "wasm-bindgen-test-runner")
        .env("CHROMEDRIVER", &browser.driver)
        .env("WASM_BINDGEN_TEST_WEBDRIVER_JSON", std::path::absolute(WEBDRIVER)?)
        .env("WASM_BINDGEN_TEST_DRIVER_TIMEOUT", "60")
        .env("WASM_BINDGEN_TEST_TIMEOUT", "300"))
}

/// The capabilities, in the words of `WebDriver`, that start the browser with no window and no traffic of its own.
fn capabilities(browser: &Browser) -> String {
    let mut flags = vec![
        "--headless",
        "--disable-gpu",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--no-first-run",
    ];
    if setup::is_root() {
        flags.push("--no-sandbox");
    }
    let chrome = browser.chrome.to_string_lossy();
    format!("{{\"goog:chromeOptions\": {{\"binary\": {chrome:?}, \"args\": {flags:?}}}}}\n")
}

/// The built page, driven as a person would.
fn browser() -> Result<()> {
    site::build()?;
    run_in_node("tests/browser", &[])
}

/// The built package, used as other programs would.
fn npm() -> Result<()> {
    let firefox = setup::firefox()?;
    npm::build()?;
    run_in_node("tests/npm", &[("FIREFOX", firefox)])
}

/// The tests of a directory that are written in JavaScript, one file after the other. They are told where programs are: Chromium, and others.
fn run_in_node(tests: &str, programs: &[(&str, PathBuf)]) -> Result<()> {
    let browser = setup::browser()?;
    let mut files = files::with_extensions(Path::new(tests), &["mjs"])?;
    files.retain(|file| file.to_string_lossy().ends_with(".test.mjs"));
    run(command("node")
        .args(["--test", "--test-concurrency=1"])
        .args(files)
        .env("CHROME", browser.chrome)
        .envs(programs.iter().cloned()))
}
