//! The version of the words of an address: `v=1`, in front of all else that it says.
//!
//! It grows with every change that lets an address say what an older page does not understand. An older page then tells that
//! something may be missing. So an address says the version that its words need, and no newer one. An address without a version is from before there were any, and means what it always meant.

use super::pairs::Pairs;

/// The version of all words but those below.
pub(super) const FIRST: u64 = 1;
/// The version that has notes, and the newest that this page knows.
pub(super) const WITH_NOTES: u64 = 2;

/// A text with the version that it needs. A text that says nothing needs none.
pub(super) fn with_version(version: u64, text: String) -> String {
    if text.is_empty() { text } else { format!("v={version}&{text}") }
}

/// Whether a text after `#` was written by a newer version of the page. A version that is no whole number is as if it were not said.
pub(crate) fn is_newer(hash: &str) -> bool {
    let version = Pairs::of(hash).first("v").and_then(|version| version.parse::<u64>().ok());
    version.is_some_and(|version| version > WITH_NOTES)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_says_something_says_its_version_first() {
        assert_eq!(with_version(FIRST, "tab=traces".to_owned()), "v=1&tab=traces");
        assert_eq!(with_version(FIRST, String::new()), "");
    }

    #[test]
    fn a_larger_number_is_newer() {
        for hash in ["#v=3", "v=3&tab=traces", "#tab=traces&v=10"] {
            assert!(is_newer(hash), "{hash}");
        }
    }

    #[test]
    fn this_version_an_older_one_none_and_nonsense_are_not_newer() {
        for hash in ["", "#", "#v=2", "#v=1", "#v=0&tab=traces", "#tab=traces", "#v=", "#v=two", "#v=-2", "#v"] {
            assert!(!is_newer(hash), "{hash}");
        }
    }
}
