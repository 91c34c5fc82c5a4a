//! Finds the paths that a source file names: those that begin with `crate`, `self`, `super` or `std`, or with a module that the file
//! declares.
//!
//! It works on tokens, so that comments and strings are none, and knows only as much of the grammar as paths need.
//! Items under `#[cfg(test)]` are left out: tests may name anything.

use std::iter;

use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};

/// What a source file says of other modules.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct Source {
    /// The paths, from `crate` or `std`, in the order of the text. `use` trees are spelled out.
    pub(crate) paths: Vec<String>,
    /// The modules whose content is in other files.
    pub(crate) modules: Vec<Vec<String>>,
}

/// Reads the text of a module; `module` is its path from the root of the crate.
pub(crate) fn scan(text: &str, module: &[String]) -> Source {
    let tokens: TokenStream = text.parse().expect("the source can be split into tokens");
    let mut source = Source::default();
    source.walk(tokens, module);
    source
}

impl Source {
    fn walk(&mut self, tokens: TokenStream, module: &[String]) {
        let tokens: Vec<TokenTree> = tokens.into_iter().collect();
        let mut rest = &tokens[..];
        while let [first, after @ ..] = rest {
            rest = match (first, after) {
                (TokenTree::Punct(hash), [TokenTree::Group(attribute), item @ ..])
                    if hash.as_char() == '#' && is_cfg_test(attribute) =>
                {
                    after_item(item)
                }
                (TokenTree::Ident(word), [TokenTree::Ident(name), TokenTree::Group(body), after @ ..])
                    if word == "mod" =>
                {
                    self.walk(body.stream(), &join(module, &name.to_string()));
                    after
                }
                (TokenTree::Ident(word), [TokenTree::Ident(name), after @ ..]) if word == "mod" => {
                    self.modules.push(join(module, &name.to_string()));
                    after
                }
                (TokenTree::Ident(word), _) => match (self.start(&word.to_string(), module), continuation(after)) {
                    (Some(path), Some(after)) => self.tree(path, after),
                    _ => after,
                },
                (TokenTree::Group(group), _) => {
                    self.walk(group.stream(), module);
                    after
                }
                _ => after,
            };
        }
    }

    /// The path that a first word stands for in a module, if it is one of those that are looked for.
    fn start(&self, word: &str, module: &[String]) -> Option<Vec<String>> {
        let here = || iter::once("crate".to_owned()).chain(module.iter().cloned());
        match word {
            "crate" => Some(vec!["crate".to_owned()]),
            "self" => Some(here().collect()),
            "super" => Some(here().take(module.len()).collect()),
            "std" => Some(vec!["std".to_owned()]),
            _ if self.modules.contains(&join(module, word)) => Some(here().chain([word.to_owned()]).collect()),
            _ => None,
        }
    }

    /// Reads on after `path::`, be it a name, a group of `use` trees or a star. Returns what follows.
    fn tree<'a>(&mut self, path: Vec<String>, tokens: &'a [TokenTree]) -> &'a [TokenTree] {
        match tokens {
            [TokenTree::Group(group), after @ ..] if group.delimiter() == Delimiter::Brace => {
                let tokens: Vec<TokenTree> = group.stream().into_iter().collect();
                for branch in tokens.split(|token| matches!(token, TokenTree::Punct(comma) if comma.as_char() == ',')) {
                    self.tree(path.clone(), branch);
                }
                after
            }
            [TokenTree::Punct(star), after @ ..] if star.as_char() == '*' => {
                self.paths.push(join(&path, "*").join("::"));
                after
            }
            [TokenTree::Ident(name), after @ ..] => {
                let path = match name.to_string().as_str() {
                    "self" => path,
                    "super" => path[..path.len().saturating_sub(1)].to_vec(),
                    name => join(&path, name),
                };
                match continuation(after) {
                    // Not the `::<` of a generic argument.
                    Some(after) if !matches!(after, [TokenTree::Punct(less), ..] if less.as_char() == '<') => {
                        self.tree(path, after)
                    }
                    _ => {
                        self.paths.push(path.join("::"));
                        after
                    }
                }
            }
            _ => tokens,
        }
    }
}

