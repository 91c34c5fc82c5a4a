//! Builds the views for the npm package: `target/views/`, the same WebAssembly that Trunk makes the page of, under names that do not change.
//!
//! ```text
//! www/src/ ── cargo, as Trunk calls it ──▶ target/wasm32-unknown-unknown/page/spanlens-www.wasm ── wasm-bindgen, wasm-opt ──▶ target/views/
//! www/style/*.css, those of www/index.html in their order ── as a module that exports their text ──▶ target/views/style.js
//! ```

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use crate::process::{command, run};
use crate::profile::{self, Profile};
use crate::{site, wasm};

/// Where the views are put together.
pub(crate) const DIRECTORY: &str = "target/views";
/// What their files there are called.
const NAME: &str = "spanlens_views";
/// The page, which names the style sheets of all views.
const PAGE: &str = "www/index.html";

/// `cargo xtask page`: compiles the page. Trunk calls this beside the engine, and compiles the same itself afterwards, which takes no time then.
pub(crate) fn run_command() -> Result<()> {
    compile(Profile::of_trunk())
}

/// What cargo makes of the page.
pub(crate) fn compiled(profile: Profile) -> PathBuf {
    profile::compiled(profile.of_page(), "spanlens-www.wasm")
}

/// Compiles the page, just as Trunk does.
pub(crate) fn compile(profile: Profile) -> Result<()> {
    run(command("cargo")
        .args([
            "build",
            "--quiet",
            "--package",
            "spanlens-www",
            "--bin",
            "spanlens-www",
            "--profile",
            profile.of_page(),
        ])
        .args(["--target", "wasm32-unknown-unknown"]))
}

/// Builds the views. Where Trunk has just built the page, nothing is compiled again.
pub(crate) fn build() -> Result<()> {
    site::fetch()?;
    compile(Profile::Published)?;
    wasm::make(&compiled(Profile::Published), (DIRECTORY, NAME), (file!(), Some("-Oz")))?;
    write_style(Path::new(DIRECTORY))
}

/// Writes the style sheets to a directory, as one module that exports their text.
pub(crate) fn write_style(directory: &Path) -> Result<()> {
    let page = fs::read_to_string(PAGE).with_context(|| format!("cannot read {PAGE}"))?;
    let read = |name| {
        let sheet = Path::new("www").join(name);
        fs::read_to_string(&sheet).with_context(|| format!("cannot read {}", sheet.display()))
    };
    let style = style_sheets(&page).map(read).collect::<Result<Vec<_>>>()?.concat();
    let module = format!("export default {};\n", serde_json::to_string(&style)?);
    fs::write(directory.join("style.js"), module).context("cannot write style.js")
}

/// The style sheets that a page names, in their order: paths beside the page.
fn style_sheets(page: &str) -> impl Iterator<Item = &str> {
    let links = page.lines().filter(|line| line.contains("rel=\"css\""));
    links.filter_map(|line| line.split_once("href=\"")?.1.split_once('"').map(|(path, _)| path))
}

#[cfg(test)]
mod tests {
    use super::*;

    const WWW: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../www");
    /// What takes its sizes from the scales of the first style sheet.
    const SCALED: [&str; 6] = ["font", "font-size", "gap", "padding", "margin", "border-radius"];

    fn sheets() -> Vec<(String, String)> {
        let page = fs::read_to_string(Path::new(WWW).join("index.html")).unwrap();
        let read = |name: &str| (name.to_owned(), fs::read_to_string(Path::new(WWW).join(name)).unwrap());
        style_sheets(&page).map(read).collect()
    }

    /// Declarations of a style sheet: names and values.
    fn declarations(sheet: &str) -> impl Iterator<Item = (&str, &str)> {
        let pieces = sheet.split(['{', '}', ';', '\n']).map(str::trim);
        pieces.filter_map(|piece| piece.split_once(':')).map(|(name, value)| (name.trim(), value.trim()))
    }

    #[test]
    fn every_style_sheet_is_in_the_page() {
        let mut files: Vec<_> = fs::read_dir(Path::new(WWW).join("style"))
            .unwrap()
            .map(|entry| format!("style/{}", entry.unwrap().file_name().into_string().unwrap()))
            .collect();
        let mut named: Vec<_> = sheets().into_iter().map(|(name, _)| name).collect();
        assert_eq!(named.first().map(String::as_str), Some("style/tokens.css"));
        files.sort();
        named.sort();
        assert_eq!(named, files);
    }

    #[test]
    fn font_sizes_spaces_and_radii_are_steps_of_the_scales() {
        let is_scaled = |name: &str| {
            SCALED
                .iter()
                .any(|&scaled| name == scaled || name.strip_prefix(scaled).is_some_and(|rest| rest.starts_with('-')))
        };
        for (name, sheet) in sheets() {
            let own: Vec<_> = declarations(&sheet)
                .filter(|&(property, value)| {
                    is_scaled(property) && property != "font-variant-numeric" && value.contains("px")
                })
                .collect();
            assert_eq!(own, [], "{name}");
        }
    }
}
