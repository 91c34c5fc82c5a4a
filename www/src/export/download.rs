//! Files that are handed to the browser to be saved.

use std::time::Duration;

use js_sys::Array;
use leptos::prelude::{document, set_timeout};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Blob, BlobPropertyBag, HtmlElement, Url};

/// How long a browser may take to begin a download.
const BEGIN: Duration = Duration::from_mins(1);

/// A file of text.
pub(crate) fn text_file(text: &str, media_type: &str) -> Option<Blob> {
    let options = BlobPropertyBag::new();
    options.set_type(media_type);
    Blob::new_with_str_sequence_and_options(&Array::of1(&text.into()), &options).ok()
}

/// Saves a file under a name of which only letters, digits and a few signs are kept.
pub(crate) fn save(file: &Blob, name: &str) {
    // Nothing of this is refused by a document that is shown.
    let _ = try_save(file, &file_name(name));
}

fn try_save(file: &Blob, name: &str) -> Result<(), JsValue> {
    let url = Url::create_object_url_with_blob(file)?;
    let link: HtmlElement = document().create_element("a")?.unchecked_into();
    link.set_attribute("href", &url)?;
    link.set_attribute("download", name)?;
    link.click();
    set_timeout(
        move || {
            let _ = Url::revoke_object_url(&url);
        },
        BEGIN,
    );
    Ok(())
}

/// A name of which only letters, digits and a few signs are kept.
pub(super) fn file_name(name: &str) -> String {
    let kept = |character: char| if character.is_alphanumeric() || "._-".contains(character) { character } else { '-' };
    name.chars().map(kept).collect::<String>().trim_start_matches(['.', '-']).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_files_are_safe() {
        let cases = [
            ("Demo-heatmap.svg", "Demo-heatmap.svg"),
            ("logs/öl.json and 2 more-heatmap.png", "logs-öl.json-and-2-more-heatmap.png"),
            ("../../x", "x"),
            ("a:b?.svg", "a-b-.svg"),
        ];
        for (name, expected) in cases {
            assert_eq!(file_name(name), expected);
        }
    }
}
