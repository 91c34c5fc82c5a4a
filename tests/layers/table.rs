//! A table of layers, and what holds a crate to it.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use super::paths::{Source, scan};

/// The layers of a crate.
pub(crate) struct Table {
    /// The file of its root, from the root of the repository.
    pub(crate) root: &'static str,
    /// The layers from the bottom to the top. A module names those of the lines above its own, and itself.
    pub(crate) layers: &'static [&'static [&'static str]],
    /// The modules that stand beside the layers: each with those that it may name.
    pub(crate) aside: &'static [(&'static str, &'static [&'static str])],
    /// Those that may name the modules that stand aside.
    pub(crate) naming_aside: &'static [&'static str],
    /// What only one module may name: that module, and the paths.
    pub(crate) outside: Option<(&'static str, &'static [&'static str])>,
}

/// A source file that is not for tests only.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct File {
    pub(crate) name: String,
    /// Its module, from the root of the crate.
    pub(crate) module: Vec<String>,
    /// The paths in it.
    pub(crate) paths: Vec<String>,
}

impl File {
    /// A file of a module that is not there, with what it has.
    pub(crate) fn of(module: &str, text: &str) -> Self {
        let module: Vec<String> = module.split("::").map(str::to_owned).collect();
        Self { name: module.join("/"), paths: scan(text, &module).paths, module }
    }
}

impl Table {
    /// Fails where a module names what it may not, where the table and the crate do not have the same modules, and where the
    /// architecture draws other layers.
    pub(crate) fn check(&self) {
        let files = self.files();
        let mut wrong = Vec::new();
        for File { name, module, paths } in &files {
            let top = module.first().map(String::as_str);
            wrong.extend(paths.iter().filter_map(|path| {
                let complaint = self.complaint(top?, path)?;
                Some(format!("{name}: {path}: {complaint}"))
            }));
        }
        assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));

        let there: BTreeSet<&str> = files.iter().filter_map(|file| Some(file.module.first()?.as_str())).collect();
        let aside = self.aside.iter().map(|(module, _)| module);
        let named: BTreeSet<&str> = self.layers.iter().copied().flatten().chain(aside).copied().collect();
        assert_eq!(named, there, "the table names the modules of {}", self.root);

        let architecture = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/ARCHITECTURE.md");
        let architecture = fs::read_to_string(architecture).expect("the architecture is described");
        let one_line = architecture.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(one_line.contains(&self.drawn()), "docs/ARCHITECTURE.md draws these layers:\n{}", self.drawn());
    }

    /// The layers on a line, as the architecture has them.
    fn drawn(&self) -> String {
        let layers = self.layers.iter().map(|modules| match modules {
            [module] => (*module).to_owned(),
            modules => format!("{{ {} }}", modules.join(" | ")),
        });
        layers.collect::<Vec<_>>().join(" ← ")
    }

    /// What is wrong with a path in a module of the crate's root, if anything is.
    pub(crate) fn complaint(&self, module: &str, path: &str) -> Option<String> {
        let mut words = path.split("::");
        if words.next() != Some("crate") {
            let (only, outside) = self.outside?;
            let is_outside = outside.iter().any(|name| {
                let glob_of_its_parent = path.strip_suffix('*').is_some_and(|parent| name.starts_with(parent));
                path == *name || path.starts_with(&format!("{name}::")) || glob_of_its_parent
            });
            return (is_outside && module != only).then(|| format!("only {only} may"));
        }
        let named = words.next()?;
        if let Some(unknown) = [module, named].iter().find(|name| !self.is_known(name)) {
            return Some(format!("{unknown} is in no layer"));
        }
        (named != module && !self.may_name(module, named)).then(|| format!("{module} may not name {named}"))
    }

    fn may_name(&self, module: &str, named: &str) -> bool {
        if let Some((_, allowed)) = self.aside.iter().find(|(name, _)| *name == module) {
            return allowed.contains(&named);
        }
        match self.layer(named) {
            Some(below) => self.layer(module) > Some(below),
            None => self.naming_aside.contains(&module),
        }
    }

    fn is_known(&self, module: &str) -> bool {
        self.layer(module).is_some() || self.aside.iter().any(|(name, _)| *name == module)
    }

    /// The line of the table that has this module.
    fn layer(&self, module: &str) -> Option<usize> {
        self.layers.iter().position(|modules| modules.contains(&module))
    }

    /// Every source file of the crate that is not for tests only.
    pub(crate) fn files(&self) -> Vec<File> {
        let mut found = Vec::new();
        let mut modules = vec![Vec::new()];
        while let Some(module) = modules.pop() {
            let (name, text) = self.read(&module);
            let Source { paths, modules: inner } = scan(&text, &module);
            modules.extend(inner);
            found.push(File { name, module, paths });
        }
        found.sort();
        found
    }

    /// The file of a module, by the rules of the language.
    fn read(&self, module: &[String]) -> (String, String) {
        let (directory, root) = self.root.rsplit_once('/').expect("a crate has a directory");
        let stem = module.join("/");
        let names = match module {
            [] => vec![root.to_owned()],
            _ => vec![format!("{stem}.rs"), format!("{stem}/mod.rs")],
        };
        let directory = Path::new(directory);
        names
            .into_iter()
            .map(|name| directory.join(name))
            .find_map(|name| {
                let text = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(&name)).ok()?;
                Some((name.display().to_string(), text))
            })
            .unwrap_or_else(|| panic!("the module {stem} has no file"))
    }
}
