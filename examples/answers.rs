//! Loads files, or the demo where there are none, and answers questions of the protocol: JSON, one a line, in and out.
//!
//! ```text
//! echo '{"summary": {}}' | cargo run --release --example answers -- traces.json
//! echo '{"heatmap": {"population": "requests", "options": {"maxColumns": 50}}}' | cargo run --release --example answers
//! ```

use std::error::Error;
use std::io::{self, BufRead, Write};

use spanlens::engine::{Engine, demo};
use spanlens::protocol::{Question, Reply, SourceName};

fn main() -> Result<(), Box<dyn Error>> {
    let mut engine = loaded(std::env::args().skip(1))?;
    let mut out = io::stdout().lock();
    for line in io::stdin().lock().lines() {
        let question: Question = serde_json::from_str(&line?)?;
        serde_json::to_writer(&mut out, &answer(&mut engine, question))?;
        writeln!(out)?;
    }
    Ok(())
}

#[expect(clippy::disallowed_methods, reason = "whoever drives the engine reads the files")]
fn loaded(paths: impl Iterator<Item = String>) -> io::Result<Engine> {
    let mut engine = Engine::default();
    for name in paths {
        let text = std::fs::read(&name)?;
        let size = Some(text.len() as u64);
        read(&mut engine, SourceName { name, group: "default".to_owned() }, std::iter::once(text), size);
    }
    if engine.summary().files.is_empty() {
        let (source, text) = demo();
        read(&mut engine, source, text, None);
    }
    engine.seal();
    Ok(engine)
}

fn read(engine: &mut Engine, source: SourceName, text: impl Iterator<Item = Vec<u8>>, size: Option<u64>) {
    let mut load = engine.begin_file(source);
    if let Some(bytes) = size {
        load.set_total_bytes(bytes);
    }
    for piece in text {
        if engine.push(&mut load, &piece).is_err() {
            break;
        }
    }
    engine.end_file(load, false);
}

fn answer(engine: &mut Engine, question: Question) -> Option<Reply> {
    engine.ask(0, 0, question, false);
    while engine.has_work() {
        if let Some((_, reply)) = engine.step() {
            return Some(reply);
        }
    }
    None
}
