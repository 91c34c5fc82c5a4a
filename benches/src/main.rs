//! The native half of `cargo xtask bench`: makes files, and measures.
//!
//! What it writes to standard output is read by `cargo xtask bench`: a line for each measurement, with the name of what is
//! measured, the unit and all samples, separated by tabs.

#![expect(clippy::print_stdout, reason = "the output is what the program is for")]

use std::env;
use std::fs::{self, File};
use std::hint::black_box;
use std::io::{self, BufWriter, Write};
use std::time::Instant;

use anyhow::{Context, Result, bail};
use spanlens::store::Store;
use spanlens_benches::contender::{Contender, Decoded};
use spanlens_benches::generate::{Layout, generate};
use spanlens_benches::halves::Halves;
use spanlens_benches::input::Input;
use spanlens_benches::layout::Calls;
use spanlens_benches::logs::{self, LOGS_PER_SPAN, Read};
use spanlens_benches::reading::{Reading, SLICE, heatmap_of_spans};
use spanlens_benches::rows::write_rows;
use spanlens_benches::units::{filtered, store_of_requests};

const USAGE: &str = "generate lines|object SPANS PATH, or rows SPANS PATH, or formats DIRECTORY, or measure DIRECTORY ROUNDS, or read PATH ROUNDS, or logs SPANS ROUNDS, or layout ROUNDS";

fn main() -> Result<()> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    match &arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["generate", "lines", spans, path] => write_generated(spans.parse()?, Layout::Lines, path),
        ["generate", "object", spans, path] => write_generated(spans.parse()?, Layout::Object, path),
        ["rows", spans, path] => write_file(path, |out| Ok(write_rows(&Halves::of_demos(spans.parse()?)?, out)?)),
        ["formats", directory] => write_formats(directory),
        ["measure", directory, rounds] => measure(directory, rounds.parse()?),
        ["logs", spans, rounds] => measure_logs(spans.parse()?, rounds.parse()?),
        ["layout", rounds] => measure_layout(rounds.parse()?),
        ["read", path, rounds] => measure_reading(&open(path)?, rounds.parse()?),
        _ => bail!("usage: {USAGE}"),
    }
}

fn write_generated(spans: u32, layout: Layout, path: &str) -> Result<()> {
    write_file(path, |out| Ok(generate(spans, layout, out)?))
}

/// Writes a file, or to the standard output where the path is `-`.
fn write_file(path: &str, write: impl FnOnce(&mut BufWriter<Box<dyn Write>>) -> Result<()>) -> Result<()> {
    let file: Box<dyn Write> = match path {
        "-" => Box::new(io::stdout().lock()),
        path => Box::new(File::create(path).with_context(|| format!("cannot create {path}"))?),
    };
    let mut out = BufWriter::new(file);
    write(&mut out)?;
    Ok(out.flush()?)
}

/// Makes all other files of the generated one, which is in the same directory.
fn write_formats(directory: &str) -> Result<()> {
    let lines = open_input(directory, Input::Lines)?;
    for input in Input::ALL.into_iter().filter(|&input| input != Input::Lines) {
        let bytes = input.of_lines(&lines)?;
        write_file(&format!("{directory}/{}", input.file()), |out| Ok(out.write_all(&bytes)?))?;
    }
    Ok(())
}

fn open_input(directory: &str, input: Input) -> Result<Vec<u8>> {
    open(&format!("{directory}/{}", input.file()))
}

/// Measures everything natively.
fn measure(directory: &str, rounds: u32) -> Result<()> {
    // Few files are in memory at a time.
    for input in Input::ALL {
        let counted = open_input(directory, input.counted())?.len();
        measure_input(input, &open_input(directory, input)?, counted, rounds)?;
    }
    let text = open_input(directory, Input::Lines)?;
    measure_reading(&text, rounds)?;
    let store = store_of_requests(1_000_000)?;
    report("heatmap of 1,000,000 units", "ms", &heatmap_ms(&store, rounds)?);
    report("filter over an attribute of 1,000,000 spans", "ms", &repeated_ms(rounds, || filtered(&store))?);
    drop(store);
    let halves = Halves::of_demos(1_000_000)?;
    report("filter over an attribute, 1,000,000 spans of demos", "ms", &repeated_ms(rounds, || halves.filtered())?);
    report("structural filter, 1,000,000 spans of demos", "ms", &repeated_ms(rounds, || halves.related())?);
    report("flame diff with suspects, 1,000,000 spans", "ms", &repeated_ms(rounds, || halves.latency())?);
    report("service map, 1,000,000 spans", "ms", &repeated_ms(rounds, || Ok(halves.service_map()))?);
    report("calls, 1,000,000 spans", "ms", &repeated_ms(rounds, || halves.calls())?);
    report("error causes, 1,000,000 spans", "ms", &repeated_ms(rounds, || Ok(halves.causes()))?);
    report("findings, 1,000,000 spans", "ms", &repeated_ms(rounds, || Ok(halves.findings()))?);
    report("attribute comparison, 1,000,000 spans", "ms", &repeated_ms(rounds, || Ok(halves.attributes()))?);
    drop(halves);
    measure_layout(rounds)?;
    measure_logs(1_000_000, rounds)
}

/// Measures how long it takes to lay out a service map.
fn measure_layout(rounds: u32) -> Result<()> {
    let calls = Calls::between(200, 1_000);
    report(
        "layout of a service map, 200 services and 1,000 edges",
        "ms",
        &repeated_ms(rounds, || Ok(calls.lay_out()))?,
    );
    Ok(())
}

