//! Lists and copies files.

use std::fs;
use std::hash::{DefaultHasher, Hasher};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

/// All files below a directory, sorted.
pub(crate) fn below(directory: &Path) -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    let mut directories = vec![directory.to_owned()];
    while let Some(directory) = directories.pop() {
        for path in entries(&directory)? {
            if path.is_dir() { directories.push(path) } else { files.push(path) }
        }
    }
    files.sort();
    Ok(files)
}

/// The files of a directory with one of these extensions, sorted; none if there is no such directory.
pub(crate) fn with_extensions(directory: &Path, extensions: &[&str]) -> Result<Vec<PathBuf>> {
    if !directory.exists() {
        return Ok(Vec::new());
    }
    let mut files = entries(directory)?;
    files.retain(|file| file.extension().is_some_and(|extension| extensions.iter().any(|known| extension == *known)));
    files.sort();
    Ok(files)
}

/// Copies files into a directory, which is made if need be.
pub(crate) fn copy_into(files: &[PathBuf], directory: &Path) -> Result<()> {
    fs::create_dir_all(directory).with_context(|| format!("cannot create {}", directory.display()))?;
    for file in files {
        let name = file.file_name().context("a file without a name")?;
        fs::copy(file, directory.join(name)).with_context(|| format!("cannot copy {}", file.display()))?;
    }
    Ok(())
}

/// Copies all that is below a directory.
pub(crate) fn copy_tree(from: &Path, to: &Path) -> Result<()> {
    for file in below(from)? {
        let inside = file.strip_prefix(from).context("a file outside of its directory")?;
        copy_into(std::slice::from_ref(&file), to.join(inside).parent().context("a file without a directory")?)?;
    }
    Ok(())
}

/// Removes a directory with all that is in it, if there is one.
pub(crate) fn remove(directory: &Path) -> Result<()> {
    if directory.exists() {
        fs::remove_dir_all(directory).with_context(|| format!("cannot remove {}", directory.display()))?;
    }
    Ok(())
}

/// Makes what is at `made`, unless it is there and was made from the same files: their hash is in a file, the stamp, once it is complete.
pub(crate) fn make_if_changed(
    made: &Path,
    stamp: &Path,
    from: &[PathBuf],
    make: impl FnOnce() -> Result<()>,
) -> Result<()> {
    let hash = hash(from)?;
    if made.exists() && fs::read_to_string(stamp).is_ok_and(|of_made| of_made == hash) {
        return Ok(());
    }
    // What could not be made is not complete, even if these files were the same before.
    if stamp.exists() {
        fs::remove_file(stamp).with_context(|| format!("cannot remove {}", stamp.display()))?;
    }
    make()?;
    fs::write(stamp, hash).with_context(|| format!("cannot write {}", stamp.display()))
}

/// 16 hexadecimal digits that change with the names and the content of the files.
pub(crate) fn hash(files: &[PathBuf]) -> Result<String> {
    let mut hasher = DefaultHasher::new();
    for file in files {
        hasher.write(file.as_os_str().as_encoded_bytes());
        hasher.write(&fs::read(file).with_context(|| format!("cannot read {}", file.display()))?);
    }
    Ok(format!("{:016x}", hasher.finish()))
}

fn entries(directory: &Path) -> Result<Vec<PathBuf>> {
    let entries = fs::read_dir(directory).with_context(|| format!("cannot list {}", directory.display()))?;
    entries.map(|entry| Ok(entry?.path())).collect()
}

#[cfg(test)]
mod tests {
    use anyhow::anyhow;

    use super::*;

    #[test]
    fn what_was_made_is_made_again_when_a_file_has_changed() {
        let directory = std::env::temp_dir().join(format!("spanlens-stamp-{}", std::process::id()));
        let (from, stamp) = ([directory.join("from")], directory.join("stamp"));
        fs::create_dir_all(&directory).unwrap();
        let mut times = 0;
        let mut make = |content: &str, result: Result<()>| {
            fs::write(&from[0], content).unwrap();
            let done = make_if_changed(&directory, &stamp, &from, || {
                times += 1;
                result
            });
            (done.is_ok(), times)
        };
        assert_eq!(make("a", Ok(())), (true, 1));
        assert_eq!(make("a", Ok(())), (true, 1));
        assert_eq!(make("b", Err(anyhow!("it fails"))), (false, 2));
        assert_eq!(make("a", Ok(())), (true, 3));
        fs::remove_dir_all(&directory).unwrap();
    }
}
