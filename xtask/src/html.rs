//! Makes the scripts of a file that has the page, the engine and traces in it: from the disk, a page may import nothing, so that each is bundled.
//!
//! ```text
//! pkg-template/html/boot.js ── as a module that exports its text ──▶ html/boot.text.js
//! html/page.js, with the views ──┬── esbuild ──▶ html/page.bundle.js
//! engine/worker.js ──────────────┘               html/worker.bundle.js
//! ```
//!
//! The package has them in `html/`. The site has them in a folder that is named for their content, as the engine has, and there the script that
//! puts a file together is one file, too. Its address is in the page as the content of a `<meta>` element, `spanlens-html`.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use crate::process::{command, run};
use crate::{engine, files, npm, views};

/// What the page and the worker of such a file are bundled from, and as what.
const BUNDLES: [[&str; 2]; 2] =
    [["html/page.js", "html/page.bundle.js"], ["engine/worker.js", "html/worker.bundle.js"]];
/// Where what the site has of it is put together.
const SITE: &str = "target/site/html";
/// The end of the part of a document that `<meta>` elements are in.
const END_OF_HEAD: &str = "</head>";

/// Makes the scripts in a folder that has the template, the engine and the views.
pub(crate) fn bundle(package: &Path) -> Result<()> {
    let boot = package.join("html/boot.js");
    let text = fs::read_to_string(&boot).with_context(|| format!("cannot read {}", boot.display()))?;
    let module = format!("export default {};\n", serde_json::to_string(&text)?);
    fs::write(package.join("html/boot.text.js"), module).context("cannot write boot.text.js")?;
    // Each is handed its WebAssembly, so that no address of a module is asked for.
    BUNDLES.iter().try_for_each(|[from, to]| esbuild(&package.join(from), &package.join(to), "iife"))
}

fn esbuild(from: &Path, to: &Path, format: &str) -> Result<()> {
    run(command("esbuild")
        .arg(from)
        .args(["--bundle", "--minify", "--target=es2022"])
        .args(["--log-level=warning", "--log-override:empty-import-meta=silent"])
        .arg(format!("--format={format}"))
        .arg(format!("--outfile={}", to.display())))
}

/// `cargo xtask html`: adds them to the site that Trunk is about to publish, which calls this after each of its builds.
pub(crate) fn run_command() -> Result<()> {
    let staging = env::var_os("TRUNK_STAGING_DIR").map(PathBuf::from).context("only Trunk calls this")?;
    let package = Path::new(SITE);
    files::remove(package)?;
    files::copy_tree(Path::new(npm::TEMPLATE), package)?;
    files::copy_into(&files::with_extensions(Path::new(engine::DIRECTORY), &["js"])?, &package.join("engine"))?;
    let glue = page_script(&staging)?;
    let of_views = package.join("views");
    fs::create_dir_all(&of_views).with_context(|| format!("cannot create {}", of_views.display()))?;
    fs::copy(&glue, of_views.join("spanlens_views.js")).with_context(|| format!("cannot copy {}", glue.display()))?;
    views::write_style(&of_views)?;
    bundle(package)?;
    esbuild(&package.join("html/file.js"), &package.join("html/file.bundle.js"), "esm")?;
    let parts = ["page", "worker", "file"].map(|name| package.join(format!("html/{name}.bundle.js")));
    let address = format!("html/{}/", files::hash(&parts)?);
    files::copy_into(&parts, &staging.join(&address))?;
    let page = staging.join("index.html");
    let text = fs::read_to_string(&page).with_context(|| format!("cannot read {}", page.display()))?;
    let meta = format!("<meta name=\"spanlens-html\" content=\"./{address}\">\n  {END_OF_HEAD}");
    fs::write(&page, text.replacen(END_OF_HEAD, &meta, 1)).with_context(|| format!("cannot write {}", page.display()))
}

/// The script that goes with the page's WebAssembly.
fn page_script(staging: &Path) -> Result<PathBuf> {
    let scripts = files::with_extensions(staging, &["js"])?;
    let is_it = |path: &&PathBuf| {
        path.file_name().and_then(|name| name.to_str()).is_some_and(|name| name.starts_with("spanlens-www"))
    };
    scripts.iter().find(is_it).cloned().context("the site has no script of the page")
}
