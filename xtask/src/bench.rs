//! `cargo xtask bench`: how fast the engine is, beside its goals and beside what a person would use instead.
//!
//! One run makes one file and lets everybody read it, natively and in the browser, in turns. Nothing fails for being slow: the
//! goals stand beside the figures. The programs that measure are in `benches/`, whose README explains the output.

mod goals;
mod measurements;
mod questions;
mod tables;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};
use lexopt::Arg::Value;
use lexopt::{Error, Parser, ValueExt as _};

use crate::process::{command, output, run};
use crate::{engine, npm, setup, site, wasm};
use measurements::Measurements;

/// Everything that is made for the benchmarks; the large file is of a few seconds and a gigabyte, and is deleted.
const DIRECTORY: &str = "target/bench";
/// The spans of the file that everybody reads, and its name. About 100 MB.
const SPANS: u32 = 76_200;
const FILE: &str = "spans.jsonl";
/// The spans of the file that is dropped on the page, and its path. About 1 GB.
const DROPPED_SPANS: u32 = 760_000;
const DROPPED_REQUESTS: u32 = DROPPED_SPANS / 10;
const DROPPED: &str = "target/bench/dropped.jsonl";
/// The spans about which other programs are asked what this engine is asked, and the path of their rows. About 700 MB.
const ROW_SPANS: u32 = 1_000_000;
const ROWS: &str = "target/bench/rows.jsonl";
/// The spans that fill the memory: more than there is room for.
const FILLING_SPANS: &str = "7200000";
/// The spans that a `ClickHouse` server is asked about. They take two gigabytes of disk, and are deleted.
const SERVED_SPANS: &str = "20000000";
/// How many minutes live spans come.
const LIVE_MINUTES: &str = "20";
/// The spans that one tab is to have room for.
const SCALED_SPANS: &str = "10000000";
/// The counted rounds of each measurement.
const ROUNDS: &str = "7";
/// How often the large file is dropped.
const DROPS: &str = "5";
/// What cargo makes of the benchmarks for this machine.
const PROGRAM: &str = "target/release/spanlens-benches";
/// What cargo makes of the benchmarks for the browser.
const COMPILED: &str = "target/wasm32-unknown-unknown/release/spanlens_benches.wasm";

/// What its files for browsers are called.
const NAME: &str = "spanlens_benches";

/// The parts, in order.
const PARTS: [&str; 10] =
    ["native", "browser", "questions", "databases", "server", "file", "trace", "memory", "scale", "live"];

/// The parts that are run: all where none is named.
pub(crate) struct Parts(Vec<String>);

impl Parts {
    pub(crate) fn read(mut words: Parser) -> Result<Self, Error> {
        let mut named = Vec::new();
        while let Some(word) = words.next()? {
            let Value(part) = word else { return Err(word.unexpected()) };
            let part = part.string()?;
            if !PARTS.contains(&part.as_str()) {
                return Err(format!("there is no part {part}: the parts are {}", PARTS.join(", ")).into());
            }
            named.push(part);
        }
        Ok(Self(named))
    }

    fn include(&self, part: &str) -> bool {
        self.0.is_empty() || self.0.iter().any(|named| named == part)
    }
}

/// Runs some parts.
pub(crate) fn run_parts(parts: &Parts) -> Result<()> {
    let wanted = |part| parts.include(part);
    fs::create_dir_all(DIRECTORY).with_context(|| format!("cannot create {DIRECTORY}"))?;
    run(command("cargo").args(["build", "--quiet", "--release", "--package", "spanlens-benches"]))?;
    let path = format!("{DIRECTORY}/{FILE}");
    run(program().args(["generate", "lines", &SPANS.to_string(), &path]))?;
    let megabytes = tables::megabytes(&path)?;

    if wanted("native") || wanted("browser") {
        run(program().args(["formats", DIRECTORY]))?;
    }

    let native = if wanted("native") { native()? } else { Measurements::default() };
    let browser = if wanted("browser") { browser()? } else { Measurements::default() };
    let questions = if wanted("questions") { questions()? } else { Measurements::default() };
    let databases = if wanted("databases") { databases()? } else { Measurements::default() };
    let served = if wanted("server") { ask_server()? } else { Measurements::default() };
    let dropped = if wanted("file") { drop_file()? } else { Measurements::default() };

    let opened = if wanted("trace") { open_trace()? } else { Measurements::default() };
    let filled = if wanted("memory") { fill_memory()? } else { Measurements::default() };
    let scaled = if wanted("scale") { fill_tab()? } else { Measurements::default() };
    let live = if wanted("live") { follow_live()? } else { Measurements::default() };

    println!(
        "\n{megabytes:.1} MB of OTLP JSON Lines, {SPANS} spans with 15 attributes each; all figures are medians (min–max)"
    );
    tables::print_speeds(&native, &browser);
    tables::print_details(&native, &browser);
    questions::print_growth(&questions);
    questions::print_peers(&native, &questions, &databases);
    tables::print_on_page("20,000,000 spans on a ClickHouse server", &served);
    tables::print_on_page("1 GB dropped on the page", &dropped);
    tables::print_on_page("a trace opened on the page", &opened);
    tables::print_on_page("more spans than memory, with three long values each", &filled);
    tables::print_on_page("10,000,000 spans with 15 attributes each, in one tab", &scaled);
    tables::print_on_page("2,000 spans a second, live on the page", &live);
    goals::print(&native, [&browser, &questions, &served, &dropped, &opened, &scaled, &live]);
    Ok(())
}

