//! What takes most of a program: its functions by the modules that they are written in, and its data.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use rustc_demangle::demangle;
use wasmparser::{KnownCustom, Name, Parser, Payload, TypeRef};

/// How many parts are listed.
const LISTED: usize = 12;
/// How much of a path names a part of our own crates.
const OWN_SEGMENTS: usize = 3;

/// Prints the largest parts of a program, which must have its names yet: as it is compiled, before it is made smaller.
pub(super) fn print_largest(name: &str, program: &Path) -> Result<()> {
    let bytes = fs::read(program).with_context(|| format!("cannot read {}", program.display()))?;
    let mut parts: Vec<(String, usize)> = parts(&bytes)?.into_iter().collect();
    parts.sort_by_key(|(_, size)| std::cmp::Reverse(*size));
    let all: usize = parts.iter().map(|(_, size)| size).sum();
    println!("\n{name}: what takes the most, in KB as compiled, of {}", all / 1000);
    for (part, size) in parts.iter().take(LISTED) {
        println!("  {part:<56} {:>9}", size / 1000);
    }
    Ok(())
}

/// The bytes of each part.
fn parts(program: &[u8]) -> Result<BTreeMap<String, usize>> {
    let mut imported = 0;
    let mut sizes = Vec::new();
    let mut parts = BTreeMap::new();
    for payload in Parser::new(0).parse_all(program) {
        match payload? {
            Payload::ImportSection(imports) => {
                for import in imports.into_imports() {
                    imported += usize::from(matches!(import?.ty, TypeRef::Func(_)));
                }
            }
            Payload::CodeSectionEntry(body) => sizes.push(body.range().len()),
            Payload::DataSection(data) => {
                parts.insert("data".to_owned(), data.range().len());
            }
            Payload::CustomSection(section) => {
                let KnownCustom::Name(names) = section.as_known() else { continue };
                for names in names {
                    let Name::Function(names) = names? else { continue };
                    for naming in names {
                        let naming = naming?;
                        let size = (naming.index as usize).checked_sub(imported).and_then(|at| sizes.get(at));
                        *parts.entry(part_of(naming.name)).or_insert(0) += size.copied().unwrap_or(0);
                    }
                }
            }
            _ => {}
        }
    }
    Ok(parts)
}

/// The part that a function belongs to: a module of our own, or another crate.
fn part_of(function: &str) -> String {
    let name = format!("{:#}", demangle(function));
    // What is implemented for any type belongs to the trait.
    let name = match name.split_once(" as ") {
        Some((generic, rest)) if generic.len() == 2 => rest,
        _ => &name,
    };
    let path = name.trim_start_matches(['<', '&', '*']).trim_start_matches("dyn ").trim_start_matches("mut ");
    let path = path.split(['<', '>', ' ', '(', '[']).next().unwrap_or_default();
    let segments: Vec<&str> = path.split("::").filter(|segment| !segment.is_empty()).collect();
    let is_own = segments.first().is_some_and(|first| first.starts_with("spanlens"));
    let kept = if is_own { OWN_SEGMENTS.min(segments.len().saturating_sub(1)).max(1) } else { 1 };
    if segments.is_empty() { "other".to_owned() } else { segments[..kept.min(segments.len())].join("::") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn functions_belong_to_modules_and_crates() {
        let cases = [
            ("spanlens::analysis::heatmap::fold::add", "spanlens::analysis::heatmap"),
            ("<spanlens::error::Error as core::fmt::Display>::fmt", "spanlens::error"),
            ("<F as spanlens::engine::job::Work>::advance", "spanlens::engine::job"),
            ("spanlens::main", "spanlens"),
            ("core::fmt::write", "core"),
            ("<alloc::vec::Vec<u8> as core::clone::Clone>::clone", "alloc"),
            ("", "other"),
        ];
        for (function, part) in cases {
            assert_eq!(part_of(function), part, "{function}");
        }
    }

    #[test]
    fn a_program_that_is_none_is_an_error() {
        assert!(parts(b"no program").is_err());
    }
}
