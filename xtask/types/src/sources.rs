//! The types that the sources declare, and which of them a path means.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use syn::ext::IdentExt;
use syn::{ItemEnum, ItemStruct, UseTree};

use super::docs;
use super::macros::Made;
use super::serde::is_serialized;

/// All sources of the engine.
#[derive(Default)]
pub(super) struct Sources {
    modules: Vec<Module>,
    declarations: Vec<Declaration>,
}

/// A module, with what paths in it depend on.
struct Module {
    file: PathBuf,
    /// From the crate down.
    path: Vec<String>,
    docs: String,
    /// The full path of each imported name.
    imports: BTreeMap<String, Vec<String>>,
}

/// A type with a derived `Serialize`, or one that a macro gives another.
pub(super) struct Declaration {
    module: usize,
    pub(super) item: Item,
}

pub(super) enum Item {
    Struct(ItemStruct),
    Enum(ItemEnum),
    /// A struct that crosses as a number.
    Number(ItemStruct),
}

impl Declaration {
    pub(super) fn name(&self) -> String {
        match &self.item {
            Item::Struct(item) | Item::Number(item) => item.ident.to_string(),
            Item::Enum(item) => item.ident.to_string(),
        }
    }

    pub(super) fn is_number(&self) -> bool {
        matches!(self.item, Item::Number(_))
    }
}

impl Sources {
    /// Reads a crate: the folder of its `lib.rs` with all files below, or the one file that it is.
    pub(super) fn read(root: &Path) -> Result<Self> {
        let mut sources = Self::default();
        for file in files_below(root)? {
            let text = fs::read_to_string(&file).with_context(|| format!("cannot read {}", file.display()))?;
            let module = if file == root { Vec::new() } else { module_of(file.strip_prefix(root)?) };
            sources.add(&file, module, &text)?;
        }
        Ok(sources)
    }

    /// Adds the text of a module.
    pub(super) fn add(&mut self, file: &Path, module: Vec<String>, text: &str) -> Result<()> {
        let parsed = syn::parse_file(text).with_context(|| format!("cannot parse {}", file.display()))?;
        self.add_module(file, module, docs::text(&parsed.attrs), parsed.items)
            .with_context(|| format!("{}: a macro that is not understood", file.display()))
    }

    fn add_module(&mut self, file: &Path, path: Vec<String>, docs: String, items: Vec<syn::Item>) -> syn::Result<()> {
        let module = self.modules.len();
        let Made { enums, numbers } = Made::read(&items)?;
        let mut declare = |item| self.declarations.push(Declaration { module, item });
        enums.into_iter().map(Item::Enum).for_each(&mut declare);
        let mut imports = BTreeMap::new();
        let mut inner = Vec::new();
        for item in items {
            match item {
                syn::Item::Struct(item) if numbers.contains(&item.ident.to_string()) => declare(Item::Number(item)),
                syn::Item::Struct(item) if is_serialized(&item.attrs) => declare(Item::Struct(item)),
                syn::Item::Enum(item) if is_serialized(&item.attrs) => declare(Item::Enum(item)),
                syn::Item::Use(item) => import(&item.tree, &path, &[], &mut imports),
                syn::Item::Mod(item) => inner.push(item),
                _ => {}
            }
        }
        self.modules.push(Module { file: file.to_owned(), path, docs, imports });
        for within in inner {
            if let Some((_, items)) = within.content {
                let path = [self.modules[module].path.as_slice(), &[within.ident.unraw().to_string()]].concat();
                self.add_module(file, path, docs::text(&within.attrs), items)?;
            }
        }
        Ok(())
    }

    /// What is said at the top of a module, be it a file of its name or the `mod.rs` of a folder.
    pub(super) fn module_docs(&self, path: &[&str]) -> Result<String> {
        let module = self.modules.iter().find(|module| module.path == path);
        module.map(|module| module.docs.clone()).with_context(|| format!("there is no module {}", path.join("::")))
    }

    pub(super) fn declaration(&self, declaration: usize) -> Result<&Declaration> {
        self.declarations.get(declaration).context("there is no such declaration")
    }

    /// The file of a declaration.
    pub(super) fn path(&self, declaration: usize) -> &Path {
        self.declarations.get(declaration).map_or(Path::new(""), |declared| &self.modules[declared.module].file)
    }

    /// The only type of a name.
    pub(super) fn only(&self, name: &str) -> Result<usize> {
        self.one_of(name, &self.called(name))
    }

