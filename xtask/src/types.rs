//! `cargo xtask types`: the TypeScript types of the protocol, from the Rust sources.
//!
//! ```text
//! src/**/*.rs ── sources ──▶ declarations ── definition, shape ──▶ definitions ── write, docs ──▶ protocol.d.ts
//!                                  ▲                                    │
//!                                  └──────── what they mention ─────────┘
//! ```
//!
//! What a value looks like in JavaScript is decided by serde's attributes and by `serde_wasm_bindgen`: structs cross as
//! objects with all keys, absent values as `undefined`, 64-bit integers as `bigint`, columns as typed arrays. On the way
//! in, a missing key is an absent value or, where serde has a default, that. Whatever is not understood here is an error
//! that names the file and the type: a type that is wrong is worse than none.

mod case;
mod definition;
mod docs;
mod serde;
mod shape;
mod sources;
mod write;

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};

use definition::Definition;
use sources::Sources;

/// Where the types are written.
pub(crate) const FILE: &str = "target/types/protocol.d.ts";
/// The module that says what crosses.
const PROTOCOL: &str = "src/protocol.rs";
/// What clients send, and what they get.
const MESSAGE: &str = "Message";
const REPLY: &str = "Reply";

/// `cargo xtask types`.
pub(crate) fn run() -> Result<()> {
    build()?;
    println!("the types are in {FILE}");
    Ok(())
}

/// Writes [`FILE`].
pub(crate) fn build() -> Result<()> {
    let sources = Sources::read(Path::new("src"))?;
    let text = protocol(&sources, &sources.module_docs(Path::new(PROTOCOL))?)?;
    let directory = Path::new(FILE).parent().context("the types have no directory")?;
    fs::create_dir_all(directory).with_context(|| format!("cannot create {}", directory.display()))?;
    fs::write(FILE, text).with_context(|| format!("cannot write {FILE}"))
}

/// The text of [`FILE`]: all that clients send, then what else they get, each type before those that it mentions.
fn protocol(sources: &Sources, about: &str) -> Result<String> {
    let mut definitions = reach(sources, MESSAGE)?;
    let sent = definitions.len();
    for definition in reach(sources, REPLY)? {
        if definitions.iter().all(|known| known.declaration != definition.declaration) {
            definitions.push(definition);
        }
    }
    write::file(about, &definitions, sent)
}

/// A type and all that it mentions, in the order in which they are mentioned.
fn reach(sources: &Sources, root: &str) -> Result<Vec<Definition>> {
    let mut reached: Vec<Definition> = Vec::new();
    let mut waiting = vec![sources.only(root)?];
    while let Some(declaration) = waiting.pop() {
        if reached.iter().any(|known| known.declaration == declaration) {
            continue;
        }
        let definition = Definition::of(sources, declaration)?;
        waiting.extend(definition.mentions.iter().rev());
        reached.push(definition);
    }
    Ok(reached)
}

#[cfg(test)]
mod tests;
