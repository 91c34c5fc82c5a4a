//! Values that are written into JavaScript, and what TypeScript says of them.

use std::fmt::Write;

use anyhow::{Context, Result, bail};
use serde_json::Value;

use super::definition::{Body, Content, Definition};
use super::shape::Shape;
use super::write::key;

/// A constant value.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Literal {
    /// What is the same in JavaScript as in the type of it: a number, `true`, `undefined`.
    Word(String),
    Text(String),
    List(Vec<Literal>),
    Object(Vec<(String, Literal)>),
}

impl Literal {
    pub(super) fn number(number: u32) -> Self {
        Self::Word(number.to_string())
    }

    /// A list of texts.
    pub(super) fn texts<'a>(texts: impl IntoIterator<Item = &'a String>) -> Self {
        Self::List(texts.into_iter().cloned().map(Self::Text).collect())
    }

    /// A value that crosses with a shape, from its JSON.
    pub(super) fn of(value: &Value, shape: &Shape, definitions: &[Definition]) -> Result<Self> {
        match (shape, value) {
            (Shape::Optional(_), Value::Null) => Ok(Self::Word("undefined".to_owned())),
            (Shape::Optional(inner), _) => Self::of(value, inner, definitions),
            (Shape::Known("bigint"), Value::Number(number)) => Ok(Self::Word(format!("{number}n"))),
            (Shape::Known("number"), Value::Number(number)) => Ok(Self::Word(number.to_string())),
            (Shape::Known("boolean"), Value::Bool(value)) => Ok(Self::Word(value.to_string())),
            (Shape::Known("string"), Value::String(text)) => Ok(Self::Text(text.clone())),
            (Shape::List(of), Value::Array(values)) => {
                values.iter().map(|value| Self::of(value, of, definitions)).collect::<Result<_>>().map(Self::List)
            }
            (Shape::Named(name), _) => {
                let named = definitions.iter().find(|known| known.name == *name);
                Self::defined(value, named.with_context(|| format!("there is no {name}"))?, definitions)
            }
            _ => bail!("{value} is not understood as {shape}"),
        }
    }

    /// A value of a type that crosses, from its JSON.
    pub(super) fn defined(value: &Value, definition: &Definition, definitions: &[Definition]) -> Result<Self> {
        match &definition.body {
            Body::Alias(shape) => Self::of(value, shape, definitions),
            Body::Union(variants) => {
                let is_it = |name: &str| variants.iter().any(|one| one.name == name && one.content == Content::Nothing);
                let word = value.as_str().filter(|word| is_it(word));
                Ok(Self::Text(word.with_context(|| format!("{value} is no word of {}", definition.name))?.to_owned()))
            }
            Body::Interface(fields) => {
                let members = fields.iter().map(|field| {
                    let member = Self::of(&value[&field.name], &field.shape, definitions);
                    Ok((field.name.clone(), member.with_context(|| format!("{}.{}", definition.name, field.name))?))
                });
                members.collect::<Result<_>>().map(Self::Object)
            }
        }
    }

    /// The expression for it.
    pub(super) fn expression(&self) -> String {
        self.written("")
    }

    /// The type that only this value is of.
    pub(super) fn type_of(&self) -> String {
        self.written("readonly ")
    }

    fn written(&self, readonly: &str) -> String {
        match self {
            Self::Word(word) => word.clone(),
            Self::Text(text) => format!("{text:?}"),
            Self::List(of) => {
                let of: Vec<_> = of.iter().map(|one| one.written(readonly)).collect();
                format!("{readonly}[{}]", of.join(", "))
            }
            Self::Object(members) => {
                let mut text = String::new();
                let separator = if readonly.is_empty() { "," } else { ";" };
                for (name, value) in members {
                    let value = value.written(readonly).replace('\n', "\n  ");
                    _ = writeln!(text, "  {readonly}{}: {value}{separator}", key(name));
                }
                format!("{{\n{text}}}")
            }
        }
    }
}
