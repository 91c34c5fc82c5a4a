//! The names of operations as text: what varies from call to call is replaced by placeholders.

use super::CallKind;
use super::naming::{Part, Shape};
use crate::store::Store;
use crate::template::{template, write_template};

/// The name of an operation.
pub(super) fn operation(store: &Store, kind: CallKind, parts: [Option<Part>; 2]) -> String {
    let between = between(kind, parts);
    let mut text = String::new();
    for part in parts.iter().flatten() {
        if !text.is_empty() {
            text.push_str(between);
        }
        shorten(part.source.shape, store.text(part.value), &mut text);
    }
    text
}

/// What is between the parts of a name.
fn between(kind: CallKind, parts: [Option<Part>; 2]) -> &'static str {
    let are_attributes = parts.iter().flatten().all(|part| part.source.key.is_some());
    if kind == CallKind::Rpc && are_attributes { "/" } else { " " }
}

/// Appends what repeats of a text.
pub(super) fn shorten(shape: Shape, text: &str, out: &mut String) {
    match shape {
        Shape::Name => write_template(text, out),
        Shape::Statement => out.push_str(&statement(text)),
        Shape::Path => write_template(path(text), out),
    }
}

/// The path of a URL: without scheme, host, query and fragment.
fn path(url: &str) -> &str {
    let url = url.split_once(['?', '#']).map_or(url, |(before, _)| before);
    let path = match url.split_once("://") {
        Some((_, rest)) => rest.find('/').map_or("", |slash| &rest[slash..]),
        None => url,
    };
    if path.is_empty() { "/" } else { path }
}

/// A statement of a query language with placeholders for its values: texts in single quotes are `?`, everything else is as in templates.
/// Several values in a row are one, so that the number of values makes no difference. White space is one space. O(length).
fn statement(text: &str) -> String {
    let plain = without_texts(text);
    let values = without_repeats(&template(&plain), value);
    without_repeats(&values, |text| {
        let inner = text.strip_prefix('(')?;
        let length = value(inner)?;
        inner[length..].starts_with(')').then_some(length + 2)
    })
}

/// A statement with `?` for texts in single quotes, and with one space for white space.
fn without_texts(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut chars = text.trim().chars().peekable();
    while let Some(c) = chars.next() {
        if c.is_whitespace() {
            if !plain.ends_with(' ') {
                plain.push(' ');
            }
        } else if c == '\'' {
            // To the next quote that is neither doubled nor behind a backslash, or to the end.
            while let Some(inner) = chars.next() {
                let is_escaped = inner == '\\' || (inner == '\'' && chars.peek() == Some(&'\''));
                if is_escaped {
                    chars.next();
                } else if inner == '\'' {
                    break;
                }
            }
            plain.push('?');
        } else {
            plain.push(c);
        }
    }
    plain
}

/// The length of the placeholder of a value that a text begins with: `?`, `<n>` and the like, `$<n>`, `:<n>`, `%s`.
fn value(text: &str) -> Option<usize> {
    if text.starts_with('?') {
        return Some(1);
    }
    if text.starts_with("%s") {
        return Some(2);
    }
    let sign = usize::from(text.starts_with(['$', ':', '@']));
    placeholder(&text[sign..]).map(|length| sign + length)
}

/// The length of the placeholder of a template that a text begins with: `<n>` and the like.
pub(super) fn placeholder(text: &str) -> Option<usize> {
    let inner = text.strip_prefix('<')?;
    let letters = inner.bytes().take_while(u8::is_ascii_lowercase).count();
    (letters > 0 && inner[letters..].starts_with('>')).then_some(letters + 2)
}

/// A text in which items in a row, with commas between them, are one: the first of them.
fn without_repeats(text: &str, item: impl Fn(&str) -> Option<usize>) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let length = item(rest);
        let (kept, behind) = rest.split_at(length.unwrap_or(c.len_utf8()));
        out.push_str(kept);
        rest = behind;
        while length.is_some()
            && let Some(next) = rest.trim_start().strip_prefix(',').map(str::trim_start)
            && let Some(length) = item(next)
        {
            rest = &next[length..];
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_statement_is_its_template_whatever_its_values() {
        for (text, expected) in [
            ("SELECT * FROM orders WHERE id = 12", "SELECT * FROM orders WHERE id = <n>"),
            ("SELECT *\n   FROM orders\tWHERE id = 7 ", "SELECT * FROM orders WHERE id = <n>"),
            ("SELECT a FROM b WHERE c = 'Bob'", "SELECT a FROM b WHERE c = ?"),
            ("SELECT a FROM b WHERE c = 'O''Neil' AND d = 'x'", "SELECT a FROM b WHERE c = ? AND d = ?"),
            (r"SELECT a FROM b WHERE c = 'it\'s' AND d = 1", "SELECT a FROM b WHERE c = ? AND d = <n>"),
            ("SELECT a FROM b WHERE c = 'cut", "SELECT a FROM b WHERE c = ?"),
            ("SELECT a FROM b WHERE c IN (1, 2,3)", "SELECT a FROM b WHERE c IN (<n>)"),
            ("SELECT a FROM b WHERE c IN ($1, $2)", "SELECT a FROM b WHERE c IN ($<n>)"),
            ("INSERT INTO t (a, b) VALUES (1, 'x'), (2, 'y')", "INSERT INTO t (a, b) VALUES (<n>)"),
            ("INSERT INTO t VALUES (?, ?),\n(?, ?)", "INSERT INTO t VALUES (?)"),
            ("HGETALL cart:8712", "HGETALL cart:<n>"),
            ("SELECT a, b FROM t", "SELECT a, b FROM t"),
            ("GET é", "GET é"),
            ("", ""),
        ] {
            assert_eq!(statement(text), expected, "{text}");
        }
    }

    #[test]
    fn a_path_is_all_that_is_left_of_a_url() {
        for (url, expected) in [
            ("http://cart:8080/users/7?x=1", "/users/7"),
            ("https://cart", "/"),
            ("https://cart?x=/y", "/"),
            ("/users/7#top", "/users/7"),
            ("/find?u=http://a/b", "/find"),
            ("", "/"),
        ] {
            assert_eq!(path(url), expected, "{url}");
        }
    }
}