/// What follows `::`, if the tokens begin with it.
fn continuation(tokens: &[TokenTree]) -> Option<&[TokenTree]> {
    match tokens {
        [TokenTree::Punct(first), TokenTree::Punct(second), after @ ..]
            if first.as_char() == ':' && second.as_char() == ':' =>
        {
            Some(after)
        }
        _ => None,
    }
}

fn is_cfg_test(attribute: &Group) -> bool {
    attribute.stream().to_string().split_whitespace().collect::<String>() == "cfg(test)"
}

/// What follows an item: its last token is a block or a semicolon.
fn after_item(tokens: &[TokenTree]) -> &[TokenTree] {
    let end = tokens.iter().position(|token| match token {
        TokenTree::Group(group) => group.delimiter() == Delimiter::Brace,
        TokenTree::Punct(semicolon) => semicolon.as_char() == ';',
        _ => false,
    });
    end.map_or(&[], |end| &tokens[end + 1..])
}

fn join(path: &[String], name: &str) -> Vec<String> {
    path.iter().cloned().chain([name.to_owned()]).collect()
}

#[test]
fn paths_are_found_wherever_they_stand() {
    let cases: [(&str, &[&str]); 17] = [
        ("use crate::units::SpanId;", &["crate::units::SpanId"]),
        ("use crate::{units, store::{Row as R, *}};", &["crate::units", "crate::store::Row", "crate::store::*"]),
        ("use super::{heatmap, super::store};", &["crate::analysis::heatmap", "crate::store"]),
        ("use super::super::filter::Filter;", &["crate::filter::Filter"]),
        ("use self::cells::Cell;", &["crate::analysis::flame::cells::Cell"]),
        ("mod cells; pub use cells::Cell; pub use rows::Row;", &["crate::analysis::flame::cells::Cell"]),
        ("use crate::store::{self, Store};", &["crate::store", "crate::store::Store"]),
        ("fn f(row: crate::store::Row) -> u32 { crate::units::one() }", &["crate::store::Row", "crate::units::one"]),
        ("fn f() { g::<crate::store::Row>(); crate::a::B::<u8>::new() }", &["crate::store::Row", "crate::a::B"]),
        ("mod inner { use super::super::frames; }", &["crate::analysis::frames"]),
        ("const C: &str = include_str!(\"a\"); use std::fs::{self, File};", &["std::fs", "std::fs::File"]),
        ("pub(crate) fn f(&self) { vec![std::thread::yield_now()]; }", &["std::thread::yield_now"]),
        ("#[cfg(test)] mod tests { use crate::sketch; } use crate::units;", &["crate::units"]),
        ("#[cfg(test)] use crate::sketch::draw; use crate::units;", &["crate::units"]),
        ("#[cfg(test)] #[derive(Debug)] struct S { s: crate::sketch::S } use crate::units;", &["crate::units"]),
        ("/// See [`crate::engine`].\n// crate::wasm\nfn f<'a>() {}", &[]),
        ("fn f() -> &'static str { r#\"crate::engine\"# }", &[]),
    ];
    let module = ["analysis".to_owned(), "flame".to_owned()];
    for (text, expected) in cases {
        assert_eq!(scan(text, &module).paths, expected, "{text}");
    }
}

#[test]
fn modules_in_other_files_are_found_unless_they_are_tests() {
    let source =
        scan("mod cells; pub mod frames; #[cfg(test)] mod tests; mod here { mod deep; }", &["flame".to_owned()]);
    assert_eq!(
        source.modules.iter().map(|module| module.join("::")).collect::<Vec<_>>(),
        ["flame::cells", "flame::frames", "flame::here::deep",]
    );
}