    /// The type that a path means where a declaration writes it: the one declared in the module that the path leads to, else below
    /// that module, from where it is exported again, else the only one of its name.
    pub(super) fn resolve(&self, declaration: usize, path: &syn::Path) -> Result<usize> {
        let module = &self.modules[self.declaration(declaration)?.module];
        let written: Vec<String> = path.segments.iter().map(|segment| segment.ident.unraw().to_string()).collect();
        let full = module.full_path(&written);
        let Some((name, within)) = full.split_last() else { bail!("an empty path") };
        if !within.is_empty() && !self.modules.iter().any(|module| module.path.starts_with(within)) {
            bail!("{} is not a type of the engine", written.join("::"));
        }
        let called = self.called(name);
        let module_of = |declaration: &usize| &self.modules[self.declarations[*declaration].module].path;
        let there: Vec<usize> = called.iter().copied().filter(|one| module_of(one) == within).collect();
        let below: Vec<usize> = called.iter().copied().filter(|one| module_of(one).starts_with(within)).collect();
        let nearest = [there, below].into_iter().find(|found| !found.is_empty()).unwrap_or(called);
        self.one_of(name, &nearest)
    }

    fn called(&self, name: &str) -> Vec<usize> {
        (0..self.declarations.len()).filter(|&one| self.declarations[one].name() == name).collect()
    }

    fn one_of(&self, name: &str, found: &[usize]) -> Result<usize> {
        match found {
            [one] => Ok(*one),
            [] => bail!("no type {name} has a derived Serialize"),
            several => {
                let files: Vec<_> = several.iter().map(|&one| self.path(one).display().to_string()).collect();
                bail!("{name} can be any of those in {}", files.join(", "))
            }
        }
    }
}

/// All files of Rust below a folder, sorted; a file is itself.
fn files_below(root: &Path) -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    let mut waiting = vec![root.to_owned()];
    while let Some(path) = waiting.pop() {
        if path.is_dir() {
            let entries = fs::read_dir(&path).with_context(|| format!("cannot list {}", path.display()))?;
            for entry in entries {
                waiting.push(entry?.path());
            }
        } else if path == root || path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}

/// The module that a file is, by the rules of the language.
fn module_of(file: &Path) -> Vec<String> {
    let mut module: Vec<String> =
        file.with_extension("").iter().map(|name| name.to_string_lossy().into_owned()).collect();
    if module.last().is_some_and(|name| matches!(name.as_str(), "lib" | "mod")) {
        module.pop();
    }
    module
}

impl Module {
    /// A path that is written in this module, from the crate down.
    fn full_path(&self, written: &[String]) -> Vec<String> {
        match written.split_first() {
            Some((first, rest)) if self.imports.contains_key(first) => [self.imports[first].as_slice(), rest].concat(),
            Some((first, _)) if matches!(first.as_str(), "crate" | "self" | "super") => from_crate(&self.path, written),
            _ => [self.path.as_slice(), written].concat(),
        }
    }
}

/// Notes what a `use` imports into a module.
fn import(tree: &UseTree, module: &[String], before: &[String], imports: &mut BTreeMap<String, Vec<String>>) {
    let after = |name: &syn::Ident| [before, &[name.unraw().to_string()]].concat();
    match tree {
        UseTree::Path(path) => import(&path.tree, module, &after(&path.ident), imports),
        UseTree::Name(name) => {
            imports.insert(name.ident.unraw().to_string(), from_crate(module, &after(&name.ident)));
        }
        UseTree::Rename(name) => {
            imports.insert(name.rename.unraw().to_string(), from_crate(module, &after(&name.ident)));
        }
        UseTree::Group(group) => group.items.iter().for_each(|tree| import(tree, module, before, imports)),
        // What is imported so is found by its name.
        UseTree::Glob(_) => {}
    }
}

/// A path as written in a module, from the crate down. One that starts with a name leads into a module within, or into another
/// crate, and then there is no such module.
fn from_crate(module: &[String], written: &[String]) -> Vec<String> {
    let mut at = module.to_vec();
    for (depth, name) in written.iter().enumerate() {
        match name.as_str() {
            "crate" => at.clear(),
            "super" => drop(at.pop()),
            "self" if depth == 0 => {}
            _ => at.push(name.clone()),
        }
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_modules_by_the_rules_of_the_language() {
        for (file, module) in [
            ("lib.rs", ""),
            ("protocol.rs", "protocol"),
            ("protocol/mod.rs", "protocol"),
            ("protocol/heatmap.rs", "protocol::heatmap"),
            ("a/b/c.rs", "a::b::c"),
        ] {
            assert_eq!(module_of(Path::new(file)).join("::"), module, "{file}");
        }
    }
}
