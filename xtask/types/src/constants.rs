//! What JavaScript has of the protocol while it runs: the kinds of questions, the words of unions, defaults and bounds of options.

use std::fmt::Write;

use anyhow::{Context, Result, bail};
use serde_json::Value;

use super::definition::{Body, Content, Definition, Variant};
use super::linked::Linked;
use super::literal::Literal;
use super::write::HEAD;

/// A constant of the module.
#[derive(Debug)]
pub(super) struct Constant {
    name: &'static str,
    docs: &'static str,
    value: Literal,
}

/// The constants of a protocol, from all types that its questions mention: the union of questions comes first.
pub(super) fn constants(asked: &[Definition], linked: &Linked) -> Result<Vec<Constant>> {
    let (questions, asked) = asked.split_first().context("there are no questions")?;
    let Body::Union(kinds) = &questions.body else { bail!("{} is no union", questions.name) };
    let mut constants = vec![
        Constant {
            name: "kinds",
            docs: "The kinds of questions, which are those of answers too.",
            value: Literal::texts(kinds.iter().map(|kind| &kind.name)),
        },
        Constant {
            name: "words",
            docs: "The words of each type that has some, in the order of the type.",
            value: Literal::Object(asked.iter().filter_map(words).collect()),
        },
        Constant {
            name: "defaults",
            docs: "What is meant where nothing is said, by the name of the type.",
            value: Literal::Object(
                asked.iter().filter_map(|one| default(one, asked, linked).transpose()).collect::<Result<_>>()?,
            ),
        },
        Constant {
            name: "bounds",
            docs: "The least and the most that the engine takes.",
            value: bounds(asked, linked)?,
        },
    ];
    constants.extend(linked.numbers.iter().map(|&(name, number)| Constant {
        name,
        docs: "What stands in a column where there is none.",
        value: Literal::number(number),
    }));
    Ok(constants)
}

/// The words of a union, if it has any.
fn words(definition: &Definition) -> Option<(String, Literal)> {
    let Body::Union(variants) = &definition.body else { return None };
    let words: Vec<_> = variants.iter().filter(|one| one.content == Content::Nothing).map(|one| &one.name).collect();
    (!words.is_empty()).then(|| (definition.name.clone(), Literal::texts(words)))
}

/// What a type is where nothing is said. Nothing if it must be said.
fn default(definition: &Definition, asked: &[Definition], linked: &Linked) -> Result<Option<(String, Literal)>> {
    let name = &definition.name;
    let value = match (&definition.body, linked.defaults.get(name.as_str())) {
        (Body::Union(variants), _) => match variants.iter().find(|one| one.is_default) {
            Some(Variant { name, .. }) => &Value::String(name.clone()),
            None => return Ok(None),
        },
        (Body::Interface(_), Some(value)) => value,
        (Body::Interface(fields), None) if !fields.is_empty() && fields.iter().all(|field| field.has_default) => {
            bail!("{name} has a default that xtask/types/src/linked.rs does not tell")
        }
        _ => return Ok(None),
    };
    Ok(Some((name.clone(), Literal::defined(value, definition, asked)?)))
}

/// By the name of the type, then of its member, the least and the most.
fn bounds(asked: &[Definition], linked: &Linked) -> Result<Literal> {
    let mut types: Vec<(String, Literal)> = Vec::new();
    for (name, member, range) in &linked.bounds {
        let has_it = |one: &Definition| matches!(&one.body, Body::Interface(fields) if fields.iter().any(|field| field.name == *member));
        if !asked.iter().any(|one| one.name == *name && has_it(one)) {
            bail!("there is no {name}.{member} to be bounded");
        }
        let bound =
            ((*member).to_owned(), Literal::List([range.start(), range.end()].map(|&end| Literal::number(end)).into()));
        match types.last_mut() {
            Some((last, Literal::Object(members))) if last == name => members.push(bound),
            _ => types.push(((*name).to_owned(), Literal::Object(vec![bound]))),
        }
    }
    Ok(Literal::Object(types))
}

/// The module that has the constants.
pub(super) fn script(constants: &[Constant]) -> String {
    let mut text = HEAD.to_owned();
    for Constant { name, docs, value } in constants {
        _ = writeln!(text, "\n/** {docs} */\nexport const {name} = {};", value.expression());
    }
    text
}

/// What TypeScript is told of them.
pub(super) fn declarations(constants: &[Constant]) -> String {
    let mut text = String::new();
    for Constant { name, docs, value } in constants {
        _ = writeln!(text, "\n/** {docs} */\nexport const {name}: {};", value.type_of());
    }
    text
}
