//! The filters that select the units with the calls of a row.

use super::naming::{Shape, Source};
use super::rows::{Row, Way};
use super::words::{placeholder, shorten};
use crate::analysis::conditions::{canonical, named, service};
use crate::filter::{Condition, Field, Intrinsic, Scope};
use crate::sort::sort_by;
use crate::store::{Store, Sym, Value};

/// How much of the name of an operation a pattern has, in bytes. Anything may come after that.
const LONGEST_PATTERN: usize = 200;

/// The text of the filter for a row. All units with its calls match it.
pub(super) fn of_row(store: &Store, row: &Row) -> String {
    let mut ways: Vec<String> = row.ways.iter().map(|way| of_way(store, row, way)).collect();
    sort_by(&mut ways, Ord::cmp);
    canonical(ways.join(" || "))
}

fn of_way(store: &Store, row: &Row, way: &Way) -> String {
    let operation = operation(store, row, way);
    let mut asking = Vec::new();
    match way.named_by {
        Some(key) => asking.push(named(store, &[key], row.callee)),
        None if !way.has_server => asking.push("(kind = client || kind = producer)".to_owned()),
        None => {}
    }
    let mut asked = Vec::new();
    if way.has_server && way.named_by.is_none() {
        asked.push(service(store, row.callee));
    }
    if way.is_of_server { &mut asked } else { &mut asking }.extend(operation);
    let spanset = |conditions: &[String]| format!("{{ {} }}", conditions.join(" && "));
    if way.has_server { format!("{} > {}", spanset(&asking), spanset(&asked)) } else { spanset(&asking) }
}

/// The condition that a span asks for the operation.
fn operation(store: &Store, row: &Row, way: &Way) -> Option<String> {
    if way.values.is_empty() {
        return pattern(store, row, way);
    }
    let mut values: Vec<String> = way.values.iter().filter_map(|values| equal(store, way.sources, *values)).collect();
    sort_by(&mut values, Ord::cmp);
    Some(format!("({})", values.join(" || ")))
}

/// The condition that a span has some values.
fn equal(store: &Store, sources: [Option<Source>; 2], values: [Sym; 2]) -> Option<String> {
    let of = |(source, value): (Option<Source>, Sym)| {
        let text = store.text(value);
        // The name of a span can be empty, while an attribute without a value is none.
        Condition::equal(field(store, source?), Value::String(text)).map(|condition| condition.to_string())
    };
    let conditions: Vec<String> = sources.into_iter().zip(values).filter_map(of).collect();
    (!conditions.is_empty()).then(|| format!("({})", conditions.join(" && ")))
}

/// The condition that a span has values whose templates are the name of the operation. Others may match it, too.
fn pattern(store: &Store, row: &Row, way: &Way) -> Option<String> {
    let of = |source: Option<Source>, text: &str| {
        let source = source?;
        let pattern = pattern_of(source.shape, text);
        Condition::matching(field(store, source), &pattern).map(|condition| condition.to_string())
    };
    let [first, second] = way.sources;
    if second.is_none() {
        return of(first, &row.operation);
    }
    // Which part of the name is the second is known if the first is always the same.
    let same = way.first?;
    let mut start = String::new();
    shorten(first?.shape, store.text(same), &mut start);
    let rest = row.operation.strip_prefix(&*start)?;
    // What is between the parts is one character.
    let rest = if start.is_empty() { rest } else { rest.get(1..)? };
    let first = equal(store, [first, None], [same, Sym::EMPTY])?;
    Some(format!("({first} && {})", of(second, rest)?))
}

fn field(store: &Store, source: Source) -> Field {
    match source.key {
        Some(key) => Field::Attribute(Scope::Span, store.text(key).to_owned()),
        None => Field::Intrinsic(Intrinsic::Name),
    }
}

/// A pattern that matches every text with a template.
fn pattern_of(shape: Shape, template: &str) -> String {
    if shape == Shape::Path && template == "/" {
        // It also stands for no path at all.
        return ".*".to_owned();
    }
    let is_open = shape != Shape::Name;
    let mut pattern = if is_open { ".*".to_owned() } else { String::new() };
    let mut rest = template;
    while let Some(c) = rest.chars().next() {
        if pattern.len() > LONGEST_PATTERN {
            pattern.push_str(".*");
            return pattern;
        }
        let placeholder = placeholder(rest).or_else(|| (is_open && matches!(c, ' ' | '?')).then_some(1));
        match placeholder {
            Some(_) if pattern.ends_with(".*") => {}
            Some(_) => pattern.push_str(".*"),
            None => {
                if r".+*?()|[]{}^$\".contains(c) {
                    pattern.push('\\');
                }
                pattern.push(c);
            }
        }
        rest = &rest[placeholder.unwrap_or(c.len_utf8())..];
    }
    if is_open && !pattern.ends_with(".*") {
        pattern.push_str(".*");
    }
    pattern
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pattern_has_what_repeats() {
        for (shape, template, pattern) in [
            (Shape::Name, "GET /users/<n>", "GET /users/.*"),
            (Shape::Name, "a.b (c)", r"a\.b \(c\)"),
            (Shape::Name, "<n> < <x", ".* < <x"),
            (Shape::Path, "/users/<n>/<id>", ".*/users/.*/.*"),
            (Shape::Path, "/", ".*"),
            (Shape::Statement, "SELECT a WHERE b = ?", ".*SELECT.*a.*WHERE.*b.*=.*"),
        ] {
            assert_eq!(pattern_of(shape, template), pattern);
        }
        assert!(pattern_of(Shape::Name, &"a".repeat(1_000)).len() < 210);
    }
}
