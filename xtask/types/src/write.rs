//! Definitions as TypeScript.

use std::collections::BTreeSet;
use std::fmt::Write;

use anyhow::{Result, bail};

use super::definition::{Body, Content, Definition, Field, Variant};
use super::docs::{Names, comment, plain};
use super::shape::Shape;

/// The first line of what is written.
pub(super) const HEAD: &str = "// Written by `cargo xtask types` from the Rust sources.\n";

/// The text of a module with all definitions, the first `sent` of which clients send.
pub(super) fn file(about: &str, definitions: &[Definition], sent: usize) -> Result<String> {
    let mut taken = BTreeSet::new();
    if let Some(twice) = definitions.iter().find(|definition| !taken.insert(&definition.name)) {
        bail!("two types that cross are called {}", twice.name);
    }
    let names = names(definitions);
    let mut file = format!("{HEAD}//\n");
    for line in plain(about, &names).lines() {
        _ = writeln!(file, "{}", format!("// {line}").trim_end());
    }
    for (at, definition) in definitions.iter().enumerate() {
        file.push('\n');
        file.push_str(&Writer { names: &names, is_sent: at < sent }.definition(definition));
    }
    Ok(file)
}

/// The names that fields and variants have in JavaScript.
fn names(definitions: &[Definition]) -> Names {
    let mut names = Names::new();
    for Definition { name, body, .. } in definitions {
        match body {
            Body::Alias(_) => {}
            Body::Interface(fields) => {
                add_fields(&mut names, fields);
                for field in fields {
                    names.insert(format!("{name}::{}", field.rust_name), format!("{name}.{}", field.name));
                }
            }
            Body::Union(variants) => {
                for variant in variants {
                    names.insert(format!("{name}::{}", variant.rust_name), variant.name.clone());
                    if let Content::Fields(fields) = &variant.content {
                        add_fields(&mut names, fields);
                    }
                }
            }
        }
    }
    names
}

fn add_fields(names: &mut Names, fields: &[Field]) {
    names.extend(fields.iter().map(|field| (field.rust_name.clone(), field.name.clone())));
}

struct Writer<'a> {
    names: &'a Names,
    /// Whether the definition is of something that clients send.
    is_sent: bool,
}

impl Writer<'_> {
    fn definition(&self, definition: &Definition) -> String {
        let Definition { name, docs, .. } = definition;
        let mut text = comment(docs, "", self.names);
        _ = match &definition.body {
            Body::Alias(shape) => writeln!(text, "export type {name} = {shape};"),
            // An interface without members takes anything.
            Body::Interface(fields) if fields.is_empty() => {
                writeln!(text, "export type {name} = Record<string, never>;")
            }
            Body::Interface(fields) => writeln!(text, "export interface {name} {{\n{}}}", self.fields(fields, "  ")),
            Body::Union(variants) => {
                let variants: Vec<_> = variants.iter().map(|variant| self.variant(variant)).collect();
                writeln!(text, "export type {name} =\n{};", variants.join("\n"))
            }
        };
        text
    }

    fn variant(&self, variant: &Variant) -> String {
        let docs = comment(&variant.docs, "  ", self.names);
        let name = key(&variant.name);
        match &variant.content {
            Content::Nothing => format!("{docs}  | {:?}", variant.name),
            Content::Value(shape) => format!("{docs}  | {{ {name}: {shape} }}"),
            Content::Fields(fields) => {
                format!("{docs}  | {{\n      {name}: {{\n{}      }};\n    }}", self.fields(fields, "        "))
            }
        }
    }

    fn fields(&self, fields: &[Field], indent: &str) -> String {
        let mut text = String::new();
        for field in fields {
            let may_miss = matches!(field.shape, Shape::Optional(_)) || (field.has_default && self.is_sent);
            let mark = if may_miss { "?" } else { "" };
            text.push_str(&comment(&field.docs, indent, self.names));
            _ = writeln!(text, "{indent}{}{mark}: {};", key(&field.name), field.shape);
        }
        text
    }
}

/// The key of an object: a name, in quotes where it has to be.
pub(super) fn key(name: &str) -> String {
    let is_name =
        name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_') && !name.starts_with(|c: char| c.is_ascii_digit());
    if is_name { name.to_owned() } else { format!("{name:?}") }
}
