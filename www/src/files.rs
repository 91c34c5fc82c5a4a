//! Files from where people take them: a picker, a drop, of folders too, or the clipboard.

use js_sys::{Array, Promise};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{DataTransfer, File, FileList, FileSystemDirectoryEntry, FileSystemEntry, FileSystemFileEntry};

use crate::sources::Source;
use spanlens::sort::sort_by_key;

/// The files of a picker.
pub(crate) fn picked(list: &FileList) -> Vec<Source> {
    let files = (0..list.length()).filter_map(|index| list.get(index));
    files.map(|file| Source::of(file.name(), file)).collect()
}

/// What was dropped or pasted. It has to be taken while the event is being handled: afterwards the browser hides it.
pub(crate) struct Given(Vec<Entry>);

enum Entry {
    File(File),
    Folder(FileSystemEntry),
}

impl Given {
    /// Takes what was dropped or pasted: files and folders, or else text, as if it were that of a file.
    pub(crate) fn take(transfer: &DataTransfer) -> Self {
        let items = transfer.items();
        let entries = (0..items.length()).filter_map(|index| items.get(index)).filter_map(|item| {
            let entry = item.webkit_get_as_entry().ok().flatten();
            match entry {
                Some(entry) if entry.is_directory() => Some(Entry::Folder(entry)),
                _ => item.get_as_file().ok().flatten().map(Entry::File),
            }
        });
        let mut entries: Vec<Entry> = entries.collect();
        if entries.is_empty() {
            entries.extend(text_file(transfer).map(Entry::File));
        }
        Self(entries)
    }

    /// All files, those in folders too, in the order of their names within each folder.
    ///
    /// # Errors
    ///
    /// What the browser says of a folder that cannot be read.
    pub(crate) async fn sources(self) -> Result<Vec<Source>, JsValue> {
        let mut sources = Vec::new();
        for entry in self.0 {
            match entry {
                Entry::File(file) => sources.push(Source::of(file.name(), file)),
                Entry::Folder(folder) => walk(folder, &mut sources).await?,
            }
        }
        Ok(sources)
    }
}

fn text_file(transfer: &DataTransfer) -> Option<File> {
    let text = transfer.get_data("text/plain").ok().filter(|text| !text.trim().is_empty())?;
    File::new_with_str_sequence(&Array::of1(&text.into()), "pasted text").ok()
}

async fn walk(root: FileSystemEntry, sources: &mut Vec<Source>) -> Result<(), JsValue> {
    let mut entries = vec![root];
    while let Some(entry) = entries.pop() {
        // Browsers differ in what the classes of entries are called, so that only entries themselves can be asked.
        if entry.is_directory() {
            let mut children = children(entry.unchecked_ref()).await?;
            sort_by_key(&mut children, |child| std::cmp::Reverse(child.name()));
            entries.extend(children);
        } else {
            let file: &FileSystemFileEntry = entry.unchecked_ref();
            let promise = Promise::new(&mut |resolve, reject| file.file_with_callback_and_callback(&resolve, &reject));
            let name = entry.full_path().trim_start_matches('/').to_owned();
            sources.push(Source::of(name, JsFuture::from(promise).await?.unchecked_into()));
        }
    }
    Ok(())
}

/// What is in a folder. Browsers give it in parts, the last of which is empty.
async fn children(folder: &FileSystemDirectoryEntry) -> Result<Vec<FileSystemEntry>, JsValue> {
    let reader = folder.create_reader();
    let mut children = Vec::new();
    loop {
        let promise = Promise::new(&mut |resolve, reject| {
            if let Err(fault) = reader.read_entries_with_callback_and_callback(&resolve, &reject) {
                // Who waits for the promise is told; there is nobody else to tell.
                let _ = reject.call1(&JsValue::NULL, &fault);
            }
        });
        let part: Array = JsFuture::from(promise).await?.unchecked_into();
        if part.length() == 0 {
            return Ok(children);
        }
        children.extend(part.iter().map(JsCast::unchecked_into::<FileSystemEntry>));
    }
}
