//! Writes the demo, an hour of traces with four known incidents, as OTLP JSON Lines.
//!
//! ```text
//! cargo run --release --example demo -- demo.jsonl     # to a file
//! cargo run --release --example demo | zstd > demo.zst  # to standard output
//! ```

use std::io::{self, Write};

use spanlens::demo::Demo;

fn main() -> io::Result<()> {
    let mut out: Box<dyn Write> = match std::env::args_os().nth(1) {
        Some(path) => Box::new(std::fs::File::create(path)?),
        None => Box::new(io::stdout().lock()),
    };
    Demo::new().try_for_each(|line| out.write_all(&line))?;
    out.flush()
}
