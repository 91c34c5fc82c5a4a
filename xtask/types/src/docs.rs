//! Documentation of Rust as that of TypeScript.

use std::collections::BTreeMap;
use std::fmt::Write;

use syn::{Attribute, Expr, ExprLit, Lit, Meta};

/// The names of fields and variants in JavaScript, by those in Rust: of fields by themselves, of both after that of their type.
pub(super) type Names = BTreeMap<String, String>;

/// The text of the documentation.
pub(super) fn text(attributes: &[Attribute]) -> String {
    let lines = attributes.iter().filter(|attribute| attribute.path().is_ident("doc")).filter_map(|attribute| {
        let Meta::NameValue(meta) = &attribute.meta else { return None };
        match &meta.value {
            Expr::Lit(ExprLit { lit: Lit::Str(line), .. }) => Some(line.value()),
            _ => None,
        }
    });
    let lines: Vec<String> = lines.map(|line| line.strip_prefix(' ').unwrap_or(&line).to_owned()).collect();
    without_examples(&lines).join("\n").trim_end().to_owned()
}

/// Leaves out the sections with examples, which are Rust.
fn without_examples(lines: &[String]) -> Vec<&str> {
    let mut is_example = false;
    let mut is_code = false;
    let mut kept = Vec::new();
    for line in lines {
        if line.starts_with("```") {
            is_code = !is_code;
        }
        if !is_code && line.starts_with("# ") {
            is_example = line.starts_with("# Example");
        }
        if !is_example {
            kept.push(line.as_str());
        }
    }
    kept
}

/// A comment before whatever is indented so, or nothing where there is no documentation.
pub(super) fn comment(docs: &str, indent: &str, names: &Names) -> String {
    let docs = plain(docs, names).replace("*/", "*\\/");
    let mut comment = String::new();
    match docs.lines().collect::<Vec<_>>().as_slice() {
        [] => {}
        [line] => _ = writeln!(comment, "{indent}/** {line} */"),
        lines => {
            _ = writeln!(comment, "{indent}/**");
            for line in lines {
                _ = writeln!(comment, "{}", format!("{indent} * {line}").trim_end());
            }
            _ = writeln!(comment, "{indent} */");
        }
    }
    comment
}

/// The text without links to Rust items, and with names as in JavaScript.
pub(super) fn plain(docs: &str, names: &Names) -> String {
    let mut plain = String::new();
    let mut rest = docs;
    while let Some(at) = rest.find(['`', '[']) {
        let (before, from) = rest.split_at(at);
        plain.push_str(before);
        let (said, length) = if from.starts_with('`') { code(from, names) } else { link(from, names) };
        plain.push_str(&said);
        rest = &from[length..];
    }
    plain + rest
}

/// The code at the start of a text, with its length there.
fn code(text: &str, names: &Names) -> (String, usize) {
    let ticks = text.len() - text.trim_start_matches('`').len();
    let (fence, inner) = text.split_at(ticks);
    let Some(end) = inner.find(fence) else { return (fence.to_owned(), ticks) };
    let said = if &inner[..end] == "None" { "undefined".to_owned() } else { renamed(&inner[..end], names) };
    (format!("{fence}{said}{fence}"), 2 * ticks + end)
}

/// The link at the start of a text as what it shows, or its bracket where it is none; with the length there.
fn link(text: &str, names: &Names) -> (String, usize) {
    let no_link = ("[".to_owned(), 1);
    let Some(end) = text.find(']') else { return no_link };
    let shown = &text[1..end];
    let target = text[end + 1..].strip_prefix('(').and_then(|target| Some(&target[..closing(target)?]));
    let length = end + 1 + target.map_or(0, |target| target.len() + 2);
    let is_path = |name: &str| !name.is_empty() && name.chars().all(|c| c.is_alphanumeric() || "_:.#()".contains(c));
    match target {
        Some(target) if !is_path(target) => no_link,
        None if shown.starts_with('`') => (plain(shown, names), length),
        None if is_path(shown) => (format!("`{}`", renamed(shown, names)), length),
        None => no_link,
        Some(_) => (plain(shown, names), length),
    }
}

/// Where the parenthesis closes that a text lies in.
fn closing(text: &str) -> Option<usize> {
    let mut depth = 0_u32;
    text.char_indices().find_map(|(at, c)| match c {
        '(' => {
            depth += 1;
            None
        }
        ')' if depth == 0 => Some(at),
        ')' => {
            depth -= 1;
            None
        }
        _ => None,
    })
}

/// Code with the names of fields and variants as in JavaScript.
fn renamed(code: &str, names: &Names) -> String {
    let is_of_name = |c: char| c.is_alphanumeric() || "_:".contains(c);
    let mut renamed = String::new();
    let mut rest = code;
    while let Some(from) = rest.find(is_of_name) {
        let name = &rest[from..];
        let name = &name[..name.find(|c| !is_of_name(c)).unwrap_or(name.len())];
        let name = name.trim_end_matches(':');
        renamed.push_str(&rest[..from]);
        renamed.push_str(names.get(name).map_or(name, String::as_str));
        rest = &rest[from + name.len()..];
        // A colon after a name.
        let colons = rest.len() - rest.trim_start_matches(':').len();
        renamed.push_str(&rest[..colons]);
        rest = &rest[colons..];
    }
    renamed + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_become_what_they_show() {
        let names = [("from_ns", "fromNs"), ("Red::p50_ns", "Red.p50Ns"), ("Reply::Error", "error")];
        let names: Names = names.into_iter().map(|(rust, other)| (rust.to_owned(), other.to_owned())).collect();
        for (rust, expected) in [
            ("As [`walk`](Self::walk), for `[from_ns, to_ns)`.", "As `walk`, for `[fromNs, to_ns)`."),
            ("See [`Trace`] and [Trace] and [a trace].", "See `Trace` and `Trace` and [a trace]."),
            ("The [template](super::template()) of it (not more).", "The template of it (not more)."),
            ("[The paper](https://example.org/a) and `[`.", "[The paper](https://example.org/a) and `[`."),
            ("`None` where [`from_ns`](Self::from_ns) is.", "`undefined` where `fromNs` is."),
            (
                "One [`Reply::Error`], see `Red::p50_ns`: `{ from_ns: 1 }`.",
                "One `error`, see `Red.p50Ns`: `{ fromNs: 1 }`.",
            ),
            ("```text\na [b] `c\n```", "```text\na [b] `c\n```"),
            ("A ` and a [ alone.", "A ` and a [ alone."),
        ] {
            assert_eq!(plain(rust, &names), expected);
        }
    }

    #[test]
    fn comments_have_a_line_or_several_and_never_end_early() {
        assert_eq!(comment("", "  ", &Names::new()), "");
        assert_eq!(comment("One */ two.", "  ", &Names::new()), "  /** One *\\/ two. */\n");
        assert_eq!(comment("One.\n\nTwo.", "", &Names::new()), "/**\n * One.\n *\n * Two.\n */\n");
    }

    #[test]
    fn examples_are_left_out() {
        let lines = ["One.", "# Shape and units", "Two.", "# Example", "```", "# hidden", "```", "# Errors", "None."];
        let lines = lines.map(str::to_owned);
        assert_eq!(without_examples(&lines), ["One.", "# Shape and units", "Two.", "# Errors", "None."]);
    }
}
