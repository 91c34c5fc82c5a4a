//! `cargo xtask ci`: everything that has to hold before a change is merged.

use std::env;
use std::fs::{self, File};
use std::net::TcpListener;
use std::process::{Child, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use crate::process::{command, run};
use crate::{http, setup, test};

/// A step: its name and what does it.
type Step = (&'static str, fn() -> Result<()>);

/// What is looked at first.
const BEFORE: [Step; 2] =
    [("setup", setup::run), ("format", || run(command("cargo").args(["fmt", "--all", "--check"])))];

/// What is done while [`Building`] takes one core.
const BESIDE: [Step; 3] = [
    ("lints", lints),
    ("documentation", documentation),
    ("tests without a page", || test::run(&test::without_page()?)),
];

/// What needs what was built.
const AFTER: [Step; 2] = [("tests of page and package", || test::run(&test::of_page()?)), ("serve", serve)];

/// What the build in the background says.
const BUILD_LOG: &str = "target/ci-build.log";

/// Takes all steps, up to the first that fails.
pub(crate) fn run_command() -> Result<()> {
    let begin = Instant::now();
    let take = |steps: &[Step]| {
        steps.iter().try_for_each(|(name, step)| {
            println!("\n==== {name}, {} s since the start", begin.elapsed().as_secs());
            step().with_context(|| *name)
        })
    };
    take(&BEFORE)?;
    let building = Building::begin()?;
    take(&BESIDE)?;
    println!("\n==== what was built meanwhile, {} s since the start", begin.elapsed().as_secs());
    building.end()?;
    take(&AFTER)?;
    println!("\nall of it holds, after {} s", begin.elapsed().as_secs());
    Ok(())
}

/// `cargo xtask dist` in the background. Optimising the engine at link time, and then the page, keeps one core busy for minutes.
struct Building(Child);

impl Building {
    fn begin() -> Result<Self> {
        fs::create_dir_all("target")?;
        let log = File::create(BUILD_LOG).with_context(|| format!("cannot write {BUILD_LOG}"))?;
        let program = env::current_exe().context("this program has no path")?;
        let mut dist = command(&program.to_string_lossy());
        dist.arg("dist").stdin(Stdio::null()).stdout(log.try_clone()?).stderr(log);
        Ok(Self(dist.spawn().context("cannot run dist")?))
    }

    /// Waits until it has ended, and shows what it said.
    fn end(mut self) -> Result<()> {
        let status = self.0.wait().context("cannot wait for dist")?;
        print!("{}", fs::read_to_string(BUILD_LOG).with_context(|| format!("cannot read {BUILD_LOG}"))?);
        if !status.success() {
            bail!("dist: {status}");
        }
        Ok(())
    }
}

impl Drop for Building {
    /// Where another step has failed.
    fn drop(&mut self) {
        // It has ended if it cannot be stopped.
        let _ = self.0.kill();
    }
}

/// Clippy on everything that is compiled: natively, and the engine, the page and what is measured in browsers for these.
fn lints() -> Result<()> {
    let clippy =
        |arguments: &[&str]| run(command("cargo").arg("clippy").args(arguments).args(["--", "-D", "warnings"]));
    clippy(&["--workspace", "--all-targets"])?;
    // One command, so that what they share is looked at once.
    let packages = ["spanlens", "spanlens-www", "spanlens-benches"].map(|package| ["--package", package]);
    let wasm = ["--target", "wasm32-unknown-unknown", "--features", "spanlens/wasm"];
    let targets = ["--lib", "--bin", "spanlens-www", "--test", "worker"];
    clippy(&[packages.as_flattened(), &wasm, &targets].concat())
}

fn documentation() -> Result<()> {
    run(command("cargo").args(["doc", "--workspace", "--no-deps"]).env("RUSTDOCFLAGS", "-D warnings"))
}

/// `cargo xtask serve`, as a person would call it, answers with the page and the engine.
fn serve() -> Result<()> {
    // The port is free now; that nobody takes it in the next second is likely enough.
    let port = TcpListener::bind(("127.0.0.1", 0))?.local_addr()?.port();
    let mut server = command("cargo")
        .args(["xtask", "serve", "--no-open", "--port", &port.to_string()])
        .stdin(Stdio::null())
        .spawn()
        .context("cannot run cargo xtask serve")?;
    let answer = wait_for_page(&mut server, port).and_then(|page| check_engine(port, &page));
    server.kill().and_then(|()| server.wait()).context("cannot stop cargo xtask serve")?;
    answer
}

/// Waits until the server answers with the page.
fn wait_for_page(server: &mut Child, port: u16) -> Result<String> {
    let begin = Instant::now();
    loop {
        match http::get(port, "/") {
            Ok(page) => return String::from_utf8(page).context("the page is not UTF-8"),
            Err(error) if begin.elapsed() > Duration::from_mins(15) => {
                return Err(error).context("cargo xtask serve does not answer");
            }
            Err(_) => sleep(Duration::from_millis(200)),
        }
        if let Some(status) = server.try_wait()? {
            bail!("cargo xtask serve ended: {status}");
        }
    }
}

/// Checks that what the page names as its engine is there.
fn check_engine(port: u16, page: &str) -> Result<()> {
    let engine = page
        .split_once(r#"name="spanlens-engine" content="./"#)
        .and_then(|(_, rest)| rest.split_once('"'))
        .map(|(address, _)| address)
        .context("the page names no engine")?;
    let wasm = http::get(port, &format!("/{engine}spanlens_bg.wasm"))?;
    if !wasm.starts_with(b"\0asm") {
        bail!("the engine is not WebAssembly");
    }
    http::get(port, &format!("/{engine}spanlens.js"))?;
    println!("the page and the engine, {} bytes, are served", wasm.len());
    Ok(())
}
