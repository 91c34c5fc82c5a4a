//! Circles: files of one module that name each other, so that none of them can be understood or tested before the others.
//!
//! Looked at are the files beside each other, each with its folder. The file of the module itself is not among them: it tells what the
//! module is, in words that its files may use, and hands on what they have.

use std::collections::{BTreeMap, BTreeSet};

use super::engine::ENGINE;
use super::page::PAGE;
use super::table::File;

#[test]
fn the_engine_has_no_circles() {
    assert_no_circles(&ENGINE.files());
}

#[test]
fn the_page_has_no_circles() {
    assert_no_circles(&PAGE.files());
}

fn assert_no_circles(files: &[File]) {
    let circles = circles(files);
    assert!(circles.is_empty(), "files that name each other, by module: {circles:#?}");
}

/// The files that can be reached from themselves, by the module that they are in.
fn circles(files: &[File]) -> BTreeMap<String, Vec<String>> {
    let names = Names::of(files);
    let mut edges: BTreeMap<&[String], BTreeMap<&str, BTreeSet<&str>>> = BTreeMap::new();
    for file in files {
        for named in file.paths.iter().filter_map(|path| names.home(path)) {
            let common = file.module.iter().zip(named).take_while(|(a, b)| a == b).count();
            if let (Some(from), Some(to)) = (file.module.get(common), named.get(common)) {
                edges.entry(&file.module[..common]).or_default().entry(from).or_default().insert(to);
            }
        }
    }
    let circle = |edges: &BTreeMap<&str, BTreeSet<&str>>| -> Vec<String> {
        edges.keys().filter(|file| reachable(edges, file).contains(*file)).map(|&file| file.to_owned()).collect()
    };
    let circles = edges.iter().map(|(module, edges)| (module.join("::"), circle(edges)));
    circles.filter(|(_, files)| !files.is_empty()).collect()
}

/// What a file names, and what that names, and so on.
fn reachable<'a>(edges: &BTreeMap<&str, BTreeSet<&'a str>>, from: &str) -> BTreeSet<&'a str> {
    let named = |file: &str| edges.get(file).into_iter().flatten().copied();
    let mut found = BTreeSet::new();
    let mut next: Vec<&str> = named(from).collect();
    while let Some(file) = next.pop() {
        if found.insert(file) {
            next.extend(named(file));
        }
    }
    found
}

/// Where names come from: modules hand on what their files have.
struct Names<'a> {
    modules: BTreeSet<&'a [String]>,
    /// For each module and name that it takes from a module in it, that module.
    taken: BTreeMap<(&'a [String], &'a str), Vec<String>>,
}

impl<'a> Names<'a> {
    fn of(files: &'a [File]) -> Self {
        let modules = files.iter().map(|file| &file.module[..]).collect();
        let mut taken = BTreeMap::new();
        for file in files {
            for path in &file.paths {
                let words: Vec<String> = path.split("::").skip(1).map(str::to_owned).collect();
                if let Some((_, within)) = words.split_last()
                    && within.len() > file.module.len()
                    && within.starts_with(&file.module)
                    && let Some((_, name)) = path.rsplit_once("::")
                {
                    taken.insert((&file.module[..], name), within.to_vec());
                }
            }
        }
        Self { modules, taken }
    }

    /// The module that what a path names is defined in. `None` for what is not of this crate.
    fn home(&self, path: &str) -> Option<&'a [String]> {
        let mut words = path.split("::").map(str::to_owned);
        if words.next()? != "crate" {
            return None;
        }
        let mut home: &[String] = &[];
        for word in words {
            let inner = [home, std::slice::from_ref(&word)].concat();
            let taken = || self.modules.get(self.taken.get(&(home, word.as_str()))?.as_slice());
            match self.modules.get(inner.as_slice()).or_else(taken) {
                Some(module) => home = module,
                None => break,
            }
        }
        Some(home)
    }
}

#[test]
fn circles_are_found_where_they_are() {
    type Files = &'static [(&'static str, &'static str)];
    let cases: [(Files, &[&str]); 6] = [
        (&[("a", "struct A;"), ("a::b", "use super::c::C;"), ("a::c", "use super::A;")], &[]),
        (&[("a", ""), ("a::b", "use super::c::C;"), ("a::c", "use super::b::B;")], &["a: b c"]),
        // By a name that the module hands on.
        (&[("a", "mod b; mod c; use c::C;"), ("a::b", "use super::C;"), ("a::c", "use super::b::B;")], &["a: b c"]),
        // Through a third, from within its folder.
        (
            &[
                ("a", ""),
                ("a::b", "use super::c::C;"),
                ("a::c", "use super::d::D;"),
                ("a::d", ""),
                ("a::d::e", "use crate::a::b::B;"),
                ("a::f", "use super::d::D;"),
            ],
            &["a: b c d"],
        ),
        (&[("a", ""), ("a::b", "use std::fs::File; use self::B;"), ("a::c", "use super::b::B;")], &[]),
        (&[("a", "use crate::b::B;"), ("b", "use crate::a::A;"), ("c", "use crate::a::A;")], &[": a b"]),
    ];
    for (files, expected) in cases {
        let files: Vec<File> = files.iter().map(|(module, text)| File::of(module, text)).collect();
        let found = circles(&files).into_iter().map(|(module, files)| format!("{module}: {}", files.join(" ")));
        assert_eq!(found.collect::<Vec<_>>(), expected, "{files:?}");
    }
}
