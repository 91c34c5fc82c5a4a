//! The protocol for programs in JavaScript, from the Rust sources: its TypeScript types, its words, defaults and bounds.
//!
//! `cargo xtask types` writes them.
//!
//! ```text
//! src/**/*.rs ── sources, macros ──▶ declarations ── definition, shape ──▶ definitions ── write, docs ──▶ protocol.d.ts
//!                                         ▲                                    │
//!                                         └──────── what they mention ─────────┤
//! defaults and bounds of the engine ── linked ──────────────────────────▶ constants, literal ──▶ protocol.js, protocol.d.ts
//! ```
//!
//! What a value looks like in JavaScript is decided by serde's attributes and by `serde_wasm_bindgen`: structs cross as
//! objects with all keys, absent values as `undefined`, 64-bit integers as `bigint`, columns as typed arrays. On the way
//! in, a missing key is an absent value or, where serde has a default, that. Whatever is not understood here is an error
//! that names the file and the type: a type that is wrong is worse than none.

mod case;
mod constants;
mod definition;
mod docs;
mod linked;
mod literal;
mod macros;
mod serde;
mod shape;
mod sources;
mod write;

use std::path::Path;

use anyhow::Result;

use definition::Definition;
use linked::Linked;
use sources::Sources;

/// The module that says what crosses, be it a file or a folder of files.
const PROTOCOL: &str = "protocol";
/// What clients send, and what they get.
const MESSAGE: &str = "Message";
const REPLY: &str = "Reply";
/// All that can be asked.
const QUESTION: &str = "Question";

/// The protocol for programs in JavaScript.
#[derive(Debug)]
pub struct Protocol {
    /// The text of `protocol.js`: words, defaults and bounds.
    pub script: String,
    /// The text of `protocol.d.ts`: all that clients send, then what else they get, each type before those that it mentions; and what
    /// the script has.
    pub types: String,
}

/// The protocol from the sources of the engine: the folder of its `lib.rs`.
///
/// # Errors
///
/// If a file cannot be read or parsed, or a type that crosses is not understood.
pub fn protocol(crate_sources: &Path) -> Result<Protocol> {
    let sources = Sources::read(crate_sources)?;
    let constants = constants::constants(&reach(&sources, QUESTION)?, &Linked::engine()?)?;
    let types = types(&sources, &sources.module_docs(&[PROTOCOL])?)?;
    Ok(Protocol { script: constants::script(&constants), types: types + &constants::declarations(&constants) })
}

/// The types, below a comment about them.
fn types(sources: &Sources, about: &str) -> Result<String> {
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