/// Measures what three logs a span cost: reading, memory and the comparison of attributes, with and without them in turns.
fn measure_logs(spans: u32, rounds: u32) -> Result<()> {
    let origin = Instant::now();
    let clock = || origin.elapsed().as_secs_f64();
    let mut speeds = [Vec::new(), Vec::new()];
    let mut compared_ms = [Vec::new(), Vec::new()];
    let mut heap_bytes = [0, 0];
    for round in 0..=rounds {
        for (side, with_logs) in [false, true].into_iter().enumerate() {
            let Read { store, bytes, seconds } = logs::read(spans, with_logs, clock)?;
            // The first of a store makes lines of its bodies, and is counted apart from those that follow.
            let (first_s, _) = time(|| Ok(logs::compared(&store)))?;
            let (again_s, _) = time(|| Ok(logs::compared(&store)))?;
            heap_bytes[side] = store.heap_bytes();
            if round > 0 {
                speeds[side].push(megabytes(bytes) / seconds);
                compared_ms[side].push([first_s * 1e3, again_s * 1e3]);
            }
        }
    }
    let a_log = megabytes(heap_bytes[1] - heap_bytes[0]) * 1e6 / f64::from(spans * LOGS_PER_SPAN);
    report("a log in memory, with its text", "bytes/log", &[a_log]);
    for (side, name) in ["spans alone", "spans with three logs each"].into_iter().enumerate() {
        report(&format!("{name}: spanlens, to a sealed store"), "MB/s", &speeds[side]);
        let of = |place: usize| compared_ms[side].iter().map(|times| times[place]).collect::<Vec<f64>>();
        report(&format!("first attribute comparison, {name}"), "ms", &of(0));
        report(&format!("attribute comparison, {name}"), "ms", &of(1));
    }
    Ok(())
}

/// Measures all readers of a file, of which so many bytes count. They take turns, so that whatever else the machine does hits all of them
/// alike; the first round warms up and is not counted.
fn measure_input(input: Input, bytes: &[u8], counted: usize, rounds: u32) -> Result<()> {
    let contenders = Contender::ALL.into_iter().filter(|contender| contender.input == input);
    let mut speeds: Vec<(Contender, Vec<f64>)> = contenders.map(|contender| (contender, Vec::new())).collect();
    for round in 0..=rounds {
        for (contender, speeds) in &mut speeds {
            let (seconds, decoded) = time(|| contender.decode(bytes))?;
            if round > 0 {
                speeds.push(megabytes(counted) / seconds);
            }
            if let (true, Input::Lines, Decoded::Store(store)) = (round == rounds, input, decoded) {
                measure_store(&store, rounds)?;
            }
        }
    }
    for (contender, speeds) in speeds {
        report(&contender.name(), "MB/s", &speeds);
    }
    Ok(())
}

/// Measures the two halves of this engine's reading: the whole of what a profiler should look at.
fn measure_reading(text: &[u8], rounds: u32) -> Result<()> {
    let (mut parsing_ms, mut sealing_ms) = (Vec::new(), Vec::new());
    for _ in 0..rounds {
        let mut reading = Reading::default();
        parsing_ms.push(time(|| text.chunks(SLICE).try_for_each(|slice| reading.push(slice)))?.0 * 1e3);
        sealing_ms.push(time(|| reading.seal())?.0 * 1e3);
    }
    report("parsing, from bytes to columns", "ms", &parsing_ms);
    report("sealing, which is part of it", "ms", &sealing_ms);
    Ok(())
}

fn measure_store(store: &Store, rounds: u32) -> Result<()> {
    #[expect(clippy::cast_precision_loss, reason = "no store has 2^52 bytes")]
    let bytes_per_span = store.heap_bytes() as f64 / f64::from(store.spans().len());
    report("sealed store", "bytes/span", &[bytes_per_span]);
    report("heatmap of all spans", "ms", &heatmap_ms(store, rounds)?);
    Ok(())
}

fn open(path: &str) -> Result<Vec<u8>> {
    fs::read(path).with_context(|| format!("cannot read {path}"))
}

fn heatmap_ms(store: &Store, rounds: u32) -> Result<Vec<f64>> {
    repeated_ms(rounds, || heatmap_of_spans(store))
}

/// The milliseconds of each round but the first, which warms up.
fn repeated_ms<T>(rounds: u32, work: impl Fn() -> Result<T>) -> Result<Vec<f64>> {
    let samples = (0..=rounds).map(|_| Ok(time(&work)?.0 * 1e3));
    Ok(samples.collect::<Result<Vec<_>>>()?.split_off(1))
}

/// How many seconds it takes, without the time to drop the result.
fn time<T>(work: impl FnOnce() -> Result<T>) -> Result<(f64, T)> {
    let begin = Instant::now();
    let result = black_box(work()?);
    Ok((begin.elapsed().as_secs_f64(), result))
}

#[expect(clippy::cast_precision_loss, reason = "no file has 2^52 bytes")]
fn megabytes(bytes: usize) -> f64 {
    bytes as f64 / 1e6
}

fn report(name: &str, unit: &str, samples: &[f64]) {
    let samples: Vec<String> = samples.iter().map(f64::to_string).collect();
    println!("{name}\t{unit}\t{}", samples.join("\t"));
}
