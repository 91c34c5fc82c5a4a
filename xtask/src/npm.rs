//! Puts the npm package together: `dist/npm/`, ready for `npm pack` and `npm publish`.
//!
//! ```text
//! pkg-template/                       ── as it is ─────────▶ dist/npm/
//! target/engine/  (engine.rs)         ── js, wasm ─────────▶ dist/npm/engine/
//! target/views/  (views.rs)           ── js, wasm ─────────▶ dist/npm/views/
//! target/types/protocol.* (types.rs)  ─────────────────────▶ dist/npm/
//! dist/npm/html/page.js, engine/worker.js (html.rs) ───────▶ dist/npm/html/*.bundle.js
//! LICENSE-* ───────────────────────────────────────────────▶ dist/npm/
//! ```

use std::path::Path;

use anyhow::Result;

use crate::process::{command, output};
use crate::profile::Profile;
use crate::{engine, files, html, types, views};

/// Where the package is put together.
pub(crate) const DIRECTORY: &str = "dist/npm";
/// The part of it that is written by hand.
pub(crate) const TEMPLATE: &str = "pkg-template";
const LICENSES: [&str; 2] = ["LICENSE-APACHE", "LICENSE-MIT"];

/// Installs what is missing, builds what the package is made of, and puts it together.
pub(crate) fn build() -> Result<()> {
    crate::setup::wasm()?;
    engine::build(Profile::Published)?;
    types::build()?;
    views::build()?;
    let package = Path::new(DIRECTORY);
    files::remove(package)?;
    files::copy_tree(Path::new(TEMPLATE), package)?;
    for (from, to) in [(engine::DIRECTORY, "engine"), (views::DIRECTORY, "views")] {
        files::copy_into(&files::with_extensions(Path::new(from), &["js", "wasm"])?, &package.join(to))?;
    }
    files::copy_into(&types::FILES.map(Into::into), package)?;
    files::copy_into(&LICENSES.map(Into::into), package)?;
    html::bundle(package)?;
    output(command("npm").args(["pkg", "set", concat!("version=", env!("CARGO_PKG_VERSION"))]).current_dir(package))?;
    Ok(())
}
