//! `cargo xtask ci`: everything that has to hold before a change is merged.

use std::net::TcpListener;
use std::process::{Child, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use crate::process::{command, run};
use crate::{dist, http, setup, test};

/// A step: its name and what does it.
type Step = (&'static str, fn() -> Result<()>);

const STEPS: [Step; 7] = [
    ("setup", setup::run),
    ("format", || run(command("cargo").args(["fmt", "--all", "--check"]))),
    ("lints", lints),
    ("documentation", documentation),
    ("tests", || test::run(&test::all()?)),
    ("serve", serve),
    ("dist", dist::run),
];

/// Takes all steps, up to the first that fails.
pub(crate) fn run_command() -> Result<()> {
    let begin = Instant::now();
    for (name, step) in STEPS {
        println!("\n==== {name}, {} s since the start", begin.elapsed().as_secs());
        step().with_context(|| name)?;
    }
    println!("\nall of it holds, after {} s", begin.elapsed().as_secs());
    Ok(())
}

/// Clippy on everything that is compiled: natively, the engine for the browser, and the page.
fn lints() -> Result<()> {
    let clippy =
        |arguments: &[&str]| run(command("cargo").arg("clippy").args(arguments).args(["--", "-D", "warnings"]));
    let wasm = ["--target", "wasm32-unknown-unknown"];
    clippy(&["--workspace", "--all-targets"])?;
    clippy(&[&["--package", "spanlens", "--features", "wasm", "--lib", "--test", "worker"], &wasm[..]].concat())?;
    clippy(&[&["--package", "spanlens-www"], &wasm[..]].concat())?;
    clippy(&[&["--package", "spanlens-benches", "--lib"], &wasm[..]].concat())
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
            Err(error) if begin.elapsed() > Duration::from_mins(10) => {
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
