//! Words for the values of enums: the names that serde has for them, so that the page has no table of its own.

use std::fmt;

use serde::de::value::{Error, StrDeserializer};
use serde::de::{DeserializeOwned, IntoDeserializer};
use serde::ser::Serialize;

/// The name of a variant without fields. Of anything else it is not known how much of it is written.
pub(crate) fn word(meant: &impl Serialize) -> String {
    let mut word = String::new();
    // serde writes the name of a variant into a formatter.
    let _ = fmt::write(&mut word, format_args!("{}", fmt::from_fn(|formatter| meant.serialize(formatter))));
    word
}

/// The variant without fields that has this name.
pub(crate) fn meaning<T: DeserializeOwned>(word: &str) -> Option<T> {
    let word: StrDeserializer<'_, Error> = word.into_deserializer();
    T::deserialize(word).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use spanlens::analysis::{Baseline, Selection, TraceColumn};

    #[test]
    fn a_variant_is_called_what_serde_calls_it() {
        assert_eq!(word(&TraceColumn::TraceId), "traceId");
        assert_eq!(meaning("traceId"), Some(TraceColumn::TraceId));
    }

    #[test]
    fn other_words_have_no_meaning() {
        for word in ["", "TraceId", "0", "cats"] {
            assert_eq!(meaning::<TraceColumn>(word), None, "{word}");
        }
    }

    #[test]
    fn a_variant_with_fields_needs_more_than_a_word() {
        assert_eq!(word(&Baseline::Rectangle(Selection::default())), "");
        assert_eq!(meaning::<Baseline>("rectangle"), None);
    }
}
