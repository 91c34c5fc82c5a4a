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

/// Makes some files, unless they are there and nothing has changed since: neither they nor the files that they are made from. `stamp` is a file that
/// says what all of these were; it is written last.
pub(crate) fn make_if_changed(
    stamp: &Path,
    inputs: &[PathBuf],
    outputs: impl Fn() -> Result<Vec<PathBuf>>,
    make: impl FnOnce() -> Result<()>,
) -> Result<()> {
    let before = hash(inputs)?;
    // Without outputs there is no such hash.
    let state = || Some(format!("{before} {}", hash(&outputs().ok()?).ok()?));
    if state().is_some_and(|state| fs::read_to_string(stamp).is_ok_and(|stamped| stamped == state)) {
        return Ok(());
    }
    if stamp.exists() {
        fs::remove_file(stamp).with_context(|| format!("cannot remove {}", stamp.display()))?;
    }
    make()?;
    // What has changed meanwhile is noticed the next time.
    let Some(state) = state().filter(|_| hash(inputs).is_ok_and(|after| after == before)) else { return Ok(()) };
    fs::write(stamp, state).with_context(|| format!("cannot write {}", stamp.display()))
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
    fn files_are_made_again_when_something_has_changed() {
        let directory = std::env::temp_dir().join(format!("spanlens-stamp-{}", std::process::id()));
        let [input, output, stamp] = ["input", "output", "stamp"].map(|name| directory.join(name));
        fs::create_dir_all(&directory).unwrap();
        // What the input has, and whether the output can be made of it. Says whether that went well, and whether it was tried.
        let make = |content: &str, can_be_made: bool| {
            fs::write(&input, content).unwrap();
            let mut is_tried = false;
            let copy = || {
                is_tried = true;
                fs::copy(&input, &output)?;
                if can_be_made { Ok(()) } else { Err(anyhow!("it fails")) }
            };
            let done = make_if_changed(&stamp, std::slice::from_ref(&input), || Ok(vec![output.clone()]), copy);
            (done.is_ok(), is_tried)
        };
        assert_eq!(make("a", true), (true, true));
        assert_eq!(make("a", true), (true, false));
        assert_eq!(make("b", false), (false, true));
        assert_eq!(make("b", true), (true, true));
        fs::write(&output, "by somebody else").unwrap();
        assert_eq!(make("b", true), (true, true));
        fs::remove_file(&output).unwrap();
        assert_eq!(make("b", true), (true, true));
        assert_eq!(make("b", true), (true, false));
        fs::remove_dir_all(&directory).unwrap();
    }
}
