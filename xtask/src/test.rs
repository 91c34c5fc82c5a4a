//! `cargo xtask test`: all tests, natively, in a worker of a browser, and against the built page and package.

mod scripts;

use std::ffi::OsString;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail};
use lexopt::Arg::Value;
use lexopt::{Error, Parser, ValueExt as _};
use serde::Deserialize;

use crate::process::{command, output, run as run_program};
use crate::{npm, setup, site};
use scripts::Scripts;

/// What chromedriver is told of the browser.
const WEBDRIVER: &str = "target/webdriver.json";

/// A part of the tests, with what is chosen of it: Rust knows a test by its name, Node a file.
pub(crate) enum Part {
    Native { name: Option<String> },
    Wasm { name: Option<String> },
    Clickhouse { name: Option<String> },
    Browser(Scripts),
    Npm(Scripts),
}

/// The parts, in order.
const PARTS: [&str; 5] = ["native", "wasm", "clickhouse", "browser", "npm"];
/// Which of them is the first that needs the built page.
const FIRST_OF_PAGE: usize = 3;

/// The server that tests of `ClickHouse` talk to, with its own tests.
const CLICKHOUSE: &str = "tests/clickhouse";

/// Tells tests where Firefox is.
const FIREFOX: &str = "FIREFOX";

/// Tells tests where the Python is that has `ClickHouse`.
const CLICKHOUSE_PYTHON: &str = "CLICKHOUSE_PYTHON";

/// Tells tests where the Python is that has what sends spans.
const SENDERS_PYTHON: &str = "SENDERS_PYTHON";

/// The tests of the engine that talk to it.
const PUSHDOWN: &str = "pushdown";

/// Understands which part is meant, and what of it: all of them where there are no words.
pub(crate) fn read(mut words: Parser) -> Result<Vec<Part>, Error> {
    let mut value = || match words.next()? {
        None => Ok(None),
        Some(Value(value)) => value.string().map(Some),
        Some(other) => Err(other.unexpected()),
    };
    let (part, name, excess) = (value()?, value()?, value()?);
    match (part, excess) {
        (_, Some(excess)) => Err(Error::UnexpectedArgument(OsString::from(excess))),
        (Some(part), None) => Ok(vec![Part::named(&part, name)?]),
        (None, None) => all(),
    }
}

/// All tests.
pub(crate) fn all() -> Result<Vec<Part>, Error> {
    PARTS.iter().map(|part| Part::named(part, None)).collect()
}

/// Those that need neither the built page nor the built package.
pub(crate) fn without_page() -> Result<Vec<Part>, Error> {
    PARTS[..FIRST_OF_PAGE].iter().map(|part| Part::named(part, None)).collect()
}

/// Those that do.
pub(crate) fn of_page() -> Result<Vec<Part>, Error> {
    PARTS[FIRST_OF_PAGE..].iter().map(|part| Part::named(part, None)).collect()
}

/// Runs the parts, and says last which failed.
pub(crate) fn run(parts: &[Part]) -> Result<()> {
    let mut failures = Vec::new();
    for part in parts {
        println!("\n== {} tests", part.title());
        if let Err(error) = part.run() {
            eprintln!("{error:#}");
            failures.push(format!("the {} tests failed: {error:#}", part.title()));
        }
    }
    if failures.is_empty() {
        println!("\nall of these tests passed");
        return Ok(());
    }
    bail!("{}", failures.join("\n       "))
}

impl Part {
    fn named(part: &str, name: Option<String>) -> Result<Self, Error> {
        let scripts =
            |folder| Scripts::find(Path::new(folder), name.as_deref()).map_err(|why| Error::Custom(why.into()));
        match part {
            "native" => Ok(Self::Native { name }),
            "wasm" => Ok(Self::Wasm { name }),
            "clickhouse" => Ok(Self::Clickhouse { name }),
            "browser" => scripts("tests/browser").map(Self::Browser),
            "npm" => scripts("tests/npm").map(Self::Npm),
            _ => Err(format!("there are no {part} tests: the parts are {}", PARTS.join(", ")).into()),
        }
    }

    fn title(&self) -> &'static str {
        match self {
            Self::Native { .. } => "native",
            Self::Wasm { .. } => "wasm",
            Self::Clickhouse { .. } => "clickhouse",
            Self::Browser(_) => "browser",
            Self::Npm(_) => "npm",
        }
    }

    fn run(&self) -> Result<()> {
        match self {
            Self::Native { name } => run_program(command("cargo").args(["test", "--workspace"]).args(name)),
            Self::Wasm { name } => wasm(name.as_deref()),
            Self::Clickhouse { name } => clickhouse(name.as_deref()),
            Self::Browser(scripts) => browser(scripts),
            Self::Npm(scripts) => npm(scripts),
        }
    }
}