/// The native program.
fn program() -> Command {
    command(PROGRAM)
}

fn native() -> Result<Measurements> {
    eprintln!("measuring natively");
    Measurements::read(output(program().args(["measure", DIRECTORY, ROUNDS]))?)
}

/// Everything that needs no page, in workers of the browser.
fn browser() -> Result<Measurements> {
    let chrome = prepare_workers(&["index.html", "worker.js"])?;
    eprintln!("measuring in the browser");
    let mut node = command("node");
    node.args(["benches/browser/read.mjs", DIRECTORY, ROUNDS]).env("CHROME", chrome);
    Measurements::read(output(&mut node)?)
}

/// What is asked about many spans, in workers of the browser.
fn questions() -> Result<Measurements> {
    let chrome = prepare_workers(&["index.html", "questions.js", "objects.js"])?;
    eprintln!("asking about millions of spans in the browser");
    let mut node = command("node");
    node.args(["benches/browser/questions.mjs", DIRECTORY, ROUNDS]).env("CHROME", chrome);
    Measurements::read(output(&mut node)?)
}

/// The same questions, asked of databases that run in one process.
fn databases() -> Result<Measurements> {
    let python = setup::databases()?;
    run(program().args(["rows", &ROW_SPANS.to_string(), ROWS]))?;
    eprintln!("asking databases");
    let measured = output(command(&python.to_string_lossy()).args(["benches/sql/peers.py", ROWS, DIRECTORY, ROUNDS]));
    fs::remove_file(ROWS).with_context(|| format!("cannot delete {ROWS}"))?;
    Measurements::read(measured?)
}

/// `ClickHouse`'s own engine, asked over HTTP by the package in Node.
fn ask_server() -> Result<Measurements> {
    let python = setup::clickhouse()?;
    npm::build()?;
    eprintln!("asking a ClickHouse server");
    let mut node = command("node");
    node.args(["benches/server.mjs", SERVED_SPANS, DROPS]).env("CLICKHOUSE_PYTHON", std::path::absolute(python)?);
    Measurements::read(output(&mut node)?)
}

/// Makes the benchmarks as WebAssembly, beside these files of the browser's, and gives the browser.
fn prepare_workers(files: &[&str]) -> Result<PathBuf> {
    setup::wasm()?;
    let chrome = setup::chrome()?;
    run(command("cargo")
        .args(["rustc", "--quiet", "--package", "spanlens-benches", "--lib", "--crate-type", "cdylib"])
        .args(["--release", "--target", "wasm32-unknown-unknown", "--target-dir", "target", "--", engine::INLINED]))?;
    wasm::bind(Path::new(COMPILED), DIRECTORY, NAME)?;
    wasm::optimise(DIRECTORY, NAME, "-O3")?;
    for name in files {
        let from = Path::new("benches/browser").join(name);
        fs::copy(&from, Path::new(DIRECTORY).join(name)).with_context(|| format!("cannot copy {}", from.display()))?;
    }
    Ok(chrome)
}

/// The built page, on which a large file is dropped.
fn drop_file() -> Result<Measurements> {
    let chrome = setup::chrome()?;
    site::build()?;
    run(program().args(["generate", "lines", &DROPPED_SPANS.to_string(), DROPPED]))?;
    eprintln!("dropping {:.0} MB on the page", tables::megabytes(DROPPED)?);
    let mut node = command("node");
    node.args(["benches/browser/drop.mjs", DROPPED, &DROPPED_REQUESTS.to_string(), DROPS]).env("CHROME", chrome);
    let measured = output(&mut node);
    fs::remove_file(DROPPED).with_context(|| format!("cannot delete {DROPPED}"))?;
    Measurements::read(measured?)
}

/// The built page, on which a large trace is opened.
fn open_trace() -> Result<Measurements> {
    let chrome = setup::chrome()?;
    site::build()?;
    eprintln!("opening a large trace on the page");
    let mut node = command("node");
    node.args(["benches/browser/trace.mjs", ROUNDS]).env("CHROME", chrome);
    Measurements::read(output(&mut node)?)
}

/// The built package, which is given more than fits.
fn fill_memory() -> Result<Measurements> {
    let chrome = setup::chrome()?;
    npm::build()?;
    let mut measured = Vec::new();
    for place in ["node", "chromium"] {
        eprintln!("filling the memory in {place}");
        let mut node = command("node");
        node.args(["benches/browser/fill.mjs", place, FILLING_SPANS]).env("CHROME", &chrome);
        measured.extend(output(&mut node)?);
    }
    Measurements::read(measured)
}

/// The built package, which is given as many spans as somebody may have.
fn fill_tab() -> Result<Measurements> {
    let chrome = setup::chrome()?;
    npm::build()?;
    eprintln!("opening {SCALED_SPANS} spans in one tab");
    let mut node = command("node");
    node.args(["benches/browser/scale.mjs", PROGRAM, SCALED_SPANS]).env("CHROME", chrome);
    Measurements::read(output(&mut node)?)
}

/// The built package, which receives spans for as long as somebody may look.
fn follow_live() -> Result<Measurements> {
    let chrome = setup::chrome()?;
    npm::build()?;
    eprintln!("receiving spans for {LIVE_MINUTES} minutes");
    let mut node = command("node");
    node.args(["benches/browser/live.mjs", LIVE_MINUTES]).env("CHROME", chrome);
    Measurements::read(output(&mut node)?)
}
