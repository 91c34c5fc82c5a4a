//! The version of the words of an address: `v=1`, in front of all else that it says.
//!
//! It grows with every change that lets an address say what an older page does not understand. An older page then tells that
//! something may be missing. So an address has the first version that knows all of its keys. An address without a version is from
//! before there were any, and means what it always meant.

use super::pairs::Pairs;

/// The newest version that this page knows.
const VERSION: u64 = 2;

/// The keys that version 1 did not know.
const NEW_KEYS: [&str; 5] = ["axis", "view-number", "number", "baseline-number", "note"];

/// A text with its version. A text that says nothing needs none.
pub(super) fn with_version(text: String) -> String {
    if text.is_empty() {
        return text;
    }
    let pairs = Pairs::of(&text);
    let version = if NEW_KEYS.iter().any(|key| pairs.first(key).is_some()) { VERSION } else { 1 };
    format!("v={version}&{text}")
}

/// Whether a text after `#` was written by a newer version of the page. A version that is no whole number is as if it were not said.
pub(crate) fn is_newer(hash: &str) -> bool {
    let version = Pairs::of(hash).first("v").and_then(|version| version.parse::<u64>().ok());
    version.is_some_and(|version| version > VERSION)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_says_something_says_its_version_first() {
        assert_eq!(with_version("tab=traces".to_owned()), "v=1&tab=traces");
        assert_eq!(with_version("axis=spans".to_owned()), "v=2&axis=spans");
        assert_eq!(with_version(String::new()), "");
    }

    #[test]
    fn a_larger_number_is_newer() {
        for hash in ["#v=3", "v=3&tab=traces", "#tab=traces&v=10"] {
            assert!(is_newer(hash), "{hash}");
        }
    }

    #[test]
    fn this_version_an_older_one_none_and_nonsense_are_not_newer() {
        for hash in ["", "#", "#v=1", "#v=2", "#v=0&tab=traces", "#tab=traces", "#v=", "#v=two", "#v=-2", "#v"] {
            assert!(!is_newer(hash), "{hash}");
        }
    }
}
