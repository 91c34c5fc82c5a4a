//! `cargo xtask dist`: all that is published, and how much of it people download.

mod largest;
mod sizes;

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use crate::process::{command, run as run_program};
use crate::profile::Profile;
use crate::{engine, files, npm, site, views};
use largest::print_largest;
use sizes::{Part, print_head};

/// The site in one file, for use without a network.
pub(crate) const ARCHIVE: &str = concat!("dist/spanlens-", env!("CARGO_PKG_VERSION"), "-site.tar.gz");

/// What is downloaded of the site and the package. Whoever lets a part grow by more than a twentieth changes its figure in the same commit.
const SITE_ENGINE: Part = Part { name: "site: engine", committed: 1256.0, is_hosted: true };
const SITE_PAGE: Part = Part { name: "site: page", committed: 991.0, is_hosted: true };
const PACKAGE_ENGINE: Part = Part { name: "package: engine", committed: 1256.0, is_hosted: false };
const PACKAGE_VIEWS: Part = Part { name: "package: views", committed: 989.0, is_hosted: false };
const PACKAGE_SCRIPTS: Part = Part { name: "package: JavaScript in browsers", committed: 28.0, is_hosted: false };

/// Builds the site and the package, and prints the sizes of their parts.
///
/// # Errors
///
/// If something cannot be built, or a part has grown.
pub(crate) fn run() -> Result<()> {
    site::build()?;
    archive()?;
    npm::build()?;
    print_head();
    let grown = [print_site()?, print_package()?].concat();
    print_largest("engine", &engine::compiled(Profile::Published))?;
    print_largest("views", &views::compiled(Profile::Published))?;
    println!(
        "\nthe site is in {}/ and works from any path of any static host; {ARCHIVE} is all of it",
        site::DIRECTORY
    );
    println!("the package is in {}/, ready for npm publish", npm::DIRECTORY);
    if !grown.is_empty() {
        bail!("{}", grown.join("\n"));
    }
    Ok(())
}

/// Packs the site into one file, in a folder `site`.
fn archive() -> Result<()> {
    let directory = Path::new(site::DIRECTORY);
    let (parent, name) = (directory.parent(), directory.file_name());
    let (parent, name) = parent.zip(name).context("the site has no directory")?;
    if fs::exists(ARCHIVE)? {
        fs::remove_file(ARCHIVE).with_context(|| format!("cannot remove {ARCHIVE}"))?;
    }
    run_program(command("tar").args(["-czf", ARCHIVE, "-C"]).arg(parent).arg(name))
}

/// Prints the sizes of the site, and gives what has grown.
fn print_site() -> Result<Vec<String>> {
    let (engine, rest) = split(site::DIRECTORY, "engine")?;
    // These are fetched only when the page saves itself.
    let (_, page): (Vec<_>, Vec<_>) = rest.into_iter().partition(|file| is_in(file, &["html"]));
    print_all([(SITE_ENGINE, engine), (SITE_PAGE, page)])
}

/// The same of the package.
fn print_package() -> Result<Vec<String>> {
    let (engine, rest) = split(npm::DIRECTORY, "engine")?;
    let (views, rest): (Vec<_>, Vec<_>) =
        rest.into_iter().partition(|file| file.starts_with(Path::new(npm::DIRECTORY).join("views")));
    let scripts: Vec<_> = rest.into_iter().filter(|file| is_for_browsers(file)).collect();
    print_all([(PACKAGE_ENGINE, engine), (PACKAGE_VIEWS, views), (PACKAGE_SCRIPTS, scripts)])
}

fn print_all(parts: impl IntoIterator<Item = (Part, Vec<PathBuf>)>) -> Result<Vec<String>> {
    let told: Result<Vec<_>> = parts.into_iter().map(|(part, files)| part.print(&files)).collect();
    Ok(told?.into_iter().flatten().collect())
}

/// Whether a script of the package is downloaded by every page that uses it.
fn is_for_browsers(file: &Path) -> bool {
    // What is in `html` is for Node, or fetched only when a page is saved as one file.
    let others = ["cli", "cli.js", "html", "node.js", "instance.js", "local-port.js"];
    file.extension().is_some_and(|extension| extension == "js") && !is_in(file, &others)
}

/// Whether a file or one of the folders that it is in has one of these names.
fn is_in(file: &Path, names: &[&str]) -> bool {
    file.iter().filter_map(|part| part.to_str()).any(|part| names.contains(&part))
}

/// The files of a directory: those in one of its folders, and all others.
fn split(directory: &str, folder: &str) -> Result<(Vec<PathBuf>, Vec<PathBuf>)> {
    let inside = Path::new(directory).join(folder);
    Ok(files::below(Path::new(directory))?.into_iter().partition(|file| file.starts_with(&inside)))
}
