//! Writes `protocol.d.ts` and `protocol.js` to a folder, from the sources in `src/`: `cargo xtask types` calls it.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

/// What they are read from.
const SOURCES: &str = "src";

fn main() -> Result<()> {
    let folder = env::args_os().nth(1).map(PathBuf::from).context("no folder is named to write to")?;
    let protocol = spanlens_types::protocol(Path::new(SOURCES))?;
    fs::create_dir_all(&folder).with_context(|| format!("cannot create {}", folder.display()))?;
    for (name, text) in [("protocol.d.ts", protocol.types), ("protocol.js", protocol.script)] {
        let file = folder.join(name);
        fs::write(&file, text).with_context(|| format!("cannot write {}", file.display()))?;
    }
    Ok(())
}