/// The tests of the engine's JavaScript side, in a worker of a real browser.
fn wasm(name: Option<&str>) -> Result<()> {
    setup::worker_tests()?;
    let (chrome, driver) = (setup::chrome()?, setup::driver()?);
    fs::create_dir_all("target").context("cannot create target")?;
    fs::write(WEBDRIVER, capabilities(&chrome)).with_context(|| format!("cannot write {WEBDRIVER}"))?;
    run_program(
        command("cargo")
            .args(["test", "--package", "spanlens", "--features", "wasm", "--test", "worker"])
            .args(["--target", "wasm32-unknown-unknown"])
            .args(name)
            .env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER", "wasm-bindgen-test-runner")
            .env("CHROMEDRIVER", driver)
            .env("WASM_BINDGEN_TEST_WEBDRIVER_JSON", std::path::absolute(WEBDRIVER)?)
            .env("WASM_BINDGEN_TEST_DRIVER_TIMEOUT", "60")
            .env("WASM_BINDGEN_TEST_TIMEOUT", "300"),
    )
}

/// The capabilities, in the words of `WebDriver`, that start the browser with no window and no traffic of its own.
fn capabilities(chrome: &Path) -> String {
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
    let chrome = chrome.to_string_lossy();
    format!("{{\"goog:chromeOptions\": {{\"binary\": {chrome:?}, \"args\": {flags:?}}}}}\n")
}

/// The tests of the engine that talk to a server, and those of this server: its own, and that programs of others work against it. A name is a
/// part of those of tests.
fn clickhouse(name: Option<&str>) -> Result<()> {
    let python = setup::clickhouse()?;
    if name.is_none_or(|name| name.starts_with(PUSHDOWN)) {
        let mut tests = command(&if name.is_some() { "cargo".to_owned() } else { built_tests()? });
        if name.is_some() {
            tests.args(["test", "--package", "spanlens", "--test", "main", "--"]);
        }
        tests.arg(name.unwrap_or(PUSHDOWN));
        run_program(tests.arg("--ignored").env(CLICKHOUSE_PYTHON, std::path::absolute(&python)?))?;
    }
    if name.is_some_and(|name| name.starts_with(PUSHDOWN)) {
        return Ok(());
    }
    let chosen = name.map(|name| ["-k", name]);
    let mut tests = command(&python.to_string_lossy());
    tests.args(["-W", "ignore::ResourceWarning", "-m", "unittest", "discover"]).args(chosen.iter().flatten());
    run_program(tests.current_dir(CLICKHOUSE))?;
    if name.is_some() {
        return Ok(());
    }
    setup::npm()?;
    Scripts::find(Path::new(CLICKHOUSE), None)?.run(&[(CLICKHOUSE_PYTHON, python.into())])
}

/// The program of the tests of the engine as the native tests have built it: one package alone would be built with other features, and so once more.
fn built_tests() -> Result<String> {
    #[derive(Deserialize)]
    struct Message {
        target: Option<Target>,
        executable: Option<String>,
    }
    #[derive(Deserialize)]
    struct Target {
        name: String,
        kind: Vec<String>,
    }
    let build = ["test", "--workspace", "--no-run", "--message-format=json-render-diagnostics"];
    let messages = output(command("cargo").args(build))?;
    let found = String::from_utf8_lossy(&messages).lines().find_map(|line| {
        let Message { target, executable } = serde_json::from_str(line).ok()?;
        target.filter(|target| target.name == "main" && target.kind == ["test"])?;
        executable
    });
    found.context("cargo built no tests called main")
}

/// The built page, driven as a person would.
fn browser(scripts: &Scripts) -> Result<()> {
    let mut environment = vec![("CHROME", setup::chrome()?.into())];
    environment.extend(firefox_of(scripts)?);
    environment.extend(clickhouse_of(scripts)?);
    site::build()?;
    scripts.run(&environment)
}

/// Tells those tests that talk to `ClickHouse` where the Python is that has it.
fn clickhouse_of(scripts: &Scripts) -> Result<Option<(&'static str, OsString)>> {
    if !scripts.mention("clickhouse/front.mjs")? {
        return Ok(None);
    }
    Ok(Some((CLICKHOUSE_PYTHON, setup::clickhouse()?.into())))
}

/// Tells those tests that open Firefox where it is.
fn firefox_of(scripts: &Scripts) -> Result<Option<(&'static str, OsString)>> {
    Ok(if scripts.mention(FIREFOX)? { Some((FIREFOX, setup::firefox()?.into())) } else { None })
}

/// The built package, used as other programs would.
fn npm(scripts: &Scripts) -> Result<()> {
    let mut environment = vec![("CHROME", setup::chrome()?.into())];
    environment.extend(firefox_of(scripts)?);
    if scripts.mention(SENDERS_PYTHON)? {
        environment.push((SENDERS_PYTHON, setup::senders()?.into()));
    }
    environment.extend(clickhouse_of(scripts)?);
    npm::build()?;
    scripts.run(&environment)
}
